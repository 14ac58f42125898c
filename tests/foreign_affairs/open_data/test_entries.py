"""Timeline, calendar, years and corrections as JSON: their shape and filters, nothing hidden."""

import json
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.factories import (
    make_agreement,
    make_correction,
    make_event,
    make_owner,
    make_partner,
    make_recognition,
    make_tie,
)
from tests.json_answers import fetched, problems
from tests.test_budgets import DETAIL_BUDGET, make_register

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "timeline": "/vi/timeline.json",
    "calendar": "/vi/calendar.json",
    "calendar_year": "/vi/calendar/2024.json",
    "calendar_month": "/vi/calendar/2024/3.json",
    "years": "/vi/years.json",
    "year": "/vi/years/2024.json",
    "corrections": "/vi/corrections.json",
}


@pytest.fixture
def gathered() -> None:
    """A tie of May 2005 whose anniversary comes, a signing in March 2024, an event some time in
    2023 or 2024, one that is hidden, and a correction.
    """
    make_owner()
    daejeon = make_partner(
        state="published", code="daejeon", name_vi="Thành phố Daejeon", name_en="Daejeon"
    )
    make_tie(partner=daejeon, kind="sister", since="2005-05", code="daejeon-sister")
    make_agreement(
        state="published", code="mou", name_vi="Bản ghi nhớ", name_en="MoU", signed_on="2024-03-05"
    )
    make_event(
        state="published", code="forum", name_vi="Diễn đàn", name_en="Forum", held_on="2023/2024"
    )
    make_event(state="internal", code="hidden", name_vi="Chuyện kín", held_on="2024-03-06")
    make_recognition(state="published", code="award", name_vi="Giải thưởng", year=2024)
    make_correction(daejeon, text_vi="Năm đúng là 2005.", decision="accepted")


@pytest.mark.usefixtures("gathered")
@pytest.mark.parametrize("kind", ADDRESSES)
@time_machine.travel("2024-04-20 09:00+07:00", tick=False)
def test_every_page_has_the_promised_shape(client: Client, kind: str) -> None:
    found = fetched(client, ADDRESSES[kind])
    assert found["type"] == kind
    assert found["results"] != []
    assert problems(found, f"{kind}_list") == []
    assert "Chuyện kín" not in json.dumps(found, ensure_ascii=False)


@pytest.mark.usefixtures("gathered")
@pytest.mark.parametrize("kind", ADDRESSES)
def test_page_names_its_json(client: Client, kind: str) -> None:
    page = ADDRESSES[kind].removesuffix(".json") + "/"
    shown = client.get(page).content.decode()
    assert f'<link rel="alternate" type="application/json" href="{ADDRESSES[kind]}">' in shown
    assert fetched(client, ADDRESSES[kind])["url"] == f"http://testserver{page}"


def lines(client: Client, address: str) -> list[tuple[Any, ...]]:
    rows = fetched(client, address)["results"]
    return [(row["kind"], row["date"], row["is_certain"], row["record"]["code"]) for row in rows]


@pytest.mark.usefixtures("gathered")
def test_year_says_what_may_lie_in_another(client: Client) -> None:
    assert lines(client, "/en/years/2024.json") == [
        ("agreement", "2024-03-05", True, "mou"),
        ("event", "2023/2024", False, "forum"),
        ("recognition", "2024", True, "award"),
    ]


@pytest.mark.usefixtures("gathered")
def test_month_has_what_may_lie_in_another(client: Client) -> None:
    assert lines(client, "/en/calendar/2024/3.json") == [
        ("event", "2023/2024", False, "forum"),
        ("agreement", "2024-03-05", True, "mou"),
    ]


@pytest.mark.usefixtures("gathered")
@time_machine.travel("2024-04-20 09:00+07:00", tick=False)
def test_calendar_has_the_anniversaries_that_come(client: Client) -> None:
    assert lines(client, "/en/calendar.json") == [
        ("event", "2023/2024", False, "forum"),
        ("anniversary", "2024-05", True, "daejeon"),
    ]
    _event, row = fetched(client, "/en/calendar.json")["results"]
    assert row["name"] == "Daejeon: 19 years of relations"
    assert row["date_words"] == "May 2024"
    assert row["record"]["json_url"] == "http://testserver/en/partners/daejeon.json"


@pytest.mark.usefixtures("gathered")
def test_timeline_has_the_filters_of_its_page(client: Client) -> None:
    assert [row[3] for row in lines(client, "/en/timeline.json?kind=event")] == ["forum"]
    assert [row[0] for row in lines(client, "/en/timeline.json?partner=daejeon")] == ["tie"]
    response = client.get("/en/timeline.json?year=now")
    assert response.status_code == 400
    assert json.loads(response.content) == {
        "errors": {"year": ["Write a year with four digits, like 2015."]}
    }


@pytest.mark.usefixtures("gathered")
def test_correction_leads_to_the_page_that_it_changed(client: Client) -> None:
    (row,) = fetched(client, "/vi/corrections.json")["results"]
    assert (row["kind"], row["text"]) == ("partner", "Năm đúng là 2005.")
    assert row["url"] == "http://testserver/vi/partners/daejeon/"


@pytest.mark.parametrize("size", [1, 3])
def test_pages_stay_within_the_budget(
    client: Client, django_assert_max_num_queries: Any, size: int
) -> None:
    make_owner()
    make_register(size)
    for address in ("/vi/timeline.json", "/vi/calendar.json", "/vi/years.json"):
        with django_assert_max_num_queries(DETAIL_BUDGET):
            client.get(address)
