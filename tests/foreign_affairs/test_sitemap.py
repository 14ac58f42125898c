"""The sitemap: every public page in both languages; `tests/site` opens each of them."""

import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from foreign_affairs.search import searchable_models
from foreign_affairs.sitemaps import SITEMAPS
from tests.factories import (
    make_event,
    make_friendship_association,
    make_indicator,
    make_observation,
    make_organisation,
    make_partner,
)
from tests.sitemaps import SPACES, path_of, read, sitemap_entries

pytestmark = pytest.mark.django_db


def entries(client: Client) -> dict[str, Any]:
    """The sitemap's elements by their path."""
    found: dict[str, Any] = {}
    for path, entry in sitemap_entries(client):
        assert path not in found
        found[path] = entry
    return found


def test_sitemap_has_pages_and_each_list_in_both_languages(
    client: Client,
) -> None:
    paths = list(entries(client))
    assert len(paths) == 2 * (10 + len(searchable_models()))
    assert {
        "/vi/",
        "/en/",
        "/vi/search/",
        "/en/countries/",
        "/vi/figures/",
        "/en/corrections/",
        "/vi/timeline/",
        "/vi/map/",
        "/en/compare/",
    } < set(paths)


def test_sitemap_has_the_months_and_years_with_something(client: Client) -> None:
    make_event(state="published", held_on="2024-09")
    make_event(state="published", held_on="2019")
    make_event(state="draft", held_on="2017-05-01")
    times = [path for path in entries(client) if re.match("/en/(calendar|years)/.", path)]
    assert times == [
        "/en/years/2019/",
        "/en/years/2024/",
        "/en/calendar/2019/",
        "/en/calendar/2024/",
        "/en/calendar/2024/9/",
    ]


def test_sitemap_entry_has_its_day_and_its_counterpart(client: Client) -> None:
    partner = make_partner(state="published", code="daejeon")
    entry = entries(client)["/vi/partners/daejeon/"]
    assert entry.findtext("s:lastmod", "", SPACES) == localdate(partner.changed_at).isoformat()
    assert {
        link.get("hreflang"): link.get("href") for link in entry.iterfind("x:link", SPACES)
    } == {
        "vi": "http://testserver/vi/partners/daejeon/",
        "en": "http://testserver/en/partners/daejeon/",
    }


def test_page_made_from_everything_is_as_new_as_the_register(client: Client) -> None:
    with time_machine.travel("2024-03-05 12:00+07:00", tick=False):
        make_event(state="published", held_on="2024-09")
    found = entries(client)
    for path in ("/vi/", "/en/timeline/", "/en/years/2024/", "/vi/calendar/2024/9/"):
        assert found[path].findtext("s:lastmod", "", SPACES) == "2024-03-05"


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_sitemap_leaves_out_what_is_not_public(client: Client, state: str) -> None:
    before = set(entries(client))
    make_partner(state=state)
    make_observation(state="published", indicator=make_indicator(state=state))
    make_friendship_association(
        state="published", country=None, organisation=make_organisation(state=state, country=None)
    )
    added = set(entries(client)) - before
    assert {path for path in added if "/sources/" not in path} == set()


def test_long_sitemap_comes_in_parts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        partner = make_partner(state="published")
    monkeypatch.setattr(SITEMAPS["partner"], "limit", 4)
    index = read(client, "/sitemap.xml")
    days = {path_of(part): part.findtext("s:lastmod", "", SPACES) for part in index}
    first, second = [path for path in days if "partner" in path]
    assert (first, second) == ("/sitemap-partner.xml", "/sitemap-partner.xml?p=2")
    assert days[first] == days[second]
    assert days[first].startswith(localdate(partner.changed_at).isoformat())
    assert len([path for path in entries(client) if "/partners/" in path]) == 2 * (1 + 3)
    assert client.get("/sitemap-user.xml").status_code == 404
    assert client.get("/sitemap-partner.xml?p=3").status_code == 404


def test_withdrawn_record_makes_a_part_another_one(client: Client) -> None:
    with time_machine.travel("2024-03-05 12:00+07:00", tick=False) as now:
        make_partner(state="published")
        gone = make_partner(state="published")
        for path in ("/sitemap.xml", "/sitemap-partner.xml"):
            assert client.get(path).headers["Last-Modified"] == "Tue, 05 Mar 2024 05:00:00 GMT"
        now.shift(3600)
        gone.state = "withdrawn"
        gone.save()
        since = {"If-Modified-Since": "Tue, 05 Mar 2024 05:00:00 GMT"}
        for path in ("/sitemap.xml", "/sitemap-partner.xml"):
            assert client.get(path, headers=since).status_code == 200
        index = client.get("/sitemap.xml").content.decode()
        assert index.count("<lastmod>2024-03-05T13:00:00+07:00</lastmod>") == len(SITEMAPS)


def test_part_of_a_sitemap_reads_its_own_records_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        make_partner(state="published")
    monkeypatch.setattr(SITEMAPS["partner"], "limit", 4)
    with CaptureQueriesContext(connection) as queries:
        client.get("/sitemap-partner.xml?p=2")
    read = [query["sql"] for query in queries if '"partners_partner"."code"' in query["sql"]]
    assert [sql.partition("LIMIT")[2] for sql in read] == [" 2 OFFSET 2"]


def test_part_of_a_sitemap_costs_no_query_a_record(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        make_partner(state="published")
    with django_assert_max_num_queries(6):
        client.get("/sitemap-partner.xml")
