"""A month's list as an office keeps it: taken in as it is, given back in part, and taken back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Locator, expect

from events.models import Delegation, DelegationParticipant
from foreign_affairs.models import Import
from tests.browser.audits import axe_violations, beside_the_page
from tests.browser.conftest import Enter
from tests.browser.steps import Person
from tests.factories import make_country, make_partner, make_partner_name

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLES = ["SỞ NGOẠI VỤ TỈNH BÌNH DƯƠNG", "DANH SÁCH ĐOÀN NĂM 2024"]
HEADER = [
    *("STT", "Tên đoàn", "Đoàn ra/vào", "Cấp đoàn", "Thời gian", "Số đoàn/số người"),
    *("Đối tác", "Kinh phí (đồng)", "Kết luận chính", "Người theo dõi"),
]
VISIT = "Đoàn Bí thư tỉnh Champasak thăm Bình Dương"
ROWS: list[list[Any]] = [
    [1, VISIT, "vào", "cấp cao", "05/03/2024", "01 đoàn/12 người", "Champasak", "12.500.000"],
    [2, "Đoàn doanh nghiệp sang Pakse", "ra", "doanh nghiệp", "tháng 9", "02 đoàn/15 người"],
    [3, "Đoàn y tế sang Nam Lào", "ra", "y tế", date(2024, 5, 21), "1 đoàn/8 người"],
    [4, VISIT, "vào", "cấp cao", "5-3-2024", "1 đoàn/12 người", "Champasak", ""],
    [5, "Đoàn học sinh sang Pakse", "ra", "học sinh", "31/02/2024", "1 đoàn/20 người"],
    [6, "Đoàn khách sang thăm", "vào", "khách quý", "quý III", "1 đoàn/4 người", "", "", "", ""],
]
ROWS[1] += ["Chăm-pa-sắc", "7.250.000", "Ký hai hợp đồng", "Chị Lan"]
ROWS[2] += ["Tỉnh Champassac", 30_000_000, "Khám cho 300 người", "Anh Minh"]
ROWS[4] += ["Chămpasắc", 1_500_000, "", ""]


def messy_file(path: Path) -> Path:
    """A title over merged cells, two styles of numbers and dates, three spellings of one partner
    and a fourth that nobody knows, a repeated key, two bad rows, and a total.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Đoàn 2024"
    for title in TITLES:
        sheet.append([title])
    sheet.merge_cells("A2:J2")
    sheet.append([])
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(row)
    sheet.append(["Tổng cộng", "", "", "", "", "7 đoàn/71 người"])
    book.save(path)
    return path


def mended_file(path: Path) -> Path:
    """What somebody does in Excel: the day and the word are put right, the repeated row goes."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    rows = {row[1].value: row for row in sheet.iter_rows() if row[1].value}
    assert [*rows][:1] == ["Tên đoàn"]
    assert {cell.value for row in rows.values() for cell in row if cell.comment} == {
        "31/02/2024",
        "khách quý",
    }
    rows["Đoàn học sinh sang Pakse"][4].value = "28/02/2024"
    rows["Đoàn khách sang thăm"][3].value = "khác"
    sheet.delete_rows(rows[VISIT][0].row)
    book.save(path)
    return path


def counts(person: Person) -> dict[str, str]:
    """The numbers of rows by kind, as the page shows them."""
    person.page.wait_for_load_state()
    found = {}
    for tab in person.page.locator(".import-tab:not(.import-tab-none)").all():
        kind = (tab.get_attribute("class") or "").rpartition("import-")[2]
        found[kind] = tab.locator("strong").inner_text()
    return found


def open_import(person: Person, model: str) -> None:
    person.go_to_desk()
    person.click(f".desk-model-links a[aria-describedby=model-{model}]:not(.addlink)")


def asked(person: Person, text: str) -> Locator:
    return person.page.locator(".import-question", has_text=text)


def look(person: Person) -> list[str]:
    """What axe-core and a telephone say against the page."""
    found = axe_violations(person.page)
    person.page.set_viewport_size({"width": 390, "height": 800})
    found += [f"wider than a telephone: {one}" for one in beside_the_page(person.page)]
    person.page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_messy_list_is_taken_in_mended_and_taken_back(
    enter: Enter, tmp_path: Path, problems: list[str]
) -> None:
    laos = make_country(code="la", name_vi="Lào", name_en="Laos")
    champasak = make_partner(code="champasak", name_vi="Tỉnh Champasak", country=laos)
    make_partner_name(partner=champasak, name="Chăm-pa-sắc")
    editor = enter("Editor")
    against: list[str] = []

    # The file is chosen …
    open_import(editor, "delegation")
    against += look(editor)
    editor.attach("id_import_file", messy_file(tmp_path / "đoàn 2024.xlsx"))
    editor.click(".submit-row .default")

    # … and understood but for two headings, and for one name and one word.
    against += look(editor)
    expect(editor.page.locator(".import-facts")).to_contain_text("2024")
    expect(asked(editor, "Kết luận chính")).to_contain_text("Khám cho 300 người")
    asked(editor, "Kết luận chính").locator("select").select_option("result_vi")
    asked(editor, "Người theo dõi").locator("select").select_option("-")
    editor.steps += 2
    editor.click(".submit-row .default")
    against += look(editor)
    editor.click(asked(editor, "Tỉnh Champassac").locator("input[value=champasak]"))
    editor.click(".submit-row .default")

    # What would happen is counted first, then shown row by row.
    assert counts(editor) == {"new": "3", "refused": "3"}
    refused = editor.page.locator(".import-rows tbody tr")
    expect(refused).to_have_count(3)
    expect(refused.nth(0)).to_contain_text("5")
    expect(refused.nth(1)).to_contain_text("31/02/2024")
    expect(refused.nth(2)).to_contain_text("khách quý")
    against += look(editor)
    editor.click("button.import-new")
    row = editor.page.locator(".import-rows tbody tr", has_text="Đoàn y tế")
    for text in ("21/05/2024", "30.000.000", "đoàn y tế", "Tỉnh Champasak", "Khám cho 300 người"):
        expect(row).to_contain_text(text)
    against += look(editor)
    assert Delegation.objects.count() == 0

    # The good rows are written, the others come back as a file.
    editor.click("button[value=partial]")
    expect(editor.page.locator(".messagelist .success")).to_be_visible()
    against += look(editor)
    first = Import.objects.get()
    assert set(Delegation.objects.values_list("cost_vnd", flat=True)) == {
        *(12_500_000, 7_250_000, 30_000_000)
    }
    assert {row.partner for row in DelegationParticipant.objects.all()} == {champasak}
    with editor.page.expect_download() as started:
        editor.click("a[href$='/refused/']")
    returned = tmp_path / "trả lại.xlsx"
    started.value.save_as(returned)

    # Mended, it is understood at once: the answers about its headings are kept.
    open_import(editor, "delegation")
    editor.attach("id_import_file", mended_file(returned))
    editor.click(".submit-row .default")
    assert counts(editor) == {"new": "2"}
    editor.click("button[value=all]")
    expect(editor.page.locator(".messagelist .success")).to_be_visible()
    assert Delegation.objects.count() == 5
    pupils = Delegation.objects.get(name_vi="Đoàn học sinh sang Pakse")
    assert (str(pupils.period), pupils.persons, pupils.rank) == ("2024-02-28", 20, "student")

    # The first file is taken back as a whole; what came later stays.
    open_import(editor, "delegation")
    editor.click(f"a[href$='/import/{first.pk}/change/']")
    editor.click("a[href$='/undo/']")
    against += look(editor)
    editor.click(".submit-row .default")
    expect(editor.page.locator(".messagelist .success")).to_be_visible()
    assert set(Delegation.objects.values_list("name_vi", flat=True)) == {
        "Đoàn học sinh sang Pakse",
        "Đoàn khách sang thăm",
    }
    assert editor.steps <= 25
    assert against == []
    assert problems == []
