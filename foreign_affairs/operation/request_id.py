"""The id by which all lines of the log about one request are found, and the answer that has it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest

from foreign_affairs.visitors import comes_from_proxy

HEADER = "X-Request-ID"
SHAPE = re.compile(r"[A-Za-z0-9-]{8,64}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_id() -> str:
    """The id of the request under way; empty outside of one."""
    return _current.get()


@contextmanager
def request_id_of(request: HttpRequest) -> Iterator[str]:
    """Takes the proxy's id, or makes one, for as long as the request is under way."""
    given = request.headers.get(HEADER, "")
    is_taken = SHAPE.fullmatch(given) and comes_from_proxy(request)
    request_id = given if is_taken else uuid4().hex
    token = _current.set(request_id)
    try:
        yield request_id
    finally:
        _current.reset(token)
