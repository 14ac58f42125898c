"""The address of a visitor: only proxies that are trusted are believed."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from foreign_affairs.visitors import address_of, source_of

VISITOR = "203.0.113.7"


def asked(peer: str, forwarded: str = "") -> Any:
    request = RequestFactory().get("/", REMOTE_ADDR=peer)
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    return request


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        # Nobody is between, or nobody who is known: what the visitor says counts for nothing.
        (VISITOR, "", VISITOR),
        (VISITOR, "198.51.100.1", VISITOR),
        # Through the proxy, which adds whom it sees at the right.
        ("127.0.0.1", VISITOR, VISITOR),
        ("127.0.0.1", f"198.51.100.1, {VISITOR}", VISITOR),
        ("127.0.0.1", f"127.0.0.1, {VISITOR}", VISITOR),
        # Through two proxies, and through one behind a socket file.
        ("127.0.0.1", f"{VISITOR}, 10.0.0.9", VISITOR),
        ("", f"198.51.100.1, {VISITOR}", VISITOR),
        # The proxy itself asks, or says nothing that is an address.
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "", None),
        ("127.0.0.1", "unknown", None),
        ("127.0.0.1", f"{VISITOR}, <script>", None),
        # IPv6, and IPv4 in its clothes.
        ("127.0.0.1", "2001:DB8::1", "2001:db8::1"),
        (f"::ffff:{VISITOR}", "198.51.100.1", VISITOR),
        ("::ffff:127.0.0.1", VISITOR, VISITOR),
    ],
)
def test_address_is_what_trusted_proxies_saw(
    settings: Settings, peer: str, forwarded: str, expected: str | None
) -> None:
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/24"), "unix"]
    assert address_of(asked(peer, forwarded)) == expected


@pytest.mark.parametrize("peer", ["127.0.0.1", "", VISITOR])
def test_header_counts_for_nothing_unless_a_proxy_is_named(settings: Settings, peer: str) -> None:
    settings.TRUSTED_PROXIES = []
    assert address_of(asked(peer, "198.51.100.1")) == (peer or None)


def test_visitors_with_a_whole_network_are_counted_as_one(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []
    found = {source_of(asked(f"2001:db8:1:2::{host}")) for host in ("1", "2", "ffff:1")}
    assert found == {"2001:db8:1:2::"}
    assert source_of(asked("2001:db8:1:3::1")) == "2001:db8:1:3::"
    assert source_of(asked(VISITOR)) == VISITOR
