"""“XML spreadsheets” of Excel 2003, which some systems still export under the name .xls."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

from foreign_affairs.records.reading.cells import HAS_ERROR, Exact, Unread, cell_of
from foreign_affairs.records.reading.errors import TOO_LONG_ROW, Unreadable
from foreign_affairs.records.reading.limits import MAX_WIDTH
from foreign_affairs.records.reading.number_formats import Shown, shown_by
from foreign_affairs.records.reading.pages import Merge, Page, PageRow
from foreign_affairs.records.reading.safe_xml import attribute, number, parse


def pages_of_excel_xml(file: IO[bytes]) -> Iterator[Page]:
    root = parse(file)
    shown = {
        attribute(style, "ID"): shown_by(attribute(code, "Format"))
        for style in root.iter("{*}Style")
        for code in style.iter("{*}NumberFormat")
    }
    for sheet in root.iter("{*}Worksheet"):
        is_hidden = any(found.text != "SheetVisible" for found in sheet.iter("{*}Visible"))
        yield Page(attribute(sheet, "Name"), rows_of(sheet, shown), is_hidden)


def rows_of(sheet: Any, shown: dict[str, Shown]) -> Iterator[PageRow]:
    row_number = 0
    for row in sheet.iter("{*}Row"):
        row_number = number(row, "Index", row_number + 1)
        cells: list[str] = []
        merges: list[Merge] = []
        column = 0
        for cell in row.iterchildren("{*}Cell"):
            column = number(cell, "Index", column + 1)
            if column > MAX_WIDTH:
                raise Unreadable(TOO_LONG_ROW, row=row_number)
            cells.extend([""] * (column - 1 - len(cells)))
            cells.append(value_of(cell, shown))
            across, down = number(cell, "MergeAcross", 0), number(cell, "MergeDown", 0)
            if across or down:
                merges.append(Merge(column - 1, down + 1, across + 1))
            column += across
        yield PageRow(row_number, cells, merges)


def value_of(cell: Any, shown: dict[str, Shown]) -> str:
    data = cell.find("{*}Data")
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = attribute(data, "Type")
    style = shown.get(attribute(cell, "StyleID"), Shown.PLAIN)
    if kind == "Error":
        return Unread(text, HAS_ERROR)
    with suppress(ValueError):
        if kind == "Number":
            return cell_of(float(text), style)
        if kind == "DateTime":
            return cell_of(datetime.datetime.fromisoformat(text), style)
    if kind == "Boolean":
        return Exact("true" if text == "1" else "false")
    return cell_of(text)
