"""Takes one sheet of pictures for each kind of public page: three widths, light above dark.

    .venv/bin/python -m docs.take_page_pictures http://127.0.0.1:8000 [KIND ...]

Needs a started `make run`, the packages of requirements-dev.txt and Chromium. The sheets replace
those in docs/pages; look at each of them before they are committed.
"""

import io
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from docs.take_pictures import FLAGS

SHEETS = Path(__file__).parent / "pages"
WIDTHS = (1280, 768, 390)
SCHEMES: tuple[Any, ...] = ("light", "dark")
HEIGHT = 1800
"""So much of a page is on its picture; what lies below looks like what is seen."""
SCALE = 0.35
GAP = 16
PAPER = (128, 128, 128)

PAGES = {
    "home": "/vi/",
    "partners": "/vi/partners/",
    "partners-filtered": "/vi/partners/?country=kr&q=gangnam",
    "partner": "/vi/partners/daejeon/",
    "map": "/vi/map/",
    "timeline": "/vi/timeline/",
    "compare": "/vi/compare/?partner=daejeon&partner=yamaguchi&partner=artemisa",
    "country": "/vi/countries/kr/",
    "agreements": "/vi/agreements/",
    "agreement": "/vi/agreements/artemisa-mou-2023/",
    "organisations": "/vi/organisations/",
    "friendship": "/vi/friendship/",
    "delegations": "/vi/delegations/",
    "events": "/vi/events/",
    "calendar": "/vi/calendar/",
    "month": "/vi/calendar/2024/1/",
    "year": "/vi/years/2023/",
    "programmes": "/vi/programmes/",
    "commitments": "/vi/commitments/",
    "recognitions": "/vi/recognitions/",
    "indicators": "/vi/indicators/",
    "indicator": "/vi/indicators/fdi/",
    "figures": "/vi/figures/",
    "orientations": "/vi/orientations/",
    "sources": "/vi/sources/",
    "search": "/vi/search/?q=daejon",
    "nothing-found": "/vi/search/?q=xyzzy",
    "data": "/en/data/",
    "corrections": "/en/corrections/",
    "contact": "/en/contact/",
}


def picture_of(browser: Browser, address: str, width: int, scheme: Any) -> Image.Image:
    page = browser.new_page(
        viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, reduced_motion="reduce"
    )
    page.goto(address)
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return taken.resize((round(width * SCALE), round(HEIGHT * SCALE)), Image.Resampling.LANCZOS)


def sheet_of(rows: list[list[Image.Image]]) -> Image.Image:
    """The pictures side by side in rows, with a gap around each."""
    height = rows[0][0].height
    width = sum(picture.width + GAP for picture in rows[0]) + GAP
    sheet = Image.new("RGB", (width, (height + GAP) * len(rows) + GAP), PAPER)
    for number, row in enumerate(rows):
        left = GAP
        for picture in row:
            sheet.paste(picture, (left, GAP + number * (height + GAP)))
            left += picture.width + GAP
    return sheet


def main(site: str, kinds: list[str]) -> None:
    SHEETS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for kind in kinds or PAGES:
            rows = [
                [picture_of(browser, site + PAGES[kind], width, scheme) for width in WIDTHS]
                for scheme in SCHEMES
            ]
            sheet_of(rows).save(SHEETS / f"{kind}.webp", quality=50, method=6)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) < 2 or set(sys.argv[2:]) - set(PAGES):
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), sys.argv[2:])
