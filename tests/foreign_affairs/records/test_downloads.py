"""What a visitor downloads: the list with its filters, written for programs or for people."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from partners.models import Organisation
from tests.factories import make_delegation, make_organisation, make_partner, make_source

pytestmark = pytest.mark.django_db

STAFF_ONLY = ("Trạng thái", "Publication state", "Ghi chú nội bộ", "Note for staff", "state")


def downloaded(client: Client, address: str) -> bytes:
    response: Any = client.get(address)
    assert response.headers["Content-Disposition"].startswith("attachment")
    return b"".join(response.streaming_content)


def sheet_of(data: bytes) -> list[dict[Any, Any]]:
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    headings, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_csv_is_for_programs_unless_excel_is_asked_for(client: Client) -> None:
    make_partner(state="published", code="daejeon", name_vi="Daejeon", kind="city")
    plain = downloaded(client, "/vi/partners/download.csv").decode()
    assert plain.startswith("code,")
    assert "\ndaejeon," in plain
    excel = downloaded(client, "/vi/partners/download.csv?for=excel").decode()
    assert excel.startswith("\ufeffMã;Tên tiếng Việt;")
    assert "\r\ndaejeon;Daejeon;" in excel
    assert downloaded(client, "/vi/partners/download.csv?for=other").decode() == plain
    english = downloaded(client, "/en/partners/download.csv?for=excel").decode()
    assert english.startswith("\ufeffCode;Name in Vietnamese;")


@pytest.mark.parametrize("query", ["", "?for=excel"])
def test_csv_cannot_run_a_formula(client: Client, query: str) -> None:
    make_partner(state="published", summary_vi='=HYPERLINK("http://example.org")')
    file = downloaded(client, f"/vi/partners/download.csv{query}").decode()
    assert "\"'=HYPERLINK(" in file


def test_xlsx_is_typed_and_in_the_language_of_the_page(client: Client) -> None:
    make_delegation(
        state="published", direction="in", persons=15, decided_on=date(2024, 3, 1), period="2023"
    )
    make_delegation(state="published", direction="out")
    (row,) = sheet_of(downloaded(client, "/vi/delegations/download.xlsx?direction=in"))
    assert (row["Chiều đoàn"], row["Số lượt người"]) == ("Đoàn vào", 15)
    assert row["Ngày quyết định"].date() == date(2024, 3, 1)
    (row,) = sheet_of(downloaded(client, "/en/delegations/download.xlsx?direction=in"))
    assert (row["Direction"], row["Period"]) == ("Incoming", "2023")


def test_json_is_for_programs_and_typed(client: Client) -> None:
    make_delegation(state="published", direction="in", persons=15, period="2023")
    (row,) = json.loads(downloaded(client, "/en/delegations/download.json?for=excel"))
    assert (row["direction"], row["persons"], row["period"]) == ("in", 15, "2023")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["xlsx", "csv", "json", "csv?for=excel"])
def test_no_download_has_what_staff_alone_may_know(
    client: Client, language: str, name: str
) -> None:
    hidden = {"name_vi": "Cơ quan kín", "name_en": "Hidden body", "code": "hidden-body"}
    secret = make_source(state="internal", name_vi="Nguồn kín", name_en="Hidden source")
    make_organisation(
        code="open-body",
        state="published",
        parent=make_organisation(state="internal", **hidden),
        sources=[make_source(state="published"), secret],
        editor_note="Hidden note, kín",
    )
    data = downloaded(client, f"/{language}/organisations/download.{name}")
    if name == "xlsx":
        texts = [str(part) for row in sheet_of(data) for cell in row.items() for part in cell]
    else:
        texts = data.decode().replace("\r\n", "\n").replace(";", "\n").split("\n")
    text = "\n".join(texts)
    assert "open-body" in text
    assert Organisation.objects.count() == 2
    assert [word for word in ("kín", "hidden", "Hidden") if word in text] == []
    assert not set(texts) & set(STAFF_ONLY)
