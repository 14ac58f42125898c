"""Every kind of public page: for any eye, hand, screen and language, without a script."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Browser, Page, expect

from foreign_affairs.models import Record
from tests.browser.audits import axe_violations, beside_the_page, english_in, names_of_records
from tests.factories import make_observation, make_owner, make_partner, make_partner_name
from tests.test_budgets import make_register
from tests.test_nothing_leaks import LISTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, TABLET, DESK = 320, 768, 1440
LANGUAGES = ("vi", "en")
SCHEMES: tuple[Any, ...] = ("light", "dark")

OFF_SCREEN_OR_UNMARKED = """() => {
  const node = document.activeElement;
  const box = node.getBoundingClientRect();
  const marked = ["", "::after"].some((part) => {
    const style = getComputedStyle(node, part || null);
    return style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2;
  });
  const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
  return marked && seen ? "" : node.outerHTML.slice(0, 120);
}"""
"""What is wrong with the element that has the focus; '' if it is seen and framed."""

REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }))
  .filter((node) => node.type !== "hidden").length"""
"""How many elements a keyboard must reach."""

MOVING = """() => [...document.querySelectorAll("*")]
  .map((node) => [node, getComputedStyle(node)])
  .filter(([, style]) => style.transitionDuration !== "0s" || style.animationName !== "none"
    || style.scrollBehavior !== "auto")
  .map(([node]) => node.outerHTML.slice(0, 120))"""
"""What is animated, or scrolls by itself."""


class Reader:
    """A browser that notes what is wrong with the pages it is shown."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.found: list[str] = []

    def open(self, path: str, status: int = 200) -> None:
        response = self.page.goto(self.site + path)
        assert response is not None
        assert (path, response.status) == (path, status)

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 900})

    def unfold(self) -> None:
        opening = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
        self.page.evaluate(opening)

    def look(self, path: str, widths: tuple[int, ...] = (PHONE, TABLET, DESK)) -> None:
        """Notes what is wrong with the page at every width, in light and in dark."""
        for width in widths:
            self.resize(width)
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme)
                wrong = axe_violations(self.page)
                self.found += [f"{path} {width} {scheme}: {one}" for one in wrong]
            wider = beside_the_page(self.page)
            self.found += [f"{path} is wider than {width}: {one}" for one in wider]

    def look_for_english(self, path: str) -> None:
        left = english_in(self.page, names_of_records)
        self.found += [f"{path}: English: {text}" for text in left]


@pytest.fixture
def reader(page: Page, live_server: Any) -> Reader:
    return Reader(page, live_server.url)


@pytest.fixture
def records(transactional_db: None) -> dict[str, Any]:
    """A public record of every kind; the partner and a figure with everything that they can say."""
    make_owner(
        subject_vi="Quan hệ của tỉnh trước năm 2025",
        predecessor_vi="Tỉnh Sông Bé",
        successor_vi="Thành phố Hồ Chí Minh",
        email="songoaivu@example.vn",
        phone="0274 3822 000",
    )
    made = make_register(2)
    partner = made["partner"]
    partner.source_note_vi, partner.source_note_en = "Hai nguồn khác nhau.", "Two sources differ."
    partner.latitude, partner.longitude = "36.35", "127.38"
    partner.website, partner.wikidata_id = "https://example.org/", "Q1"
    partner.save()
    make_partner_name(partner=partner, kind="native", name="大田", language="zh")
    make_observation(
        indicator=made["indicator"],
        partner=partner,
        state="published",
        value=1279,
        value_to=1300,
        printed="1 tỷ 279 triệu",
        change_percent=-15,
        is_disputed=True,
        source_note_vi="Các phần không cộng đủ.",
        source_note_en="The parts do not add up.",
    )
    made["neighbour"] = make_partner(
        country=made["country"], latitude="37.52", longitude="127.05", state="published"
    )
    return made


def address_of(record: Record, language: str) -> str:
    with override(language):
        return record.get_absolute_url()


def pages(records: dict[str, Any], language: str) -> list[str]:
    """One page of each kind: home, search, lists, records."""
    return [
        f"/{language}/",
        *(f"/{language}/{name}/" for name in LISTS),
        *(address_of(record, language) for record in records.values()),
        f"/{language}/search/",
        f"/{language}/search/?q=doi",
        f"/{language}/search/?q=xyzzy",
        f"/{language}/corrections/",
        f"/{language}/timeline/",
        f"/{language}/map/",
        f"/{language}/compare/",
        f"/{language}/compare/?partner={records['partner'].code}&partner={records['neighbour'].code}",
        f"/{language}/contact/",
    ]


# for any eye and screen


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_for_every_eye_and_screen(
    reader: Reader, records: dict[str, Any], language: str
) -> None:
    for path in pages(records, language):
        reader.open(path)
        if language == "vi":
            reader.look_for_english(path)
        reader.look(path)
    assert "\n".join(reader.found) == ""


@pytest.mark.parametrize(
    ("path", "status"), [("/en/partners/nothing/", 404), ("/en/partners/?country=xx&kind=y", 400)]
)
def test_refusals_are_for_every_eye_and_screen(reader: Reader, path: str, status: int) -> None:
    make_partner(state="published")
    reader.open(path, status)
    reader.look(path)
    assert "\n".join(reader.found) == ""


@pytest.mark.parametrize("template", ["400.html", "403_csrf.html", "500.html", "503.html"])
def test_pages_for_a_fault_are_for_every_eye_and_screen(reader: Reader, template: str) -> None:
    """As they stand: without a request, a context and the database."""
    document = render_to_string(template)
    reader.page.route("**/fault", lambda route: route.fulfill(body=document))
    reader.open("/fault")
    reader.look(template)
    assert "\n".join(reader.found) == ""


def test_text_of_twice_the_size_finds_room(reader: Reader, records: dict[str, Any]) -> None:
    for path in pages(records, "vi"):
        reader.open(path)
        reader.page.evaluate("document.documentElement.style.fontSize = '200%'")
        for width in (TABLET, DESK):
            reader.resize(width)
            reader.found += [f"{path} {width}: {one}" for one in beside_the_page(reader.page)]
    assert "\n".join(reader.found) == ""


def test_nothing_moves_for_who_wants_no_motion(reader: Reader, records: dict[str, Any]) -> None:
    reader.page.emulate_media(reduced_motion="reduce")
    for path in ("/en/", address_of(records["partner"], "en")):
        reader.open(path)
        reader.found += reader.page.evaluate(MOVING)
    assert reader.found == []


def test_table_on_a_phone_says_what_each_cell_is(reader: Reader, records: dict[str, Any]) -> None:
    reader.resize(PHONE)
    reader.open("/en/figures/")
    cells = reader.page.locator(".table-stacked tbody tr").first.locator("td")
    said = cells.evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
    )
    assert said == ['"Period"', '"Value"', '"Nature"', '"Source"']
    wide = "wrap => wrap.scrollWidth - wrap.clientWidth"
    assert reader.page.locator(".table-wrap").evaluate(wide) == 0


# by any hand


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_pages_are_walked_by_keyboard(reader: Reader, records: dict[str, Any], width: int) -> None:
    reader.resize(width)
    # A page that scrolls smoothly comes after the keys.
    reader.page.emulate_media(reduced_motion="reduce")
    lists = (f"/en/{name}/" for name in ("agreements", "figures", "timeline", "map"))
    walk = ("/en/", *lists, address_of(records["partner"], "en"))
    for path in walk:
        reader.open(path)
        reader.unfold()
        most = reader.page.evaluate(REACHABLE)
        reached = 0
        for _number in range(most):
            reader.page.keyboard.press("Tab")
            if reader.page.evaluate("document.activeElement === document.body"):
                break
            reached += 1
            wrong = reader.page.evaluate(OFF_SCREEN_OR_UNMARKED)
            reader.found += [f"{path}: {wrong}"] if wrong else []
        assert (path, reached) == (path, most)
        assert reader.page.evaluate("!!document.activeElement.closest('footer')")
    assert "\n".join(reader.found) == ""


def test_first_key_skips_to_the_content(reader: Reader, records: dict[str, Any]) -> None:
    reader.open("/en/partners/")
    reader.page.keyboard.press("Tab")
    expect(reader.page.locator(".skip-link")).to_be_in_viewport()
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("main")).to_be_focused()


def test_phone_without_scripts_finds_its_way(
    browser: Browser, live_server: Any, records: dict[str, Any]
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": PHONE, "height": 640}
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/en/")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Agreements", exact=True).first.click()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Partner", exact=True).select_option(records["partner"].code)
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".filter-badge")).to_contain_text(records["partner"].name_en)
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    assert page.url.startswith(f"{live_server.url}/vi/agreements/?")
    expect(page.locator(".filter-badge")).to_contain_text(records["partner"].name_vi)
    context.close()


# on paper


def test_paper_has_no_ways_about_and_says_where_links_lead(
    reader: Reader, records: dict[str, Any]
) -> None:
    reader.page.emulate_media(media="print", color_scheme="dark")
    reader.resize(DESK)
    reader.open(address_of(records["partner"], "en"))
    page = reader.page
    for place in (".menu", ".languages", "header form", ".breadcrumb", ".page-nav", "footer nav"):
        assert (place, page.locator(place).count()) == (place, 1)
        expect(page.locator(place)).to_be_hidden()
    body = "getComputedStyle(document.body)"
    colours = page.evaluate(f"[{body}.color, {body}.backgroundColor]")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    after = "link => getComputedStyle(link, '::after').content"
    website = page.locator('main a[href="https://example.org/"]')
    assert website.evaluate(after) == '" (https://example.org/)"'
    path = address_of(records["agreement"], "en")
    agreement = page.locator(f'.record-title a[href="{path}"]')
    assert agreement.evaluate(after) == f'" ({path})"'
    row = "row => getComputedStyle(row).breakInside"
    assert page.locator(".record").first.evaluate(row) == "avoid"
