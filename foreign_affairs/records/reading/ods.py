"""Spreadsheets of LibreOffice (ODS), row by row from their XML.

calamine reads them too, but tells neither merged cells nor errors nor what is shown of a date.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from foreign_affairs.records.reading.archives import PASSWORD, Parts
from foreign_affairs.records.reading.cells import HAS_ERROR, Exact, Unread, cell_of
from foreign_affairs.records.reading.errors import TOO_LONG_ROW, Unreadable
from foreign_affairs.records.reading.limits import MAX_ROWS, MAX_WIDTH
from foreign_affairs.records.reading.number_formats import Shown
from foreign_affairs.records.reading.pages import Merge, Page, PageRow
from foreign_affairs.records.reading.safe_xml import attribute, elements, local, number

_MONTH_ONLY = re.compile(r"(?:tháng )?\d{1,2}\W\d{4}|\d{4}\W\d{1,2}", re.IGNORECASE)
_YEAR_ONLY = re.compile(r"(?:năm )?\d{4}", re.IGNORECASE)
MANIFEST: Final = "META-INF/manifest.xml"
# What stands in a cell beside its text.
_APART = ("annotation", "shape", "frame")


def pages_of_ods(parts: Parts, content: str) -> Iterator[Page]:
    refuse_encrypted(parts)
    with parts.open(content) as file:
        events = elements(file, "style", "table-properties", "table", "table-row")
        hidden: set[str] = set()
        style = ""
        for event, element in events:
            if local(element) == "style" and event == "start":
                style = attribute(element, "name")
            elif local(element) == "table-properties" and event == "start":
                if attribute(element, "display") == "false":
                    hidden.add(style)
            elif local(element) == "table" and event == "start":
                is_hidden = attribute(element, "style-name") in hidden
                yield Page(attribute(element, "name"), rows_of(events), is_hidden)


def refuse_encrypted(parts: Parts) -> None:
    if MANIFEST in parts:
        with parts.open(MANIFEST) as file:
            if b"encryption-data" in file.read():
                raise Unreadable(PASSWORD)


def rows_of(events: Iterator[tuple[str, Any]]) -> Iterator[PageRow]:
    """The rows until the end of the sheet that has just begun."""
    row = 1
    for event, element in events:
        if event == "start":
            continue
        if local(element) == "table":
            return
        times = number(element, "number-rows-repeated")
        cells, merges = cells_of(element, row)
        if any(cells):
            # One row more than is allowed is enough to be refused.
            for repeated in range(row, min(row + times, MAX_ROWS + 2)):
                yield PageRow(repeated, list(cells), merges)
        row += times


def cells_of(row: Any, row_number: int) -> tuple[list[str], list[Merge]]:
    cells: list[str] = []
    merges: list[Merge] = []
    column = 0
    for cell in row:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        times = number(cell, "number-columns-repeated")
        height, width = number(cell, "number-rows-spanned"), number(cell, "number-columns-spanned")
        value = value_of(cell)
        if value or height > 1 or width > 1:
            if column + times > MAX_WIDTH:
                raise Unreadable(TOO_LONG_ROW, row=row_number)
            cells.extend([""] * (column - len(cells)))
            cells.extend([value] * times)
        if height > 1 or width > 1:
            merges.append(Merge(column, height, width))
        column += times
    return cells, merges


def value_of(cell: Any) -> str:
    """The value as its type says; what cannot be read so is the text that is shown."""
    text = "\n".join(text_of(part) for part in cell if local(part) == "p")
    kinds = {value for name, value in cell.items() if name.endswith("}value-type")}
    if "error" in kinds:
        return Unread(text or "#N/A", HAS_ERROR)
    with suppress(ValueError):
        if kinds & {"float", "currency"}:
            return cell_of(float(attribute(cell, "value")))
        if "percentage" in kinds:
            return cell_of(float(attribute(cell, "value")), Shown.PERCENT)
        if "boolean" in kinds:
            return Exact(attribute(cell, "boolean-value"))
        if "date" in kinds:
            moment = datetime.datetime.fromisoformat(attribute(cell, "date-value"))
            return cell_of(moment, shown_in(text))
    return cell_of(text)


def shown_in(text: str) -> Shown:
    """What the text in a cell with a date shows of it."""
    if _MONTH_ONLY.fullmatch(text):
        return Shown.MONTH
    return Shown.YEAR if _YEAR_ONLY.fullmatch(text) else Shown.PLAIN


def text_of(element: Any) -> str:
    """The text of a paragraph; several spaces, tabs and line breaks are elements."""
    parts = [element.text or ""]
    for child in element:
        name = local(child)
        if name == "s":
            parts.append(" " * number(child, "c"))
        elif name == "tab":
            parts.append("\t")
        elif name == "line-break":
            parts.append("\n")
        elif name not in _APART:
            parts.append(text_of(child))
        parts.append(child.tail or "")
    return "".join(parts)
