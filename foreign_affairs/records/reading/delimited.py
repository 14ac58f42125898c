"""The rows of a text file with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import IO, Final

from foreign_affairs.records.formulas import unescape
from foreign_affairs.records.reading.errors import TOO_LONG_ROW, TOO_MANY_ROWS, Unreadable
from foreign_affairs.records.reading.errors import gettext_noop as _
from foreign_affairs.records.reading.limits import MAX_CELL, MAX_LINE, MAX_ROWS, MAX_WIDTH

DELIMITERS: Final = ",;\t"
HEAD: Final = 64 * 1024
"""Characters by which the delimiter is told."""

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE | re.DOTALL)


def read_delimited(file: IO[bytes], encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number, as Excel would show it. Raises Unreadable on the way."""
    text = io.TextIOWrapper(file, encoding, newline="")
    head = text.read(HEAD)
    delimiter = find_delimiter(head)
    text.seek(0)
    if _SEPARATOR_LINE.match(head):
        text.readline()
    # Of the whole process, in which another package may have set its own.
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) > MAX_WIDTH:
                raise Unreadable(TOO_LONG_ROW, row=number)
            if number > MAX_ROWS:
                raise Unreadable(TOO_MANY_ROWS, most=MAX_ROWS)
            yield number, [unescape(cell) for cell in cells]
    except csv.Error:
        raise Unreadable(
            _(
                "The CSV file is broken in row %(row)d: a quotation mark is not closed, or a cell "
                "is too long."
            ),
            row=number + 1,
        ) from None


def find_delimiter(head: str) -> str:
    """What separates the cells: what the line `sep=` says, or what parts most rows alike."""
    if named := _SEPARATOR_LINE.match(head):
        return named[1]
    return max(DELIMITERS, key=lambda delimiter: _likeness(head, delimiter))


def _likeness(head: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows are equally wide in more than one cell, and how wide."""
    widths: Counter[int] = Counter()
    try:
        for cells in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
            widths[len(cells)] += len(cells) > 1
    except csv.Error:
        pass  # the rows before it tell enough
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return count, width


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    row = 0
    while line := text.readline(MAX_LINE):
        row += 1
        if len(line) == MAX_LINE:
            raise Unreadable(TOO_LONG_ROW, row=row)
        yield line
