"""The search box with a script, by keyboard and by mouse."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from foreign_affairs import search
from tests.browser.audits import axe_violations
from tests.factories import make_event, make_partner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def partner() -> Any:
    partner = make_partner(
        state="published", name_vi="Tỉnh Chăm-pa-sắc", name_en="Champasak Province"
    )
    make_event(state="published", name_vi="Thăm Chăm-pa-sắc", name_en="Visit to Champasak")
    search.rebuild()
    return partner


def test_suggestions_are_chosen_by_keyboard(
    visitor: Page, live_server: Any, partner: Any, problems: list[str]
) -> None:
    visitor.goto(f"{live_server.url}/en/")
    box = visitor.get_by_role("combobox", name="Search the register")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("cham pa")
    options = visitor.get_by_role("option")
    expect(options).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(options.first).to_contain_text("Champasak Province")
    assert axe_violations(visitor) == []
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "site-search-suggestions-0")
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("cham pa")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(visitor).to_have_url(f"{live_server.url}/en/partners/{partner.code}/")
    assert problems == []


def test_suggestions_leave_the_form_as_it_is(
    visitor: Page, live_server: Any, partner: Any, problems: list[str]
) -> None:
    visitor.goto(f"{live_server.url}/vi/search/")
    box = visitor.get_by_role("combobox", name="Từ khóa")
    box.press_sequentially("champask")
    expect(visitor.get_by_role("option").first).to_contain_text("Chăm-pa-sắc")
    box.press("Enter")
    expect(visitor).to_have_url(f"{live_server.url}/vi/search/?q=champask")
    expect(visitor.locator("mark").first).to_have_text("Chăm-pa-sắc")
    box = visitor.get_by_role("combobox", name="Từ khóa")
    box.fill("champasak")
    visitor.get_by_role("option").first.click()
    expect(visitor).to_have_url(f"{live_server.url}/vi/partners/{partner.code}/")
    assert problems == []
