"""Sheets of LibreOffice, Word documents, and files that are not what they are called."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document

from tests.making_files.content import HEADER, ROWS, packed, write
from tests.making_files.texts import tcvn3


def make_ods() -> None:
    body = Path(__file__).with_name("content-of-libreoffice.xml").read_bytes()
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    write("libreoffice.ods", packed({"mimetype": mime, "content.xml": body}))
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    locked = {"mimetype": mime, "content.xml": bytes(100), "META-INF/manifest.xml": manifest}
    write("password.ods", packed(locked))


def docx(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    keep = ("word/document.xml", "[Content_Types].xml", "_rels/.rels")
    with zipfile.ZipFile(stream) as archive:
        return packed({name: archive.read(name) for name in keep})


def word_table(document: Any, rows: Sequence[Sequence[Any]]) -> Any:
    table = document.add_table(len(rows), max(map(len, rows)))
    for row, values in zip(table.rows, rows, strict=True):
        for place, value in enumerate(values):
            row.cells[place].text = str(value)
    return table


def make_docx() -> None:
    document = Document()
    document.add_paragraph("BÁO CÁO CÔNG TÁC ĐỐI NGOẠI")
    document.add_paragraph("Danh sách đoàn vào tháng 3 năm 2023")
    table = word_table(
        document,
        [
            ["TT", "Tên đoàn", "Nước", "Thời gian", "", "Số người"],
            ["", "", "", "Từ ngày", "Đến ngày", ""],
            [1, "Đoàn đại biểu tỉnh Champasak", "Lào", "05/3/2023", "08/3/2023", 12],
            [2, "Đoàn doanh nghiệp Daejeon,\nhai ngày", "Hàn Quốc", "", "", 25],
            ["", "", "Nhật Bản", "", "", 8],
            ["Tổng cộng", "", "", "", "", 45],
        ],
    )
    for column in (0, 1, 2, 5):
        merge(table, (0, column), (1, column))
    merge(table, (0, 3), (0, 4))
    merge(table, (3, 1), (4, 1))
    merge(table, (5, 0), (5, 4))
    document.add_paragraph("Chương trình đã ký trong tháng")
    word_table(document, [["Tên chương trình", "Đối tác"], ["Học bổng tiếng Việt", "Champasak"]])
    data = docx(document)
    write("report.docx", data)

    document = Document()
    document.add_paragraph(tcvn3("Danh sách đoàn vào"))
    word_table(document, [[tcvn3(str(cell)) for cell in row] for row in [HEADER, *ROWS]])
    write("tcvn3-in-word.docx", docx(document))

    entities = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/hostname">]><w:document xmlns:w="http://schemas.openxml'
        'formats.org/wordprocessingml/2006/main"><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>&b;'
        "&c;</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    )
    write("entities.docx", packed({"word/document.xml": entities.encode()}))
    utf_16 = entities.replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")
    write("entities-in-utf-16.docx", packed({"word/document.xml": utf_16}))
    write("no-table.docx", docx(Document()))


def merge(table: Any, first: tuple[int, int], last: tuple[int, int]) -> None:
    kept = table.cell(*first).text
    table.cell(*first).merge(table.cell(*last)).text = kept


def make_impostors() -> None:
    write("picture.csv", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)))
    write("document.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    write("program.xls", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + bytes(64))
    write("archive.xlsx", packed({"danh-sach.csv": b"a;b\n"}))
    write("presentation.ods", packed({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le")
    write("old-word.doc", ole + bytes(512))
    write("noise.csv", bytes((place * 73 + 41) % 251 + 1 for place in range(600)))
