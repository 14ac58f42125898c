"""Files that are larger than anything the register takes are dropped while they arrive."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from foreign_affairs.records.reading.limits import MAX_BYTES

TOO_LARGE = "register.upload_too_large"


class UploadLimit(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS.

    The rest of the request is read and dropped, so that the browser comes to see an answer. The
    form finds no file then; `was_too_large` says why.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if self.request is not None and start + len(raw_data) > MAX_BYTES:
            self.request.META[TOO_LARGE] = True
            # Django would drop it line by line, and a line may be as long as the file.
            while self.request.read(self.chunk_size):
                pass
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        """Leaves the file to the next handler."""


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file that came with the request was dropped for its size."""
    return TOO_LARGE in request.META
