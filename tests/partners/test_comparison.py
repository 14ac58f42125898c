"""Partners side by side: what is compared, and what is said when it cannot be."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners.models import Partner
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_delegation,
    make_delegation_participant,
    make_event,
    make_event_participant,
    make_indicator,
    make_observation,
    make_organisation,
    make_partner,
    make_source,
    make_tie,
)
from tests.public_pages import words_of

pytestmark = pytest.mark.django_db

PAGE = "/en/compare/"
SECRET = "Điều chưa công bố"


def make_partners(*codes: str) -> list[Partner]:
    return [make_partner(code=code, name_en=code.title(), state="published") for code in codes]


def compared(page: Any) -> list[str]:
    return [column["partner"].code for column in page.context["columns"]]


def test_partners_stand_in_the_order_of_the_address(client: Client) -> None:
    make_partners("daejeon", "emmen", "oryol")
    page = client.get(PAGE, {"partner": ["oryol", "daejeon"]})
    assert compared(page) == ["oryol", "daejeon"]
    assert '<meta name="robots" content="noindex, follow">' in page.content.decode()


def test_empty_choices_and_repeated_ones_leave_the_address(client: Client) -> None:
    page = client.get(PAGE, {"partner": ["a", "", "b", "a", ""]})
    assert (page.status_code, page.headers["Location"]) == (302, "/en/compare/?partner=a&partner=b")


@pytest.mark.parametrize(
    ("asked", "columns", "sentence"),
    [
        ([], [], "Choose from the list of partners"),
        (["daejeon"], [], "Choose at least one more partner to compare with."),
        (["nowhere"], [], "no public partner with the code given in the address: nowhere."),
        (["daejeon", "hidden", "emmen"], ["daejeon", "emmen"], "in the address: hidden."),
        (
            ["daejeon", "emmen", "oryol", "gangnam", "kratie"],
            ["daejeon", "emmen", "oryol", "gangnam"],
            "Left out: Kratie",
        ),
    ],
)
def test_page_helps_whatever_is_asked(
    client: Client, asked: list[str], columns: list[str], sentence: str
) -> None:
    make_partners("daejeon", "emmen", "oryol", "gangnam", "kratie")
    make_partner(code="hidden", name_en="Hidden", state="internal")
    page = client.get(PAGE, {"partner": asked})
    assert compared(page) == columns
    assert sentence in words_of(page)
    assert "Hidden" not in words_of(page)


def test_page_without_partners_may_be_found(client: Client) -> None:
    assert "noindex" not in client.get(PAGE).content.decode()


def test_columns_have_ties_agreements_and_the_last_activity_of_each(client: Client) -> None:
    daejeon, emmen = make_partners("daejeon", "emmen")
    tie = make_tie(
        partner=daejeon, since="2005-05-17", home_body=make_organisation(state="published")
    )
    founding = make_agreement(
        code="founding", signed_on="2005-05-17", count=6, establishes=tie, state="published"
    )
    make_agreement_party(agreement=founding, partner=daejeon)
    police = make_organisation(locality_abroad=daejeon, state="published")
    visit = make_delegation(code="visit", period="2019", status="carried_out", state="published")
    make_delegation_participant(delegation=visit, organisation=police)
    for state, status in (("published", "announced"), ("internal", "held")):
        event = make_event(held_on="2024", status=status, state=state, name_en=SECRET)
        if state == "internal":
            make_event_participant(event=event, partner=daejeon)
    make_tie(partner=emmen, home_body=make_organisation(state="internal", name_en=SECRET))
    page = client.get(PAGE, {"partner": ["daejeon", "emmen"]})
    first, second = page.context["columns"]
    assert [row.code for row in first["founding"]] == ["founding"]
    assert (first["agreement_total"], second["agreement_total"]) == (6, 0)
    assert first["last"].record == visit
    assert [(row["number"], row["url"]) for row in first["numbers"]] == [(1, "/en/delegations/")]
    assert (second["ties"], second["last"], second["numbers"]) == ([], None, [])
    assert SECRET not in page.content.decode()


def test_figures_keep_their_periods_and_sources_and_different_years_are_said(
    client: Client,
) -> None:
    daejeon, emmen = make_partners("daejeon", "emmen")
    population = make_indicator(state="published", code="population", name_en="Population", order=1)
    area = make_indicator(state="published", code="area", name_en="Area", order=2)
    source = make_source(state="published", name_en="The portal")
    public = {"state": "published", "sources": [source]}
    make_observation(indicator=population, partner=daejeon, period="2012", value=1540, **public)
    make_observation(indicator=population, partner=emmen, period="2015", value=107, **public)
    make_observation(indicator=area, partner=emmen, period="2015", value=346, **public)
    make_observation(indicator=area, partner=daejeon, state="internal", value=987654)
    page = client.get(PAGE, {"partner": ["daejeon", "emmen"]})
    rows = page.context["figure_rows"]
    assert [(row["indicator"].code, row["differs"]) for row in rows] == [
        ("population", True),
        ("area", False),
    ]
    assert [
        [(partner.code, [str(figure.period) for figure in cell]) for partner, cell in row["cells"]]
        for row in rows
    ] == [
        [("daejeon", ["2012"]), ("emmen", ["2015"])],
        [("daejeon", []), ("emmen", ["2015"])],
    ]
    words = words_of(page)
    assert words.count("The portal") == 3
    assert words.count("different periods") == 1
    assert "987,654" not in words


def test_comparison_costs_the_same_with_two_and_four_partners(client: Client) -> None:
    for partner in make_partners("a", "b", "c", "d"):
        body = make_organisation(state="published")
        tie = make_tie(partner=partner, since="2001", home_body=body)
        agreement = make_agreement(signed_on="2001", establishes=tie, state="published")
        make_agreement_party(agreement=agreement, partner=partner)
        make_event_participant(event=make_event(state="published"), partner=partner)
        make_observation(
            partner=partner, indicator=make_indicator(state="published"), state="published"
        )
    costs = []
    for codes in ("ab", "abcd"):
        client.get(PAGE, {"partner": list(codes)})
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE, {"partner": list(codes)})
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 30


def test_list_of_partners_offers_each_for_comparison(client: Client) -> None:
    make_partners("daejeon", "emmen")
    html = client.get("/en/partners/").content.decode()
    assert re.findall(r'<input type="checkbox" name="partner" value="(\w+)">', html) == [
        "daejeon",
        "emmen",
    ]
    assert '<form action="/en/compare/"' in html
