"""What the headings of offices' lists mean."""

from typing import Any

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from events.models import Delegation, Event, Programme
from foreign_affairs.models import Tracked
from foreign_affairs.records.headings import NUMBERING, headings_of
from foreign_affairs.records.resources import REGISTRY
from foreign_affairs.text import fold
from indicators.models import Observation
from partners.models import Agreement, Contact


def names_of(model: type[models.Model], header: str) -> list[tuple[str, ...]]:
    return [meaning.names for meaning in headings_of(model).meanings(header)]


@pytest.mark.parametrize(
    ("model", "header", "name"),
    [
        (Delegation, "name_vi", "name_vi"),
        (Delegation, "Tên tiếng Việt", "name_vi"),
        (Delegation, "NAME IN VIETNAMESE", "name_vi"),
        (Delegation, "Tên đoàn", "name_vi"),
        (Delegation, "ten doan", "name_vi"),
        (Delegation, "Tên\nđoàn", "name_vi"),
        (Delegation, " TÊN  ĐOÀN: ", "name_vi"),
        (Delegation, "Tên đoàn / Name of the group", "name_vi"),
        (Delegation, "Tên đoàn (Delegation)", "name_vi"),
        (Delegation, "Nước/Country", "countries"),
        (Delegation, "Đối tác", "partners"),
        (Delegation, "Trưởng đoàn (họ tên, chức vụ)", "leaders"),
        (Delegation, "Đơn vị chủ trì", "organisers"),
        (Delegation, "Số người", "persons"),
        (Delegation, "Số người (người)", "persons"),
        (Delegation, "Thời gian", "period"),
        (Delegation, "Thời gian (từ ngày - đến ngày)", "period"),
        (Delegation, "Ghi chú", "editor_note"),
        (Delegation, "Trong/ngoài kế hoạch", "is_in_plan"),
        (Delegation, "Đoàn ra/đoàn vào", "direction"),
        (Event, "Đơn vị tổ chức", "organisers"),
        (Event, "Địa điểm", "place_vi"),
        (Agreement, "Trích yếu", "name_vi"),
        (Agreement, "Bên nước ngoài", "parties"),
        (Contact, "Họ và tên", "person"),
        (Contact, "SĐT", "phone"),
        (Observation, "So với cùng kỳ (%)", "change_percent"),
    ],
)
def test_heading_is_understood(model: type[models.Model], header: str, name: str) -> None:
    assert names_of(model, header)[:1] == [(name,)]


@pytest.mark.parametrize(
    ("header", "factor", "unit"),
    [
        ("Kinh phí", 1, ""),
        ("Kinh phí (đồng)", 1, "vnd"),
        ("Cost (VND)", 1, "vnd"),
        ("Kinh phí (triệu đồng)", 10**6, "vnd"),
        ("Kinh phí, triệu đồng", 10**6, "vnd"),
        ("Kinh phí - nghìn đồng", 10**3, "vnd"),
        ("Kinh phí (ĐVT: tr.đ)", 10**6, "vnd"),
    ],
)
def test_heading_says_the_unit(header: str, factor: int, unit: str) -> None:
    (meaning,) = headings_of(Delegation).meanings(header)
    assert meaning.names == ("cost_vnd",)
    assert (int(meaning.factor), meaning.unit) == (factor, unit)


@pytest.mark.parametrize(
    ("model", "header", "names"),
    [
        (Delegation, "Số đoàn/số người", ("count", "persons")),
        (Delegation, "Số đoàn (số người)", ("count", "persons")),
        (Delegation, "Số lượng đoàn/người", ("count", "persons")),
        (Delegation, "Số, ngày quyết định", ("decision_number", "decided_on")),
        (Programme, "Thời gian thực hiện", ("started_on", "ended_on")),
        (Agreement, "Thời gian hiệu lực", ("effective_from", "effective_until")),
    ],
)
def test_heading_may_stand_for_two_columns(
    model: type[models.Model], header: str, names: tuple[str, str]
) -> None:
    assert names_of(model, header) == [names]


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("Từ ngày", "start"),
        ("Đến ngày", "end"),
        ("Thời gian Từ ngày", "start"),
        ("Thời gian / Đến ngày", "end"),
        ("Thời gian\nĐến ngày", "end"),
        ("Ngày về", "end"),
    ],
)
def test_heading_of_a_date_in_two_columns(header: str, part: str) -> None:
    meaning = headings_of(Delegation).meanings(header)[0]
    assert (meaning.names, meaning.part) == (("period",), part)


@pytest.mark.parametrize(
    "header",
    [
        "màu sắc",
        "Kinh phí (USD)",
        "Kinh phí (triệu USD)",
        "Số người (đoàn)",
        "Ngày/nơi sinh",
        "Ngày, nơi sinh",
        "Tên đoàn, ngày",
        "",
        "x" * 300,
    ],
)
def test_unknown_heading_means_nothing(header: str) -> None:
    assert names_of(Delegation, header) == []


def test_word_for_two_columns_gives_both_in_order() -> None:
    assert names_of(Delegation, "Nội dung") == [("name_vi",), ("purpose_vi",)]


@pytest.mark.parametrize("model", REGISTRY, ids=lambda model: model._meta.label_lower)
def test_every_title_means_its_own_column(model: type[models.Model]) -> None:
    resource: Any = REGISTRY[model]
    headings = headings_of(model)
    for column in (*resource.columns(), *resource.rows):
        for title in column.titles():
            found = headings.meanings(title)
            assert found[0].names == (column.name,), title


@pytest.mark.parametrize("model", REGISTRY, ids=lambda model: model._meta.label_lower)
def test_every_word_is_of_a_column_that_there_is(model: type[Tracked]) -> None:
    resource = REGISTRY[model]
    headings = headings_of(model)
    assert set(resource.words) <= set(headings.columns)
    for name, words in resource.words.items():
        column: Any = headings.columns[name]
        if words.choices:
            assert set(words.choices) <= {str(value) for value in column.labels("en")} | {
                "true",
                "false",
            }
        for called in (*words.headers, *words.starts, *words.ends):
            assert fold(called) not in NUMBERING
            assert any(name in meaning.names for meaning in headings.called(called)) or (
                headings.is_title(called)
            )


@given(st.text(alphabet="Tênđoàn/()Sốgười, -\nngàykinhphítriệuđồng%|;[]") | st.text())
def test_any_heading_is_looked_at_without_an_error(header: str) -> None:
    headings_of(Delegation).meanings(header)
