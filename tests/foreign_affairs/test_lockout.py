"""Guessing passwords ends in a lock-out, of the account and of the address."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import Settings

from foreign_affairs.lockout import ADDRESS_WEIGHT
from foreign_affairs.models import AuditEntry, FailedLogin
from partners.models import Partner
from tests.admin_pages import admin_url, listed_cells, logged_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-thu-2024"
WRONG = "sai-mat-khau-0000"


@pytest.fixture(autouse=True)
def person() -> Any:
    return make_user("Editor", username="bien", password=PASSWORD)


def try_login(name: str = "bien", password: str = WRONG, address: str = "203.0.113.7") -> Any:
    given = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address).post(reverse("admin:login"), given)


def lock(**given: Any) -> Any:
    return [try_login(**given) for _number in range(5)][-1]


def test_account_is_locked_from_everywhere_after_five_failures() -> None:
    answers = [try_login(address=f"203.0.113.{number}") for number in range(1, 6)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    right = try_login(password=PASSWORD, address="198.51.100.1")
    assert (right.status_code, right.wsgi_request.user.is_authenticated) == (429, False)
    make_user("Editor", username="khac", password=PASSWORD)
    assert try_login("khac", PASSWORD).status_code == 302


def test_page_says_how_long_and_what_to_do() -> None:
    page = lock()
    text = " ".join(strip_tags(page.content.decode()).split())
    assert page.headers["Retry-After"] == "900"
    assert "no-store" in page.headers["Cache-Control"]
    assert "Đăng nhập đang bị khóa" in text
    assert "15 phút" in text
    assert "quản trị viên" in text
    assert PASSWORD not in page.content.decode()


def test_lock_out_ends_by_itself_and_is_not_prolonged() -> None:
    start = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
    with time_machine.travel(start, tick=False) as clock:
        lock()
        clock.shift(datetime.timedelta(minutes=14))
        refused = try_login()
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
        clock.shift(datetime.timedelta(minutes=1, seconds=1))
        assert try_login(password=PASSWORD).status_code == 302


def test_address_is_locked_only_after_more_failures() -> None:
    """An office shares its address: one person's slips must not lock the others out."""
    make_user("Editor", username="khac", password=PASSWORD)
    lock()
    assert try_login("khac", PASSWORD).status_code == 302
    names = [f"doan-{number}" for number in range(5 * ADDRESS_WEIGHT - 5)]
    assert [try_login(name).status_code for name in names][-2:] == [200, 429]
    assert try_login("khac", PASSWORD).status_code == 429
    assert try_login("khac", PASSWORD, address="198.51.100.1").status_code == 302


def test_logging_in_clears_the_account_and_not_the_address() -> None:
    """Otherwise whoever has an account could try others without end."""
    make_user("Editor", username="khac", password=PASSWORD)
    for _number in range(4):
        try_login()
        assert try_login("khac", PASSWORD).status_code == 302
    assert try_login().status_code == 429
    assert AccessAttempt.objects.filter(username="khac").count() == 0


def test_forwarded_address_of_a_direct_visitor_is_not_believed(settings: Settings) -> None:
    settings.LOCKOUT_FAILURES = settings.AXES_FAILURE_LIMIT = 1
    address = reverse("admin:login")
    for number in range(ADDRESS_WEIGHT):
        client = Client(REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
        answer = client.post(address, {"username": f"x{number}", "password": WRONG})
    assert {attempt.ip_address for attempt in AccessAttempt.objects.all()} == {"203.0.113.7"}
    assert answer.status_code == 429


def test_password_typed_as_name_is_kept_nowhere() -> None:
    try_login(name="BiMatCuaToi-2024")
    kept = [*AccessAttempt.objects.values(), *AuditEntry.objects.values()]
    assert "BiMatCuaToi" not in str(kept)
    assert WRONG not in str(kept)


def test_form_sent_after_the_session_is_kept_in_the_lock_out() -> None:
    data = {"name_vi": "Tỉnh Thử", "lapsed-username": "bien", "lapsed-password": WRONG}
    answers = [Client().post(admin_url(Partner, "add"), data) for _number in range(5)]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403, 429]
    page = answers[-1].content.decode()
    assert 'name="name_vi" value="Tỉnh Thử"' in page
    assert "15 phút" in page
    right = Client().post(admin_url(Partner, "add"), {**data, "lapsed-password": PASSWORD})
    assert (right.status_code, Partner.objects.count()) == (429, 0)


def test_administrator_sees_and_lifts_a_lock_out() -> None:
    lock()
    try_login(name="khong-ai-ten-nay", address="198.51.100.9")
    administrator = logged_in("Administrator")
    rows = listed_cells(administrator.get(admin_url(FailedLogin)))
    shown = [
        [re.sub(r"\d\d:\d\d(:\d\d)?|\d\d/\d\d/\d{4}", "…", cell) for cell in row[1:]]
        for row in rows
    ]
    assert shown == [
        ["một tên không có tài khoản nào", "198.51.100.9", "1", "… …", "–"],
        ["bien", "203.0.113.7", "5", "… …", "bị khóa đến …"],
    ]
    locked = administrator.get(admin_url(FailedLogin), {"locked": "yes"})
    assert [row[1] for row in listed_cells(locked)] == ["bien"]
    key = FailedLogin.objects.get(username="bien").pk
    given = {"action": "lift", "_selected_action": [key]}
    assert administrator.post(admin_url(FailedLogin), given).status_code == 302
    assert try_login(password=PASSWORD).status_code == 302
    lifted = AuditEntry.objects.get(action="lockout_lifted")
    assert (lifted.object_code, lifted.username.startswith("administrator")) == ("bien", True)


def test_nobody_else_lifts_one() -> None:
    lock()
    key = FailedLogin.objects.get().pk
    for role in ("Viewer", "Editor", "Approver"):
        given = {"action": "lift", "_selected_action": [key]}
        assert logged_in(role).post(admin_url(FailedLogin), given).status_code == 403
    assert FailedLogin.objects.count() == 1


def test_audit_trail_tells_of_failures_and_the_lock_out_once() -> None:
    lock()
    try_login()
    told = AuditEntry.objects.exclude(action="account_added").exclude(action="roles_changed")
    found = told.order_by("pk").values_list("action", "object_code", "username", "address")
    failed = ("login_failed", "bien", "", "203.0.113.7")
    acts = list(found)
    assert sorted(acts) == sorted([failed] * 6 + [("locked_out", *failed[1:])])
