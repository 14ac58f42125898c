"""The id by which all lines of the log about one request are found, and the answer that has it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest

HEADER = "X-Request-ID"
UNIX = "unix"
"""In TRUSTED_PROXIES: the proxy that comes through a socket file."""
SHAPE = re.compile(r"[A-Za-z0-9-]{8,64}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_id() -> str:
    """The id of the request under way; empty outside of one."""
    return _current.get()


@contextmanager
def request_id_of(request: HttpRequest) -> Iterator[str]:
    """Takes the proxy's id, or makes one, for as long as the request is under way."""
    given = request.headers.get(HEADER, "")
    is_taken = SHAPE.fullmatch(given) and is_proxy(request.META.get("REMOTE_ADDR", ""))
    request_id = given if is_taken else uuid4().hex
    token = _current.set(request_id)
    try:
        yield request_id
    finally:
        _current.reset(token)


def is_proxy(address: str) -> bool:
    """Whether the neighbour of the connection is a proxy of ours; a socket file has no address."""
    trusted = settings.TRUSTED_PROXIES
    if not address:
        return UNIX in trusted
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in trusted if network != UNIX)
