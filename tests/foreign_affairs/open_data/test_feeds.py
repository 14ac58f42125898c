"""Atom feeds: what is new, in both languages, with names that stay, and nothing hidden."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml import etree

from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_event,
    make_event_participant,
    make_indicator,
    make_observation,
    make_organisation,
    make_owner,
    make_partner,
)

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return etree.fromstring(response.content)


def texts(element: Any, path: str) -> list[str]:
    return [str(text) for text in element.xpath(path, namespaces=ATOM)]


def titles(client: Client, address: str) -> list[str]:
    return texts(feed(client, address), "//a:entry/a:title/text()")


def test_feed_has_all_changes_the_newest_first(client: Client) -> None:
    with time_machine.travel("2024-03-01 12:00+07:00", tick=False):
        partner = make_partner(state="published", name_en="Daejeon", summary_en="A city & more")
    with time_machine.travel("2024-03-02 12:00+07:00", tick=False):
        make_event(state="published", name_en="A forum", sources=partner.sources.all())
    found = feed(client, "/en/feed.atom")
    assert titles(client, "/en/feed.atom")[0] == "A forum"
    assert texts(found, "a:updated/text()") == ["2024-03-02T05:00:00+00:00"]
    (entry,) = found.xpath("//a:entry[a:title='Daejeon']", namespaces=ATOM)
    assert texts(entry, "a:updated/text()") == ["2024-03-01T05:00:00+00:00"]
    assert texts(entry, "a:link/@href") == [f"http://testserver/en/partners/{partner.code}/"]
    assert texts(entry, "a:category/@term") == ["Partner"]
    # HTML inside XML: a reader unpacks it twice.
    assert texts(entry, "a:summary/text()") == ["<p>A city &amp; more</p>"]


def test_feed_gives_the_value_of_a_figure(client: Client) -> None:
    indicator = make_indicator(state="published", name_en="Members", unit_en="cities")
    make_observation(
        state="published", indicator=indicator, period="2023", value=1279, qualifier="about"
    )
    found = feed(client, "/en/feed.atom")
    (entry,) = found.xpath("//a:entry[a:category/@term='Figure']", namespaces=ATOM)
    assert texts(entry, "a:summary/text()") == ["<p>about 1,279 cities</p>"]


def test_feed_is_in_the_language_of_its_address(client: Client) -> None:
    make_owner(name_vi="Sở Ngoại vụ", name_en="Department of Foreign Affairs")
    make_partner(state="published", name_vi="Thành phố Daejeon", name_en="Daejeon")
    assert "Thành phố Daejeon" in titles(client, "/vi/feed.atom")
    assert "Daejeon" in titles(client, "/en/feed.atom")
    found = feed(client, "/en/feed.atom")
    assert texts(found, "a:author/a:name/text()") == ["Department of Foreign Affairs"]
    assert texts(found, "@xml:lang") == ["en"]
    assert texts(found, "a:link[@rel='self']/@href") == ["http://testserver/en/feed.atom"]


@pytest.mark.parametrize("address", ["/vi/feed.atom", "/vi/partners/daejeon/feed.atom"])
def test_names_of_feed_and_entries_stay(client: Client, settings: Any, address: str) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "register.example"]
    partner = make_partner(state="published", code="daejeon")
    before = texts(feed(client, address), "//a:id/text()")
    partner.name_vi = "Tên khác"
    partner.save()
    other_host = client.get(address, headers={"host": "register.example"})
    found = etree.fromstring(other_host.content)
    assert sorted(texts(found, "//a:id/text()")) == sorted(before)
    assert len(set(before)) == len(before)


def test_feed_of_a_partner_has_what_concerns_it(client: Client) -> None:
    partner = make_partner(state="published", code="daejeon", name_en="Daejeon")
    agreement = make_agreement(state="published", name_en="A memorandum")
    make_agreement_party(agreement=agreement, partner=partner)
    police = make_organisation(state="published", locality_abroad=partner)
    event = make_event(state="published", name_en="A meeting of the police")
    make_event_participant(event=event, organisation=police)
    figure = make_observation(state="published", partner=partner)
    make_event(state="published", name_en="Another event")
    assert sorted(titles(client, "/en/partners/daejeon/feed.atom")) == sorted(
        ["Daejeon", "A memorandum", "A meeting of the police", str(figure.name_en)]
    )


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_feed_has_nothing_hidden(client: Client, state: str) -> None:
    partner = make_partner(state="published", code="daejeon")
    hidden = {"state": state, "name_vi": "Kín", "name_en": "Kín"}
    event = make_event(**hidden)
    make_event_participant(event=event, partner=partner)
    secret = make_indicator(**hidden)
    make_observation(state="published", partner=partner, indicator=secret)
    make_partner(code="secret", **hidden)
    for address in ("/vi/feed.atom", "/vi/partners/daejeon/feed.atom"):
        assert "Kín" not in client.get(address).content.decode()
    assert client.get("/vi/partners/secret/feed.atom").status_code == 404


@pytest.mark.parametrize("size", [1, 60])
def test_feeds_stay_within_the_budget_of_a_list(
    client: Client, django_assert_max_num_queries: Any, size: int
) -> None:
    partner = make_partner(state="published", code="daejeon")
    for _number in range(size):
        make_observation(state="published", partner=partner)
    for address in ("/vi/feed.atom", "/vi/partners/daejeon/feed.atom"):
        with django_assert_max_num_queries(16):
            assert len(titles(client, address)) <= 50


def test_pages_name_their_feeds(client: Client) -> None:
    make_partner(state="published", code="daejeon")
    link = '<link rel="alternate" type="application/atom+xml" href="{}"'
    page = client.get("/en/partners/daejeon/").content.decode()
    assert link.format("/en/feed.atom") in page
    assert link.format("/en/partners/daejeon/feed.atom") in page
    assert link.format("/vi/feed.atom") in client.get("/vi/events/").content.decode()
