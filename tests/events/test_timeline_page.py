"""The page of the timeline: years, kinds, filters and pages as plain links."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_country,
    make_event,
    make_event_participant,
    make_partner,
    make_recognition,
    make_source,
    make_tie,
)
from tests.public_pages import words_of

pytestmark = pytest.mark.django_db

PAGE = "/en/timeline/"


def shown(page: Any) -> list[tuple[int | None, list[str]]]:
    return [
        (year.number, [moment.record.code for moment in year.moments])
        for year in page.context["years"]
    ]


def test_timeline_stands_under_its_years_and_dates_stay_as_they_are_known(client: Client) -> None:
    make_event(code="late", held_on=">2024-09", status="held", state="published")
    make_event(code="year", held_on="2024", status="announced", state="published")
    make_tie(code="old", since="2005-05-17", partner=make_partner(state="published"))
    make_event(code="hidden", held_on="2023", state="internal")
    page = client.get(PAGE)
    assert shown(page) == [(2024, ["late", "year"]), (2005, ["old"])]
    words = words_of(page)
    assert "After September 2024" in words
    assert "1 January" not in words
    # What was announced is not told as if it had happened.
    assert words.count("Announced, not confirmed since") == 1


def test_claim_without_a_date_stands_apart_and_names_its_public_source(client: Client) -> None:
    sources = [
        make_source(name_en="The portal", state="published"),
        make_source(name_en="A secret paper", state="internal"),
    ]
    make_event(code="some-time", status="held", state="published", sources=sources)
    page = client.get(PAGE)
    assert shown(page) == [(None, ["some-time"])]
    assert "Date not stated in the sources" in words_of(page)
    assert "as stated by The portal" in words_of(page)
    assert "A secret paper" not in words_of(page)


def test_kinds_are_links_with_numbers_that_keep_the_other_filters(client: Client) -> None:
    partner = make_partner(code="daejeon", state="published")
    for number in range(2):
        make_event_participant(event=make_event(held_on="2020", state="published"), partner=partner)
        make_agreement_party(
            agreement=make_agreement(code=f"a{number}", signed_on="2019", state="published"),
            partner=partner,
        )
    make_event(held_on="2020", state="published")
    page = client.get(PAGE, {"partner": "daejeon", "kind": "agreement"})
    assert shown(page) == [(2019, ["a0", "a1"])]
    assert [(row["kind"], row["number"], row["is_chosen"]) for row in page.context["kinds"]] == [
        ("agreement", 2, True),
        ("event", 2, False),
    ]
    html = page.content.decode()
    assert 'href="?partner=daejeon&amp;kind=event"' in html
    assert 'href="/en/agreements/?partner=daejeon"' in html
    assert '<meta name="robots" content="noindex, follow">' in html


def test_timeline_of_a_country_and_of_a_year(client: Client) -> None:
    korea = make_country(code="kr")
    make_event(code="there", held_on="2018/2019", country=korea, state="published")
    make_event(code="then", held_on="2019", state="published")
    assert shown(client.get(PAGE, {"country": "kr"})) == [(2018, ["there"])]
    assert shown(client.get(PAGE, {"year": "2019"})) == [(2019, ["then"]), (2018, ["there"])]


@pytest.mark.parametrize(
    "query", [{"year": "năm ngoái"}, {"partner": "hidden"}, {"kind": "commitment"}]
)
def test_wrong_filter_is_refused_with_a_sentence(client: Client, query: dict[str, str]) -> None:
    make_partner(code="hidden", state="internal")
    make_event(code="something", held_on="2019", state="published")
    page = client.get(PAGE, query)
    assert page.status_code == 400
    assert "The list cannot be filtered like this" in words_of(page)
    assert page.context["form"].errors.keys() == query.keys()


def test_year_that_is_none_is_told_in_a_sentence(client: Client) -> None:
    for year in ("24", "năm ngoái", "99999"):
        words = words_of(client.get(PAGE, {"year": year}))
        assert "Year: Write a year with four digits, like 2015." in words


def test_years_lead_to_the_page_on_which_they_begin(client: Client) -> None:
    for number in range(61):
        make_recognition(year=2024, code=f"award-{number:02}", state="published")
    make_event(code="old", held_on="2001", state="published")
    html = client.get(PAGE).content.decode()
    assert 'href="#y2024"' in html
    assert 'href="?page=2#y2001"' in html
    assert shown(client.get(PAGE, {"page": 2})) == [(2024, ["award-60"]), (2001, ["old"])]


def test_empty_timeline_says_so(client: Client) -> None:
    assert "Nothing is recorded here yet." in words_of(client.get(PAGE))


def test_timeline_costs_the_same_with_one_and_three_of_everything(client: Client) -> None:
    def fill() -> None:
        partner = make_partner(state="published")
        make_tie(partner=partner)
        for held_on in ("2020", None):
            event = make_event(held_on=held_on, state="published")
            make_event_participant(event=event, partner=partner)
            make_agreement_party(
                agreement=make_agreement(signed_on=held_on, state="published"), partner=partner
            )
            make_recognition(year=held_on and int(held_on), state="published")

    costs = []
    for rounds in (1, 2):
        for _round in range(rounds):
            fill()
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 25
