"""A row on its way from a file to a record, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from foreign_affairs.records.tables import Row


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PROPOSED = "proposed"
    """It would change what is public: it waits for an approver."""
    REFUSED = "refused"
    LEFT_OUT = "left_out"
    """A person has left the row out."""


WRITTEN = frozenset({Kind.NEW, Kind.CHANGED, Kind.PROPOSED})


@dataclass(frozen=True)
class Problem:
    """Why a cell is not read: a sentence, and where.

    `suggestions` are (code, name) of what was probably meant by `text`: under the name of the
    column and this text the answer is kept in `Decisions.meant`, NEW_DRAFT only if `may_draft`.
    """

    column: str
    message: str
    suggestions: tuple[tuple[str, str], ...] = ()
    text: str = ""
    header: str = ""
    may_draft: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is not taken, and where: file, sheet (if there are several), row, column.

    `suggestions` are (code, name) of what the cell `text` may have meant; `may_draft` tells
    whether a record of that name could be made.
    """

    file: str
    row: int
    column: str
    message: str
    sheet: str = ""
    suggestions: tuple[tuple[str, str], ...] = ()
    text: str = ""
    may_draft: bool = False

    @property
    def place(self) -> str:
        """The `Row.place` of the row."""
        return Row(self.row, {}, self.sheet).place

    def __str__(self) -> str:
        file = f"{self.file}, {self.sheet}" if self.sheet else self.file
        place = {"file": file, "row": self.row, "column": self.column, "message": self.message}
        if not self.column:
            return _("%(file)s, row %(row)d: %(message)s") % place
        return _("%(file)s, row %(row)d, column “%(column)s”: %(message)s") % place


@dataclass(eq=False, slots=True)
class Item:
    """One row on its way to a record.

    `values` are typed, by column. `before` and `changes` say what they change: the values that
    the record had, and the texts (before, after) to show; a new record has neither. `links` are
    the targets of the many-to-many columns that change. `rows` are the rows inside the record
    that come with it, `drafts` the records that are made because it names them. `waits`: an
    approver decides whether it is written. `alike` are records that may be the same real thing.
    """

    row: Row
    file: str
    model: type[models.Model]
    values: dict[str, Any] = field(default_factory=dict)
    record: Any = None
    is_new: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: dict[str, list[Any]] = field(default_factory=dict)
    rows: list[Item] = field(default_factory=list)
    drafts: list[Item] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    was_settled: bool = False
    waits: bool = False
    is_left_out: bool = False
    alike: list[Any] = field(default_factory=list)

    def refuse(self, column: str, message: str, **more: Any) -> None:
        place = (self.file, self.row.number, column, str(message), self.row.sheet)
        self.refusals.append(Refusal(*place, **more))

    @property
    def says_something(self) -> bool:
        """Whether the register would be another one."""
        return self.is_new or bool(self.changes)

    @property
    def sets_state(self) -> bool:
        return self.is_new or "state" in self.changes

    @property
    def kind(self) -> Kind:
        if self.is_left_out:
            return Kind.LEFT_OUT
        if self.refusals:
            return Kind.REFUSED
        if self.waits:
            return Kind.PROPOSED
        if self.is_new:
            return Kind.NEW
        return Kind.CHANGED if self.changes else Kind.UNCHANGED


@dataclass
class Outcome:
    """What a batch did, or would do.

    `drafts` are records that are made besides because a row names them. `change` is the mark that
    all rows of history of what was written carry.
    """

    counts: Counter[Kind] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    drafts: list[Item] = field(default_factory=list)
    is_written: bool = False
    change: UUID | None = None

    def take(self, item: Item) -> None:
        self.counts[item.kind] += 1
        self.refusals += item.refusals
        if item.kind in WRITTEN:
            self.drafts += [draft for draft in item.drafts if draft not in self.drafts]
