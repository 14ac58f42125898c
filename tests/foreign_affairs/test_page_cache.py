"""Kept pages are right before they are fast."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from socket import create_connection, create_server
from typing import Any
from urllib.request import urlopen

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foreign_affairs.environment import BASE_DIR
from foreign_affairs.models import Country, Owner
from partners.models import AgreementParty, Partner
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_country,
    make_event,
    make_partner,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("page_cache")]

PUBLIC = {"state": "published"}


def queries_of(client: Client, address: str, **headers: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, **headers).status_code == 200
    return len(queries)


def is_kept(client: Client, address: str, **headers: Any) -> bool:
    """Whether the second of two requests only reads the state of the register."""
    client.get(address, **headers)
    return queries_of(client, address, **headers) == 1


@pytest.fixture
def daejeon() -> Any:
    korea = make_country(code="kr", name_vi="Hàn Quốc", name_en="South Korea")
    partner = make_partner(
        **PUBLIC, code="daejeon", name_vi="Daejeon", name_en="Daejeon", country=korea
    )
    agreement = make_agreement(**PUBLIC, code="van-ban")
    make_agreement_party(agreement=agreement, partner=partner)
    return partner


SHOWING = [
    "/vi/",
    "/en/",
    "/vi/partners/",
    "/vi/partners/?country=kr",
    "/vi/partners.json",
    "/vi/partners/daejeon/",
    "/vi/partners/daejeon.json",
    "/vi/agreements/",
    "/vi/agreements/van-ban/",
    "/vi/countries/kr/",
    "/vi/search/?q=daejeon",
]


@pytest.mark.parametrize("address", SHOWING)
def test_published_change_is_seen_by_the_next_request(
    client: Client, daejeon: Any, address: str
) -> None:
    assert "Thành phố Taejon" not in client.get(address).content.decode()
    client.get(address)
    daejeon.name_vi = daejeon.name_en = "Thành phố Taejon"
    daejeon.save()
    after = client.get(address).content.decode()
    shown = "Th\\u00e0nh ph\\u1ed1 Taejon" if "json" in address else "Taejon"
    assert shown in after or "Thành phố Taejon" in after


def withdraw() -> None:
    Partner.objects.update(state="withdrawn")


def delete() -> None:
    AgreementParty.objects.all().delete()
    Partner.objects.get().delete()


@pytest.mark.parametrize("address", SHOWING[:-1])
@pytest.mark.parametrize("hide", [withdraw, delete])
def test_withdrawn_record_is_gone_with_the_next_request(
    client: Client, daejeon: Any, address: str, hide: Callable[[], Any]
) -> None:
    assert "Daejeon" in client.get(address).content.decode()
    hide()
    assert "Daejeon" not in client.get(address).content.decode()


def test_change_of_a_word_of_a_code_list_and_of_the_owner_is_seen(
    client: Client, daejeon: Any
) -> None:
    Owner(name_vi="Sở Ngoại vụ", name_en="Office", data_up_to="2024").save()
    assert "Hàn Quốc" in client.get("/vi/partners/").content.decode()
    Country.objects.filter(code="kr").update(name_vi="Đại Hàn Dân Quốc")
    Owner.objects.update(name_vi="Văn phòng Ngoại vụ")
    page = client.get("/vi/partners/").content.decode()
    assert "Đại Hàn Dân Quốc" in page
    assert "Văn phòng Ngoại vụ" in page
    assert "Sở Ngoại vụ" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/vi/",
        "/vi/partners/",
        "/vi/partners/?country=kr",
        "/vi/partners/?country=kr&status=established&page=1",
        "/vi/partners/?sort=newest",
        "/vi/partners/?year_from=2010",
        "/vi/partners.json?country=kr",
        "/vi/partners/daejeon/",
        "/vi/feed.atom",
        "/vi/data/schema.json",
    ],
)
def test_page_is_made_once(client: Client, daejeon: Any, address: str) -> None:
    if "year" in address:
        first = client.get(address)
        assert first.status_code == 200
    made = client.get(address)
    assert is_kept(client, address)
    again = client.get(address)
    assert again.content == made.content
    own = dict.fromkeys(("X-Accel-Expires", "X-Request-ID"), "")
    assert dict(again.headers) | own == dict(made.headers) | own
    assert again.headers["Cache-Control"] == "no-cache"
    kept = client.get(address, headers={"If-None-Match": made.headers["ETag"]})
    assert (kept.status_code, kept.content) == (304, b"")


@pytest.mark.parametrize(
    "query",
    [
        "q=daejeon",
        "invented=1",
        "page=01",
        "page=2",
        "page=-1",
        "country=kr&country=kr",
        "country=",
        "sort=",
        "sort=invented",
        "country=kr&status=established&kind=province",
    ],
)
def test_address_of_which_there_is_no_end_is_not_kept(
    client: Client, daejeon: Any, query: str
) -> None:
    assert not is_kept(client, f"/vi/partners/?{query}")
    assert not is_kept(client, f"/vi/?{query}")


def test_crawler_cannot_fill_the_cache(client: Client, daejeon: Any) -> None:
    for number in range(20):
        client.get(f"/vi/partners/?q={number}")
        client.get(f"/vi/partners/invented-{number}/")
        client.get(f"/vi/search/?q={number}")
    kept: Any = caches["pages"]
    # What every page needs of a state: the owner, the countries and the like, not one a request.
    assert len(kept._cache) < 10


def test_languages_filters_and_hosts_never_mix(client: Client, daejeon: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["one.example", "other.example"]
    japan = make_country(code="jp", name_vi="Nhật Bản", name_en="Japan")
    make_partner(**PUBLIC, code="yamaguchi", country=japan)
    pages: dict[Any, Any] = {}
    for _turn in range(2):
        for host in ("one.example", "other.example"):
            for language in ("vi", "en"):
                for query in ("", "?country=kr", "?country=jp"):
                    page = client.get(f"/{language}/partners/{query}", headers={"host": host})
                    text = page.content.decode()
                    assert f'<html lang="{language}">' in text
                    assert page.headers["Content-Language"] == language
                    assert f"http://{host}/" in text
                    assert ("/partners/daejeon/" in text) == (query != "?country=jp")
                    assert ("/partners/yamaguchi/" in text) == (query != "?country=kr")
                    known = pages.setdefault((host, language, query), text)
                    assert known == text
    assert len(set(pages.values())) == 12


def test_staff_pages_and_pages_for_staff_are_never_kept(client: Client, daejeon: Any) -> None:
    client.get("/vi/partners/daejeon/")
    client.force_login(make_user("Editor"))
    for address in ("/vi/partners/daejeon/", "/admin/", "/admin/partners/partner/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "X-Accel-Expires" not in page.headers
        assert queries_of(client, address) > 1
    before = len(caches["pages"]._cache)  # type: ignore[attr-defined]
    client.get("/vi/agreements/")
    assert len(caches["pages"]._cache) == before  # type: ignore[attr-defined]
    assert "no-store" in client.get("/admin/").headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    ["/vi/partners/nowhere/", "/vi/partners/download.csv", "/admin/login/", "/healthz", "/"],
)
def test_what_is_no_whole_public_page_is_not_offered_to_the_proxy(
    client: Client, daejeon: Any, address: str
) -> None:
    response: Any = client.get(address)
    if response.streaming:
        response.getvalue()
    assert "X-Accel-Expires" not in response.headers


def test_proxy_may_hand_a_page_on_for_the_second_in_which_it_was_true(
    client: Client, daejeon: Any
) -> None:
    for _turn in range(2):
        begin = int(time.time())
        expires = client.get("/vi/partners/").headers["X-Accel-Expires"]
        assert begin <= int(expires.removeprefix("@")) <= int(time.time())


def test_kept_pages_end_at_midnight_in_vietnam(client: Client) -> None:
    with time_machine.travel("2024-03-01 23:59+07:00", tick=False):
        make_event(**PUBLIC, status="announced", held_on="2024-03-01", name_vi="Gặp gỡ Xuân")
        before = client.get("/vi/events/?ahead=upcoming").content.decode()
        assert "Gặp gỡ Xuân" in before
    with time_machine.travel("2024-03-02 00:00+07:00", tick=False):
        assert "Gặp gỡ Xuân" not in client.get("/vi/events/?ahead=upcoming").content.decode()


def test_new_version_of_the_program_makes_its_own_pages(
    client: Client, daejeon: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_kept(client, "/vi/partners/")
    monkeypatch.setattr("foreign_affairs.kept.deployed_version", lambda: "another")
    assert queries_of(client, "/vi/partners/") > 1


# A cache that several share


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def fetch(address: str) -> str:
    with urlopen(address) as answer:  # noqa: S310 - this machine
        return str(answer.read().decode())


def wait_for(answer: Callable[[], Any]) -> Any:
    end = time.monotonic() + 60
    while True:
        try:
            return answer()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@contextmanager
def program(*command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=BASE_DIR,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def redis_port(tmp_path: Path) -> Generator[tuple[int, Any], None, None]:
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not on this machine")
    port = free_port()
    options = ("--port", str(port), "--save", "", "--dir", str(tmp_path), "--bind", "127.0.0.1")
    with program("redis-server", *options) as process:
        wait_for(lambda: create_connection(("127.0.0.1", port), 1).close())
        yield port, process


def test_redis_keeps_pages_for_all_and_may_go_away(
    client: Client, daejeon: Any, settings: Any, redis_port: tuple[int, Any]
) -> None:
    port, process = redis_port
    place = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"redis://127.0.0.1:{port}/0",
    }
    settings.CACHES = {**settings.CACHES, "pages": place}
    assert is_kept(client, "/vi/partners/")
    Partner.objects.update(name_vi="Taejon")
    assert "Taejon" in client.get("/vi/partners/").content.decode()
    process.terminate()
    process.wait(20)
    assert "Taejon" in client.get("/vi/partners/").content.decode()


# Several processes


@pytest.fixture
def database_file(tmp_path: Path) -> Path:
    """The register of the test as a file, for other processes."""
    file = tmp_path / "register.sqlite3"
    with sqlite3.connect(file) as target:
        connection.connection.backup(target)
    target.close()
    return file


@pytest.fixture
def two_servers(database_file: Path) -> Generator[tuple[list[int], dict[str, str]], None, None]:
    """Two processes, each with a cache of its own, over one database."""
    environment = {"DATABASE_URL": f"sqlite:///{database_file}", "DEBUG": "1"}
    environment["DJANGO_SETTINGS_MODULE"] = "foreign_affairs.settings"
    ports = [free_port(), free_port()]
    with ExitStack() as running:
        for port in ports:
            command = ("-m", "gunicorn", "foreign_affairs.wsgi", "--no-control-socket")
            address = ("--bind", f"127.0.0.1:{port}")
            running.enter_context(program(sys.executable, *command, *address, **environment))
        for port in ports:
            wait_for(partial(fetch, f"http://127.0.0.1:{port}/healthz"))
        yield ports, environment


WITHDRAW = "from partners.models import Partner; Partner.objects.update(state='withdrawn')"


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_every_process_sees_what_another_one_wrote(
    daejeon: Any, request: pytest.FixtureRequest
) -> None:
    # Not before the record is committed.
    ports, environment = request.getfixturevalue("two_servers")
    pages = [f"http://127.0.0.1:{port}/vi/partners/" for port in ports]
    for _turn in range(2):
        for page in pages:
            assert "Daejeon" in fetch(page)
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", WITHDRAW],
        cwd=BASE_DIR,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        timeout=120,
    )
    for page in pages:
        assert "Daejeon" not in fetch(page)
