"""What is changed in a day: a new name, a duplicate, two at one record, a public page."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from events.models import EventParticipant
from foreign_affairs.models import FormerCode, ProposedChange
from partners.models import AgreementParty, Partner
from tests.browser.conftest import Enter
from tests.factories import (
    make_agreement_party,
    make_contact,
    make_event_participant,
    make_partner,
    make_partner_name,
    make_tie,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_renamed_partner_is_found_by_its_old_name_and_address(
    enter: Enter, visitor: Page, live_server: Any, problems: list[str]
) -> None:
    partner = make_partner(
        code="kuangtung", name_vi="Tỉnh Quảng Đông cũ", name_en="Kwangtung", state="published"
    )
    old_address = live_server.url + f"/vi/partners/{partner.code}/"
    approver = enter("Approver")
    approver.find("kwangtung", "Quảng Đông cũ")
    approver.fill("name_vi", "Tỉnh Quảng Đông")
    approver.fill("name_en", "Guangdong Province")
    approver.add_row("other_names")
    approver.fill("other_names-0-name", "Kwangtung")
    approver.select("other_names-0-kind", "former")
    approver.unfold("code")
    approver.fill("code", "guangdong")
    approver.save()
    partner.refresh_from_db()
    assert (partner.code, partner.name_vi) == ("guangdong", "Tỉnh Quảng Đông")

    visitor.goto(old_address)
    expect(visitor).to_have_url(f"{live_server.url}/vi/partners/guangdong/")
    expect(visitor.locator("h1")).to_contain_text("Tỉnh Quảng Đông")
    visitor.fill("header input[name=q]", "kwangtung")
    visitor.press("header input[name=q]", "Enter")
    visitor.get_by_role("link", name="Tỉnh Quảng Đông", exact=True).first.click()
    expect(visitor).to_have_url(f"{live_server.url}/vi/partners/guangdong/")
    assert approver.steps <= 11
    assert problems == []


def test_duplicate_is_seen_while_typing_and_merged_without_loss(
    enter: Enter, problems: list[str]
) -> None:
    kept = make_partner(name_vi="Tỉnh Chăm-pa-sắc", name_en="", website="")
    twin = make_partner(
        code="champassac",
        name_vi="Tỉnh Champassac",
        name_en="Champassac",
        country=kept.country,
        website="https://champasak.example/",
    )
    party = make_agreement_party(partner=twin)
    guest = make_event_participant(partner=twin)
    contact = make_contact(partner=twin)
    tie = make_tie(partner=twin)
    make_partner_name(partner=twin, name="ຈຳປາສັກ", kind="native")
    editor = enter("Editor")

    # A third is about to be entered; the form names the two that are there.
    editor.add("partner")
    editor.fill("name_vi", "Tỉnh Champasak")
    similar = editor.page.locator("#similar-records a")
    expect(similar).to_have_count(2)
    editor.follow(similar.filter(has_text="Tỉnh Chăm-pa-sắc"))
    editor.click(".object-tools a[href$='/merge/']")
    editor.choose("other", "champassac", "Tỉnh Champassac")
    editor.click(".submit-row .default")
    expect(editor.page.locator(".merge-table")).to_contain_text("https://champasak.example/")
    editor.agree()

    kept.refresh_from_db()
    assert list(Partner.objects.all()) == [kept]
    assert (kept.name_vi, kept.name_en) == ("Tỉnh Chăm-pa-sắc", "Champassac")
    assert kept.website == "https://champasak.example/"
    assert {row.name for row in kept.other_names.all()} == {"ຈຳປາສັກ", "Tỉnh Champassac"}
    assert [row.pk for row in AgreementParty.objects.filter(partner=kept)] == [party.pk]
    assert [row.pk for row in EventParticipant.objects.filter(partner=kept)] == [guest.pk]
    assert (list(kept.contacts.all()), list(kept.ties.all())) == ([contact], [tie])
    assert FormerCode.objects.get().code == "champassac"
    assert editor.steps <= 7
    assert problems == []


def test_two_editors_at_one_record_lose_nothing(enter: Enter, problems: list[str]) -> None:
    partner = make_partner(
        name_vi="Tỉnh Chăm-pa-sắc", name_en="Champassac", summary_vi="Cũ.", website=""
    )
    first, second = enter("Editor"), enter("Editor")
    for person in (first, second):
        person.find("cham pa sac", "Tỉnh Chăm-pa-sắc")
    first.fill("summary_vi", "Tỉnh ở Nam Lào.")
    first.unfold("website")
    first.fill("website", "https://champasak.example/")
    first.save()
    second.fill("name_en", "Champasak Province")
    second.fill("summary_vi", "Tỉnh lớn ở Nam Lào, thủ phủ Pakse.")
    second.click("input[name=_save]")

    clash = second.page.locator("tr.clash")
    for version in ("Cũ.", "Tỉnh ở Nam Lào.", "Tỉnh lớn ở Nam Lào, thủ phủ Pakse."):
        expect(clash).to_contain_text(version)
    expect(second.page.locator(".differences").first).to_contain_text("Nguyễn Thị")
    partner.refresh_from_db()
    assert (partner.name_en, partner.summary_vi) == ("Champassac", "Tỉnh ở Nam Lào.")
    second.click(clash.locator("input[value=mine]"))
    second.agree()

    partner.refresh_from_db()
    assert partner.summary_vi == "Tỉnh lớn ở Nam Lào, thủ phủ Pakse."
    assert (partner.name_en, partner.website) == (
        "Champasak Province",
        "https://champasak.example/",
    )
    # What was not chosen is still in the history.
    assert partner.history.filter(summary_vi="Tỉnh ở Nam Lào.").exists()
    assert first.steps + second.steps <= 15
    assert problems == []


def test_change_of_a_public_partner_waits_for_the_approver(
    enter: Enter, visitor: Page, live_server: Any, problems: list[str]
) -> None:
    partner = make_partner(name_vi="Thành phố Daejeon", summary_vi="Bản cũ.", state="published")
    address = f"{live_server.url}/vi/partners/{partner.code}/"
    editor = enter("Editor")
    editor.find("daejeon", "Thành phố Daejeon")
    editor.fill("summary_vi", "Thành phố khoa học của Hàn Quốc.")
    editor.save()
    visitor.goto(address)
    expect(visitor.locator("main")).to_contain_text("Bản cũ.")
    expect(visitor.locator("main")).not_to_contain_text("Thành phố khoa học")

    approver = enter("Approver")
    approver.open_waiting("proposedchange")
    approver.click("#result_list tbody th a")
    cells = approver.page.locator("main table tbody td")
    expect(cells).to_have_text(["Bản cũ.", "Thành phố khoa học của Hàn Quốc."])
    approver.agree()
    visitor.reload()
    expect(visitor.locator("main")).to_contain_text("Thành phố khoa học của Hàn Quốc.")
    expect(visitor.locator("main")).not_to_contain_text("Bản cũ.")
    partner.refresh_from_db()
    assert partner.summary_vi == "Thành phố khoa học của Hàn Quốc."
    proposal = ProposedChange.objects.get()
    assert (proposal.status, proposal.decided_by) == ("confirmed", partner.changed_by)
    assert editor.steps + approver.steps <= 8
    assert problems == []
