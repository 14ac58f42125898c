"""Lists and records as JSON: the promised shape, the filters of the page, nothing hidden."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from jsonschema import Draft202012Validator

from foreign_affairs.addresses import address_of, has_pages
from foreign_affairs.records.dictionary import dictionary
from foreign_affairs.records.resources import REGISTRY
from tests.factories import (
    make_country,
    make_indicator,
    make_organisation,
    make_owner,
    make_partner,
    make_source,
    make_tie,
)
from tests.json_answers import fetched, problems, promised
from tests.test_budgets import DETAIL_BUDGET, LIST_BUDGET, make_register

pytestmark = pytest.mark.django_db

MODELS = {
    resource.file_name: model
    for model, resource in REGISTRY.items()
    if resource.is_public and has_pages(model)
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_list_and_record_has_the_promised_shape(client: Client, language: str) -> None:
    make_owner()
    records = {type(record): record for record in make_register(2).values()}
    assert records.keys() >= set(MODELS.values())
    wrong = []
    for name, model in MODELS.items():
        with override(language):
            for_list = address_of(model, "list_json")
            for_record = address_of(model, "detail_json", records[model].code)
        found = fetched(client, for_list)
        assert records[model].code in [row["code"] for row in found["results"]]
        wrong += problems(found, f"{name}_list")
        wrong += problems(fetched(client, for_record), f"{name}_record")
    assert wrong == []


ANSWERS = ("partners_list", "partners_record", "timeline_list", "years_list", "corrections_list")


def test_schema_is_served(client: Client) -> None:
    served = fetched(client, "/vi/data/schema.json")
    Draft202012Validator.check_schema(served)
    assert served == json.loads(json.dumps(promised()))


def test_dictionary_explains_every_key() -> None:
    (described,) = re.findall(r"## JSON cho trang khác.*?(?=\n## )", "".join(dictionary()), re.S)
    explained = set(re.findall(r"`(\w+)`", described))
    keys = {
        key
        for name in (*ANSWERS, "entry", "reference")
        for key in promised()["$defs"][name]["properties"]
    }
    assert keys - explained == set()


# Values


def test_record_has_its_values_typed_and_what_it_refers_to(client: Client) -> None:
    korea = make_country(code="kr", name_vi="Hàn Quốc", name_en="Republic of Korea")
    source = make_source(state="published", name_en="A report")
    partner = make_partner(
        state="published",
        code="daejeon",
        name_vi="Thành phố Daejeon",
        name_en="Daejeon",
        country=korea,
        latitude="36.35",
        longitude="127.3845",
        kind="city",
        sources=[source],
    )
    make_tie(partner=partner, since="2005-05", code="daejeon-friendship")
    found = fetched(client, "/en/partners/daejeon.json")
    assert (found["type"], found["name"], found["language"]) == ("partner", "Daejeon", "en")
    assert found["url"] == "http://testserver/en/partners/daejeon/"
    values = found["values"]
    assert (values["latitude"], values["kind"], values["seat_vi"]) == (36.35, "city", None)
    assert (values["name_vi"], values["name_en"]) == ("Thành phố Daejeon", "Daejeon")
    assert values["country"] == {
        "code": "kr",
        "name": "Republic of Korea",
        "url": "http://testserver/en/countries/kr/",
        "json_url": "http://testserver/en/countries/kr.json",
    }
    assert [one["name"] for one in values["sources"]] == ["A report"]
    (tie,) = found["rows"]["ties"]
    assert (tie["code"], tie["values"]["since"]) == ("daejeon-friendship", "2005-05")
    assert tie["words"]["since"] == "May 2005"
    assert "partner" not in tie["values"]


def test_record_of_a_former_code_is_found(client: Client) -> None:
    partner = make_partner(state="published", code="old")
    partner.code = "new"
    partner.save()
    response = client.get("/vi/partners/old.json")
    assert (response.status_code, response.headers["Location"]) == (301, "/vi/partners/new.json")


def test_hidden_record_is_neither_found_nor_named(client: Client) -> None:
    hidden: dict[str, Any] = {"state": "internal", "name_vi": "Cơ quan kín", "name_en": "Secret"}
    body = make_organisation(code="secret-body", **hidden)
    source = make_source(code="secret-source", **hidden)
    make_organisation(state="published", code="open", parent=body, sources=[make_source(), source])
    partner = make_partner(state="published", code="daejeon")
    make_tie(partner=partner, home_body=body)
    for address in ("/vi/organisations.json", "/en/organisations/open.json"):
        text = client.get(address).content.decode()
        assert '"parent": null' in text
        assert [word for word in ("secret", "Secret", "kín") if word in text] == []
    assert fetched(client, "/vi/partners/daejeon.json")["rows"]["ties"] == []
    assert client.get("/vi/organisations/secret-body.json").status_code == 404


# Lists


def test_list_has_the_filters_and_pages_of_its_page(client: Client) -> None:
    korea = make_country(code="kr")
    for number in range(60):
        make_partner(state="published", country=korea, name_vi=f"Thành phố {number:02}")
    make_partner(state="published", country=make_country(code="jp"))
    first = fetched(client, "/vi/partners.json?country=kr")
    assert (first["count"], first["page"], first["pages"]) == (60, 1, 2)
    assert first["previous"] is None
    assert first["next"] == "http://testserver/vi/partners.json?country=kr&page=2"
    assert first["url"] == "http://testserver/vi/partners/?country=kr"
    second = fetched(client, first["next"])
    assert second["previous"] == "http://testserver/vi/partners.json?country=kr&page=1"
    assert second["next"] is None
    shown = client.get("/vi/partners/?country=kr").context["object_list"]
    assert [row["code"] for row in first["results"]] == [partner.code for partner in shown]
    assert len({row["code"] for row in first["results"] + second["results"]}) == 60


def test_list_of_a_tree_has_the_branches_after_their_root(client: Client) -> None:
    root = make_indicator(state="published", code="fdi")
    make_indicator(state="published", code="fdi-new", parent=root)
    assert [row["code"] for row in fetched(client, "/vi/indicators.json")["results"]] == [
        "fdi",
        "fdi-new",
    ]


def test_filter_that_is_not_understood_gets_a_sentence(client: Client) -> None:
    response = client.get("/en/partners.json?year_from=soon")
    assert response.status_code == 400
    assert json.loads(response.content) == {
        "errors": {"year_from": ["Write a year with four digits, like 2015."]}
    }


@pytest.mark.parametrize(
    ("address", "json_url"),
    [
        ("/vi/partners/?country=kr", "/vi/partners.json?country=kr"),
        ("/en/partners/daejeon/", "/en/partners/daejeon.json"),
    ],
)
def test_page_names_its_json(client: Client, address: str, json_url: str) -> None:
    make_partner(state="published", code="daejeon", country=make_country(code="kr"))
    page = client.get(address).content.decode()
    assert f'<link rel="alternate" type="application/json" href="{json_url}">' in page


@pytest.mark.parametrize("size", [1, 3])
def test_json_stays_within_the_budgets(
    client: Client, django_assert_max_num_queries: Any, size: int
) -> None:
    make_owner()
    records = {type(record): record for record in make_register(size).values()}
    for model in MODELS.values():
        with django_assert_max_num_queries(LIST_BUDGET):
            client.get(address_of(model, "list_json"))
        with django_assert_max_num_queries(DETAIL_BUDGET):
            client.get(address_of(model, "detail_json", records[model].code))


# The shipped register, which stays for what comes after it


@pytest.mark.usefixtures("shipped_register")
def test_shipped_register_has_the_promised_shape(client: Client) -> None:
    wrong = []
    for name, model in MODELS.items():
        found = fetched(client, address_of(model, "list_json"))
        wrong += problems(found, f"{name}_list")
        for row in found["results"][:3]:
            wrong += problems(fetched(client, row["json_url"]), f"{name}_record")
    assert wrong == []
