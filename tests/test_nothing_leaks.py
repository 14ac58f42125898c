"""What is not published can be found nowhere: the marker may stand on no public page."""

from itertools import chain
from typing import Any

import pytest
from django.test import Client

from foreign_affairs import search
from foreign_affairs.models import Record
from foreign_affairs.open_data.data_sets import public_models
from foreign_affairs.search import searchable_models
from partners.models import Partner
from tests import factories as make
from tests.hidden_register import HIDDEN_STATES, MARKER, make_a_public_register_full_of_secrets
from tests.sitemaps import sitemap_parts, sitemap_paths

pytestmark = pytest.mark.django_db


LISTS = [
    "partners",
    "agreements",
    "organisations",
    "friendship",
    "events",
    "delegations",
    "programmes",
    "commitments",
    "recognitions",
    "indicators",
    "figures",
    "orientations",
    "countries",
    "sources",
]


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_nothing_that_is_not_public_can_be_read_anywhere(client: Client, state: str) -> None:
    make_a_public_register_full_of_secrets(state)
    search.rebuild()
    paths = sitemap_paths(client)
    assert len(paths) > 2 * len(LISTS)
    lists = [f"/{language}/{name}/" for language in ("vi", "en") for name in LISTS]
    assert set(lists) <= set(paths)
    downloads = [f"/vi/{name}/download.{ending}" for name in LISTS for ending in ("csv", "json")]
    searches = [f"/vi/search/?q={MARKER}&x=1", f"/en/partners/?q={MARKER}&x=1"]
    as_json = [
        f"{path.rstrip('/')}.json"
        for path in paths
        if path.startswith("/vi/") and path.split("/")[2] in LISTS
    ]
    feeds = ["/vi/feed.atom", *(f"{path}feed.atom" for path in paths if "/vi/partners/" in path)]
    feeds.remove("/vi/partners/feed.atom")
    sets = [f"/vi/data/{name}.{end}" for name in public_models() for end in ("csv", "json")]
    extra = ["/vi/corrections/", "/sitemap.xml", "/robots.txt", "/vi/search/?q=nothing"]
    extra += [f"/vi/calendar/{name}.ics" for name in ("events", "anniversaries")]
    extra += [f"/vi/calendar/partners/{partner.code}.ics" for partner in Partner.objects.public()]
    extra += [*as_json, *feeds, *sets, *sitemap_parts(client)]
    told: list[str] = []
    for path in chain(paths, downloads, extra):
        response: Any = client.get(path)
        assert response.status_code == 200, path
        body = response.getvalue() if response.streaming else response.content
        if MARKER.encode() in body or b"secret-" in body:
            told.append(path)
    assert told == []
    for path in searches:
        # The reader's own words come back in the search box, but no record does.
        assert f"{MARKER} 2" not in client.get(path).content.decode()


@pytest.mark.parametrize("state", HIDDEN_STATES)
@pytest.mark.parametrize(
    "model",
    [model for model in searchable_models() if issubclass(model, Record)],
    ids=lambda model: model.__name__,
)
def test_page_of_a_record_that_is_not_public_does_not_exist(
    client: Client, model: Any, state: str
) -> None:
    factory = {
        "FriendshipAssociation": make.make_friendship_association,
        "Observation": make.make_observation,
    }.get(model.__name__) or getattr(make, f"make_{model.__name__.lower()}")
    hidden_record: Any = factory(code="secret", state=state)
    shown_record: Any = factory(code="shown", state="published")
    addresses = [record.get_absolute_url() for record in (hidden_record, shown_record)]
    assert [client.get(address).status_code for address in addresses] == [404, 200]
