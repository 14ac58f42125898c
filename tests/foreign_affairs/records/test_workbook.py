"""What stands in an exported workbook, as Excel (openpyxl) and the import (calamine) see it."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from events.models import Delegation
from foreign_affairs.records.export import export_bytes, export_columns
from foreign_affairs.records.workbook import MOST_LINES, WIDEST, sheet_name, width_of, xlsx_chunks
from tests.factories import make_delegation

pytestmark = pytest.mark.django_db


def exported(*names: str, language: str = "") -> bytes:
    columns = [column for column in export_columns(Delegation) if column.name in names]
    data = export_bytes(Delegation.objects.all(), "xlsx", columns=columns, language=language)
    return b"".join(data)


def opened(data: bytes) -> Any:
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return sheet


def cells_by_heading(sheet: Any) -> dict[str, Any]:
    return {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}


def test_cells_are_typed_for_programs() -> None:
    make_delegation(
        code="d",
        direction="in",
        persons=15,
        period="2024-03-05",
        decided_on=date(2024, 3, 1),
        is_in_plan=True,
        cost_vnd=Decimal("7434000"),
        purpose_en="",
    )
    wanted = ("direction", "persons", "period", "decided_on", "is_in_plan", "cost_vnd")
    cells = cells_by_heading(opened(exported("code", *wanted, "purpose_en")))
    values = {name: cell.value for name, cell in cells.items()}
    assert values == {
        "code": "d",
        "direction": "in",
        "persons": 15,
        "period": "2024-03-05",
        "decided_on": cells["decided_on"].value,
        "is_in_plan": True,
        "cost_vnd": 7434000,
        "purpose_en": None,
    }
    assert cells["decided_on"].value.date() == date(2024, 3, 1)
    formats = {name: cells[name].number_format for name in ("decided_on", "cost_vnd", "period")}
    assert formats == {"decided_on": "yyyy-mm-dd", "cost_vnd": "#,##0", "period": "@"}


def test_cells_for_people_have_words_and_days() -> None:
    make_delegation(
        direction="in", period="2024-03-05", decided_on=date(2024, 3, 1), is_in_plan=False
    )
    wanted = ("direction", "period", "decided_on", "is_in_plan")
    data = exported(*wanted, language="vi")
    cells = cells_by_heading(opened(data))
    assert cells["Chiều đoàn"].value == "Đoàn vào"
    assert cells["Trong kế hoạch năm"].value == "Không"
    for heading in ("Thời gian", "Ngày quyết định"):
        assert cells[heading].is_date
        assert cells[heading].number_format == "dd/mm/yyyy"
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    assert sheet == "Đoàn"


def test_a_date_that_is_not_known_to_its_day_stays_a_text() -> None:
    make_delegation(code="d", period="2016-09")
    assert opened(exported("code", "period", language="vi"))["B2"].value == "09/2016"


def test_a_day_that_excel_does_not_know_is_a_text() -> None:
    make_delegation(code="d", decided_on=date(1890, 5, 19))
    assert opened(exported("code", "decided_on"))["B2"].value == "1890-05-19"


@pytest.mark.parametrize("text", ["=1+1", "+84 274", "-5", "@SUM(A1)", "\t=1", "'=1"])
@pytest.mark.parametrize("length", [0, 300])
def test_a_text_that_looks_like_a_formula_is_a_text_and_stays_one(text: str, length: int) -> None:
    text += "x" * length
    make_delegation(code="d", purpose_vi=text)
    cell = opened(exported("code", "purpose_vi"))["B2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_an_ordinary_text_has_no_apostrophe_before_it() -> None:
    make_delegation(code="d", purpose_vi="Thăm và làm việc")
    assert not opened(exported("code", "purpose_vi"))["B2"].quotePrefix


def test_a_number_with_more_digits_than_excel_keeps_is_a_text() -> None:
    make_delegation(code="d", cost_vnd=Decimal("123456789012345"))
    make_delegation(code="e", persons=2**31 - 1)
    sheet = opened(exported("code", "cost_vnd", "persons"))
    assert sheet["C2"].value == 123456789012345
    columns = export_columns(Delegation)[:1]
    data = b"".join(
        xlsx_chunks("x", ["value"], columns, iter([(Decimal("1234567890123456.7890"),)]))
    )
    assert opened(data)["A2"].value == "1234567890123456.789"


def test_header_stays_in_sight_and_filters() -> None:
    make_delegation()
    make_delegation()
    sheet = opened(exported("code", "name_vi", "direction", language="vi"))
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet["A1"].font.b
    assert sheet["A1"].fill.fgColor.rgb == "FF0B3C49"


def test_an_empty_table_has_its_header_alone() -> None:
    sheet = opened(exported("code", "name_vi"))
    assert [cell.value for cell in sheet[1]] == ["code", "name_vi"]
    assert sheet.max_row == 1


def test_an_empty_cell_of_a_text_column_keeps_what_is_typed_as_text() -> None:
    """Excel would make the first of September of a typed 9/2016."""
    columns = opened(exported("code", "period", "decided_on", language="vi")).column_dimensions
    assert columns["B"].number_format == "@"
    assert columns["C"].number_format == "dd/mm/yyyy"


@pytest.mark.parametrize(
    ("heading", "cells", "width"),
    [
        ("Mã", [], 8),
        ("Mã", ["daejeon-2005"] * 9 + ["x" * 90], 14),
        ("Tóm tắt", ["x" * 500] * 10, WIDEST),
        ("Ghi chú về nguồn (tiếng Anh)", [], 20),
        ("Tên", ["山口県山口県"] * 5, 14),
        ("Số", [1234567], 11),
    ],
)
def test_columns_are_as_wide_as_most_of_their_cells(
    heading: str, cells: list[Any], width: int
) -> None:
    assert width_of(heading, cells) == width


def test_rows_are_as_high_as_their_wrapped_texts_within_reason() -> None:
    make_delegation(code="a", purpose_vi="ngắn")
    make_delegation(code="b", purpose_vi="một\nhai\nba")
    make_delegation(code="c", purpose_vi="từ " * 1000)
    rows = opened(exported("code", "purpose_vi")).row_dimensions
    assert (rows[2].height, rows[3].height, rows[4].height) == (None, 45, 15 * MOST_LINES)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Đoàn [ra/vào]: 'thử'?", "Đoàn  ra vào   'thử"),
        ("Đối tác và tổ chức quốc tế có quan hệ thường xuyên", "Đối tác và tổ chức quốc tế có q"),
    ],
)
def test_sheet_name_is_one_that_excel_allows(title: str, name: str) -> None:
    assert sheet_name(title) == name
