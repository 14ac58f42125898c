"""Takes the pictures of the guides and of the README from a running program.

    .venv/bin/python -m docs.take_pictures http://127.0.0.1:8000

Needs a started `make run`, the packages of requirements-dev.txt and Chromium. It logs in with the
demo accounts and goes through a day's work on two delegations of its own (their names end in "(ví
dụ)"), which it deletes at the end, also after a failure. What stays behind in the database is
their history and one confirmed proposal, so take the pictures from a register that may be thrown
away. The pictures replace those in docs/images; look at each of them before they are committed.
"""

import shutil
import sys
from pathlib import Path
from urllib.parse import unquote_plus

from playwright.sync_api import Browser, Page, sync_playwright

from docs.picture_scenes import DAY, PASSWORD, WIDTH, Scene, deletion_of

IMAGES = Path(__file__).parent / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
# High enough for a list of answers to open below its field.
HEIGHT = 1600
MARGIN = 4
PATIENCE = 30_000
"""Milliseconds."""


class Company:
    """The people of the scenes, each with one open page, and the records that they have made."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser = browser
        self.site = site
        self.pages: dict[str, Page] = {}
        self.records: dict[str, str] = {}

    def page_of(self, who: str) -> Page:
        if who not in self.pages:
            context = self.browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT},
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
                color_scheme="light",
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.on("dialog", lambda dialog: dialog.accept())
            page.set_default_timeout(PATIENCE)
            # The menu beside the forms is the same everywhere.
            page.add_init_script("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
            self.pages[who] = page
            if who:
                page.goto(f"{self.site}/admin/login/")
                page.fill("#id_username", who)
                page.fill("#id_password", PASSWORD)
                page.click("[type=submit]")
        return self.pages[who]

    def play(self, scene: Scene) -> None:
        page = self.page_of(scene.who)
        if scene.path:
            page.goto(self.site + scene.path.format(**self.records))
        for name, *given in scene.steps:
            self.step(page, name, *given)
        if scene.picture:
            take(page, scene)

    def step(self, page: Page, name: str, *given: str) -> None:
        match name, given:
            case "click", [place]:
                page.locator(place).first.click()
                page.wait_for_load_state("load")
            case "check", [place]:
                page.check(place)
            case "tick", [text]:
                for row in page.locator("#result_list tbody tr", has_text=text).all():
                    row.locator(".action-select").check()
            case "fill", [place, text]:
                page.fill(place, text)
            case "type", [place, text]:
                page.locator(place).press_sequentially(text)
            case "select", [place, value]:
                page.select_option(place, value)
            case "search", [field, text]:
                page.click(f"#id_{field} + .select2-container")
                with page.expect_response(
                    lambda response: f"term={text}" in unquote_plus(response.url)
                ):
                    page.fill(".select2-container--open .select2-search__field", text)
                page.wait_for_selector(".loading-results", state="detached")
                page.wait_for_selector(".select2-results__option--highlighted")
            case "choose", [field, text]:
                self.step(page, "search", field, text)
                page.click(".select2-results__option--highlighted")
            case "attach", [place, file, text]:
                content = {"name": file, "mimeType": "text/csv", "buffer": text.encode()}
                page.set_input_files(place, content)  # type: ignore[arg-type]
            case "await", [place]:
                page.wait_for_selector(place)
            case "pause", []:
                page.wait_for_timeout(1000)
            case "lapse", []:
                page.context.clear_cookies(name="sessionid")
            case "keep", [kept]:
                page.wait_for_url("**/change/**")
                self.records[kept] = page.url.split("/change/")[0].rsplit("/", 1)[1]
            case _:
                raise ValueError(f"No such step: {name} {given}")


def take(page: Page, scene: Scene) -> None:
    """Writes the picture of the scene."""
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    boxes = []
    for place in scene.clip:
        box = page.locator(place).first.bounding_box()
        if box is None:
            raise ValueError(f"{scene.picture}: {place} is not to be seen")
        boxes.append(box)
    left = max(0, min(box["x"] for box in boxes) - MARGIN)
    top = max(0, min(box["y"] for box in boxes) - MARGIN)
    right = min(WIDTH, max(box["x"] + box["width"] for box in boxes) + MARGIN)
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    page.screenshot(
        path=IMAGES / f"{scene.picture}.png",
        full_page=True,
        clip={
            "x": left,
            "y": top,
            "width": min(right - left, scene.width),
            "height": min(bottom - top, scene.height),
        },
    )


def main() -> None:
    chromium = shutil.which("chromium")
    if len(sys.argv) != 2 or chromium is None:
        sys.exit("Usage: python -m docs.take_pictures http://127.0.0.1:8000, with Chromium")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        company = Company(browser, sys.argv[1].rstrip("/"))
        try:
            for scene in DAY:
                company.play(scene)
        finally:
            for kept in company.records:
                company.play(deletion_of(kept))
            browser.close()


if __name__ == "__main__":
    main()
