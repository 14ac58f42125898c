"""Workbooks of Excel (XLSX, XLSM): calamine reads the cells, and what it leaves out is added.

calamine gives errors and formulas without result as empty cells, and a day for whatever date is
shown. The XML of a sheet is read a second time only where it holds such cells.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import IO, Any, Final

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from foreign_affairs.records.reading.archives import Parts
from foreign_affairs.records.reading.cells import HAS_ERROR, HAS_NO_RESULT, Unread, cell_of
from foreign_affairs.records.reading.errors import DAMAGED, TOO_LONG_ROW, Unreadable
from foreign_affairs.records.reading.limits import MAX_WIDTH
from foreign_affairs.records.reading.number_formats import BUILT_IN, Shown, shown_by
from foreign_affairs.records.reading.pages import Merge, Page, PageRow
from foreign_affairs.records.reading.safe_xml import (
    attribute,
    elements,
    local,
    number,
    parse,
)

CHUNK: Final = 1024 * 1024

Remarks = dict[int, dict[int, Shown | Unread]]
"""By number of row and column (1 is the first row, 0 is A): what calamine does not tell."""

_SPECIAL = re.compile(
    rb"""\bt\s*=\s*["']e["']|</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?"""
    rb"""\s*</(?:\w+:)?c>"""
)
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def pages_of_xlsx(file: IO[bytes], parts: Parts, workbook: str) -> Iterator[Page]:
    refuse_wide_characters(parts, posixpath.dirname(workbook))
    styles = special_styles(parts, workbook)
    paths = paths_of_sheets(parts, workbook)
    for name, is_hidden, sheet in worksheets(file):
        remarks = remarks_of(parts, paths[name], styles) if name in paths else {}
        rows = rows_of(sheet, remarks, merges_of(sheet))
        yield Page(name, rows, is_hidden)


def refuse_wide_characters(parts: Parts, folder: str) -> None:
    """calamine takes a part in UTF-16 for an empty one, and no office program writes any."""
    for path in parts:
        if path.startswith(folder) and path.endswith(".xml"):
            with parts.open(path) as file:
                if b"\0" in file.read(4):
                    raise Unreadable(DAMAGED)


def worksheets(file: IO[bytes]) -> Iterator[tuple[str, bool, CalamineSheet]]:
    """Name, whether hidden, and cells of each sheet that has cells."""
    file.seek(0)
    workbook = CalamineWorkbook.from_filelike(file)
    for index, found in enumerate(workbook.sheets_metadata):
        if found.typ == SheetTypeEnum.WorkSheet:
            is_hidden = found.visible != SheetVisibleEnum.Visible
            yield found.name, is_hidden, workbook.get_sheet_by_index(index)


def rows_of(
    sheet: CalamineSheet, remarks: Remarks, merges: dict[int, list[Merge]]
) -> Iterator[PageRow]:
    """The rows of a sheet; calamine begins with row 1, but with the first column that is used."""
    first_column = sheet.start[1] if sheet.start else 0
    before = [""] * first_column
    row = 0
    for row, values in enumerate(sheet.iter_rows(), start=1):
        # No workbook of Excel's is so wide, and its million cells would take seconds to look at.
        if first_column + len(values) > MAX_WIDTH:
            raise Unreadable(TOO_LONG_ROW, row=row)
        noted = remarks.get(row)
        if noted is None:
            cells = [cell_of(value) for value in values]
        else:
            cells = [
                noticed(value, noted.get(column))
                for column, value in enumerate(values, start=first_column)
            ]
        yield PageRow(row, before + cells, merges.get(row, []))
    # A row with nothing but errors at the end is none to calamine.
    for row in sorted(place for place in remarks if place > row):
        unread = {column: noted for column, noted in remarks[row].items() if type(noted) is Unread}
        if unread:
            cells = [""] * (max(unread) + 1)
            for column, cell in unread.items():
                cells[column] = cell
            yield PageRow(row, cells, [])


def noticed(value: Any, noted: Shown | Unread | None) -> str:
    if isinstance(noted, Unread):
        return noted
    return cell_of(value, noted or Shown.PLAIN)


def merges_of(sheet: CalamineSheet) -> dict[int, list[Merge]]:
    """By number of row, the merged cells that begin in it."""
    merges: dict[int, list[Merge]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        merge = Merge(left, bottom - top + 1, right - left + 1)
        merges.setdefault(top + 1, []).append(merge)
    return merges


def paths_of_sheets(parts: Parts, workbook: str) -> dict[str, str]:
    """By name of sheet, the part that holds its cells."""
    targets = targets_of(parts, workbook)
    with parts.open(workbook) as file:
        sheets = list(parse(file).iter("{*}sheet"))
    return {
        attribute(sheet, "name"): targets[attribute(sheet, "id")]
        for sheet in sheets
        if targets.get(attribute(sheet, "id")) in parts
    }


def targets_of(parts: Parts, path: str) -> dict[str, str]:
    """By id, the parts that a part refers to; what lies outside the file is left out."""
    folder, name = posixpath.split(path)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in parts:
        return {}
    with parts.open(relations) as file:
        return {
            relation.get("Id", ""): posixpath.normpath(
                posixpath.join("/", folder, relation.get("Target", "").replace("\\", "/"))
            ).lstrip("/")
            for relation in parse(file).iter("{*}Relationship")
            if relation.get("TargetMode") != "External"
        }


def special_styles(parts: Parts, workbook: str) -> dict[int, Shown]:
    """By number of style, what it shows where that is not the plain value."""
    path = posixpath.join(posixpath.dirname(workbook), "styles.xml")
    if path not in parts:
        return {}
    with parts.open(path) as file:
        root = parse(file)
    codes = dict(BUILT_IN)
    for element in root.iter("{*}numFmt"):
        codes[number(element, "numFmtId")] = attribute(element, "formatCode")
    shown = {
        style: shown_by(codes.get(number(element, "numFmtId", 0), ""))
        for style, element in enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    }
    return {style: what for style, what in shown.items() if what is not Shown.PLAIN}


def remarks_of(parts: Parts, path: str, styles: dict[int, Shown]) -> Remarks:
    if not styles and not has_special_cells(parts, path):
        return {}
    remarks: Remarks = {}
    with parts.open(path) as file:
        row = column = 0
        for event, element in elements(file, "row", "c"):
            if local(element) == "row":
                if event == "start":
                    row, column = number(element, "r", row + 1), 0
            elif event == "end":
                column = column_of(attribute(element, "r"), column + 1)
                remark = remark_on(element) or styles.get(number(element, "s", 0))
                if remark is not None:
                    remarks.setdefault(row, {})[column - 1] = remark
    return remarks


def remark_on(cell: Any) -> Unread | None:
    """Why a cell cannot be read, if so."""
    kind = attribute(cell, "t")
    if kind == "e":
        return Unread(cell.findtext("{*}v") or "#N/A", HAS_ERROR)
    formula = cell.find("{*}f")
    if formula is not None and kind != "str" and not cell.findtext("{*}v"):
        return Unread(f"={formula.text or ''}", HAS_NO_RESULT)
    return None


def column_of(address: str, otherwise: int) -> int:
    """The number of the column in an address like B12 (A is 1)."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def has_special_cells(parts: Parts, path: str) -> bool:
    with parts.open(path) as file:
        rest = b""
        while chunk := file.read(CHUNK):
            if _SPECIAL.search(rest + chunk):
                return True
            rest = chunk[-200:]
    return False
