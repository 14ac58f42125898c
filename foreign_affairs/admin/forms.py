"""The forms of the admin: what is refused beyond what the models refuse."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminFileWidget, AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foreign_affairs import roles
from foreign_affairs.admin.columns import file_url
from foreign_affairs.fields import PartialDateField
from foreign_affairs.forms import DayField, NumberField, WholeNumberField
from foreign_affairs.models import PublicationState, Record


class StoredFile:
    """What Django's file widget shows of a file that has no web address."""

    def __init__(self, file: FieldFile) -> None:
        self.url = file_url(file)
        self.name = file.name

    def __str__(self) -> str:
        return str(self.name)


class PrivateFileWidget(AdminFileWidget):
    def is_initial(self, value: Any) -> bool:
        return isinstance(value, FieldFile) and bool(value.name)

    def format_value(self, value: Any) -> Any:
        return StoredFile(value) if self.is_initial(value) else None


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
    models.FileField: {"widget": PrivateFileWidget},
    models.URLField: {"assume_scheme": "https"},
    models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
}
"""`formfield_overrides` of every admin and inline."""


def check_sourced(record: Any, sources: Any) -> None:
    """Raises ValidationError on `sources` for a record without any that has left draft."""
    if (
        isinstance(record, Record)
        and record.needs_source()
        and record.state != PublicationState.DRAFT
        and not sources
    ):
        raise ValidationError({"sources": _("Name at least one source before it leaves draft.")})


class RecordForm(forms.ModelForm):
    """A record needs a source from the moment it leaves draft."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if "sources" in self.cleaned_data:
            try:
                check_sourced(self.instance, self.cleaned_data["sources"])
            except ValidationError as error:
                self.add_error(None, error)


class InlineRowForm(forms.ModelForm):
    """The page of a row: nobody moves it to a record that he may not change."""

    request: ClassVar[HttpRequest]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        field = self._meta.model.parent_field
        parent = cleaned.get(field)
        if parent is not None and not roles.may_change(self.request.user, parent):
            refusal = _("“%(record)s” is public: only an approver changes it or its rows.")
            self.add_error(field, ValidationError(refusal, params={"record": parent}))
        return cleaned
