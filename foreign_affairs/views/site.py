"""The addresses at the root of the site, which are in no language, and the page for a fault."""

import sys
from typing import Any

from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language_from_request, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import server_error
from django.views.generic import RedirectView

RETRY_AFTER = 120
"""Seconds after which a program may ask again when the database did not answer."""


class ToLanguage(RedirectView):
    """To the home page in the visitor's language; Vietnamese if the browser asks for neither."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        with override(get_language_from_request(self.request)):
            return reverse("register:home")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 if the database answers, otherwise 503; for the programs that watch the server."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error:
        return HttpResponse("database does not answer\n", "text/plain", status=503)
    return HttpResponse("ok\n", "text/plain")


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
    """The page for an exception: 503 while the database does not answer, otherwise 500. Neither
    needs the database.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
    return server_error(request)
