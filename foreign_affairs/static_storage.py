"""What collectstatic makes of style sheets, scripts, fonts and pictures."""

from pipeline.storage import PipelineMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class PackedStaticFilesStorage(PipelineMixin, CompressedManifestStaticFilesStorage):
    """Style sheets packed into one, then everything named by its content and compressed."""
