"""The whole register as a data package: valid, and public alone."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from frictionless import Package

from foreign_affairs.open_data.data_sets import public_models
from tests.factories import (
    make_contact,
    make_country,
    make_organisation,
    make_partner,
    make_partner_name,
    make_source,
    make_tie,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/vi/data/foreign-affairs-register.zip"


def fetched(client: Client) -> bytes:
    response: Any = client.get(ADDRESS)
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return b"".join(response.streaming_content)


def unpacked(client: Client) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(fetched(client))) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def problems(client: Client, folder: Path) -> list[list[Any]]:
    with zipfile.ZipFile(io.BytesIO(fetched(client))) as package:
        package.extractall(folder)
    report = Package(str(folder / "datapackage.json")).validate()
    assert len(report.tasks) == len(public_models())
    return report.flatten(["name", "rowNumber", "fieldName", "message"])


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_package_names_nothing_hidden_and_all_its_codes_are_in_it(
    client: Client, tmp_path: Path, state: str
) -> None:
    hidden: dict[str, Any] = {"state": state, "name_vi": "Kín", "editor_note": "Kín"}
    secret_country = make_country(code="xx", name_vi="Kín")
    partner = make_partner(code="secret-partner", country=secret_country, **hidden)
    body = make_organisation(code="secret-body", country=secret_country, **hidden)
    source = make_source(code="secret-source", **hidden)
    make_partner_name(partner=partner, name="Kín")
    make_organisation(
        state="published",
        parent=body,
        locality_abroad=partner,
        sources=[make_source(state="published"), source],
        editor_note="Kín",
    )
    shown = make_partner(code="shown", state="published")
    make_tie(partner=shown, home_body=body, code="secret-tie")
    make_contact(partner=shown, person="Kín")
    files = unpacked(client)
    assert "shown" in files["partners.csv"]
    assert [name for name, text in files.items() if "secret" in text or "Kín" in text] == []
    assert problems(client, tmp_path) == []


def test_package_describes_each_column_of_each_file(client: Client) -> None:
    make_partner(state="published")
    files = unpacked(client)
    described = json.loads(files.pop("datapackage.json"))
    assert described["homepage"] == "http://testserver/vi/data/"
    assert described["licenses"][0]["name"] == "CC-BY-4.0"
    assert {resource["path"] for resource in described["resources"]} == files.keys()
    for resource in described["resources"]:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert fields == next(csv.reader(io.StringIO(files[resource["path"]])))
        assert not {"editor_note", "state", "claimant"} & set(fields)


# The shipped register, which stays for what comes after it


@pytest.mark.usefixtures("shipped_register")
def test_package_of_the_shipped_register_is_valid(client: Client, tmp_path: Path) -> None:
    assert problems(client, tmp_path) == []


@pytest.mark.usefixtures("shipped_register")
def test_same_register_gives_the_same_bytes(client: Client) -> None:
    assert fetched(client) == fetched(client)
