import re

import pytest
from django.test import Client
from pytest_django import Settings

from foreign_affairs.environment import trusted_proxies
from foreign_affairs.operation.request_id import current_id

MADE = re.compile(r"[0-9a-f]{32}")


@pytest.fixture(autouse=True)
def proxies(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "unix, 127.0.0.1, 10.1.0.0/16")
    settings.TRUSTED_PROXIES = trusted_proxies()


def ask(client: Client, given: str, address: str) -> str:
    headers = {"x-request-id": given} if given else {}
    response = client.get("/robots.txt", headers=headers, REMOTE_ADDR=address)
    return response.headers["X-Request-ID"]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", ""])
def test_id_of_the_proxy_is_kept(client: Client, address: str) -> None:
    assert ask(client, "4f6b2a9d-from-nginx", address) == "4f6b2a9d-from-nginx"
    assert current_id() == ""


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("", "127.0.0.1"),
        ("short", "127.0.0.1"),
        ("x" * 65, "127.0.0.1"),
        ("with space and more", "127.0.0.1"),
        ('"},{"level":"x', "127.0.0.1"),
        ("4f6b2a9d-from-a-visitor", "10.2.2.3"),
        ("4f6b2a9d-from-a-visitor", "no address"),
    ],
)
def test_other_ids_are_replaced_by_a_new_one(client: Client, given: str, address: str) -> None:
    first, second = ask(client, given, address), ask(client, given, address)
    assert MADE.fullmatch(first)
    assert first != second


def test_refusal_of_another_middleware_has_an_id_too(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/vi/partners/")
    assert response.status_code == 301
    assert MADE.fullmatch(response.headers["X-Request-ID"])


def test_without_the_setting_nobody_is_a_proxy(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []
    for address in ("127.0.0.1", ""):
        assert MADE.fullmatch(ask(client, "4f6b2a9d-from-nginx", address))
