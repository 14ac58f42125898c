"""The workbook that gives refused rows back to whoever sent them."""

import datetime
import io
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from foreign_affairs.records.layout import read_table
from foreign_affairs.records.reading.cells import Exact
from foreign_affairs.records.returned import Reason, write_returned
from foreign_affairs.records.tables import Row, Table, is_reason

HEADERS = ["STT", "Tên đoàn", "Thời gian", "Số lượt người"]


def table(*rows: Row, **given: Any) -> Table:
    return Table(**{"name": "đoàn 2024.xlsx", "headers": HEADERS, "rows": [*rows], **given})


def row(number: int, *cells: str, sheet: str = "") -> Row:
    return Row(number, dict(zip(HEADERS, cells, strict=True)), sheet)


def book_of(*tables: Table, **reasons: list[Reason]) -> Any:
    file = io.BytesIO()
    write_returned(file, tables, {place.removeprefix("_"): why for place, why in reasons.items()})
    return load_workbook(file)


def texts(sheet: Any) -> list[list[Any]]:
    return [list(line) for line in sheet.iter_rows(values_only=True)]


@pytest.fixture(autouse=True)
def vietnamese() -> Any:
    with override("vi"):
        yield


def test_workbook_has_only_the_refused_rows_in_the_columns_of_the_file() -> None:
    good, bad = row(3, "1", "Đoàn Lào", "2024", "5"), row(4, "2", "Đoàn Hàn", "hôm nào", "7")
    sheet = book_of(table(good, bad), _4=[Reason("Thời gian", "không phải là ngày")]).active
    header, only = texts(sheet)
    assert header[:-1] == HEADERS
    assert is_reason(header[-1])
    assert only == ["2", "Đoàn Hàn", "hôm nào", "7", "Thời gian: không phải là ngày"]


def test_refused_cell_is_marked_and_says_why() -> None:
    sheet = book_of(
        table(row(2, "1", "", "hôm nào", "7")),
        _2=[Reason("Tên đoàn", "để trống"), Reason("Thời gian", "không rõ"), Reason("", "trùng")],
    ).active
    marked = {cell.coordinate: cell.comment.text for cell in sheet[2] if cell.comment}
    assert marked == {"B2": "để trống", "C2": "không rõ"}
    coloured = [cell.coordinate for cell in sheet[2] if cell.fill.fgColor.rgb == "FFF8D7CF"]
    assert coloured == ["B2", "C2"]
    assert sheet["E2"].value == "Tên đoàn: để trống\nThời gian: không rõ\ntrùng"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (Exact("7434.4"), 7434.4),
        (Exact("1543"), 1543),
        (Exact("2024-03-05"), datetime.datetime(2024, 3, 5)),  # noqa: DTZ001 - Excel knows no zones
        (Exact("true"), True),
        (Exact("12345678901234567890"), "12345678901234567890"),
        (Exact("007"), "007"),
        (Exact("1899-12-31"), "1899-12-31"),
        ("1.543", "1.543"),
        ("2024-03-05", "2024-03-05"),
        ("=1+1", "=1+1"),
    ],
)
def test_cells_keep_the_type_that_their_file_gave_them(text: str, value: Any) -> None:
    sheet = book_of(table(row(2, "1", "Đoàn", text, "x")), _2=[Reason("", "sai")]).active
    assert sheet["C2"].value == value
    assert type(sheet["C2"].value) is type(value)
    assert sheet["C2"].data_type != "f"


def test_rows_of_several_sheets_come_back_in_sheets_of_the_same_name() -> None:
    rows = [
        row(number, "1", f"Đoàn {sheet}", "2024", "x", sheet=sheet)
        for sheet in ("Tháng 1/2024", "Tháng 2")
        for number in (2, 3)
    ]
    reasons = {f"{one.sheet}!{one.number}": [Reason("", "sai")] for one in rows if one.number == 3}
    book = book_of(table(*rows), **reasons)
    assert {sheet.title: sheet["B2"].value for sheet in book} == {
        "Tháng 1 2024": "Đoàn Tháng 1/2024",
        "Tháng 2": "Đoàn Tháng 2",
    }


def test_mended_workbook_reads_as_the_file_did() -> None:
    """A second time the column of reasons does not pile up, and nothing else is added."""
    cells = ["1", "Đoàn", Exact("2024-03-05"), Exact("7.5")]
    first = io.BytesIO()
    write_returned(first, [table(row(2, *cells))], {"2": [Reason("", "sai")]})
    again = read_table(first.getvalue(), "x.xlsx")
    assert [header for header in again.headers if not is_reason(header)] == HEADERS
    (row_again,) = again.rows
    assert [row_again.cells[header] for header in HEADERS] == cells
    second = io.BytesIO()
    write_returned(second, [again], {row_again.place: [Reason("", "vẫn sai")]})
    assert texts(load_workbook(second).active)[0] == [*HEADERS, again.headers[-1]]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_column_of_reasons_is_known_in_either_language(language: str) -> None:
    with override(language):
        sheet = book_of(table(row(2, "1", "Đoàn", "x", "x")), _2=[Reason("", "sai")]).active
    assert is_reason(sheet["E1"].value)
    assert not is_reason("Lý do chuyến đi")
