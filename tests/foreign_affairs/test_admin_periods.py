"""From–to in the lists: what lies within, what may straddle, what has no date."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Commitment, Delegation, Event, Programme, Recognition
from foreign_affairs.admin.periods import PeriodFilter
from indicators.models import Observation
from partners.models import Agreement
from tests.admin_pages import admin_url, logged_in
from tests.factories import MAKERS, make_country, make_event, make_recognition, make_user

pytestmark = pytest.mark.django_db

DATED = {
    Agreement: "signed_on",
    Delegation: "period",
    Event: "held_on",
    Programme: "started_on",
    Commitment: "said_on",
    Observation: "period",
}


@pytest.fixture
def staff() -> Client:
    return logged_in("Editor")


def listed(client: Client, model: type[Any] = Event, /, **asked: str) -> list[Any]:
    return list(client.get(admin_url(model), asked).context["cl"].result_list)


def summary(client: Client, model: type[Any] = Event, /, **asked: str) -> Any:
    return client.get(admin_url(model), asked).context["cl"].summary


WITHIN, STRADDLING, OUTSIDE, UNDATED = "within", "straddling", "outside", "undated"

CASES = [
    # date, from, to, where it lies
    ("05/07/2023", "2023", "2023", WITHIN),
    ("05/07/2023", "05/07/2023", "05/07/2023", WITHIN),
    ("05/07/2023", "06/07/2023", "2023", OUTSIDE),
    ("05/07/2023", "2022", "04/07/2023", OUTSIDE),
    ("9/2016", "9/2016", "9/2016", WITHIN),
    ("9/2016", "15/09/2016", "2016", STRADDLING),
    ("9/2016", "10/2016", "2016", OUTSIDE),
    ("2023", "2023", "2023", WITHIN),
    ("2023", "3/2023", "5/2023", STRADDLING),
    ("2023", "2024", "", OUTSIDE),
    ("2023", "", "2022", OUTSIDE),
    ("2023", "2020", "", WITHIN),
    ("2023", "", "6/2023", STRADDLING),
    ("2018–2019", "2018", "2019", WITHIN),
    ("2018–2019", "2019", "2019", STRADDLING),
    ("2018–2019", "2010", "2018", STRADDLING),
    ("2018–2019", "2020", "2021", OUTSIDE),
    (">2024-09", "2024", "2024", STRADDLING),
    (">2024-09", "2024", "", WITHIN),
    (">2024-09", "2030", "2031", STRADDLING),
    (">2024-09", "2023", "9/2024", OUTSIDE),
    ("2004/..", "2004", "", WITHIN),
    ("2004/..", "2010", "2011", STRADDLING),
    ("2004/..", "2000", "2003", OUTSIDE),
    ("<2024", "", "2023", WITHIN),
    ("<2024", "2020", "2023", STRADDLING),
    ("<2024", "2024", "2025", OUTSIDE),
    ("../2024-04-03", "", "3/4/2024", WITHIN),
    ("../2024-04-03", "03/04/2024", "2024", STRADDLING),
    ("../2024-04-03", "04/04/2024", "2024", OUTSIDE),
    ("quý III/2024", "7/2024", "quý III/2024", WITHIN),
    ("quý III/2024", "8/2024", "2024", STRADDLING),
    (None, "2023", "2023", UNDATED),
    (None, "", "2023", UNDATED),
]


@pytest.mark.parametrize(("known", "first", "last", "where"), CASES)
def test_period_knows_where_a_date_lies(
    staff: Client, known: str | None, first: str, last: str, where: str
) -> None:
    event = make_event(held_on=known)
    asked = {"from": first, "to": last}
    spans = {
        WITHIN: listed(staff, **asked),
        STRADDLING: listed(staff, **asked, span=STRADDLING),
        UNDATED: listed(staff, **asked, span=UNDATED),
    }
    assert {span for span, rows in spans.items() if event in rows} == {where} - {OUTSIDE}
    counts = {part["span"]: part["text"] for part in summary(staff, **asked)["left_out"]}
    assert list(counts) == [span for span in (STRADDLING, UNDATED) if span == where]


@pytest.mark.parametrize(
    ("year", "first", "last", "where"),
    [
        (2023, "2023", "2023", WITHIN),
        (2023, "02/01/2023", "2023", STRADDLING),
        (2023, "2023", "11/2023", STRADDLING),
        (2023, "2024", "", OUTSIDE),
        (2023, "", "2022", OUTSIDE),
        (None, "2023", "2023", UNDATED),
    ],
)
def test_year_is_a_period_too(
    staff: Client, year: int | None, first: str, last: str, where: str
) -> None:
    record = make_recognition(year=year)
    asked = {"from": first, "to": last}
    spans = {
        span: listed(staff, Recognition, **asked, span=span)
        for span in (WITHIN, STRADDLING, UNDATED)
    }
    assert {span for span, rows in spans.items() if record in rows} == {where} - {OUTSIDE}


@pytest.mark.parametrize("model", DATED)
def test_every_dated_list_has_a_period(staff: Client, model: type[Any]) -> None:
    inside = MAKERS[model](**{DATED[model]: "6/2023"})
    MAKERS[model](**{DATED[model]: "2019"})
    assert listed(staff, model, **{"from": "2023", "to": "2023"}) == [inside]


def test_lists_with_a_period_have_no_dates_of_first_days() -> None:
    """Django's years and months would show “2011” as January 2011."""
    for model_admin in admin.site._registry.values():
        filters: Any = model_admin.list_filter
        is_dated = any(isinstance(one, type) and issubclass(one, PeriodFilter) for one in filters)
        assert not (is_dated and model_admin.date_hierarchy), model_admin


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "05/13/2023"},
        {"from": "hôm qua", "to": "2023"},
        {"from": "2024", "to": "2023"},
        {"to": ">2024"},
        {"from": "trước 2020"},
        {"from": "9" * 500},
    ],
)
def test_period_that_cannot_be_read_filters_nothing_and_says_so(
    staff: Client, asked: dict[str, str]
) -> None:
    events = [make_event(held_on="2019"), make_event(held_on="2023"), make_event()]
    response = staff.get(admin_url(Event), asked)
    context = response.context["cl"]
    assert {event.pk for event in context.result_list} == {event.pk for event in events}
    assert [bool(problem) for problem in context.summary["problems"]] == [True]
    assert 'id="period-problems"' in response.content.decode()


def test_form_of_the_period_keeps_filters_search_and_order(staff: Client) -> None:
    make_event(held_on="2023", name_vi="Hội nghị xúc tiến đầu tư", state="internal")
    asked = {
        "state__exact": "internal",
        "kind__exact": "conference",
        "q": "xúc tiến",
        "o": "1",
        "p": "1",
        "from": "2023",
        "to": "",
    }
    response = staff.get(admin_url(Event), asked)
    page = response.content.decode()
    form = page[page.index('class="period-filter"') :].split("</form>")[0]
    for name in ("state__exact", "kind__exact", "q", "o"):
        assert f'name="{name}" value="{asked[name]}"' in form
    assert [form.count(f'name="{name}"') for name in ("from", "to", "span", "p")] == [1, 1, 0, 0]


def test_links_to_what_is_left_out_keep_the_period(staff: Client) -> None:
    make_event(held_on="2022–2023")
    make_event()
    parts = summary(staff, **{"from": "2023", "to": "2023"})["left_out"]
    assert [part["query_string"] for part in parts] == [
        "?from=2023&span=straddling&to=2023",
        "?from=2023&span=undated&to=2023",
    ]


def test_period_and_other_filters_count_together(staff: Client) -> None:
    make_event(held_on="2022–2023", kind="forum")
    make_event(held_on="2022–2023", kind="conference")
    asked = {"from": "2023", "to": "2023", "kind__exact": "forum"}
    (straddling,) = summary(staff, **asked)["left_out"]
    assert straddling["text"].startswith("1 ")


@pytest.mark.parametrize("model", DATED)
def test_list_with_a_period_costs_the_same_with_one_row_and_with_three(
    staff: Client, model: type[Any]
) -> None:
    def make() -> None:
        for known in ("2023", "2022–2023", None):
            MAKERS[model](**{DATED[model]: known, "officer": make_user("Editor")})

    asked = {"from": "2023", "to": "2023"}
    make()
    listed(staff, model, **asked)
    with CaptureQueriesContext(connection) as with_one:
        assert len(listed(staff, model, **asked)) == 1
    make()
    make()
    with CaptureQueriesContext(connection) as with_three:
        assert len(listed(staff, model, **asked)) == 3
    assert len(with_three) == len(with_one)
    assert len(with_three) <= 30


def test_export_follows_the_period(staff: Client) -> None:
    inside = make_event(held_on="6/2023", country=make_country())
    make_event(held_on="2019")
    request = staff.get(admin_url(Event), {"from": "2023"}).wsgi_request
    model_admin: Any = admin.site._registry[Event]
    assert list(model_admin.get_export_queryset(request)) == [inside]
