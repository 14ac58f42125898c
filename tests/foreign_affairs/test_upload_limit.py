"""A file that is too large is dropped, and never held."""

import io

import pytest
from django.test import RequestFactory

from foreign_affairs import upload_limit
from foreign_affairs.upload_limit import UploadLimit, was_too_large

HEAD = b'--mark\r\nContent-Disposition: form-data; name="import_file"; filename="large.csv"\r\n\r\n'
TAIL = b"\r\n--mark--\r\n"


class Arriving(io.BytesIO):
    """A request's body that notes the largest piece which was asked of it."""

    largest = 0

    def read(self, size: int | None = -1) -> bytes:
        return self.noted(super().read(size))

    def readline(self, size: int | None = -1) -> bytes:
        return self.noted(super().readline(size))

    def noted(self, piece: bytes) -> bytes:
        self.largest = max(self.largest, len(piece))
        return piece


def test_too_large_file_without_a_line_end_is_dropped_piece_by_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(upload_limit, "MAX_BYTES", 100_000)
    body = Arriving(HEAD + bytes(5_000_000) + TAIL)
    length = len(body.getvalue())
    environment = {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
    request = RequestFactory().post("/", content_type="multipart/form-data; boundary=mark")
    request = RequestFactory().request(**{**request.environ, **environment})
    assert not request.FILES
    assert was_too_large(request)
    assert body.tell() == length
    assert body.largest <= UploadLimit.chunk_size
