"""The second factor: who must have one, what opens an account, and what does not."""

import datetime
import re
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import override
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from foreign_affairs import second_factor
from foreign_affairs.models import AuditEntry, User
from partners.models import Partner
from tests.admin_pages import admin_url, form_data, logged_in
from tests.factories import (
    make_agreement,
    make_agreement_file,
    make_country,
    make_user,
)
from tests.public_pages import fetched

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-thu-2024"
DESK = "/admin/"
PAGE = "/admin/second-factor/"
CODE = "/admin/second-factor/code/"
NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def clock() -> Any:
    """A code opens once, so tests go on in time as people do."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def server(settings: Settings) -> None:
    """As with DEBUG=0."""
    settings.SECOND_FACTOR_REQUIRED = True


def code_of(user: User, *, confirmed: bool = True) -> str:
    device = TOTPDevice.objects.get(user=user, confirmed=confirmed)
    return f"{totp(device.bin_key):06d}"


def equipped(role: str | None = "Editor", **given: Any) -> tuple[User, list[str]]:
    """A member of staff with a second factor, and the recovery codes."""
    user = make_user(role, password=PASSWORD, **given)
    second_factor.begun(user)
    codes = second_factor.set_up(user, code_of(user, confirmed=False))
    TOTPDevice.objects.filter(user=user).update(last_t=-1)
    return user, codes


def with_password(user: User) -> Client:
    """A client that has shown the password at the page of the log-in."""
    client = Client()
    given = {"username": user.username, "password": PASSWORD, "next": DESK}
    assert client.post(reverse("admin:login"), given).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


def acts() -> list[str]:
    kept = AuditEntry.objects.exclude(action__in=("account_added", "roles_changed"))
    return list(kept.order_by("pk").values_list("action", flat=True))


# Who must


@pytest.mark.parametrize(
    ("role", "expected"),
    [("Viewer", False), ("Editor", False), ("Approver", True), ("Administrator", True)],
)
@pytest.mark.usefixtures("server")
def test_who_publishes_or_keeps_accounts_must_have_one(role: str, expected: bool) -> None:
    client = with_password(make_user(role, password=PASSWORD))
    assert is_in(client) is not expected


@pytest.mark.usefixtures("server")
def test_superuser_must_have_one() -> None:
    assert not is_in(with_password(make_user(is_superuser=True, password=PASSWORD)))


@pytest.mark.parametrize("role", ["Viewer", "Editor", "Approver", "Administrator"])
def test_nothing_is_required_on_a_developers_machine(role: str) -> None:
    assert is_in(with_password(make_user(role, password=PASSWORD)))


@pytest.mark.usefixtures("server")
def test_who_must_sees_nothing_else_until_it_is_set_up() -> None:
    user = make_user("Approver", password=PASSWORD)
    client = with_password(user)
    for url in (DESK, admin_url(Partner), admin_url(user), reverse("admin:password_change")):
        answer = client.get(url)
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"{PAGE}?next={url.replace('/', '%2F')}",
        )
    page = client.get(PAGE)
    assert "Tài khoản của bạn được công khai" in strip_tags(page.content.decode())
    assert reverse("admin:logout") not in page.content.decode()
    posted = client.post(admin_url(Partner, "add"), {"name_vi": "Tỉnh Thử"})
    assert (posted.status_code, posted.headers["Location"]) == (302, PAGE)


@pytest.mark.usefixtures("server")
def test_setting_up_leads_to_where_the_person_wanted_to_go(clock: Any) -> None:
    user = make_user("Approver", password=PASSWORD)
    client = with_password(user)
    page = client.get(PAGE, {"next": admin_url(Partner)})
    secret = re.search(r'second-factor-secret">([A-Z2-7 ]+)<', page.content.decode())
    device = TOTPDevice.objects.get(user=user)
    assert secret
    assert secret[1] == second_factor.secret_of(device)
    key_before = client.session.session_key
    code = code_of(user, confirmed=False)
    given = {"act": "set_up", "code": f"{code[:3]} {code[3:]}", "next": admin_url(Partner)}
    done = client.post(PAGE, given)
    text = done.content.decode()
    codes = re.findall(r"<code>([a-z0-9]{4}-[a-z0-9]{4})</code>", text)
    assert len(set(codes)) == 10
    assert f'href="{admin_url(Partner)}"' in text
    assert "no-store" in done.headers["Cache-Control"]
    assert client.session.session_key != key_before
    assert is_in(client)
    # Shown once: the page knows only how many are left.
    assert not any(code in client.get(PAGE).content.decode() for code in codes)
    assert acts() == ["logged_in", "factor_set_up"]


def test_a_wrong_first_code_sets_nothing_up() -> None:
    user = make_user("Editor", password=PASSWORD)
    client = with_password(user)
    client.get(PAGE)
    answer = client.post(PAGE, {"act": "set_up", "code": "000000"})
    assert list(answer.context["form"].errors) == ["code"]
    assert second_factor.device_of(user) is None


def test_picture_has_no_style_and_says_what_apps_read() -> None:
    user = make_user("Editor", username="bien")
    client = Client()
    client.force_login(user)
    page = client.get(PAGE).content.decode()
    assert '<svg class="qr-code" role="img"' in page
    assert "style=" not in page
    address = second_factor.address_of(second_factor.begun(user))
    key = second_factor.secret_of(second_factor.begun(user)).replace(" ", "")
    name = "C%C6%A1%20s%E1%BB%9F%20d%E1%BB%AF%20li%E1%BB%87u%20%C4%91%E1%BB%91i%20ngo%E1%BA%A1i"
    assert address == f"otpauth://totp/bien?secret={key}&issuer={name}"


# What opens an account


def test_code_is_asked_for_after_the_password() -> None:
    user, _codes = equipped()
    client = with_password(user)
    asked = client.get(admin_url(Partner))
    assert (asked.status_code, asked.headers["Location"]) == (
        302,
        f"{CODE}?next=%2Fadmin%2Fpartners%2Fpartner%2F",
    )
    key_before = client.session.session_key
    done = client.post(CODE, {"code": code_of(user), "next": admin_url(Partner)})
    assert (done.status_code, done.headers["Location"]) == (302, admin_url(Partner))
    assert client.session.session_key != key_before
    assert is_in(client)


def test_code_opens_once() -> None:
    user, _codes = equipped()
    code = code_of(user)
    first, second = with_password(user), with_password(user)
    assert first.post(CODE, {"code": code}).status_code == 302
    assert second.post(CODE, {"code": code}).status_code == 200
    assert (is_in(first), is_in(second)) == (True, False)


def test_recovery_code_opens_once() -> None:
    user, codes = equipped()
    client = with_password(user)
    assert client.post(CODE, {"code": codes[3].upper()}).status_code == 302
    assert is_in(client)
    again = with_password(user)
    assert again.post(CODE, {"code": codes[3]}).status_code == 200
    assert not is_in(again)
    assert StaticToken.objects.filter(device__user=user).count() == 9
    assert acts()[-3:] == ["recovery_used", "logged_in", "factor_failed"]


def test_last_recovery_codes_are_warned_of() -> None:
    user, codes = equipped()
    StaticToken.objects.filter(token__in=[code.replace("-", "") for code in codes[:8]]).delete()
    client = with_password(user)
    client.post(CODE, {"code": codes[9]})
    assert "Bạn còn 1 mã khôi phục" in client.get(DESK).content.decode()


def test_code_of_another_person_opens_nothing(clock: Any) -> None:
    user, _codes = equipped()
    _other, others_codes = equipped()
    client = with_password(user)
    for code in (code_of(_other), others_codes[0]):
        clock.shift(60)
        assert client.post(CODE, {"code": code}).status_code == 200
    assert not is_in(client)


def test_wrong_codes_are_slowed_down(clock: Any) -> None:
    user, _codes = equipped()
    client = with_password(user)
    wrong = "000000" if code_of(user) != "000000" else "000001"
    for wait in (1, 2, 4, 8):
        client.post(CODE, {"code": wrong})
        refused = client.post(CODE, {"code": code_of(user)})
        assert refused.context["form"].errors["code"] == [
            f"Quá nhiều mã sai. Hãy chờ {wait} giây rồi thử lại."
        ]
        clock.shift(wait)
    assert client.post(CODE, {"code": code_of(user)}).status_code == 302


def test_half_a_log_in_is_nobody_to_the_rest_of_the_site() -> None:
    user, _codes = equipped()
    scan = make_agreement_file(agreement=make_agreement(state="published"), is_released=False)
    url = reverse("partners:agreement_file", args=[scan.agreement.code, scan.code])
    client = with_password(user)
    assert client.get(url).status_code == 404
    client.post(CODE, {"code": code_of(user)})
    assert fetched(client, url).status_code == 200


def test_next_page_is_never_on_another_site() -> None:
    user, _codes = equipped()
    for wanted in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        client = with_password(user)
        TOTPDevice.objects.update(last_t=-1)
        done = client.post(CODE, {"code": code_of(user), "next": wanted})
        assert done.headers["Location"] == DESK


@pytest.mark.parametrize("url", [PAGE, CODE])
def test_nobody_known_is_led_to_the_login(url: str) -> None:
    for answer in (Client().get(url), Client().post(url, {"code": "123456"})):
        assert answer.headers["Location"].startswith(reverse("admin:login"))


def test_half_a_log_in_does_not_change_the_second_factor() -> None:
    user, _codes = equipped()
    client = with_password(user)
    for act in ("set_up", "renew", "replace", "off"):
        answer = client.post(PAGE, {"act": act, "code": code_of(user)})
        assert (answer.status_code, answer.headers["Location"]) == (302, CODE)
    assert second_factor.recovery_codes_left(user) == 10


def test_forged_code_is_refused() -> None:
    user, _codes = equipped()
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post(CODE, {"code": code_of(user)}).status_code == 403


# Keeping it


def let_in(user: User) -> Client:
    client = with_password(user)
    assert client.post(CODE, {"code": code_of(user)}).status_code == 302
    TOTPDevice.objects.filter(user=user).update(last_t=-1)
    return client


def test_new_recovery_codes_end_the_earlier_ones() -> None:
    user, codes = equipped()
    client = let_in(user)
    page = client.post(PAGE, {"act": "renew", "code": code_of(user)})
    fresh = page.context["codes"]
    assert (len(fresh), set(fresh) & set(codes)) == (10, set())
    again = with_password(user)
    again.post(CODE, {"code": codes[0]})
    assert not is_in(again)
    assert "recovery_renewed" in acts()


def test_steps_need_the_code_once_more(clock: Any) -> None:
    user, _codes = equipped()
    client = let_in(user)
    for act in ("renew", "replace", "off"):
        clock.shift(60)
        assert client.post(PAGE, {"act": act, "code": "abcd-efgh"}).status_code == 200
    assert second_factor.recovery_codes_left(user) == 10
    assert client.get(PAGE, {"replace": "1"}).status_code == 302


def test_another_phone_takes_the_place_of_the_first(clock: Any) -> None:
    user, _codes = equipped()
    client = let_in(user)
    other_session = let_in(user)
    old = second_factor.device_of(user)
    answer = client.post(PAGE, {"act": "replace", "code": code_of(user)})
    assert answer.headers["Location"] == f"{PAGE}?replace=1"
    assert client.get(answer.headers["Location"]).context["replaces"] is True
    done = client.post(PAGE, {"act": "set_up", "code": code_of(user, confirmed=False)})
    assert len(done.context["codes"]) == 10
    new = second_factor.device_of(user)
    assert old is not None
    assert new is not None
    assert (new.pk != old.pk, TOTPDevice.objects.filter(user=user).count()) == (True, 1)
    assert (is_in(client), is_in(other_session)) == (True, False)


def test_second_factor_is_turned_off_by_who_need_not_have_it() -> None:
    user, _codes = equipped()
    client = let_in(user)
    client.post(PAGE, {"act": "off", "code": code_of(user)})
    assert (second_factor.device_of(user), acts()[-1]) == (None, "factor_off")
    assert is_in(with_password(user))


@pytest.mark.usefixtures("server")
def test_who_must_have_it_does_not_turn_it_off() -> None:
    user, _codes = equipped("Approver")
    client = let_in(user)
    assert 'value="off"' not in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"act": "off", "code": code_of(user)}).status_code == 403
    assert second_factor.device_of(user) is not None


# Resetting that of another person


def test_administrator_resets_it_for_a_colleague() -> None:
    user, _codes = equipped()
    session = let_in(user)
    administrator = logged_in("Administrator")
    url = admin_url(user, "second_factor")
    assert url in administrator.get(admin_url(user)).content.decode()
    assert str(user) in administrator.get(url).content.decode()
    assert administrator.post(url).status_code == 302
    assert (second_factor.device_of(user), second_factor.recovery_codes_left(user)) == (None, 0)
    assert is_in(session)
    entry = AuditEntry.objects.get(action="factor_reset")
    assert entry.object_code == user.username
    assert entry.username.startswith("administrator")


@pytest.mark.usefixtures("server")
def test_sessions_end_with_a_factor_that_is_reset() -> None:
    user, _codes = equipped("Approver")
    session = let_in(user)
    second_factor.forget(user, AuditEntry.Action.FACTOR_RESET)
    assert session.get(DESK).headers["Location"].startswith(PAGE)


def test_second_factor_of_accounts_above_is_out_of_reach() -> None:
    chief, _codes = equipped(None, is_superuser=True)
    administrator = logged_in("Administrator")
    url = admin_url(chief, "second_factor")
    assert url not in administrator.get(admin_url(chief)).content.decode()
    assert [administrator.get(url).status_code, administrator.post(url).status_code] == [403, 403]
    for role in ("Viewer", "Editor", "Approver"):
        user, _codes = equipped()
        assert logged_in(role).post(admin_url(user, "second_factor")).status_code == 403
    assert TOTPDevice.objects.count() == 4


def test_own_second_factor_is_not_reset_that_way() -> None:
    user, _codes = equipped("Administrator")
    client = let_in(user)
    assert client.post(admin_url(user, "second_factor")).status_code == 403


def test_operator_resets_it_where_nobody_else_can() -> None:
    chief, _codes = equipped(None, is_superuser=True, username="chinh")
    call_command("reset_second_factor", "chinh", stdout=StringIO())
    assert (second_factor.device_of(chief), acts()[-1]) == (None, "factor_reset")
    for name, sentence in (("chinh", "chưa thiết lập"), ("khong-ai", "Không có tài khoản")):
        with override("vi"), pytest.raises(CommandError, match=sentence):
            call_command("reset_second_factor", name)


def test_account_with_a_second_factor_is_deleted_with_it() -> None:
    user, _codes = equipped()
    administrator = logged_in("Administrator")
    page = strip_tags(administrator.get(admin_url(user, "delete")).content.decode()).casefold()
    assert ("device" in page, "token" in page) == (False, False)
    administrator.post(admin_url(user, "delete"), {"post": "yes"})
    assert (User.objects.filter(pk=user.pk).count(), TOTPDevice.objects.count()) == (0, 0)


def test_secrets_of_devices_are_in_no_page_of_the_admin() -> None:
    user, codes = equipped()
    device = second_factor.device_of(user)
    assert device is not None
    client = logged_in(is_superuser=True)
    pages = [client.get(url).content.decode() for url in (DESK, admin_url(user))]
    for kept in (device.key, second_factor.secret_of(device), codes[0].replace("-", "")):
        assert not any(kept in page for page in pages)
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert client.get("/admin/otp_static/staticdevice/").status_code == 404


# After the session has lapsed


def typed() -> dict[str, Any]:
    country = make_country()
    data = form_data(logged_in("Editor"), Partner, state="draft", kind="province")
    return {**data, "country": str(country.pk), "name_vi": "Tỉnh Thử"}


def test_lapsed_session_asks_for_the_code_too_and_keeps_what_was_typed(clock: Any) -> None:
    user, _codes = equipped()
    client = Client()
    data = typed()
    url = admin_url(Partner, "add")
    given = {**data, "lapsed-username": user.username, "lapsed-password": PASSWORD}
    asked = client.post(url, given)
    page = asked.content.decode()
    assert (asked.status_code, Partner.objects.count()) == (403, 0)
    assert 'name="name_vi" value="Tỉnh Thử"' in page
    assert 'name="lapsed-code"' in page
    assert (PASSWORD in page, 'name="lapsed-password"' in page) == (False, False)
    wrong = client.post(url, {**data, "lapsed-code": "abcd-efgh"})
    assert (wrong.status_code, Partner.objects.count()) == (403, 0)
    assert 'name="name_vi" value="Tỉnh Thử"' in wrong.content.decode()
    done = client.post(url, {**data, "lapsed-code": code_of(user)})
    assert (done.status_code, Partner.objects.get().created_by) == (302, user)
    assert is_in(client)


def test_code_without_the_password_opens_no_lapsed_session() -> None:
    user, _codes = equipped()
    client = Client()
    client.post(admin_url(Partner, "add"), {**typed(), "lapsed-code": code_of(user)})
    assert (Partner.objects.count(), is_in(client)) == (0, False)


def test_what_is_sent_after_half_a_log_in_waits_for_the_code() -> None:
    """Logged in again in another window, but not to the end."""
    user, _codes = equipped()
    client = with_password(user)
    data = typed()
    asked = client.post(admin_url(Partner, "add"), data)
    assert (asked.status_code, Partner.objects.count()) == (403, 0)
    done = client.post(admin_url(Partner, "add"), {**data, "lapsed-code": code_of(user)})
    assert (done.status_code, Partner.objects.count()) == (302, 1)
