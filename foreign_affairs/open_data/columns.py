"""What a column is in JSON: its value in a record, and the schema of that value.

Both are said here side by side, so that what is promised is what is sent.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from foreign_affairs.addresses import address_of, has_pages
from foreign_affairs.bilingual import LANGUAGE_CODES, active_language
from foreign_affairs.models import PUBLIC_STATES
from foreign_affairs.records.columns import (
    BooleanColumn,
    ChoiceColumn,
    Column,
    DayColumn,
    DecimalColumn,
    DerivedColumn,
    IntegerColumn,
    PartialDateColumn,
    ReferenceColumn,
    ReferencesColumn,
    may_name,
    name_in,
)
from foreign_affairs.records.export import json_value
from foreign_affairs.records.outgoing import AnyColumn, with_names
from foreign_affairs.templatetags.register import partial_date

Absolute = Callable[[str], str]
"""Gives an address of this site its scheme and host."""

REFERENCE = {
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "name": {"type": "string"},
        "url": {"type": ["string", "null"], "format": "uri"},
        "json_url": {"type": ["string", "null"], "format": "uri"},
    },
    "required": ["code", "name", "url", "json_url"],
    "additionalProperties": False,
}


def with_references(records: QuerySet[Any], columns: Iterable[AnyColumn]) -> QuerySet[Any]:
    """The records with what their columns refer to, in one query a column."""
    return records.prefetch_related(
        *(
            Prefetch(column.name, queryset=with_names(column.target))
            for column in columns
            if isinstance(column, ReferenceColumn | ReferencesColumn)
        )
    )


def value_of(column: AnyColumn, record: Any, absolute: Absolute) -> Any:
    """The value in JSON, for the public: nothing hidden is named. None for an empty one."""
    match column:
        case ReferenceColumn():
            target = getattr(record, column.name)
            shown = target is not None and may_name(target, PUBLIC_STATES)
            return reference_to(target, absolute) if shown else None
        case ReferencesColumn():
            targets = sorted(getattr(record, column.name).all(), key=lambda target: target.code)
            return [
                reference_to(target, absolute)
                for target in targets
                if may_name(target, PUBLIC_STATES)
            ]
        case DerivedColumn() | PartialDateColumn():
            return column.format(record, states=PUBLIC_STATES) or None
        case Column():
            return json_value(column.value(record))
    raise TypeError(column)


def reference_to(target: Any, absolute: Absolute) -> dict[str, str | None]:
    """Another record: its code, its name in the active language, its page and its JSON."""
    pages: list[str | None] = [None, None]
    if has_pages(type(target)):
        pages = [
            absolute(address_of(type(target), page, target.code))
            for page in ("detail", "detail_json")
        ]
    name = name_in(target, active_language())
    return {"code": target.code, "name": name, "url": pages[0], "json_url": pages[1]}


def words_of(column: AnyColumn, record: Any) -> str:
    """What people read where the value is a word or date of programs; "" for all other columns."""
    match column:
        case ChoiceColumn():
            labels = column.labels(active_language())
            return labels.get(column.value(record), "") if column.value(record) else ""
        case PartialDateColumn():
            return partial_date(column.value(record))
    return ""


def schema_of(column: AnyColumn) -> dict[str, Any]:
    """The JSON Schema of `value_of`, with the column's headings and help in both languages."""
    headings = {language: column.header(language) for language in LANGUAGE_CODES}
    helps = {language: column.help(language) for language in LANGUAGE_CODES}
    described = {"title": headings["en"], "title_vi": headings["vi"]}
    if helps["en"]:
        described |= {"description": helps["en"], "description_vi": helps["vi"]}
    return described | type_in_json(column)


def type_in_json(column: AnyColumn) -> dict[str, Any]:
    match column:
        case ReferencesColumn():
            return {"type": "array", "items": {"$ref": "#/$defs/reference"}}
        case ReferenceColumn():
            return {"anyOf": [{"$ref": "#/$defs/reference"}, {"type": "null"}]}
        case ChoiceColumn():
            return {"enum": [value for value, _label in column.field.choices if value] + [None]}
        case BooleanColumn():
            return {"type": ["boolean", "null"]}
        case IntegerColumn():
            return {"type": ["integer", "null"]}
        case DecimalColumn():
            # A fraction that a binary number would round is a text.
            return {"type": ["number", "string", "null"]}
        case DayColumn():
            return {"type": ["string", "null"], "format": "date"}
    return {"type": ["string", "null"]}
