"""A model field for dates as far as they are known, with two real columns to sort and filter by.

`signed_on = PartialDateField(…)` keeps the canonical text (see `foreign_affairs.dates`) and adds
`signed_on_start` and `signed_on_end` to the model: the first and the last day that it can mean,
NULL where open. Assigning to `signed_on` sets both at once; assigning to them has no effect.

What does not go through an instance does not set them: `QuerySet.update(signed_on=…)`, and
`save(update_fields=["signed_on"])` or `bulk_update(…, ["signed_on"])` without the two names
(`PartialDateField.columns` lists all three).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import class_prepared
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from foreign_affairs.dates import DateError, PartialDate
from foreign_affairs.forms import PartialDateFormField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper

    _CharField = models.CharField[PartialDate | date | str | None, PartialDate | None]
    _DateField = models.DateField[date | None, date | None]
else:
    _CharField, _DateField = models.CharField, models.DateField

_SIDES = {"start": _("{name}: first possible day"), "end": _("{name}: last possible day")}
_BOUND_OPTIONS = {"null": True, "blank": True, "editable": False, "db_index": True}


def _read(value: object) -> PartialDate | None:
    """Return the value as a partial date. Raises DateError for text or an object that is none."""
    if value is None or isinstance(value, PartialDate):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return PartialDate.of_day(value)
    text = str(value)
    return PartialDate.parse(text) if text.strip() else None


class _PartialDateAttribute(DeferredAttribute):
    """Reads what is assigned and sets the bounds; `full_clean` refuses what cannot be read."""

    def __set__(self, instance: models.Model, value: object) -> None:
        try:
            value = known = _read(value)
        except DateError:
            known = None
        instance.__dict__[self.field.attname] = value
        for side in _SIDES:
            instance.__dict__[f"{self.field.attname}_{side}"] = getattr(known, side, None)


class _BoundAttribute(DeferredAttribute):
    """Follows the partial date; has a value of its own only while that is not loaded."""

    def __set__(self, instance: models.Model, value: object) -> None:
        source, _separator, side = self.field.attname.rpartition("_")
        if source in instance.__dict__:
            value = getattr(instance.__dict__[source], side, None)
        instance.__dict__[self.field.attname] = value


class PartialDateBound(_DateField):
    """The first (`…_start`) or last (`…_end`) day of the PartialDateField `…`."""

    descriptor_class = _BoundAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**_BOUND_OPTIONS, **kwargs})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return (
            name,
            path,
            args,
            {**kwargs, **{option: getattr(self, option) for option in _BOUND_OPTIONS}},
        )


class PartialDateField(_CharField):
    """A PartialDate or None; NULL in the database, and optional in forms, unless told otherwise."""

    empty_strings_allowed = False
    descriptor_class = _PartialDateAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"null": True, "blank": True, **kwargs, "max_length": 30})
        # CharField checks the length of text: a canonical text always fits, and this is no text.
        self.validators[:] = [v for v in self.validators if not isinstance(v, MaxLengthValidator)]

    @property
    def columns(self) -> list[str]:
        """The names of the field and its two bounds, for `update_fields` and `bulk_update`."""
        return [self.name, *(f"{self.name}_{side}" for side in _SIDES)]

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, {**kwargs, "null": self.null, "blank": self.blank}

    def to_python(self, value: object) -> PartialDate | None:
        """Return the partial date. Raises ValidationError for what cannot be read."""
        try:
            return _read(value)
        except DateError as error:
            raise ValidationError(error.message, code="invalid", params=error.params) from error

    def from_db_value(
        self, value: str | None, expression: object, connection: BaseDatabaseWrapper
    ) -> object:
        """Return the partial date; text that another program wrote wrongly comes as it is."""
        try:
            return _read(value)
        except DateError:
            return value

    def get_prep_value(self, value: object) -> Any:
        """Return the canonical text. Raises ValidationError for what cannot be read."""
        known = self.to_python(value)
        return None if known is None else known.text

    def value_to_string(self, obj: models.Model) -> str:
        """Return the canonical text, or '' for none."""
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """Return the form field, without CharField's limit: people type more than is kept."""
        return models.Field.formfield(self, **{"form_class": PartialDateFormField, **kwargs})


def _add_bounds(sender: type[models.Model], **kwargs: object) -> None:
    """Give a model that is ready the bounds that it lacks.

    Not earlier, because a copy of a model (an heir, a history model) brings its own bounds after
    the field; not in migrations, whose models have exactly the columns that operations name.
    """
    if sender.__module__ == "__fake__":
        return
    for field in list(sender._meta.local_fields):
        if not isinstance(field, PartialDateField):
            continue
        present = {other.name for other in sender._meta.fields}
        for side, words in _SIDES.items():
            if f"{field.name}_{side}" not in present:
                bound = PartialDateBound(verbose_name=format_lazy(words, name=field.verbose_name))
                bound.contribute_to_class(sender, f"{field.name}_{side}")


class_prepared.connect(_add_bounds, dispatch_uid="foreign_affairs.fields.add_bounds")
