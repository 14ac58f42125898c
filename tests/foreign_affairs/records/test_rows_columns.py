"""Bodies and persons beside a record, in lists and back."""

from typing import Any

import pytest
from django.db.models import prefetch_related_objects
from pytest_django import DjangoAssertNumQueries

from events.models import (
    Delegation,
    DelegationCountry,
    DelegationParticipant,
    Event,
    Programme,
)
from events.resources import DelegationResource
from foreign_affairs.records.columns import NewRow, RowsColumn, RowValue, person_of
from foreign_affairs.records.references import ReferenceFinder
from foreign_affairs.records.resources import REGISTRY
from partners.models import Agreement
from tests.factories import (
    make_agreement_party,
    make_country,
    make_delegation,
    make_delegation_country,
    make_delegation_participant,
    make_event_participant,
    make_organisation,
    make_partner,
    make_programme_participant,
)

pytestmark = pytest.mark.django_db


def column(name: str, model: Any = Delegation) -> RowsColumn:
    return next(column for column in REGISTRY[model].rows if column.name == name)


def body(kind: str, code: str, **more: Any) -> RowValue:
    return RowValue(code, kind, code, **more)


# What is added


def test_missing_rows_of_a_new_record_are_all() -> None:
    values = (body("partner", "daejeon"), body("organisation", "police", is_home=True))
    assert column("partners").missing_rows(Delegation(), values) == [
        NewRow(
            DelegationParticipant,
            {"role": "participant", "side": "partner", "order": 1, "partner": "daejeon"},
        ),
        NewRow(
            DelegationParticipant,
            {"role": "participant", "side": "home", "order": 2, "organisation": "police"},
        ),
    ]


def test_missing_rows_leave_out_who_takes_part_already() -> None:
    delegation = make_delegation()
    host = make_delegation_participant(
        delegation=delegation, partner=make_partner(code="daejeon"), role="host", order=3
    )
    values = (body("partner", "daejeon"), body("partner", "oryol"), body("partner", "oryol"))
    # In whatever role: the list only says with whom it was.
    (new,) = column("partners").missing_rows(delegation, values)
    assert (new.fields["partner"], new.fields["order"]) == ("oryol", host.order + 1)
    # A column of one role asks for that.
    assert column("hosts").missing_rows(delegation, values[:1]) == []
    assert len(column("organisers").missing_rows(delegation, values[:1])) == 1


@pytest.mark.parametrize(
    ("direction", "side"), [("out", "home"), ("in", "partner"), ("exchange", "home")]
)
def test_missing_leader_is_on_the_side_that_travels(direction: str, side: str) -> None:
    value = RowValue("A, B", person="Nguyễn Văn A", office="Phó Chủ tịch")
    (new,) = column("leaders").missing_rows(Delegation(direction=direction), (value,))
    assert new.fields == {
        "role": "leader",
        "side": side,
        "order": 1,
        "person": "Nguyễn Văn A",
        "office_vi": "Phó Chủ tịch",
    }


@pytest.mark.parametrize(
    ("person", "office_vi", "text"),
    [
        ("Nguyễn Văn A", "Phó Chủ tịch", "Ông NGUYỄN VĂN A"),
        ("Nguyễn Văn A", "Phó Chủ tịch", "Nguyễn Văn A, Bí thư"),
        ("", "Bí thư, Tỉnh trưởng", "Bí thư, Tỉnh trưởng"),
    ],
)
def test_leader_is_known_by_name_or_by_the_text_that_was_exported(
    person: str, office_vi: str, text: str
) -> None:
    delegation = make_delegation()
    make_delegation_participant(
        delegation=delegation,
        partner=make_partner(),
        role="leader",
        person=person,
        office_vi=office_vi,
    )
    name, office = person_of(text)
    value = RowValue(text, person=name, office=office)
    assert column("leaders").missing_rows(delegation, (value,)) == []


@pytest.mark.parametrize(
    ("text", "person", "office"),
    [
        ("Ông Nguyễn Văn A, Phó Chủ tịch UBND tỉnh", "Nguyễn Văn A", "Phó Chủ tịch UBND tỉnh"),
        ("Bà Trần Thị B - Giám đốc Sở", "Trần Thị B", "Giám đốc Sở"),
        ("Kim Min-su (Thị trưởng)", "Kim Min-su", "Thị trưởng"),
        ("Mr. Kim", "Kim", ""),
        ("Bành Văn C", "Bành Văn C", ""),
    ],
)
def test_person_stands_before_the_office(text: str, person: str, office: str) -> None:
    assert person_of(text) == (person, office)


def test_missing_country_of_travellers_is_on_their_way() -> None:
    value = body("country", "kr", days=3)
    (new,) = column("countries").missing_rows(Delegation(direction="out"), (value,))
    assert new == NewRow(DelegationCountry, {"country": "kr", "days": 3})


def test_missing_country_of_guests_is_where_they_are_from() -> None:
    (new,) = column("countries").missing_rows(Delegation(direction="in"), (body("country", "kr"),))
    assert new == NewRow(
        DelegationParticipant,
        {"role": "participant", "side": "partner", "order": 1, "country": "kr"},
    )


def test_country_of_guests_is_said_by_their_partner() -> None:
    delegation = make_delegation(direction="in")
    partner = make_partner(country=make_country(code="kr"))
    make_delegation_participant(delegation=delegation, partner=partner)
    values = (body("country", "kr"),)
    assert column("countries").missing_rows(delegation, values) == []
    delegation.direction = "out"
    assert len(column("countries").missing_rows(delegation, values)) == 1


@pytest.mark.parametrize(
    ("model", "make"),
    [
        (Agreement, make_agreement_party),
        (Delegation, make_delegation_participant),
        (Event, make_event_participant),
        (Programme, make_programme_participant),
    ],
)
def test_rows_of_prefetched_records_cost_no_query(
    model: Any, make: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert [m for m in REGISTRY if REGISTRY[m].rows] == [Agreement, Event, Delegation, Programme]
    records = [make().parent_record for _time in "ab"]
    columns = REGISTRY[model].rows
    prefetch_related_objects(records, *(path for rows in columns for path in rows.prefetches))
    with django_assert_num_queries(0):
        for rows in columns:
            for record in records:
                rows.missing_rows(record, (body("country", "kr"),))
                rows.for_people(record, "vi")


# What is written for people


def test_names_for_people_are_those_of_the_other_side() -> None:
    delegation = make_delegation()
    make_delegation_participant(
        delegation=delegation, partner=make_partner(name_vi="Thành phố Daejeon", name_en="Daejeon")
    )
    home = make_organisation(name_vi="Tỉnh nhà")
    DelegationParticipant.objects.create(
        delegation=delegation, organisation=home, side="home", role="host"
    )
    names = ReferenceFinder()
    partners, hosts = column("partners"), column("hosts")
    assert partners.for_people(delegation, "vi", names=names) == "Thành phố Daejeon"
    assert partners.for_people(delegation, "en", names=names) == "Daejeon"
    assert hosts.for_people(delegation, "vi", names=names) == "Tỉnh nhà"


def test_names_for_people_have_codes_where_nobody_knows_them_unique() -> None:
    delegation = make_delegation()
    make_delegation_participant(
        delegation=delegation, partner=make_partner(code="daejeon", name_vi="Thành phố Daejeon")
    )
    assert column("partners").for_people(delegation, "vi") == "Thành phố Daejeon [daejeon]"


def test_names_for_people_that_would_be_taken_apart_are_codes() -> None:
    delegation = make_delegation()
    make_delegation_participant(
        delegation=delegation, partner=make_partner(code="odd", name_vi="Một; hai")
    )
    assert column("partners").for_people(delegation, "vi", names=ReferenceFinder()) == "odd"


def test_names_for_people_leave_out_who_may_not_be_named() -> None:
    delegation = make_delegation(state="published")
    for state in ("published", "internal"):
        partner = make_partner(name_vi=f"Đối tác {state}", state=state)
        make_delegation_participant(delegation=delegation, partner=partner)
    text = column("partners").for_people(
        delegation, "vi", states={"published"}, names=ReferenceFinder()
    )
    assert text == "Đối tác published"


def test_countries_for_people_have_their_days() -> None:
    delegation = make_delegation(direction="out")
    korea = make_country(code="kr", name_vi="Hàn Quốc", name_en="Korea")
    make_delegation_country(delegation=delegation, country=korea, days=3)
    laos = make_country(code="la", name_vi="Lào", name_en="Laos")
    make_delegation_country(delegation=delegation, country=laos)
    countries, names = column("countries"), ReferenceFinder()
    assert countries.for_people(delegation, "vi", names=names) == "Hàn Quốc (3 ngày); Lào"
    assert countries.for_people(delegation, "en", names=names) == "Korea (3 days); Laos"


def test_leader_for_people_is_name_and_office() -> None:
    delegation = make_delegation()
    make_delegation_participant(
        delegation=delegation,
        role="leader",
        person="Nguyễn Văn A",
        office_vi="Phó Chủ tịch",
        office_en="Vice Chairman",
    )
    leaders = column("leaders")
    assert leaders.for_people(delegation, "vi") == "Nguyễn Văn A, Phó Chủ tịch"
    assert leaders.for_people(delegation, "en") == "Nguyễn Văn A, Vice Chairman"


def test_rows_are_no_columns_of_dumps() -> None:
    names = {column.name for column in DelegationResource.columns()}
    assert not names & {column.name for column in DelegationResource.rows}
