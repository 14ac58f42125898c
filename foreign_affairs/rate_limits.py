"""So many requests of an address in so much time; what comes beyond is told when to come again.

Counted in the cache: in one that is shared by all workers the limits hold for all together,
otherwise for each. RATE_LIMITS says how many.
"""

import logging
import math
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from foreign_affairs.visitors import source_of

logger = logging.getLogger(__name__)

LIMITED = {
    "register:search": "search",
    "register:search_suggestions": "suggestions",
    "register:data_set": "downloads",
    "register:data_package": "package",
}
"""Which limit a view falls under; beside these, downloads of lists and scans, and log-ins."""

POSTED = {
    "admin:login": "login",
    "admin:second_factor": "login",
    "admin:second_factor_code": "login",
}
"""The same of views for which only what is sent counts."""


class RateLimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        rule = rule_of(request)
        return refusal(request, rule) if rule else None


def rule_of(request: HttpRequest) -> str:
    """The limit that a request falls under; '' for none."""
    if request.resolver_match is None:
        return ""
    name = request.resolver_match.view_name
    if request.method == "POST" and name in POSTED:
        return POSTED[name]
    if name.endswith("_download") or name == "partners:agreement_file":
        return "downloads"
    return LIMITED.get(name, "")


def refusal(request: HttpRequest, rule: str) -> HttpResponse | None:
    """Counts the request; the answer 429 to one beyond the limit."""
    limit = settings.RATE_LIMITS.get(rule)
    source = source_of(request)
    if limit is None or source is None:
        return None
    most, seconds = limit
    now = time.time()
    window = int(now // seconds)
    # Caches like keys without colons of IPv6 and keep no addresses in clear.
    mark = sha256(f"{rule} {source} {window}".encode()).hexdigest()[:32]
    if counted(f"rate-limit-{mark}", seconds) <= most:
        return None
    return too_many(request, math.ceil((window + 1) * seconds - now))


def counted(key: str, seconds: int) -> int:
    """How many there are with this one."""
    try:
        cache.add(key, 0, seconds + 1)
        return cache.incr(key)
    except ValueError:
        # Thrown away in between, or a cache that keeps nothing.
        return 1
    except Exception:
        # Each cache has exceptions of its own. One that does not answer closes nothing.
        logger.warning("The cache does not count requests.", exc_info=True)
        return 0


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page in both languages; to programs as JSON."""
    response: HttpResponse
    path = request.path_info
    if path.endswith((".json", "/suggestions/")):
        sentence = _("Too many requests from this address. Try again in %(seconds)d seconds.")
        response = JsonResponse({"error": sentence % {"seconds": seconds}}, status=429)
    else:
        page = render_to_string("429.html", {"seconds": seconds})
        response = HttpResponse(page, status=429)
    response.headers["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response
