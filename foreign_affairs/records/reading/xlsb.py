"""Binary workbooks of Excel (XLSB): calamine reads the cells, errors and merged cells are added.

A part is a sequence of records: a number, a length (both in groups of seven bits) and that many
bytes (MS-XLSB, 2.1.4).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO, Final

from foreign_affairs.records.reading.archives import Parts
from foreign_affairs.records.reading.cells import HAS_ERROR, Unread
from foreign_affairs.records.reading.pages import Merge, Page
from foreign_affairs.records.reading.xlsx import Remarks, rows_of, targets_of, worksheets

ROW: Final = 0
CELL_ERROR: Final = 3
FORMULA_ERROR: Final = 11
SHEET: Final = 156
MERGED: Final = 176
ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def pages_of_xlsb(file: IO[bytes], parts: Parts, workbook: str) -> Iterator[Page]:
    paths = paths_of_sheets(parts, workbook)
    for name, is_hidden, sheet in worksheets(file):
        remarks, merges = added(parts, paths[name]) if name in paths else ({}, {})
        yield Page(name, rows_of(sheet, remarks, merges), is_hidden)


def paths_of_sheets(parts: Parts, workbook: str) -> dict[str, str]:
    """By name of sheet, the part that holds its cells."""
    targets = targets_of(parts, workbook)
    paths = {}
    for kind, content in records(parts, workbook):
        if kind == SHEET:
            relation, rest = wide_text(content[8:])
            name, _rest = wide_text(rest)
            if targets.get(relation) in parts:
                paths[name] = targets[relation]
    return paths


def wide_text(content: bytes) -> tuple[str, bytes]:
    """A text with its length before it, and what comes after it."""
    (length,) = struct.unpack_from("<I", content)
    end = 4 + 2 * length
    return content[4:end].decode("utf-16-le", "replace"), content[end:]


def added(parts: Parts, path: str) -> tuple[Remarks, dict[int, list[Merge]]]:
    """The cells with errors and the merged cells of a sheet, by number of row."""
    remarks: Remarks = {}
    merges: dict[int, list[Merge]] = {}
    row = 0
    for kind, content in records(parts, path):
        if kind == ROW:
            row = struct.unpack_from("<I", content)[0] + 1
        elif kind in (CELL_ERROR, FORMULA_ERROR):
            column, _style, error = struct.unpack_from("<IIB", content)
            shown = ERRORS.get(error, "#N/A")
            remarks.setdefault(row, {})[column] = Unread(shown, HAS_ERROR)
        elif kind == MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", content)
            merge = Merge(left, bottom - top + 1, right - left + 1)
            merges.setdefault(top + 1, []).append(merge)
    return remarks, merges


def records(parts: Parts, path: str) -> Iterator[tuple[int, bytes]]:
    """Number and content of each record."""
    with parts.open(path) as file:
        while first := file.read(1):
            kind = first[0]
            if kind & 0x80:
                kind = kind & 0x7F | file.read(1)[0] << 7
            yield kind, file.read(length_of_record(file))


def length_of_record(file: IO[bytes]) -> int:
    length = 0
    for shift in (0, 7, 14, 21):
        byte = file.read(1)[0]
        length |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return length
