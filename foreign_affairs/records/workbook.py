"""Cells → XLSX: typed, with a header that stays in sight, a filter, and widths to read by."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from foreign_affairs.numbers import format_plain_number
from foreign_affairs.records.columns import DayColumn, NumberColumn
from foreign_affairs.records.columns.dates import FIRST_DAY_OF_EXCEL
from foreign_affairs.records.columns.numbers import MOST_DIGITS
from foreign_affairs.records.formulas import is_formula
from foreign_affairs.records.outgoing import AnyColumn, Cell

SAMPLE = 200
"""So many rows decide how wide the columns are."""
NARROWEST, WIDEST = 8, 60
ROOM = 4
"""What a heading needs beside its text: the arrow of the filter."""
LINE_HEIGHT = 15
"""In points, for the font that Excel takes by itself."""
MOST_LINES = 10
"""So many lines of a text are in sight; the others are in its cell."""

LAST_ROW = 1_048_575
A4 = 9
LONGEST_AS_TEXT = 255
"""Excel shows ##### for a longer text in the number format “text”."""

DAY_FORMATS = {"": "yyyy-mm-dd", "vi": "dd/mm/yyyy", "en": "dd/mm/yyyy"}

_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


class Styles:
    """The formats of one workbook. `language` is that of its readers, "" for programs; `fill` is
    the colour behind the cells.
    """

    def __init__(self, book: Workbook, language: str = "", *, fill: str = "") -> None:
        body = {"valign": "top", **({"bg_color": fill} if fill else {})}
        text = {**body, "text_wrap": True, "num_format": "@"}
        header = {
            "bold": True,
            "border": 1,
            "border_color": "#C3C6C4",
            "text_wrap": True,
            "valign": "vcenter",
        }
        self.header = book.add_format({**header, "font_color": "white", "bg_color": "#0B3C49"})
        self.required = book.add_format({**header, "font_color": "#17262C", "bg_color": "#F0B45C"})
        # Typing 9/2016 or =1 over a text leaves it a text, in empty cells of its column too.
        self.text = book.add_format(text)
        self.formula = book.add_format({**text, "quote_prefix": True})
        self.long_text = book.add_format({**text, "num_format": "General"})
        self.long_formula = book.add_format({**text, "num_format": "General", "quote_prefix": True})
        self.day = book.add_format({**body, "num_format": DAY_FORMATS[language], "align": "left"})
        self.number = book.add_format(body)
        self.whole = book.add_format({**body, "num_format": "0"})
        self.amount = book.add_format({**body, "num_format": "#,##0"})
        self.fraction = book.add_format({**body, "num_format": "#,##0.0#####"})
        self.yes_no = book.add_format({**body, "align": "left"})

    def of_column(self, column: AnyColumn) -> Format:
        """How what somebody types into an empty cell of the column is taken."""
        match column:
            case DayColumn():
                return self.day
            case NumberColumn():
                return self.number
        return self.text

    def of_text(self, text: str) -> Format:
        if len(text) > LONGEST_AS_TEXT:
            return self.long_formula if is_formula(text) else self.long_text
        return self.formula if is_formula(text) else self.text


def xlsx_chunks(
    title: str,
    headings: Sequence[str],
    columns: Sequence[AnyColumn],
    rows: Iterator[Sequence[Cell]],
    language: str = "",
) -> Iterator[bytes]:
    """The bytes of a workbook with one sheet called `title`."""
    with tempfile.TemporaryFile() as file:
        # constant_memory: each row goes to a temporary file as soon as the next one begins.
        with Workbook(file, {"constant_memory": True}) as book:
            sheet = book.add_worksheet(sheet_name(title))
            write_table(sheet, Styles(book, language), headings, columns, rows)
        file.seek(0)
        while chunk := file.read(64 * 1024):
            yield chunk


def write_table(
    sheet: Worksheet,
    styles: Styles,
    headings: Sequence[str],
    columns: Sequence[AnyColumn],
    rows: Iterator[Sequence[Cell]],
) -> None:
    """Writes the header and the rows, in order, and arranges the sheet for its readers."""
    sample = list(islice(rows, SAMPLE))
    widths = [
        width_of(heading, [row[place] for row in sample]) for place, heading in enumerate(headings)
    ]
    write_header(sheet, styles, headings, columns, widths)
    number = 0
    for number, row in enumerate(chain(sample, rows), start=1):
        write_row(sheet, styles, number, row, widths)
    sheet.autofilter(0, 0, number, len(headings) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def write_header(
    sheet: Worksheet,
    styles: Styles,
    headings: Sequence[str],
    columns: Sequence[AnyColumn],
    widths: Sequence[int],
) -> None:
    """The first row, which stays in sight as the first column does, also on paper."""
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(place, place, width, styles.of_column(column))
    lines = max(map(lines_of, headings, widths))
    sheet.set_row(0, LINE_HEIGHT * lines + 6)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, styles.header)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)


def write_row(
    sheet: Any, styles: Styles, number: int, row: Sequence[Cell], widths: Sequence[int]
) -> None:
    """Writes the cells, in a row as high as its longest text needs within reason.

    Excel would find the height by itself, LibreOffice does not.
    """
    lines = max(
        (
            lines_of(cell, width)
            for cell, width in zip(row, widths, strict=True)
            if isinstance(cell, str) and (len(cell) > width or "\n" in cell)
        ),
        default=1,
    )
    if lines > 1:
        sheet.set_row(number, LINE_HEIGHT * min(lines, MOST_LINES))
    for place, cell in enumerate(row):
        write_cell(sheet, styles, number, place, cell)


def write_cell(sheet: Any, styles: Styles, row: int, place: int, cell: Cell) -> None:
    """Writes what Excel keeps as it is by its type, and the rest as a text.

    Of a text Excel keeps 32 767 characters; the import refuses one so long as cut.
    """
    match cell:
        case None | "":
            return
        case str():
            # The two characters that XML cannot hold.
            text = cell.replace("\ufffe", "").replace("\uffff", "")
            sheet.write_string(row, place, text, styles.of_text(text))
        case bool():
            sheet.write_boolean(row, place, cell, styles.yes_no)
        case int() | Decimal():
            write_number(sheet, styles, row, place, cell)
        case datetime.date():
            if cell < FIRST_DAY_OF_EXCEL:
                write_cell(sheet, styles, row, place, cell.isoformat())
            else:
                sheet.write_datetime(row, place, cell, styles.day)


def write_number(sheet: Any, styles: Styles, row: int, place: int, number: int | Decimal) -> None:
    written = format_plain_number(number)
    if digits_of(written) > MOST_DIGITS:
        sheet.write_string(row, place, written, styles.text)
    elif isinstance(number, int):
        sheet.write_number(row, place, number, styles.whole)
    else:
        style = styles.fraction if "." in written else styles.amount
        sheet.write_number(row, place, number, style)


def digits_of(written: str) -> int:
    """How many digits of a plainly written number count."""
    return len(written.strip("-0.").replace(".", ""))


def width_of(heading: str, cells: Sequence[Cell]) -> int:
    """Wide enough for nine cells of ten, in characters; what is longer is wrapped."""
    lengths = sorted(text_width(written(cell)) for cell in cells if cell not in (None, ""))
    usual = lengths[(len(lengths) - 1) * 9 // 10] + 2 if lengths else 0
    longest_word = max(map(text_width, heading.split()), default=0) + ROOM
    of_heading = max(longest_word, min(text_width(heading) + ROOM, 20))
    return min(max(usual, of_heading, NARROWEST), WIDEST)


def written(cell: Cell) -> str:
    match cell:
        case datetime.date():
            return "31/12/2024"
        case int() | Decimal():
            return f"{cell:,}"
    return str(cell)


def text_width(text: str) -> int:
    """The characters of the longest line; Chinese, Japanese and Korean ones count for two."""
    lines = text.splitlines() or [""]
    return max(
        len(line) if line.isascii() else sum(1 + (east_asian_width(c) in "WF") for c in line)
        for line in lines
    )


def lines_of(text: str, width: int) -> int:
    """How many lines the text takes in a column of this width."""
    return sum(max(1, -(-text_width(line) // width)) for line in text.splitlines())


def sheet_name(title: str) -> str:
    """The title as far as Excel allows it for a sheet."""
    return _NOT_IN_SHEET_NAMES.sub(" ", title).strip("' ")[:31].strip("' ")
