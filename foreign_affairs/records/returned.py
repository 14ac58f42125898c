"""Refused rows → a workbook in the layout of their own file, to be mended and sent in again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import chain, groupby, islice
from typing import BinaryIO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from foreign_affairs.bilingual import active_language
from foreign_affairs.numbers import format_plain_number
from foreign_affairs.records.headings import headings_of
from foreign_affairs.records.looking import Look
from foreign_affairs.records.outgoing import Cell
from foreign_affairs.records.reading.cells import Exact
from foreign_affairs.records.tables import REASON, PassedOver, Row, Table, is_reason
from foreign_affairs.records.workbook import (
    SAMPLE,
    Styles,
    sheet_name,
    width_of,
    write_cell,
    write_row,
)

REASON_WIDTH = 60
MARK = "#F8D7CF"
COMMENT_SIZE = {"width": 320, "height": 110}


@dataclass(frozen=True)
class Reason:
    """Why a row was refused. `header` is the column as the file calls it, "" for the whole row."""

    header: str
    message: str


def reasons_of(refused: Iterable[tuple[str, str, str]], look: Look) -> dict[str, list[Reason]]:
    """Why each row was refused in the words of its own file, by its place.

    `refused` are places, columns and sentences.
    """
    columns = headings_of(look.incoming.model).columns
    known = {
        *(mapped.header for mapped in look.matched.columns),
        *(header for table in look.layout.tables for header in table.headers),
    }
    reasons: dict[str, list[Reason]] = {}
    for place, name, sentence in refused:
        header, message = look.matched.header_of(name), sentence
        if header not in known:
            # A column that the file lacks has no cell to be marked.
            heading = columns[name].header("vi") if name in columns else name
            header, message = "", f"{heading}: {sentence}" if heading else sentence
        reasons.setdefault(place, []).append(Reason(header, message))
    return reasons


def write_returned(
    file: BinaryIO, tables: Iterable[Table], reasons: Mapping[str, Sequence[Reason]]
) -> None:
    """Writes the rows whose `place` has reasons as XLSX, a sheet for each that they come from.

    Columns keep their order and cells their type. A refused cell is coloured and has its reason
    as a comment; all reasons of a row stand in the last column.
    """
    with Workbook(file, {"constant_memory": True}) as book:
        language = active_language()
        styles, marked = Styles(book, language), Styles(book, language, fill=MARK)
        taken: set[str] = set()
        for table in tables:
            refused = (row for row in table.rows if row.place in reasons)
            for sheet, rows in groupby(refused, key=lambda row: row.sheet):
                name = sheet_name(sheet)
                # Names that Excel takes for one, or cannot hold: then it numbers the sheet.
                is_free = name and name.casefold() not in taken
                taken.add(name.casefold())
                own = book.add_worksheet(name if is_free else None)
                Returned(own, styles, marked, table, sheet).write(rows, reasons)


class Returned:
    """One sheet with the refused rows of a table that stand in the sheet `name` of their file."""

    def __init__(
        self, sheet: Worksheet, styles: Styles, marked: Styles, table: Table, name: str
    ) -> None:
        self.sheet = sheet
        self.styles, self.marked = styles, marked
        self.title_lines = [
            line.text
            for line in table.passed_over
            if line.kind is PassedOver.TITLE and name in ("", line.sheet)
        ]
        self.headers = [header for header in table.headers if header and not is_reason(header)]
        self.widths: list[int] = []

    def write(self, rows: Iterable[Row], reasons: Mapping[str, Sequence[Reason]]) -> None:
        rows = iter(rows)
        sample = list(islice(rows, SAMPLE))
        self.write_head(sample)
        first = len(self.title_lines) + 1
        for number, row in enumerate(chain(sample, rows), start=first):
            self.write_row(number, row, reasons[row.place])
        self.sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def write_head(self, sample: Sequence[Row]) -> None:
        """The title lines and the header as the file had them, and the column of reasons."""
        for number, line in enumerate(self.title_lines):
            write_cell(self.sheet, self.styles, number, 0, line)
        for place, header in enumerate(self.headers):
            width = width_of(header, [typed(row.cells.get(header, "")) for row in sample])
            self.widths.append(width)
            self.sheet.set_column(place, place, width)
        self.widths.append(REASON_WIDTH)
        self.sheet.set_column(len(self.headers), len(self.headers), REASON_WIDTH)
        for place, header in enumerate((*self.headers, _(REASON))):
            self.sheet.write_string(len(self.title_lines), place, header, self.styles.header)
        self.sheet.freeze_panes(len(self.title_lines) + 1, 0)

    def write_row(self, number: int, row: Row, reasons: Sequence[Reason]) -> None:
        cells = [typed(row.cells.get(header, "")) for header in self.headers]
        said = "\n".join(in_words(reason) for reason in reasons)
        write_row(self.sheet, self.styles, number, [*cells, said], self.widths)
        by_header: dict[str, list[str]] = {}
        for reason in reasons:
            by_header.setdefault(reason.header, []).append(reason.message)
        for place, header in enumerate(self.headers):
            if header in by_header:
                self.mark(number, place, cells[place], "\n".join(by_header[header]))

    def mark(self, number: int, place: int, cell: Cell, message: str) -> None:
        self.sheet.write_blank(number, place, None, self.marked.text)
        write_cell(self.sheet, self.marked, number, place, cell)
        self.sheet.write_comment(number, place, message, COMMENT_SIZE)


def in_words(reason: Reason) -> str:
    return f"{reason.header}: {reason.message}" if reason.header else reason.message


def typed(text: str) -> Cell:
    """The cell as its file had it: a number, a day, yes or no where the file itself said so."""
    if not isinstance(text, Exact):
        return text
    if text in ("true", "false"):
        return text == "true"
    try:
        number = Decimal(text)
        if format_plain_number(number) == text:
            return int(number) if number == number.to_integral_value() else number
    except (InvalidOperation, ValueError):
        pass
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return str(text)
