"""Sheets → tables: finds the tables for a model in a file as offices make them.

Two passes over rows that can be read again: the first finds the header and sorts the rows, and
keeps only what is no record; the second, as often as it is wanted, gives the records.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import IO, Final

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from foreign_affairs.records.headers import (
    MOST_LINES,
    Header,
    Knows,
    find_header,
    is_header,
    texts_of,
)
from foreign_affairs.records.reading.book import Book, Sheet, read_book
from foreign_affairs.records.reading.cells import Unread
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.reading.limits import MAX_COLUMNS
from foreign_affairs.records.row_kinds import Plan, Section, Sorter
from foreign_affairs.records.tables import (
    GROUP_HEADER,
    UNNAMED_HEADER,
    PassedOver,
    PassedRow,
    Row,
    Table,
)
from foreign_affairs.text import clean_text, fold

HEAD: Final = 60
"""So many filled rows from the top may hold the header."""
ALIKE: Final = 0.75
"""Two sheets are of one layout when they share so much of their headers."""


@dataclass(frozen=True)
class SheetSeen:
    """A sheet of the file: how many rows of a table it has, and why it was not chosen, if so."""

    name: str
    rows: int
    is_chosen: bool
    reason: str = ""


@dataclass(frozen=True)
class Layout:
    """What a file holds for a model: mostly one table, several where chosen sheets differ."""

    tables: list[Table]
    sheets: list[SheetSeen]


def find_tables(book: Book, knows: Knows, sheets: Sequence[str] = ()) -> Layout:
    """Finds the table of a model, on all sheets of one layout, or on those named in `sheets`.

    `knows` says of how many of the model's columns a header is. Raises FileError where there is no
    table at all or a sheet that was chosen is not there.
    """
    if missing := set(sheets) - {sheet.name for sheet in book.sheets}:
        raise FileError(_("The file has no sheet “%s”.") % sorted(missing)[0])
    readings = [
        reading for sheet in book.sheets if (reading := reading_of(sheet, head_of(sheet), knows))
    ]
    chosen = choose(readings, sheets)
    if not chosen:
        if book.kind == "JSON":  # an export of nothing names no columns
            return Layout([Table(book.name, [], [])], [])
        raise FileError(_("The file has no header row."))
    tables: list[list[Reading]] = []
    for reading in chosen:
        alike = next((table for table in tables if table[0].is_like(reading)), None)
        if alike is None:
            tables.append([reading])
        else:
            alike.append(reading)
    read = {id(reading.sheet): reading for reading in readings}
    return Layout(
        [table_of(book, alike) for alike in tables],
        [seen(sheet, read.get(id(sheet)), chosen, sheets) for sheet in book.sheets],
    )


def read_table(file: IO[bytes] | bytes, name: str) -> Table:
    """Reads a file of our own plainly: the first filled row is the header, all others are records.

    Raises FileError.
    """
    book = read_book(file, name)
    sheet = book.sheets[0]
    reading = reading_of(sheet, head_of(sheet)[:1], lambda header: False)
    if reading is None:
        raise FileError(_("The file has no header row."))
    reading.is_plain = True
    table = table_of(book, [reading])
    table.rows = list(table.rows)
    return table


@dataclass(eq=False)
class Reading:
    """A sheet with the header that was found on it.

    In a plain one every row below the header is a record.
    """

    sheet: Sheet
    header: Header
    titles: list[PassedRow]
    knows: Knows
    is_plain: bool = False

    @cached_property
    def plan(self) -> Plan:
        """What each row is; reads the whole sheet, once."""
        sorter = Sorter(
            self.header,
            self.sheet.name,
            is_delimited=self.sheet.is_delimited,
            is_plain=self.is_plain,
        )
        if self.titles and not self.is_plain:
            sorter.begin_group_of_title(self.titles[-1])
        rows = self.sheet.rows()
        ahead: deque[tuple[int, list[str]]] = deque()
        while row := (ahead.popleft() if ahead else next(rows, None)):
            number, cells = row
            if number <= sorter.header.last:
                continue
            if sorter.may_be_header(cells) and is_header(cells, self.knows):
                ahead.extend(islice(rows, max(0, MOST_LINES + 1 - len(ahead))))
                header = find_header([row, *ahead], self.knows)
                if header and header.first == number:
                    sorter.begin(header)
                    continue
            sorter.add(number, cells)
        return sorter.finish()

    def is_like(self, other: Reading) -> bool:
        """Whether both have one layout."""
        own, its = (
            {fold(name) for name in reading.header.names if name} for reading in (self, other)
        )
        return len(own & its) >= ALIKE * len(own | its)


def head_of(sheet: Sheet) -> list[tuple[int, list[str]]]:
    filled = ((number, cells) for number, cells in sheet.rows() if not is_blank(cells))
    return list(islice(filled, HEAD))


def is_blank(cells: Sequence[str]) -> bool:
    return not any(cell and clean_text(cell) for cell in cells)


def reading_of(sheet: Sheet, head: Sequence[tuple[int, list[str]]], knows: Knows) -> Reading | None:
    """The sheet with its header and the lines above it; None where the sheet is blank."""
    header = find_header(head, knows)
    if header is None:
        return None
    if len(header.names) > MAX_COLUMNS:
        raise FileError(
            _("The file has %(found)d columns; %(most)d are the most.")
            % {"found": len(header.names), "most": MAX_COLUMNS}
        )
    lines = [(0, line) for line in sheet.title_lines]
    lines += [
        (number, " ".join(dict.fromkeys(texts_of(cells))))
        for number, cells in head
        if number < header.first
    ]
    titles = [PassedRow(number, PassedOver.TITLE, text, sheet.name) for number, text in lines]
    return Reading(sheet, header, titles, knows)


def choose(readings: Sequence[Reading], sheets: Sequence[str]) -> list[Reading]:
    """The sheets that were asked for; else the best one, and all others of its layout."""
    if sheets:
        return [reading for reading in readings if reading.sheet.name in sheets]
    visible = [reading for reading in readings if not reading.sheet.is_hidden]
    best = max(
        visible, key=lambda reading: (reading.header.known, reading.plan.count), default=None
    )
    return [reading for reading in visible if best and reading.is_like(best)]


def seen(
    sheet: Sheet, reading: Reading | None, chosen: Sequence[Reading], sheets: Sequence[str]
) -> SheetSeen:
    if reading is None:
        return SheetSeen(sheet.name, 0, False, _("It is empty."))
    if reading in chosen:
        return SheetSeen(sheet.name, reading.plan.count, True)
    if sheets:
        reason = _("It was not chosen.")
    elif sheet.is_hidden:
        reason = _("It is hidden.")
    else:
        reason = _("Its columns are others.")
    return SheetSeen(sheet.name, reading.plan.count, False, reason)


def table_of(book: Book, readings: Sequence[Reading]) -> Table:
    """One table of all sheets of one layout."""
    names = dict.fromkeys(
        name
        for reading in readings
        for section in reading.plan.sections
        for _column, name in columns_of(section)
    )
    levels = max(reading.plan.levels for reading in readings)
    passed = [
        row
        for reading in readings
        for row in (*reading.titles, *more_of_headers(reading), *reading.plan.passed)
    ]
    return Table(
        book.name,
        [*names, *group_headers(levels)],
        TableRows(readings, levels, has_sheets=len(book.sheets) > 1),
        passed,
    )


def more_of_headers(reading: Reading) -> Iterator[PassedRow]:
    """The rows of column numbers under headers, and the headers of further tables."""
    sheet = reading.sheet.name
    for header in (section.header for section in reading.plan.sections):
        if header is not reading.header:
            yield PassedRow(header.first, PassedOver.HEADER, " | ".join(header.names), sheet)
        if header.counted:
            yield PassedRow(header.last, PassedOver.NUMBERS, " | ".join(header.counted), sheet)


def columns_of(section: Section) -> list[tuple[int, str]]:
    """Place and name of each column that has a header or at least cells."""
    names = section.header.names
    width = max([len(names), *(column + 1 for column in section.unnamed)])
    columns = []
    for column in range(width):
        if column < len(names) and names[column]:
            columns.append((column, names[column]))
        elif column in section.unnamed:
            columns.append((column, UNNAMED_HEADER % get_column_letter(column + 1)))
    return columns


def group_headers(levels: int) -> list[str]:
    return [GROUP_HEADER % (level + 1) for level in range(levels)]


class TableRows:
    """The rows of sheets of one layout, read from the file anew each time."""

    def __init__(self, readings: Sequence[Reading], levels: int, *, has_sheets: bool) -> None:
        self.readings = readings
        self.levels = levels
        self.has_sheets = has_sheets

    def __len__(self) -> int:
        return sum(reading.plan.count for reading in self.readings)

    def __iter__(self) -> Iterator[Row]:
        for reading in self.readings:
            yield from self.rows_of(reading)

    def rows_of(self, reading: Reading) -> Iterator[Row]:
        sheet, plan = reading.sheet, reading.plan
        section, *sections = plan.sections
        columns = columns_of(section)
        name = sheet.name if self.has_sheets else ""
        groups = dict.fromkeys(group_headers(self.levels), "")
        for number, group in plan.groups.items():
            if number < section.header.first:
                enter_group(groups, *group)
        for number, cells in sheet.rows():
            if sections and number >= sections[0].header.first:
                section = sections.pop(0)
                columns = columns_of(section)
            if number <= section.header.last or is_blank(cells):
                continue
            if number in plan.skipped:
                if number in plan.groups:
                    enter_group(groups, *plan.groups[number])
                continue
            row = {header: cells[place] for place, header in columns if place < len(cells)}
            if not sheet.is_delimited and len(row) < len(columns):
                row.update({header: "" for _place, header in columns if header not in row})
            row.update(groups)
            yield Row(number, row, name, problems_of(cells, row, sheet, section))


def enter_group(groups: dict[str, str], level: int, text: str) -> None:
    """Puts the text of a group in its column and empties those of the groups inside it."""
    for place, header in enumerate(groups):
        if place >= level:
            groups[header] = text if place == level else ""


def problems_of(
    cells: Sequence[str], row: dict[str, str], sheet: Sheet, section: Section
) -> dict[str, str]:
    """What cannot be read in a row, by header."""
    if not sheet.is_delimited:
        return {header: _(cell.reason) for header, cell in row.items() if isinstance(cell, Unread)}
    spare = [cell for cell in cells[section.header.width :] if clean_text(cell)]
    if not spare:
        return {}
    return {
        "": _("The row has more cells than the header has columns, from “%s” on.") % spare[0][:40]
    }
