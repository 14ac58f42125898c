"""Forged hosts, addresses that lead to other sites, and line ends in headers."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from foreign_affairs.models.codes import keep_former_code
from partners.models import Partner
from tests.admin_pages import admin_url, logged_in
from tests.factories import make_event, make_partner, make_user

pytestmark = pytest.mark.django_db

EVIL = "evil.example"

WITH_ADDRESSES = [
    "/vi/",
    "/vi/partners.json",
    "/vi/feed.atom",
    "/vi/calendar/events.ics",
    "/vi/data/schema.json",
    "/robots.txt",
    "/sitemap.xml",
    "/admin/login/",
]

ELSEWHERE = [
    f"https://{EVIL}/",
    f"//{EVIL}/",
    f"///{EVIL}/",
    f"/\\{EVIL}/",
    f"\\\\{EVIL}/",
    f"https:{EVIL}",
    f" https://{EVIL}/",
    f"\thttps://{EVIL}/",
    f"http:///{EVIL}/",
    f"https://testserver@{EVIL}/",
    "javascript:alert(1)",
    "data:text/html,x",
]


@pytest.mark.parametrize("path", WITH_ADDRESSES)
def test_forged_host_is_refused(path: str) -> None:
    make_partner(state="published")
    for host in (EVIL, f"testserver.{EVIL}", f"testserver:80@{EVIL}", "testserver\\@evil"):
        response: Any = Client(HTTP_HOST=host).get(path)
        assert response.status_code == 400, host
        assert EVIL not in response.content.decode()


@pytest.mark.parametrize("path", WITH_ADDRESSES)
def test_host_that_a_proxy_would_forward_is_not_believed(path: str) -> None:
    make_partner(state="published")
    headers: dict[str, Any] = {"HTTP_X_FORWARDED_HOST": EVIL, "HTTP_FORWARDED": f"host={EVIL}"}
    response: Any = Client(**headers).get(path)
    body = response.getvalue() if response.streaming else response.content
    assert response.status_code == 200
    assert EVIL.encode() not in body


def test_nobody_is_mailed_a_link_that_resets_a_password() -> None:
    for name in ("admin_password_reset", "password_reset", "admin:password_reset"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.parametrize("place", ELSEWHERE)
def test_login_leads_nowhere_else(place: str) -> None:
    make_user("Editor", username="x", password="Mật khẩu thật dài")
    typed = {"username": "x", "password": "Mật khẩu thật dài", "next": place}
    client = Client()
    response: Any = client.post("/admin/login/", typed, QUERY_STRING=f"next={place}")
    assert (response.status_code, response.url) == (302, "/admin/")
    response = client.get("/admin/login/", {"next": place})
    assert (response.status_code, response.url) == (302, "/admin/")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_logout_and_actions_lead_nowhere_else(place: str) -> None:
    editor = logged_in("Editor")
    event = make_event()
    address = reverse("admin:events_event_action", args=["mark_checked"])
    for back in (place, f"\r\nLocation: https://{EVIL}/"):
        posted = {"chosen": f"{event.pk}:{event.version}", "back": back}
        response: Any = editor.post(address, posted)
        assert response.url.startswith(f"{admin_url(type(event))}?")
        assert "\n" not in response.url
    response = editor.post("/admin/logout/", {"next": place})
    assert EVIL not in response.headers.get("Location", "")


@pytest.mark.parametrize(
    "path",
    [
        f"//{EVIL}",
        f"//{EVIL}/",
        f"///{EVIL}/..",
        f"/%2f{EVIL}",
        f"/%5c{EVIL}",
        f"/\\{EVIL}",
        f"/vi//{EVIL}",
        f"/vi/partners//{EVIL}",
        f"/admin//{EVIL}",
        f"/en/..//{EVIL}",
        f"/vi/%0d%0aLocation:%20https://{EVIL}",
        "/%0d%0aSet-Cookie:%20a=1",
    ],
)
def test_addresses_are_not_sent_on_to_other_hosts(path: str) -> None:
    for client in (Client(), logged_in("Editor")):
        response: Any = client.generic("GET", path)
        target = response.headers.get("Location", "/vi/")
        assert target.startswith("/")
        assert not target.startswith(("//", "/\\"))
        assert "\n" not in target
        assert "a" not in response.cookies


def test_former_code_leads_to_the_record_on_this_host(client: Client) -> None:
    partner = make_partner(state="published", code="now")
    keep_former_code(partner, "before")
    response: Any = client.get("/vi/partners/before/?next=//evil.example")
    assert (response.status_code, response.url) == (301, "/vi/partners/now/")


def test_language_of_the_first_page_is_one_of_ours(client: Client) -> None:
    for language in ("../..", "//evil", "en\r\nX-Evil: 1", "xx", "*"):
        response: Any = client.get("/", HTTP_ACCEPT_LANGUAGE=language)
        assert response.url in ("/vi/", "/en/")
        client.cookies["django_language"] = "//evil.example"
        assert client.get("/").headers["Location"] in ("/vi/", "/en/")


@pytest.mark.parametrize("text", ["a\r\nX-Evil: 1", "a\nSet-Cookie: x=1", "a%0d%0aX-Evil: 1"])
def test_line_ends_in_what_is_typed_make_no_header(client: Client, text: str) -> None:
    make_partner(state="published")
    for path in (
        "/vi/search/",
        "/vi/search/suggestions/",
        "/vi/partners/",
        "/vi/partners.json",
        "/vi/partners/download.csv",
    ):
        response: Any = client.get(path, {"q": text, "page": text, "sort": text})
        response.getvalue()
        assert response.status_code in (200, 400, 404)
        assert not {"X-Evil"} & set(response.headers)
        assert not response.cookies
    assert Partner.objects.count() == 1
