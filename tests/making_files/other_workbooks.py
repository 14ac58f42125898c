"""Old and binary workbooks, and one with a password.

xlwt and msoffcrypto-tool are no packages of the project; without them their files stay as they are.
"""

from __future__ import annotations

import datetime
import importlib
import io
import struct
from typing import Any

from tests.making_files.content import HEADER, ROWS, book, packed, relations, write, xlsx
from tests.making_files.texts import vni


def make_xls() -> None:
    xlwt: Any = importlib.import_module("xlwt")
    made = xlwt.Workbook()
    sheet = made.add_sheet("Đoàn vào")
    month = xlwt.easyxf(num_format_str="mm/yyyy")
    sheet.write_merge(0, 0, 0, 6, "DANH SÁCH ĐOÀN VÀO NĂM 2023")
    for row, values in enumerate([HEADER, *ROWS], start=2):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    sheet.write(6, 0, 4)
    sheet.write(6, 1, "Đoàn Kratie")
    sheet.write(6, 3, datetime.date(2016, 9, 1), month)
    sheet.row(6).set_cell_error(5, "#DIV/0!")
    sheet.write_merge(7, 8, 1, 1, "Đoàn Chiết Giang")
    sheet.write(7, 2, "Trung Quốc")
    sheet.write(8, 2, "Hồng Công")
    hidden = made.add_sheet("Danh mục")
    hidden.write(0, 0, "Nước")
    hidden.visibility = 1
    stream = io.BytesIO()
    made.save(stream)
    write("old-excel.xls", stream.getvalue())
    write("old-excel.csv", stream.getvalue())
    write("truncated.xls", stream.getvalue()[:3000])

    made = xlwt.Workbook()
    sheet = made.add_sheet(vni("Đoàn vào"))
    for row, values in enumerate([HEADER, *ROWS]):
        for column, value in enumerate(values):
            sheet.write(row, column, vni(value) if isinstance(value, str) else value)
    stream = io.BytesIO()
    made.save(stream)
    write("vni-in-old-excel.xls", stream.getvalue())

    msoffcrypto: Any = importlib.import_module("msoffcrypto.format.ooxml")
    locked = io.BytesIO()
    plain = io.BytesIO(xlsx(book(("Đoàn", [HEADER]))))
    msoffcrypto.OOXMLFile(plain).encrypt("mat-khau", locked)
    write("password.xlsx", locked.getvalue())


def record(kind: int, content: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(content)
    while length > 127:
        size, length = size + bytes([length & 0x7F | 0x80]), length >> 7
    return number + size + bytes([length]) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(column: int, value: Any) -> bytes:
    place = struct.pack("<II", column, 0)
    if value == "#N/A":
        return record(3, place + b"\x2a")
    if isinstance(value, str):
        return record(6, place + wide(value))
    return record(5, place + struct.pack("<d", value))


def make_xlsb() -> None:
    rows = [*([HEADER, *ROWS]), [4, "Đoàn Kratie", "#N/A"], ["", "", "Thái Lan"]]
    sheet = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, 6)) + record(145)
    for number, values in enumerate(rows):
        sheet += record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        sheet += b"".join(cell(place, value) for place, value in enumerate(values) if value != "")
    sheet += record(146) + record(177, struct.pack("<I", 1))
    sheet += record(176, struct.pack("<4I", 4, 5, 1, 1)) + record(178) + record(130)
    bundle = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Đoàn"))
    workbook = record(131) + record(143) + bundle + record(144) + record(132)
    relation = (
        '<Relationship Id="rId1" Target="worksheets/sheet1.bin" Type="http://schemas.openxml'
        'formats.org/officeDocument/2006/relationships/worksheet"/>'
    )
    write(
        "binary-excel.xlsb",
        packed(
            {
                "[Content_Types].xml": b"<Types/>",
                "xl/workbook.bin": workbook,
                "xl/_rels/workbook.bin.rels": relations(relation),
                "xl/worksheets/sheet1.bin": sheet,
            }
        ),
    )
