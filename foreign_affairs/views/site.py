"""The addresses at the root of the site, which are in no language, and the page for a fault."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe
from django.views.defaults import server_error
from django.views.generic import RedirectView

from foreign_affairs.operation.faults import is_disk_full

RETRY_AFTER = 120
"""Seconds after which a program may ask again when the database did not answer."""


class ToLanguage(RedirectView):
    """To the home page in the visitor's language; Vietnamese if the browser asks for neither."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        with override(get_language_from_request(self.request)):
            return reverse("register:home")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; search results and downloads need not be indexed."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*/search/?",
        "Disallow: /*/download.",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", "text/plain")


def fault(request: HttpRequest) -> HttpResponse:
    """The page for an exception: 507 when a disk is full, 503 while the database does not answer,
    otherwise 500. None needs the database.
    """
    error = sys.exc_info()[1]
    if is_disk_full(error):
        return HttpResponse(render_to_string("507.html"), status=507)
    if isinstance(error, OperationalError | InterfaceError):
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
    return server_error(request)
