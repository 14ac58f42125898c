"""Rows of offices' lists → values, and what is wrong with a cell."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events.models import Delegation, DelegationCountry, Event, Programme, Recognition
from foreign_affairs.dates import PartialDate
from foreign_affairs.records.cells import Question
from foreign_affairs.records.columns import RowValue
from foreign_affairs.records.decisions import NEW_DRAFT, Decisions
from foreign_affairs.records.headings import headings_of
from foreign_affairs.records.items import Problem
from foreign_affairs.records.mapping import match
from foreign_affairs.records.reading.cells import Exact
from foreign_affairs.records.references import NewDraft, ReferenceFinder
from foreign_affairs.records.resources import REGISTRY
from foreign_affairs.records.tables import Table
from foreign_affairs.records.values import ValueReader
from indicators.models import Observation
from partners.models import Agreement, Organisation, Partner
from tests.factories import (
    make_cooperation_field,
    make_country,
    make_indicator,
    make_organisation,
    make_partner,
    make_source,
)
from tests.tables import table_of

pytestmark = pytest.mark.django_db

Read = list[tuple[dict[str, Any], list[Problem]]]


def read_table(model: type[models.Model], table: Table, **decided: Any) -> Read:
    """The values and problems of each row; its questions must have been answered."""
    with override("en"):
        reader = observed(model, table, **decided)
        return [reader.read(row) for row in table.rows]


def observed(model: type[models.Model], table: Table, **decided: Any) -> ValueReader:
    decisions = Decisions(**decided)
    reader = ValueReader(model, match(model, table, decisions), decisions, ReferenceFinder())
    for row in table.rows:
        reader.observe(row)
    return reader


def cells(
    model: type[models.Model], header: str, *texts: str | None, **decided: Any
) -> list[dict[str, Any] | str]:
    """The values of each cell of a table of one column, or the sentence that refuses it."""
    table = table_of([header], *([text] for text in texts))
    found = read_table(model, table, **decided)
    return [problems[0].message if problems else values for values, problems in found]


def cell(model: type[models.Model], header: str, text: str, **decided: Any) -> Any:
    return cells(model, header, text, **decided)[0]


# Numbers


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1.543", "7.434,4"], ["1543", "7434.4"]),
        (["1.543", "12,5"], ["1543", "12.5"]),
        (["1.543", "7,434.4"], ["1.543", "7434.4"]),
        (["1.543", "12.5"], ["1.543", "12.5"]),
        (["1,543", "1.234.567"], ["1.543", "1234567"]),
        (["7434,4", "7434.4"], ["7434.4", "7434.4"]),  # each says by itself what it is
        (["7 434", "15"], ["7434", "15"]),
        ([Exact("1.543"), "7.434,4"], ["1.543", "7434.4"]),
    ],
)
def test_numbers_of_a_column_have_one_style(texts: list[str], numbers: list[str]) -> None:
    found = cells(Observation, "Giá trị", *texts)
    assert found == [{"value": Decimal(number)} for number in numbers]


@pytest.mark.parametrize("texts", [["1.543"], ["1.543", "15"], ["1.543", "12,5", "12.5"]])
def test_number_that_nobody_can_know_is_asked_once_and_refused_until_then(
    texts: list[str],
) -> None:
    table = table_of(["Giá trị"], *([text] for text in texts))
    with override("en"):
        reader = observed(Observation, table)
        assert reader.questions() == [
            Question(
                "value",
                "number",
                ("1.543",),
                (
                    (",", "“1.543” is 1543: the decimal mark is the comma."),
                    (".", "“1.543” is 1.5430: the decimal mark is the point."),
                ),
            )
        ]
        values, (problem,) = reader.read(next(iter(table.rows)))
    assert values == {}
    assert problem.message == (
        "“1.543” can be 1543 or 1.5430. Say above which decimal mark the column has, or write the "
        "number without groups."
    )
    for mark, number in ((",", "1543"), (".", "1.543")):
        reader = observed(Observation, table, numbers={"value": mark})
        assert reader.questions() == []
        assert reader.read(next(iter(table.rows))) == ({"value": Decimal(number)}, [])


def test_exact_cells_are_no_evidence_about_typed_ones() -> None:
    table = table_of(["Giá trị"], [Exact("12.5")], ["1.543"])
    reader = observed(Observation, table)
    assert [question.column for question in reader.questions()] == ["value"]
    assert reader.read(next(iter(table.rows))) == ({"value": Decimal("12.5")}, [])


def test_number_is_not_asked_for_if_the_column_can_hold_one_reading_only() -> None:
    assert cell(Delegation, "Số người", "1.543") == {"persons": 1543}
    assert cell(Delegation, "Số người", "5.000") == {"persons": 5000}
    assert cell(Delegation, "Kinh phí", "1.543") == {"cost_vnd": Decimal(1543)}
    assert cell(Partner, "Vĩ độ", "11.054") == {"latitude": Decimal("11.054")}
    # In millions both are possible.
    assert "can be" in cell(Delegation, "Kinh phí (triệu đồng)", "1.543")


def test_numbers_of_a_program_have_a_point() -> None:
    table = table_of(["code", "value"], ["a", "1.543"])
    assert read_table(Observation, table) == [({"code": "a", "value": Decimal("1.543")}, [])]
    table = table_of(["code", "value"], ["a", "1.543"], ["b", "7.434,4"])
    assert read_table(Observation, table)[0][0]["value"] == Decimal(1543)


@pytest.mark.parametrize(
    ("header", "text", "number"),
    [
        ("Kinh phí (triệu đồng)", "1.543,5", 1543500000),
        ("Kinh phí (triệu đồng)", Exact("12.5"), 12500000),
        ("Kinh phí (triệu đồng)", "12 triệu", 12000000),
        ("Kinh phí (triệu đồng)", "1,2 tỷ đồng", 1200000000),
        ("Kinh phí (triệu đồng)", "5.000.000 đồng", 5000000),
        ("Kinh phí", "5.000.000đ", 5000000),
    ],
)
def test_money_is_in_the_unit_that_stands_nearest(header: str, text: str, number: int) -> None:
    assert cell(Delegation, header, text) == {"cost_vnd": Decimal(number)}


@pytest.mark.parametrize(
    ("header", "text", "reason"),
    [
        ("Kinh phí", "5.000 USD", "has a unit that this column does not take"),
        ("Số người", "15 ngày", "has a unit that this column does not take"),
        ("Số người", "> 200", "“> 200” is not an exact number"),
        ("Số người", "khoảng 50 người", "is not an exact number"),
        ("Số người", "1,5", "“1,5” is not a whole number."),
        ("Số người", "nhiều", "“nhiều” is not a number"),
        ("Kinh phí", "1,5", "At most 0 decimal places fit"),
        ("Kinh phí", "5 tỷ tỷ", "is too large"),
        ("Số người", Exact("true"), "is not a number"),
    ],
)
def test_number_that_does_not_belong_is_refused_with_the_reason(
    header: str, text: str, reason: str
) -> None:
    assert reason in cell(Delegation, header, text)


@pytest.mark.parametrize(
    ("text", "persons"), [("15 người", 15), ("1.500 lượt người", 1500), ("15", 15)]
)
def test_number_of_persons_may_say_so(text: str, persons: int) -> None:
    assert cell(Delegation, "Số người", text) == {"persons": persons}


@pytest.mark.parametrize("text", ["13,2%", "13,2", Exact("13.2%"), Exact("13.2")])
def test_share_is_a_number_in_per_cent(text: str) -> None:
    assert cell(Observation, "So với cùng kỳ (%)", text) == {"change_percent": Decimal("13.2")}
    assert "has a unit" in cell(Delegation, "Số người", Exact("15%"))


def test_number_of_days_and_years_may_say_so() -> None:
    assert cell(DelegationCountry, "Số ngày", "3 ngày") == {"days": 3}
    assert cell(Recognition, "Năm", "năm 2023") == {"year": 2023}


def test_number_with_a_qualifier_goes_into_two_columns() -> None:
    found = cells(Observation, "Giá trị", "> 200,5", "khoảng 50", "15")
    assert found == [
        {"value": Decimal("200.5"), "qualifier": "more"},
        {"value": Decimal(50), "qualifier": "about"},
        # The list says of others that they are not exact, so this one is.
        {"value": Decimal(15), "qualifier": ""},
    ]
    assert cell(Observation, "Giá trị", "15") == {"value": Decimal(15)}


def test_number_with_a_qualifier_is_refused_beside_a_column_for_it() -> None:
    table = table_of(["Giá trị", "qualifier"], ["> 200", "more"], ["15", ""])
    (_first, problems), (values, _none) = read_table(Observation, table)
    assert [problem.column for problem in problems] == ["value"]
    assert values == {"value": Decimal(15), "qualifier": ""}


def test_range_goes_into_two_columns() -> None:
    found = cells(Observation, "Giá trị", "200-300", "15")
    assert found == [
        {"value": Decimal(200), "value_to": Decimal(300)},
        {"value": Decimal(15), "value_to": None},
    ]


@pytest.mark.parametrize(
    ("header", "text", "value"),
    [
        ("Giá trị", "20 tỷ 418 triệu", "20418"),
        ("Giá trị", "01 tỷ 275 triệu đô la Mỹ", "1275"),
        ("Giá trị", "20.418,5 triệu USD", "20418.5"),
        ("Giá trị", "20.418,5", "20418.5"),
        ("Giá trị (tỷ USD)", "20,4", "20400"),
        ("Giá trị (tỷ USD)", Exact("20.4"), "20400"),
    ],
)
def test_figure_is_counted_in_the_unit_of_its_indicator(header: str, text: str, value: str) -> None:
    make_indicator(code="exports", name_vi="Xuất khẩu", unit_vi="triệu USD", unit_en="USD million")
    table = table_of(["Chỉ tiêu", header], ["Xuất khẩu", text])
    assert read_table(Observation, table) == [
        ({"indicator": "exports", "value": Decimal(value)}, [])
    ]


@pytest.mark.parametrize("indicator", ["Xuất khẩu", ""])
def test_figure_in_a_unit_that_cannot_be_counted_is_refused(indicator: str) -> None:
    make_indicator(code="exports", name_vi="Xuất khẩu", unit_vi="triệu USD", unit_en="USD million")
    table = table_of(["Giá trị", "Chỉ tiêu"], ["5 tỷ đồng", indicator or None])
    ((_values, problems),) = read_table(Observation, table)
    assert "it is not clear how that is counted here" in problems[0].message


@pytest.mark.parametrize(
    "text",
    ["02 đoàn/15 người", "2 đoàn, 15 người", "15 người/2 đoàn", "02/15", "2 đoàn (15 người)"],
)
def test_two_numbers_in_one_cell_are_two_columns(text: str) -> None:
    assert cell(Delegation, "Số đoàn/số người", text) == {"count": 2, "persons": 15}


def test_one_of_two_numbers_says_which_it_is() -> None:
    found = cells(Delegation, "Số đoàn/số người", "15 người", "15", "", "hai đoàn")
    assert found == [
        {"persons": 15},
        "“15” should be two numbers, like “2/15”.",
        {"count": None, "persons": None},
        "“hai đoàn” should be two numbers, like “2/15”.",
    ]


# Dates


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("05-08/3/2024", "2024-03-05/2024-03-08"),
        ("5.3.24", "2024-03-05"),
        (Exact("2024-03-05"), "2024-03-05"),
        (Exact("45356"), "2024-03-05"),
        ("2011", "2011"),
        ("quý III/2024", "2024-07/2024-09"),
    ],
)
def test_date_is_read(text: str, period: str) -> None:
    assert cell(Delegation, "Thời gian", text) == {"period": PartialDate.parse(period)}


def test_date_is_refused_with_the_reason() -> None:
    assert "There is no month 13" in cell(Delegation, "Thời gian", "05/13/2024")
    assert "is not a full date with its day" in cell(Delegation, "Ngày quyết định", "3/2024")


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        ("05/3/2024", "08/3/2024", "2024-03-05/2024-03-08"),
        ("05/3", "08/3/2024", "2024-03-05/2024-03-08"),
        ("05/3/2024", "05/3/2024", "2024-03-05"),
        ("05/3/2024", "", "2024-03-05"),
        ("", "08/3/2024", "../2024-03-08"),
        ("3/2024", "5/2024", "2024-03/2024-05"),
    ],
)
def test_date_in_two_columns_is_one_period(start: str, end: str, period: str) -> None:
    ((values, problems),) = read_table(Delegation, table_of(["Từ ngày", "Đến ngày"], [start, end]))
    assert (values, problems) == ({"period": PartialDate.parse(period)}, [])


def test_date_in_two_columns_that_contradict_each_other_is_refused() -> None:
    rows = [["08/3/2024", "05/3/2024"], ["từ 2004", "2024"], ["hôm qua", "2024"]]
    found = read_table(Delegation, table_of(["Từ ngày", "Đến ngày"], *rows))
    assert [problem.column for _values, (problem,) in found] == ["period"] * 3


def test_date_takes_month_and_year_from_groups_sheets_and_titles() -> None:
    table = table_of(
        ["Tên đoàn", "Thời gian", "(nhóm 1)"],
        ["A", "5-8", "Tháng 3"],
        ["B", "5/4", "Tháng 3"],
        ["C", "", "Tháng 3"],
        ["D", "2/2023", "Quý II"],
        ["E", "", ""],
        titles=["NĂM 2024"],
    )
    periods = [values["period"] for values, _none in read_table(Delegation, table)]
    assert [period and period.text for period in periods] == [
        "2024-03-05/2024-03-08",
        "2024-04-05",
        "2024-03",
        "2023-02",
        None,
    ]


def test_date_of_a_sheet_of_a_month() -> None:
    headers, titles = ["Tên đoàn"], ["THỐNG KÊ NĂM 2024"]
    table = table_of(headers, ["A"], ["B"], titles=titles, sheets=["Tháng 1", "T2-2025"])
    periods = [values["period"].text for values, _none in read_table(Delegation, table)]
    assert periods == ["2024-01", "2025-02"]


def test_year_of_the_title_is_no_date_where_the_file_has_a_column_for_it() -> None:
    headers, titles = ["Tên đoàn", "Thời gian"], ["NĂM 2024"]
    ((values, _none),) = read_table(Delegation, table_of(headers, ["A", ""], titles=titles))
    assert values["period"] is None
    ((values, _none),) = read_table(Delegation, table_of(headers[:1], ["A"], titles=titles))
    assert values["period"].text == "2024"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2022-2026", {"started_on": "2022", "ended_on": "2026"}),
        ("từ 2022", {"started_on": "2022", "ended_on": None}),
        ("2022", {"started_on": "2022"}),
        ("", {"started_on": None, "ended_on": None}),
    ],
)
def test_span_of_a_programme_is_two_dates(text: str, values: dict[str, str | None]) -> None:
    read = {name: date and PartialDate.parse(date) for name, date in values.items()}
    assert cell(Programme, "Thời gian thực hiện", text) == read


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("1234/QĐ-UBND ngày 05/3/2024", "1234/QĐ-UBND", datetime.date(2024, 3, 5)),
        ("1234/QĐ-UBND, 5.3.24", "1234/QĐ-UBND", datetime.date(2024, 3, 5)),
        ("Số 12 (ngày 05 tháng 3 năm 2024)", "Số 12", datetime.date(2024, 3, 5)),
    ],
)
def test_decision_is_a_number_and_a_day(text: str, number: str, day: datetime.date) -> None:
    found = cell(Delegation, "Số, ngày quyết định", text)
    assert found == {"decision_number": number, "decided_on": day}


def test_decision_without_a_day_is_a_number() -> None:
    found = cells(Delegation, "Số, ngày quyết định", "1234/QĐ-UBND", "12 ngày 31/2/2024")
    assert found[0] == {"decision_number": "1234/QĐ-UBND"}
    assert "has no day 31" in str(found[1])


# Words


@pytest.mark.parametrize(
    ("header", "text", "values"),
    [
        ("Chiều đoàn", "out", {"direction": "out"}),
        ("Chiều đoàn", "ĐOÀN RA", {"direction": "out"}),
        ("Chiều đoàn", "outgoing", {"direction": "out"}),
        ("Chiều đoàn", "đoàn đi", {"direction": "out"}),
        ("Chiều đoàn", "doan khach quoc te", {"direction": "in"}),
        ("Loại đoàn", "Cấp cao", {"rank": "high_level"}),
        ("Tình trạng", "", {"status": "planned"}),
        ("Trong kế hoạch", "x", {"is_in_plan": True}),
        ("Trong kế hoạch", "Có", {"is_in_plan": True}),
        ("Trong kế hoạch", "✓", {"is_in_plan": True}),
        ("Trong kế hoạch", "Không", {"is_in_plan": False}),
        ("Trong kế hoạch", "đột xuất", {"is_in_plan": False}),
        ("Trong kế hoạch", Exact("true"), {"is_in_plan": True}),
        ("Trong kế hoạch", "", {"is_in_plan": None}),
    ],
)
def test_word_is_understood(header: str, text: str, values: dict[str, Any]) -> None:
    assert cell(Delegation, header, text) == values


def test_unknown_word_is_refused_with_what_was_probably_meant() -> None:
    ((_values, (problem,)),) = read_table(Delegation, table_of(["Loại đoàn"], ["đoàn cấp caoo"]))
    assert problem.suggestions == (("high_level", "high level"),)
    assert "is not one of: high level, diplomatic" in problem.message
    meant = {"rank": {"đoàn cấp caoo": "high_level"}}
    assert cell(Delegation, "Loại đoàn", "đoàn cấp caoo", meant=meant) == {"rank": "high_level"}


def test_required_word_may_not_be_empty() -> None:
    assert cell(Delegation, "Loại đoàn", "") == "This column may not be empty."


def test_group_of_a_direction_is_read_without_its_number() -> None:
    table = table_of(
        ["Tên đoàn", "(nhóm 1)"],
        ["A", ""],
        ["B", "I. ĐOÀN RA (2 đoàn)"],
        ["C", "II. CÁC ĐOÀN VÀO NĂM 2024"],
    )
    found = [values.get("direction") for values, _none in read_table(Delegation, table)]
    assert found == [None, "out", "in"]


def test_title_and_name_of_the_sheet_say_the_direction() -> None:
    headers = ["Tên đoàn"]
    for titles, sheets in (
        ({"1": ["DANH SÁCH ĐOÀN RA"], "2": ["DANH SÁCH ĐOÀN VÀO"]}, ["1", "2"]),
        ((), ["Đoàn ra", "Đoàn vào"]),
    ):
        table = table_of(headers, ["A"], ["B"], titles=titles, sheets=sheets)
        found = [values["direction"] for values, _none in read_table(Delegation, table)]
        assert found == ["out", "in"]


# References and rows


def test_references_are_codes() -> None:
    make_country(code="kr", name_vi="Hàn Quốc", name_en="Korea")
    make_source(code="s", name_vi="Báo cáo, năm 2024")
    make_source(code="t", name_vi="Bài báo")
    for name, code in (("Y tế", "health"), ("Thương mại, đầu tư", "trade")):
        make_cooperation_field(code=code, name_vi=name)
    table = table_of(
        ["Quốc gia", "Nguồn", "Lĩnh vực"],
        ["Hàn Quốc", "Bài báo; Báo cáo, năm 2024", "Y tế, Thương mại, đầu tư"],
        ["KR", "s|t", "y te\nthuong mai, dau tu"],
        ["", "", ""],
    )
    (first, problems), (second, none), (third, _none) = read_table(Partner, table)
    # Taken apart at commas, a name with one is lost: semicolons keep it.
    assert [(problem.column, problem.text) for problem in problems] == [("fields", "Thương mại")]
    assert first == {"country": "kr", "sources": ("s", "t")}
    assert (second, none) == (
        {"country": "kr", "sources": ("s", "t"), "fields": ("health", "trade")},
        [],
    )
    assert third == {"country": None, "sources": (), "fields": ()}


def test_reference_that_is_meant_is_taken() -> None:
    make_partner(code="daejeon", name_vi="Thành phố Daejeon")
    table = table_of(["Đối tác"], ["Đại Điền"], ["Đại Điền; Daejeon"])
    ((_values, (problem,)), _other) = read_table(Delegation, table)
    assert (problem.text, problem.header, problem.may_draft) == ("Đại Điền", "Đối tác", True)
    meant = {"partners": {"Đại Điền": "daejeon"}}
    (first, _none), (second, _none) = read_table(Delegation, table, meant=meant)
    assert [value.code for value in first["partners"]] == ["daejeon"]
    assert [value.code for value in second["partners"]] == ["daejeon", "daejeon"]


def test_reference_may_be_made_as_a_draft() -> None:
    meant = {"parent": {"Công ty mẹ": NEW_DRAFT}, "locality_abroad": {"Gangwon": NEW_DRAFT}}
    draft = NewDraft(Organisation, (("name_vi", "Công ty mẹ"), ("kind", "other")))
    assert cell(Organisation, "parent", "Công ty mẹ", meant=meant) == {"parent": draft}
    assert "cannot be made from the name" in cell(
        Organisation, "locality_abroad", "Gangwon", meant=meant
    )


def test_bodies_and_persons_beside_a_visit() -> None:
    korea = make_country(code="kr", name_vi="Hàn Quốc", name_en="Korea")
    home = make_country(code="vn", name_vi="Việt Nam", name_en="Vietnam")
    make_partner(code="daejeon", name_vi="Thành phố Daejeon", country=korea)
    make_organisation(code="police", name_vi="Công an tỉnh", country=home)
    table = table_of(
        ["Đối tác", "Nước", "Đơn vị tiếp", "Trưởng đoàn", "Thành phần"],
        [
            "Daejeon và Hàn Quốc",
            "Hàn Quốc (3 ngày), Việt Nam",
            "Công an tỉnh",
            "Ông Nguyễn Văn A - Giám đốc",
            "Bà B; Công an tỉnh",
        ],
    )
    ((values, problems),) = read_table(Delegation, table)
    assert problems == []
    assert values == {
        "partners": (
            RowValue("Daejeon", "partner", "daejeon"),
            RowValue("Hàn Quốc", "country", "kr"),
        ),
        "countries": (
            RowValue("Hàn Quốc (3 ngày)", "country", "kr", days=3),
            RowValue("Việt Nam", "country", "vn", is_home=True),
        ),
        "hosts": (RowValue("Công an tỉnh", "organisation", "police", is_home=True),),
        "leaders": (
            RowValue("Ông Nguyễn Văn A - Giám đốc", person="Nguyễn Văn A", office="Giám đốc"),
        ),
        "members": (
            RowValue("Bà B", person="B"),
            RowValue("Công an tỉnh", "organisation", "police", is_home=True),
        ),
    }


def test_parties_of_two_columns_are_together() -> None:
    make_partner(code="daejeon", name_vi="Thành phố Daejeon")
    make_organisation(code="home", name_vi="Tỉnh nhà")
    table = table_of(["Bên Việt Nam", "Bên nước ngoài"], ["Tỉnh nhà", "Daejeon"], ["", "Daejeon"])
    found = [values["parties"] for values, _none in read_table(Agreement, table)]
    assert [[value.code for value in parties] for parties in found] == [
        ["home", "daejeon"],
        ["daejeon"],
    ]


def test_office_of_a_leader_may_have_its_own_column() -> None:
    table = table_of(
        ["Trưởng đoàn", "Chức vụ"], ["Ông A", "Phó Chủ tịch"], ["Bà B", ""], ["", "Giám đốc"]
    )
    found = [values["leaders"] for values, _none in read_table(Delegation, table)]
    assert [[(value.person, value.office) for value in leaders] for leaders in found] == [
        [("A", "Phó Chủ tịch")],
        [("B", "")],
        [],
    ]


def test_person_with_a_name_that_is_too_long_is_refused() -> None:
    assert "characters; 200 are the most" in cell(Delegation, "Trưởng đoàn", "A" * 201)


def test_draft_of_our_own_body_is_at_home() -> None:
    meant = {"hosts": {"Công ty Lạ": NEW_DRAFT}, "partners": {"Công ty Lạ": NEW_DRAFT}}
    table = table_of(["Đơn vị tiếp", "Đối tác"], ["Công ty Lạ", "Công ty Lạ"])
    ((values, _none),) = read_table(Delegation, table, meant=meant)
    assert [values[name][0].is_home for name in ("hosts", "partners")] == [True, False]


# The row as a whole


def test_cell_that_is_not_there_says_nothing_and_an_empty_one_clears() -> None:
    table = table_of(["Mã", "Tên đoàn", "Ghi chú"], ["", None, ""], ["X1", "A", None])
    assert read_table(Delegation, table) == [
        ({"editor_note": ""}, []),
        ({"code": "x1", "name_vi": "A"}, []),
    ]


def test_what_a_person_says_of_all_rows_is_read_as_a_cell() -> None:
    table = table_of(["Tên đoàn"], ["A"])
    fixed = {"rank": "Cấp cao", "direction": "ngang", "gone": "x"}
    ((values, (problem,)),) = read_table(Delegation, table, fixed=fixed)
    assert values == {"name_vi": "A", "rank": "high_level"}
    assert (problem.column, problem.text) == ("direction", "ngang")


def test_same_text_typed_and_exact_are_told_apart() -> None:
    texts = ["1.543", Exact("1.543"), "1.543", "12,5"]
    found = cells(Observation, "Giá trị", *texts)
    numbers = [Decimal(number) for number in ("1543", "1.543", "1543", "12.5")]
    assert found == [{"value": number} for number in numbers]


def test_more_texts_than_are_remembered_are_read() -> None:
    texts = [f"Đoàn số {number % 9000}" for number in range(18_000)]
    found = cells(Delegation, "Tên đoàn", *texts)
    assert found == [{"name_vi": text} for text in texts]


MESSY = (
    ["Tên đoàn", "Thời gian", "Số đoàn/số người", "Kinh phí (triệu đồng)", "Loại đoàn", "Đối tác"],
    [
        ["A", "5.3.24", "02/15", "1.543", "cấp cao", "Daejeon"],
        ["B", "05-08/3/2024", "1 đoàn, 5 người", "12,5", "y tế", "Hàn Quốc"],
        ["C", "quý I/2024", "", "", "lạ", "Đâu đó"],
    ],
)


@given(st.permutations(range(6)), st.permutations(range(3)))
def test_order_of_rows_and_columns_makes_no_difference(
    columns: Sequence[int], rows: Sequence[int]
) -> None:
    headers, cells_of_rows = MESSY
    table = table_of(
        [headers[c] for c in columns], *([cells_of_rows[r][c] for c in columns] for r in rows)
    )
    expected = [
        {"name_vi": "A", "cost_vnd": Decimal(1543000000), "rank": "high_level"},
        {"name_vi": "B", "cost_vnd": Decimal(12500000), "rank": "medical"},
        {"name_vi": "C", "cost_vnd": None},
    ]
    for row, (values, problems) in zip(rows, read_table(Delegation, table), strict=True):
        said = {name: values[name] for name in ("name_vi", "cost_vnd", "rank") if name in values}
        assert said == expected[row]
        refused = {problem.column for problem in problems}
        assert refused == ({"partners", "rank"} if row == 2 else {"partners"})


class AnyCell(TestCase):
    @given(
        st.sampled_from(sorted(REGISTRY, key=lambda model: model._meta.label)),
        st.text() | st.text(alphabet="0123456789.,/-%tỷriệungườiđoàn()|; "),
        st.booleans(),
    )
    def test_any_text_in_any_column_is_read_or_refused(
        self, model: type[models.Model], text: str, exact: bool
    ) -> None:
        headers = list(headings_of(model).columns)
        cell_text = Exact(text) if exact else text
        table = table_of(headers, [cell_text] * len(headers))
        ((_values, problems),) = read_table(model, table)
        for problem in problems:
            assert problem.column in headers
            assert problem.message


def test_rows_are_read_alike_whatever_the_interface_language() -> None:
    headers, rows = MESSY
    make_country(code="kr", name_vi="Hàn Quốc")
    found = []
    for language in ("vi", "en"):
        with override(language):
            table = table_of(headers, *rows)
            reader = observed(Delegation, table)
            found.append([reader.read(row)[0] for row in table.rows])
    assert found[0] == found[1]


def test_every_kind_of_record_can_be_observed_and_read_empty() -> None:
    for model in REGISTRY:
        headers = list(headings_of(model).columns)
        ((values, _problems),) = read_table(model, table_of(headers, [""] * len(headers)))
        assert "code" not in values
    assert Event in REGISTRY
