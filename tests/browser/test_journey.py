"""The main job, from the first keystroke to a visitor's download, in a real browser."""

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from partners.models import Agreement, Partner
from tests.factories import make_country, make_organisation, make_source, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "mật khẩu thử nghiệm"


@pytest.fixture
def problems(page: Page) -> list[str]:
    """What the console complains of: a script error, or the security policy broken."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: found.append(message.text) if message.type == "error" else None,
    )
    return found


def log_in(page: Page, address: str, user: Any) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/admin/login/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")


def choose(page: Page, field: str, typed: str, wanted: str) -> None:
    """Types into an autocomplete field and takes the answer."""
    box = page.locator(f"#id_{field} + .select2-container")
    box.click()
    page.locator(".select2-container--open .select2-search__field").fill(typed)
    page.locator(".select2-results__option", has_text=wanted).first.click()


def save(page: Page) -> None:
    page.click("input[name=_save]")
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_journey_from_editor_to_visitor(
    page: Page, live_server: Any, tmp_path: Path, problems: list[str]
) -> None:
    make_country(code="la", name_vi="Lào", name_en="Laos")
    make_organisation(code="binh-duong", name_vi="Tỉnh Bình Dương", state="published")
    make_source(name_vi="Trang quan hệ đối ngoại", state="published")
    editor = make_user("Editor", password=PASSWORD)
    approver = make_user("Approver", password=PASSWORD)
    site = live_server.url

    # An editor adds a partner with a tie …
    log_in(page, site, editor)
    page.goto(f"{site}/admin/partners/partner/add/")
    page.fill("#id_name_vi", "Tỉnh Chăm-pa-sắc")
    page.fill("#id_name_en", "Champasak Province")
    page.select_option("#id_kind", "province")
    choose(page, "country", "lao", "Lào")
    page.fill("#id_summary_vi", "Đối tác ở Nam Lào.")
    page.fill("#id_summary_en", "A partner in southern Laos.")
    choose(page, "sources", "quan he", "Trang quan hệ đối ngoại")
    page.select_option("#id_state", "review")
    page.locator("#ties-group .add-row a").click()
    page.select_option("#id_ties-0-kind", "friendship")
    choose(page, "ties-0-home_body", "binh duong", "Tỉnh Bình Dương")
    page.fill("#id_ties-0-since", "13/11/2006")
    save(page)
    partner = Partner.objects.get()
    assert (partner.state, str(partner.ties.get().since)) == ("review", "2006-11-13")

    # … and the agreement that made it.
    page.goto(f"{site}/admin/partners/agreement/add/")
    page.fill("#id_name_vi", "Thỏa thuận hữu nghị với Chăm-pa-sắc")
    page.fill("#id_name_en", "Friendship agreement with Champasak")
    page.select_option("#id_kind", "arrangement")
    page.select_option("#id_level", "province")
    page.fill("#id_signed_on", "13/11/2006")
    choose(page, "sources", "quan he", "Trang quan hệ đối ngoại")
    page.select_option("#id_state", "review")
    page.locator("#parties-group .add-row a").click()
    choose(page, "parties-0-partner", "champasak", "Tỉnh Chăm-pa-sắc")
    page.select_option("#id_parties-0-side", "partner")
    page.select_option("#id_parties-0-role", "party")
    save(page)

    # Nobody outside sees either before it is published.
    page.goto(f"{site}/en/search/?q=champasak")
    expect(page.locator("main")).not_to_contain_text("Champasak Province")

    # An approver publishes both.
    log_in(page, site, approver)
    for model in ("partner", "agreement"):
        page.goto(f"{site}/admin/partners/{model}/")
        page.locator("#action-toggle").check()
        page.select_option("select[name=action]", "move_to_published")
        page.click("button[name=index]")
        expect(page.locator(".messagelist .success")).to_be_visible()
    assert (Partner.objects.public().count(), Agreement.objects.public().count()) == (1, 1)

    # A visitor finds it without marks, in English, and downloads the list.
    page.context.clear_cookies()
    page.goto(f"{site}/vi/")
    page.fill("header input[name=q]", "cham pa sac")
    page.press("header input[name=q]", "Enter")
    page.get_by_role("link", name="Tỉnh Chăm-pa-sắc", exact=True).first.click()
    expect(page.locator("h1")).to_contain_text("Tỉnh Chăm-pa-sắc")
    expect(page.locator("main")).to_contain_text("ngày 13 tháng 11 năm 2006")
    page.get_by_role("link", name="English").first.click()
    expect(page.locator("h1")).to_contain_text("Champasak Province")
    expect(page.locator("main")).to_contain_text("13 November 2006")
    expect(page.locator("main")).to_contain_text("Friendship agreement with Champasak")

    page.goto(f"{site}/en/partners/?q=champasac")
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    file = tmp_path / "partners.csv"
    started.value.save_as(file)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["name_vi"], row["country"]) for row in rows] == [("Tỉnh Chăm-pa-sắc", "la")]

    assert problems == []
