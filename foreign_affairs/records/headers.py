"""Where the header of a table stands and what it calls the columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from foreign_affairs.records.reading.cells import Covered, Exact
from foreign_affairs.text import clean_text, fold

NumberedCells = tuple[int, list[str]]
Knows = Callable[[str], int]
"""How many columns of the model a header stands for: none, one, or two in one cell."""

MOST_LINES: Final = 3
LONGEST_LABEL: Final = 120
JOIN: Final = " – "
JOIN_LANGUAGES: Final = " / "
ROW_NUMBER_HEADERS: Final = {"stt", "tt", "so tt", "so thu tu", "no", ""}

_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?(?:\s*=.*)?")


@dataclass
class Header:
    """The header of a sheet.

    names: for each column, from A on, what it is called; empty where nothing is.
    first, last: the numbers of its first and its last row; a row of column numbers belongs to it.
    lines: the texts of each of its rows, by which it is known again on the next page.
    counted: the texts of its row of column numbers, if any.
    width: how many cells it has, empty ones too.
    known: how many of the names are columns of the register.
    """

    names: list[str]
    first: int
    last: int
    lines: list[list[str]]
    counted: list[str]
    width: int
    known: int

    @property
    def row_number_column(self) -> int | None:
        """Where the rows are counted (STT)."""
        for column, name in enumerate(self.names):
            if name and fold(name) in ROW_NUMBER_HEADERS:
                return column
        return None


def label(cell: str) -> str:
    """The text of a header, on one line."""
    return " ".join(clean_text(cell).split())


def texts_of(cells: Sequence[str]) -> list[str]:
    """The texts of a row as they are read, without empty cells."""
    return [text for cell in cells if cell and (text := clean_text(cell))]


def find_header(head: Sequence[NumberedCells], knows: Knows) -> Header | None:
    """The header in the first filled rows of a sheet; None where there are none."""
    place = place_of_header(head, knows)
    if place is None:
        return None
    top = place
    if (
        place
        and is_line_below(head[place - 1], head[place])
        and has_column_in_both(head[place - 1][1], head[place][1])
    ):
        top = place - 1
    bottom = top
    while (
        bottom + 1 < len(head)
        and bottom + 1 - top < MOST_LINES
        and (bottom < place or is_line_below(head[bottom], head[bottom + 1]))
    ):
        bottom += 1
    lines = [cells for _number, cells in head[top : bottom + 1]]
    names = names_of(lines, knows)
    known = sum(bool(knows(name)) for name in names if name)
    if bottom + 1 < len(head) and is_other_language(names, head[bottom + 1][1], knows):
        bottom += 1
        lines.append(head[bottom][1])
        names = in_both_languages(names, lines[-1])
    last, counted = head[bottom][0], []
    if bottom + 1 < len(head) and is_column_numbers(head[bottom + 1][1], names):
        last, counted = head[bottom + 1][0], texts_of(head[bottom + 1][1])
    return Header(
        names=unique(names),
        first=head[top][0],
        last=last,
        lines=[texts_of(line) for line in lines],
        counted=counted,
        width=max(map(len, lines)),
        known=known,
    )


def place_of_header(head: Sequence[NumberedCells], knows: Knows) -> int | None:
    """The row with most known headers; without any, the first that is as wide as those below."""
    widths = [len(texts_of(cells)) for _number, cells in head]
    if not any(widths):
        return None
    known = [len({text for text in labels_of(cells) if knows(text)}) for _number, cells in head]
    best = max(range(len(head)), key=lambda place: (known[place], -place))
    if known[best] > 1 or (known[best] == 1 and 2 * widths[best] >= max(widths)):
        return best
    for place, (_number, cells) in enumerate(head):
        below = [width for width in widths[place + 1 : place + 11] if width > 1]
        labels = labels_of(cells)
        if len(labels) > 1 and len(labels) == widths[place] >= 0.6 * median(below or [2]):
            return place
    return next(place for place, width in enumerate(widths) if width)


def is_header(cells: Sequence[str], knows: Knows) -> bool:
    """Whether a row among those of a table is a header nevertheless: most of it is known."""
    labels = labels_of(cells)
    known = sum(bool(knows(label)) for label in labels)
    return known > 1 and 2 * known >= len(texts_of(cells))


def labels_of(cells: Sequence[str]) -> list[str]:
    """The texts of a row that may be headers: short, and no numbers or days of Excel."""
    return [
        text
        for cell in cells
        if cell and not isinstance(cell, Exact) and len(text := label(cell)) <= LONGEST_LABEL
        if text
    ]


def is_line_below(upper: NumberedCells, lower: NumberedCells) -> bool:
    """Whether the second row only divides headers of the first: “Số lượng” over “đoàn”, “người”."""
    (upper_number, above), (lower_number, below) = upper, lower
    if lower_number != upper_number + 1 or len({*texts_of(above)}) < 2:
        return False
    divided: dict[int, int] = {}
    owner = -1
    for column, cell in enumerate(below):
        upper_cell = clean_text(above[column]) if column < len(above) else ""
        owner = column if upper_cell else owner
        text = clean_text(cell)
        if not text or text == upper_cell:
            continue
        if isinstance(cell, Exact) or text.isdigit() or owner < 0 or not stretches(above, owner):
            return False
        divided[owner] = divided.get(owner, 0) + 1
    is_merged = any(isinstance(cell, Covered) for cell in above)
    return any(count > 1 for count in divided.values()) and (
        is_merged or has_column_in_both(above, below)
    )


def stretches(cells: Sequence[str], column: int) -> bool:
    """Whether the header of a column stands over the next column too."""
    return column + 1 >= len(cells) or not cells[column + 1]


def has_column_in_both(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a header reaches over both rows: merged, or empty below where nothing is merged."""
    return any(
        cell and (column >= len(below) or below[column] in ("", cell))
        for column, cell in enumerate(above)
    )


def names_of(lines: Sequence[Sequence[str]], knows: Knows) -> list[str]:
    """One name a column: its own where that says enough, else with what stands over it."""
    width = max(len(line) for line in lines)
    columns = [parts_of(lines, column) for column in range(width)]
    own = [parts[-1] if parts else "" for parts in columns]
    names = []
    for parts, last in zip(columns, own, strict=True):
        whole = JOIN.join(parts)
        # “Số lượng” over “Số đoàn” and “Số người” is no heading for both numbers in one cell.
        is_enough = knows(last) == 1 and knows(whole) != 1 and own.count(last) == 1
        names.append(last if is_enough else whole)
    while names and not names[-1]:
        names.pop()
    return names


def parts_of(lines: Sequence[Sequence[str]], column: int) -> list[str]:
    """What stands over a column, from top to bottom."""
    parts: list[str] = []
    for place, line in enumerate(lines):
        text = label(line[column]) if column < len(line) else ""
        is_above = place + 1 < len(lines)
        if not text and is_above and has_text_below(lines[place + 1 :], column):
            text = text_on_the_left(line, column)
        if text and text not in parts:
            parts.append(text)
    return parts


def has_text_below(lines: Sequence[Sequence[str]], column: int) -> bool:
    return any(column < len(line) and line[column] for line in lines)


def text_on_the_left(line: Sequence[str], column: int) -> str:
    return next((text for cell in reversed(line[:column]) if (text := label(cell))), "")


def is_other_language(names: Sequence[str], cells: Sequence[str], knows: Knows) -> bool:
    """Whether a row repeats the header in the other language or with the names for programs."""
    texts = texts_of(cells)
    if len(texts) < 2 or texts == [name for name in names if name]:
        return False
    if any(
        cell and not (column < len(names) and names[column]) for column, cell in enumerate(cells)
    ):
        return False
    return 2 * sum(bool(knows(text)) for text in texts) >= len(texts)


def in_both_languages(names: Sequence[str], cells: Sequence[str]) -> list[str]:
    other = [label(cell) for cell in cells] + [""] * (len(names) - len(cells))
    return [
        name if not second or second == name else f"{name}{JOIN_LANGUAGES}{second}"
        for name, second in zip(names, other, strict=False)
    ]


def is_column_numbers(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a row counts the columns: (1) (2) (3), or A B 1 2 3."""
    texts = texts_of(cells)
    if len(texts) < max(3, sum(1 for name in names if name)):
        return False
    while texts and len(texts[0].strip("()")) == 1 and texts[0].strip("()").isupper():
        texts = texts[1:]
    numbers = [_COLUMN_NUMBER.fullmatch(text) for text in texts]
    return [number and int(number[1]) for number in numbers] == list(range(1, len(texts) + 1))


def unique(names: Sequence[str]) -> list[str]:
    """The names, with a number where one comes again, so that no column hides another."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = count = seen.get(name, 0) + 1
        result.append(f"{name} ({count})" if name and count > 1 else name)
    return result
