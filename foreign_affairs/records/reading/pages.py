"""The sheets of a file while it is read, with merged cells filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from foreign_affairs.records.reading.cells import COVERED
from foreign_affairs.records.reading.limits import MAX_WIDTH

TABLE_NAME: Final = "Bảng %d"
"""What a table without a name of its own is called."""

MOST_TITLE_LINES: Final = 5
"""So many lines of text above a table of a document are its title."""


class Merge(NamedTuple):
    """A cell that stretches over others, from its row down and from `column` (0 is A) right."""

    column: int
    height: int
    width: int


class PageRow(NamedTuple):
    """A row as it stands in the file; `merges` are those that begin in it. Numbers start at 1."""

    number: int
    cells: list[str]
    merges: list[Merge]


@dataclass
class Page:
    """A sheet of a workbook or a table of a document."""

    name: str
    rows: Iterable[PageRow]
    is_hidden: bool = False
    title_lines: list[str] = field(default_factory=list)


def fill_merged(rows: Iterable[PageRow]) -> Iterator[tuple[int, list[str]]]:
    """Repeats the value of a merged cell in the rows below it and marks what it covers right."""
    stretched: list[tuple[int, Merge, str]] = []
    for number, cells, merges in rows:
        if stretched:
            stretched = [found for found in stretched if found[0] >= number]
            for _last, merge, value in stretched:
                put(cells, merge, value)
        for merge in merges:
            value = cells[merge.column] if merge.column < len(cells) else ""
            put(cells, merge, value)
            if merge.height > 1:
                stretched.append((number + merge.height - 1, merge, value))
        yield number, cells


def put(cells: list[str], merge: Merge, value: str) -> None:
    end = min(merge.column + merge.width, MAX_WIDTH)
    if len(cells) < end:
        cells.extend([""] * (end - len(cells)))
    cells[merge.column : end] = [value, *[COVERED] * (end - merge.column - 1)]
