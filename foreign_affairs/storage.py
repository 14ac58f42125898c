"""Where files lie: uploaded documents below MEDIA_ROOT, which nothing serves, and static files."""

from django.core.files.storage import FileSystemStorage, Storage
from pipeline.storage import PipelineMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


def private_storage() -> Storage:
    """Files that no address leads to; a view hands them out after asking who reads."""
    return FileSystemStorage(base_url=None)


class PackedStaticFilesStorage(PipelineMixin, CompressedManifestStaticFilesStorage):
    """Style sheets packed into one, then everything named by its content and compressed."""
