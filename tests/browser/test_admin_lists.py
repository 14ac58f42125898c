"""Every list of the admin fits the screens it is read on: nothing of it lies beside the screen."""

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import models
from playwright.sync_api import ViewportSize

from foreign_affairs.admin.base import TrackedAdmin
from foreign_affairs.models import ProposedChange, User
from foreign_affairs.records.folder import load_folder
from tests.admin_pages import admin_url
from tests.browser.conftest import Enter
from tests.factories import make_agreement_file, make_contact, make_correction, make_proposed_change

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = {
    "desk": ViewportSize(width=1280, height=900),
    "tablet": ViewportSize(width=820, height=1180),
    "phone": ViewportSize(width=390, height=844),
}
BESIDE = """
Math.max(...[document.documentElement, ...document.querySelectorAll('.results')].map(
    box => box.scrollWidth - box.clientWidth))
"""
"""Pixels of the page, or of the table in it, that are seen only by scrolling sideways."""


def test_lists_of_the_shipped_register_fit_the_screen(enter: Enter, problems: list[str]) -> None:
    outcome = load_folder(settings.BASE_DIR / "fixtures")
    assert outcome.is_written
    # What the register is shipped without.
    for make in (make_contact, make_agreement_file, make_correction, make_proposed_change):
        make()
    page = enter("Administrator").page
    lists: list[type[models.Model]] = [ProposedChange, User]
    lists += [model for model, its in admin.site._registry.items() if isinstance(its, TrackedAdmin)]
    wide = []
    for model in lists:
        page.goto(page.url.partition("/admin/")[0] + admin_url(model))
        for screen, size in SCREENS.items():
            page.set_viewport_size(size)
            if beside := page.evaluate(BESIDE):
                wide.append((model.__name__, screen, beside))
    assert wide == []
    assert problems == []
