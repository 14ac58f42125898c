import contextlib
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from foreign_affairs.records.layout import Layout, SheetSeen, find_tables, read_table
from foreign_affairs.records.reading.book import read_book
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.tables import Row
from foreign_affairs.text import clean_text, fold


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def layout_of(data: bytes, *known: str, sheets: tuple[str, ...] = ()) -> Layout:
    return find_tables(read_book(data, "x"), lambda name: name in known, sheets)


TABLE = [["Tên", "Nước"], ["Đoàn A", "Lào"]]
ALIKE = [["Nước", "Tên"], ["Lào", "Đoàn B"]]
OTHER = [["Chỉ tiêu", "Năm", "Số"], ["Đoàn", "2023", "5"]]


def test_find_tables_reads_all_sheets_of_the_best_layout() -> None:
    found = layout_of(workbook(Cũ=OTHER, T1=TABLE, T2=ALIKE), "Tên", "Nước")
    assert list(found.tables[0].rows) == [
        Row(2, {"Tên": "Đoàn A", "Nước": "Lào"}, "T1"),
        Row(2, {"Tên": "Đoàn B", "Nước": "Lào"}, "T2"),
    ]
    assert found.sheets == [
        SheetSeen("Cũ", 1, False, "Its columns are others."),
        SheetSeen("T1", 1, True),
        SheetSeen("T2", 1, True),
    ]


def test_find_tables_reads_the_sheets_that_were_chosen() -> None:
    found = layout_of(workbook(A=TABLE, B=OTHER, C=ALIKE), "Tên", sheets=("B", "C"))
    assert [table.headers for table in found.tables] == [["Chỉ tiêu", "Năm", "Số"], ["Nước", "Tên"]]
    assert [(sheet.is_chosen, sheet.reason) for sheet in found.sheets] == [
        (False, "It was not chosen."),
        (True, ""),
        (True, ""),
    ]


def test_find_tables_says_which_chosen_sheet_is_missing() -> None:
    with pytest.raises(FileError, match="The file has no sheet “Tháng 3”"):
        layout_of(workbook(A=TABLE), sheets=("A", "Tháng 3"))


def test_find_tables_joins_the_columns_of_sheets_that_are_nearly_alike() -> None:
    first = [["a", "b", "c", "d"], ["w", "x", "y", "z"]]
    second = [["a", "b", "c", "d", "e"], ["w", "x", "y", "z", "5"]]
    table = layout_of(workbook(A=first, B=second), "a", "b").tables[0]
    assert table.headers == ["a", "b", "c", "d", "e"]
    assert [row.cells.get("e", "-") for row in table.rows] == ["-", "5"]


def test_find_tables_keeps_the_groups_of_each_sheet_apart() -> None:
    first = [["a", "b", "c"], ["I. RA"], ["x", "y", "z"]]
    table = layout_of(workbook(A=first, B=[["a", "b", "c"], ["x", "y", "z"]]), "a", "b").tables[0]
    assert [row.cells["(nhóm 1)"] for row in table.rows] == ["I. RA", ""]


def test_find_tables_takes_a_numbered_title_for_a_group_too() -> None:
    data = "Năm 2023;;\nI. ĐOÀN RA;;\nTên;Nước;Số\nA;Lào;5\nII. ĐOÀN VÀO;;\nB;Lào;6\n".encode()
    table = layout_of(data, "Tên", "Nước").tables[0]
    assert [row.cells["(nhóm 1)"] for row in table.rows] == ["I. ĐOÀN RA", "II. ĐOÀN VÀO"]
    assert table.title_lines == ["Năm 2023", "I. ĐOÀN RA"]


def test_find_tables_reads_another_table_below_by_its_own_header() -> None:
    data = "Tên;Nước;Số\nA;Lào;5\n;;\nTên;Số;Trưởng đoàn;Nước\nB;6;Phó Giám đốc;Lào\n".encode()
    table = layout_of(data, "Tên", "Nước", "Số").tables[0]
    assert table.headers == ["Tên", "Nước", "Số", "Trưởng đoàn"]
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, {"Tên": "A", "Nước": "Lào", "Số": "5"}),
        (5, {"Tên": "B", "Số": "6", "Trưởng đoàn": "Phó Giám đốc", "Nước": "Lào"}),
    ]


def test_find_tables_takes_no_record_for_another_header() -> None:
    data = "Tên;Nước;Số\nNước;Lào;5\nTên;Thái Lan;6\n".encode()
    assert len(layout_of(data, "Tên", "Nước", "Số").tables[0].rows) == 2


def test_find_tables_counts_rows_and_reads_them_again_and_again() -> None:
    rows = layout_of(workbook(A=TABLE, B=ALIKE), "Tên").tables[0].rows
    assert len(rows) == 2
    assert list(rows) == list(rows)
    side_by_side = list(zip(rows, rows, strict=True))
    assert [one == other for one, other in side_by_side] == [True, True]


def test_find_tables_gives_the_titles_above_a_table() -> None:
    data = "Sở Ngoại vụ;;\nĐOÀN RA;năm;2023\n\nTên;Nước;Số\nA;Lào;5\n".encode()
    assert layout_of(data, "Tên", "Nước").tables[0].title_lines == [
        "Sở Ngoại vụ",
        "ĐOÀN RA năm 2023",
    ]


def test_find_tables_keeps_a_row_that_is_too_long_with_its_problem() -> None:
    rows = list(layout_of("Tên,Nước\nĐoàn A, B,Lào\n".encode(), "Tên").tables[0].rows)
    assert rows == [
        Row(
            2,
            {"Tên": "Đoàn A", "Nước": " B"},
            problems={
                "": "The row has more cells than the header has columns, from “Lào” on.",
            },
        )
    ]


def test_find_tables_refuses_a_table_of_too_many_columns() -> None:
    header = ",".join(f"c{place}" for place in range(501))
    with pytest.raises(FileError, match="The file has 501 columns; 500 are the most"):
        layout_of(f"{header}\n1\n".encode(), "c1")


def test_find_tables_reads_an_export_of_nothing() -> None:
    for data in (b"[]", b"[\n\n]\n"):
        table = layout_of(data, "code").tables[0]
        assert (table.headers, list(table.rows)) == ([], [])


def test_row_has_a_place_of_its_own_in_the_file() -> None:
    assert (Row(3, {}).place, Row(3, {}, "Tháng 1").place) == ("3", "Tháng 1!3")


# Our own files.

FIXTURES = sorted(Path(settings.BASE_DIR, "fixtures").glob("*.csv"), key=lambda path: path.name)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_find_tables_takes_every_row_of_the_shipped_register_for_a_record(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, expected = list(reader.fieldnames or ()), list(reader)
    with path.open("rb") as stream:
        book = read_book(stream, path.name)
    table = find_tables(book, lambda name: name in names).tables[0]
    assert [row.cells for row in table.rows] == expected
    assert (book.notes, table.passed_over) == ([], [])


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_find_tables_takes_every_row_of_the_register_in_a_workbook_too(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    layout = find_tables(read_book(workbook(x=rows), "x.xlsx"), lambda name: name in rows[0])
    table = layout.tables[0]
    assert [list(row.cells.values()) for row in table.rows] == rows[1:]
    assert table.passed_over == []


@pytest.mark.parametrize(
    "data",
    [
        "code,name_vi\nx,Hội hữu nghị\n".encode(),
        "code,name_vi\nx,Hội hữu nghị\n".encode("utf-8-sig"),
        "code;name_vi\r\nx;Hội hữu nghị\r\n".encode(),
        'code,"name_vi"\nx,"Hội hữu nghị"'.encode(),
        workbook(x=[["code", "name_vi"], ["x", "Hội hữu nghị"]]),
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


def test_read_table_takes_every_row_for_a_record() -> None:
    text = "code,name_vi,note\nI. RA,,\nTổng cộng,5,\ncode,name_vi,note\nGhi chú: x,,\n"
    rows = read_table(text.encode(), "x.csv").rows
    assert [row.cells["code"] for row in rows] == ["I. RA", "Tổng cộng", "code", "Ghi chú: x"]


def test_read_table_leaves_out_the_cells_of_a_row_cut_short() -> None:
    assert read_table(b"a,b,c\n1\n", "x.csv").rows == [Row(2, {"a": "1"})]


def test_read_table_refuses_a_file_without_header() -> None:
    with pytest.raises(FileError, match="The file has no header row"):
        read_table(b"\n\n", "x.csv")


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)))
def test_read_table_never_trips_over_text(lines: list[str]) -> None:
    with contextlib.suppress(FileError):
        read_table("\n".join(lines).encode(), "x.csv")


WORDS = "STT,Tên,Nước,Lào,I,II. ĐOÀN VÀO,Tháng 3,Tổng cộng,Ghi chú: x,GIÁM ĐỐC,(1),(2),1,2,3,*"
CELLS = st.one_of(st.just(""), st.sampled_from(WORDS.split(",")), st.text(max_size=5))


@given(st.lists(st.lists(CELLS, max_size=6), max_size=25))
def test_find_tables_loses_no_row_of_whatever_looks_like_a_table(cells: list[list[str]]) -> None:
    """Each filled row is a record, a line of the header, or listed as passed over."""
    known = {"stt", "ten", "nuoc"}
    stream = io.StringIO()
    csv.writer(stream).writerows(cells)
    try:
        book = read_book(stream.getvalue().encode("utf-8", "replace"), "x.csv")
        table = find_tables(book, lambda name: fold(name) in known).tables[0]
    except FileError:
        return
    records = {row.number for row in table.rows}
    passed = {row.number for row in table.passed_over}
    filled = {n: row for n, row in book.sheets[0].rows() if any(clean_text(cell) for cell in row)}
    assert len(records) == len(table.rows) == sum(1 for _row in table.rows)
    assert records | passed <= set(filled)
    header = sorted(set(filled) - records - passed)
    of_header = {n for n, row in filled.items() if any(fold(cell) in known for cell in row)}
    assert header
    assert all(n - header[0] < 4 or of_header & {n, n - 1, n - 2, n - 3} for n in header)
