"""The pages that all apps share: home, countries, sources, and the addresses at the root."""

import re
from collections.abc import Callable, Generator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from foreign_affairs.context import in_language
from foreign_affairs.models import Country
from foreign_affairs.templatetags import register as tags
from foreign_affairs.views.reference import MOST_CITED
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_country,
    make_country_name,
    make_delegation,
    make_delegation_country,
    make_event,
    make_event_participant,
    make_friendship_association,
    make_indicator,
    make_observation,
    make_organisation,
    make_orientation,
    make_owner,
    make_partner,
    make_programme,
    make_source,
    make_tie,
    make_user,
)
from tests.public_pages import words_of

pytestmark = pytest.mark.django_db

SECRET = "Điều chưa công bố"


def codes(records: Any) -> list[str]:
    return [record.code for record in records]


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


# the root


@pytest.mark.parametrize(
    ("asked", "home"),
    [
        ("", "/vi/"),
        ("vi", "/vi/"),
        ("en-GB,en;q=0.9", "/en/"),
        ("fr", "/vi/"),
        ("de;q=0.9, en;q=0.5", "/en/"),
        ("not a language", "/vi/"),
    ],
)
def test_root_leads_to_the_language_of_the_browser(client: Client, asked: str, home: str) -> None:
    response = client.get("/", headers={"accept-language": asked})
    assert (response.status_code, response.headers["Location"]) == (302, home)
    assert "Accept-Language" in response.headers["Vary"]


def test_health_answers_when_the_database_does(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_says_when_the_database_does_not_answer(client: Client) -> None:
    def refuse(*args: Any) -> None:
        raise OperationalError("secret server name")

    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"database does not answer\n")


def test_robots_are_kept_from_the_admin_and_shown_the_sitemap(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /admin/" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_unknown_address_gets_a_page_with_ways_on(client: Client, language: str) -> None:
    response = client.get(f"/{language}/partners/no-such-partner/")
    assert response.status_code == 404
    page = response.content.decode()
    assert f'<html lang="{language}">' in page
    assert f'href="/{language}/partners/"' in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/vi/partners/?q=a", "/en/partners/?q=a"),
        ("/vi/", "/en/"),
        ("/en/sources/x/", "/en/sources/x/"),
        ("/nowhere", "/en/"),
    ],
)
def test_other_language_keeps_the_rest_of_the_address(path: str, other: str) -> None:
    assert in_language(path, "en") == other


def test_page_names_its_counterpart_in_the_other_language(client: Client) -> None:
    page = client.get("/vi/partners/?status=ended").content.decode()
    assert 'hreflang="en" href="http://testserver/en/partners/?status=ended"' in page
    assert '<link rel="canonical" href="http://testserver/vi/partners/">' in page


def test_owner_stands_on_every_page(client: Client) -> None:
    make_owner(name_vi="Sở Ngoại vụ", successor_vi="Sở Ngoại vụ TP. HCM", data_up_to="2024")
    footer = client.get("/vi/sources/").content.decode().partition("<footer")[2]
    assert "Sở Ngoại vụ TP. HCM" in footer
    assert "năm 2024" in footer


# home


def test_home_counts_partners_by_status_and_their_countries(client: Client) -> None:
    korea = make_country()
    for _ in range(2):
        make_partner(state="published", status="established", country=korea)
    make_partner(state="published", status="prospective")
    make_partner(state="internal", status="established", name_vi=SECRET, name_en=SECRET)
    page = client.get("/vi/")
    assert page.context["partner_numbers"] == {"established": 2, "prospective": 1, "ended": 0}
    assert page.context["countries"] == [(korea, 2)]
    assert page.context["bodies"] == 0
    assert SECRET not in page.content.decode()


def test_home_adds_up_agreements_by_what_they_stand_for(client: Client) -> None:
    make_agreement(state="published", count=5)
    make_agreement(state="published")
    make_agreement(state="draft", count=100)
    assert client.get("/vi/").context["agreement_total"] == 6


@time_machine.travel("2024-06-15 12:00:00+07:00", tick=False)
def test_home_shows_next_events_before_the_last_ones(client: Client) -> None:
    later = make_event(state="published", status="announced", held_on="2024-09")
    sooner = make_event(state="published", status="permitted", held_on="2024-07-01")
    held = make_event(state="published", status="held", held_on="2024-05")
    make_event(state="published", status="announced", held_on="2024-04")  # never confirmed
    make_event(state="internal", status="held", held_on="2024-06-01")
    page = client.get("/en/")
    assert codes(page.context["upcoming"]) == [sooner.code, later.code]
    assert page.context["last"] == held


@time_machine.travel("2026-11-29 12:00:00+07:00", tick=False)
def test_home_shows_anniversaries_where_too_few_events_are_ahead(client: Client) -> None:
    home = make_organisation(state="published")
    for since in ("2014-12-25", "2022-01-06", "2015-01-16", "2006-11-13"):
        make_tie(partner=make_partner(state="published"), home_body=home, since=since)
    make_tie(partner=make_partner(state="draft"), home_body=home, since="2010-12-01")
    event = make_event(state="published", status="announced", held_on="2027")
    page = client.get("/en/")
    assert codes(page.context["upcoming"]) == [event.code]
    ahead = [entry.when.text for entry in page.context["anniversaries"]]
    assert ahead == ["2026-12-25", "2027-01-06"]
    assert "milestone anniversary" in page.content.decode()


def test_home_shows_what_people_changed_and_not_what_a_folder_brought(client: Client) -> None:
    user = make_user()
    make_partner(state="published")
    changed = make_partner(state="published")
    event = make_event(state="published")
    draft = make_partner(state="draft", name_en=SECRET)
    for record in (changed, event, draft):
        type(record).objects.filter(pk=record.pk).update(changed_by=user)
    page = client.get("/en/")
    assert codes(page.context["changes"]) == [event.code, changed.code]
    assert f'href="/en/events/{event.code}/"' in page.content.decode()
    assert SECRET not in page.content.decode()


def test_home_takes_the_newest_undisputed_figure_of_the_province(client: Client) -> None:
    fdi = make_indicator(state="published", topic="investment", order=1)
    figure = {"indicator": fdi, "state": "published", "nature": "actual"}
    make_observation(**figure, period="2022", value=1)
    newest = make_observation(**figure, period="2023", value=2)
    make_observation(**figure, period="2024", value=3, is_disputed=True, source_note_vi="Sai")
    make_observation(**{**figure, "nature": "plan"}, period="2025", value=4)
    make_observation(**{**figure, "state": "internal"}, period="2025", value=5)
    make_observation(**figure, period="2025", value=6, partner=make_partner(state="published"))
    assert codes(client.get("/vi/").context["figures"]) == [newest.code]


def test_home_costs_the_same_with_one_and_three_of_everything(client: Client) -> None:
    def fill() -> None:
        partner = make_partner(state="published", country=make_country())
        home = make_organisation(state="published")
        make_tie(partner=partner, home_body=home, since="2020-01-01")
        make_agreement(state="published", signed_on="2020")
        make_event(state="published", status="held", held_on="2020", country=make_country())
        make_event(state="published", status="announced", held_on="2999")
        make_observation(
            indicator=make_indicator(state="published", topic="growth"), state="published"
        )

    fill()
    with_one = queries_of(client, "/vi/")
    fill()
    fill()
    assert queries_of(client, "/vi/") == with_one
    assert with_one <= 15


# countries


def hide_in_country(country: Country) -> list[Callable[[], Any]]:
    """Ways in which something that is not public points to a country."""
    return [
        lambda: make_partner(state="internal", country=country),
        lambda: make_organisation(state="draft", country=country),
        lambda: make_agreement_party(agreement=make_agreement(state="review"), country=country),
        lambda: make_event(state="withdrawn", country=country),
        lambda: make_delegation_country(delegation=make_delegation(), country=country),
        lambda: make_country_name(country=country),
    ]


@pytest.mark.parametrize("way", range(6))
def test_country_that_nothing_public_points_to_has_no_page(client: Client, way: int) -> None:
    country = make_country()
    hide_in_country(country)[way]()
    assert client.get(country.get_absolute_url()).status_code == 404
    assert codes(client.get("/vi/countries/").context["object_list"]) == []


def show_in_country(country: Country) -> list[Callable[[], Any]]:
    event = make_event_participant
    return [
        lambda: make_partner(state="published", country=country),
        lambda: make_organisation(state="published", country=country),
        lambda: make_friendship_association(state="published", country=country),
        lambda: make_agreement_party(agreement=make_agreement(state="published"), country=country),
        lambda: event(event=make_event(state="published"), country=country),
        lambda: make_delegation_country(
            delegation=make_delegation(state="published"), country=country
        ),
        lambda: make_orientation(state="published", countries=[country]),
    ]


@pytest.mark.parametrize("way", range(7))
def test_country_is_public_once_something_public_points_to_it(client: Client, way: int) -> None:
    country = make_country()
    made = show_in_country(country)[way]()
    record = getattr(made, made.parent_field) if hasattr(made, "parent_field") else made
    page = client.get(country.get_absolute_url())
    assert page.context["country"] == country
    assert record.get_absolute_url() in page.content.decode()
    assert country.code in codes(client.get("/vi/countries/").context["object_list"])


def test_country_page_has_what_its_partners_and_bodies_take_part_in(client: Client) -> None:
    country = make_country()
    partner = make_partner(state="published", country=country)
    body = make_organisation(state="published", country=country)
    hidden = make_organisation(state="internal", country=country)
    through_partner = make_event_participant(event=make_event(state="published"), partner=partner)
    through_body = make_event_participant(event=make_event(state="published"), organisation=body)
    make_event_participant(event=make_event(state="published"), organisation=hidden)
    page = client.get(country.get_absolute_url())
    wanted = {through_partner.event.code, through_body.event.code}
    assert set(codes(page.context["events"])) == wanted


def test_country_page_names_the_public_ties_of_its_partners(client: Client) -> None:
    country = make_country()
    partner = make_partner(state="published", country=country)
    body = make_organisation(state="published")
    make_tie(partner=partner, home_body=body, kind="friendship", since="2005")
    hidden = make_organisation(state="internal")
    make_tie(partner=partner, home_body=hidden, kind="twinning", since="2011")
    with override("en"):
        words = words_of(client.get(country.get_absolute_url()))
    assert "Friendship and cooperation, since 2005" in words
    assert "since 2011" not in words


def test_country_page_has_the_figures_of_its_partners_and_bodies(client: Client) -> None:
    country = make_country()
    about: list[dict[str, Any]] = [
        {"partner": make_partner(state="published", country=country)},
        {"organisation": make_organisation(state="published", country=country)},
        {"association": make_friendship_association(state="published", country=country)},
    ]
    indicator = make_indicator(state="published")
    shown = [make_observation(indicator=indicator, state="published", **row) for row in about]
    make_observation(indicator=indicator, state="internal", **about[0])
    make_observation(indicator=indicator, state="published", partner=make_partner())
    make_observation(indicator=indicator, state="published")
    page = client.get(country.get_absolute_url())
    assert sorted(codes(page.context["figures"])) == sorted(figure.code for figure in shown)


def test_page_of_the_home_country_does_not_repeat_the_register(client: Client) -> None:
    home = make_country(code="vn")
    body = make_organisation(state="published", country=home)
    row = make_event_participant(event=make_event(state="published"), organisation=body)
    page = client.get(home.get_absolute_url())
    assert "events" not in page.context
    assert body.name_vi in words_of(page)
    assert row.event.name_vi not in words_of(page)


def test_country_list_counts_public_partners_and_costs_the_same(client: Client) -> None:
    country = make_country(region="asia")
    make_partner(state="published", country=country)
    make_partner(state="internal", country=country)
    page = client.get("/vi/countries/")
    assert [row.partner_number for row in page.context["object_list"]] == [1]
    with_one = queries_of(client, "/vi/countries/")
    for _ in range(2):
        make_partner(state="published")
    assert queries_of(client, "/vi/countries/") == with_one
    assert with_one <= 15


def test_country_page_costs_the_same_with_one_and_three_of_everything(client: Client) -> None:
    country = make_country()

    def fill() -> None:
        for show in show_in_country(country):
            show()
        make_event(state="published", country=country)

    fill()
    with_one = queries_of(client, country.get_absolute_url())
    fill()
    fill()
    assert queries_of(client, country.get_absolute_url()) == with_one
    assert with_one <= 25


# sources


def test_source_page_has_the_bibliography_and_public_records_only(client: Client) -> None:
    source = make_source(
        state="published",
        kind="report",
        number="12/BC-SNgV",
        author="Trần Văn A",
        issued_on="2024-01",
        url="https://example.org/12",
        editor_note=SECRET,
    )
    partner = make_partner(state="published", sources=[source])
    make_partner(state="internal", sources=[source], name_vi=SECRET)
    page = client.get(source.get_absolute_url())
    for text in ("12/BC-SNgV", "Trần Văn A", "Tháng 01 năm 2024", "https://example.org/12"):
        assert text in words_of(page)
    [group] = page.context["citing"]
    assert (group["records"], group["number"]) == ([partner], 1)
    assert SECRET not in page.content.decode()


def test_source_page_leads_to_the_list_of_all_that_cites_it(client: Client) -> None:
    source = make_source(state="published")
    for _ in range(MOST_CITED + 2):
        make_programme(state="published", sources=[source])
    make_programme(state="published")
    page = client.get(source.get_absolute_url())
    [group] = page.context["citing"]
    assert (len(group["records"]), group["number"]) == (MOST_CITED, MOST_CITED + 2)
    address = f"{reverse('events:programme_list')}?source={source.code}"
    assert f'href="{address}"' in page.content.decode()
    assert client.get(address).context["totals"]["records"] == MOST_CITED + 2


def test_source_that_is_not_public_is_neither_shown_nor_a_filter(client: Client) -> None:
    hidden = make_source(state="internal", name_vi=SECRET)
    partner = make_partner(state="published", sources=[hidden])
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert SECRET not in client.get(partner.get_absolute_url()).content.decode()
    page = client.get("/vi/partners/", {"source": hidden.code})
    assert codes(page.context["object_list"]) == []
    assert list(page.context["filter"].form.errors) == ["source"]


def test_source_pages_cost_the_same_with_one_and_three_of_everything(client: Client) -> None:
    source = make_source(state="published")

    def fill() -> None:
        sources = {"state": "published", "sources": [source]}
        make_partner(**sources)
        make_friendship_association(**sources)
        make_observation(indicator=make_indicator(state="published"), **sources)
        make_source(state="published")

    addresses = [source.get_absolute_url(), "/vi/sources/"]
    fill()
    with_one = [queries_of(client, address) for address in addresses]
    fill()
    fill()
    assert [queries_of(client, address) for address in addresses] == with_one
    assert with_one[0] <= 25
    assert with_one[1] <= 15


# how pages write


@pytest.fixture(params=["vi", "en"])
def language(request: Any) -> Generator[str, None, None]:
    with override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("values", "vi", "en"),
    [
        ({"value": Decimal("1279.50")}, "1.279,5 tấn", "1,279.5 tonnes"),
        ({"value": 1500, "value_to": 2000}, "1.500–2.000 tấn", "1,500–2,000 tonnes"),
        ({"value": None, "plan_percent": Decimal("49.2")}, "49,2%", "49.2%"),
    ],
)
def test_figure_is_written_in_the_way_of_the_language(
    language: str, values: dict[str, Any], vi: str, en: str
) -> None:
    indicator = make_indicator(unit_vi="tấn", unit_en="tonnes")
    figure = make_observation(indicator=indicator, **values)
    written = tags.figure_value(figure)
    assert {"vi": vi, "en": en}[language] in written


def test_figure_says_which_way_it_went() -> None:
    figure = make_observation(value=1, change_percent=Decimal("-15.3"))
    with override("en"):
        assert tags.figure_comparisons(figure) == ["down 15.3% year on year"]


def test_percent_stands_directly_after_the_number() -> None:
    figure = make_observation(indicator=make_indicator(unit_en="%"), value=7, qualifier="more")
    with override("en"):
        assert tags.figure_value(figure) == "more than 7%"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"started_on": "2016", "ended_on": "2020"}, "2016 – 2020"),
        ({"started_on": "2019", "ended_on": "2019"}, "2019"),
        ({"started_on": "2004/.."}, "Since 2004"),
        ({}, "Date not stated in the sources"),
    ],
)
def test_date_of_a_record_is_said_in_words(values: dict[str, Any], words: str) -> None:
    with override("en"):
        assert tags.when(make_programme(**values)) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, ""), (6, "6 delegations"), (None, "many, number not stated in the sources")],
)
def test_record_says_how_many_it_stands_for(count: int | None, words: str) -> None:
    with override("en"):
        assert tags.counted(make_delegation(count=count)) == words


def test_link_to_a_record_that_is_not_public_says_nothing() -> None:
    assert tags.ref(make_partner(state="internal")) == ""
    assert tags.ref(None) == ""
    association = make_friendship_association(state="published")
    association.organisation.state = "internal"
    assert tags.ref(association) == ""


def test_link_is_marked_when_its_words_are_in_the_other_language() -> None:
    partner = make_organisation(state="published", code="hoi", name_vi="Hội <A>", name_en="")
    with override("en"):
        assert tags.ref(partner) == '<a href="/en/organisations/hoi/" lang="vi">Hội &lt;A&gt;</a>'
    with override("vi"):
        assert tags.ref(partner) == '<a href="/vi/organisations/hoi/">Hội &lt;A&gt;</a>'


@pytest.mark.parametrize(("country", "has_flag"), [("kr", True), ("zz", False), (None, False)])
def test_partner_and_country_stand_beside_their_flag(country: str, has_flag: bool) -> None:
    place = make_country(code=country) if country else None
    partner = make_partner(state="published", kind="network", country=place)
    for record in filter(None, (partner, place)):
        link, bare = tags.ref(record), tags.ref(record, with_flag=False)
        assert bare.startswith("<a ")
        assert link.endswith(bare)
        picture = link.removesuffix(bare)
        assert bool(re.fullmatch(r'<img class="flag" src="\S*/kr\.svg" alt="" .*>', picture)) is (
            has_flag
        )


def test_longer_text_is_escaped_and_marked() -> None:
    partner = make_partner(profile_vi="Một\n\n<script>", profile_en="")
    with override("en"):
        written = tags.paragraphs(partner.profile)
    assert written == '<div lang="vi"><p>Một</p>\n\n<p>&lt;script&gt;</p></div>'
