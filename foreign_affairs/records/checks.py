"""What a form would refuse, for many records at once: rules of fields, between fields, constraints.

Everything here only finds out quickly that a record is right. Where that is not sure, the rules of
the model themselves are asked, so that there is one sentence for each mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext as _

from foreign_affairs.models.base import reference_columns
from foreign_affairs.records.columns import messages_of
from foreign_affairs.records.conditions import CheckOnce, is_plain_unique, uniques_of
from foreign_affairs.records.items import Item
from foreign_affairs.text import clean_text

Said: TypeAlias = list[tuple[str, str]]
"""(column or "", sentence) of what is wrong with a record."""

MOST_KNOWN = 10_000
"""So many right values are remembered of a field."""

UNSAVED = 0
"""Stands for the key of a record that is not written yet while constraints are checked."""


class FieldRule:
    """The rules of one field: what `Model.clean_fields` asks, and what was right before."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.key: str = field.attname
        self.right: set[Any] = {e for e in (None, "") if field.blank and e in field.empty_values}
        is_text = type(field) in (models.CharField, models.TextField) and not field.choices
        longest = [v for v in field.validators if type(v) is MaxLengthValidator]
        self.is_plain_text = is_text and len(longest) == len(field.validators)
        self.longest = field.max_length if longest else None

    def is_surely_right(self, value: Any) -> bool:
        if self.is_plain_text and type(value) is str:
            fits = self.longest is None or len(value) <= self.longest
            return fits and (self.field.blank or bool(value.strip()))
        return value in self.right

    def broken_by(self, value: Any, record: Any) -> list[str]:
        """The sentences on a value; one without any is remembered."""
        cleaned = clean_text(value) if isinstance(value, str) else value
        if self.field.blank and cleaned in self.field.empty_values:
            return []
        try:
            found = self.field.clean(cleaned, record)
        except ValidationError as error:
            return error.messages
        # What is equal to a value of the field's own type is as right as that.
        if type(found) is type(value) and len(self.right) < MOST_KNOWN:
            self.right.add(value)
        return []


class Checks:
    """The rules of one model."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        fields: Sequence[Any] = model._meta.concrete_fields
        self.rules = [FieldRule(field) for field in fields if not field.is_relation]
        constraints = [c for c in model._meta.constraints if not is_plain_unique(c)]
        checks = [c for c in constraints if isinstance(c, models.CheckConstraint)]
        self.once = [CheckOnce(constraint, model) for constraint in checks]
        self.others = [c for c in constraints if c not in checks]
        self.uniques = uniques_of(model)
        self.first_rows: list[dict[Any, tuple[str, int]]] = [{} for _unique in self.uniques]

    def broken_by(self, record: Any) -> Said:
        """What is wrong with the values of a record; nothing that others have to do with."""
        with unsaved_keys(record):
            found = self.broken_fields(record)
            steps: list[Callable[[], None]] = [record.clean]
            steps += [
                lambda c=check.constraint: c.validate(self.model, record)  # type: ignore[misc]
                for check in self.once
                if not check.holds(record)
            ]
            steps += [
                lambda c=other: c.validate(self.model, record)  # type: ignore[misc]
                for other in self.others
            ]
            for step in steps:
                try:
                    step()
                except ValidationError as error:
                    found += messages_of(error)
        return found

    def broken_fields(self, record: Any) -> Said:
        values = record.__dict__
        return [
            (rule.field.name, message)
            for rule in self.rules
            if not rule.is_surely_right(values[rule.key])
            for message in rule.broken_by(values[rule.key], record)
        ]

    def refuse_repeated(self, items: Iterable[Item]) -> None:
        """Refuses items with values that an earlier one or a row of the register has."""
        for unique, first_rows in zip(self.uniques, self.first_rows, strict=True):
            keys = {item: unique.key(item.record) for item in items if not item.refusals}
            present = unique.in_register(key for key in keys.values() if key)
            for item, key in keys.items():
                if key is None:
                    continue
                place, number = first_rows.setdefault(key, (item.row.place, item.row.number))
                if place != item.row.place:
                    item.refuse("", _("Row %d says the same already.") % number)
                elif present.get(key, item.record.pk) != item.record.pk:
                    item.refuse(*self.said_of(unique.names, item.record))

    def said_of(self, names: Sequence[str], record: Any) -> tuple[str, str]:
        """The sentence of the constraint on these fields, or Django's own."""
        for one in filter(is_plain_unique, self.model._meta.constraints):
            is_own = one.violation_error_message != one.default_violation_error_message
            if tuple(one.fields) == tuple(names) and is_own:  # type: ignore[attr-defined]
                return "", str(one.get_violation_error_message())
        (message,) = record.unique_error_message(self.model, names).messages
        return names[0] if len(names) == 1 else "", message


@contextmanager
def unsaved_keys(record: Any) -> Iterator[None]:
    """Lets rules see that a foreign key is set although its target is not written yet."""
    columns = reference_columns(record.__class__)
    names = [
        columns[name]
        for name, target in record._state.fields_cache.items()
        if target is not None and target.pk is None and name in columns
    ]
    # Past the descriptor, which would forget the target.
    record.__dict__.update(dict.fromkeys(names, UNSAVED))
    try:
        yield
    finally:
        record.__dict__.update(dict.fromkeys(names))
