"""JSON-LD: read by a parser that knows schema.org, honest about dates, safe in a page."""

import json
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override
from rdflib import RDF, SDO, Graph

from foreign_affairs.dates import PartialDate
from foreign_affairs.open_data.linked_data import dates, script
from tests.factories import make_country, make_event, make_owner, make_partner, make_partner_name
from tests.test_budgets import make_register
from tests.test_nothing_leaks import LISTS

pytestmark = [
    pytest.mark.django_db,
    # rdflib's own parser of JSON-LD uses it still.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]

VOCABULARY: Any = SDO
"""Every word of schema.org, as rdflib brings them along."""

# schema.org's own context, as far as the pages need it: nothing is fetched in a test.
CONTEXT = {"@vocab": str(SDO), "item": {"@type": "@id"}, "url": {"@type": "@id"}}


def blocks(page: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return [json.loads(text) for text in found]


def node(client: Client, address: str, kind: str) -> dict[str, Any]:
    """The one node of this type on the page."""
    page = client.get(address).content.decode()
    (found,) = [block for block in blocks(page) if block["@type"] == kind]
    return found


def unknown_words(block: dict[str, Any]) -> list[str]:
    """The types and properties that schema.org does not have."""
    assert block["@context"] == "https://schema.org"
    graph = Graph().parse(data=json.dumps({**block, "@context": CONTEXT}), format="json-ld")
    assert len(graph)
    words = {*graph.predicates(), *graph.objects(None, RDF.type)} - {RDF.type}
    return sorted(str(word) for word in words if word not in VOCABULARY)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_has_its_breadcrumb_and_words_of_schema_org(
    client: Client, language: str
) -> None:
    make_owner()
    with override(language):
        details = [record.get_absolute_url() for record in make_register(1).values()]
    names = ["", "data/", "contact/", "search/", "corrections/", *(f"{one}/" for one in LISTS)]
    wrong = {}
    for address in [*(f"/{language}/{name}" for name in names), *details]:
        found = blocks(client.get(address).content.decode())
        kinds = [block["@type"] for block in found]
        unknown = [word for block in found for word in unknown_words(block)]
        if unknown or kinds.count("BreadcrumbList") != 1:
            wrong[address] = (unknown, kinds)
    assert wrong == {}


def test_breadcrumb_is_that_of_the_page(client: Client) -> None:
    make_partner(state="published", code="daejeon", name_en="Daejeon")
    steps = node(client, "/en/partners/daejeon/", "BreadcrumbList")["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Home", "http://testserver/en/"),
        (2, "Partners", "http://testserver/en/partners/"),
        (3, "Daejeon", "http://testserver/en/partners/daejeon/"),
    ]


def test_home_says_whose_register_it_is(client: Client) -> None:
    make_owner(name_en="Department of Foreign Affairs", phone="0274 3822 000")
    owner = node(client, "/en/", "GovernmentOrganization")
    assert (owner["name"], owner["telephone"]) == (
        "Department of Foreign Affairs",
        "0274 3822 000",
    )
    assert "email" not in owner


def test_locality_is_an_area_with_its_place_and_names(client: Client) -> None:
    partner = make_partner(
        state="published",
        code="daejeon",
        country=make_country(code="kr", name_en="Republic of Korea"),
        latitude="36.35",
        longitude="127.38",
        wikidata_id="Q20921",
    )
    make_partner_name(partner=partner, name="대전광역시")
    area = node(client, "/en/partners/daejeon/", "AdministrativeArea")
    assert area["alternateName"] == ["대전광역시"]
    assert area["containedInPlace"]["name"] == "Republic of Korea"
    assert (area["geo"]["latitude"], area["geo"]["longitude"]) == (36.35, 127.38)
    assert area["sameAs"] == ["https://www.wikidata.org/wiki/Q20921"]


def test_network_is_an_organisation_without_a_place(client: Client) -> None:
    make_partner(state="published", code="wta", kind="network", country=make_country(code="kr"))
    network = node(client, "/en/partners/wta/", "Organization")
    assert not {"containedInPlace", "geo"} & network.keys()


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ("2016-09-12", {"startDate": "2016-09-12"}),
        ("2016-09", {"startDate": "2016-09"}),
        ("2011", {"startDate": "2011"}),
        ("2018/2019", {"startDate": "2018", "endDate": "2019"}),
        ("2023-08-10/2023-08-12", {"startDate": "2023-08-10", "endDate": "2023-08-12"}),
        (">2024-09", {}),
        ("2004/..", {}),
        ("../2024-01-15", {}),
    ],
)
def test_dates_are_as_exact_as_they_are_known(known: str, expected: dict[str, str]) -> None:
    assert dates(PartialDate.parse(known), "startDate", "endDate") == expected


def test_event_says_what_is_known_and_no_more(client: Client) -> None:
    make_event(
        state="published",
        code="forum",
        held_on="2023-08",
        status="held",
        place_en="Daejeon",
        country=make_country(code="kr"),
    )
    event = node(client, "/en/events/forum/", "Event")
    assert event["startDate"] == "2023-08"
    assert event["location"]["name"] == "Daejeon"
    assert event["location"]["address"]["addressCountry"] == "KR"
    assert "eventStatus" not in event


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"status": "cancelled"}, "https://schema.org/EventCancelled"),
        ({"status": "postponed"}, "https://schema.org/EventPostponed"),
        ({"status": "announced"}, "https://schema.org/EventScheduled"),
        # Past and not confirmed: nobody knows.
        ({"status": "announced", "held_on": "2020"}, None),
    ],
)
def test_event_has_its_status(client: Client, values: dict[str, str], status: str | None) -> None:
    make_event(state="published", code="forum", **values)
    assert node(client, "/en/events/forum/", "Event").get("eventStatus") == status


@pytest.mark.parametrize("values", [{"count": 5}, {"count": None}, {"status": "idea"}])
def test_what_is_not_one_event_is_none(client: Client, values: dict[str, Any]) -> None:
    make_event(state="published", code="forums", **values)
    found = blocks(client.get("/en/events/forums/").content.decode())
    assert [block["@type"] for block in found] == ["BreadcrumbList"]


def test_data_page_lists_its_data_sets(client: Client) -> None:
    make_owner()
    make_partner(state="published")
    catalogue = node(client, "/en/data/", "DataCatalog")
    (partners,) = [one for one in catalogue["dataset"] if one["name"] == "Partners"]
    assert partners["license"] == "https://creativecommons.org/licenses/by/4.0/"
    files = {file["encodingFormat"]: file["contentUrl"] for file in partners["distribution"]}
    assert files["application/json"] == "http://testserver/en/data/partners.json"


def test_data_set_is_dated_by_the_day_in_vietnam(client: Client) -> None:
    with time_machine.travel("2024-03-01 03:00+07:00", tick=False):
        make_partner(state="published")
    catalogue = node(client, "/en/data/", "DataCatalog")
    (partners,) = [one for one in catalogue["dataset"] if one["name"] == "Partners"]
    assert partners["dateModified"] == "2024-03-01"


def test_no_text_can_end_the_block() -> None:
    written = script({"@type": "Thing", "name": "</script><script>alert(1)</script> & <!--"})
    assert written.count("<") == 2
    assert blocks(written)[0]["name"] == "</script><script>alert(1)</script> & <!--"


def test_page_of_a_record_with_markup_in_its_name_is_safe(client: Client) -> None:
    name = "</script><script>alert(1)</script>"
    make_partner(state="published", code="odd", name_vi=name, name_en=name)
    page = client.get("/en/partners/odd/").content.decode()
    assert "<script>" not in page
    assert node(client, "/en/partners/odd/", "AdministrativeArea")["name"] == name
