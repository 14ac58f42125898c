"""What programs ask that watch the server."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from foreign_affairs.operation.health import database_answers, report
from foreign_affairs.operation.metrics import exposition


def is_monitor(request: HttpRequest) -> bool:
    """Whether the request brings MONITOR_TOKEN. Without that setting nobody is the monitor.

    No address is trusted: behind a proxy on the same machine every visitor has its address.
    """
    token: str = settings.MONITOR_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(token) and constant_time_compare(given, f"Bearer {token}")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 if the database answers, otherwise 503; more than that for the monitor alone."""
    if is_monitor(request):
        found = report()
        return JsonResponse(found, status=200 if found["database"]["answers"] else 503)
    if not database_answers():
        return HttpResponse("database does not answer\n", "text/plain", status=503)
    return HttpResponse("ok\n", "text/plain")


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Nothing is here for anybody but the monitor."""
    if not is_monitor(request):
        raise Http404
    return HttpResponse(exposition(), CONTENT_TYPE_LATEST)
