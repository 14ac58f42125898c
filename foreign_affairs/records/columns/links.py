"""Columns that name other records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from django.db import models
from django.utils.translation import override

from foreign_affairs.records.columns.base import (
    SEPARATOR,
    Audience,
    Column,
    ForPeople,
    States,
    may_name,
)

Model: TypeAlias = type[models.Model]

BETWEEN_NAMES = "; "
"""Stands between several names in a cell for people."""


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

    def in_words(self, record: models.Model, audience: Audience) -> ForPeople:
        target = getattr(record, self.field.name)
        return label_of(target, audience) if target and may_name(target, audience.states) else ""


class ReferencesColumn(Column):
    """A many-to-many relation: codes joined by `|`. Parsing gives the tuple of codes."""

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

    def in_words(self, record: models.Model, audience: Audience) -> ForPeople:
        targets = getattr(record, self.field.name).all()
        named = [target for target in targets if may_name(target, audience.states)]
        return joined(label_among_others(target, audience) for target in named)


def name_in(record: Any, language: str) -> str:
    """The name in the language, or in the other one; what the record is called without names."""
    first, second = ("vi", "en") if language == "vi" else ("en", "vi")
    if not hasattr(record, "name_vi"):
        with override(language):
            return str(record)
    return str(getattr(record, f"name_{first}") or getattr(record, f"name_{second}"))


def name_with_code(name: str, code: str) -> str:
    return f"{name} [{code}]"


def label_of(target: Any, audience: Audience, among: Sequence[Model] = ()) -> str:
    """The name of the target, with its code unless the name is known to be unique.

    `among` are the models that a name is looked up in where a column may name several kinds.
    """
    if audience.names is None:
        return name_with_code(name_in(target, audience.language), target.code)
    return audience.names.label(target, audience.language, among)


def label_among_others(target: Any, audience: Audience, among: Sequence[Model] = ()) -> str:
    """The same for a cell with several names: a name that would be taken apart is only a code."""
    label = label_of(target, audience, among)
    return str(target.code) if any(mark in label for mark in (SEPARATOR, ";", "\n")) else label


def joined(labels: Iterable[str]) -> str:
    return BETWEEN_NAMES.join(sorted(labels))
