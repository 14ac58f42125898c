"""The pages of the second factor: asking for the code, setting it up, and taking it from another.

The first two are for people of half a log-in as well, so they are no views of `admin_view`.
"""

import math
import time
from collections.abc import Callable, Iterable
from typing import Any

import qrcode
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from foreign_affairs import audit, second_factor
from foreign_affairs.admin.pages import ObjectTool, admin_page, page_context
from foreign_affairs.models import User

MAY_REPLACE = "second_factor_replace"
"""In the session: when the code was shown by somebody who wants another phone."""

REPLACE_WITHIN = 15 * 60
"""Seconds."""


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
                "class": "second-factor-code",
            }
        ),
    )

    def refuse(self, refused: second_factor.Refused, sentence: str = "") -> None:
        """Says why, `sentence` where nothing but the code is wrong, and empties the field."""
        self.add_error("code", sentence_on(refused, sentence))
        self.data = {**self.data, self.add_prefix("code"): ""}


def sentence_on(refused: second_factor.Refused, sentence: str) -> str:
    if refused.until is None:
        return sentence or _(
            "This code is not right, or was used before. Type the code that the app shows now, "
            "or a recovery code."
        )
    seconds = max(1, math.ceil((refused.until - timezone.now()).total_seconds()))
    return ngettext(
        "Too many wrong codes. Wait %(seconds)d second, then try again.",
        "Too many wrong codes. Wait %(seconds)d seconds, then try again.",
        seconds,
    ) % {"seconds": seconds}


def picture_of(text: str) -> SafeString:
    """A QR code as SVG: one path of squares, without any style of its own.

    With the least redundancy: on a screen nothing is smudged, and large squares are read best.
    """
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_L)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="qr-code" role="img" aria-label="{}" viewBox="-4 -4 {size} {size}" '
        'shape-rendering="crispEdges"><path d="{}"/></svg>',
        _("QR code for the app"),
        path,
        size=len(rows) + 8,
    )


@method_decorator([sensitive_post_parameters("code"), csrf_protect, never_cache], name="dispatch")
class StaffView(View):
    """A page for a member of staff who has shown at least the password."""

    user: Any
    title: Any
    template: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.half = second_factor.half_logged_in(request)
        self.user = self.half or request.user
        if not (self.user.is_active and getattr(self.user, "is_staff", False)):
            return redirect_to_login(self.next_url(), reverse("admin:login"))
        return super().dispatch(request, *args, **kwargs)

    def next_url(self) -> str:
        """Where the person wanted to go; never to another site."""
        wanted = self.request.POST.get(REDIRECT_FIELD_NAME) or self.request.GET.get(
            REDIRECT_FIELD_NAME, ""
        )
        is_ours = url_has_allowed_host_and_scheme(
            wanted, {self.request.get_host()}, self.request.is_secure()
        )
        return wanted if is_ours else reverse("admin:index")

    def page(self, **context: Any) -> HttpResponse:
        everywhere = {
            **admin.site.each_context(self.request),
            "title": self.title,
            "half": self.half,
            "account": self.user,
            "next": self.next_url(),
        }
        return TemplateResponse(self.request, self.template, {**everywhere, **context})


class CodeView(StaffView):
    """After the password: asks for the code."""

    title = gettext_lazy("Second factor")
    template = "admin/second_factor_code.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.half is None:
            return HttpResponseRedirect(self.next_url())
        if second_factor.device_of(self.user) is None:
            return HttpResponseRedirect(second_factor.missing_page(self.user))
        return self.page(form=CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        if self.half is not None and form.is_valid():
            try:
                device = second_factor.check(self.user, form.cleaned_data["code"])
            except second_factor.Refused as refused:
                form.refuse(refused)
            else:
                second_factor.enter(request, self.user, device)
                self.tell_what_is_left(request)
        if form.errors:
            return self.page(form=form)
        return HttpResponseRedirect(self.next_url())

    def tell_what_is_left(self, request: HttpRequest) -> None:
        left = second_factor.recovery_codes_left(self.user)
        if left <= 2:
            sentence = ngettext(
                "You have %(left)d recovery code left: make new ones under “Second factor”.",
                "You have %(left)d recovery codes left: make new ones under “Second factor”.",
                left,
            )
            messages.warning(request, sentence % {"left": left})


class SecondFactorView(StaffView):
    """Setting it up; afterwards new recovery codes, another phone, turning it off."""

    title = gettext_lazy("Second factor")
    template = "admin/second_factor.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        half = second_factor.half_logged_in(request)
        if half is not None and second_factor.device_of(half):
            return HttpResponseRedirect(second_factor.missing_page(half))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.GET.get("replace") and not self.may_replace():
            return HttpResponseRedirect(request.path)
        return self.shown(CodeForm())

    def shown(self, form: CodeForm) -> HttpResponse:
        device = second_factor.device_of(self.user)
        if device is None or self.may_replace():
            waiting = second_factor.begun(self.user)
            return self.page(
                form=form,
                picture=picture_of(second_factor.address_of(waiting)),
                secret=second_factor.secret_of(waiting),
                replaces=device is not None,
                is_required=second_factor.is_required(self.user),
            )
        return self.page(
            form=form,
            device=device,
            left=second_factor.recovery_codes_left(self.user),
            is_required=second_factor.is_required(self.user),
        )

    def may_replace(self) -> bool:
        return time.time() - self.request.session.get(MAY_REPLACE, 0) < REPLACE_WITHIN

    def post(self, request: HttpRequest) -> HttpResponse:
        acts: dict[str, Callable[[str], HttpResponse]] = {
            "set_up": self.set_up,
            "renew": self.renew,
            "replace": self.replace,
            "off": self.turn_off,
        }
        form = CodeForm(request.POST)
        act = acts.get(request.POST.get("act", ""))
        if act is None or not form.is_valid():
            return self.shown(form)
        try:
            return act(form.cleaned_data["code"])
        except second_factor.Refused as refused:
            first = _(
                "This is not the code that the app shows now. If it is refused again, see whether "
                "date and time of the phone are right."
            )
            form.refuse(refused, first if act == self.set_up else "")
            return self.shown(form)

    def set_up(self, code: str) -> HttpResponse:
        if second_factor.device_of(self.user) and not self.may_replace():
            return HttpResponseRedirect(self.request.path)
        codes = second_factor.set_up(self.user, code)
        self.request.session.pop(MAY_REPLACE, None)
        device = second_factor.device_of(self.user)
        second_factor.enter(self.request, self.user, device)
        self.half = None
        return self.page(codes=codes)

    def renew(self, code: str) -> HttpResponse:
        second_factor.check(self.user, code)
        return self.page(codes=second_factor.renew_recovery_codes(self.user))

    def replace(self, code: str) -> HttpResponse:
        second_factor.check(self.user, code)
        self.request.session[MAY_REPLACE] = int(time.time())
        return HttpResponseRedirect(f"{self.request.path}?replace=1")

    def turn_off(self, code: str) -> HttpResponse:
        second_factor.check(self.user, code)
        if second_factor.is_required(self.user):
            raise PermissionDenied
        second_factor.forget(self.user, audit.Action.FACTOR_OFF)
        messages.success(self.request, _("The second factor is turned off."))
        return HttpResponseRedirect(self.request.path)


# What an administrator does for somebody who has lost phone and recovery codes


def reset_view(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    user = model_admin.get_object(request, unquote(object_id))
    if user is None:
        raise Http404
    if not may_reset(model_admin, request, user):
        raise PermissionDenied
    if request.method == "POST":
        second_factor.forget(user, audit.Action.FACTOR_RESET)
        sentence = _("The second factor of %(person)s was reset.") % {"person": user}
        model_admin.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(admin_page(user))
    context = page_context(model_admin, request, _("Reset the second factor: %s") % user, user)
    context["is_required"] = second_factor.is_required(user)
    return TemplateResponse(request, "admin/second_factor_reset.html", context)


def may_reset(model_admin: Any, request: HttpRequest, user: User) -> bool:
    """One's own goes by one's own code; nobody resets that of an account above his own."""
    is_own = user.pk == request.user.pk
    return not is_own and bool(model_admin.has_change_permission(request, user))


def reset_tools(model_admin: Any, request: HttpRequest, user: User) -> Iterable[ObjectTool]:
    if may_reset(model_admin, request, user) and second_factor.device_of(user):
        yield ObjectTool(_("Reset the second factor…"), admin_page(user, "second_factor"))


def state_of(user: User) -> str:
    if second_factor.device_of(user):
        return _("set up")
    return _("not set up yet, and required") if second_factor.is_required(user) else _("not set up")
