from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from foreign_affairs.demo import DEMO_PASSWORD
from foreign_affairs.models import User

pytestmark = pytest.mark.django_db


def create() -> str:
    out = StringIO()
    call_command("create_demo_staff", address="http://127.0.0.1:8123", stdout=out)
    return out.getvalue()


def lets_in(client: Client, password: str) -> bool:
    """By the page: django-axes wants to see the request."""
    given = {"username": "administrator", "password": password}
    return client.post(reverse("admin:login"), given).status_code == 302


@pytest.mark.parametrize("command", ["create_demo_staff", "prepare_demo"])
def test_demo_is_refused_without_debug(settings: Settings, command: str) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command(command)
    assert not User.objects.exists()


def test_demo_staff_has_one_account_for_each_role(settings: Settings) -> None:
    settings.DEBUG = True
    printed = create()
    staff = User.objects.order_by("pk")
    assert [(user.username, [group.name for group in user.groups.all()]) for user in staff] == [
        ("viewer", ["Viewer"]),
        ("editor", ["Editor"]),
        ("approver", ["Approver"]),
        ("administrator", ["Administrator"]),
    ]
    for user in staff:
        assert (user.is_staff, user.is_superuser) == (True, False)
        assert user.check_password(DEMO_PASSWORD)
        assert f"  {user.username} " in printed
        assert user.get_full_name() in printed
    assert f"password: {DEMO_PASSWORD}\n" in printed
    assert "  http://127.0.0.1:8123/ " in printed


def test_demo_staff_made_again_leaves_accounts_as_they_are(settings: Settings) -> None:
    settings.DEBUG = True
    create()
    editor = User.objects.get(username="editor")
    editor.set_password("của tôi, không của ai khác")
    editor.last_name = "Đặng Thị"
    editor.save()
    editor.groups.clear()
    before = list(User.objects.order_by("pk").values())
    create()
    assert list(User.objects.order_by("pk").values()) == before
    assert not editor.groups.exists()


def test_demo_password_opens_nothing_without_debug(settings: Settings, client: Client) -> None:
    settings.DEBUG = True
    create()
    settings.DEBUG = False
    assert not lets_in(client, DEMO_PASSWORD)
    administrator = User.objects.get(username="administrator")
    administrator.set_password("một mật khẩu khác hẳn")
    administrator.save()
    assert lets_in(client, "một mật khẩu khác hẳn")
