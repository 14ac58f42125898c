"""Accounts and roles in the admin: nobody gives or takes over more than he has."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from foreign_affairs.models import User
from tests.admin_pages import admin_url, errors, form_data, logged_in
from tests.factories import (
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Client:
    return logged_in("Administrator")


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor")


def test_administrator_makes_a_colleague(administrator: Client) -> None:
    group = Group.objects.get(name="Editor")
    typed = {
        "username": "moi",
        "last_name": "Lý Thị",
        "first_name": "Mới",
        "usable_password": "true",
        "password1": "mot-mat-khau-dai",
        "password2": "mot-mat-khau-dai",
        "is_staff": "on",
        "groups": [str(group.pk)],
        "is_superuser": "on",
    }
    assert administrator.post(admin_url(User, "add"), typed).status_code == 302
    user = User.objects.get(username="moi")
    assert (user.is_staff, user.is_superuser, list(user.groups.all())) == (True, False, [group])
    assert user.check_password("mot-mat-khau-dai")


def test_administrator_makes_no_superuser(administrator: Client) -> None:
    user = make_user("Editor")
    right = Permission.objects.get(codename="delete_session")
    data = form_data(administrator, user, is_superuser="on", user_permissions=[str(right.pk)])
    assert administrator.post(admin_url(user), data).status_code == 302
    user.refresh_from_db()
    assert (user.is_superuser, list(user.user_permissions.all())) == (False, [])


def test_administrator_gives_no_group_beyond_his_own(administrator: Client) -> None:
    beyond = Group.objects.create(name="Máy chủ")
    beyond.permissions.add(Permission.objects.get(codename="delete_session"))
    user = make_user("Editor")
    response = administrator.post(
        admin_url(user), form_data(administrator, user, groups=[str(beyond.pk)])
    )
    assert list(errors(response)) == ["groups"]
    assert [group.name for group in user.groups.all()] == ["Editor"]
    assert administrator.post(admin_url(beyond), {"name": "Khác"}).status_code == 403


def test_administrator_gives_a_group_no_right_beyond_his_own(administrator: Client) -> None:
    beyond = Permission.objects.get(codename="delete_session")
    own = Permission.objects.get(codename="view_partner")
    for right, status in [(beyond, 200), (own, 302)]:
        posted = {"name": "Thực tập", "permissions": [str(right.pk)]}
        assert administrator.post(admin_url(Group, "add"), posted).status_code == status
    assert list(Group.objects.get(name="Thực tập").permissions.all()) == [own]


@pytest.mark.parametrize("is_active", [True, False])
def test_accounts_above_are_out_of_reach(administrator: Client, is_active: bool) -> None:
    """Changing a password or a mail address would be a way to become that person."""
    right = Permission.objects.get(codename="delete_session")
    power = make_user("Editor", is_active=is_active)
    power.user_permissions.add(right)
    chief = make_user(is_superuser=True, is_active=is_active)
    for user in (power, chief):
        password = reverse("admin:auth_user_password_change", args=[user.pk])
        new = {"password1": "mot-mat-khau-dai", "password2": "mot-mat-khau-dai"}
        answers = [
            administrator.post(admin_url(user), {"username": "taken", "email": "x@example.org"}),
            administrator.post(password, {**new, "usable_password": "true"}),
            administrator.post(admin_url(user, "delete"), {"post": "yes"}),
        ]
        assert [answer.status_code for answer in answers] == [403, 403, 403]
        user.refresh_from_db()
        assert not user.has_usable_password()


def test_superuser_makes_a_superuser() -> None:
    chief = logged_in(is_superuser=True)
    user = make_user("Editor")
    chief.post(admin_url(user), form_data(chief, user, is_superuser="on"))
    user.refresh_from_db()
    assert user.is_superuser


@pytest.mark.parametrize("name", ["Viewer", "Editor", "Approver", "Administrator"])
def test_the_four_roles_are_kept_by_the_code(name: str) -> None:
    group = Group.objects.get(name=name)
    before = set(group.permissions.all())
    for client in (logged_in("Administrator"), logged_in(is_superuser=True)):
        answers = [
            client.post(admin_url(group), {"name": "Khác", "permissions": []}),
            client.post(admin_url(group, "delete"), {"post": "yes"}),
        ]
        assert [answer.status_code for answer in answers] == [403, 403]
    assert set(Group.objects.get(name=name).permissions.all()) == before


def test_who_is_no_administrator_sees_no_password_of_others(editor: Client) -> None:
    user = make_user("Viewer", password="mot-mat-khau-dai")
    page = editor.get(admin_url(user)).content.decode()
    assert user.username in page
    assert user.password not in page
    assert "md5" not in page


def test_roles_and_permissions_are_named_in_vietnamese(administrator: Client) -> None:
    group = Group.objects.get(name="Editor")
    page = administrator.get(admin_url(group))
    assert page.context["subtitle"] == "Chuyên viên"
    shown = administrator.get(admin_url(Group, "add")).context["adminform"].form
    labels = {str(label) for _value, label in shown.fields["permissions"].choices}
    assert {"Đối tác – xem", "Đối tác – công khai"} <= labels
    assert not [label for label in labels if "Can " in label or "istorical" in label]
    rights = page.content.decode()
    assert "<div>Đối tác: thêm, sửa, xem</div>" in rights
    assert "Can add" not in rights
    people = administrator.get(admin_url(User))
    (_active, by_role) = people.context["cl"].filter_specs
    assert [name for _key, name in by_role.lookup_choices] == [
        "Người xem",
        "Chuyên viên",
        "Lãnh đạo phê duyệt",
        "Quản trị viên",
    ]


def test_role_of_a_colleague_is_read_in_vietnamese(editor: Client) -> None:
    page = editor.get(admin_url(make_user("Approver"))).content.decode()
    assert '<div class="readonly">Lãnh đạo phê duyệt</div>' in page


def test_password_page_is_in_vietnamese(administrator: Client) -> None:
    user = make_user("Editor")
    user.set_password("mot-mat-khau-dai")
    user.save()
    password = reverse("admin:auth_user_password_change", args=[user.pk])
    form = administrator.get(password).context["form"]
    assert "If disabled" not in str(form.fields["usable_password"].help_text)
    assert "Nếu tắt" in str(form.fields["usable_password"].help_text)
