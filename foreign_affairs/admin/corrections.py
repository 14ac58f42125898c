"""What somebody disputes, and the decision: an approver's alone."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foreign_affairs import roles
from foreign_affairs.admin.base import FOLDED, STAMPS, RecordAdmin, TrackedAdmin
from foreign_affairs.admin.columns import state_badge
from foreign_affairs.admin.form_fields import Fields
from foreign_affairs.admin.pages import ObjectTool, admin_page
from foreign_affairs.dates import today
from foreign_affairs.models import Correction, PublicationState, Record

FIGURE = "observation"

CLAIM = ("received_on", "channel", "claimant", "claimant_contact", "claim")
TEXTS = ("text_vi", "text_en", "reason")


class CorrectionForm(forms.ModelForm):
    request: ClassVar[HttpRequest]

    withdraw_figure = forms.BooleanField(
        label=gettext_lazy("withdraw this figure from the public"),
        required=False,
        help_text=gettext_lazy(
            "Together with accepting: the figure disappears from every page and download, "
            "the page of its indicator keeps the public text without the value."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.check_disputed(cleaned)
        decision = cleaned.get("decision", self.instance.decision)
        if decision == Correction.Decision.OPEN:
            if cleaned.get("decided_on"):
                self.add_error("decided_on", _("Choose the decision too: accepted or rejected."))
        else:
            cleaned["decided_on"] = cleaned.get("decided_on") or today()
        if decision == Correction.Decision.ACCEPTED and not cleaned.get("text_vi"):
            self.add_error("text_vi", _("An accepted correction needs the text for the public."))
        if decision == Correction.Decision.REJECTED and not cleaned.get("reason"):
            self.add_error("reason", _("A rejected correction needs the reason."))
        if cleaned.get("withdraw_figure") and decision != Correction.Decision.ACCEPTED:
            self.add_error(
                "withdraw_figure", _("A figure is withdrawn when the claim is accepted.")
            )
        return cleaned

    def check_disputed(self, cleaned: dict[str, Any]) -> None:
        if not {"about", "about_code"} <= cleaned.keys():
            return
        if Correction(about=cleaned["about"], about_code=cleaned["about_code"]).record is None:
            self.add_error("about_code", _("There is no such record with this code."))


@admin.register(Correction)
class CorrectionAdmin(TrackedAdmin):
    form = CorrectionForm
    change_form_template = "admin/correction_form.html"
    carried = (*TrackedAdmin.carried, "withdraw_figure")
    list_display = ("received_on", "disputed", "decision", "claimant", "channel", "decided_on")
    list_filter = ("decision", "channel", "about")
    date_hierarchy = "received_on"
    ordering = ("-received_on", "code")
    searched_texts = ("about_code", "record_vi", "record_en", "claimant", "claim", "text_vi")

    def get_queryset(self, request: HttpRequest) -> Any:
        corrections: Any = super().get_queryset(request)
        return corrections.with_names()

    @admin.display(description=gettext_lazy("about"), ordering="record_vi")
    def disputed(self, correction: Any) -> str:
        model = Correction.model_about(correction.about)
        if model is None or correction.record_key is None:
            return str(correction.about_code)
        meta = model._meta
        url = reverse(
            f"admin:{meta.app_label}_{meta.model_name}_change", args=[correction.record_key]
        )
        label = str(capfirst(meta.verbose_name))
        return format_html('{}: <a href="{}">{}</a>', label, url, correction.record_vi)

    # The form

    def record_in_dispute(self, request: HttpRequest, correction: Correction | None) -> Any:
        """The record of the correction, or the one for which the empty form was opened."""
        if correction is None:
            given = request.POST or request.GET
            correction = Correction(
                about=given.get("about", ""), about_code=given.get("about_code", "")
            )
        return correction.record

    def figure_to_withdraw(self, request: HttpRequest, correction: Correction | None) -> Any:
        """The published figure in dispute, if the user may withdraw it; otherwise None."""
        record = self.record_in_dispute(request, correction)
        if record is None or record._meta.model_name != FIGURE or not record.is_settled:
            return None
        withdrawn = PublicationState.WITHDRAWN
        states = roles.allowed_states(request.user, type(record), record.state)
        may = roles.may_change(request.user, record) and withdrawn in states
        return record if may else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = {"received_on": today()}
        initial.update(super().get_changeform_initial_data(request))
        return initial

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        reads = obj is not None and not self.has_change_permission(request, obj)
        decides = reads or self.has_publish_permission(request)
        decision: Fields = (("decision", "decided_on"), *TEXTS) if decides else TEXTS
        if decides and not reads and self.figure_to_withdraw(request, obj) is not None:
            decision = (decision[0], "withdraw_figure", *TEXTS)
        about: Fields = () if obj is not None else ("about", "about_code")
        fieldsets: list[tuple[Any, dict[str, Any]]] = [
            (None, {"fields": (*about, *CLAIM)}),
            (_("Decision") if decides else _("Draft of the decision"), {"fields": decision}),
        ]
        if obj is not None:
            stamps = ("about", "about_code", "code", *STAMPS)
            fieldsets.append((_("History of the record"), {**FOLDED, "fields": stamps}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Fields:
        about = () if obj is None else ("about", "about_code", "code")
        return (*about, *super().get_readonly_fields(request, obj))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        if self.figure_to_withdraw(request, obj) is None:
            form.base_fields.pop("withdraw_figure", None)
        if obj is None and self.record_in_dispute(request, None) is not None:
            for name in ("about", "about_code"):
                form.base_fields[name].widget = forms.HiddenInput()
        return form

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        record = self.record_in_dispute(request, kwargs.get("obj"))
        if record is not None:
            context["disputed"] = record
            context["disputed_kind"] = capfirst(record._meta.verbose_name)
            context["disputed_url"] = admin_page(record)
            context["disputed_state"] = state_badge(record)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("withdraw_figure"):
            self.withdraw_figure(request, obj)

    def after_conflict(self, request: HttpRequest, record: Any) -> None:
        is_accepted = record.decision == Correction.Decision.ACCEPTED
        if is_accepted and "withdraw_figure" in request.POST:
            self.withdraw_figure(request, record)

    def withdraw_figure(self, request: HttpRequest, correction: Correction) -> None:
        figure = self.figure_to_withdraw(request, correction)
        if figure is not None:
            figure.state = PublicationState.WITHDRAWN
            figure.save()
            self.log_change(request, figure, _("Withdrawn by the correction %s.") % correction.code)


def correction_tools(request: HttpRequest, record: Any) -> Iterable[ObjectTool]:
    """To the corrections of a record, and to a new one about it."""
    if not isinstance(record, Record):
        return
    about = {"about": str(record._meta.model_name), "about_code": record.code}
    if roles.has(request.user, "add", Correction):
        url = reverse("admin:foreign_affairs_correction_add")
        yield ObjectTool(_("Record a correction"), f"{url}?{urlencode(about)}")
    number = Correction.objects.all().of(record).count()
    if number and roles.has(request.user, "view", Correction):
        url = reverse("admin:foreign_affairs_correction_changelist")
        exactly = urlencode({f"{name}__exact": value for name, value in about.items()})
        yield ObjectTool(_("Corrections (%d)") % number, f"{url}?{exactly}")


RecordAdmin.tool_makers = (*RecordAdmin.tool_makers, correction_tools)
