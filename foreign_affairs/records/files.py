"""Bytes → rows: reads a CSV or XLSX file into texts, or says in one sentence why not."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl.utils import column_index_from_string
from python_calamine import CalamineError, CalamineWorkbook

from foreign_affairs.numbers import format_plain_number
from foreign_affairs.text import clean_text

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_AREA = 20_000_000
MAX_COLUMNS = 500
MAX_CELL = 100_000
LONGEST_IN_EXCEL = 32_767
CELL = re.compile(rb"<c ([^<>]*)>")
ADDRESS = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
ENDINGS = (".csv", ".xlsx")


class FileError(ValueError):
    """A file that cannot be used at all; the message is one sentence in the active language."""


@dataclass(frozen=True)
class Row:
    """One row of a file: its number as the spreadsheet shows it, and its cells by header."""

    number: int
    cells: dict[str, str]


@dataclass
class Table:
    name: str
    headers: list[str]
    rows: list[Row] = field(default_factory=list)


def read_table(data: bytes, name: str) -> Table:
    """Reads the bytes of a CSV or XLSX file called `name`. Raises FileError."""
    if not data:
        raise FileError(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise FileError(
            _("The file has %(size)d MB; %(most)d MB are the most. Split it.")
            % {"size": len(data) // 1024**2, "most": MAX_BYTES // 1024**2}
        )
    if data.startswith(b"PK\x03\x04"):
        return to_table(name, read_xlsx(data))
    if name.lower().endswith(".xlsx"):
        raise FileError(_("The name ends in .xlsx, but this is not an Excel workbook."))
    return to_table(name, read_csv(data))


def read_csv(data: bytes) -> Iterable[list[str]]:
    """The rows of a CSV file in UTF-8, comma or semicolon; which, the first line decides."""
    if b"\x00" in data:
        raise FileError(_("This is not a text file. Save it as “CSV UTF-8” or as .xlsx."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(
            _("The text is not in UTF-8. In Excel, save it as “CSV UTF-8” or as .xlsx.")
        ) from None
    first_line = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    csv.field_size_limit(MAX_CELL)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error:
        raise FileError(
            _("The CSV file is broken: a quotation mark is not closed, or a cell is too long.")
        ) from None


def read_xlsx(data: bytes) -> Iterable[list[str]]:
    """The rows of the first sheet, each cell as the text a CSV file of ours would have."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                raise FileError(
                    _("The workbook unpacks to an unreasonable size and was not opened.")
                )
            check_sheets(archive)
    except (zipfile.BadZipFile, zlib.error, OSError):
        raise FileError(_("The workbook is damaged and cannot be opened.")) from None
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError, OSError):
        raise FileError(_("The workbook is damaged and cannot be opened.")) from None
    for row in rows:
        yield [cell_text(cell) for cell in row]


def check_sheets(archive: zipfile.ZipFile) -> None:
    """Looks at every cell's address before the workbook is opened.

    One cell far away would make the reader reserve the whole area up to it; a cell with an
    error (#N/A) would be read as an empty one, which clears a field.
    """
    for name in archive.namelist():
        if not name.startswith("xl/worksheets/"):
            continue
        rows = columns = 0
        with archive.open(name) as sheet:
            rest = b""
            while chunk := sheet.read(1024 * 1024):
                text = rest + chunk
                rest = text[text.rfind(b"<") :][-500:]
                for attributes in CELL.findall(text):
                    if address := ADDRESS.search(attributes):
                        rows = max(rows, int(address[2]))
                        columns = max(columns, column_index_from_string(address[1].decode()))
                    if b't="e"' in attributes and address:
                        raise FileError(
                            _("Cell %s has an error like #N/A. Mend it in the workbook.")
                            % (address[1] + address[2]).decode()
                        )
        if rows * columns > MAX_AREA:
            raise FileError(
                _("Something stands far away, in row %(row)d. Delete it and save the file again.")
                % {"row": rows}
            )


def cell_text(cell: object) -> str:
    """A typed cell as text: 7.0 is `7`, a day is ISO, yes/no is true/false."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        # repr keeps what was typed; Decimal(float) would show binary dust.
        return format_plain_number(Decimal(repr(cell)))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if len(str(cell)) >= LONGEST_IN_EXCEL:
        raise FileError(_("A text is as long as Excel allows, so that its end may be missing."))
    return str(cell)


def to_table(name: str, rows: Iterable[list[str]]) -> Table:
    """The first row with anything in it is the header; blank rows are passed over."""
    table: Table | None = None
    for number, cells in enumerate(rows, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if table is None:
            table = Table(name, headers_of(cells))
            continue
        spare = [cell for cell in cells[len(table.headers) :] if cell.strip()]
        if spare:
            raise FileError(
                _("Row %(row)d has more cells than the header has columns, from “%(cell)s” on.")
                % {"row": number, "cell": spare[0][:40]}
            )
        row = {header: cell for header, cell in zip(table.headers, cells, strict=False) if header}
        table.rows.append(Row(number, row))
    if table is None:
        raise FileError(_("The file has no header row."))
    return table


def headers_of(cells: list[str]) -> list[str]:
    headers = [clean_text(cell) for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MAX_COLUMNS:
        raise FileError(
            _("The file has %(found)d columns; %(most)d are the most.")
            % {"found": len(headers), "most": MAX_COLUMNS}
        )
    return headers
