"""The map of partners: what the filters leave, and nothing else."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from foreign_affairs.maps.overlay import Feature, Overlay
from partners.models import Partner
from tests.factories import make_country, make_owner, make_partner

pytestmark = pytest.mark.django_db

PAGE = "/en/map/"


def make_place(code: str, latitude: str, longitude: str, **given: Any) -> Partner:
    values = {"name_en": f"{code.title()} Province", "state": "published", **given}
    return make_partner(code=code, latitude=latitude, longitude=longitude, **values)


def links(page: Any) -> list[str]:
    """What a reader of the screen hears of each point that leads somewhere."""
    html = page.content.decode()
    return [
        unescape(name)
        for name in re.findall(r'class="map-place" href="[^"]+" aria-label="([^"]+)"', html)
    ]


def test_points_are_links_with_the_name_country_and_status(client: Client) -> None:
    make_owner()
    country = make_country(name_en="Cuba")
    make_place("artemisa", "22.8133", "-82.7619", country=country, status="prospective")
    page = client.get(PAGE)
    assert links(page) == ["Artemisa Province, Cuba, prospective"]
    html = page.content.decode()
    assert 'href="/en/partners/artemisa/"' in html
    # Shape, not colour alone; the short name as maps write it; home is there, too.
    assert "map-prospective" in html
    assert re.findall(r'<text class="map-name"[^>]*>([^<]+)</text>', html) == [
        "Artemisa",
        "Department of Foreign Affairs of Binh Duong",
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_numbers_of_the_drawing_have_a_point_in_every_language(
    client: Client, language: str
) -> None:
    make_place("artemisa", "22.8133", "-82.7619")
    html = client.get(f"/{language}/map/").content.decode()
    assert 'transform="translate(239.9 184.3)"' in html


def test_map_has_what_the_filters_leave_on_all_pages_of_the_list(client: Client) -> None:
    asia, europe = make_country(code="kr"), make_country(code="nl")
    for number in range(51):
        make_place(f"p{number:02}", "36.35", str(100 + number), country=asia)
    make_place("emmen", "52.78", "6.9", country=europe)
    make_place("secret", "36.35", "20", country=asia, state="internal")
    page = client.get(PAGE, {"country": "kr"})
    assert len(links(page)) == 51
    assert links(client.get(PAGE, {"country": "nl"})) == [
        f"Emmen Province, {europe.name_en}, established"
    ]
    assert 'href="/en/partners/?country=kr"' in page.content.decode()
    listed = client.get("/en/partners/", {"country": "nl"}).content.decode()
    assert 'href="/en/map/?country=nl"' in listed


def test_map_is_not_named_like_the_list(client: Client) -> None:
    html = client.get(PAGE).content.decode()
    assert '<meta property="og:title" content="Map of partners">' in html
    assert "Map of partners. <a" in html.partition('<p class="citation">')[2]


def test_partners_without_coordinates_are_listed_below(client: Client) -> None:
    make_place("emmen", "52.78", "6.9")
    make_partner(name_en="World Association", kind="network", country=None, state="published")
    html = client.get(PAGE).content.decode()
    below = html.partition("Not shown on the map")[2]
    assert "World Association" in below
    assert "Emmen" not in below.partition("</ul>")[0]


def test_map_of_very_many_partners_names_their_countries(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    korea, cuba = make_country(code="kr", name_en="South Korea"), make_country(name_en="Cuba")
    for number, longitude in enumerate(("126.9", "129.3", "127.4")):
        status = "established" if number else "ended"
        make_place(f"korea-{number}", "36.5", longitude, country=korea, status=status)
    make_place("artemisa", "22.8133", "-82.7619", country=cuba, status="prospective")
    make_place("harbour", "1.3", "103.8", kind="network", country=None)
    for number in range(3):
        make_partner(name_en=f"Network {number}", kind="network", country=None, state="published")
    monkeypatch.setattr("partners.places.MOST_PLACES", 4)
    monkeypatch.setattr("partners.views.MOST_NAMED", 2)
    monkeypatch.setattr("partners.templatetags.maps.MOST_NAMED", 1)
    page = client.get(PAGE)
    assert sorted(links(page)) == [
        "Cuba, 1 partner",
        "Harbour Province, established",
        "South Korea, 3 partners",
    ]
    html = page.content.decode()
    assert 'class="map-place" href="/en/partners/?country=kr"' in html
    assert ">South Korea (3)</text>" in html
    # It leads to so many with the filters of the map, those without coordinates among them.
    make_partner(name_en="Jeju City", country=korea, kind="city", state="published")
    make_partner(name_en="Ulsan City", country=korea, kind="city", state="draft")
    make_place("seoul", "37.5", "127", country=korea, kind="city")
    monkeypatch.setattr("partners.places.MOST_PLACES", 0)
    narrowed = client.get(PAGE, {"kind": "city", "page": "1"}).content.decode()
    assert ">South Korea (2)</text>" in narrowed
    assert "Not shown on the map" not in narrowed
    link = 'class="map-place" href="/en/partners/?kind=city&amp;country=kr"'
    assert link in narrowed
    assert client.get("/en/partners/?kind=city&country=kr").context["total"] == 2
    Partner.objects.filter(kind="city").delete()
    below = html.partition("Not shown on the map")[2]
    assert ("Network 0" in below, "Network 1" in below, "and 2 more" in below) == (
        True,
        False,
        True,
    )
    assert "and 3 more" in html.partition("On this map")[2]
    monkeypatch.setattr("partners.places.MOST_PLACES", 5)
    assert ">South Korea (3)</text>" not in client.get(PAGE).content.decode()


def test_map_costs_the_same_with_one_and_three_partners(client: Client) -> None:
    def cost() -> int:
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    make_place("one", "52.78", "6.9")
    once = cost()
    make_place("two", "51.4", "5.5")
    make_place("three", "10", "100")
    assert cost() == once <= 15


def test_overlay_of_the_office_is_drawn_with_who_approved_it(
    client: Client, settings: Settings
) -> None:
    make_place("emmen", "52.78", "6.9")
    settings.MAP_OVERLAY = Overlay(
        approved="Công văn <1>",
        areas="M1 1L2 2z",
        lines="",
        names=(Feature("Quần đảo", "Islands", (3000.0, -500.0)),),
    )
    html = client.get(PAGE).content.decode()
    assert 'd="M1 1L2 2z"' in html
    assert re.findall(r'class="map-own-name"[^>]*>([^<]+)<', html) == ["Islands"]
    assert "Công văn &lt;1&gt;" in html


def test_locator_shows_a_partner_and_home_and_nothing_without_coordinates() -> None:
    template = Template("{% load maps %}{% partner_locator partner %}")
    drawn = template.render(Context({"partner": make_place("emmen", "52.78", "6.9")}))
    assert (drawn.count("map-established"), drawn.count("map-home")) == (1, 1)
    assert template.render(Context({"partner": make_partner()})).strip() == ""
