"""Every kind of page of the admin: for any eye, hand and screen, and in Vietnamese."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Locator, Page, Response, ViewportSize, expect

from events.models import Delegation
from foreign_affairs.models import AuditEntry, Country, FailedLogin, Import, InlineRow, Source, User
from indicators.models import Observation
from partners.models import Agreement, AgreementParty, Organisation, Partner
from tests.admin_pages import admin_url
from tests.browser.audits import axe_violations, beside_the_page, english_in, names_of_records
from tests.browser.steps import let_in
from tests.factories import (
    MAKERS,
    make_audit_entry,
    make_country,
    make_failed_login,
    make_partner,
    make_source,
    make_user,
)
from tests.test_budgets import make_register

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = ViewportSize(width=1280, height=900)
TABLET = ViewportSize(width=820, height=1180)
DJANGO_OWN = ("aria-prohibited-attr: ", ".help-tooltip.search-label-icon")
"""The sign beside the search of Django's two boxes of permissions has a name and no role; its
picture means the same as the placeholder of the field beside it."""
ANSWERED_WITH_A_REFUSAL = re.compile(r"^Failed to load resource: .* status of 40[34]")
"""The browser's own line about a page that is refused or missing, as it should be."""


class Auditor:
    """A browser that notes what is wrong with each page that it is shown."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.found: list[str] = []
        self.seen: list[str] = []
        self.complaints: list[str] = []
        self.names: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self.note)

    def note(self, message: Any) -> None:
        is_expected = ANSWERED_WITH_A_REFUSAL.match(message.text)
        if message.type in ("error", "warning") and not is_expected:
            self.complaints.append(message.text)

    def log_in(self, user: User) -> None:
        let_in(self.page.context, self.site, user)

    def open(self, path: str) -> Response:
        response = self.page.goto(self.site + path)
        assert response is not None
        return response

    def follow(self, link: str | Locator) -> None:
        """Clicks what leads to another page, and waits for that."""
        with self.page.expect_navigation():
            (self.page.locator(link) if isinstance(link, str) else link).click()

    def unfold(self) -> None:
        """Opens what is folded, but no menu of the head: it would lie over what is below it."""
        folded = "details:not(header details)"
        opening = f"document.querySelectorAll('{folded}').forEach(one => {{ one.open = true; }})"
        self.page.evaluate(opening)

    def visit(self, path: str, status: int = 200) -> None:
        assert (path, self.open(path).status) == (path, status)
        self.look(path)

    def english(self) -> list[str]:
        """Reads the names in the register, all of it, only when those known are not enough."""
        if not english_in(self.page, lambda: self.names):
            return []
        self.names = names_of_records()
        return english_in(self.page, lambda: self.names)

    def look(self, name: str, *, with_axe: bool = True) -> None:
        """Notes what is wrong with the page that is shown now."""
        page = self.page
        self.seen.append(name)
        # Before the rules are run, which set styles of their own.
        found = [*self.complaints]
        self.unfold()
        if with_axe:
            violations = axe_violations(page)
            found += [one for one in violations if not all(part in one for part in DJANGO_OWN)]
        found += [f"English: {text}" for text in self.english()]
        page.set_viewport_size(TABLET)
        found += [f"wider than a tablet: {one}" for one in beside_the_page(page)]
        page.set_viewport_size(DESK)
        self.found += [f"{name}: {one}" for one in found]
        self.complaints.clear()


OWN_MAKERS: dict[Any, Any] = {FailedLogin: make_failed_login, AuditEntry: make_audit_entry}
"""Of what the register itself writes down."""


@pytest.fixture
def auditor(page: Page, live_server: Any) -> Auditor:
    page.set_viewport_size(DESK)
    # A page with text that is not saved asks before it is left.
    page.on("dialog", lambda dialog: dialog.accept())
    return Auditor(page, live_server.url)


@pytest.fixture
def rows(transactional_db: None) -> dict[type[models.Model], Any]:
    """One row of every model with an admin, of records with rows inside, links and history."""
    made = {type(row): row for row in make_register(2).values()}
    for model in admin.site._registry:
        if model not in made and model is not Group:
            row: Any = model._default_manager.first()
            made[model] = row or (MAKERS | OWN_MAKERS)[model]()
    partner = made[Partner]
    partner.summary_vi = "Tóm tắt đã sửa."
    partner.save()
    return made


def paths_of(row: models.Model, *pages: str) -> Iterator[str]:
    """The addresses of these pages of a row or its model, where its admin has them."""
    for page in pages:
        is_of_model = page in ("changelist", "add", "import", "export")
        try:
            yield admin_url(type(row) if is_of_model else row, page)
        except NoReverseMatch:
            continue


# Pages that an address opens


def test_pages_of_records_are_for_everyone(auditor: Auditor, rows: dict[Any, Any]) -> None:
    auditor.log_in(make_user("Approver"))
    for name in ("index", "search", "password_change", "password_change_done"):
        auditor.visit(reverse(f"admin:{name}"))
    auditor.visit(reverse("admin:search") + "?q=doi+tac")
    for model, row in rows.items():
        for path in paths_of(row, "changelist", "add", "change"):
            if auditor.open(path).status == 200:
                is_like_others = issubclass(model, InlineRow) and model is not AgreementParty
                # The form of a new record has the fields of an old one; two stand for all.
                is_new = path.endswith("/add/") and model not in (Partner, Delegation)
                auditor.look(path, with_axe=not is_like_others and not is_new)
    for model in (Partner, Agreement, Observation, Source, Organisation):
        paths = paths_of(rows[model], "history", "merge", "dossier", "import", "export")
        for path in paths:
            auditor.visit(path)
    lists = {admin_url(model) for model in rows if model not in (User, *OWN_MAKERS)}
    assert lists - {*auditor.seen} == set()
    assert "\n".join(auditor.found) == ""


def test_pages_of_accounts_and_lists_are_for_everyone(
    auditor: Auditor, rows: dict[Any, Any]
) -> None:
    auditor.log_in(make_user("Administrator"))
    auditor.visit(reverse("admin:index"))
    user = make_user("Editor")
    group = Group.objects.get(name="Editor")
    for path in paths_of(user, "changelist", "add", "change", "history"):
        auditor.visit(path)
    auditor.visit(reverse("admin:auth_user_password_change", args=[user.pk]))
    for path in paths_of(group, "changelist", "add", "change"):
        auditor.visit(path)
    auditor.visit(admin_url(user, "delete"))
    for path in paths_of(rows[Country], "add", "change", "delete", "import"):
        auditor.visit(path)
    for path in paths_of(make_partner(), "delete"):
        auditor.visit(path)
    for model in OWN_MAKERS:
        auditor.visit(admin_url(model))
    assert "\n".join(auditor.found) == ""


def test_pages_of_an_editor_are_for_everyone(auditor: Auditor, rows: dict[Any, Any]) -> None:
    editor = make_user("Editor")
    auditor.log_in(editor)
    draft = make_partner()
    Partner.objects.filter(pk=draft.pk).update(created_by=editor)
    auditor.visit(reverse("admin:index"))
    auditor.visit(admin_url(draft, "delete"))
    auditor.visit(admin_url(rows[Partner], "delete"), 403)
    auditor.visit("/admin/nothing/", 404)
    # A public record, whose change will wait for an approver.
    for model in (Partner, Agreement, Observation):
        auditor.visit(admin_url(rows[model]))
    assert "\n".join(auditor.found) == ""


def test_pages_are_read_in_the_dark(auditor: Auditor, rows: dict[Any, Any]) -> None:
    auditor.page.emulate_media(color_scheme="dark")
    auditor.visit(reverse("admin:login"))
    auditor.log_in(make_user("Approver"))
    partner = rows[Partner]
    auditor.visit(reverse("admin:index"))
    for path in paths_of(partner, "changelist", "change", "history", "dossier", "import"):
        auditor.visit(path)
    auditor.visit(f"{admin_url(partner, 'merge')}?other={make_partner().pk}")
    assert "\n".join(auditor.found) == ""


# Pages between two requests


def test_pages_of_what_is_done_are_for_everyone(
    auditor: Auditor, rows: dict[Any, Any], tmp_path: Any
) -> None:
    page = auditor.page
    auditor.visit(reverse("admin:login"))
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "wrong")
    auditor.follow("[type=submit]")
    auditor.look("a login that is refused")

    auditor.log_in(make_user("Approver"))
    partner = rows[Partner]
    auditor.visit(f"{admin_url(partner, 'merge')}?other={make_partner().pk}")

    for action in ("move_to_withdrawn", "move_to_draft", "hand_over", "mark_checked"):
        auditor.open(admin_url(Partner))
        page.locator("#action-toggle").check()
        page.select_option("select[name=action]", action)
        auditor.follow("button[name=index]")
        expect(page.locator(".action-preview")).to_be_visible()
        auditor.look(f"the preview of {action}")

    auditor.open(admin_url(partner, "history"))
    auditor.follow(page.locator(".history-table a").last)
    auditor.look("an older version")

    # A form with errors, then with warnings.
    auditor.open(admin_url(Partner, "add"))
    auditor.follow("[name=_save]")
    expect(page.locator("#form-problems")).to_be_visible()
    auditor.look("a form with errors")
    auditor.open(admin_url(Agreement, "add"))
    auditor.unfold()
    page.fill("#id_name_vi", rows[Agreement].name_vi)
    page.select_option("#id_kind", index=1)
    page.select_option("#id_level", index=1)
    page.fill("#id_effective_from", "2024")
    page.fill("#id_effective_until", "2020")
    auditor.follow("[name=_save]")
    expect(page.locator("#form-problems, #form-warnings").first).to_be_visible()
    auditor.look("a form with warnings")

    # Somebody else saves first.
    partner = make_partner()
    auditor.open(admin_url(partner))
    page.fill("#id_name_en", "Mine")
    partner.name_en = "Theirs"
    partner.save()
    auditor.follow("[name=_save]")
    expect(page.locator(".choices")).to_be_visible()
    auditor.look("a conflict")

    # Text that was not saved, offered again.
    auditor.open(admin_url(Source, "add"))
    page.fill("#id_name_vi", "Chưa lưu")
    page.wait_for_timeout(600)
    auditor.open(admin_url(Source, "add"))
    expect(page.locator(".unsaved-text")).to_be_visible()
    auditor.look("a form with text that was not saved")

    # The session ends while somebody types.
    auditor.open(admin_url(Source, "add"))
    page.fill("#id_name_vi", "Nguồn")
    page.context.clear_cookies(name="sessionid")
    auditor.follow("[name=_save]")
    expect(page.locator(".lapsed-session")).to_be_visible()
    auditor.look("a session that has ended")
    assert "\n".join(auditor.found) == ""


def test_pages_of_an_import_are_for_everyone(auditor: Auditor, tmp_path: Any) -> None:
    page = auditor.page
    make_country(code="kr", name_vi="Hàn Quốc")
    make_partner(code="daejeon", name_vi="Thành phố Daejeon", state="draft", kind="city")
    make_partner(code="oryol", name_vi="Tỉnh Oryol", state="published")
    auditor.log_in(make_user("Editor"))
    file = tmp_path / "đối tác.csv"

    def take(text: str) -> None:
        file.write_text(text, encoding="utf-8")
        auditor.open(admin_url(Partner, "import"))
        page.set_input_files("#id_import_file", file)
        auditor.follow(".submit-row .default")

    take("")
    expect(page.locator(".errorlist")).to_be_visible()
    auditor.look("an import of an empty file")

    good = "Mã;Tên đối tác;Loại;Quốc gia;Ý kiến\ndaejeon;Đại Điền;city;kr;Tốt\n;Phủ Sơn;city;kr;\n"
    take(good + "oryol;Tỉnh Ô-ri-ôn;province;Hàn Cuốc;\nx;Thiên hà;galaxy;kr;\n")
    expect(page.locator(".import-question")).to_have_count(1)
    auditor.look("an import with an unknown heading")
    auditor.follow(".submit-row .default")
    expect(page.locator(".errornote")).to_be_visible()
    auditor.look("an import with a question left open")
    page.select_option(".import-question select", "-")
    auditor.follow(".submit-row .default")
    expect(page.locator(".import-question")).to_have_count(2)
    auditor.look("an import with unknown names")
    page.locator(".import-question", has_text="Hàn Cuốc").locator("[value=kr]").check()
    auditor.follow(".submit-row .default")
    for kind in ("refused", "changed", "proposed", "new"):
        auditor.follow(f"button.import-{kind}")
        expect(page.locator(".import-rows tbody tr")).to_have_count(1)
        auditor.look(f"the preview of rows that are {kind}")
    page.locator("[name=left_out]").check()
    auditor.follow("[value=leave]")
    auditor.follow("button.import-left_out")
    auditor.look("the preview of rows that are left out")

    auditor.follow("[value=partial]")
    expect(page.locator(".import-card")).to_be_visible()
    auditor.look("what became of an import")
    auditor.follow("a[href$='/undo/']")
    auditor.look("the undoing of an import")
    auditor.follow(".submit-row .default")
    expect(page.locator(".messagelist .success")).to_be_visible()
    auditor.look("an import that was undone")

    take("Tên đối tác;Loại;Quốc gia\nBusan;city;kr\n")
    auditor.follow("[value=all]")
    take("Tên đối tác;Loại;Quốc gia\nBusan;city;kr\n")
    expect(page.locator(".record-notice")).to_be_visible()
    auditor.look("a file that was imported before")
    auditor.visit(admin_url(Partner, "import"))
    auditor.visit(admin_url(Import))
    assert "\n".join(auditor.found) == ""


# The keyboard


def focused(page: Page) -> str:
    """Which field has the keyboard, by its name; for a picker, that of its field."""
    name: str = page.evaluate(
        """() => {
          const node = document.activeElement;
          const picker = node.closest(".select2-container");
          return picker ? picker.previousElementSibling.name : node.name || node.id || node.tagName;
        }"""
    )
    return name


def expect_focus(page: Page, name: str) -> None:
    """A picker hands the keyboard back once it has closed."""
    for _number in range(100):
        if focused(page) == name:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{focused(page)} has the keyboard and not {name}")


def test_form_is_filled_by_keyboard_alone(auditor: Auditor) -> None:
    page, key = auditor.page, auditor.page.keyboard
    make_country(code="kr", name_vi="Hàn Quốc")
    source = make_source(name_vi="Báo Bình Dương")
    auditor.log_in(make_user("Editor"))
    auditor.open(admin_url(Partner, "add"))
    expect_focus(page, "name_vi")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    key.type("Thành phố Daejeon")

    reached: list[str] = []

    def tab_to(name: str) -> None:
        for _number in range(60):
            key.press("Tab")
            reached.append(focused(page))
            if reached[-1] == name:
                return
        raise AssertionError(f"{name} is out of reach: {reached}")

    tab_to("kind")
    # By the arrow: letters begin anew where the browser was slow to take the last one.
    for _number in range(30):
        if page.locator("[name=kind]").input_value() != "city":
            key.press("ArrowDown")
    tab_to("country")
    key.press("Enter")
    key.type("han quoc")
    expect(page.locator(".select2-results__option--highlighted")).to_have_text("Hàn Quốc")
    key.press("Enter")
    expect_focus(page, "country")
    # What is opened by mistake closes again, and the keyboard stays where it was.
    key.press("Enter")
    expect(page.locator(".select2-dropdown")).to_be_visible()
    key.press("Escape")
    expect(page.locator(".select2-dropdown")).to_be_hidden()
    expect_focus(page, "country")
    tab_to("sources")
    key.type("bao binh duong")
    expect(page.locator(".select2-results__option--highlighted")).to_contain_text("Báo Bình Dương")
    key.press("Enter")
    tab_to("state")
    key.press("ArrowDown")
    # A folded part opens by the key of a button.
    page.locator("details:not([open]) > summary").first.focus()
    key.press("Enter")
    expect(page.locator("fieldset details[open]")).not_to_have_count(0)
    tab_to("_save")
    key.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    partner = Partner.objects.get()
    assert [*partner.sources.all()] == [source]
    assert (partner.kind, str(partner.country), partner.state) == ("city", "Hàn Quốc", "review")
    assert auditor.complaints == []


def test_skip_link_is_first_and_leads_past_the_menu(auditor: Auditor) -> None:
    page, key = auditor.page, auditor.page.keyboard
    make_partner()
    auditor.log_in(make_user("Editor"))
    auditor.open(admin_url(Partner))
    key.press("Tab")
    skip = page.locator(".skip-to-content-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    key.press("Enter")
    key.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('#content'))")


def test_filters_of_a_list_are_reached_by_keyboard(auditor: Auditor) -> None:
    page, key = auditor.page, auditor.page.keyboard
    make_partner()
    auditor.log_in(make_user("Editor"))
    for size in (DESK, TABLET):
        page.set_viewport_size(size)
        auditor.open(admin_url(Partner))
        for _number in range(120):
            key.press("Tab")
            if page.evaluate("Boolean(document.activeElement.closest('#changelist-filter li'))"):
                break
        else:
            raise AssertionError("No filter is reached")
        address = page.url
        key.press("Tab")
        key.press("Enter")
        expect(page).not_to_have_url(address)
