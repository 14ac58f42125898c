"""The data page and the files that it leads to."""

import json
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from foreign_affairs.open_data.data_sets import public_models
from foreign_affairs.records.export import export_columns
from tests.factories import make_contact, make_country, make_partner, make_tie
from tests.public_pages import words_in

pytestmark = pytest.mark.django_db


def section(client: Client, address: str, name: str) -> str:
    page = client.get(address).content.decode()
    return page.partition(f'<section class="data-set" id="{name}">')[2].partition("</section>")[0]


def downloaded(client: Client, address: str) -> bytes:
    response: Any = client.get(address)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return b"".join(response.streaming_content)


def test_data_set_has_its_size_age_files_and_licence(client: Client) -> None:
    with time_machine.travel("2024-03-01 12:00+07:00", tick=False):
        make_partner(state="published")
        make_partner(state="published")
    make_partner(state="internal")
    found = section(client, "/en/data/", "partners")
    assert "2 rows last change: 1 March 2024 CC BY 4.0" in words_in(found)
    assert re.findall(r'href="(/en/data/[^"]+)"', found) == [
        "/en/data/partners.csv",
        "/en/data/partners.csv?for=excel",
        "/en/data/partners.xlsx",
        "/en/data/partners.json",
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_dictionary_has_each_public_column_in_both_languages(client: Client, language: str) -> None:
    page = unescape(client.get(f"/{language}/data/").content.decode())
    lacking = []
    for name, model in public_models().items():
        found = page.partition(f'id="{name}"')[2].partition("</section>")[0]
        for column in export_columns(model, public=True, derived=True):
            if f"<code>{column.name}</code>" not in found:
                lacking.append((name, column.name))
            for spoken in ("vi", "en"):
                if column.header(spoken) not in found:
                    lacking.append((name, column.header(spoken)))
    assert lacking == []
    assert "editor_note" not in page


def test_every_file_of_every_data_set_can_be_fetched(client: Client) -> None:
    make_tie(partner=make_partner(state="published"))
    for name in public_models():
        for ending in ("csv", "xlsx", "json"):
            assert downloaded(client, f"/vi/data/{name}.{ending}")


def test_data_set_has_public_rows_alone(client: Client) -> None:
    make_tie(partner=make_partner(state="internal"), code="hidden")
    shown = make_partner(state="published", country=make_country(code="kr"))
    tie: Any = make_tie(partner=shown, code="shown")
    make_country(code="xx", name_vi="Không bản ghi nào nhắc tới")
    rows = json.loads(downloaded(client, "/vi/data/ties.json"))
    assert [row["code"] for row in rows] == ["shown"]
    countries = json.loads(downloaded(client, "/vi/data/countries.json"))
    assert {row["code"] for row in countries} == {"kr", tie.home_body.country.code}


@pytest.mark.parametrize(
    "address", ["/vi/data/contacts.csv", "/vi/data/corrections.csv", "/vi/data/partners.exe"]
)
def test_no_other_file_exists(client: Client, address: str) -> None:
    make_contact()
    assert client.get(address).status_code == 404


def test_data_page_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    make_partner(state="published")
    with django_assert_max_num_queries(5):
        client.get("/vi/data/")
