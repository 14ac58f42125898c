"""What the register holds in the words that staff read: values, rows, differences.

Vietnamese throughout, as the admin is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foreign_affairs.contents import Cells, Contents, Difference, fields_kept, links_kept
from foreign_affairs.dates import PartialDate, Precision, format_day, format_partial_date
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import InlineRow
from foreign_affairs.numbers import format_number

NAMING_CELLS = 2
"""So many of the filled fields of a row name it."""


def written(value: Any) -> Any:
    """05/07/2023, tháng 9 năm 2016, 7.434,4; whatever is no date or number as it is."""
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, PartialDate):
        if value.precision is Precision.DAY and value.start:
            return format_day(value.start, "vi", short=True)
        return format_partial_date(value, "vi")
    return format_number(value, "vi") if isinstance(value, Decimal) else value


@dataclass(frozen=True)
class Change:
    """One field: what it is called, and its value before and after."""

    name: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class RowChanges:
    """What happened to one row: `act` is "", "added" or "removed"; the record has no `row`.

    `origin` is the record it came from, where somebody asked for that.
    """

    place: tuple[str, int]
    row: str
    act: str
    changes: list[Change]
    origin: str = ""


class Words:
    """Names the values of cells; the records that they link to are read once for all."""

    def __init__(self, rows: Iterable[tuple[type[Any], Cells]]) -> None:
        """Of these rows, each a model and its cells."""
        keys: dict[type[Any], set[int]] = defaultdict(set)
        for model, cells in rows:
            for field in linking_fields(model):
                value = cells.get(field.name)
                linked = value if isinstance(value, list) else [value]
                keys[field.related_model].update(key for key in linked if key is not None)
        self.names = {
            model: {row.pk: str(row) for row in named(model).filter(pk__in=wanted)}
            for model, wanted in keys.items()
        }

    @classmethod
    def about(cls, found: Iterable[Difference]) -> "Words":
        return cls(
            (difference.kind, cells or {})
            for difference in found
            for cells in (difference.row, difference.before, difference.after)
        )

    def of(self, field: Any, value: Any) -> str:
        if value is None or value == "" or value == []:
            return ""
        if field.is_relation:
            known = self.names.get(field.related_model, {})
            keys = value if isinstance(value, list) else [value]
            return ", ".join(known.get(key) or _("deleted") for key in keys)
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.DateField):
            return str(written(PartialDate.of_day(field.to_python(value))))
        if isinstance(field, (PartialDateField, models.DecimalField)):
            return str(written(field.to_python(value)))
        return str(value)

    def row_name(self, model: type[Any], cells: Cells) -> str:
        """“Quan hệ: kết nghĩa, Tỉnh Bình Dương”."""
        parent = model.parent_field if issubclass(model, InlineRow) else None
        left_out = {"code", parent, *model.part_of}
        said = [
            self.of(field, cells.get(field.name))
            for field in fields_kept(model)
            if field.name not in left_out and not isinstance(cells.get(field.name), bool)
        ]
        name = ", ".join([text for text in said if text][:NAMING_CELLS])
        return f"{capfirst(str(model._meta.verbose_name))}: {name}"


def fields_by_name(model: type[Any]) -> dict[str, Any]:
    return {field.name: field for field in (*fields_kept(model), *links_kept(model))}


def linking_fields(model: type[Any]) -> list[Any]:
    return [field for field in fields_by_name(model).values() if field.is_relation]


def named(model: type[Any]) -> Any:
    """All rows of a model, with what their names are made of."""
    rows = model._default_manager.all()
    return rows.with_names() if hasattr(rows, "with_names") else rows


def in_words(
    record: Any, found: Sequence[Difference], words: Words | None = None
) -> list[RowChanges]:
    """The differences row by row, the record itself first; `words` may serve several calls."""
    words = words or Words.about(found)
    rows = []
    for difference in sorted(found, key=lambda d: d.kind is not type(record)):
        model = difference.kind
        fields = fields_by_name(model)
        is_own = model is type(record)
        parent = None if is_own or not issubclass(model, InlineRow) else model.parent_field
        changes = [
            Change(
                name=name,
                field=str(capfirst(str(fields[name].verbose_name))),
                old=words.of(fields[name], old),
                new=words.of(fields[name], new),
            )
            for name, old, new in difference.named()
            if name in fields and name != parent
        ]
        whole = difference.before is None or difference.after is None
        if whole:
            changes = [
                change for change in changes if change.name != "code" and (change.old or change.new)
            ]
        act = "added" if difference.before is None else "removed" if whole else ""
        name = "" if is_own else words.row_name(model, difference.row)
        rows.append(RowChanges((difference.model, difference.key), name, act, changes))
    return rows


def contents_in_words(record: Any, contents: Contents) -> list[RowChanges]:
    """A whole version, row by row, as if it had just been added."""
    found = [Difference(model, key, None, cells, cells) for (model, key), cells in contents.items()]
    return in_words(record, found)
