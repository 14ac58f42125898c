"""Limits by address: what counts, what is answered, and that a class of pupils gets along."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from foreign_affairs.environment import rate_limits
from tests.admin_pages import admin_url
from tests.factories import make_partner, make_user
from tests.public_pages import fetched

pytestmark = pytest.mark.django_db

SEARCH = "/vi/search/?q=daejeon"
SUGGESTIONS = "/vi/search/suggestions/?q=dae"
DOWNLOAD = "/vi/partners/download.csv"
DATA_SET = "/en/data/partners.csv"
PACKAGE = "/vi/data/foreign-affairs-register.zip"
LOGIN = "/admin/login/"
SHIPPED = rate_limits()


@pytest.fixture(autouse=True)
def clock() -> Any:
    cache.clear()
    start = datetime.datetime(2026, 3, 2, 9, 0, 15, tzinfo=datetime.UTC)
    with time_machine.travel(start, tick=False) as clock:
        yield clock
    cache.clear()


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> dict[str, tuple[int, int]]:
    settings.RATE_LIMITS = dict.fromkeys(SHIPPED, (2, 60))
    return settings.RATE_LIMITS


def statuses(url: str, times: int = 3, **who: Any) -> list[int]:
    return [fetched(Client(**who), url).status_code for _number in range(times)]


@pytest.mark.parametrize("url", [SEARCH, SUGGESTIONS, DOWNLOAD, DATA_SET, PACKAGE])
def test_what_costs_much_is_limited(url: str) -> None:
    assert statuses(url) == [200, 200, 429]


@pytest.mark.parametrize("url", ["/vi/", "/vi/partners/", "/vi/partners.json", LOGIN, "/healthz"])
def test_reading_pages_is_not(url: str) -> None:
    assert statuses(url) == [200, 200, 200]


def test_page_helps_in_both_languages() -> None:
    statuses(SEARCH, 2)
    answer = Client().get(SEARCH)
    page = answer.content.decode()
    assert answer.headers["Retry-After"] == "45"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "hãy chờ 45 giây rồi thử lại" in page
    assert "wait 45 seconds and try again" in page


def test_programs_are_answered_in_json() -> None:
    statuses(SUGGESTIONS, 2)
    answer = Client().get(SUGGESTIONS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "45")
    assert answer.json() == {
        "error": "Có quá nhiều yêu cầu từ địa chỉ này. Hãy thử lại sau 45 giây."
    }


def test_next_minute_begins_anew(clock: Any) -> None:
    statuses(SEARCH)
    clock.shift(45)
    assert statuses(SEARCH, 1) == [200]


def test_each_address_and_each_kind_is_counted_by_itself() -> None:
    assert statuses(SEARCH) == [200, 200, 429]
    assert statuses(DOWNLOAD, 1) == [200]
    assert statuses(SEARCH, 1, REMOTE_ADDR="203.0.113.8") == [200]
    # A header that anybody can send makes nobody another visitor.
    assert statuses(SEARCH, 1, HTTP_X_FORWARDED_FOR="203.0.113.9") == [429]


def test_visitors_behind_the_proxy_are_told_apart(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["unix"]
    behind: dict[str, Any] = {"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "203.0.113.8"}
    assert statuses(SEARCH, **behind) == [200, 200, 429]
    assert statuses(SEARCH, 1, REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="203.0.113.9") == [200]


def test_visitors_of_whom_no_address_is_known_are_not_taken_for_one() -> None:
    assert statuses(SEARCH, REMOTE_ADDR="") == [200, 200, 200]


def test_guessing_is_limited_in_every_form_that_takes_a_password() -> None:
    make_user("Editor", username="bien", password="mat-khau-thu-2024")
    given = {"username": "bien", "password": "mat-khau-thu-2024"}
    answers = [Client().post(LOGIN, given).status_code for _number in range(3)]
    assert answers == [302, 302, 429]
    lapsed = {f"lapsed-{name}": value for name, value in given.items()}
    url = admin_url(make_partner())
    assert Client().post(url, lapsed).status_code == 429
    assert Client().post("/admin/second-factor/code/", {"code": "123456"}).status_code == 429


def test_limit_that_is_off_counts_nothing(limits: dict[str, tuple[int, int]]) -> None:
    del limits["search"]
    assert statuses(SEARCH) == [200, 200, 200]


@pytest.mark.parametrize("backend", ["dummy.DummyCache", "filebased.FileBasedCache"])
def test_other_caches_do(settings: Settings, tmp_path: Any, backend: str) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": f"django.core.cache.backends.{backend}", "LOCATION": str(tmp_path)},
    }
    expected = 200 if "dummy" in backend else 429
    assert statuses(SEARCH) == [200, 200, expected]


def test_cache_that_does_not_answer_closes_nothing(
    settings: Settings, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    place = tmp_path / "a file and no folder"
    place.touch()
    settings.CACHES = {
        **settings.CACHES,
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(place),
        },
    }
    assert statuses(SEARCH, 1) == [200]
    assert "does not count" in caplog.text


def test_school_class_behind_one_address_gets_along() -> None:
    """Forty pupils: a search every ten seconds, typed with ten suggestions, a file a minute."""
    most = {name: number / seconds * 60 for name, (number, seconds) in SHIPPED.items()}
    needed = {"search": 240, "suggestions": 2400, "downloads": 40, "package": 40, "login": 40}
    assert {name: most[name] >= number for name, number in needed.items()} == dict.fromkeys(
        needed, True
    )
