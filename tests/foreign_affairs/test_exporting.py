"""The export page of the admin, the action to it, and blank templates."""

import csv
import io
import json
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from events.models import Delegation
from foreign_affairs.admin.exporting import KINDS
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.export import export_columns
from foreign_affairs.records.incoming import PlainTable
from foreign_affairs.records.items import Kind
from foreign_affairs.records.layout import read_table
from foreign_affairs.records.resources import REGISTRY
from partners.models import AgreementFile, Partner
from tests.admin_pages import admin_url, logged_in
from tests.factories import make_country, make_delegation, make_delegation_participant, make_partner

pytestmark = pytest.mark.django_db


def choice(page: Any) -> dict[str, Any]:
    """What the form of the page would post as it stands."""
    form = page.context["form"]
    posted = {name: form[name].value() or "" for name in ("what", "kind", "language", "chosen")}
    return {**posted, "columns": list(form["columns"].value() or [])}


def answers(page: Any) -> dict[str, str]:
    """The records that can be chosen: answer → sentence with their number."""
    return dict(page.context["form"].fields["what"].choices)


def sent(client: Client, url: str, **typed: Any) -> bytes:
    """The file for the page's own choice with what a person changed in it."""
    response: Any = client.post(url, {**choice(client.get(url)), **typed})
    assert response.headers["Content-Disposition"].startswith("attachment")
    return b"".join(response.streaming_content)


def rows_in(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


PLAIN = {"kind": "csv", "language": "programs"}


# What


def test_export_has_all_records_or_what_the_list_shows() -> None:
    make_partner(code="in-list", name_vi="Đại Điền")
    make_partner(code="not-in-list", name_vi="Khác hẳn")
    client, url = logged_in("Viewer"), admin_url(Partner, "export")
    assert list(answers(client.get(url))) == ["all"]
    page = client.get(f"{url}?q=dai+dien")
    assert {what: sentence[-1] for what, sentence in answers(page).items()} == {
        "all": "2",
        "filtered": "1",
    }
    assert choice(page)["what"] == "filtered"
    filtered = rows_in(sent(client, f"{url}?q=dai+dien", **PLAIN))
    assert [row["code"] for row in filtered] == ["in-list"]
    everything = rows_in(sent(client, f"{url}?q=dai+dien", **PLAIN, what="all"))
    assert {row["code"] for row in everything} == {"in-list", "not-in-list"}


def test_export_follows_the_period_and_the_order_of_the_list() -> None:
    for code, period in (("b", "2023-05"), ("a", "2023"), ("c", "2019"), ("d", None)):
        make_delegation(code=code, period=period)
    client, url = logged_in("Viewer"), admin_url(Delegation, "export")
    rows = rows_in(sent(client, f"{url}?from=2023&to=2023", **PLAIN))
    assert [row["code"] for row in rows] == ["b", "a"]


@pytest.mark.parametrize("query", ["?o=1", "?p=2", "?all=", "?_facets=True"])
def test_sorting_and_paging_are_no_filters(query: str) -> None:
    make_partner()
    page = logged_in("Viewer").get(admin_url(Partner, "export") + query)
    assert list(answers(page)) == ["all"]


def test_export_of_what_no_list_shows_leads_to_the_list() -> None:
    response: Any = logged_in("Viewer").get(admin_url(Partner, "export") + "?nobody=knows")
    assert (response.status_code, response.url) == (302, f"{admin_url(Partner)}?e=1")


def test_action_exports_the_selected_records() -> None:
    first, second = make_partner(code="first"), make_partner(code="second")
    make_partner(code="third")
    client = logged_in("Viewer")
    ticked = {"action": "export_selected", "_selected_action": [first.pk, second.pk]}
    page: Any = client.post(admin_url(Partner), ticked)
    assert answers(page)["selected"][-1] == "2"
    posted = {**choice(page), **PLAIN}
    response: Any = client.post(page.context["export_url"], posted)
    rows = rows_in(b"".join(response.streaming_content))
    assert {row["code"] for row in rows} == {"first", "second"}


def test_action_on_all_of_a_list_goes_to_the_page_of_that_list() -> None:
    partner = make_partner()
    ticked = {
        "action": "export_selected",
        "_selected_action": [partner.pk],
        "select_across": "1",
    }
    response: Any = logged_in("Viewer").post(f"{admin_url(Partner)}?kind__exact=city", ticked)
    assert response.url == f"{admin_url(Partner, 'export')}?kind__exact=city"


def test_forged_keys_of_selected_records_are_dropped() -> None:
    partner = make_partner(code="p")
    make_partner()
    client, url = logged_in("Viewer"), admin_url(Partner, "export")
    chosen = f"{partner.pk} ٣ -1 x 1;2"
    rows = rows_in(sent(client, url, **PLAIN, chosen=chosen, what="selected"))
    assert [row["code"] for row in rows] == ["p"]


# Which columns, in which form, for whom


def test_columns_are_grouped_as_in_the_form_and_the_useful_ones_are_ticked() -> None:
    page = logged_in("Viewer").get(admin_url(Delegation, "export"))
    groups = [[column["name"] for column in columns] for _title, columns in page.context["groups"]]
    assert {"code", "name_vi", "direction", "period", "partners", "state"} <= set(groups[0])
    assert ["decision_number", "decided_on"] in [group[:2] for group in groups]
    assert set(choice(page)["columns"]) == set(groups[0])


@pytest.mark.parametrize("model", REGISTRY, ids=lambda model: model._meta.label_lower)
def test_page_offers_every_column_once(model: type[models.Model]) -> None:
    page = logged_in("Administrator").get(admin_url(model, "export"))
    offered = [column["name"] for _title, group in page.context["groups"] for column in group]
    expected = [column.name for column in export_columns(model, derived=True, rows=True)]
    assert sorted(offered) == sorted(expected)
    assert "code" in choice(page)["columns"]


def test_buttons_tick_columns_without_a_script_and_keep_the_rest() -> None:
    client, url = logged_in("Viewer"), admin_url(Partner, "export")
    useful = choice(client.get(url))
    for tick, number in (("all", len(export_columns(Partner))), ("none", 0)):
        page = client.post(url, {**useful, "kind": "json", "tick": tick})
        assert len(choice(page)["columns"]) == number
        assert choice(page)["kind"] == "json"
    again = client.post(url, {**useful, "columns": [], "tick": "useful"})
    assert choice(again)["columns"] == useful["columns"]


def test_no_column_gives_a_sentence_and_keeps_the_choice() -> None:
    client, url = logged_in("Viewer"), admin_url(Partner, "export")
    page = client.post(url, {**choice(client.get(url)), "columns": [], "kind": "excel"})
    assert list(page.context["form"].errors) == ["columns"]
    assert choice(page)["kind"] == "excel"


@pytest.mark.parametrize("field", ["what", "kind", "language", "columns"])
def test_a_forged_choice_is_refused(field: str) -> None:
    client, url = logged_in("Viewer"), admin_url(Partner, "export")
    page = client.post(url, {**choice(client.get(url)), field: "password"})
    assert list(page.context["form"].errors) == [field]


def test_file_has_the_chosen_columns_in_the_chosen_words() -> None:
    make_partner(code="p", name_vi="=Đối tác", name_en="Partner", kind="city")
    client, url = logged_in("Viewer"), admin_url(Partner, "export")
    columns = ["kind", "name_vi", "code"]
    excel = sent(client, url, columns=columns, kind="excel")
    assert excel.decode() == "\ufeffMã;Tên tiếng Việt;Loại\r\np;'=Đối tác;Thành phố\r\n"
    english = sent(client, url, columns=columns, kind="csv", language="en")
    assert english.decode() == "Code,Name in Vietnamese,Kind\np,'=Đối tác,City\n"
    programs = sent(client, url, columns=columns, kind="json", language="programs")
    assert json.loads(programs) == [{"code": "p", "name_vi": "=Đối tác", "kind": "city"}]


def test_who_takes_part_stands_in_words_and_is_left_out_of_names_and_codes() -> None:
    delegation = make_delegation(code="d")
    partner = make_partner(name_vi="Tỉnh Champasak")
    make_delegation_participant(delegation=delegation, partner=partner)
    client, url = logged_in("Viewer"), admin_url(Delegation, "export")
    ticked = {"columns": ["code", "partners"], "kind": "csv"}
    assert sent(client, url, **ticked).decode() == "Mã,Đối tác\nd,Tỉnh Champasak\n"
    assert sent(client, url, **ticked, language="programs").decode() == "code\nd\n"
    assert choice(client.get(url))["columns"] == ["code", "partners"]
    nothing = {**choice(client.get(url)), "columns": ["partners"], "language": "programs"}
    assert list(client.post(url, nothing).context["form"].errors) == ["columns"]


def test_workbook_is_what_is_offered_first() -> None:
    make_partner(code="p")
    client, url = logged_in("Viewer"), admin_url(Partner, "export")
    book = load_workbook(io.BytesIO(sent(client, url)))
    assert book.active is not None
    assert (book.active["A1"].value, book.active["A2"].value) == ("Mã", "p")


def test_last_choice_is_remembered_for_each_kind_of_record() -> None:
    client, url = logged_in("Viewer"), admin_url(Partner, "export")
    make_partner()
    sent(client, url, columns=["code", "kind"], kind="excel", language="en")
    remembered = choice(client.get(url))
    assert (remembered["columns"], remembered["kind"], remembered["language"]) == (
        *(["code", "kind"], "excel", "en"),
    )
    assert choice(client.get(admin_url(Delegation, "export")))["kind"] == "xlsx"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "json"])
def test_export_for_programs_then_import_is_nothing_to_change(kind: str) -> None:
    make_partner(code="p")
    client, url = logged_in("Editor"), admin_url(Partner, "export")
    everything = [column.name for column in export_columns(Partner)]
    data = sent(client, url, kind=kind, language="programs", columns=everything)
    table = read_table(data, f"p.{KINDS[kind].ending}")
    outcome = Batch([PlainTable(Partner, table)]).run(dry_run=True)
    assert outcome.counts == {Kind.UNCHANGED: 1}


def test_page_costs_the_same_queries_with_one_record_and_with_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client, url = logged_in("Viewer"), admin_url(Partner, "export")
    make_partner()
    client.get(url)
    with django_assert_num_queries(10):
        client.get(f"{url}?q=x")
    make_partner()
    make_partner()
    with django_assert_num_queries(10):
        client.get(f"{url}?q=x")


# Who


def test_scans_are_not_exported() -> None:
    assert logged_in("Administrator").get(admin_url(AgreementFile, "export")).status_code == 403
    assert logged_in("Administrator").get(admin_url(AgreementFile, "blank")).status_code == 403


# Blank templates


@pytest.mark.parametrize(
    ("role", "status"), [("Viewer", 403), ("Editor", 200), ("Administrator", 200)]
)
def test_template_is_for_whoever_may_import(role: str, status: int) -> None:
    client = logged_in(role)
    assert client.get(admin_url(Partner, "blank")).status_code == status
    links = [admin_url(Partner, "blank") in client.get(url).content.decode() for url in pages()]
    assert links == [status == 200] * len(links)


def pages() -> list[str]:
    """Where the template is one click away."""
    return [admin_url(Partner), admin_url(Partner, "export")]


def test_template_is_one_click_from_the_import() -> None:
    page = logged_in("Editor").get(admin_url(Partner, "import"))
    assert admin_url(Partner, "blank") in page.content.decode()


def test_template_is_a_vietnamese_workbook() -> None:
    make_country()
    response = logged_in("Editor").get(admin_url(Partner, "blank"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="partners-blank.xlsx"'
    table = read_table(response.content, "partners-blank.xlsx")
    assert (table.headers[:2], table.rows) == (["Mã", "Tên tiếng Việt"], [])


@pytest.mark.parametrize("model", REGISTRY, ids=lambda model: model._meta.label_lower)
def test_every_kind_of_record_has_a_page_and_a_template(model: type[models.Model]) -> None:
    assert model in admin.site._registry
    response = logged_in("Administrator").get(admin_url(model, "blank"))
    assert response.content.startswith(b"PK")
