"""What the lists of every model find, in which order, and what their filters say."""

from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foreign_affairs import ways
from foreign_affairs.admin.base import RecordAdmin
from foreign_affairs.models import Country, Source, User
from partners.models import Partner
from tests.admin_pages import admin_url, listed, logged_in
from tests.factories import (
    make_agreement_party,
    make_commitment_party,
    make_country,
    make_country_name,
    make_delegation_participant,
    make_event_participant,
    make_observation,
    make_partner,
    make_programme_participant,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

RECORDS = [model for model, its in admin.site._registry.items() if isinstance(its, RecordAdmin)]
REACHING_A_COUNTRY = (
    make_agreement_party,
    make_commitment_party,
    make_delegation_participant,
    make_event_participant,
    make_observation,
    make_programme_participant,
)


@pytest.fixture
def administrator() -> Client:
    return logged_in("Administrator")


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor")


# Search


@pytest.mark.parametrize("typed", ["dai hoc", "ĐẠI HỌC", "đại", "Dai hoc Thu Dau Mot"])
def test_search_needs_no_marks(administrator: Client, typed: str) -> None:
    found = make_source(name_vi="Bài về Đại học Thủ Dầu Một")
    make_source(name_vi="Bài về đồng bằng sông Cửu Long")
    response = administrator.get(admin_url(Source), {"q": typed})
    assert listed(response) == [found]


@pytest.mark.parametrize(("most", "is_once"), [(2, True), (1, False)])
def test_search_looks_for_few_records_once(
    administrator: Client, monkeypatch: pytest.MonkeyPatch, most: int, is_once: bool
) -> None:
    monkeypatch.setattr(ways, "MOST_KEYS", most)
    draft = make_partner(name_vi="Tỉnh Champasak")
    published = make_partner(name_vi="Thành phố Pakse, Champasak", state="published")
    make_partner(name_vi="Thành phố Daejeon")
    with CaptureQueriesContext(connection) as queries:
        response = administrator.get(admin_url(Partner), {"q": "champasak"})
    assert set(listed(response)) == {draft, published}
    searches = [query for query in queries if "searchentry" in query["sql"]]
    assert (len(searches) == 1) is is_once
    shown = response.context["cl"]
    beside = [
        str(choice["display"]) for spec in shown.filter_specs for choice in spec.choices(shown)
    ]
    assert {"bản nháp (1)", "đã công khai (1)", "nội bộ (0)"} <= {each.lower() for each in beside}


@pytest.mark.parametrize("typed", ["không có từ này", "!!"])
@pytest.mark.parametrize("model", RECORDS)
def test_search_that_finds_nothing_shows_an_empty_list(
    administrator: Client, model: type[Any], typed: str
) -> None:
    # A filter by country is shown where a record reaches one.
    partner = make_partner()
    for make in REACHING_A_COUNTRY:
        make(partner=partner)
    assert listed(administrator.get(admin_url(model), {"q": typed})) == []


def test_search_of_signs_alone_finds_nothing(administrator: Client) -> None:
    make_source()
    assert listed(administrator.get(admin_url(Source), {"q": "!!"})) == []


def test_search_finds_rows_by_the_names_of_their_record(administrator: Client) -> None:
    name = make_country_name(country=make_country(name_vi="Căm-pu-chia"), name="កម្ពុជា")
    make_country_name(name="Lào")
    for typed in ("cam pu chia", "campuchia", "កម្ពុជា"):
        assert listed(administrator.get(admin_url(type(name)), {"q": typed})) == [name], typed


def test_search_finds_staff_without_marks(administrator: Client) -> None:
    found = make_user("Viewer", last_name="Đặng Thị", first_name="Hòa")
    assert listed(administrator.get(admin_url(User), {"q": "dang hoa"})) == [found]


def test_autocomplete_finds_other_spellings(editor: Client) -> None:
    lao = make_country(name_vi="Lào")
    make_country_name(country=lao, name="Lao PDR")
    make_country(name_vi="Cuba")
    response = editor.get(
        reverse("admin:autocomplete"),
        {
            "term": "lao pdr",
            "app_label": "partners",
            "model_name": "partner",
            "field_name": "country",
        },
    )
    assert response.json()["results"] == [{"id": str(lao.pk), "text": "Lào – Lao PDR"}]


def test_names_stand_in_vietnamese_order(administrator: Client) -> None:
    for name in ("Ý", "Đức", "Áo", "Dominica", "Ấn Độ", "Anh"):
        make_country(name_vi=name)
    rows = listed(administrator.get(admin_url(Country)))
    names = ["Anh", "Áo", "Ấn Độ", "Dominica", "Đức", "Ý"]
    assert [row.name_vi for row in rows if row.name_vi in names] == names


# Filters


def test_gap_filter_is_the_list_of_what_to_do(administrator: Client) -> None:
    bare = make_partner(name_en="", summary_en="")
    made = make_partner(state="internal", checked_on=date(2024, 1, 1), officer=make_user())
    answers = {
        lacks: listed(administrator.get(admin_url(Partner), {"lacks": lacks}))
        for lacks in ("source", "english", "check", "officer")
    }
    assert answers == {"source": [bare], "english": [bare], "check": [bare], "officer": [bare]}
    assert listed(administrator.get(admin_url(Partner), {"state__exact": "internal"})) == [made]


def test_filters_of_a_long_list_have_their_numbers_on_request(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foreign_affairs.admin.base.MOST_KEYS", 2)
    make_partner()
    for _number in range(3):
        make_partner(state="published")
    address = admin_url(Partner)
    assert "đã công khai (3)" not in administrator.get(address).content.decode()
    assert "đã công khai (3)" in administrator.get(address, {"_facets": "True"}).content.decode()
    few = administrator.get(address, {"state__exact": "draft"})
    assert "đã công khai (3)" in few.content.decode()


@pytest.mark.usefixtures("page_cache")
def test_numbers_on_request_are_counted_once(administrator: Client) -> None:
    make_partner(state="published", status="established")
    asked = {"state__exact": "published", "status__exact": "established", "_facets": "True"}
    counting = []
    for _number in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert administrator.get(admin_url(Partner), asked).status_code == 200
        counting.append(sum("0__c" in query["sql"] for query in queries))
    assert counting[0] > 0
    assert counting[1] == 0
