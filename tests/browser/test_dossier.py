"""A dossier: from the list to paper, without the admin around it, and to Word."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_event,
    make_event_participant,
    make_partner,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_dossier_is_opened_from_the_list_printed_and_taken_as_word(
    enter: Enter, problems: list[str]
) -> None:
    partner = make_partner(name_vi="Thành phố Daejeon")
    make_partner(name_vi="Tỉnh Chăm-pa-sắc")
    for _number in range(30):
        make_event_participant(event=make_event(held_on="2023"), partner=partner)
    agreement = make_agreement(name_vi="Bản ghi nhớ về thành phố thông minh")
    make_agreement_party(agreement=agreement, partner=partner)
    reader = enter("Viewer")
    page = reader.page
    reader.open_list("partner")
    row = page.locator("#result_list tr", has_text="Thành phố Daejeon")
    reader.click(row.locator("a[href$='/dossier/']"))

    # On paper: without the admin around it.
    page.evaluate("addEventListener('beforeprint', () => document.body.dataset.printed = 'yes')")
    reader.click(".print-button")
    expect(page.locator("body[data-printed]")).to_be_attached()
    page.emulate_media(media="print")
    for around in ("#header", ".breadcrumbs", "#nav-sidebar", ".object-tools", ".dossier-nav"):
        expect(page.locator(around).first).to_be_hidden()
    expect(page.locator("h1")).to_contain_text("Thành phố Daejeon")
    expect(page.locator(".dossier-stamp")).to_be_visible()
    # Thirty short rows: boxes left as they are on the screen would make a dozen pages of them.
    # In a tab of its own, since the first one is still being printed.
    sheet = page.context.new_page()
    sheet.goto(page.url)
    pages = re.findall(rb"/Type /Page\b(?!s)", sheet.pdf(prefer_css_page_size=True))
    sheet.close()
    assert 1 < len(pages) < 5

    page.emulate_media(media="screen")
    with page.expect_download() as started:
        reader.click(".object-tools a[href$='.docx']")
    document = Document(BytesIO(Path(started.value.path()).read_bytes()))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("Thành phố Daejeon" in text for text in texts)
    assert any("Bản ghi nhớ về thành phố thông minh" in text for text in texts)
    assert reader.steps <= 4
    assert problems == []
