"""Every page of a record says where it comes from, how to cite it and how to dispute it."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from tests.factories import make_observation, make_owner
from tests.public_pages import words_in
from tests.test_budgets import make_register

pytestmark = pytest.mark.django_db


def trust_of(client: Client, record: Any) -> str:
    with override("en"):
        page = client.get(record.get_absolute_url()).content.decode()
    return page.partition('<section class="trust"')[2].partition("<footer")[0]


def test_every_page_can_be_cited_and_disputed(client: Client) -> None:
    make_owner(name_en="Department of Foreign Affairs")
    lacking = []
    for kind, record in make_register(1).items():
        trust = trust_of(client, record)
        with override("en"):
            path, name = record.get_absolute_url(), str(record.name)
        texts = [
            f"Department of Foreign Affairs: Foreign-affairs register. {name}",
            f"http://testserver{path}",
            "Last changed:",
        ]
        links = [f'href="{path}"', 'href="/en/contact/#corrections"']
        lacking += [(kind, text) for text in texts if text not in words_in(trust)]
        lacking += [(kind, link) for link in links if link not in trust]
    assert lacking == []


def test_every_page_names_its_sources(client: Client) -> None:
    records = make_register(1)
    source = records.pop("source")
    country = records.pop("country")
    without = [
        kind
        for kind, record in records.items()
        if f'href="/en/sources/{source.code}/"' not in trust_of(client, record)
    ]
    assert without == []
    assert "Each record named on this page" in words_in(trust_of(client, country))


@pytest.mark.parametrize("is_disputed", [False, True])
def test_figure_is_cited_with_its_value(client: Client, is_disputed: bool) -> None:
    figure = make_observation(
        state="published", value=7, is_disputed=is_disputed, source_note_en="Two sources differ."
    )
    cited = trust_of(client, figure).partition('class="citation"')[2].partition("</p>")[0]
    assert ": 7" in words_in(cited)
    assert ("(disputed)" in words_in(cited)) is is_disputed
    assert f"Source: {figure.sources.get().name_en}" in words_in(cited)
