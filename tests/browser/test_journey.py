"""The main job, from the first keystroke to a visitor's download, in a real browser."""

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from partners.models import Agreement, Partner
from tests.browser.conftest import Enter
from tests.factories import make_country, make_organisation, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_journey_from_editor_to_visitor(
    enter: Enter, visitor: Page, live_server: Any, tmp_path: Path, problems: list[str]
) -> None:
    make_country(code="la", name_vi="Lào", name_en="Laos")
    make_organisation(code="binh-duong", name_vi="Tỉnh Bình Dương", state="published")
    make_source(name_vi="Trang quan hệ đối ngoại", state="published")
    site = live_server.url

    # An editor adds a partner with a tie …
    editor = enter("Editor")
    editor.add("partner")
    editor.fill("name_vi", "Tỉnh Chăm-pa-sắc")
    editor.fill("name_en", "Champasak Province")
    editor.select("kind", "province")
    editor.choose("country", "lao", "Lào")
    editor.fill("summary_vi", "Đối tác ở Nam Lào.")
    editor.fill("summary_en", "A partner in southern Laos.")
    editor.choose("sources", "quan he", "Trang quan hệ đối ngoại")
    editor.select("state", "review")
    editor.add_row("ties")
    editor.select("ties-0-kind", "friendship")
    editor.choose("ties-0-home_body", "binh duong", "Tỉnh Bình Dương")
    editor.fill("ties-0-since", "13/11/2006")
    editor.save()
    partner = Partner.objects.get()
    assert (partner.state, str(partner.ties.get().since)) == ("review", "2006-11-13")

    # … and the agreement that made it.
    editor.go_to_desk()
    editor.add("agreement")
    editor.fill("name_vi", "Thỏa thuận hữu nghị với Chăm-pa-sắc")
    editor.fill("name_en", "Friendship agreement with Champasak")
    editor.select("kind", "arrangement")
    editor.select("level", "province")
    editor.fill("signed_on", "13/11/2006")
    editor.choose("sources", "quan he", "Trang quan hệ đối ngoại")
    editor.select("state", "review")
    editor.choose("parties-1-partner", "champasak", "Tỉnh Chăm-pa-sắc")
    editor.save()

    # Nobody outside sees either before it is published.
    visitor.goto(f"{site}/en/search/?q=champasak")
    expect(visitor.locator("main")).not_to_contain_text("Champasak Province")

    # An approver publishes both.
    approver = enter("Approver")
    for model in ("partner", "agreement"):
        approver.go_to_desk()
        approver.open_waiting(model)
        approver.click("#action-toggle")
        approver.preview("move_to_published")
        approver.agree()
    assert (Partner.objects.public().count(), Agreement.objects.public().count()) == (1, 1)

    # A visitor finds it without marks, in English, and downloads the list.
    visitor.goto(f"{site}/vi/")
    visitor.fill("header input[name=q]", "cham pa sac")
    visitor.press("header input[name=q]", "Enter")
    visitor.get_by_role("link", name="Tỉnh Chăm-pa-sắc", exact=True).first.click()
    expect(visitor.locator("h1")).to_contain_text("Tỉnh Chăm-pa-sắc")
    expect(visitor.locator("main")).to_contain_text("ngày 13 tháng 11 năm 2006")
    visitor.get_by_role("link", name="English").first.click()
    expect(visitor.locator("h1")).to_contain_text("Champasak Province")
    expect(visitor.locator("main")).to_contain_text("13 November 2006")
    expect(visitor.locator("main")).to_contain_text("Friendship agreement with Champasak")

    visitor.goto(f"{site}/en/partners/?q=champasac")
    with visitor.expect_download() as started:
        visitor.get_by_role("link", name="CSV").click()
    file = tmp_path / "partners.csv"
    started.value.save_as(file)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["name_vi"], row["country"]) for row in rows] == [("Tỉnh Chăm-pa-sắc", "la")]

    assert problems == []
