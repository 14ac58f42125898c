"""The first and last to see a request: gives it an id, counts it, writes its line of the log."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponseBase

from foreign_affairs.operation import metrics
from foreign_affairs.operation.request_id import HEADER, request_id_of

logger = logging.getLogger("register.request")

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
QUIET = frozenset({"healthz", "metrics"})
"""Views that a monitor asks every few seconds: no line while all is well."""


class QueryCount:
    """Counts the queries of a request and the seconds that they take."""

    def __init__(self) -> None:
        self.queries = 0
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        begun = perf_counter()
        try:
            return execute(*args)
        finally:
            self.queries += 1
            self.seconds += perf_counter() - begun


class OperationMiddleware:
    """The first of MIDDLEWARE, so that redirects and refusals of the others count as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = perf_counter()
        count = QueryCount()
        with ExitStack() as stack:
            request_id = stack.enter_context(request_id_of(request))
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(count))
            response = self.get_response(request)
            response[HEADER] = request_id
            self.tell(request, response, perf_counter() - begun, count)
        return response

    def tell(
        self, request: HttpRequest, response: HttpResponseBase, seconds: float, count: QueryCount
    ) -> None:
        view = view_of(request)
        # A method is any word; a visitor could invent thousands.
        method = request.method if request.method in METHODS else "other"
        if settings.MONITOR_TOKEN:
            metrics.REQUESTS.labels(view, method, response.status_code).inc()
            metrics.SECONDS.labels(view).observe(seconds)
            metrics.QUERIES.labels(view).inc(count.queries)
            metrics.QUERY_SECONDS.labels(view).inc(count.seconds)
        if view in QUIET and response.status_code < 400:
            return
        logger.info(
            "request",
            extra={
                "facts": {
                    "method": method,
                    "view": view,
                    "status": response.status_code,
                    "milliseconds": round(seconds * 1000),
                    "queries": count.queries,
                    "query_milliseconds": round(count.seconds * 1000),
                }
            },
        )


def view_of(request: HttpRequest) -> str:
    """The name of the view that answered; “-” when none was reached."""
    match = request.resolver_match
    return match.view_name or match.route if match else "-"
