"""What every request passes, beside the middleware of Django and of the packages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from foreign_affairs.changes import one_change

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class OneChangeMiddleware:
    """What one request writes is one change in the history."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with one_change():
            return self.get_response(request)


class AdminInVietnameseMiddleware:
    """Staff read Vietnamese, whatever language their browser asks for.

    Belongs after LocaleMiddleware, whose choice it replaces. The language is left active
    afterwards: a streamed export is written after this returns, and LocaleMiddleware
    takes ``Content-Language`` from it and chooses afresh for the next request.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/admin/"):
            translation.activate("vi")
            request.LANGUAGE_CODE = "vi"
        return self.get_response(request)
