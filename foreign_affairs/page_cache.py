"""Public pages are made once for a state of the register, and right for every next request.

A page is kept under its whole address, the state of the register that was read before it was made
(see `foreign_affairs.register_state`), the day and the version of the program. Whoever asks next
reads the state again, one cheap query: after a write it is another, and the page is made anew.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DEFAULT_DB_ALIAS, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import set_response_etag

from foreign_affairs.kept import NOTHING, address_of, keep, of_state, recall
from foreign_affairs.register_state import register_state
from foreign_affairs.replica import database_for_everybody, reading_from

log = logging.getLogger(__name__)

PUBLIC = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
LARGEST = 1_000_000
"""Larger pages, in bytes, are not kept."""

BOUNDED = "_is_bounded_address"


def bounded(response: HttpResponseBase) -> None:
    """Says of a page that of its address, query included, there are only so many.

    Without it only addresses without a query are kept, so that nobody can fill the cache by
    inventing some.
    """
    setattr(response, BOUNDED, True)


def is_for_everybody(request: HttpRequest) -> bool:
    """Whether a request asks for a public page as anybody would: nobody is known by it."""
    return (
        request.method == "GET"
        and request.path_info.startswith(PUBLIC)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "Authorization" not in request.headers
    )


def may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a response is a whole page, the same for everybody."""
    control = response.headers.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and (not request.META.get("QUERY_STRING") or hasattr(response, BOUNDED))
        and "cookie" not in response.headers.get("Vary", "").lower()
        and not any(word in control for word in ("private", "no-store"))
        and len(response.content) <= LARGEST  # type: ignore[attr-defined]
    )


def state_for_everybody() -> tuple[str, str]:
    """The database that public pages are read from now, and the state of the register there."""
    using = database_for_everybody()
    if using != DEFAULT_DB_ALIAS:
        try:
            return using, register_state(using)
        except OperationalError as error:
            log.warning("The replica does not answer: %s", error)
    return DEFAULT_DB_ALIAS, register_state()


class PageCacheMiddleware:
    """Belongs below the middleware that answers conditional requests, and above everything that
    depends on a page or makes a session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_for_everybody(request):
            return self.get_response(request)
        try:
            # Checked here, so that nobody keeps pages under invented hosts.
            host = request.get_host()
        except DisallowedHost:
            return self.get_response(request)
        second = int(time.time())
        using, state = state_for_everybody()
        response: Any
        place = (request.scheme, host, request.get_full_path())
        address = address_of(state, "page", *place)
        found = recall(address)
        if found is not NOTHING:
            content, headers = found
            response = HttpResponse(content, headers=headers)
        else:
            with of_state(state), reading_from(using):
                response = self.get_response(request)
            if not may_be_kept(request, response):
                return response
            response.headers.setdefault("Cache-Control", "no-cache")
            if not response.has_header("ETag"):
                set_response_etag(response)
            keep(address, (response.content, dict(response.headers)))
        # A proxy may hand the page on as long as the second lasts in which the state was read.
        response.headers["X-Accel-Expires"] = f"@{second}"
        return response
