"""The words for people: what a column's value is called in Vietnamese or English."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from foreign_affairs.dates import PartialDate, format_partial_date
from foreign_affairs.records.columns import (
    SEPARATOR,
    BooleanColumn,
    ChoiceColumn,
    Column,
    PartialDateColumn,
    ReferenceColumn,
    ReferencesColumn,
)


def for_people(column: Column, record: Any, language: str) -> str:
    """What a person writes in the cell: labels and names instead of codes, "" for nothing."""
    with override(language):
        match column:
            case ChoiceColumn():
                value = column.value(record)
                return str(dict(column.field.flatchoices).get(value, value))
            case BooleanColumn():
                return {True: _("Yes"), False: _("No")}.get(column.value(record), "")
            case PartialDateColumn():
                date = column.value(record)
                if isinstance(date, PartialDate) and language == "vi":
                    return format_partial_date(date, "vi")
                return "" if date is None else str(date)
            case ReferenceColumn():
                target = getattr(record, column.field.name)
                return "" if target is None else str(target)
            case ReferencesColumn():
                targets = getattr(record, column.field.name).all()
                return SEPARATOR.join(sorted(str(target) for target in targets))
        return column.format(record)
