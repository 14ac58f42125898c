"""Tables of a web page, which many systems “export to Excel” under the name .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any, Final

from lxml import etree

from foreign_affairs.records.reading.cells import cell_of
from foreign_affairs.records.reading.limits import MAX_ROWS, MAX_WIDTH
from foreign_affairs.records.reading.pages import MOST_TITLE_LINES, TABLE_NAME, Merge, Page, PageRow

_SPACES: Final = re.compile(r"[ \t\r\n]+")
_BLOCKS: Final = {"br", "p", "div", "li"}
_INLINE: Final = {"a", "b", "em", "font", "i", "o:p", "small", "span", "strong", "sub", "sup", "u"}
_UNSEEN: Final = {"head", "script", "style"}
_LINE_END: Final = "\x00"


def pages_of_html(file: IO[bytes], encoding: str) -> Iterator[Page]:
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    root = etree.fromstring(file.read().decode(encoding), parser)
    if root is None:
        return
    # Tables around tables only arrange the page.
    count, above = 0, []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            above.append(element.tail or "")
        elif element.tag == "table" and element.find(".//table") is None:
            walk.skip_subtree()
            count += 1
            yield Page(TABLE_NAME % count, rows_of(element), title_lines=titles_of(element, above))
            above = []
        elif element.tag in _UNSEEN:
            walk.skip_subtree()
        else:
            above += ["" if element.tag in _INLINE else _LINE_END, element.text or ""]


def titles_of(table: Any, above: list[str]) -> list[str]:
    """The last lines that stand above the table, and its caption."""
    caption = table.find("caption")
    lines = lines_of(above)[-MOST_TITLE_LINES:]
    return lines if caption is None else [*lines, text_of(caption)]


def rows_of(table: Any) -> Iterator[PageRow]:
    """The rows. A cell moves right where one from above stretches into its row."""
    taken: dict[int, int] = {}
    for number, row in enumerate(table.iter("tr"), start=1):
        cells: list[str] = []
        merges: list[Merge] = []
        column = 0
        for cell in row.iterchildren("td", "th"):
            while taken.get(column, 0) >= number:
                column += 1
            height, width = span(cell, "rowspan", MAX_ROWS), span(cell, "colspan", MAX_WIDTH)
            cells.extend([""] * (column - len(cells)))
            cells.append(value_of(cell))
            if height > 1 or width > 1:
                merges.append(Merge(column, height, width))
                taken.update(dict.fromkeys(range(column, column + width), number + height - 1))
            column += width
        yield PageRow(number, cells, merges)


def span(cell: Any, name: str, most: int) -> int:
    value = cell.get(name, "").strip()
    return min(max(int(value), 1), most) if re.fullmatch("[0-9]{1,6}", value) else 1


def value_of(cell: Any) -> str:
    """Excel keeps the value beside the text that it shows."""
    exact = cell.get("x:num")
    if exact:
        with suppress(ValueError):
            return cell_of(float(exact))
    return cell_of(text_of(cell))


def text_of(element: Any) -> str:
    parts: list[str] = []
    gather(element, parts)
    return "\n".join(lines_of(parts))


def lines_of(parts: list[str]) -> list[str]:
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(parts).split(_LINE_END))
    return [line for line in lines if line]


def gather(element: Any, parts: list[str]) -> None:
    """Collects the texts, with a mark where a line ends."""
    parts.append(element.text or "")
    for child in element:
        if child.tag in _BLOCKS:
            parts.append(_LINE_END)
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            gather(child, parts)
        parts.append(child.tail or "")
