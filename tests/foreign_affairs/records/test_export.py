import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from events.models import Delegation
from foreign_affairs.records import outgoing
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.export import (
    excel_lines,
    excel_text,
    export_bytes,
    export_columns,
    in_reading_order,
    json_value,
    lines,
)
from foreign_affairs.records.incoming import PlainTable
from foreign_affairs.records.layout import read_table
from foreign_affairs.records.workbook import xlsx_chunks
from partners.models import Organisation, Partner
from tests.factories import (
    make_cooperation_field,
    make_country,
    make_delegation,
    make_delegation_participant,
    make_organisation,
    make_partner,
    make_source,
)

pytestmark = pytest.mark.django_db


def exported(queryset: models.QuerySet[Any], ending: str, **options: Any) -> bytes:
    return b"".join(export_bytes(queryset, ending, **options))


def chosen(model: type[models.Model], *names: str) -> list[Any]:
    known = {column.name: column for column in export_columns(model)}
    return [known[name] for name in names]


def csv_rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


@pytest.mark.parametrize(
    ("ending", "options"), [("csv", {}), ("csv", {"for_excel": True}), ("xlsx", {})]
)
@pytest.mark.parametrize(
    "text",
    ["=1+1", "+84 123", "-5", "@SUM(A1)", "'=1", "''", ";x", "|x", "a|b", 'nói "vậy"', "một\nhai"],
)
def test_texts_that_look_like_something_else_come_back_unchanged(
    ending: str, options: dict[str, bool], text: str
) -> None:
    partner = make_partner(code="p", seat_vi=text)
    data = exported(Partner.objects.all(), ending, **options)
    Partner.objects.filter(pk=partner.pk).update(seat_vi="")
    Batch([PlainTable(Partner, read_table(data, f"x.{ending}"))]).run()
    partner.refresh_from_db()
    assert partner.seat_vi == text


ANY_TEXT = st.text(
    # What cannot be stored, and the NUL that no text file may have.
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"),
    max_size=20,
)


@settings(max_examples=25)  # a workbook is read by a process of its own
@given(ANY_TEXT.filter(str.strip))
def test_any_text_passes_each_kind_of_file(text: str) -> None:
    columns = [column for column in export_columns(Partner) if column.name in ("code", "seat_vi")]
    headings = ["code", "seat_vi"]
    files = {
        "csv": "".join(lines(headings, [("p", text)])).encode(),
        "excel.csv": "".join(excel_lines(headings, [("p", text)])).encode(),
        "xlsx": b"".join(xlsx_chunks("x", headings, columns, iter([("p", text)]))),
    }
    for name, data in files.items():
        (row,) = read_table(data, f"x.{name}").rows
        assert row.cells["seat_vi"] == text, name


def test_csv_is_plain_and_sorted_as_the_queryset() -> None:
    make_partner(code="b")
    make_partner(code="a")
    data = exported(Partner.objects.order_by("code"), "csv")
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert [row["code"] for row in csv_rows(data)] == ["a", "b"]


def test_csv_for_excel_is_what_excel_opens_in_vietnam() -> None:
    make_delegation(
        code="d",
        name_vi="=HYPERLINK(A1)",
        direction="in",
        period="2024-03-05",
        decided_on=date(2024, 3, 1),
        is_in_plan=True,
        persons=15,
        cost_vnd=Decimal("7434000"),
    )
    wanted = ("code", "name_vi", "direction", "period", "decided_on", "is_in_plan", "persons")
    data = exported(
        Delegation.objects.all(), "csv", columns=chosen(Delegation, *wanted), for_excel=True
    )
    assert data.decode() == (
        "\ufeffcode;name_vi;direction;period;decided_on;is_in_plan;persons\r\n"
        "d;'=HYPERLINK(A1);in;2024-03-05;01/03/2024;true;15\r\n"
    )
    with override("en"):  # the language of whoever exports makes no difference
        data = exported(
            Delegation.objects.all(),
            "csv",
            columns=chosen(Delegation, *wanted, "cost_vnd"),
            for_excel=True,
            language="vi",
        )
    assert data.decode() == (
        "\ufeffMã;Tên tiếng Việt;Chiều đoàn;Thời gian;Ngày quyết định;Trong kế hoạch năm;"
        "Số lượt người;Kinh phí (đồng)\r\n"
        "d;'=HYPERLINK(A1);Đoàn vào;05/03/2024;01/03/2024;Có;15;7434000\r\n"
    )


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("7434.4", "7434,4"),
        ("-5", "-5"),
        ("-0.50", "-0,5"),
        ("1543", "1543"),
        ("1.543", "1,5430"),
        ("-12.5430", "-12,5430"),
        ("1234.567", "1234,5670"),
    ],
)
def test_numbers_for_excel_have_a_comma_and_are_never_taken_for_thousands(
    number: str, written: str
) -> None:
    assert excel_text(Decimal(number)) == written


def test_json_is_typed() -> None:
    make_delegation(code="d", persons=15, period="2016-09", is_in_plan=None, decided_on=None)
    (row,) = json.loads(exported(Delegation.objects.all(), "json"))
    assert (row["persons"], row["period"], row["is_in_plan"]) == (15, "2016-09", None)


def test_public_export_has_no_staff_columns_and_names_nothing_hidden() -> None:
    hidden = make_organisation(code="hidden-parent", state="internal")
    secret = make_source(code="secret-source", state="internal")
    make_organisation(
        code="o",
        state="published",
        parent=hidden,
        sources=[make_source(code="open-source", state="published"), secret],
        editor_note="secret note",
    )
    data = exported(Organisation.objects.public(), "csv", public=True)
    (row,) = csv_rows(data)
    assert (row["code"], row["parent"], row["sources"]) == ("o", "", "open-source")
    assert b"secret" not in data
    assert b"hidden" not in data
    assert not {"editor_note", "state"} & row.keys()


def test_public_export_for_people_names_nothing_hidden() -> None:
    hidden = make_organisation(name_vi="Cơ quan kín", state="internal")
    secret = make_source(name_vi="Nguồn kín", state="internal")
    make_organisation(
        state="published",
        parent=hidden,
        sources=[make_source(name_vi="Nguồn mở", state="published"), secret],
        editor_note="ghi chú kín",
    )
    data = exported(Organisation.objects.public(), "csv", public=True, language="vi").decode()
    assert "Nguồn mở" in data
    assert "kín" not in data


@pytest.mark.parametrize(("language", "queries"), [("", 6), ("vi", 22)])
def test_export_costs_the_same_queries_for_one_row_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries, language: str, queries: int
) -> None:
    """The records, their sources and fields as links, then as records, and their countries.

    For people it must be known, too, by which other names these three are called.
    """
    sources = [make_source()]
    make_partner(sources=sources, fields=[make_cooperation_field()])
    with django_assert_num_queries(queries):
        exported(Partner.objects.all(), "csv", language=language)
    make_partner(sources=sources, fields=[make_cooperation_field()])
    make_partner(sources=[make_source(), *sources])
    with django_assert_num_queries(queries):
        exported(Partner.objects.all(), "csv", language=language)


@pytest.mark.parametrize("public", [False, True])
def test_export_of_who_takes_part_costs_the_same_queries_for_one_row_and_for_three(
    django_assert_max_num_queries: Any, public: bool
) -> None:
    partner = make_partner(state="published")

    def make() -> None:
        delegation = make_delegation(state="published")
        make_delegation_participant(delegation=delegation, partner=partner)
        make_delegation_participant(delegation=delegation, country=make_country())
        make_delegation_participant(delegation=delegation, role="leader", person="Kim")

    def cost() -> int:
        with django_assert_max_num_queries(100) as counted:
            records = Delegation.objects.public()
            data = exported(records, "csv", language="vi", public=public).decode()
        assert partner.name_vi in data
        return len(counted)

    make()
    cost()  # what Django keeps for the whole process is read only once
    first = cost()
    make()
    make()
    assert cost() == first


def test_public_export_for_people_names_nobody_hidden_who_takes_part() -> None:
    delegation = make_delegation(state="published")
    hidden = make_partner(state="internal", name_vi="Đối tác kín")
    make_delegation_participant(delegation=delegation, partner=hidden)
    shown = make_partner(state="published", name_vi="Đối tác mở")
    make_delegation_participant(delegation=delegation, partner=shown)
    data = exported(Delegation.objects.public(), "csv", public=True, language="vi").decode()
    assert "Đối tác mở" in data
    assert "kín" not in data


def test_export_reads_in_chunks_and_forgets_what_it_referred_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outgoing, "CHUNK", 2)
    monkeypatch.setattr(outgoing, "MOST_KEPT", 1)
    made = [make_partner(code=f"p{number}", sources=[make_source()]) for number in range(5)]
    rows = csv_rows(exported(Partner.objects.order_by("code"), "csv"))
    assert [(row["code"], row["country"], row["sources"]) for row in rows] == [
        (partner.code, str(partner.country and partner.country.code), partner.sources.get().code)
        for partner in made
    ]


def test_people_read_what_a_record_says_before_what_every_record_has() -> None:
    headings = [column.name for column in in_reading_order(export_columns(Delegation))]
    assert headings[:2] == ["code", "name_vi"]
    assert headings.index("purpose_vi") < headings.index("state") < headings.index("editor_note")


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("7434.40", 7434.4),
        ("15.0000", 15),
        ("12345678901234567", 12345678901234567),
        ("1234567890123456.7891", "1234567890123456.7891"),
    ],
)
def test_numbers_in_json_are_never_rounded(number: str, value: object) -> None:
    assert json_value(Decimal(number)) == value
