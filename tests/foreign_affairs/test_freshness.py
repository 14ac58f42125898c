"""What is still the same is not sent again, and what has changed in any way is."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from foreign_affairs.freshness import freshness
from tests.factories import make_agreement, make_event, make_partner, make_source
from tests.public_pages import fetched

pytestmark = pytest.mark.django_db

PAGES = ["/vi/", "/vi/partners/", "/vi/partners/daejeon/", "/en/partners/daejeon/"]
DATA = ["/vi/partners.json", "/vi/partners/daejeon.json", "/vi/partners/daejeon/picture.png"]
FILES = [
    "/vi/partners/download.csv",
    "/vi/partners/download.xlsx",
    "/vi/data/partners.csv",
    "/vi/data/foreign-affairs-register.zip",
    "/vi/feed.atom",
    "/vi/partners/daejeon/feed.atom",
]


def again(client: Client, address: str, response: Any) -> int:
    """The status when somebody asks again who has kept the response."""
    kept = {"If-None-Match": response.headers["ETag"]}
    status: int = fetched(client, address, headers=kept).status_code
    return status


@pytest.mark.parametrize("address", [*PAGES, *DATA, *FILES])
def test_what_is_unchanged_is_not_sent_again(client: Client, address: str) -> None:
    make_partner(state="published", code="daejeon")
    assert again(client, address, fetched(client, address)) == 304


@pytest.mark.parametrize("address", [*PAGES, *DATA, *FILES])
def test_what_is_changed_is_sent_again(client: Client, address: str) -> None:
    partner = make_partner(state="published", code="daejeon", name_vi="Daejeon")
    before = fetched(client, address)
    partner.name_vi = partner.name_en = "Thành phố Daejeon"
    partner.save()
    assert again(client, address, before) == 200


def withdraw(source: Any) -> None:
    source.state = "withdrawn"
    source.save()


@pytest.mark.parametrize("change", [withdraw, lambda source: source.delete()])
@pytest.mark.parametrize("address", [*FILES[:5], "/vi/partners/daejeon/", DATA[1]])
def test_change_of_a_named_record_is_a_change(
    client: Client, address: str, change: Callable[[Any], Any]
) -> None:
    source = make_source(state="published")
    make_partner(state="published", code="daejeon", sources=[source])
    before = fetched(client, address)
    change(source)
    assert again(client, address, before) == 200


@pytest.mark.parametrize("address", ["/vi/events/", "/vi/events/download.csv?status=announced"])
def test_midnight_in_vietnam_is_a_change(client: Client, address: str) -> None:
    with time_machine.travel("2024-03-01 23:30+07:00", tick=False):
        make_event(state="published", status="announced", held_on="2024-03-01")
        before = fetched(client, address)
        assert again(client, address, before) == 304
    with time_machine.travel("2024-03-02 00:10+07:00", tick=False):
        assert again(client, address, before) == 200


@pytest.mark.parametrize("address", FILES)
def test_file_says_when_it_was_last_modified(client: Client, address: str) -> None:
    with time_machine.travel("2024-03-01 12:00+07:00", tick=False):
        make_partner(state="published", code="daejeon")
        response = fetched(client, address)
        assert response.headers["Last-Modified"] == "Fri, 01 Mar 2024 05:00:00 GMT"
        since = {"If-Modified-Since": response.headers["Last-Modified"]}
        assert fetched(client, address, headers=since).status_code == 304
    with time_machine.travel("2024-03-02 12:00+07:00", tick=False):
        # At midnight whatever depends on today became another.
        assert fetched(client, address).headers["Last-Modified"] == "Fri, 01 Mar 2024 17:00:00 GMT"
        make_agreement(state="draft")
        assert fetched(client, address, headers=since).status_code == 200


def test_late_change_with_an_earlier_time_is_noticed() -> None:
    with time_machine.travel("2024-03-01 12:00+07:00", tick=False):
        make_partner()
        before = freshness()
    with time_machine.travel("2024-03-01 11:00+07:00", tick=False):
        make_partner()
        after = freshness()
    assert before.written_at == after.written_at
    assert before.headers()["ETag"] != after.headers()["ETag"]


def test_empty_register_has_a_state() -> None:
    assert freshness().written_at is None
    assert freshness().headers()["ETag"]
