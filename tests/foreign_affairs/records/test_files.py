import contextlib
import datetime
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from foreign_affairs.records import files
from foreign_affairs.records.files import FileError, Row, read_table


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        "code,name_vi\nx,Hội hữu nghị\n".encode(),
        "code,name_vi\nx,Hội hữu nghị\n".encode("utf-8-sig"),
        "code;name_vi\r\nx;Hội hữu nghị\r\n".encode(),
        'code,"name_vi"\nx,"Hội hữu nghị"'.encode(),
        workbook(["code", "name_vi"], ["x", "Hội hữu nghị"]),
    ],
    ids=["utf-8", "bom", "semicolon", "quoted", "xlsx"],
)
def test_read_table_understands_the_usual_files(data: bytes) -> None:
    table = read_table(data, "thử.csv")
    assert table.headers == ["code", "name_vi"]
    assert table.rows == [Row(2, {"code": "x", "name_vi": "Hội hữu nghị"})]


def test_read_table_keeps_the_row_numbers_of_the_spreadsheet() -> None:
    table = read_table(b"code\n\na\n ,\n\nb\n", "x.csv")
    assert [(row.number, row.cells["code"]) for row in table.rows] == [(3, "a"), (6, "b")]


def test_read_table_keeps_line_ends_and_separators_inside_quotes() -> None:
    table = read_table('a;b\n"một, hai; ba\nbốn";x\n'.encode(), "x.csv")
    assert table.rows[0].cells == {"a": "một, hai; ba\nbốn", "b": "x"}


def test_read_table_gives_typed_cells_as_our_own_files_write_them() -> None:
    data = workbook(
        ["a", "b", "c", "d", "e"],
        [7, 7434.4, True, datetime.date(2024, 3, 5), "=1+1"],
    )
    cells = read_table(data, "x.xlsx").rows[0].cells
    assert [cells[name] for name in "abcd"] == ["7", "7434.4", "true", "2024-03-05"]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "x.csv", "The file is empty."),
        (b"\n\n", "x.csv", "The file has no header row."),
        ("code\nĐ".encode("utf-16"), "x.csv", "This is not a text file."),
        ("code\nHô\u0323i".encode("cp1258"), "x.csv", "The text is not in UTF-8."),
        (b"not a workbook", "x.xlsx", "this is not an Excel workbook"),
        (b"PK\x03\x04 broken", "x.xlsx", "The workbook is damaged"),
        (b'code\n"open', "x.csv", "The CSV file is broken"),
        (b"code\na,b\n", "x.csv", "Row 2 has more cells than the header has columns"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "x.csv", "This is not a text file."),
    ],
)
def test_read_table_refuses_with_a_sentence(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(FileError) as caught:
        read_table(data, name)
    assert reason in str(caught.value)


def test_read_table_refuses_a_workbook_that_unpacks_too_far(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(FileError, match="unreasonable size"):
        read_table(workbook(["code"], ["x"]), "x.xlsx")


def test_read_table_leaves_out_the_cells_of_a_row_cut_short() -> None:
    assert read_table(b"a,b,c\n1\n", "x.csv").rows == [Row(2, {"a": "1"})]


def test_read_table_refuses_a_cell_with_an_error() -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["code", "name_vi"])
    sheet.append(["x", "#N/A"])
    sheet["B2"].data_type = "e"
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(FileError, match="Cell B2 has an error"):
        read_table(stream.getvalue(), "x.xlsx")


def test_read_table_refuses_a_cell_far_away_before_it_costs_memory() -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet["A1"] = "code"
    sheet["ALL1048576"] = "x"
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(FileError, match="Something stands far away"):
        read_table(stream.getvalue(), "x.xlsx")


@given(st.binary(max_size=300), st.sampled_from(["x.csv", "x.xlsx"]))
def test_read_table_never_raises_anything_else(data: bytes, name: str) -> None:
    with contextlib.suppress(FileError):
        read_table(data, name)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)))
def test_read_table_never_trips_over_text(lines: list[str]) -> None:
    with contextlib.suppress(FileError):
        read_table("\n".join(lines).encode(), "x.csv")
