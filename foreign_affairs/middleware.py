"""What every request passes, beside the middleware of Django and of the packages."""

import time
from collections.abc import Callable
from typing import Any

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


class PermissionsPolicyMiddleware:
    """No page needs the camera, the place of the visitor or anything else that browsers ask for.

    Belongs first, so that files and redirects that others send carry it too.
    """

    POLICY = ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "autoplay",
            "browsing-topics",
            "camera",
            "display-capture",
            "encrypted-media",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
            "xr-spatial-tracking",
        )
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = self.POLICY
        return response


class WorkingDayMiddleware:
    """A session ends SESSION_COOKIE_AGE after the last page of the admin that was asked for.

    Only so often is the session written anew: otherwise each page that is read would be a write.
    """

    EVERY = 10 * 60
    """Seconds."""
    KEY = "last_seen"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/admin/") and request.user.is_authenticated:
            seen = request.session.get(self.KEY, 0)
            if time.time() - seen >= self.EVERY:
                self.begin(request=request)
        return self.get_response(request)

    @classmethod
    def begin(cls, request: HttpRequest, **kwargs: Any) -> None:
        """The next working day of the session; also called at each log-in."""
        request.session[cls.KEY] = int(time.time())
