"""Which column each heading of a table is read as, and what its titles and groups say."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import models
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from events.models import Delegation
from foreign_affairs.dates import PartialDate
from foreign_affairs.models import ColumnMapping
from foreign_affairs.records.decisions import LEFT_OUT, Decisions
from foreign_affairs.records.mapping import Matched, keep_mapping, match, saved_mapping
from foreign_affairs.records.titles import within_sheet, within_titles
from indicators.models import Observation
from partners.models import Agreement, FriendshipAssociation, Partner
from tests.factories import make_user
from tests.tables import table_of


def matched_of(
    headers: Sequence[str],
    *rows: Sequence[str | None],
    model: type[models.Model] = Delegation,
    saved: dict[str, str] | None = None,
    titles: Any = (),
    **decided: Any,
) -> Matched:
    with override("en"):
        table = table_of(headers, *rows, titles=titles)
        return match(model, table, Decisions(**decided), saved)


def names(matched: Matched) -> dict[str, str]:
    return {
        mapped.header: "|".join(column.name for column in mapped.columns)
        for mapped in matched.columns
    }


def test_match_takes_headings_in_any_order_and_names_the_unknown() -> None:
    matched = matched_of(["STT", "Số người", "màu sắc", "Tên đoàn", "Ghi chú", "hình"])
    assert names(matched) == {
        "Số người": "persons",
        "Tên đoàn": "name_vi",
        "Ghi chú": "editor_note",
    }
    assert (matched.unknown, matched.numbering) == (["màu sắc", "hình"], ["STT"])


@pytest.mark.parametrize("header", ["STT", "Số TT", "TT", "No.", "#", "№"])
def test_match_passes_over_the_numbers_of_rows(header: str) -> None:
    matched = matched_of([header, "Tên đoàn"])
    assert (matched.numbering, matched.unknown) == ([header], [])


def test_match_names_derived_columns() -> None:
    matched = matched_of(["Tên tiếng Việt", "organisation"], model=FriendshipAssociation)
    assert (matched.derived, names(matched)) == (
        ["Tên tiếng Việt"],
        {"organisation": "organisation"},
    )


def test_match_gives_a_word_to_the_column_that_is_still_free() -> None:
    assert names(matched_of(["Nội dung", "Thời gian"]))["Nội dung"] == "name_vi"
    both = matched_of(["Nội dung", "Tên đoàn"])
    assert names(both) == {"Nội dung": "purpose_vi", "Tên đoàn": "name_vi"}


def test_match_names_a_heading_that_stands_twice() -> None:
    matched = matched_of(["name_vi", "Name in Vietnamese", "Tên đoàn"])
    assert names(matched) == {"name_vi": "name_vi"}
    assert matched.unknown == ["Name in Vietnamese", "Tên đoàn"]
    assert matched.reasons["Tên đoàn"] == (
        "“Tên đoàn” would be the same column as “name_vi”. Choose what it is."
    )


def test_match_lets_several_headings_fill_one_column_of_rows() -> None:
    matched = matched_of(["Bên Việt Nam", "Bên nước ngoài"], model=Agreement)
    assert names(matched) == {"Bên Việt Nam": "parties", "Bên nước ngoài": "parties"}


@pytest.mark.parametrize(
    "headers",
    [
        ["Trưởng đoàn", "Chức vụ"],
        ["Trưởng đoàn – Họ tên", "Trưởng đoàn – Chức vụ"],
        ["Tên trưởng đoàn", "Chức vụ trưởng đoàn"],
    ],
)
def test_match_puts_an_office_to_its_person(headers: list[str]) -> None:
    matched = matched_of(headers)
    assert [mapped.part for mapped in matched.columns] == ["", "end"]
    assert set(names(matched).values()) == {"leaders"}
    assert [mapped.part for mapped in matched_of(["Trưởng đoàn, chức vụ"]).columns] == [""]


def test_match_understands_headings_in_two_lines() -> None:
    headers = ["Số lượng – Đoàn", "Số lượng – Người", "Thời gian – Đến ngày"]
    matched = matched_of(headers)
    assert list(names(matched).values()) == ["count", "persons", "period"]


def test_match_reads_a_period_from_two_columns() -> None:
    for headers, parts in (
        (["Từ ngày", "Đến ngày"], ["start", "end"]),
        (["Ngày đi", "Ngày về"], ["start", "end"]),
        (["Ngày đến", "Ngày đi"], ["start", "end"]),
    ):
        matched = matched_of(headers)
        assert [mapped.part for mapped in matched.columns] == parts
    assert matched_of(["Thời gian", "Đến ngày"]).unknown == ["Đến ngày"]


def test_match_says_what_the_file_lacks_for_new_records() -> None:
    lacking = [column.name for column in matched_of(["Tên đoàn"]).lacking]
    assert lacking == ["direction", "rank"]
    fixed = matched_of(["Tên đoàn"], fixed={"rank": "business"})
    assert [column.name for column in fixed.lacking] == ["direction"]


# What a person has decided


def test_match_follows_decisions_before_headings() -> None:
    matched = matched_of(
        ["Tên đoàn", "Ghi chú", "màu sắc", "hình"],
        mapping={"Tên đoàn": "summary_vi", "màu sắc": "name_vi", "Ghi chú": LEFT_OUT},
    )
    assert names(matched) == {"Tên đoàn": "summary_vi", "màu sắc": "name_vi"}
    assert (matched.left_out, matched.unknown) == (["Ghi chú"], ["hình"])


def test_match_keeps_the_unit_of_a_heading_that_was_decided() -> None:
    matched = matched_of(["Kinh phí (triệu đồng)"], mapping={"Kinh phí (triệu đồng)": "cost_vnd"})
    assert [mapped.factor for mapped in matched.columns] == [10**6]


def test_match_reads_two_decided_columns_from_one_heading() -> None:
    matched = matched_of(["SL", "x"], mapping={"SL": "count|persons", "x": "name_vi|purpose_vi"})
    assert names(matched) == {"SL": "count|persons"}
    assert matched.unknown == ["x"]


def test_match_passes_over_decisions_on_columns_that_are_no_more() -> None:
    assert matched_of(["Tên đoàn"], mapping={"Tên đoàn": "gone"}).unknown == []


@pytest.mark.django_db
def test_mapping_is_kept_and_offered_for_the_same_layout() -> None:
    headers = ["Tên nhóm khách", "Hồi nào", "STT"]
    user = make_user("Editor")
    keep_mapping(Delegation, headers, {"Tên nhóm khách": "name_vi", "Hồi nào": "period"}, user)
    again = ["HỒI NÀO", "stt", "ten nhom khach"]
    saved = saved_mapping(Delegation, again)
    assert names(matched_of(again, saved=saved)) == {
        "HỒI NÀO": "period",
        "ten nhom khach": "name_vi",
    }
    assert saved_mapping(Delegation, [*again, "Ghi chú"]) == {}
    assert saved_mapping(Partner, again) == {}
    assert ColumnMapping.objects.get().changed_by == user


@pytest.mark.django_db
def test_mapping_kept_again_replaces_the_former_one() -> None:
    headers = ["Hồi nào"]
    keep_mapping(Delegation, headers, {"Hồi nào": "period"})
    keep_mapping(Delegation, headers, {"Hồi nào": "decided_on"})
    assert saved_mapping(Delegation, headers) == {"hoi nao": "decided_on"}
    keep_mapping(Delegation, headers, {})
    assert ColumnMapping.objects.count() == 1


def test_match_puts_decisions_before_what_was_kept() -> None:
    matched = matched_of(
        ["Hồi nào"], saved={"hoi nao": "period"}, mapping={"Hồi nào": "reported_on"}
    )
    assert names(matched) == {"Hồi nào": "reported_on"}


# Titles, groups and sheets


@pytest.mark.parametrize(
    ("lines", "within"),
    [
        (["DANH SÁCH ĐOÀN RA NĂM 2024"], "2024"),
        (["DANH SÁCH ĐOÀN VÀO THÁNG 3 NĂM 2024"], "2024-03"),
        (["Thống kê tháng 3/2024"], "2024-03"),
        (["Báo cáo năm 2024", "(Kèm theo Công văn ngày 05 tháng 01 năm 2025)"], "2024"),
        (["THÁNG 1 NĂM 2024", "THÁNG 2 NĂM 2024"], "2024"),
        (["Kế hoạch 2024"], "2024"),
        (["Giai đoạn năm 2020 - năm 2024"], None),
        (["UBND TỈNH BÌNH DƯƠNG"], None),
        ([], None),
    ],
)
def test_titles_say_the_year_or_month(lines: list[str], within: str | None) -> None:
    found = within_titles(lines)
    assert (found.text if found else None) == within


@pytest.mark.parametrize(
    ("sheet", "within", "found"),
    [
        ("Tháng 3", "2024", ("2024-03", True)),
        ("T3", "2024", ("2024-03", True)),
        ("T3-2023", "2024", ("2023-03", True)),
        ("Quý I", "2024", ("2024-01/2024-03", True)),
        ("2023", None, ("2023", True)),
        ("Đoàn ra 2023", None, ("2023", True)),
        ("3", "2024", ("2024", False)),  # the third sheet as well as March
        ("Sheet1", "2024", ("2024", False)),
        ("Tháng 3", None, (None, False)),
    ],
)
def test_name_of_a_sheet_says_the_month(
    sheet: str, within: str | None, found: tuple[str | None, bool]
) -> None:
    date, says = within_sheet(sheet, PartialDate.parse(within) if within else None)
    assert (date.text if date else None, says) == found


def test_title_gives_the_direction_of_all_rows() -> None:
    matched = matched_of(["Tên đoàn"], titles=["UBND TỈNH", "DANH SÁCH ĐOÀN RA NĂM 2024"])
    assert matched.said == {"direction": "out"}
    assert [column.name for column in matched.lacking] == ["rank"]
    assert matched.notes == [
        "The title says “outgoing”: it is taken for “Direction” of all rows.",
        "Dates that do not say it themselves are of 2024, as the title says.",
    ]


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        (["Tên đoàn", "Chiều đoàn"], "DANH SÁCH ĐOÀN RA"),
        (["Tên đoàn"], "DANH SÁCH ĐOÀN RA, ĐOÀN VÀO"),
        (["Tên đoàn"], "Sắp ra mắt"),
    ],
)
def test_title_says_nothing_if_the_file_does_or_it_says_both(
    headers: list[str], title: str
) -> None:
    assert matched_of(headers, titles=[title]).said == {}


def test_title_gives_the_unit_of_money() -> None:
    titles = ["Đơn vị tính: triệu đồng"]
    plain, own = (
        matched_of([header], titles=titles).columns[0] for header in ("Kinh phí", "Kinh phí (đồng)")
    )
    assert (int(plain.factor), int(own.factor)) == (10**6, 1)
    assert matched_of(["Số người"], titles=titles).columns[0].factor == 1


GROUPS = ["Tên đoàn", "(nhóm 1)", "(nhóm 2)"]


def test_groups_are_what_all_their_texts_can_be_read_as() -> None:
    matched = matched_of(
        GROUPS,
        ["A", "I. ĐOÀN RA (2 đoàn)", "1. Tháng 3"],
        ["B", "II. ĐOÀN VÀO", "2. Tháng 4/2024"],
        titles=["NĂM 2024"],
    )
    assert names(matched) == {
        "Tên đoàn": "name_vi",
        "(nhóm 1)": "direction",
        "(nhóm 2)": "period",
    }
    assert matched.columns[2].part == "group"


def test_groups_that_are_neither_choice_nor_date_are_unknown() -> None:
    matched = matched_of(GROUPS, ["A", "I. ĐOÀN RA", "Tháng 3"], ["B", "Châu Á", "Tháng 4"])
    assert matched.unknown == ["(nhóm 1)", "(nhóm 2)"]


def test_groups_leave_a_column_alone_that_the_file_has() -> None:
    matched = matched_of([*GROUPS[:2], "Chiều đoàn"], ["A", "Đoàn ra", "out"])
    assert matched.unknown == ["(nhóm 1)"]


def test_groups_can_be_decided() -> None:
    matched = matched_of(
        GROUPS,
        ["A", "Hàn Quốc", "đầu năm"],
        mapping={"(nhóm 1)": "countries", "(nhóm 2)": "period"},
    )
    assert names(matched)["(nhóm 1)"] == "countries"
    assert matched.columns[2].part == "group"


def test_headings_of_a_program_are_known_as_such() -> None:
    assert matched_of(["code", "value"], model=Observation).is_program
    assert matched_of(["indicator", "plan_percent"], model=Observation).is_program
    assert not matched_of(["indicator", "value"], model=Observation).is_program
    assert not matched_of(["code", "Giá trị"], model=Observation).is_program


@given(st.permutations(["STT", "Tên đoàn", "Thời gian", "Số người", "Nội dung", "Ghi chú", "màu"]))
def test_order_of_columns_makes_no_difference(headers: list[str]) -> None:
    matched = matched_of(headers)
    assert names(matched) == {
        "Tên đoàn": "name_vi",
        "Thời gian": "period",
        "Số người": "persons",
        "Nội dung": "purpose_vi",
        "Ghi chú": "editor_note",
    }
    assert (matched.unknown, matched.numbering) == (["màu"], ["STT"])


@given(st.lists(st.text(), unique=True, max_size=6), st.lists(st.text(), max_size=3))
def test_any_headings_are_matched_or_named(headers: list[str], titles: list[str]) -> None:
    matched = matched_of(headers, titles=titles)
    said = [mapped.header for mapped in matched.columns]
    known = [*said, *matched.unknown, *matched.derived, *matched.numbering]
    assert sorted(known) == sorted(filter(None, headers))
