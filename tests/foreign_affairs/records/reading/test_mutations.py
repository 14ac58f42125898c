"""Whatever becomes of a file on its way, reading it ends in a table or a sentence."""

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.records.layout import find_tables
from foreign_affairs.records.reading.book import read_book
from foreign_affairs.records.reading.errors import FileError
from tests.strategies import few

FILES = Path(settings.BASE_DIR) / "tests" / "files"
TEXTS = ["saved-from-a-report.csv", "vni.csv", "windows-1258.csv", "utf-16-le.csv"]
READ_BY_A_PROCESS = [
    "report-to-print.xlsx",
    "old-excel.xls",
    "binary-excel.xlsb",
    "libreoffice.ods",
    "report.docx",
    "web-page.xls",
    "xml-spreadsheet.xls",
    "records.json",
]
BEGINNINGS = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"<table>",
    b"[{",
]
MUTATIONS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=3)), max_size=6
)


def read(data: bytes) -> None:
    with contextlib.suppress(FileError):
        for table in find_tables(read_book(data, "x.csv"), lambda name: name == "STT").tables:
            list(table.rows)


def mutated(data: bytes, mutations: list[tuple[float, bytes]], end: float) -> bytes:
    result = bytearray(data)
    for place, content in mutations:
        at = int(place * len(result))
        result[at : at + len(content)] = content
    return bytes(result[: int(end * len(result))])


@pytest.mark.parametrize("name", TEXTS)
@given(MUTATIONS, st.sampled_from([1.0, 0.9, 0.5]))
def test_mutated_texts_end_in_a_table_or_a_sentence(
    name: str, mutations: list[tuple[float, bytes]], end: float
) -> None:
    read(mutated((FILES / name).read_bytes(), mutations, end))


@pytest.mark.parametrize("name", READ_BY_A_PROCESS)
@few
@given(MUTATIONS, st.sampled_from([1.0, 1.0, 0.9, 0.5]))
def test_mutated_files_end_in_a_table_or_a_sentence(
    name: str, mutations: list[tuple[float, bytes]], end: float
) -> None:
    read(mutated((FILES / name).read_bytes(), mutations, end))


@pytest.mark.parametrize(
    "name", ["report-to-print.xlsx", "binary-excel.xlsb", "libreoffice.ods", "report.docx"]
)
@few
@given(st.data(), MUTATIONS)
def test_mutated_parts_of_archives_end_in_a_table_or_a_sentence(
    name: str, data: st.DataObject, mutations: list[tuple[float, bytes]]
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(FILES / name) as old, zipfile.ZipFile(stream, "w") as new:
        chosen = data.draw(st.sampled_from(old.namelist()))
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, mutated(content, mutations, 1) if entry == chosen else content)
    read(stream.getvalue())


@given(st.binary())
def test_arbitrary_bytes_end_in_a_table_or_a_sentence(data: bytes) -> None:
    with contextlib.suppress(FileError):
        read_book(data, "x.csv")


@few
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=500))
def test_arbitrary_bytes_after_a_true_beginning_too(beginning: bytes, data: bytes) -> None:
    read(beginning + data)
