"""The tables of a Word document (DOCX), each a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from foreign_affairs.records.reading.archives import Parts
from foreign_affairs.records.reading.pages import MOST_TITLE_LINES, TABLE_NAME, Merge, Page, PageRow
from foreign_affairs.records.reading.safe_xml import attribute, local, number, parse


def pages_of_docx(parts: Parts, document: str) -> Iterator[Page]:
    with parts.open(document) as file:
        body = parse(file).find("{*}body")
    count = 0
    before: list[str] = []
    for element in blocks(body):
        if local(element) == "p":
            before.append(text_of(element))
        else:
            count += 1
            titles = [line for line in before if line.strip()][-MOST_TITLE_LINES:]
            yield Page(TABLE_NAME % count, rows_of(element), title_lines=titles)
            before = []


def blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those in content controls; a table in a cell is text of it."""
    for element in parent:
        if local(element) in ("p", "tbl"):
            yield element
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from blocks(element)


def rows_of(table: Any) -> Iterator[PageRow]:
    """The rows; a cell merged downwards goes on as long as the one below says so."""
    rows = [cells_of(row) for row in below(table, "tr")]
    for place, row in enumerate(rows):
        cells: list[str] = []
        merges: list[Merge] = []
        for column, (text, width, continues) in row.items():
            cells.extend([""] * (column - len(cells)))
            cells.append(text)
            if continues:
                continue
            height = 1
            while place + height < len(rows) and rows[place + height].get(column, NOTHING)[2]:
                height += 1
            if height > 1 or width > 1:
                merges.append(Merge(column, height, width))
        yield PageRow(place + 1, cells, merges)


NOTHING: Final = ("", 1, False)


def cells_of(row: Any) -> dict[int, tuple[str, int, bool]]:
    """By column: the text, how many columns wide, and whether it goes on from the row above."""
    cells = {}
    column = number(next(row.iter("{*}gridBefore"), row), "val", 0)
    for cell in below(row, "tc"):
        properties = cell.find("{*}tcPr")
        width, continues = 1, False
        if properties is not None:
            span, merge = properties.find("{*}gridSpan"), properties.find("{*}vMerge")
            width = 1 if span is None else number(span, "val")
            continues = merge is not None and attribute(merge, "val", "continue") == "continue"
        text = "\n".join(text_of(paragraph) for paragraph in cell.iter("{*}p")).strip("\n")
        cells[column] = ("" if continues else text, width, continues)
        column += width
    return cells


def below(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those in content controls."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "customXml"):
            yield from below(element, name)


def text_of(paragraph: Any) -> str:
    """The text as it is printed: without what was deleted while changes were recorded."""
    parts = []
    for element in paragraph.iter("{*}t", "{*}tab", "{*}br", "{*}cr", "{*}noBreakHyphen"):
        name = local(element)
        if name == "t":
            parts.append(element.text or "")
        elif name == "noBreakHyphen":
            parts.append("-")
        elif local(element.getparent()) == "r":  # else a position of tabs, not a tab
            parts.append("\t" if name == "tab" else "\n")
    return "".join(parts)
