"""Workbooks of Excel 97 to 2003 (XLS), read by xlrd.

Unlike calamine it tells errors from empty cells, knows the formats of numbers and fails with an
exception over a damaged file.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from typing import Any

import xlrd
from xlrd.xldate import XLDateError, xldate_as_datetime

from foreign_affairs.records.reading.archives import PASSWORD
from foreign_affairs.records.reading.cells import HAS_ERROR, Unread, Value, cell_of
from foreign_affairs.records.reading.errors import Unreadable
from foreign_affairs.records.reading.number_formats import shown_by
from foreign_affairs.records.reading.pages import Merge, Page, PageRow


def pages_of_xls(data: bytes) -> Iterator[Page]:
    with open(os.devnull, "w") as nowhere:
        try:
            book = xlrd.open_workbook(
                file_contents=data, formatting_info=True, on_demand=True, logfile=nowhere
            )
        except xlrd.XLRDError as error:
            if "encrypted" in str(error):
                raise Unreadable(PASSWORD) from None
            raise
        for index, name in enumerate(book.sheet_names()):
            sheet = book.sheet_by_index(index)
            yield Page(name, rows_of(book, sheet), is_hidden=sheet.visibility != 0)
            book.unload_sheet(index)


def rows_of(book: Any, sheet: Any) -> Iterator[PageRow]:
    merges: dict[int, list[Merge]] = {}
    for top, bottom, left, right in sheet.merged_cells:
        merges.setdefault(top, []).append(Merge(left, bottom - top, right - left))
    for row in range(sheet.nrows):
        cells = [text_of(book, cell) for cell in sheet.row(row)]
        yield PageRow(row + 1, cells, merges.get(row, []))


def text_of(book: Any, cell: Any) -> str:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Unread(xlrd.error_text_from_code.get(cell.value, "#N/A"), HAS_ERROR)
    code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    return cell_of(value_of(book, cell), shown_by(code))


def value_of(book: Any, cell: Any) -> Value:
    value: Value = cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment: datetime.datetime = xldate_as_datetime(value, book.datemode)
        except (XLDateError, OverflowError):
            return value
        return moment.time() if cell.value < 1 else moment
    return value
