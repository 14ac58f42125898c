"""What an office enters in a day: a visit with its result, a document with its scan."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from events.models import Delegation
from partners.models import Agreement, AgreementFile, Partner
from tests.admin_pages import admin_url
from tests.browser.conftest import Enter
from tests.browser.steps import Person, watch
from tests.factories import (
    make_agreement,
    make_country,
    make_organisation,
    make_partner,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "mật khẩu thử nghiệm"


def test_visit_announced_by_mail_is_entered_and_later_its_result(
    enter: Enter, problems: list[str]
) -> None:
    daejeon = make_partner(name_vi="Thành phố Daejeon", state="published")
    host = make_organisation(name_vi="Sở Ngoại vụ tỉnh Bình Dương", state="published")
    agreement = make_agreement(name_vi="Thỏa thuận hợp tác với Daejeon", state="published")
    editor = enter("Editor")

    # The mail comes …
    editor.add("delegation")
    editor.fill("name_vi", "Đoàn công tác thành phố Daejeon thăm Bình Dương")
    editor.select("direction", "in")
    editor.select("rank", "high_level")
    editor.fill("period", "13/11/2024")
    editor.fill("persons", "12")
    editor.fill("purpose_vi", "Trao đổi về thành phố thông minh.")
    editor.select("participants-0-role", "host")
    editor.choose("participants-0-organisation", "so ngoai vu", "Sở Ngoại vụ")
    editor.choose("participants-1-partner", "daejeon", "Thành phố Daejeon")
    editor.choose("agreement", "daejeon", "Thỏa thuận hợp tác")
    with editor.beside("event"):
        editor.fill("name_vi", "Tiếp xã giao đoàn Daejeon")
        editor.select("kind", "courtesy_call")
        editor.fill("held_on", "13/11/2024")
    with editor.beside("sources"):
        editor.fill("name_vi", "Thư điện tử của chính quyền Daejeon")
        editor.select("kind", "report")
    editor.save()
    visit = Delegation.objects.get()
    assert (visit.status, visit.result_vi, visit.agreement) == ("planned", "", agreement)
    assert visit.event is not None
    assert visit.event.name_vi == "Tiếp xã giao đoàn Daejeon"
    assert {(row.side, row.role, row.body) for row in visit.participants.all()} == {
        ("home", "host", host),
        ("partner", "participant", daejeon),
    }
    assert visit.event.participants.count() == 0

    # … and later the report.
    editor.go_to_desk()
    editor.find("doan daejeon", "Đoàn công tác thành phố Daejeon")
    editor.select("status", "reported")
    editor.fill("persons", "11")
    editor.fill("result_vi", "Thống nhất lập nhóm công tác chung.")
    editor.select("state", "review")
    editor.save()
    visit.refresh_from_db()
    assert (visit.status, visit.state, visit.persons) == ("reported", "review", 11)
    assert visit.result_vi == "Thống nhất lập nhóm công tác chung."
    assert [source.name_vi for source in visit.sources.all()] == [
        "Thư điện tử của chính quyền Daejeon"
    ]
    assert visit.participants.count() == 2
    assert editor.steps <= 30
    assert problems == []


def test_memorandum_is_proposed_signed_scanned_and_published(
    enter: Enter, visitor: Page, live_server: Any, tmp_path: Path, problems: list[str]
) -> None:
    make_partner(name_vi="Thành phố Daejeon", name_en="Daejeon", state="published")
    paper = tmp_path / "ban-ghi-nho_mat.pdf"
    paper.write_bytes(b"%PDF-1.4 the scan")
    editor = enter("Editor")

    # Proposed …
    editor.add("agreement")
    editor.fill("name_vi", "Bản ghi nhớ hợp tác với Daejeon")
    editor.fill("name_en", "Memorandum of understanding with Daejeon")
    editor.select("kind", "mou")
    editor.select("level", "province")
    editor.choose("parties-1-partner", "daejeon", "Thành phố Daejeon")
    editor.add_row("acts")
    editor.select("acts-0-kind", "proposed")
    editor.fill("acts-0-done_on", "05/03/2024")
    editor.save()
    # … signed, with the scan and its source …
    editor.go_to_desk()
    editor.find("ghi nho daejeon", "Bản ghi nhớ")
    editor.fill("signed_on", "13/11/2024")
    editor.add_row("acts")
    editor.select("acts-1-kind", "signed")
    editor.fill("acts-1-done_on", "13/11/2024")
    editor.attach("files", paper)
    with editor.beside("sources"):
        editor.fill("name_vi", "Bản ghi nhớ đã ký")
        editor.select("kind", "agreement")
    editor.select("state", "review")
    editor.save()
    file = AgreementFile.objects.get()
    assert (file.title, file.is_released) == ("ban ghi nho mat", False)

    # … and published, the approver seeing first what will be.
    approver = enter("Approver")
    approver.open_waiting("agreement")
    approver.click("#action-toggle")
    approver.preview("move_to_published")
    expect(approver.page.locator(".preview-table")).to_contain_text("Bản ghi nhớ hợp tác")
    approver.agree()
    agreement = Agreement.objects.get()
    acts = [(act.kind, act.done_on.start) for act in agreement.acts.all() if act.done_on]
    assert acts == [("proposed", date(2024, 3, 5)), ("signed", date(2024, 11, 13))]

    # Anybody reads it; nobody outside gets the scan.
    visitor.goto(f"{live_server.url}/en/agreements/{agreement.code}/")
    expect(visitor.locator("h1")).to_contain_text("Memorandum of understanding with Daejeon")
    expect(visitor.locator(".timeline")).to_contain_text("13 November 2024")
    expect(visitor.locator("main")).not_to_contain_text("ban ghi nho mat")
    scan = reverse("partners:agreement_file", args=[agreement.code, file.code])
    assert visitor.request.get(live_server.url + scan).status == 404
    kept = live_server.url + admin_url(file, "file")
    assert approver.page.request.get(kept).body() == b"%PDF-1.4 the scan"
    assert editor.steps + approver.steps <= 30
    assert problems == []


def test_scans_outlive_an_error_in_the_form(
    enter: Enter, tmp_path: Path, problems: list[str]
) -> None:
    """No server can send a chosen file back; a row that was removed renames those behind it."""
    scans = [tmp_path / f"{name}.pdf" for name in ("mot", "hai", "ba")]
    for scan in scans:
        scan.write_bytes(f"%PDF-1.4 {scan.stem}".encode())
    editor = enter("Editor")
    page = editor.page
    editor.add("agreement")
    editor.fill("name_vi", "Bản ghi nhớ với Daejeon")
    page.set_input_files("#drop-files", scans)
    page.locator("#files-group .inline-deletelink").first.click()
    editor.click("input[name=_save]")
    expect(page.locator("#form-problems")).to_be_visible()
    expect(page.locator("#id_files-0-file")).to_have_value(re.compile("hai.pdf$"))
    expect(page.locator("#files-group .chosen-file")).to_have_count(0)
    editor.select("kind", "mou")
    editor.select("level", "province")
    editor.save()
    files = AgreementFile.objects.all()
    stored = {file.title: Path(file.file.path).read_bytes() for file in files}
    assert stored == {"hai": b"%PDF-1.4 hai", "ba": b"%PDF-1.4 ba"}
    # The next form begins without them.
    editor.go_to_desk()
    editor.add("agreement")
    expect(page.locator("#files-group .form-row:not(.empty-form)")).to_have_count(0)
    assert problems == []


def test_partner_is_entered_by_the_keyboard_alone(
    page: Page, live_server: Any, problems: list[str]
) -> None:
    make_country(code="kr", name_vi="Hàn Quốc", name_en="South Korea")
    laos = make_country(code="la", name_vi="Lào", name_en="Laos")
    editor = make_user("Editor", password=PASSWORD)
    watch(page.context, problems)
    page.goto(f"{live_server.url}/admin/")
    keys = page.keyboard

    # The first field has the focus, here and in the form; Tab leads on in the order of reading.
    expect(page.locator("#id_username")).to_be_focused()
    keys.type(editor.username)
    keys.press("Tab")
    keys.insert_text(PASSWORD)
    keys.press("Enter")
    expect(page.locator(".desk-who")).to_be_visible()

    person = Person(page)
    person.tab_to(".addlink[aria-describedby=model-partner]", most=25)
    person.press("Enter")
    expect(page.locator("#id_name_vi")).to_be_focused()
    person.type("Tỉnh Chăm-pa-sắc")
    person.tab_to("#id_name_en", most=1)
    person.type("Champasak Province")
    person.tab_to("#id_kind", most=1)
    person.pick("province")
    person.tab_to("#id_status", most=1)
    person.pick("prospective")
    person.tab_to("#id_country + .select2-container [role=combobox]", most=1)
    person.take("lao", "Lào")
    person.tab_to("#id_summary_vi", most=3)
    person.type("Đối tác ở Nam Lào.")
    person.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    partner = Partner.objects.get()
    assert (partner.name_vi, partner.name_en) == ("Tỉnh Chăm-pa-sắc", "Champasak Province")
    assert (partner.kind, partner.status, partner.country) == ("province", "prospective", laos)
    assert (partner.summary_vi, partner.state) == ("Đối tác ở Nam Lào.", "draft")
    assert partner.created_by == editor
    assert person.steps <= 8
    assert problems == []
