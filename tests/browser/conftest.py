"""People at browsers of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import Person, let_in, watch
from tests.factories import make_user

Enter = Callable[[str], Person]

# Two workers on two processors may keep a page waiting longer than the five seconds of Playwright.
expect.set_options(timeout=20_000)


@pytest.fixture
def problems() -> list[str]:
    """What the consoles of all people complained of; a journey ends with it empty."""
    return []


@pytest.fixture
def visitor(page: Page, problems: list[str]) -> Page:
    watch(page.context, problems)
    return page


@pytest.fixture
def enter(
    new_context: Callable[..., BrowserContext], live_server: Any, problems: list[str]
) -> Enter:
    """Lets a new member of staff with a role in, at a browser of their own."""

    def come(role: str) -> Person:
        context = new_context()
        watch(context, problems)
        let_in(context, live_server.url, make_user(role))
        page = context.new_page()
        page.goto(f"{live_server.url}/admin/")
        return Person(page)

    return come
