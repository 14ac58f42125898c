"""Setting the second factor up, with what a phone would show."""

from typing import Any

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "mat-khau-thu-2024"


def test_approver_sets_it_up_at_the_first_log_in(
    visitor: Page, live_server: Any, settings: Settings, problems: list[str]
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    approver = make_user("Approver", username="duyet", password=PASSWORD)
    page = visitor
    page.goto(f"{live_server.url}/admin/partners/partner/")
    page.fill("[name=username]", "duyet")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    expect(page.get_by_role("img", name="Mã QR cho ứng dụng xác thực")).to_be_visible()
    expect(page.get_by_label("Nhập sáu chữ số")).to_be_focused()
    device = TOTPDevice.objects.get(user=approver)
    page.keyboard.type(f"{totp(device.bin_key):06d}")
    page.keyboard.press("Enter")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    expect(page.get_by_role("button", name="In", exact=True)).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".recovery-codes")).to_be_visible()
    expect(page.locator("#header")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Tôi đã cất mã, tiếp tục").click()
    expect(page).to_have_url(f"{live_server.url}/admin/partners/partner/")
    assert problems == []
