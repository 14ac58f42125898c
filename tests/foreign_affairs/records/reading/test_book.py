"""What the files in tests/files do not show: notes, reading again, writing and reading back."""

import datetime
import gc
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import normalize
from xml.sax import saxutils

import pytest
from django.conf import settings
from django.utils.translation import override
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from foreign_affairs.records.formulas import escape
from foreign_affairs.records.reading.book import read_book
from foreign_affairs.records.reading.cells import Exact
from foreign_affairs.records.reading.errors import FileError
from tests.strategies import few

FILES = Path(settings.BASE_DIR) / "tests" / "files"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def cells_of(data: bytes, name: str = "x") -> list[list[str]]:
    """The cells of the first sheet, without what is empty at the ends of rows."""
    rows = []
    for _number, cells in read_book(data, name).sheets[0].rows():
        while cells and not cells[-1]:
            cells.pop()
        rows.append(cells)
    return rows


def xlsx(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value
            if isinstance(value, str):
                sheet.cell(row, column).data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_read_book_takes_an_open_file_that_may_be_closed_afterwards() -> None:
    file = io.BytesIO("Tên\nĐoàn A\n".encode())
    file.read()
    book = read_book(file, "đoàn.csv")
    file.close()
    assert (book.name, book.kind, book.notes) == ("đoàn.csv", "CSV", [])
    assert list(book.sheets[0].rows()) == [(1, ["Tên"]), (2, ["Đoàn A"])]


@pytest.mark.parametrize("name", ["comma.csv", "merged-downwards.xlsx"])
def test_rows_can_be_read_side_by_side_and_when_the_book_is_gone(name: str) -> None:
    book = read_book((FILES / name).read_bytes(), name)
    sheet = book.sheets[0]
    one, other = sheet.rows(), sheet.rows()
    first = next(one)
    del book
    gc.collect()
    assert [first, *one] == list(other) == list(sheet.rows())


def test_read_book_says_in_the_language_of_the_reader_why_not() -> None:
    with override("vi"), pytest.raises(FileError) as caught:
        read_book(b"", "x.csv")
    assert str(caught.value) == "Tệp trống."


def test_read_book_refuses_a_workbook_with_nothing_but_charts() -> None:
    book = Workbook()
    book.create_chartsheet("Biểu đồ")
    book.remove(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(FileError, match="The file has no table"):
        read_book(stream, "x.xlsx")


def test_read_book_refuses_a_huge_upload_at_once() -> None:
    class Huge(io.RawIOBase):
        def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
            return 2 * 1024**3

        def read(self, size: int = -1) -> bytes:
            raise AssertionError("not to be read")

    with pytest.raises(FileError, match="The file has 2048 MB; 50 MB are the most"):
        read_book(Huge(), "x.csv")  # type: ignore[arg-type]


def test_the_process_that_reads_knows_no_secrets_and_no_django() -> None:
    code = "import foreign_affairs.records.reading.worker, sys; print('django' in sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == "False"


# Writing and reading back

# What XML can hold, and nothing that might be text of before Unicode.
VIETNAMESE = "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ"
LATIN = "".join(map(chr, range(0x80, 0x100)))
TEXTS = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=["Cc", "Cs", "Cn", "Co"],
        exclude_characters="".join(set(LATIN) - set(VIETNAMESE)),
    ),
    max_size=12,
).map(lambda text: normalize("NFC", text))
PLAIN = TEXTS.filter(lambda text: text == text.strip() and "_x" not in text)
ROWS = st.lists(st.lists(PLAIN.filter(bool), min_size=2, max_size=4), min_size=1, max_size=4).map(
    lambda rows: [["code", "name"], *rows]
)


@few
@given(ROWS)
def test_xlsx_gives_back_its_texts(rows: list[list[str]]) -> None:
    assert cells_of(xlsx(rows)) == rows


@few
@given(ROWS)
def test_docx_gives_back_its_texts(rows: list[list[str]]) -> None:
    document = Document()
    table = document.add_table(len(rows), max(map(len, rows)))
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=False):
            cell.text = value
    stream = io.BytesIO()
    document.save(stream)
    assert cells_of(stream.getvalue()) == rows


def ods(rows: list[list[str]]) -> bytes:
    body = "".join(
        "<t:table-row>"
        + "".join(
            f'<t:table-cell o:value-type="string"><x:p>{saxutils.escape(cell)}</x:p></t:table-cell>'
            for cell in row
        )
        + "</t:table-row>"
        for row in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<o:document-content xmlns:o="{space}:office:1.0" xmlns:t="{space}:table:1.0" '
            f'xmlns:x="{space}:text:1.0"><t:table t:name="a">{body}</t:table></o:document-content>',
        )
    return stream.getvalue()


@few
@given(ROWS)
def test_ods_gives_back_its_texts(rows: list[list[str]]) -> None:
    assert cells_of(ods(rows)) == rows


NUMBERS = st.one_of(st.integers(), st.floats(-1e9, 1e9, width=32))


@few
@given(st.lists(st.tuples(PLAIN.filter(bool), NUMBERS, st.booleans()), min_size=1, max_size=4))
def test_json_gives_back_its_values(values: list[tuple[str, float, bool]]) -> None:
    records = [{"code": code, "n": n, "none": None, "b": b} for code, n, b in values]
    header, *rows = cells_of(json.dumps(records, ensure_ascii=False).encode())
    assert header == ["code", "n", "none", "b"]
    assert [(row[0], Decimal(row[1]), row[3] == "true") for row in rows] == [
        (code, Decimal(str(n)), b) for code, n, b in values
    ]
    assert [[type(cell) for cell in row] for row in rows] == [[Exact, Exact, str, Exact]] * len(
        rows
    )


@few
@given(
    st.lists(
        st.one_of(
            st.integers(-(10**14), 10**14),
            st.decimals(-(10**9), 10**9, places=3).map(float),
            st.booleans(),
            st.dates(datetime.date(1901, 1, 1)),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_xlsx_gives_back_its_values(values: list[Any]) -> None:
    cells = cells_of(xlsx([values]))[0]
    assert all(isinstance(cell, Exact) for cell in cells)
    for cell, value in zip(cells, values, strict=True):
        if isinstance(value, bool):
            assert cell == str(value).lower()
        elif isinstance(value, datetime.date):
            assert cell == value.isoformat()
        else:
            assert Decimal(cell) == Decimal(str(value))


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16-be": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "decomposed": lambda text: normalize("NFD", text).encode("utf-8-sig"),
}


@pytest.mark.parametrize("name", ENCODINGS)
@given(ROWS)
def test_csv_gives_back_its_texts_in_every_encoding(name: str, rows: list[list[str]]) -> None:
    quoted = [";".join('"' + escape(cell).replace('"', '""') + '"' for cell in row) for row in rows]
    assert cells_of(ENCODINGS[name]("sep=;\r\n" + "\r\n".join(quoted))) == rows
