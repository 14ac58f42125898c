"""How values look in lists, and in forms that may only be read."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foreign_affairs.dates import PartialDate, Precision, format_day, format_partial_date
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import Record
from foreign_affairs.numbers import format_number

Column = Callable[[Any], Any]

WRITTEN_ANEW = (PartialDateField, models.DecimalField, models.FileField)
"""Fields whose values Django would show as a file or a program has them."""


def written(value: Any) -> Any:
    """05/07/2023, tháng 9 năm 2016, 7.434,4; a file as a link; None for what is empty."""
    if isinstance(value, PartialDate):
        if value.precision is Precision.DAY and value.start:
            return format_day(value.start, "vi", short=True)
        return format_partial_date(value, "vi")
    if isinstance(value, Decimal):
        return format_number(value, "vi")
    if isinstance(value, models.fields.files.FieldFile):
        return format_html('<a href="{}">{}</a>', file_url(value), value.name) if value else None
    return value


def file_url(file: Any) -> str:
    """The address where staff download a private file."""
    meta = file.instance._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_file", args=[file.instance.pk])


def column_of(field: Any) -> Column:
    """A column with the value of a model field as people write it."""
    ordering = f"{field.name}_start" if isinstance(field, PartialDateField) else field.name

    @admin.display(description=field.verbose_name, ordering=ordering)
    def column(row: Any) -> Any:
        value = written(getattr(row, field.name))
        return "–" if value is None else value

    return column


class WrittenAnew:
    """Gives an admin or an inline a `shown_<field>` for each field of `WRITTEN_ANEW`."""

    model: type[models.Model]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.model._meta.fields:
            if isinstance(field, WRITTEN_ANEW):
                setattr(self, f"shown_{field.name}", column_of(field))

    def as_read(self, fields: Any) -> tuple[Any, ...]:
        """The names of form fields, as they are shown to who may only read."""
        return tuple(
            self.as_read(name)
            if isinstance(name, list | tuple)
            else (f"shown_{name}" if hasattr(self, f"shown_{name}") else name)
            for name in fields
        )


@admin.display(description=_("publication state"), ordering="state")
def state_badge(record: Record) -> str:
    return format_html(
        '<span class="state-badge state-badge-{}">{}</span>',
        record.state,
        record.get_state_display(),
    )


@admin.display(description=_("source"), boolean=True, ordering="is_sourced")
def sourced(record: Any) -> bool:
    """Whether the record names a source; its queryset knows."""
    return bool(record.is_sourced)


def bodies(rows: str, description: Any) -> Column:
    """A column of who takes part, from the prefetched rows of `Participation` named `rows`."""

    @admin.display(description=description)
    def column(record: Any) -> str:
        named: dict[str, None] = {}
        for row in getattr(record, rows).all():
            if row.side != row.Side.HOME:
                named[str(row.body or row.person)] = None
        return ", ".join(named)

    return column
