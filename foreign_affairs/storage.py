"""Where uploaded documents lie: below MEDIA_ROOT, which nothing serves."""

from django.core.files.storage import FileSystemStorage, Storage


def private_storage() -> Storage:
    """Files that no address leads to; a view hands them out after asking who reads."""
    return FileSystemStorage(base_url=None)
