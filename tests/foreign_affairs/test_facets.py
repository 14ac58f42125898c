"""The numbers beside the choices of filters, and the links above a list."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foreign_affairs.facets import count_with_words
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_cooperation_field,
    make_country,
    make_delegation,
    make_delegation_participant,
    make_event,
    make_organisation,
    make_partner,
    make_source,
    make_tie,
)

pytestmark = pytest.mark.django_db

PUBLIC = {"state": "published"}


def shown(page: Any, name: str) -> list[str]:
    """What the reader can choose in a filter."""
    return [str(words) for value, words in page.context["filter"].form.fields[name].widget.choices]


def test_choices_tell_how_many_records_they_leave(client: Client) -> None:
    korea, laos = make_country(name_en="South Korea"), make_country(name_en="Laos")
    for kind in ("province", "city", "city"):
        make_partner(**PUBLIC, country=korea, kind=kind)
    make_partner(**PUBLIC, country=laos, kind="province")
    page = client.get("/en/partners/")
    assert shown(page, "country") == ["All", "Laos (1)", "South Korea (3)"]
    assert shown(page, "kind") == ["All", "Province (2)", "City (2)"]
    page = client.get("/en/partners/", {"country": korea.code})
    assert shown(page, "kind") == ["All", "Province (1)", "City (2)"]
    assert shown(page, "country") == ["All", "Laos (1)", "South Korea (3)"]
    page = client.get("/en/partners/", {"country": laos.code, "kind": "city"})
    assert shown(page, "country") == ["All", "Laos (0)", "South Korea (2)"]
    assert shown(page, "kind") == ["All", "Province (1)", "City (0)"]


def test_choices_reached_through_other_rows_are_not_counted_among_many_records(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    korea, laos = make_country(name_en="South Korea"), make_country(name_en="Laos")
    for country, level in ((korea, "province"), (korea, "province"), (laos, "department")):
        partner = make_partner(**PUBLIC, country=country)
        make_agreement_party(agreement=make_agreement(**PUBLIC, level=level), partner=partner)
    monkeypatch.setattr("foreign_affairs.ways.MOST_KEYS", 1)
    page = client.get("/en/agreements/", {"level": "province"})
    # Those of the whole list, since it is not known which of them leave something.
    assert shown(page, "country") == ["All", "Laos", "South Korea"]
    assert shown(page, "level") == ["All", "Province (2)", "Department (1)"]
    assert len(page.context["object_list"]) == 2
    with CaptureQueriesContext(connection) as queries:
        count_with_words(page.context["filter"])
    # What can be counted, and the whole list for all the others.
    assert sum("WITH facet" in query["sql"] for query in queries) == 2
    page = client.get("/en/agreements/")
    assert shown(page, "country") == ["All", "Laos (1)", "South Korea (2)"]
    page = client.get("/en/agreements/", {"level": "department", "country": laos.code})
    assert shown(page, "country") == ["All", "Laos (1)"]
    page = client.get("/en/agreements/", {"level": "province", "country": laos.code})
    assert shown(page, "country") == ["All", "Laos", "South Korea"]
    assert page.context["active_filters"][1]["value"] == "Laos"


def test_names_of_choices_are_escaped(client: Client) -> None:
    country = make_country(name_en="<b>&\"' Land")
    make_partner(**PUBLIC, country=country)
    page = client.get("/en/partners/", {"country": country.code}).content.decode()
    option = f'<option value="{country.code}" selected>&lt;b&gt;&amp;&quot;&#x27; Land (1)</option>'
    assert option in page


@pytest.mark.parametrize("most", [1, 20_000])
def test_list_is_the_same_whether_few_or_many_records_are_left(
    client: Client, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("foreign_affairs.ways.MOST_KEYS", most)
    korea = make_country()
    for code, period in (("b", "2015"), ("a", "2019-05"), ("c", None), ("d", "2001")):
        partner = make_partner(**PUBLIC, country=korea)
        visit = make_delegation(**PUBLIC, code=code, period=period, direction="in", count=2)
        make_delegation_participant(delegation=visit, partner=partner)
        make_delegation_participant(delegation=visit, country=korea)
    make_delegation(**PUBLIC, code="e", direction="out", count=1)
    path = "/vi/delegations/"
    assert order_of(client, path, country=korea.code) == ["a", "b", "d", "c"]
    assert order_of(client, path, country=korea.code, sort="oldest") == ["d", "b", "a", "c"]
    assert order_of(client, path, country=korea.code, year_from="2010") == ["a", "b"]
    page = client.get(path, {"country": korea.code, "q": "no such word"})
    assert (list(page.context["object_list"]), page.context["total"]) == ([], 0)
    page = client.get(path, {"direction": "in"})
    assert (page.context["total"], page.context["totals"]["records"]) == (8, 4)


def test_record_with_two_matching_rows_counts_once(client: Client) -> None:
    korea = make_country(name_en="South Korea")
    partner = make_partner(**PUBLIC, country=korea)
    police = make_organisation(**PUBLIC, country=korea, locality_abroad=partner)
    agreement = make_agreement(**PUBLIC)
    make_agreement_party(agreement=agreement, partner=partner)
    make_agreement_party(agreement=agreement, organisation=police)
    page = client.get("/en/agreements/")
    assert shown(page, "country") == ["All", "South Korea (1)"]
    assert shown(page, "partner") == ["All", f"{partner.name_en} (1)"]


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_numbers_do_not_tell_of_what_is_not_public(client: Client, state: str) -> None:
    korea = make_country(name_en="South Korea")
    hidden = make_partner(state=state, country=korea, name_en="Hidden Province")
    agreement = make_agreement(**PUBLIC)
    make_agreement_party(agreement=agreement, partner=hidden)
    make_agreement_party(agreement=make_agreement(state=state), partner=make_partner(**PUBLIC))
    page = client.get("/en/agreements/")
    assert (shown(page, "country"), shown(page, "partner")) == (["All"], ["All"])
    assert "(2)" not in page.content.decode()
    source = make_source(state=state)
    make_event(**PUBLIC, sources=[source])
    assert shown(client.get("/en/events/"), "source") == ["All"]


def test_filter_without_any_choice_is_not_shown(client: Client) -> None:
    make_partner(**PUBLIC)
    assert 'name="field"' not in client.get("/en/partners/").content.decode()
    make_partner(**PUBLIC, fields=[make_cooperation_field()])
    assert 'name="field"' in client.get("/en/partners/").content.decode()


def test_choice_that_is_wrong_is_still_refused(client: Client) -> None:
    make_partner(**PUBLIC, kind="city")
    page = client.get("/en/partners/", {"kind": "no-such-kind"})
    assert set(page.context["filter"].form.errors) == {"kind"}
    assert shown(page, "kind")[:2] == ["All", "Province"]


def test_first_filter_with_few_choices_stands_above_the_list(client: Client) -> None:
    make_partner(**PUBLIC, status="established")
    make_partner(**PUBLIC, status="prospective")
    page = client.get("/en/partners/", {"q": "", "sort": "oldest", "page": "1"}).content.decode()
    assert 'href="/en/partners/?sort=oldest&amp;status=established"' in page
    page = client.get("/en/partners/", {"status": "established"}).content.decode()
    assert 'class="chip" href="/en/partners/" rel="nofollow" aria-current="true"' in page


def test_numbers_cost_one_query(client: Client) -> None:
    for _ in range(3):
        partner = make_partner(**PUBLIC, fields=[make_cooperation_field()])
        make_agreement_party(agreement=make_agreement(**PUBLIC), partner=partner)
    client.get("/en/agreements/")
    address = f"/en/agreements/?partner={partner.code}&status=unknown&q=a"
    for path in ("/en/agreements/", address):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert sum("facet" in query["sql"] for query in queries) == 1
        assert len(queries) <= 15


def order_of(client: Client, path: str, **given: Any) -> list[str]:
    return [record.code for record in client.get(path, given).context["object_list"]]


def test_list_is_sorted_by_date_and_name(client: Client) -> None:
    for code, signed_on, name in (("b", "2015", "Ân"), ("a", "2019-05", "Đo"), ("c", None, "An")):
        make_agreement(**PUBLIC, code=code, signed_on=signed_on, name_vi=name, name_en="")
    path = "/vi/agreements/"
    assert order_of(client, path) == ["a", "b", "c"]
    assert order_of(client, path, sort="oldest") == ["b", "a", "c"]
    assert order_of(client, path, sort="name") == ["c", "b", "a"]
    assert order_of(client, path, sort="no-such-order") == ["a", "b", "c"]


def test_partners_are_sorted_by_their_first_public_tie(client: Client) -> None:
    late, early = make_partner(**PUBLIC, code="late"), make_partner(**PUBLIC, code="early")
    hidden_body = make_organisation(state="draft")
    make_tie(partner=late, home_body=make_organisation(**PUBLIC), since="2015")
    make_tie(partner=late, home_body=hidden_body, since="1990")
    make_tie(partner=early, home_body=make_organisation(**PUBLIC), since="2006-11-13")
    assert order_of(client, "/vi/partners/", sort="oldest") == ["early", "late"]
    assert order_of(client, "/vi/partners/", sort="newest") == ["late", "early"]


def test_order_is_kept_by_pages_and_filters(client: Client) -> None:
    for _ in range(51):
        make_agreement(**PUBLIC)
    page = client.get("/en/agreements/", {"sort": "oldest", "kind": ""}).content.decode()
    assert "?sort=oldest&amp;kind=&amp;page=2" in page
    assert '<input type="hidden" name="sort" value="oldest">' in page
    assert 'href="/en/agreements/?kind=&amp;sort=name" rel="nofollow"' in page
