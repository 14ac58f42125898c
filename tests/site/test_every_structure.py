"""The pages of the sitemap in a browser: for everyone, on a phone, in Vietnamese.

Pages that differ in their texts and in how often a part repeats give axe the same answers, so the
browser looks at one of each structure; with `EVERY_PAGE=1` (`make audit`) at all.
"""

import os
from functools import cache

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

from foreign_affairs.records.folder import load_folder
from tests.browser.audits import axe_violations, beside_the_page, english_in, names_of_records
from tests.site.conftest import Site, fetch_site
from tests.site.structures import one_of_each
from tests.sitemaps import HOST

# Like all tests in a browser after those that share a transaction, which Playwright's loop would
# part from their connection.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVERY_PAGE = os.environ.get("EVERY_PAGE") == "1"


def serve(page: Page, site: Site) -> None:
    """Lets the browser read the fetched pages and their style sheets, without a server."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path in site:
            route.fulfill(body=site[path], content_type="text/html; charset=utf-8")
        elif path.startswith("/static/") and (file := finders.find(path.removeprefix("/static/"))):
            route.fulfill(path=str(file))
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)


def test_pages_are_for_everyone(page: Page) -> None:
    assert load_folder(settings.BASE_DIR / "fixtures").is_written
    site = fetch_site()
    serve(page, site)
    page.set_viewport_size({"width": 390, "height": 844})
    names = cache(names_of_records)
    found = []
    for path in site if EVERY_PAGE else one_of_each(site):
        page.goto(HOST + path)
        found += [f"{path}: {wrong}" for wrong in axe_violations(page)]
        found += [f"{path} is wider than a phone: {wrong}" for wrong in beside_the_page(page)]
        if path.startswith("/vi/"):
            found += [f"{path}: English: {text}" for text in english_in(page, names)]
    assert "\n".join(found) == ""
