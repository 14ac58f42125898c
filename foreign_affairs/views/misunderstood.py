"""The page for a request that cannot be understood, for which its own host may be the reason."""

from django.http import HttpRequest, HttpResponseBadRequest
from django.template.loader import render_to_string


def misunderstood(request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """400. Drawn without the request: a forged host would be refused once more by the first
    address on the page, and end as a fault of the server.
    """
    return HttpResponseBadRequest(render_to_string("400.html"))
