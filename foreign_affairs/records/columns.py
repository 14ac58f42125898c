"""A column of a file, described once for import, export, dictionary and data package."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from foreign_affairs.dates import PartialDate, Precision
from foreign_affairs.fields import PartialDateBound, PartialDateField
from foreign_affairs.numbers import format_plain_number, parse_plain_number
from foreign_affairs.text import clean_text, fold

SEPARATOR = "|"

States = Collection[str] | None
"""The states of the records that a file may name; None for all."""


class CellError(ValueError):
    """A cell that cannot be read; the message is one sentence in the active language."""


@dataclass(frozen=True)
class Column:
    """One column: the name for files, the model field behind it, and whether the public gets it.

    `parse` turns the text of a cell into the value of the field (None for an empty cell where
    the field allows it) and raises CellError; `format` turns a record into the text of a cell.
    """

    field: Any
    is_public: bool = True

    type_name = "string"

    @property
    def name(self) -> str:
        return str(self.field.name)

    def header(self, language: str) -> str:
        with override(language):
            text = str(self.field.verbose_name)
        return text[:1].upper() + text[1:]

    def help(self, language: str) -> str:
        with override(language):
            return str(self.field.help_text)

    def parse(self, text: str) -> Any:
        text = clean_text(text)
        if not text:
            return self.empty()
        return self.read(text)

    def empty(self) -> Any:
        if self.field.null:
            return None
        if self.field.has_default():
            return self.field.get_default()
        if self.field.blank and self.field.empty_strings_allowed:
            return ""
        raise CellError(_("This column may not be empty."))

    def read(self, text: str) -> Any:
        return text

    def value(self, record: models.Model) -> Any:
        return getattr(record, self.field.attname)

    def typed(self, record: models.Model, *, states: States = None) -> Any:
        """The value for a cell that knows types (XLSX, JSON): number, day, yes/no or text."""
        return self.format(record, states=states)

    def format(self, record: models.Model, *, states: States = None) -> str:
        value = self.value(record)
        return "" if value is None else str(value)


class TextColumn(Column):
    def read(self, text: str) -> str:
        longest = self.field.max_length
        if longest and len(text) > longest:
            raise CellError(
                _("The text has %(length)d characters; %(longest)d are the most.")
                % {"length": len(text), "longest": longest}
            )
        return text


class CodeColumn(TextColumn):
    def read(self, text: str) -> str:
        """A code is the same in capitals or small letters."""
        return str(super().read(text.casefold()))


class NumberColumn(Column):
    type_name = "number"

    def read(self, text: str) -> Decimal:
        try:
            return parse_plain_number(text)
        except ValueError as error:
            raise CellError(str(error)) from error

    def typed(self, record: models.Model, *, states: States = None) -> Any:
        value = self.value(record)
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return value

    def format(self, record: models.Model, *, states: States = None) -> str:
        value = self.value(record)
        return "" if value is None else format_plain_number(Decimal(value))


class DecimalColumn(NumberColumn):
    def read(self, text: str) -> Decimal:
        number = super().read(text)
        places = self.field.decimal_places
        if number.adjusted() >= self.field.max_digits - places:
            raise CellError(_("The number “%(text)s” is too large.") % {"text": text})
        if len(text.rstrip("0").partition(".")[2]) > places:
            raise CellError(
                _("At most %(places)d decimal places fit, and “%(text)s” has more.")
                % {"places": places, "text": text}
            )
        return number


class IntegerColumn(NumberColumn):
    type_name = "integer"

    def read(self, text: str) -> Any:
        number = super().read(text)
        if number != number.to_integral_value():
            raise CellError(_("“%(text)s” is not a whole number.") % {"text": text})
        return int(number)


class BooleanColumn(Column):
    type_name = "boolean"

    TRUE = ("true", "1", "yes", "co", "x", "dung")
    FALSE = ("false", "0", "no", "khong", "sai")

    def read(self, text: str) -> bool:
        word = fold(text)
        if word in self.TRUE:
            return True
        if word in self.FALSE:
            return False
        raise CellError(
            _("“%(text)s” is neither yes nor no. Write true or false.") % {"text": text}
        )

    def typed(self, record: models.Model, *, states: States = None) -> Any:
        return self.value(record)

    def format(self, record: models.Model, *, states: States = None) -> str:
        value = self.value(record)
        return "" if value is None else ("true" if value else "false")


class ChoiceColumn(Column):
    """A stable English value in files; the word of either language is understood too."""

    def words(self) -> dict[str, str]:
        known = {fold(value): value for value, _label in self.field.choices}
        for language in ("vi", "en"):
            with override(language):
                for value, label in self.field.choices:
                    known.setdefault(fold(str(label)), value)
        return known

    def read(self, text: str) -> str:
        values = dict(self.field.choices)
        if text in values:
            return text
        try:
            return self.words()[fold(text)]
        except KeyError:
            raise CellError(
                _("“%(text)s” is not one of: %(values)s.")
                % {"text": text, "values": ", ".join(map(str, values))}
            ) from None


class DayColumn(Column):
    """A full date: ISO in files; dd/mm/yyyy is read too, the day always first."""

    type_name = "date"

    def read(self, text: str) -> datetime.date:
        day = read_partial_date(text)
        if day.precision != Precision.DAY or day.start is None:
            raise CellError(_("“%(text)s” is not a full date with its day.") % {"text": text})
        return day.start

    def typed(self, record: models.Model, *, states: States = None) -> Any:
        return self.value(record)

    def format(self, record: models.Model, *, states: States = None) -> str:
        day = self.value(record)
        return day.isoformat() if day else ""


class PartialDateColumn(Column):
    def read(self, text: str) -> PartialDate:
        return read_partial_date(text)


def read_partial_date(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise CellError(str(error)) from error


class ReferenceColumn(Column):
    """A foreign key, written as the code of its target. Parsing gives the code."""

    @property
    def target(self) -> type[models.Model]:
        return self.field.related_model

    def read(self, text: str) -> str:
        return text.casefold()

    def format(self, record: models.Model, *, states: States = None) -> str:
        target = getattr(record, self.field.name)
        return target.code if target and may_name(target, states) else ""


class ReferencesColumn(Column):
    """A many-to-many relation: codes joined by `|`. Parsing gives the tuple of codes."""

    type_name = "string"

    @property
    def target(self) -> type[models.Model]:
        return self.field.related_model

    def empty(self) -> tuple[str, ...]:
        return ()

    def read(self, text: str) -> tuple[str, ...]:
        codes = [part.strip().casefold() for part in text.split(SEPARATOR)]
        return tuple(sorted({code for code in codes if code}))

    def value(self, record: models.Model) -> tuple[str, ...]:
        if record.pk is None:
            return ()
        return tuple(sorted(target.code for target in getattr(record, self.field.name).all()))

    def format(self, record: models.Model, *, states: States = None) -> str:
        targets = getattr(record, self.field.name).all()
        codes = (target.code for target in targets if may_name(target, states))
        return SEPARATOR.join(sorted(codes))


@dataclass(frozen=True)
class DerivedColumn:
    """A column made from the record: exported for people, ignored on import."""

    name: str
    verbose_name: Any
    text: Callable[[Any], str]
    is_public: bool = True

    type_name = "string"

    def header(self, language: str) -> str:
        with override(language):
            text = str(self.verbose_name)
        return text[:1].upper() + text[1:]

    def help(self, language: str) -> str:
        with override(language):
            return _("Made from the other columns; ignored on import.")

    def typed(self, record: models.Model, *, states: States = None) -> str:
        return self.text(record)

    def format(self, record: models.Model, *, states: States = None) -> str:
        return self.text(record)


def may_name(target: Any, states: States) -> bool:
    """Whether a file may name the target: the public never reads of what is not public."""
    return states is None or bool(target.may_be_named(states))


STAFF_FIELDS = frozenset({"editor_note", "state", "funding", "cost_vnd"})
"""Fields that no public download has. `state` says nothing there: all rows are published."""

LEFT_OUT = frozenset(
    {"id", "version", "created_at", "created_by", "changed_at", "changed_by", "officer"}
)
"""Stamps and accounts belong to one installation, not to the register."""


def columns_of(model: type[models.Model]) -> list[Column]:
    """The columns of a model's files in the order of its fields, `code` first."""
    columns = []
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if field.name in LEFT_OUT or isinstance(field, (PartialDateBound, models.FileField)):
            continue
        columns.append(column_class(field)(field, is_public=field.name not in STAFF_FIELDS))
    columns.sort(key=lambda column: column.name != "code")
    return columns


def column_class(field: Any) -> type[Column]:
    if field.name == "code":
        return CodeColumn
    if field.many_to_many:
        return ReferencesColumn
    if field.is_relation:
        return ReferenceColumn
    if field.choices:
        return ChoiceColumn
    for field_class, found in (
        (PartialDateField, PartialDateColumn),
        (models.BooleanField, BooleanColumn),
        (models.DateField, DayColumn),
        (models.DecimalField, DecimalColumn),
        (models.IntegerField, IntegerColumn),
    ):
        if isinstance(field, field_class):
            return found
    return TextColumn


def messages_of(error: ValidationError) -> list[tuple[str, str]]:
    """(column name or "", sentence) pairs of a model's validation error."""
    if not hasattr(error, "error_dict"):
        return [("", message) for message in error.messages]
    return [
        ("" if name == "__all__" else name, message)
        for name, messages in error.message_dict.items()
        for message in messages
    ]
