"""The forms of the admin: what is refused beyond what the models refuse."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foreign_affairs import roles, similar
from foreign_affairs.admin.columns import state_badge
from foreign_affairs.admin.pages import admin_page
from foreign_affairs.admin.uploads import PaperField, PrivateFileWidget
from foreign_affairs.admin.warnings import WarningForm
from foreign_affairs.fields import PartialDateField
from foreign_affairs.forms import DayField, NumberField, WholeNumberField
from foreign_affairs.mentions import Mentions, public_mentions
from foreign_affairs.models import PUBLIC_STATES, PublicationState
from foreign_affairs.sourcing import check_sourced


def _number(form_class: type[forms.Field]) -> dict[str, Any]:
    return {"form_class": form_class, "widget": forms.TextInput(attrs={"class": "vIntegerField"})}


FORM_FIELDS: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {
        "form_class": DayField,
        # Django's picker writes the day in a form of its own.
        "widget": AdminTextInputWidget(
            attrs={"class": "vDateField", "placeholder": _("day/month/year")}
        ),
    },
    PartialDateField: {
        "widget": AdminTextInputWidget(
            attrs={"class": "partial-date", "placeholder": _("05/07/2023, 9/2016, 2011, 2018–2019")}
        )
    },
    models.DecimalField: _number(NumberField),
    models.IntegerField: _number(WholeNumberField),
    models.FileField: {"form_class": PaperField, "widget": PrivateFileWidget},
    models.URLField: {"assume_scheme": "https"},
    models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
}
"""`formfield_overrides` of every admin and inline."""


REASON = "return_reason"
"""The field with why a record goes back to draft; the record keeps it as `return_note`."""


class ReasonField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=capfirst(_("reason for sending it back")),
            max_length=1000,
            widget=AdminTextareaWidget(attrs={"rows": 3}),
            **kwargs,
        )


def mentioned(record: Any) -> str:
    """A record as a warning names it: a link that opens beside the form, and its state."""
    link = '<a href="{}" target="_blank" rel="noopener">{}</a> {}'
    return format_html(link, admin_page(record), record, state_badge(record))


class RecordForm(WarningForm):
    """A record needs a source from the moment it leaves draft, and no second one of its kind."""

    when_field: ClassVar[str] = ""
    """The date by which the same visit or event is recognised."""

    return_reason = ReasonField(
        required=False,
        help_text=_(
            "Needed when you set the state back to “draft”. "
            "The officer in charge sees it at the top of the form."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # Asked only of an approver: see `ReturnsWithReason`.
        if {REASON, "state"} <= cleaned.keys():
            is_returned = cleaned["state"] == PublicationState.DRAFT
            if is_returned and not cleaned[REASON]:
                refusal = gettext(
                    "Say why you send it back to draft: the officer in charge reads the reason."
                )
                self.add_error(REASON, refusal)
            elif cleaned[REASON] and not is_returned:
                refusal = gettext(
                    "The reason goes with the state “draft”: choose that, or clear the reason."
                )
                self.add_error(REASON, refusal)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if "sources" in self.cleaned_data:
            try:
                check_sourced(self.instance, self.cleaned_data["sources"])
            except ValidationError as error:
                self.add_error(None, error)

    def similar(self) -> list[Any]:
        """Records that may be the same one, when it is new or what they share is."""
        record, is_new = self.instance, self.instance._state.adding
        found: list[Any] = []
        if "name_vi" in self.fields and (is_new or {"name_vi", "name_en"} & {*self.changed_data}):
            names = (record.name_vi, record.name_en)
            found += similar.named_alike(type(record), names, record.pk)
        if self.when_field and (is_new or self.when_field in self.changed_data):
            found += similar.met_alike(
                type(record),
                self.when_field,
                getattr(record, self.when_field),
                [row.partner_id for row in self._participants() if row.partner_id],
                record.pk,
            )
        return list(dict.fromkeys(found))

    def _participants(self) -> list[Any]:
        participants: Any = self._meta.model.participants
        return self.rows(participants.rel.related_model)

    def warnings(self) -> Iterable[str]:
        yield from super().warnings()
        if found := self.similar():
            links = format_html_join("; ", "{}", ((mentioned(one),) for one in found))
            yield format_html(gettext("There is something like it already: {}"), links)
        if mentions := self.lost_mentions():
            named_in = render_to_string("admin/includes/mentions.html", {"mentions": mentions})
            sentence = gettext("Public records that name it will name it no longer: {}")
            yield format_html(sentence, named_in)

    def lost_mentions(self) -> Mentions | None:
        """Who names it in public, when it is being taken from the public."""
        is_taken_away = (
            "state" in self.changed_data
            and self.initial.get("state") in PUBLIC_STATES
            and self.instance.state not in PUBLIC_STATES
        )
        return public_mentions([self.instance]).get(self.instance.pk) if is_taken_away else None


def refuse_settled(user: Any, record: Any) -> None:
    """Raises ValidationError for a record whose rows the user may not change."""
    if not roles.may_change(user, record):
        refusal = _("“%(record)s” is public: only an approver changes it or its rows.")
        raise ValidationError(refusal, params={"record": record})


class InlineRowForm(WarningForm):
    """The page of a row: nobody moves it to a record that he may not change."""

    request: ClassVar[HttpRequest]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        field = self._meta.model.parent_field
        parent = cleaned.get(field)
        if parent is not None:
            try:
                refuse_settled(self.request.user, parent)
            except ValidationError as error:
                self.add_error(field, error)
        return cleaned


class RowForm(forms.ModelForm):
    """A row inside the form of its record."""

    begun: ClassVar[tuple[dict[str, str], ...]] = ()
    """What the rows say that stand open in the form of a new record, beside the defaults."""

    def has_changed(self) -> bool:
        """A row that says no more than it was begun with is an empty one."""
        said = {name: self.data.get(self.add_prefix(name)) for name in self.changed_data}
        return bool(said) and (said not in self.begun or not self.instance._state.adding)
