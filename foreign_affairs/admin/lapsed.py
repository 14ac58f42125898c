"""What was typed into the admin outlives the session in which it was typed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from foreign_affairs.admin.second_factor import CodeForm
from foreign_affairs.lockout import sentence
from foreign_affairs.rate_limits import refusal
from foreign_affairs.second_factor import (
    OPEN_VIEWS,
    Refused,
    check,
    device_of,
    enter,
    half_logged_in,
    missing_page,
    whole_user,
)

PREFIX = "lapsed"
"""Of the fields that ask who it is, so that they meet no field of the form that was sent."""

NOT_CARRIED = ("csrfmiddlewaretoken", f"{PREFIX}-")
"""The beginnings of what the page does not carry along."""


class LapsedSessionMiddleware:
    """A form sent to the admin by nobody known is kept in a page that asks who it is.

    With the right name and password, and then the code of an account with a second factor, the
    same request goes on as if the session had never ended, with the permissions of whoever that
    is. Works as a view middleware: only what has passed the
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
            or match.url_name in OPEN_VIEWS
            or request.user.is_authenticated
        ):
            return None
        request.keeps_what_was_typed = True  # type: ignore[attr-defined]
        response = self.ask(request)
        if response is None:
            request.POST = carried(request.POST)  # type: ignore[assignment]
        return response

    def ask(self, request: HttpRequest) -> HttpResponseBase | None:
        """The page with the next question; None when the person is known."""
        is_answer = any(name.startswith(f"{PREFIX}-") for name in request.POST)
        if is_answer and (too_many := refusal(request, "login")):
            return too_many
        if (half := half_logged_in(request)) is not None:
            return self.ask_code(request, half)
        is_answer = f"{PREFIX}-username" in request.POST
        form_class = admin.site.login_form or AdminAuthenticationForm
        form = form_class(request, request.POST if is_answer else None, prefix=PREFIX)
        if not is_answer or not form.is_valid():
            return ask_who(request, form)
        user = form.get_user()
        login(request, user)
        request.user = SimpleLazyObject(partial(whole_user, request, request.user))  # type: ignore[assignment]
        if (half := half_logged_in(request)) is not None:
            return self.ask_code(request, half)
        return None

    def ask_code(self, request: HttpRequest, user: Any) -> HttpResponseBase | None:
        if device_of(user) is None:
            # Nothing can be kept over the many steps of setting one up.
            return HttpResponseRedirect(missing_page(user))
        is_answer = f"{PREFIX}-code" in request.POST
        form = CodeForm(request.POST if is_answer else None, prefix=PREFIX)
        if is_answer and form.is_valid():
            try:
                enter(request, user, check(user, form.cleaned_data["code"]))
            except Refused as refused:
                form.refuse(refused)
            else:
                return None
        return ask_who(request, form)


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
        "locked_out": sentence(request) if getattr(request, "axes_locked_out", False) else "",
        "values": values,
        "files": sorted({str(file) for _name, files in request.FILES.lists() for file in files}),
    }
    response = TemplateResponse(request, "admin/lapsed_session.html", context, status=403)
    add_never_cache_headers(response)
    return response
