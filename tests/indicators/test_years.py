"""The pages of the years: what surely lies in one, what may, and what is counted."""

import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.years import Year, known_years, numbers_by_year
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_commitment,
    make_commitment_party,
    make_delegation,
    make_event,
    make_observation,
    make_organisation,
    make_orientation,
    make_partner,
    make_programme,
    make_recognition,
    make_recognition_party,
    make_tie,
)
from tests.public_pages import words_in, words_of

pytestmark = pytest.mark.django_db

PUBLIC = {"state": "published"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-29 12:00+07:00", tick=False):
        yield


def codes(records: Any) -> list[str]:
    return [record.code for record in records]


def test_what_may_lie_in_a_year_is_told_apart():
    for code, signed_on in (
        ("day", "2023-07-12"),
        ("year", "2023"),
        ("month", "2023-02"),
        ("over", "2022/2023"),
        ("after", ">2022-09"),
        ("since", "2004/.."),
        ("up-to", "../2023-03-01"),
        ("before", "2022"),
        ("later", ">2023"),
        ("undated", None),
    ):
        make_agreement(code=code, signed_on=signed_on, **PUBLIC)
    part = Year(2023).agreements
    assert codes(part.surely) == ["month", "day", "year"]
    assert sorted(codes(part.perhaps)) == ["after", "over", "since", "up-to"]


def test_both_together_are_what_the_narrowed_list_has(client: Client):
    for held_on in ("2023-07-12", "2022/2023", ">2022-09", "../2023-03-01", "2022", None):
        make_event(held_on=held_on, **PUBLIC)
    part = Year(2023).events
    listed = client.get(part.list_url).context["object_list"]
    assert sorted(codes(part.records)) == sorted(codes(listed))
    assert len(part.records) == 4


def test_numbers_are_sums_and_exchanges_are_apart(client: Client):
    make_agreement(signed_on="2023", count=5, **PUBLIC)
    make_agreement(signed_on="2023-03-01", **PUBLIC)
    make_agreement(signed_on="2022/2023", count=100, **PUBLIC)
    make_delegation(period="2023", direction="in", count=4, persons=40, **PUBLIC)
    make_delegation(period="2023-05", direction="in", count=None, persons=None, **PUBLIC)
    make_delegation(period="2023", direction="in", count=100, status="cancelled", **PUBLIC)
    make_delegation(period="2023", direction="out", count=2, persons=7, **PUBLIC)
    make_delegation(period="2023", direction="exchange", count=11, persons=3, **PUBLIC)
    make_event(held_on="2023", status="held", count=3, **PUBLIC)
    make_event(held_on="2023", status="announced", count=2, **PUBLIC)
    make_event(held_on="2023", status="cancelled", count=100, **PUBLIC)
    text = words_of(client.get("/en/years/2023/")).partition("Agreements signed")[0]
    for words in (
        "agreements signed 6",
        "incoming 40 guests 1 record says only “many” 4",
        "outgoing 7 persons 2",
        "exchange 3 persons 11",
        "events held 2 more announced, not confirmed since 3",
    ):
        assert words in text
    ((_year, numbers),) = numbers_by_year()
    counted = {kind: tally.counted for kind, tally in numbers.items() if not tally.is_empty}
    assert counted == {"agreements": 6, "in": 4, "out": 2, "exchange": 11, "events": 5}
    assert [kind for kind, tally in numbers.items() if tally.has_many] == ["in"]


def test_announced_events_of_a_year_that_is_not_over_are_not_called_unconfirmed(client: Client):
    make_event(held_on="2026", status="announced", **PUBLIC)
    assert "events held 1 more announced 0" in words_of(client.get("/en/years/2026/"))


def test_figures_up_to_a_day_are_of_its_year_and_goals_are_not():
    make_observation(code="year", period="2023", **PUBLIC)
    make_observation(code="up-to", period="../2023-08-31", **PUBLIC)
    make_observation(code="years", period="2019/2023", **PUBLIC)
    make_observation(code="since", period="2004/..", **PUBLIC)
    make_orientation(code="plan", period="2023", **PUBLIC)
    make_orientation(code="term", period="2020/2025", **PUBLIC)
    make_orientation(code="by-2030", period="../2030", **PUBLIC)
    year = Year(2023)
    assert sorted(codes(year.figures.surely)) == ["up-to", "year"]
    assert codes(year.figures.perhaps) == ["years"]
    assert codes(year.orientations.surely) == ["plan"]
    assert codes(year.orientations.perhaps) == ["term"]
    assert known_years() == [2023]


def make_full_year() -> None:
    home, partner = make_organisation(**PUBLIC), make_partner(**PUBLIC)
    make_tie(partner=partner, home_body=home, since="2023-07-12")
    make_agreement_party(agreement=make_agreement(signed_on="2023", **PUBLIC), partner=partner)
    make_delegation(period="2023", **PUBLIC)
    make_event(held_on="2023", **PUBLIC)
    make_recognition_party(recognition=make_recognition(year=2023, **PUBLIC), partner=partner)
    make_programme(started_on="2023", **PUBLIC)
    make_commitment_party(commitment=make_commitment(said_on="2023", **PUBLIC), partner=partner)
    make_observation(period="2023", **PUBLIC)
    make_orientation(period="2023", **PUBLIC)


def test_page_has_every_part_with_the_way_to_its_list(client: Client):
    make_full_year()
    page = client.get("/en/years/2023/")
    sections = re.findall(r'<section class="section" id="(\w+)">', page.content.decode())
    assert sections == [
        *("tie", "agreement", "delegation", "event", "recognition", "programme"),
        *("commitment", "observation", "orientation"),
    ]
    lists = re.findall(r'href="/en/(\w+)/\?year_from=2023&amp;year_to=2023"', page.content.decode())
    assert lists == [
        *("agreements", "delegations", "events", "recognitions", "programmes"),
        *("commitments", "figures", "orientations"),
    ]
    assert "http://testserver/en/years/2023/" in words_of(page)


def test_page_of_a_full_year_has_the_first_records_and_the_way_to_all(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("indicators.years.MOST_SHOWN", 3)
    for month in (5, 1, 3, 2):
        make_delegation(**PUBLIC, period=f"2019-0{month}", code=f"visit-{month}", count=2)
    make_delegation(**PUBLIC, period="2018/2020", code="perhaps")
    for number in range(4):
        make_tie(partner=make_partner(**PUBLIC, code=f"tied-{number}"), since="2019")
    page = client.get("/vi/years/2019/").content.decode()
    assert re.findall(r"/vi/delegations/([\w-]+)/", page) == ["visit-1", "visit-2", "visit-3"]
    assert "Có thể thuộc năm này" not in page
    assert "Tất cả 5 bản ghi của năm" in words_in(page)
    assert page.count("/vi/delegations/?year_from=2019&amp;year_to=2019") == 2
    assert {f"/vi/partners/tied-{number}/" in page for number in range(4)} == {True}
    monkeypatch.setattr("indicators.years.MOST_SHOWN", 5)
    page = client.get("/vi/years/2019/").content.decode()
    assert ("/vi/delegations/perhaps/" in page, "Tất cả 5" in page) == (True, False)
    monkeypatch.setattr("indicators.years.MOST_SHOWN", 1)
    assert len(client.get("/vi/years/2019.json").json()["results"]) == 9


def test_years_lead_to_each_other_and_only_those_with_something_exist(client: Client):
    for period in ("2019", "2023-05", "2024", "2020/2022"):
        make_delegation(period=period, **PUBLIC)
    make_recognition(year=2018, **PUBLIC)
    page = client.get("/en/years/2023/").content.decode()
    assert re.findall(r'rel="(prev|next)" href="([^"]*)"', page) == [
        ("prev", "/en/years/2019/"),
        ("next", "/en/years/2024/"),
    ]
    index = client.get("/en/years/").content.decode()
    assert re.findall(r'<th scope="row"><a href="/en/years/(\d+)/"', index) == [
        *("2024", "2023", "2019", "2018"),
    ]
    assert client.get("/en/years/2021/").status_code == 404
    assert client.get("/en/years/2025/").status_code == 404


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_year_has_nothing_that_is_not_public(client: Client, state: str):
    secret = {"state": state, "name_vi": "Bí mật", "name_en": "Secret"}
    hidden = make_partner(**secret)
    make_tie(partner=hidden, home_body=make_organisation(**PUBLIC), since="2023-07-12")
    for make, name in (
        (make_agreement, "signed_on"),
        (make_delegation, "period"),
        (make_event, "held_on"),
        (make_programme, "started_on"),
        (make_commitment, "said_on"),
        (make_orientation, "period"),
    ):
        make(**{name: "2023-05"}, **secret)
    make_recognition(year=2023, **secret)
    make_observation(period="2023", state=state)
    make_observation(period="2023", partner=hidden, **PUBLIC)
    assert known_years() == []
    agreement = make_agreement(signed_on="2023", **PUBLIC)
    make_agreement_party(agreement=agreement, partner=hidden)
    text = words_of(client.get("/en/years/2023/"))
    assert str(agreement.name_en) in text
    assert "Secret" not in text
    assert [part.name for part in Year(2023).parts if part.records] == ["agreement"]
    ((_year, numbers),) = numbers_by_year()
    assert [kind for kind, tally in numbers.items() if not tally.is_empty] == ["agreements"]


@pytest.mark.parametrize(("path", "budget"), [("years/", 15), ("years/2023/", 25)])
def test_years_cost_the_same_with_one_and_many_records(client: Client, path: str, budget: int):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert words_of(client.get(f"/en/{path}"))
        return len(queries)

    make_full_year()
    cost()
    one = cost()
    for _number in range(3):
        make_full_year()
    assert cost() == one
    assert one <= budget


def test_figure_of_some_time_before_a_year_gives_no_year_a_page(client: Client):
    make_observation(period="<2020", **PUBLIC)
    make_observation(period="../2019-06-30", **PUBLIC)
    numbers = {year.number: tallies["figures"].counted for year, tallies in numbers_by_year()}
    assert numbers == {2019: 1}
    assert Year(2019).figures.total == 1


def test_year_known_only_by_a_figure_before_the_next_has_no_page(client: Client):
    make_observation(period="<2020", **PUBLIC)
    assert known_years() == []
    assert client.get("/en/years/2019/").status_code == 404
