"""What collectstatic makes of style sheets, scripts, fonts and pictures."""

from pipeline.compressors import CompressorBase
from pipeline.storage import PipelineMixin
from rcssmin import cssmin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Minifier(CompressorBase):
    """Leaves out of a style sheet what browsers do not read."""

    def compress_css(self, css: str) -> str:
        return str(cssmin(css, keep_bang_comments=True))


class PackedStaticFilesStorage(PipelineMixin, CompressedManifestStaticFilesStorage):
    """Style sheets packed into one, then everything named by its content and compressed."""
