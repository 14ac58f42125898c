"""What was typed into the admin outlives the session in which it was typed."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

PREFIX = "lapsed"
"""Of the fields that ask who it is, so that they meet no field of the form that was sent."""

NOT_CARRIED = ("csrfmiddlewaretoken", f"{PREFIX}-")
"""The beginnings of what the page does not carry along."""

OWN_VIEWS = {"login", "logout"}


class LapsedSessionMiddleware:
    """A form sent to the admin by nobody known is kept in a page that asks who it is.

    With the right name and password the same request goes on as if the session had never ended,
    with the permissions of whoever that is. Works as a view middleware: only what has passed the
    check against forged requests gets here, so no other site can have its form carried along.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if (
            request.method != "POST"
            or match is None
            or match.app_names != ["admin"]
            or match.url_name in OWN_VIEWS
            or request.user.is_authenticated
        ):
            return None
        is_answer = f"{PREFIX}-username" in request.POST
        form_class = admin.site.login_form or AdminAuthenticationForm
        form = form_class(request, request.POST if is_answer else None, prefix=PREFIX)
        if not is_answer or not form.is_valid():
            return ask_who(request, form)
        login(request, form.get_user())
        request.POST = carried(request.POST)  # type: ignore[assignment]
        return None


def carried(posted: QueryDict) -> QueryDict:
    """What was typed, without who it is and without any password."""
    kept = QueryDict(mutable=True)
    for name, values in posted.lists():
        if not name.startswith(NOT_CARRIED) and "password" not in name:
            kept.setlist(name, values)
    return kept


def ask_who(request: HttpRequest, form: Any) -> HttpResponse:
    values = [(name, value) for name, values in carried(request.POST).lists() for value in values]
    context = {
        **admin.site.each_context(request),
        "title": _("The session has ended"),
        "form": form,
        "values": values,
        "files": sorted({str(file) for _name, files in request.FILES.lists() for file in files}),
    }
    response = TemplateResponse(request, "admin/lapsed_session.html", context, status=403)
    add_never_cache_headers(response)
    return response
