"""A table: headers, rows that can be read again and again, and what stands around them."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from foreign_affairs.bilingual import LANGUAGE_CODES
from foreign_affairs.text import fold

GROUP_HEADER: Final = "(nhóm %d)"
"""The header of a column that a row like “I. ĐOÀN RA” fills for the rows below it."""
UNNAMED_HEADER: Final = "(cột %s)"
"""The header of a column that has cells but no header, with its letter."""
REASON: Final = gettext_noop("Reason for refusal")
"""The header of the column that says why rows came back, which is passed over on their return."""


@dataclass(frozen=True)
class Row:
    """One row of a file: its number as the spreadsheet shows it, and its cells by header.

    A cell that the file lacks altogether is not in `cells`. `sheet` is empty where the file has but
    one. `problems` says by header (empty for the row as a whole) what cannot be read; a row with
    any must be refused.
    """

    number: int
    cells: dict[str, str]
    sheet: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The name of the row within its file, for decisions about it."""
        return f"{self.sheet}!{self.number}" if self.sheet else str(self.number)


class Rows(Protocol):
    """Rows that can be iterated again and again, and counted."""

    def __iter__(self) -> Iterator[Row]: ...

    def __len__(self) -> int: ...


class PassedOver(enum.Enum):
    """What a row is that is not one of the table's."""

    TITLE = "title"
    HEADER = "header"
    NUMBERS = "numbers"
    GROUP = "group"
    TOTAL = "total"
    NOTE = "note"


@dataclass(frozen=True)
class PassedRow:
    """A row that was not taken for a record; number 0 is a line above the table of a document."""

    number: int
    kind: PassedOver
    text: str
    sheet: str = ""


@dataclass
class Table:
    """The rows of one sheet, or of several of one layout, and what was passed over around them."""

    name: str
    headers: list[str]
    rows: Rows
    passed_over: Sequence[PassedRow] = ()

    @property
    def title_lines(self) -> list[str]:
        return [row.text for row in self.passed_over if row.kind is PassedOver.TITLE]


def is_reason(header: str) -> bool:
    """Whether a column only says why its rows came back, in either language."""
    titles = []
    for language in LANGUAGE_CODES:
        with override(language):
            titles.append(fold(_(REASON)))
    return fold(header) in titles
