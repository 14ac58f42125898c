"""How values look in lists, and in forms that may only be read."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import Record
from foreign_affairs.words import written

Column = Callable[[Any], Any]

BODIES_NAMED = 4

WRITTEN_ANEW = (
    PartialDateField,
    models.DecimalField,
    models.FileField,
    models.BooleanField,
)
"""Fields whose values Django would show as a file or a program has them."""


def shown(value: Any) -> Any:
    """A value in words, a file as a link; None for what is empty."""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, models.fields.files.FieldFile):
        return format_html('<a href="{}">{}</a>', file_url(value), value.name) if value else None
    return written(value)


def yes_or_no(value: bool) -> str:
    """Django's icon, which a screen reader reads as True or False, with our word."""
    icon = static(f"admin/img/icon-{'yes' if value else 'no'}.svg")
    return format_html('<img src="{}" alt="{}">', icon, _("yes") if value else _("no"))


def file_url(file: Any) -> str:
    """The address where staff download a private file."""
    meta = file.instance._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_file", args=[file.instance.pk])


def column_of(field: Any) -> Column:
    """A column with the value of a model field as people write it."""
    ordering = f"{field.name}_start" if isinstance(field, PartialDateField) else field.name

    @admin.display(description=field.verbose_name, ordering=ordering)
    def column(row: Any) -> Any:
        value = shown(getattr(row, field.name))
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


def value_of(row: Any, name: str) -> Any:
    """The value of a field as people write it."""
    label = getattr(row, f"get_{name}_display", None)
    return label() if label else shown(getattr(row, name))


def stacked(heading: Any, *parts: str | Column, ordering: str) -> Column:
    """Several facts in one column, one below another; empty ones are left out.

    A part is the name of a field or a column of its own.
    """

    @admin.display(description=heading, ordering=ordering)
    def column(row: Any) -> str:
        lines = (value_of(row, part) if isinstance(part, str) else part(row) for part in parts)
        said = [(line,) for line in lines if line not in (None, "")]
        return format_html_join("", "<div>{}</div>", said) or "–"

    # The style sheet knows these columns by it.
    column.__name__ = "stacked"
    return column


def until(name: str) -> Column:
    """A part of a column: “until 2026”, where something ends on a known date."""

    def part(row: Any) -> str:
        end = value_of(row, name)
        return _("until %(date)s") % {"date": end} if end else ""

    return part


def lack_of_source(record: Any) -> str:
    """Said of a record that should name a source; its queryset knows whether it does."""
    return "" if getattr(record, "is_sourced", True) else str(_("no source yet"))


def standing(*parts: str | Column) -> Column:
    """Where a record stands: who sees it, what else it says of itself, and what it lacks."""
    return stacked(_("publication state"), state_badge, *parts, lack_of_source, ordering="state")


last_change = stacked(_("changed at, officer"), "changed_at", "officer", ordering="changed_at")


def bodies(rows: str, description: Any) -> Column:
    """A column of who takes part, from the prefetched rows of `Participation` named `rows`.

    A round tour of ten partners would fill the screen: the first are named, the others counted.
    """

    @admin.display(description=description)
    def column(record: Any) -> str:
        named: dict[str, None] = {}
        for row in getattr(record, rows).all():
            if row.side != row.Side.HOME:
                named[str(row.body or row.person)] = None
        if (more := len(named) - BODIES_NAMED) > 0:
            counted = ngettext("and %(left)s more", "and %(left)s more", more)
            return f"{', '.join(list(named)[:BODIES_NAMED])} {counted % {'left': more}}"
        return ", ".join(named)

    return column
