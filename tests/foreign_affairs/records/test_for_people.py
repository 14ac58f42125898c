"""What is written for people is read back as the same, in both languages, typed or as text."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from events.models import Delegation
from foreign_affairs.numbers import format_plain_number
from foreign_affairs.records.columns import (
    Column,
    ForPeople,
    ReferenceColumn,
    text_for_people,
)
from foreign_affairs.records.decisions import Decisions
from foreign_affairs.records.mapping import match
from foreign_affairs.records.reading.cells import Exact
from foreign_affairs.records.references import ReferenceFinder
from foreign_affairs.records.resources import REGISTRY, resource_for
from foreign_affairs.records.tables import Row, Table
from foreign_affairs.records.values import ValueReader
from partners.models import Organisation, Partner
from tests.factories import (
    make_country,
    make_delegation,
    make_delegation_country,
    make_delegation_participant,
    make_organisation,
    make_partner,
    make_source,
)

pytestmark = pytest.mark.django_db

LANGUAGES = ("vi", "en")


def exact(value: ForPeople) -> str:
    """A typed cell of a workbook as it is read."""
    if isinstance(value, datetime.date):
        return Exact(value.isoformat())
    if isinstance(value, str):
        return value
    return Exact(format_plain_number(Decimal(repr(value))))


def values_again(
    model: type[models.Model], records: Any, language: str, *, typed: bool
) -> list[dict[str, Any]]:
    """Writes the records for people, with all columns, and reads the table."""
    resource = resource_for(model)
    columns: list[Any] = [*resource.columns(), *resource.rows, *resource.derived]
    names = ReferenceFinder()
    headers = [column.header(language) for column in columns]
    rows = []
    for number, record in enumerate(records, start=2):
        cells = [column.for_people(record, language, names=names) for column in columns]
        texts = [exact(cell) if typed else text_for_people(cell, language) for cell in cells]
        rows.append(Row(number, dict(zip(headers, texts, strict=True))))
    table = Table("file", headers, rows)
    matched = match(model, table, Decisions())
    assert (matched.unknown, matched.numbering) == ([], [])
    assert len(matched.columns) == len(resource.columns()) + len(resource.rows)
    reader = ValueReader(model, matched, Decisions(), ReferenceFinder())
    for row in table.rows:
        reader.observe(row)
    assert reader.questions() == []
    found = []
    for row in table.rows:
        values, problems = reader.read(row)
        assert problems == []
        found.append(values)
    return found


def expected(column: Column, record: Any) -> Any:
    if isinstance(column, ReferenceColumn):
        target = getattr(record, column.field.name)
        return target.code if target else None
    return column.value(record)


def check(model: type[models.Model], language: str, *, typed: bool) -> None:
    records = list(model._default_manager.order_by("code"))
    resource = resource_for(model)
    for record, values in zip(
        records, values_again(model, records, language, typed=typed), strict=True
    ):
        for column in resource.columns():
            assert values[column.name] == expected(column, record), (record, column.name)
        for rows in resource.rows:
            assert rows.missing_rows(record, values[rows.name]) == [], (record, rows.name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", REGISTRY, ids=lambda model: model._meta.label_lower)
def test_shipped_register_is_read_back_from_words(
    shipped_register: None, model: type[models.Model], language: str
) -> None:
    check(model, language, typed=True)
    check(model, language, typed=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_records_of_one_name_are_told_apart(language: str) -> None:
    korea = make_country(name_vi="Hàn Quốc", name_en="Korea")
    for code in ("one", "other"):
        make_partner(code=code, name_vi="Thành phố Trùng", name_en="Twin City", country=korea)
    make_organisation(code="one", name_vi="Cơ quan một", country=korea)
    make_organisation(code="twin", name_vi="Thành phố Trùng", country=korea)
    delegation = make_delegation(sources=[make_source(name_vi="Một; hai"), make_source()])
    for partner in Partner.objects.all():
        make_delegation_participant(delegation=delegation, partner=partner)
    for organisation in Organisation.objects.all():
        make_delegation_participant(delegation=delegation, organisation=organisation)
    make_delegation_participant(delegation=delegation, country=korea)
    make_delegation_country(delegation=delegation, country=korea, days=3)
    make_delegation_participant(
        delegation=delegation, role="leader", person="A; B", office_vi="Bí thư;\nTỉnh trưởng"
    )
    make_delegation_participant(delegation=delegation, role="leader", partner=make_partner())
    make_delegation_participant(delegation=delegation, role="participant", person="Kim, Min-su")
    check(Delegation, language, typed=False)


def test_names_for_people_may_be_without_a_finder() -> None:
    partner = make_partner(country=make_country(code="xx", name_vi="Nước thử", name_en="Try"))
    column = next(column for column in resource_for(Partner).columns() if column.name == "country")
    words = [column.for_people(partner, language) for language in LANGUAGES]
    assert words == ["Nước thử [xx]", "Try [xx]"]


def test_choices_and_answers_for_people_are_words() -> None:
    delegation = make_delegation(direction="out", is_in_plan=True, persons=None)
    columns = {column.name: column for column in resource_for(Delegation).columns()}
    found = {
        name: [columns[name].for_people(delegation, language) for language in LANGUAGES]
        for name in ("direction", "is_in_plan", "persons")
    }
    assert found == {
        "direction": ["Đoàn ra", "Outgoing"],
        "is_in_plan": ["Có", "Yes"],
        "persons": ["", ""],
    }
