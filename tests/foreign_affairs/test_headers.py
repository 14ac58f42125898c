"""The headers of every kind of answer, and the cookies."""

import datetime

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from foreign_affairs.middleware import PermissionsPolicyMiddleware
from tests.admin_pages import logged_in
from tests.factories import make_user
from tests.public_pages import fetched

pytestmark = pytest.mark.django_db

PAGES = {
    "public page": "/vi/",
    "admin": "/admin/",
    "log-in": "/admin/login/",
    "download": "/vi/partners/download.csv",
    "package": "/vi/data/foreign-affairs-register.zip",
    "not found": "/vi/khong-co/",
    "static file": "/static/foreign_affairs/mark.svg",
    "redirect": "/",
    "health": "/healthz",
}
EXPECTED = {
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": PermissionsPolicyMiddleware.POLICY,
}


@pytest.fixture
def server(settings: Settings) -> None:
    """As with HTTPS=1, which tests do not start with."""
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("kind", PAGES)
def test_every_answer_carries_the_headers(kind: str) -> None:
    client = Client() if kind == "log-in" else logged_in("Viewer")
    answer = fetched(client, PAGES[kind], secure=True)
    assert answer.status_code == {"not found": 404, "redirect": 302}.get(kind, 200)
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    if kind != "static file":
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_policy_allows_nothing_to_anybody() -> None:
    features = PermissionsPolicyMiddleware.POLICY.split(", ")
    assert {feature.partition("=")[2] for feature in features} == {"()"}
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(features)


@pytest.mark.usefixtures("server")
def test_cookies_are_for_us_alone() -> None:
    make_user("Editor", username="bien", password="mat-khau-thu-2024")
    client = Client()
    client.get(reverse("admin:login"), secure=True)
    given = {"username": "bien", "password": "mat-khau-thu-2024"}
    client.post(reverse("admin:login"), given, secure=True)
    session, csrf = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (session["secure"], session["httponly"], session["samesite"]) == (True, True, "Lax")
    assert (csrf["secure"], csrf["samesite"]) == (True, "Lax")
    assert session["max-age"] == django_settings.SESSION_COOKIE_AGE == 10 * 60 * 60


def test_log_in_begins_a_new_session() -> None:
    make_user("Editor", username="bien", password="mat-khau-thu-2024")
    client = Client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    given = {"username": "bien", "password": "mat-khau-thu-2024"}
    client.post(reverse("admin:login"), given)
    assert client.session.session_key != before


def test_session_ends_after_a_working_day_without_a_page() -> None:
    start = datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)
    with time_machine.travel(start, tick=False) as clock:
        client = logged_in("Viewer")
        # Its cookie is written seldom: not with each page.
        assert "sessionid" not in client.get("/admin/").cookies
        clock.shift(9 * 60 * 60)
        assert client.get("/admin/").cookies["sessionid"]["max-age"] == 10 * 60 * 60
        clock.shift(9 * 60 * 60)
        # Reading the public pages is no work in the admin.
        assert "sessionid" not in client.get("/vi/").cookies
        assert client.get("/admin/").status_code == 200
        clock.shift(10 * 60 * 60 + 1)
        assert client.get("/admin/").status_code == 302
