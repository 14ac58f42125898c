"""The way of a file into the register, as the person at the screen goes it."""

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from pytest_django import DjangoAssertNumQueries

from events.models import Delegation
from foreign_affairs import upload_limit
from foreign_affairs.admin.import_questions import LEAVE, input_name
from foreign_affairs.models import Import, ProposedChange
from foreign_affairs.records.decisions import NEW_DRAFT
from foreign_affairs.records.headings import headings_of
from foreign_affairs.records.resources import REGISTRY
from foreign_affairs.storage import private_storage
from indicators.models import Observation
from partners.models import AgreementFile, Partner
from tests.admin_pages import admin_url, logged_in
from tests.factories import (
    make_country,
    make_delegation,
    make_indicator,
    make_partner,
    make_partner_name,
    make_source,
)

pytestmark = pytest.mark.django_db

GOOD = "code,name_vi,kind,country\nnew,Thành phố Mới,city,kr\n"
BAD = "bad,Tên,city,zz\n"


@pytest.fixture
def korea() -> Any:
    return make_country(code="kr", name_vi="Hàn Quốc")


def upload(
    client: Client,
    data: str | bytes,
    model: type[models.Model] = Partner,
    name: str = "tệp.csv",
    **more: Any,
) -> Any:
    """Sends a file in and follows to the page that comes then."""
    content = data.encode() if isinstance(data, str) else data
    file = SimpleUploadedFile(name, content)
    return client.post(admin_url(model, "import"), {"import_file": file, **more}, follow=True)


def stored_files() -> set[Path]:
    """All that lies in the private storage, whichever test has put it there."""
    return {file for file in Path(private_storage().path("")).rglob("*") if file.is_file()}


def page_of(response: Any) -> str:
    """Which page it is, by the name of its address."""
    return str(response.resolver_match.url_name).rpartition("_import")[2].strip("_")


def act(client: Client, response: Any, act: str = "", **more: Any) -> Any:
    """Presses a button of a preview with what its form has."""
    context = response.context
    ticked = [row.place for row in context["rows"] if row.is_left_out]
    data = {
        "act": act,
        "kind": context["kind"],
        "p": context["page"].number,
        "seen": context["seen"],
        "shown": [row.place for row in context["rows"]],
        "left_out": ticked,
    }
    return client.post(context["preview_url"], {**data, **more}, follow=True)


def answer(client: Client, response: Any, **answers: Any) -> Any:
    """Sends the form of the questions with what it offers, and the answers by field name."""
    form = response.context["form"]
    offered = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    path = response.request["PATH_INFO"]
    return client.post(path, {**offered, **answers}, follow=True)


def messages(response: Any) -> list[str]:
    return [message.level_tag for message in response.context["messages"]]


def counts(response: Any) -> dict[str, int]:
    return {tab.kind: tab.count for tab in response.context["tabs"] if tab.count}


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# From the file to the register


def test_clear_file_is_looked_at_and_then_written(korea: Any) -> None:
    client = logged_in("Editor")
    response = upload(client, GOOD)
    assert (page_of(response), counts(response)) == ("preview", {"new": 1})
    assert "Thành phố Mới" in response.content.decode()
    assert Partner.objects.count() == 0
    response = act(client, response, "all")
    partner, record = Partner.objects.get(), Import.objects.get()
    assert response.request["PATH_INFO"] == admin_url(record)
    assert messages(response) == ["success"]
    assert (partner.code, partner.name_vi, partner.state) == ("new", "Thành phố Mới", "draft")
    assert partner.history.get().history_user == record.author
    assert record.state == "written"


def test_preview_says_what_changes_in_words_under_headings(korea: Any) -> None:
    make_partner(code="p", name_vi="Tên", kind="province", country=make_country(name_vi="Lào"))
    response = upload(logged_in("Editor"), "code,kind,country\np,city,kr\n")
    (row,) = response.context["rows"]
    changes = {change.heading: (change.before, change.after) for change in row.changes}
    columns = headings_of(Partner).columns
    assert changes == {
        columns["kind"].header("vi"): ("tỉnh", "thành phố"),
        columns["country"].header("vi"): ("Lào", "Hàn Quốc"),
    }
    assert (row.title, row.url) == ("Tên", admin_url(Partner.objects.get()))
    text = response.content.decode()
    assert "<del>Lào</del>" in text
    assert "<ins>Hàn Quốc</ins>" in text


def test_preview_shows_what_a_new_record_has_inside() -> None:
    make_partner(code="champasak", name_vi="Tỉnh Champasak")
    data = "Tên đoàn;Chiều đoàn;Loại đoàn;Đối tác\nĐoàn;đoàn vào;cấp cao;champasak\n"
    response = upload(logged_in("Editor"), data, Delegation)
    (row,) = response.context["rows"]
    shown = {change.heading: change.after for change in row.changes}
    assert "Tỉnh Champasak" in shown["Đối tác"]
    assert shown["Chiều đoàn"] == "đoàn vào"


def test_preview_names_what_may_be_the_same_thing(korea: Any) -> None:
    alike = make_partner(code="champasak", name_vi="Tỉnh Chăm-pa-sắc", country=korea)
    data = "name_vi,kind,country\nTỉnh Champassac,province,kr\n"
    response = upload(logged_in("Editor"), data)
    (row,) = response.context["rows"]
    assert row.alike == [(admin_url(alike), "Tỉnh Chăm-pa-sắc")]


def test_refusals_say_column_cell_and_reason(korea: Any) -> None:
    client = logged_in("Editor")
    response = answer(client, upload(client, GOOD + "bad,Tên xấu,galaxy,kr\n"))
    assert (response.context["kind"], counts(response)) == ("refused", {"new": 1, "refused": 1})
    (row,) = response.context["rows"]
    (problem,) = row.problems
    heading = headings_of(Partner).columns["kind"].header("vi")
    assert (row.number, problem.heading, problem.text) == (3, heading, "galaxy")
    assert "galaxy" in problem.message


def test_nothing_to_change_offers_nothing_to_confirm() -> None:
    make_partner(code="p", name_vi="Daejeon")
    client = logged_in("Editor")
    response = upload(client, "code,name_vi\np,Daejeon\n")
    assert counts(response) == {"unchanged": 1}
    assert (response.context["is_empty"], response.context["may_write"]) == (True, False)
    assert 'value="all"' not in response.content.decode()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "photo.csv"),
        (b"PK\x03\x04 broken", "book.xlsx"),
        (b"", "x.csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xls"),
    ],
)
def test_unusable_file_gets_a_sentence_and_leaves_nothing(
    settings: Any, data: bytes, name: str, django_capture_on_commit_callbacks: Any
) -> None:
    before = stored_files()
    with django_capture_on_commit_callbacks(execute=True):
        response = upload(logged_in("Editor"), data, name=name)
    (sentence,) = response.context["form"].errors["import_file"]
    text = response.content.decode()
    assert sentence
    for leak in ("Traceback", str(settings.BASE_DIR), "Error("):
        assert leak not in text
    assert Import.objects.count() == 0
    assert stored_files() == before


def test_too_large_file_is_dropped_while_it_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_limit, "MAX_BYTES", 1000)
    response = upload(logged_in("Editor"), "code\n" + "x\n" * 1000)
    (sentence,) = response.context["form"].errors["import_file"]
    assert "50 MB" in sentence
    assert Import.objects.count() == 0


def test_no_file_is_asked_for() -> None:
    response = logged_in("Editor").post(admin_url(Partner, "import"), {})
    assert list(response.context["form"].errors) == ["import_file"]


# What is asked


def test_unknown_heading_is_asked_about_with_its_first_values(korea: Any) -> None:
    data = "Tên đối tác;Loại;Quốc gia;Đánh giá\nMới;city;kr;Rất tốt\nHai;city;kr;\n"
    client = logged_in("Editor")
    response = upload(client, data)
    assert page_of(response) == "questions"
    (asked,) = response.context["form"].unknown_headings()
    assert (asked["header"], asked["examples"]) == ("Đánh giá", ["Rất tốt"])
    field = input_name("heading", "Đánh giá")
    response = answer(client, response)
    assert list(response.context["form"].errors) == [field]
    response = answer(client, response, **{field: "editor_note"})
    assert (page_of(response), counts(response)) == ("preview", {"new": 2})
    act(client, response, "all")
    assert Partner.objects.get(name_vi="Mới").editor_note == "Rất tốt"


def test_answer_about_a_heading_is_kept_for_the_next_file_of_its_layout(korea: Any) -> None:
    client = logged_in("Editor")
    head = "Tên đối tác;Loại;Quốc gia;Đánh giá\n"
    response = upload(client, head + "Mới;city;kr;Tốt\n")
    answer(client, response, **{input_name("heading", "Đánh giá"): LEAVE})
    response = upload(client, head + "Khác;city;kr;Khá\n")
    assert (page_of(response), counts(response)) == ("preview", {"new": 1})


def test_two_headings_cannot_be_one_column(korea: Any) -> None:
    client = logged_in("Editor")
    response = upload(client, "Tên đối tác;Loại;Quốc gia;Xếp hạng\nMới;city;kr;A\n")
    field = input_name("heading", "Xếp hạng")
    response = answer(client, response, **{field: "kind"})
    assert list(response.context["form"].errors) == [field]


def test_recognised_heading_can_be_another_column(korea: Any) -> None:
    client = logged_in("Editor")
    response = upload(client, "Tên đối tác;Loại;Quốc gia;Ghi chú\nMới;city;kr;Ở miền Nam\n")
    response = client.get(response.context["questions_url"])
    response = answer(client, response, **{input_name("heading", "Ghi chú"): "summary_vi"})
    act(client, response, "all")
    partner = Partner.objects.get()
    assert (partner.summary_vi, partner.editor_note) == ("Ở miền Nam", "")


@pytest.mark.parametrize(("mark", "value"), [(",", "1543"), (".", "1.543")])
def test_ambiguous_number_is_asked_once(mark: str, value: str) -> None:
    indicator = make_indicator(code="fdi", name_vi="Vốn đầu tư")
    client = logged_in("Editor")
    response = upload(client, "Chỉ tiêu;Thời gian;Giá trị\nfdi;2023;1.543\n", Observation)
    (asked,) = response.context["form"].numbers()
    assert asked["examples"] == ("1.543",)
    field = input_name("number", "value")
    response = answer(client, response)
    assert list(response.context["form"].errors) == [field]
    response = answer(client, response, **{field: mark})
    act(client, response, "all")
    assert Observation.objects.filter(indicator=indicator, value=Decimal(value)).exists()


def test_column_that_new_records_need_is_asked_for() -> None:
    client = logged_in("Editor")
    response = upload(client, "Tên đoàn;Loại đoàn\nĐoàn Lào;cấp cao\n", Delegation)
    (asked,) = response.context["form"].lacking_columns()
    assert asked["heading"] == headings_of(Delegation).columns["direction"].header("vi")
    field = input_name("fixed", "direction")
    response = answer(client, response, **{field: "out"})
    act(client, response, "all")
    assert Delegation.objects.get().direction == "out"


def test_column_that_new_records_need_may_stay_unsaid() -> None:
    make_delegation(code="d", name_vi="Đoàn", direction="in")
    client = logged_in("Editor")
    response = upload(client, "Mã;Tên đoàn\nd;Đoàn khác\n;Đoàn mới\n", Delegation)
    assert page_of(response) == "questions"
    response = answer(client, response)
    assert (page_of(response), counts(response)) == ("preview", {"changed": 1, "refused": 1})


def unknown(column: str, text: str) -> str:
    return input_name("text", column, text)


DAEJON = "Tên đoàn;Chiều đoàn;Loại đoàn;Đối tác\nĐoàn;đoàn vào;cấp cao;Daejon\n"


@pytest.fixture
def daejeon() -> Any:
    return make_partner(code="daejeon", name_vi="Thành phố Daejeon", kind="city")


def test_near_miss_is_asked_and_means_what_was_chosen(daejeon: Any) -> None:
    client = logged_in("Editor")
    response = upload(client, DAEJON, Delegation)
    (asked,) = response.context["form"].unknown_texts()
    assert (asked["text"], asked["rows"]) == ("Daejon", 1)
    offered = [value for value, _label in asked["field"].field.choices]
    assert offered == ["daejeon", NEW_DRAFT, LEAVE]
    response = answer(client, response, **{unknown("partners", "Daejon"): "daejeon"})
    act(client, response, "all")
    assert Delegation.objects.get().participants.get().partner == daejeon


def test_unknown_name_is_made_as_a_draft_only_if_somebody_says_so(daejeon: Any) -> None:
    client = logged_in("Editor")
    response = upload(client, DAEJON.replace("Daejon", "Thành phố Andong - Hàn Quốc"), Delegation)
    make_country(code="kr", name_vi="Hàn Quốc")
    (asked,) = response.context["form"].unknown_texts()
    response = answer(client, response, **{asked["field"].html_name: NEW_DRAFT})
    assert response.context["page"].drafts != []
    act(client, response, "all")
    body = Delegation.objects.get().participants.get().body
    assert body.state == "draft"
    assert "Andong" in body.name_vi


def test_rows_with_an_unknown_name_stay_refused_if_somebody_says_so(daejeon: Any) -> None:
    client = logged_in("Editor")
    response = answer(client, upload(client, DAEJON, Delegation))
    assert (page_of(response), counts(response)) == ("preview", {"refused": 1})


def test_word_that_is_no_choice_is_asked_with_all_choices() -> None:
    client = logged_in("Editor")
    data = "Tên đoàn;Chiều đoàn;Loại đoàn\nĐoàn;đoàn vào;khách quý\n"
    response = upload(client, data, Delegation)
    (asked,) = response.context["form"].unknown_texts()
    offered = [value for value, _label in asked["field"].field.choices]
    assert offered == [*Delegation.Rank.values, LEAVE]
    response = answer(client, response, **{unknown("rank", "khách quý"): "high_level"})
    act(client, response, "all")
    assert Delegation.objects.get().rank == "high_level"


def test_other_sheet_can_be_chosen(korea: Any) -> None:
    data = workbook(
        Chính=[["Tên đối tác", "Loại", "Quốc gia"], ["Một", "city", "kr"], ["Hai", "city", "kr"]],
        Phụ=[["Mã", "Tên đối tác", "Quốc gia", "Ý kiến"], ["ba", "Ba", "kr", ""]],
    )
    client = logged_in("Editor")
    response = upload(client, data, name="sổ.xlsx")
    assert counts(response) == {"new": 2}
    response = client.get(response.context["questions_url"])
    response = answer(client, response, sheets=["Chính", "Phụ"])
    (sentence,) = response.context["form"].non_field_errors()
    assert str(sentence) in response.content.decode()
    response = answer(client, response, sheets=["Phụ"])
    (asked,) = response.context["form"].unknown_headings()
    assert asked["header"] == "Ý kiến"


def test_page_says_what_was_passed_over(korea: Any) -> None:
    rows = [["DANH SÁCH ĐỐI TÁC"], [], ["Tên đối tác", "Loại", "Quốc gia"], ["Một", "city", "kr"]]
    client = logged_in("Editor")
    response = upload(client, workbook(A=[*rows, ["Tổng cộng", "1"]]), name="sổ.xlsx")
    response = client.get(response.context["questions_url"])
    passed = [row.text for _what, row in response.context["facts"].passed_over]
    assert passed == ["DANH SÁCH ĐỐI TÁC", "Tổng cộng | 1"]


def test_source_of_all_rows_is_remembered(korea: Any) -> None:
    source = make_source(name_vi="Báo Bình Dương")
    client = logged_in("Editor")
    response = upload(client, GOOD, source=source.pk)
    act(client, response, "all")
    assert list(Partner.objects.get().sources.all()) == [source]
    page = client.get(admin_url(Partner, "import")).content.decode()
    assert "Báo Bình Dương" in page
    response = upload(client, GOOD.replace("new", "next"), use_last_source=source.pk)
    act(client, response, "all")
    assert list(Partner.objects.get(code="next").sources.all()) == [source]


# The same file twice


def test_file_that_was_imported_before_goes_on_only_by_choice(korea: Any) -> None:
    client = logged_in("Editor")
    act(client, upload(client, GOOD), "all")
    first = Import.objects.get()
    response = upload(client, GOOD)
    assert (page_of(response), response.context["earlier"]) == ("again", first)
    assert admin_url(first) in response.content.decode()
    response = client.get(response.context["preview_url"], follow=True)
    assert counts(response) == {"unchanged": 1}


def test_file_that_is_put_away_leaves_nothing(
    korea: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = logged_in("Editor")
    response = upload(client, GOOD)
    kept = str(Import.objects.get().file.name)
    with django_capture_on_commit_callbacks(execute=True):
        response = act(client, response, "drop")
    assert response.request["PATH_INFO"] == admin_url(Partner, "import")
    assert not Import.objects.exists()
    assert not private_storage().exists(kept)


# Looking and leaving out


def many(number: int) -> str:
    return "code,name_vi,kind,country\n" + "".join(
        f"p-{n},Đối tác {n},city,kr\n" for n in range(number)
    )


def test_rows_are_paged_and_ticks_are_kept_from_page_to_page(korea: Any) -> None:
    client = logged_in("Editor")
    response = upload(client, many(120))
    page = response.context["page"]
    assert (page.number, page.pages, len(response.context["rows"])) == (1, 3, 50)
    response = act(client, response, left_out=["2", "3"], to_page="2")
    assert [row.number for row in response.context["rows"]][:2] == [52, 53]
    response = act(client, response, left_out=["52"], to_page="1")
    assert [row.place for row in response.context["rows"] if row.is_left_out] == ["2", "3"]
    # The counts are those of what was computed, until somebody asks for new ones.
    assert counts(response) == {"new": 120}
    response = act(client, response, "leave", left_out=["3"])
    assert counts(response) == {"new": 118, "left_out": 2}
    act(client, response, "all")
    assert Partner.objects.count() == 118
    assert not Partner.objects.filter(code__in=("p-1", "p-50")).exists()


def test_row_that_was_left_out_can_be_taken_in_again(korea: Any) -> None:
    client = logged_in("Editor")
    response = upload(client, many(2))
    response = act(client, response, "leave", left_out=["2"])
    response = act(client, response, to_kind="left_out")
    assert [row.place for row in response.context["rows"]] == ["2"]
    response = act(client, response, "leave", left_out=[])
    assert counts(response) == {"new": 2}


def test_confirming_with_new_ticks_shows_first_what_would_happen(korea: Any) -> None:
    client = logged_in("Editor")
    response = upload(client, many(2))
    response = act(client, response, "all", left_out=["2"])
    assert (page_of(response), counts(response)) == ("preview", {"new": 1, "left_out": 1})
    assert Partner.objects.count() == 0


def test_preview_of_many_long_rows_is_a_small_page(korea: Any) -> None:
    names = [
        name for name, column in headings_of(Partner).columns.items() if hasattr(column, "field")
    ]
    texts = [name for name in names if name.endswith(("_vi", "_en")) and name != "name_vi"]
    head = ",".join(["code", "name_vi", "kind", "country", *texts])
    rows = "".join(
        f"p-{n},Đối tác {n},city,kr{',Rất dài. ' * len(texts)}\n".replace("dài. ", "dài. " * 20)
        for n in range(60)
    )
    response = upload(logged_in("Editor"), f"{head}\n{rows}")
    assert len(response.context["rows"]) == 50
    assert len(response.content) < 500_000


def test_preview_costs_the_same_with_one_row_and_with_fifty(
    korea: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in("Editor")
    url = upload(client, many(1)).context["preview_url"]
    with django_assert_num_queries(7):
        client.get(url)
    url = upload(client, many(60)).context["preview_url"]
    with django_assert_num_queries(7):
        client.get(url)


# Confirming


def test_confirming_after_the_register_changed_shows_the_new_preview(korea: Any) -> None:
    client = logged_in("Editor")
    response = upload(client, GOOD)
    make_partner(code="new", name_vi="Đã có", kind="city", country=korea)
    response = act(client, response, "all")
    assert (page_of(response), counts(response)) == ("preview", {"changed": 1})
    assert messages(response) == ["warning"]
    assert Partner.objects.get().name_vi == "Đã có"


def test_page_that_another_window_has_overtaken_confirms_nothing(korea: Any) -> None:
    client = logged_in("Editor")
    old = upload(client, many(2))
    act(client, old, "leave", left_out=["2"])
    response = act(client, old, "all", left_out=["2"])
    assert (page_of(response), messages(response)) == ("preview", ["warning"])
    assert Partner.objects.count() == 0


def test_confirming_twice_writes_once(korea: Any) -> None:
    client = logged_in("Editor")
    response = upload(client, GOOD)
    act(client, response, "all")
    again = act(client, response, "all")
    assert again.status_code == 404
    assert Partner.objects.count() == 1


def test_refused_rows_keep_all_from_being_written_unless_one_says_so(korea: Any) -> None:
    client = logged_in("Editor")
    response = upload(client, GOOD + BAD)
    assert 'value="all"' not in response.content.decode()
    response = act(client, response, "all")
    assert (messages(response), Partner.objects.count()) == (["error"], 0)
    act(client, response, "partial")
    assert [partner.code for partner in Partner.objects.all()] == ["new"]


def test_editors_change_of_what_is_public_waits_for_an_approver() -> None:
    make_partner(code="p", state="published", name_vi="Công khai")
    client = logged_in("Editor")
    response = upload(client, "code,name_vi\np,Đổi\n")
    assert counts(response) == {"proposed": 1}
    response = act(client, response, "all")
    assert Partner.objects.get().name_vi == "Công khai"
    assert response.context["proposals"] == 1
    listed = client.get(response.context["proposals_url"]).context["cl"].result_list
    assert list(listed) == list(ProposedChange.objects.all())


# What became of it


def written(client: Client, data: str = GOOD) -> Import:
    response = upload(client, data)
    if page_of(response) == "questions":
        response = answer(client, response)
    act(client, response, "partial")
    return Import.objects.latest("pk")


def test_list_shows_what_one_import_has_written(korea: Any) -> None:
    make_partner(code="other")
    client = logged_in("Editor")
    response = client.get(admin_url(written(client)))
    (row,) = response.context["rows"]
    assert (row.code, row.name, row.is_new) == ("new", "Thành phố Mới", True)
    listed = client.get(response.context["list_url"]).context["cl"].result_list
    assert [partner.code for partner in listed] == ["new"]


@pytest.mark.parametrize("value", ["0", "x", "999999"])
def test_list_of_an_import_that_is_not_there_is_the_whole_list(value: str) -> None:
    response = logged_in("Editor").get(f"{admin_url(Partner)}?import={value}")
    assert response.headers["Location"] == f"{admin_url(Partner)}?e=1"


def test_refused_rows_come_back_and_mended_they_are_taken(korea: Any) -> None:
    client = logged_in("Editor")
    data = "STT;Tên đối tác;Loại;Quốc gia\n1;Mới;city;kr\n2;Hai;thiên hà;kr\n3;Ba;city;Hàn Cuốc\n"
    record = written(client, data)
    response: Any = client.get(admin_url(record, "refused"))
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    sheet = book.worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    assert [*header][:-1] == ["STT", "Tên đối tác", "Loại", "Quốc gia"]
    assert [row[:4] for row in rows] == [
        ("2", "Hai", "thiên hà", "kr"),
        ("3", "Ba", "city", "Hàn Cuốc"),
    ]
    marked = [cell.coordinate for row in sheet for cell in row if cell.comment]
    assert marked == ["C2", "D3"]
    sheet["C2"], sheet["D3"] = "thành phố", "Hàn Quốc"
    mended = io.BytesIO()
    book.save(mended)
    response = upload(client, mended.getvalue(), name="sửa.xlsx")
    assert (page_of(response), counts(response)) == ("preview", {"new": 2})
    act(client, response, "all")
    assert set(Partner.objects.values_list("name_vi", flat=True)) == {"Mới", "Hai", "Ba"}


def test_import_is_undone_as_a_whole(korea: Any) -> None:
    make_partner(code="p", name_vi="Cũ", country=korea)
    client = logged_in("Editor")
    record = written(client, GOOD + "p,Mới,city,kr\n")
    url = admin_url(record, "undo")
    ((name, removed, restored),) = client.get(url).context["kinds"]
    assert (name, removed, restored) == ("Đối tác", 1, 1)
    response = client.post(url, follow=True)
    assert messages(response) == ["success"]
    assert Partner.objects.get().name_vi == "Cũ"
    assert not response.context["may_undo"]
    assert client.post(url).headers["Location"] == admin_url(record)


def test_import_is_not_undone_under_what_came_since(korea: Any) -> None:
    client = logged_in("Editor")
    record = written(client)
    partner = Partner.objects.get()
    partner.name_vi = "Sửa sau"
    partner.save()
    for ask in (client.get, client.post):
        response = ask(admin_url(record, "undo"))
        (obstacle,) = response.context["obstacles"]
        assert "new" in obstacle
    assert Partner.objects.get().name_vi == "Sửa sau"


def test_imports_are_listed_with_their_counts(korea: Any) -> None:
    client = logged_in("Editor")
    record = written(client, GOOD + BAD)
    upload(client, many(1))
    response = client.get(admin_url(Import))
    assert [row.state for row in response.context["cl"].result_list] == ["previewed", "written"]
    kind = record.content_type_id
    for query, count in ((f"kind={kind}", 2), ("kind=0", 2), ("state__exact=written", 1)):
        listed = client.get(f"{admin_url(Import)}?{query}").context["cl"].result_list
        assert (query, len(listed)) == (query, count)
    page = client.get(admin_url(Partner, "import"))
    assert [one for one, _url in page.context["past_imports"]] == [record]
    assert len(page.context["open_imports"]) == 1


def test_page_of_an_import_costs_the_same_with_one_record_and_with_fifty(
    korea: Any, django_assert_max_num_queries: Any
) -> None:
    client = logged_in("Editor")
    one, fifty = written(client, many(1)), written(client, many(60).replace("p-", "q-"))
    queries = []
    for record in (one, fifty):
        with django_assert_max_num_queries(60) as asked:
            client.get(admin_url(record))
        queries.append(len(asked))
    assert queries[0] == queries[1]


# Who may


@pytest.mark.parametrize(
    ("role", "label", "expected"),
    [
        ("Viewer", "partners.partner", 403),
        ("Editor", "partners.partner", 200),
        ("Approver", "partners.partner", 200),
        ("Administrator", "partners.partner", 200),
        ("Viewer", "partners.tie", 403),
        ("Editor", "partners.tie", 200),
        ("Editor", "foreign_affairs.country", 403),
        ("Approver", "foreign_affairs.country", 403),
        ("Administrator", "foreign_affairs.country", 200),
        (None, "partners.partner", 403),
    ],
)
def test_import_needs_add_and_change(role: str | None, label: str, expected: int) -> None:
    model = next(model for model in REGISTRY if model._meta.label_lower == label)
    client = logged_in(role)
    url = admin_url(model, "import")
    assert client.get(url).status_code == expected
    posted = upload(client, "code\nx\n", model)
    assert (posted.status_code == 403) == (expected == 403)
    assert Import.objects.exists() == (expected == 200)


def test_scans_have_no_import() -> None:
    assert logged_in("Administrator").get(admin_url(AgreementFile, "import")).status_code == 403


def test_files_that_are_looked_at_are_their_persons_own(korea: Any) -> None:
    response = upload(logged_in("Editor"), GOOD)
    record, url = Import.objects.get(), response.context["preview_url"]
    for client in (logged_in("Editor"), logged_in("Approver")):
        for page in (url, response.context["questions_url"]):
            assert client.get(page).status_code == 404
        assert client.post(url, {"act": "drop"}).status_code == 404
        assert list(client.get(admin_url(Import)).context["cl"].result_list) == []
        assert client.get(admin_url(record, "file")).status_code == 404
    administrator = logged_in("Administrator")
    seen = administrator.get(url)
    assert (counts(seen), seen.context["may_write"]) == ({"new": 1}, False)
    assert act(administrator, seen, "all").status_code == 403
    act(administrator, seen, "drop")
    assert not Import.objects.exists()


def test_viewers_see_what_was_imported_and_not_the_files(korea: Any) -> None:
    editor, viewer = logged_in("Editor"), logged_in("Viewer")
    record = written(editor, GOOD + BAD)
    response = viewer.get(admin_url(record))
    assert [row.code for row in response.context["rows"]] == ["new"]
    assert not response.context["may_undo"]
    for page in ("file", "refused", "undo"):
        assert viewer.get(admin_url(record, page)).status_code == 403
    assert admin_url(record, "file") not in response.content.decode()
    kept: Any = editor.get(admin_url(record, "file"))
    assert b"".join(kept.streaming_content) == (GOOD + BAD).encode()


def test_every_model_with_files_takes_them_in_and_explains_its_columns() -> None:
    assert set(REGISTRY) <= set(admin.site._registry)
    client = logged_in("Administrator")
    for model in REGISTRY:
        response = client.get(admin_url(model, "import"))
        names = [column["name"] for column in response.context["columns"]]
        assert names == list(headings_of(model).columns)


def test_other_spellings_of_a_name_are_the_same_partner(korea: Any) -> None:
    partner = make_partner(code="champasak", name_vi="Tỉnh Champasak")
    make_partner_name(partner=partner, name="Chăm-pa-sắc")
    names = ("Champasak", "Chăm-pa-sắc", "tinh Chămpasắc")
    rows = "".join(f"Đoàn {n};đoàn vào;cấp cao;{name}\n" for n, name in enumerate(names))
    client = logged_in("Editor")
    response = upload(client, "Tên đoàn;Chiều đoàn;Loại đoàn;Đối tác\n" + rows, Delegation)
    act(client, response, "all")
    assert {row.participants.get().partner for row in Delegation.objects.all()} == {partner}


def test_addresses_that_no_file_has_lead_nowhere() -> None:
    client = logged_in("Administrator")
    name = "admin:partners_partner_import_preview"
    assert client.get(reverse(name, args=[999])).status_code == 404
    assert client.get(reverse("admin:foreign_affairs_import_change", args=["x"])).status_code == 404
