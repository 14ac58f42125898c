"""The pages of the calendar: where each date stands, the ways between months, who is named."""

import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.calendars import Month, Year, content, places
from foreign_affairs.dates import PartialDate
from tests.factories import (
    make_agreement,
    make_delegation,
    make_event,
    make_organisation,
    make_partner,
    make_tie,
)
from tests.public_pages import words_of

pytestmark = pytest.mark.django_db

PUBLIC = {"state": "published"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-29 12:00+07:00", tick=False):
        yield


def links_of(response: Any) -> set[str]:
    """Where the page leads in the calendar, besides its own address, which its citation gives."""
    found = re.findall(r'<a [^>]*href="(/en/calendar/[^"#]*)', response.content.decode())
    return set(found) - {response.wsgi_request.path}


def names(entries: Any) -> list[str]:
    return [entry.record.code for entry in entries]


# where a date stands


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2024-09-05", [(2024, 9)]),
        ("2024-09", [(2024, 9)]),
        ("2024-04-14/2024-04-16", [(2024, 4)]),
        ("2024-09/2024-12", [(2024, 9), (2024, 10), (2024, 11), (2024, 12)]),
        ("2023-12-30/2024-01-02", [(2023, 12), (2024, 1)]),
        ("2024-09-05/2024-10", [(2024, 9), (2024, 10)]),
        ("2024", [(2024, 0)]),
        ("2018/2020", [(2018, 0), (2019, 0), (2020, 0)]),
        ("2024-09/2025", [(2024, 0), (2025, 0)]),
        # More than a year: a bar through all months would say nothing.
        ("2022-01-01/2024-02-01", [(2022, 0), (2023, 0), (2024, 0)]),
        (">2024-09", []),
        ("<2024", []),
        ("2004/..", []),
        ("../2024-04-03", []),
    ],
)
def test_date_stands_as_exactly_as_it_is_known(date, expected):
    assert list(places(PartialDate.parse(date))) == expected


def test_month_has_days_in_the_grid_and_what_has_no_day_beside_it():
    make_event(code="day", held_on="2024-09-05", **PUBLIC)
    make_event(code="days", held_on="2024-08-31/2024-09-02", **PUBLIC)
    make_event(code="month", held_on="2024-09", **PUBLIC)
    make_event(code="months", held_on="2024-09/2024-12", **PUBLIC)
    make_event(code="year", held_on="2024", **PUBLIC)
    make_event(code="open", held_on="2004/..", **PUBLIC)
    make_event(code="other-month", held_on="2024-10-01", **PUBLIC)
    month = Month(2024, 9)
    grid = {
        day.date.day: names(day.entries)
        for week in month.weeks
        for day in week
        if day.is_in_month and day.entries
    }
    assert grid == {1: ["days"], 2: ["days"], 5: ["day"]}
    assert [len(week) for week in month.weeks] == [7] * 6
    assert [day.date.isoformat() for day in month.weeks[0] if day.is_in_month] == ["2024-09-01"]
    assert names(month.without_day) == ["month", "months"]
    assert names(month.without_month) == ["year"]


def test_events_stand_before_what_else_is_on_a_day():
    make_delegation(code="visit", period="2024-09-05", **PUBLIC)
    make_agreement(code="signing", signed_on="2024-09-05", **PUBLIC)
    make_event(code="event", held_on="2024-09-05", **PUBLIC)
    assert names(Month(2024, 9).entries) == ["event", "signing", "visit"]


def test_year_has_its_months_and_what_has_none():
    make_event(code="over-new-year", held_on="2023-12-30/2024-01-02", **PUBLIC)
    make_event(code="september", held_on="2024-09", **PUBLIC)
    make_event(code="autumn", held_on="2024-09/2024-12", **PUBLIC)
    make_event(code="year", held_on="2024", **PUBLIC)
    make_event(code="years", held_on="2018/2024", **PUBLIC)
    year = Year(2024)
    assert [(month.number, names(found)) for month, found in year.months] == [
        (1, ["over-new-year"]),
        (9, ["september", "autumn"]),
    ]
    assert names(year.without_month) == ["years", "year"]


def test_anniversaries_are_in_the_calendar_for_this_month_and_the_year_ahead():
    home, partner = make_organisation(**PUBLIC), make_partner(**PUBLIC)
    make_tie(partner=partner, home_body=home, kind="friendship", since="2006-11-13")
    make_tie(partner=partner, home_body=home, kind="strategic", since="2022-01-06")
    assert content() == {2026: {11: 1}, 2027: {1: 1, 11: 1}}
    assert Month(2028, 1).entries == []


# the pages


@pytest.mark.parametrize("status", ["idea", "postponed", "cancelled"])
def test_grid_does_not_tell_what_did_not_take_place_as_if_it_had(client: Client, status: str):
    make_event(name_en="Some fair", held_on="2024-05-16", status=status, **PUBLIC)
    grid = words_of(client.get("/en/calendar/2024/5/")).partition("As a list")[0]
    assert f"16 {status.capitalize()} Some fair" in grid


def test_month_page_says_what_is_unconfirmed_and_what_has_no_day(client: Client):
    make_event(name_en="Meet Korea", held_on="2024-05-16/2024-05-17", status="announced", **PUBLIC)
    make_event(name_en="Some fair", held_on="2024-05", status="held", **PUBLIC)
    make_event(name_en="Some dialogues", held_on="2024", **PUBLIC)
    text = words_of(client.get("/en/calendar/2024/5/"))
    grid, listed = text.split("As a list")
    assert grid.count("Announced, not confirmed since Meet Korea") == 2
    assert "Day not stated Event Some fair" in grid
    assert "16–17 May 2024 Meet Korea Event Announced, not confirmed since" in listed
    assert "1 more is dated only to the year 2024, without a month." in listed
    assert "Some dialogues" not in text


def test_month_without_a_known_day_has_no_empty_grid(client: Client):
    make_event(name_en="Some fair", held_on="2024-05", **PUBLIC)
    page = client.get("/en/calendar/2024/5/")
    assert "<table" not in page.content.decode()
    assert "Day not stated May 2024 Some fair" in words_of(page)


def test_grid_is_a_table_with_a_caption_and_headers(client: Client):
    make_event(held_on="2026-11-20", **PUBLIC)
    page = client.get("/en/calendar/2026/11/").content.decode()
    assert page.count('<th scope="col">') == 7
    assert ">November 2026</caption>" in page
    today = re.search(r'aria-current="date">\s*<time datetime="([^"]*)"', page)
    assert today
    assert today[1] == "2026-11-29"


def test_months_lead_to_the_nearest_that_have_something_and_nowhere_else(client: Client):
    for held_on in ("2023-12-01", "2024-05-16", "2024-09", "2024"):
        make_event(held_on=held_on, **PUBLIC)
    menu = "/en/calendar/"
    assert links_of(client.get("/en/calendar/2024/5/")) - {menu} == {
        "/en/calendar/2023/12/",
        "/en/calendar/2024/9/",
        "/en/calendar/2024/",
    }
    empty = client.get("/en/calendar/2024/6/")
    assert links_of(empty) - {menu} == {
        "/en/calendar/2024/5/",
        "/en/calendar/2024/9/",
        "/en/calendar/2024/",
    }
    assert "Nothing is recorded for this month." in words_of(empty)
    assert '<meta name="robots" content="noindex, follow">' in empty.content.decode()
    far = client.get("/en/calendar/2300/1/")
    assert links_of(far) - {menu} == {"/en/calendar/2024/9/"}
    assert links_of(client.get(menu)) >= {
        "/en/calendar/2024/5/",
        "/en/calendar/2023/12/",
        "/en/calendar/2023/",
    }


@pytest.mark.parametrize("path", ["2024/13/", "2024/0/", "2024/05/", "1/1/", "2023/"])
def test_months_and_years_that_do_not_exist_are_not_found(client: Client, path):
    make_event(held_on="2024-05-16", **PUBLIC)
    assert client.get(f"/en/calendar/{path}").status_code == 404


def test_overview_has_what_comes_first_then_what_was(client: Client):
    make_event(name_en="Old fair", held_on="2024-05-16", **PUBLIC)
    make_event(name_en="Next fair", held_on="2026-12", status="permitted", **PUBLIC)
    make_event(name_en="Undated fair", held_on=None, **PUBLIC)
    partner = make_partner(name_en="Gangnam", **PUBLIC)
    make_tie(partner=partner, home_body=make_organisation(**PUBLIC), since="2022-01-06")
    text = words_of(client.get("/en/calendar/"))
    ahead, _heading, rest = text.partition("Most recent events")
    assert "December 2026 Next fair" in ahead
    assert "6 January 2027 Gangnam: 5 years of relations milestone anniversary" in ahead
    assert "16 May 2024 Old fair" in rest
    assert "Undated fair" not in text
    assert "1 event has no date in the sources" in rest


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_calendar_names_nothing_that_is_not_public(client: Client, state):
    make_event(name_en="Secret", held_on="2024-05-16", state=state)
    make_delegation(name_en="Secret", period="2024-05-17", state=state)
    make_agreement(name_en="Secret", signed_on="2024-05", state=state)
    make_tie(partner=make_partner(name_en="Secret", state=state), since="2022-01-06")
    make_event(held_on="2024-05-18", **PUBLIC)
    for path in ("", "2024/", "2024/5/", "2027/1/"):
        assert "Secret" not in words_of(client.get(f"/en/calendar/{path}"))
    assert content() == {2024: {5: 1}}


@pytest.mark.parametrize("path", ["", "2024/", "2024/5/"])
def test_calendar_costs_the_same_with_one_and_many_things(client: Client, path):
    def fill():
        make_event(held_on="2024-05-16", **PUBLIC)
        make_event(held_on="2026-12", status="announced", **PUBLIC)
        make_delegation(period="2024-05", **PUBLIC)
        make_agreement(signed_on="2024-05-02", **PUBLIC)
        make_tie(
            partner=make_partner(**PUBLIC),
            home_body=make_organisation(**PUBLIC),
            since="2022-01-06",
        )

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert words_of(client.get(f"/en/calendar/{path}"))
        return len(queries)

    fill()
    cost()
    one = cost()
    for _number in range(3):
        fill()
    assert cost() == one
    assert one <= 15
