"""The timeline as it is read from the database: what is on it, in which order, at which cost."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.timeline import Timeline
from partners.models import Partner
from partners.timeline import by_year, moments_of
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_country,
    make_delegation,
    make_delegation_country,
    make_event,
    make_event_participant,
    make_organisation,
    make_partner,
    make_programme,
    make_recognition,
    make_tie,
)

pytestmark = pytest.mark.django_db


def codes(moments: list[Any]) -> list[str]:
    return [moment.record.code for moment in moments]


def make_one_of_each(state: str = "published", **country: Any) -> Partner:
    """One moment of each kind, the codes in the order of a timeline."""
    partner = make_partner(state=state, **country)
    make_event(code=f"{state}-event", held_on=">2024-09", state=state)
    make_recognition(code=f"{state}-award", year=2024, state=state)
    make_agreement(code=f"{state}-agreement", signed_on="2023-05-17", state=state)
    make_delegation(code=f"{state}-visit", period="2023", state=state)
    make_tie(code=f"{state}-tie", since="2022-10", partner=partner)
    make_programme(code=f"{state}-programme", state=state)
    return partner


def test_timeline_is_newest_first_and_what_has_no_date_last() -> None:
    make_one_of_each()
    timeline = Timeline()
    assert codes(timeline[:50]) == [
        "published-event",
        "published-award",
        "published-agreement",
        "published-visit",
        "published-tie",
        "published-programme",
    ]
    assert [year.number for year in by_year(timeline[:50])] == [2024, 2023, 2022, None]
    assert list(timeline) == timeline[:50]
    assert codes(timeline[2:4]) == ["published-agreement", "published-visit"]


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_timeline_has_public_records_only(state: str) -> None:
    make_one_of_each(state)
    timeline = Timeline()
    assert (len(timeline), timeline[:50]) == (0, [])


def test_order_in_memory_is_that_of_the_database() -> None:
    make_one_of_each()
    make_event(code="a", held_on="2018/2019", state="published")
    make_event(code="b", held_on="../2018-04", state="published")
    make_recognition(code="c", year=None, state="published")
    timeline = Timeline()
    moments = timeline[:50]
    records: dict[str, list[Any]] = {}
    for moment in reversed(moments):
        records.setdefault(f"{moment.kind}s", []).append(moment.record)
    assert moments_of(**records) == moments


def test_only_the_kinds_asked_for_are_on_it_but_all_are_counted() -> None:
    make_one_of_each()
    timeline = Timeline(["event", "tie"])
    assert codes(timeline[:50]) == ["published-event", "published-tie"]
    assert len(timeline) == 2
    assert timeline.counts["agreement", 2023] == 1


def test_timeline_of_a_partner_has_what_it_and_its_bodies_take_part_in() -> None:
    partner = make_one_of_each()
    body = make_organisation(locality_abroad=partner, state="published")
    make_agreement_party(
        agreement=make_agreement(code="theirs", signed_on="2024-02", state="published"),
        organisation=body,
    )
    make_event_participant(event=make_event(code="ours", state="published"), partner=partner)
    assert codes(Timeline(partner=partner)[:50]) == ["theirs", "published-tie", "ours"]


def test_timeline_of_a_country_has_what_takes_place_there_and_counts_nothing_twice() -> None:
    korea = make_country()
    partner = make_one_of_each(country=korea)
    visit = make_delegation(code="both", period="2021", state="published")
    make_delegation_country(delegation=visit, country=korea)
    make_event_participant(
        event=make_event(code="there", held_on="2020", country=korea, state="published"),
        partner=partner,
    )
    timeline = Timeline(country=korea)
    assert codes(timeline[:50]) == ["published-tie", "both", "there"]
    assert len(timeline) == 3


@pytest.mark.parametrize(
    ("held_on", "years"),
    [
        ("2019", [2019]),
        ("2019-12", [2019]),
        ("2018/2020", [2018, 2019, 2020]),
        (">2019-03", [2019]),
        ("2019/..", [2019]),
        ("<2020", [2019]),
    ],
)
def test_year_has_what_can_lie_in_it(held_on: str, years: list[int]) -> None:
    make_event(held_on=held_on, state="published")
    make_recognition(year=2015, state="published")
    assert [year for year in range(2016, 2023) if len(Timeline(year=year))] == years
    assert codes(Timeline(year=2015)[:5]) != []


def test_pages_of_years_say_where_each_begins() -> None:
    make_one_of_each()
    assert Timeline().pages_of_years(3) == [(2024, 2, 1), (2023, 2, 1), (2022, 1, 2), (None, 1, 2)]


def queries_of(timeline: Timeline) -> int:
    with CaptureQueriesContext(connection) as queries:
        len(timeline)
        for moment in timeline[:500]:
            str(moment.record)
    return len(queries)


def test_timeline_costs_the_same_with_one_and_three_of_everything() -> None:
    make_one_of_each()
    once = queries_of(Timeline())
    for number in ("x", "y"):
        partner = make_partner(state="published")
        make_tie(code=f"tie-{number}", since="2001", partner=partner)
        make_event(held_on="2001", state="published")
        make_agreement(signed_on="2001", state="published")
    assert queries_of(Timeline()) == once
