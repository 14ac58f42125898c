"""What stands in the files, and how workbooks and archives are made of it."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

FILES = Path(__file__).parents[1] / "files"

HEADER = ["STT", "Tên đoàn", "Nước", "Từ ngày", "Đến ngày", "Số người", "Cơ quan chủ trì"]
ROWS: list[list[Any]] = [
    [1, "Đoàn đại biểu tỉnh Champasak", "Lào", "05/3/2023", "08/3/2023", 12, "Sở Ngoại vụ"],
    [2, "Đoàn doanh nghiệp Daejeon", "Hàn Quốc", "tháng 9/2023", "", 25, "Sở Công Thương"],
    [3, "Đoàn sinh viên Yamaguchi", "Nhật Bản", "12/11/2023", "19/11/2023", 8, "Trường Đại học"],
]
DAY = datetime.date(2023, 3, 5)
MOMENT = datetime.datetime(2023, 3, 5, 14, 30)  # noqa: DTZ001 - as Excel has it


def write(name: str, data: bytes) -> None:
    (FILES / name).write_bytes(data)


def lines(rows: Iterable[Sequence[Any]], separator: str = ";") -> str:
    return "".join(separator.join(map(str, row)) + "\r\n" for row in rows)


def book(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> Workbook:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def xlsx(made: Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return rezipped(stream.getvalue())


def rezipped(data: bytes, **replaced: bytes) -> bytes:
    """The same archive without today's date in it; `replaced` gives parts other content."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            content = replaced.get(entry.filename, old.read(entry))
            if entry.filename != "docProps/core.xml":
                pack(new, entry.filename, content)
    return stream.getvalue()


def pack(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            pack(archive, name, content)
    return stream.getvalue()


def relations(content: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{content}</Relationships>'.encode()
