"""Files made to take the server down are refused with little memory, in little time.

All are read by one process of their own with the Django of the project. Its memory is measured, to
which the worker adds what it is allowed; the time is that of the processor, since the machine may
be busy.
"""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from foreign_affairs.records.reading.limits import PROCESS_MEMORY

MOST_SECONDS = 5
MOST_BYTES = 500 * 1024 * 1024

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook(sheet: str | bytes, **parts: bytes) -> bytes:
    """A workbook with one sheet of this content, and further parts."""
    if isinstance(sheet, str):
        sheet = f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>'.encode()
    relations = "".join(
        f'<Relationship Id="r{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for kind, target in (
            ("worksheet", "worksheets/s.xml"),
            ("sharedStrings", "sharedStrings.xml"),
        )
        if kind == "worksheet" or f"xl/{target}" in parts
    )
    return packed(
        **{
            "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="S" sheetId="1" r:id="rworksheet"/></sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{relations}'
            "</Relationships>".encode(),
            "xl/worksheets/s.xml": sheet,
            **parts,
        }
    )


def texts(*cells: tuple[str, str]) -> str:
    rows = "".join(
        f'<row r="{address.lstrip("ADFX")}"><c r="{address}" t="inlineStr"><is><t>{text}</t>'
        "</is></c></row>"
        for address, text in cells
    )
    return f"<sheetData>{rows}</sheetData>"


SMALL = texts(("A1", "code"), ("A2", "x"))


def nothing_hostile() -> bytes:
    return workbook(SMALL)


def a_comment_of_300_mb() -> bytes:
    return workbook(SMALL, **{"xl/comments1.xml": b"x" * 300_000_000})


def a_sheet_that_unpacks_a_thousandfold() -> bytes:
    return workbook(f"<sheetData>{'<row/>' * 4_000_000}</sheetData>")


def one_text_for_each_of_many_cells() -> bytes:
    cells = "".join(f'<row><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_001))
    strings = f'<sst xmlns="{MAIN}"><si><t>{"x" * 1_000_000}</t></si></sst>'.encode()
    return workbook(f"<sheetData>{cells}</sheetData>", **{"xl/sharedStrings.xml": strings})


def a_size_that_is_a_lie() -> bytes:
    """60 MB that the archive says are 100 bytes."""
    content = (
        f'<worksheet xmlns="{MAIN}"><sheetData>{"<row/>" * 10_000_000}</sheetData></worksheet>'
    )
    data = workbook(content.encode())
    size = len(content).to_bytes(4, "little")
    assert data.count(size) == 2
    return data.replace(size, (100).to_bytes(4, "little"))


def a_cell_far_away() -> bytes:
    return workbook(texts(("A1", "code"), ("XFD1048576", "x")))


def a_million_columns() -> bytes:
    return workbook(f"<sheetData><row>{'<c><v>1</v></c>' * 1_000_000}</row></sheetData>")


def a_cell_of_50_mb() -> bytes:
    return workbook(texts(("A1", "x" * 50_000_000)))


def a_cell_of_5_mb() -> bytes:
    return workbook(texts(("A1", "code"), ("A2", "x" * 5_000_000)))


def everything_merged_again_and_again() -> bytes:
    cells = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 20_001))
    merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return workbook(f"<sheetData>{cells}</sheetData>{merge}")


def many_entries() -> bytes:
    return workbook(SMALL, **{f"xl/media/{number}": b"" for number in range(20_000)})


def archives_within_archives() -> bytes:
    data = packed(zeros=bytes(10_000_000))
    for _level in range(5):
        data = packed(**{f"{number}.zip": data for number in range(10)})
    return data


def entities_that_grow() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 12)
    )
    document = (
        f"<!DOCTYPE w [{entities}]><w xmlns='w'><body><tbl><tr><tc><p><t>&a11;</t></p></tc></tr>"
        "</tbl></body></w>"
    )
    return packed(**{"word/document.xml": document.encode()})


def a_sheet_with_entities() -> bytes:
    cells = texts(("A1", "code"), ("A2", "&a;"))
    sheet = f'<!DOCTYPE w [<!ENTITY a "x">]><worksheet xmlns="{MAIN}">{cells}</worksheet>'
    return workbook(sheet.encode())


def a_sheet_in_utf_16() -> bytes:
    sheet = f'<?xml version="1.0" encoding="utf-16"?><worksheet xmlns="{MAIN}">{SMALL}</worksheet>'
    return workbook(sheet.encode("utf-16"))


def a_million_repeated_rows() -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<o:d xmlns:o="{space}:office:1.0" xmlns:t="{space}:table:1.0" xmlns:x="{space}:text:1.0">'
        '<t:table t:name="a"><t:table-row t:number-rows-repeated="1048576">'
        '<t:table-cell t:number-columns-repeated="16384"><x:p>x</x:p></t:table-cell>'
        "</t:table-row></t:table></o:d>"
    )
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed(**{"mimetype": mime, "content.xml": content.encode()})


def a_document_of_paragraphs() -> bytes:
    paragraphs = "<w:p/>" * 3_000_000
    document = f'<w:document xmlns:w="w"><w:body><w:tbl/>{paragraphs}</w:body></w:document>'
    return packed(**{"word/document.xml": document.encode()})


def a_million_columns_in_a_text() -> bytes:
    return b"a," * 1_000_000 + b"\n1\n"


def a_cell_of_50_mb_in_a_text() -> bytes:
    return b"code\n" + b"x" * 50_000_000


def a_quoted_cell_of_50_mb() -> bytes:
    return b'code\n"' + b"x\n" * 25_000_000


def blank_lines_only() -> bytes:
    return b"\n" * 50_000_000


def millions_of_rows() -> bytes:
    return b"a\n" * 25_000_000


def a_million_notes() -> bytes:
    return ("a;b;c\n" + "Ghi chú: x;;\n" * 1_000_000).encode()


def brackets_without_end() -> bytes:
    return b'[{"a":' + b"[" * 10_000_000


def a_number_of_millions_of_digits() -> bytes:
    return b'[{"a":' + b"9" * 5_000_000 + b"}]"


def a_number_with_a_huge_exponent() -> bytes:
    return b'[{"a":1e999999999}]'


def tables_within_tables() -> bytes:
    return b"<html>" + b"<table><tr><td>" * 1_000_000


def cells_that_span_everything() -> bytes:
    return b"<table>" + b'<tr><td rowspan="99999" colspan="9999">x</td></tr>' * 20_000


def comments_without_end() -> bytes:
    return b"<!---->" * 7_000_000


FILES: dict[Callable[[], bytes], str] = {
    nothing_hostile: "read 1 rows",
    a_comment_of_300_mb: "unpacks to an unreasonable size",
    a_sheet_that_unpacks_a_thousandfold: "unpacks to an unreasonable size",
    one_text_for_each_of_many_cells: "needs too much memory or time",
    a_size_that_is_a_lie: "damaged or too large",
    a_cell_far_away: "needs too much memory or time",
    a_million_columns: "Row 1 is too long for a table",
    a_cell_of_50_mb: "unpacks to an unreasonable size",
    a_cell_of_5_mb: "A cell in row 2 has more than 100000 characters",
    everything_merged_again_and_again: "needs too much memory or time",
    many_entries: "unpacks to an unreasonable size",
    archives_within_archives: "This is an archive of files",
    entities_that_grow: "damaged or too large",
    a_sheet_with_entities: "damaged or too large",
    a_sheet_in_utf_16: "damaged or too large",
    a_million_repeated_rows: "needs too much memory or time",
    a_document_of_paragraphs: "needs too much memory or time",
    a_million_columns_in_a_text: "Row 1 is too long for a table",
    a_cell_of_50_mb_in_a_text: "Row 2 is too long for a table",
    a_quoted_cell_of_50_mb: "The CSV file is broken in row 2",
    blank_lines_only: "The file has more than 250000 rows",
    millions_of_rows: "The file has more than 250000 rows",
    a_million_notes: "The file has more than 250000 rows",
    brackets_without_end: "damaged or too large",
    a_number_of_millions_of_digits: "damaged or too large",
    a_number_with_a_huge_exponent: "needs too much memory or time",
    tables_within_tables: "The file has no header row",
    cells_that_span_everything: "Row 3 is too long for a table",
    comments_without_end: "Row 1 is too long for a table",
}

MEASURE = """
import json, resource, sys, time
import django
django.setup()
from django.utils.translation import override
from foreign_affairs.records.layout import find_tables
from foreign_affairs.records.reading.book import read_book
from foreign_affairs.records.reading.errors import FileError

def seconds():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)

told = {}
for path in sys.argv[1:]:
    start = seconds()
    with override("en"), open(path, "rb") as file:
        try:
            table = find_tables(read_book(file, path), lambda name: name == "code").tables[0]
            sentence = f"read {len(table.rows)} rows"
        except FileError as error:
            sentence = str(error)
    told[path] = [sentence, seconds() - start]
status = dict(line.split(":") for line in open("/proc/self/status"))
print(json.dumps({"files": told, "bytes": int(status["VmHWM"].split()[0]) * 1024}))
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float]]:
    """By name of the file: what was said of it and the seconds of the processor it took."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = []
    for make in FILES:
        path = folder / make.__name__
        path.write_bytes(make())
        paths.append(path)
    huge = folder / "2_gb"
    with huge.open("wb") as file:
        file.truncate(2 * 1024**3)
    ended = subprocess.run(
        [sys.executable, "-c", MEASURE, *paths, huge],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told = json.loads(ended.stdout)
    assert told["bytes"] + PROCESS_MEMORY < MOST_BYTES
    return {Path(path).name: tuple(result) for path, result in told["files"].items()}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        *((make.__name__, sentence) for make, sentence in FILES.items()),
        ("2_gb", "The file has 2048 MB; 50 MB are the most"),
    ],
)
def test_hostile_files_are_refused_in_time(
    measured: dict[str, tuple[str, float]], name: str, sentence: str
) -> None:
    told, seconds = measured[name]
    assert sentence in told
    assert seconds < MOST_SECONDS
