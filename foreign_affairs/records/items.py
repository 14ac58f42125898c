"""A row on its way from a file to a record, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from foreign_affairs.records.files import Row, Table


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Refusal:
    """Why a row is not taken, and where: file, row, column."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        if not self.column:
            return _("%(file)s, row %(row)d: %(message)s") % self.__dict__
        return _("%(file)s, row %(row)d, column “%(column)s”: %(message)s") % self.__dict__


@dataclass(eq=False)
class Item:
    """One row on its way to a record."""

    row: Row
    table: Table
    model: type[models.Model]
    values: dict[str, Any] = field(default_factory=dict)
    record: Any = None
    is_new: bool = False
    links: dict[str, list[Any]] = field(default_factory=dict)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    was_public: bool = False

    def refuse(self, column: str, message: str) -> None:
        self.refusals.append(Refusal(self.table.name, self.row.number, column, str(message)))

    @property
    def sets_state(self) -> bool:
        return self.is_new or "state" in self.changes

    @property
    def kind(self) -> Kind:
        if self.refusals:
            return Kind.REFUSED
        if self.is_new:
            return Kind.NEW
        return Kind.CHANGED if self.changes else Kind.UNCHANGED


@dataclass
class Outcome:
    """What a batch did, or would do."""

    items: list[Item]
    is_written: bool = False

    @property
    def counts(self) -> Counter[Kind]:
        return Counter(item.kind for item in self.items)

    @property
    def refusals(self) -> list[Refusal]:
        return [refusal for item in self.items for refusal in item.refusals]
