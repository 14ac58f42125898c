"""Blank templates: what a person finds in them, and what comes of them when filled."""

import io
from typing import Any

import pytest
from django.db import models
from django.utils.translation import override
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from events.models import Delegation
from foreign_affairs.records import blank
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.blank import blank_template
from foreign_affairs.records.decisions import Decisions
from foreign_affairs.records.items import Kind
from foreign_affairs.records.looking import NO_ROWS, Look, OfficeTable, look_at
from foreign_affairs.records.resources import REGISTRY
from partners.models import Partner
from tests.factories import make_agreement, make_country, make_delegation, make_partner, make_source

pytestmark = pytest.mark.django_db


def opened(model: type[models.Model], language: str = "vi") -> Any:
    return load_workbook(io.BytesIO(blank_template(model, language)))


def column_of(sheet: Any, heading: str) -> str:
    (letter,) = (cell.column_letter for cell in sheet[1] if cell.value == heading)
    return str(letter)


def rule_of(sheet: Any, heading: str) -> Any:
    cell = f"{column_of(sheet, heading)}2"
    (rule,) = (rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)
    return rule


def words_of(book: Any, heading: str) -> list[str]:
    """What the drop-down of a column offers."""
    sheet_name, cells = rule_of(book.worksheets[0], heading).formula1.split("!")
    first, _colon, last = cells.replace("$", "").partition(":")
    return [row[0].value for row in book[sheet_name.strip("'=")][f"{first}:{last or first}"]]


def filled(model: type[models.Model], **values: Any) -> bytes:
    """The template as somebody sends it back, with one row."""
    book = opened(model)
    sheet = book.worksheets[0]
    for heading, value in values.items():
        sheet[f"{column_of(sheet, heading.replace('_', ' '))}2"] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def look(model: type[models.Model], data: bytes) -> Look:
    """The file as an import opens it."""
    return look_at(io.BytesIO(data), "mẫu.xlsx", model, Decisions())


def read(model: type[models.Model], data: bytes) -> OfficeTable:
    return look(model, data).incoming


@pytest.mark.parametrize("language", ["vi", "en", ""])
@pytest.mark.parametrize("model", REGISTRY, ids=lambda model: model._meta.label_lower)
def test_template_imports_as_a_file_without_rows(model: type[models.Model], language: str) -> None:
    found = look(model, blank_template(model, language))
    assert list(found.incoming.read()) == []
    assert (found.matched.unknown, found.matched.lacking) == ([], [])
    assert found.notes == [str(NO_ROWS)]


def test_headings_are_those_of_the_language_and_name_the_column_beside() -> None:
    sheet = opened(Delegation).worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["Mã", "Tên tiếng Việt", "Tên tiếng Anh"]
    assert "name_vi" in sheet["B1"].comment.text
    assert [cell.value for cell in opened(Delegation, "en").worksheets[0][1]][:2] == [
        "Code",
        "Name in Vietnamese",
    ]


def test_choices_and_yes_no_have_a_drop_down_and_nothing_else_fits() -> None:
    book = opened(Delegation)
    assert words_of(book, "Chiều đoàn") == ["Đoàn vào", "Đoàn ra", "Trao đổi đoàn"]
    assert words_of(book, "Định kỳ") == ["Có", "Không"]
    rule = rule_of(book.worksheets[0], "Chiều đoàn")
    assert (rule.type, rule.showErrorMessage, rule.errorStyle) == ("list", True, None)


def test_references_have_a_drop_down_of_names_in_vietnamese_order() -> None:
    for name in ("Đà Nẵng", "An Giang", "Cần Thơ"):
        make_agreement(name_vi=name)
    book = opened(Delegation)
    assert words_of(book, "Văn bản hợp tác quốc tế") == ["An Giang", "Cần Thơ", "Đà Nẵng"]
    # A name that is not there yet, or several, are for the import to judge.
    assert not rule_of(book.worksheets[0], "Văn bản hợp tác quốc tế").showErrorMessage


def test_a_name_that_two_records_have_is_offered_with_their_codes() -> None:
    make_agreement(code="one", name_vi="Bản ghi nhớ")
    make_agreement(code="two", name_vi="Bản ghi nhớ")
    assert words_of(opened(Delegation), "Văn bản hợp tác quốc tế") == [
        *("Bản ghi nhớ [one]", "Bản ghi nhớ [two]"),
    ]


def test_who_takes_part_has_a_column_and_a_drop_down_of_everybody() -> None:
    make_partner(name_vi="Tỉnh Champasak", country=make_country(name_vi="Lào"))
    book = opened(Delegation)
    assert words_of(book, "Đối tác") == ["Lào", "Tỉnh Champasak"]


def test_a_drop_down_that_nobody_could_use_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blank, "MOST_OFFERED", 1)
    make_agreement()
    make_agreement()
    sheet = opened(Delegation).worksheets[0]
    with pytest.raises(ValueError, match="not enough values"):
        rule_of(sheet, "Văn bản hợp tác quốc tế")


def test_lists_are_hidden_and_the_sheet_to_fill_is_the_first() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(blank_template(Delegation)))
    visible = [sheet.visible for sheet in book.sheets_metadata]
    assert book.sheet_names[0] == "Đoàn"
    assert visible == [*[SheetVisibleEnum.Visible] * 2, SheetVisibleEnum.VeryHidden]


def test_empty_cells_take_days_as_days_and_the_rest_as_typed() -> None:
    sheet = opened(Delegation).worksheets[0]
    formats = {
        heading: sheet.column_dimensions[column_of(sheet, heading)].number_format
        for heading in ("Ngày quyết định", "Thời gian", "Tên tiếng Việt", "Số lượt người")
    }
    assert formats == {
        "Ngày quyết định": "dd/mm/yyyy",
        "Thời gian": "@",
        "Tên tiếng Việt": "@",
        "Số lượt người": "General",
    }


def test_help_explains_every_column() -> None:
    make_delegation(name_vi="Đoàn thăm Champasak", period="2022-09")
    book = opened(Delegation)
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    by_name = {row[5]: row for row in rows[1:]}
    resource = REGISTRY[Delegation]
    assert by_name.keys() == {column.name for column in (*resource.columns(), *resource.rows)}
    heading, what, example, required, _public, _name = by_name["name_vi"]
    assert (heading, example, bool(required)) == ("Tên tiếng Việt", "Đoàn thăm Champasak", True)
    assert "300" in what
    assert by_name["period"][2] == "09/2022"
    assert by_name["persons"][3] is None
    assert by_name["funding"][4] != by_name["name_vi"][4]


def test_required_is_what_a_new_record_cannot_do_without() -> None:
    required = {column.name for column in REGISTRY[Partner].columns() if column.is_required}
    assert required == {"name_vi", "kind"}


@pytest.mark.parametrize(
    ("date", "stored"), [("05/03/2024", "2024-03-05"), ("9/2016", "2016-09"), ("2011", "2011")]
)
def test_a_filled_row_is_a_new_record(date: str, stored: str) -> None:
    data = filled(
        Delegation,
        Tên_tiếng_Việt="Đoàn thăm Champasak",
        Chiều_đoàn="Đoàn ra",
        Loại_đoàn="Đoàn cấp cao",
        Thời_gian=date,
        Trong_kế_hoạch_năm="Có",
        Số_lượt_người=12,
    )
    outcome = Batch([read(Delegation, data)]).run()
    assert [str(refusal) for refusal in outcome.refusals] == []
    assert outcome.counts == {Kind.NEW: 1}
    made = Delegation.objects.get()
    assert (made.direction, made.rank, made.is_in_plan, made.persons, str(made.period)) == (
        *("out", "high_level", True, 12, stored),
    )


def test_every_word_of_every_drop_down_is_understood() -> None:
    twin = {"name_vi": "Thành phố Trùng"}
    make_partner(code="one", country=make_country(name_vi="Hàn Quốc"), **twin)
    make_partner(code="other", **twin)
    make_source(name_vi="Báo cáo; số 1")
    make_agreement(name_vi="Bản ghi nhớ")
    book = opened(Delegation)
    sheet = book.worksheets[0]
    given = {
        "Tên tiếng Việt": "Đoàn thăm Champasak",
        "Chiều đoàn": "Đoàn ra",
        "Loại đoàn": "Đoàn cấp cao",
    }
    headings = [cell.value for cell in sheet[1]]
    rules = sheet.data_validations.dataValidation
    row = 2
    for heading in headings:
        cell = f"{column_of(sheet, heading)}2"
        if not any(rule.type == "list" and cell in rule.sqref for rule in rules):
            continue
        for word in words_of(book, heading):
            # A state beyond the draft needs its source.
            needed = {"Nguồn": words_of(book, "Nguồn")[0]} if heading == "Trạng thái" else {}
            values = {**given, **needed, heading: word}
            values["Tên tiếng Việt"] += f" {row}"
            for name, value in values.items():
                sheet[f"{column_of(sheet, name)}{row}"] = value
            row += 1
    stream = io.BytesIO()
    book.save(stream)
    outcome = Batch([read(Delegation, stream.getvalue())]).run()
    assert [str(refusal) for refusal in outcome.refusals] == []
    assert outcome.counts == {Kind.NEW: row - 2}
    assert {"one", "other"} <= set(
        Delegation.objects.values_list("participants__partner__code", flat=True)
    )


def test_template_does_not_depend_on_the_language_of_whoever_asks() -> None:
    make_partner()
    with override("en"):
        english = opened(Partner).worksheets
    with override("vi"):
        vietnamese = opened(Partner).worksheets
    assert [sheet.title for sheet in english] == [sheet.title for sheet in vietnamese]
