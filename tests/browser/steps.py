"""What somebody does at a browser, as steps that are counted.

One step is a click, a key struck as a command, or a field filled: a text that is typed and a value
that is chosen from a list are one each. docs/steps.md counts a spreadsheet by the same measure.
Logging in, opening the program, Tab and arrow keys are counted nowhere.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect


def watch(context: BrowserContext, problems: list[str]) -> None:
    """Collects what the console complains of: a script error, or the security policy broken."""
    context.on("weberror", lambda error: problems.append(str(error.error)))
    context.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )


def let_in(context: BrowserContext, site: str, user: Any) -> None:
    """Gives a browser the session of a user; by its form the keyboard journey logs in."""
    client = Client()
    client.force_login(user)
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": site}])


class Person:
    """Somebody at a browser of their own, logged in on the desk; `steps` is what it took so far."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def click(self, what: str | Locator) -> None:
        (self.page.locator(what) if isinstance(what, str) else what).click()
        self.steps += 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.steps += 1

    def fill(self, field: str, text: str) -> None:
        self.page.fill(f"#id_{field}", text)
        self.steps += 1

    def select(self, field: str, value: str) -> None:
        self.page.select_option(f"#id_{field}", value)
        self.steps += 1

    def choose(self, field: str, typed: str, wanted: str) -> None:
        """Types into an autocomplete field and takes the answer."""
        self.page.locator(f"#id_{field} + .select2-container").click()
        self.page.locator(".select2-container--open .select2-search__field").fill(typed)
        self.page.locator(".select2-results__option", has_text=wanted).first.click()
        self.steps += 1

    def attach(self, zone: str, file: Path) -> None:
        """Puts a file on a drop zone."""
        self.page.set_input_files(f"#drop-{zone}", file)
        self.steps += 1

    # By the keyboard

    def tab_to(self, place: str, most: int) -> None:
        """Moves on by Tab until the focus is there: in the order of the page, and not far."""
        for _number in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("place => document.activeElement.matches(place)", place):
                return
        focus = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        raise AssertionError(f"{most} Tabs lead to {focus}, not to {place}")

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)
        self.steps += 1

    def pick(self, value: str) -> None:
        """Goes down in a list of choices that has the focus."""
        for _number in range(30):
            if self.page.evaluate("document.activeElement.value") == value:
                break
            self.page.keyboard.press("ArrowDown")
        self.steps += 1

    def take(self, typed: str, wanted: str) -> None:
        """Opens an autocomplete field that has the focus, types, and takes the first answer."""
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".select2-container--open .select2-search__field")).to_be_focused()
        self.page.keyboard.insert_text(typed)
        expect(self.page.locator(".select2-results__option--highlighted")).to_contain_text(wanted)
        self.page.keyboard.press("Enter")
        self.steps += 1

    # The ways from the desk

    def go_to_desk(self) -> None:
        self.click("#site-name a")

    def add(self, model: str) -> None:
        self.click(f".addlink[aria-describedby=model-{model}]")

    def open_list(self, model: str) -> None:
        self.click(f"#model-{model}")

    def open_waiting(self, model: str) -> None:
        """The list of what waits for a decision."""
        self.click(self.page.locator(f".desk-kinds a[href*='/{model}/']").first)

    def find(self, typed: str, wanted: str) -> None:
        """Searches all records from the desk and opens one."""
        self.page.fill("#desk-search", typed)
        self.steps += 1
        self.page.locator("#desk-search").focus()
        self.press("Enter")
        self.click(self.page.locator(".found a", has_text=wanted).first)

    # In a form

    def add_row(self, rows: str) -> None:
        self.click(f"#{rows}-group .add-row a")

    def unfold(self, field: str) -> None:
        """Opens the folded part of the form that holds a field."""
        folded = self.page.locator("details", has=self.page.locator(f"#id_{field}"))
        self.click(folded.locator("summary"))

    @contextmanager
    def beside(self, field: str) -> Generator[None]:
        """The window in which a record is added that a field is to name; saved at the end."""
        behind = self.page
        with behind.expect_popup() as opened:
            self.click(f"#add_id_{field}")
        self.page = opened.value
        yield
        with self.page.expect_event("close"):
            self.click("input[name=_save]")
        self.page = behind

    def save(self) -> None:
        self.click("input[name=_save]")
        expect(self.page.locator(".messagelist .success")).to_be_visible()

    def follow(self, link: Locator) -> None:
        """Goes on in the window that a link opens."""
        with self.page.expect_popup() as opened:
            self.click(link)
        self.page = opened.value

    # In a list

    def preview(self, action: str) -> None:
        """Runs an action on what is ticked, as far as its preview."""
        self.page.select_option("select[name=action]", action)
        self.steps += 1
        self.click("button[name=index]")
        expect(self.page.locator(".preview-counts")).to_be_visible()

    def agree(self) -> None:
        """Does what a preview or a comparison showed."""
        self.click(".submit-row .default")
        expect(self.page.locator(".messagelist .success")).to_be_visible()
