"""The admin site: its groups of records, its search, and what autocomplete shows."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Commitment, Delegation
from foreign_affairs.admin.site import GROUPS, RegisterSite
from foreign_affairs.models import Import, Owner, ProposedChange
from indicators.models import Observation
from partners.models import Agreement, FriendshipAssociation, OrganisationTie, Partner
from tests.admin_pages import admin_url, logged_in
from tests.factories import (
    MAKERS,
    make_agreement,
    make_country,
    make_country_name,
    make_delegation,
    make_event,
    make_friendship_association,
    make_indicator,
    make_observation,
    make_organisation,
    make_organisation_name,
    make_partner,
    make_partner_name,
    make_source,
    make_tie,
    make_user,
)

pytestmark = pytest.mark.django_db

ABROAD = {"kind": "organisation", "country": None}
"""A partner that belongs to no country, which would stand in brackets behind its name."""


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor")


def suggested(client: Client, model: type[models.Model], field: str, term: str) -> list[str]:
    """What autocomplete shows for `term` in the field of a form."""
    asked = {
        "app_label": model._meta.app_label,
        "model_name": str(model._meta.model_name),
        "field_name": field,
        "term": term,
    }
    response = client.get(reverse("admin:autocomplete"), asked)
    return [result["text"] for result in response.json()["results"]]


# Groups


def test_every_registered_model_is_in_the_site_of_the_register() -> None:
    assert isinstance(admin.site._wrapped, RegisterSite)  # type: ignore[attr-defined]


def test_models_are_grouped_as_the_office_thinks(editor: Client) -> None:
    groups = editor.get(reverse("admin:index")).context["available_apps"]
    names = {group["app_label"]: [m["object_name"] for m in group["models"]] for group in groups}
    assert names["relations"] == [
        *("Partner", "Tie", "Organisation", "FriendshipAssociation", "Contact")
    ]
    assert names["activities"] == ["Delegation", "Event", "Programme", "Commitment", "Recognition"]
    assert names["lists"] == ["Source", "Country", "CooperationField"]


def test_no_group_holds_what_the_reader_may_not_see() -> None:
    assert logged_in().get(reverse("admin:index")).context["available_apps"] == []
    groups = logged_in("Viewer").get(reverse("admin:index")).context["available_apps"]
    assert {model["add_url"] for group in groups for model in group["models"]} == {None}
    assert {model["import_url"] for group in groups for model in group["models"]} == {""}


def test_import_is_offered_to_who_may(editor: Client) -> None:
    page = editor.get(reverse("admin:index")).content.decode()
    assert f'href="{reverse("admin:partners_partner_import")}"' in page
    assert f'href="{reverse("admin:foreign_affairs_country_import")}"' not in page


def test_page_of_an_app_leads_to_the_desk(editor: Client) -> None:
    for app in ("partners", "foreign_affairs", "auth"):
        response = editor.get(reverse("admin:app_list", args=[app]))
        assert response["Location"] == reverse("admin:index")


# The way to a page


def way_to(client: Client, address: str) -> list[str]:
    """Where the links above a page lead, from the desk on."""
    page = client.get(address).content.decode()
    (breadcrumbs,) = re.findall(r'<div class="breadcrumbs">(.*?)</div>', page, re.DOTALL)
    return re.findall(r'href="([^"]*)"', breadcrumbs)


def test_desk_has_a_place_for_every_group() -> None:
    desk = logged_in("Administrator").get(reverse("admin:index")).content.decode()
    places = re.findall(r'class="desk-group" id="(\w+)"', desk)
    assert places == [group.slug for group in GROUPS]


@pytest.mark.parametrize("model", [model for model in admin.site._registry if model in MAKERS])
def test_way_to_a_page_goes_by_the_groups_of_the_desk(model: type[models.Model]) -> None:
    administrator = logged_in("Administrator")
    desk = reverse("admin:index")
    row, listed = MAKERS[model](), admin_url(model)
    start, group = way_to(administrator, listed)
    assert start == desk
    assert group in [f"{desk}#{one.slug}" for one in GROUPS]
    assert way_to(administrator, admin_url(row)) == [desk, group, listed]
    for page in ("history", *(() if model in (Import, Owner, ProposedChange) else ("delete",))):
        steps = [desk, group, listed, admin_url(row)]
        assert way_to(administrator, admin_url(row, page)) == steps, page


def test_way_to_a_row_goes_by_the_group_of_its_record() -> None:
    group = way_to(logged_in("Viewer"), admin_url(OrganisationTie))[1]
    assert group == f"{reverse('admin:index')}#relations"


@pytest.mark.parametrize("page", ["merge", "dossier"])
def test_way_to_a_special_page_goes_by_the_record(editor: Client, page: str) -> None:
    partner = make_partner()
    assert way_to(editor, admin_url(partner, page)) == [
        *way_to(editor, admin_url(partner)),
        admin_url(partner),
    ]


@pytest.mark.parametrize("page", ["import", "export"])
def test_way_to_files_goes_by_the_list(editor: Client, page: str) -> None:
    assert way_to(editor, admin_url(Partner, page)) == way_to(editor, admin_url(make_partner()))


# Search


def found(client: Client, query: str, **more: Any) -> list[tuple[str, str]]:
    response = client.get(reverse("admin:search"), {"q": query, **more})
    return [(entry.name_vi, entry.state) for entry in response.context["page_obj"].object_list]


@pytest.mark.parametrize("typed", ["Chăm-pa-sắc", "cham pa sac", "champasac", "Chămpasắc"])
def test_search_finds_every_kind_in_any_state_by_any_spelling(editor: Client, typed: str) -> None:
    partner = make_partner(name_vi="Champasak", name_en="")
    make_partner_name(partner=partner, name="Chăm-pa-sắc")
    make_partner_name(partner=partner, name="Champasac")
    make_event(name_vi="Hội nghị Chăm-pa-sắc – Champasac", state="internal")
    make_event(name_vi="Hội nghị Daejeon")
    assert set(found(editor, typed)) == {
        ("Champasak", "draft"),
        ("Hội nghị Chăm-pa-sắc – Champasac", "internal"),
    }


def test_search_leads_to_the_record_and_to_the_list(editor: Client) -> None:
    partner = make_partner(name_vi="Champasak")
    page = editor.get(reverse("admin:search"), {"q": "champasak"}).content.decode()
    assert f'href="{admin_url(partner)}"' in page
    assert f'href="{admin_url(Partner)}?q=champasak"' in page
    assert "state-badge-draft" in page


def test_search_hides_what_the_reader_may_not_see() -> None:
    make_partner(name_vi="Champasak")
    assert found(logged_in(), "champasak") == []


def test_search_is_for_staff() -> None:
    response = Client().get(reverse("admin:search"), {"q": "a"})
    assert response.status_code == 302
    assert reverse("admin:login") in response["Location"]


@pytest.mark.parametrize("query", ["", "!!", "khong co gi nhu the", "x" * 5000])
def test_search_of_nothing_finds_nothing(editor: Client, query: str) -> None:
    make_partner()
    assert found(editor, query) == []


def test_search_is_paged_and_says_so(editor: Client) -> None:
    for number in range(51):
        make_source(name_vi=f"Bài báo số {number}")
    assert len(found(editor, "bai bao")) == 50
    assert len(found(editor, "bai bao", page="2")) == 1
    response = editor.get(reverse("admin:search"), {"q": "bai bao"})
    assert response.context["total"] == 51


def test_search_costs_the_same_with_one_row_and_with_three(editor: Client) -> None:
    def fill() -> None:
        make_partner(name_vi="Hội một")
        make_event(name_vi="Hội hai")
        make_country(name_vi="Hội ba")

    fill()
    found(editor, "hoi")
    with CaptureQueriesContext(connection) as with_one:
        assert len(found(editor, "hoi")) == 3
    fill()
    fill()
    with CaptureQueriesContext(connection) as with_three:
        assert len(found(editor, "hoi")) == 9
    assert len(with_three) == len(with_one)
    assert len(with_three) <= 10


# Autocomplete


def test_autocomplete_tells_partners_apart_and_shows_the_spelling_that_matched(
    editor: Client,
) -> None:
    lao = make_country(name_vi="Lào")
    partner = make_partner(name_vi="Champasak", name_en="Champasak", country=lao)
    make_partner_name(partner=partner, name="Chăm-pa-sắc")
    for typed in ("Chăm-pa-sắc", "cham pa sac", "chămpasắc"):
        assert suggested(editor, OrganisationTie, "partner", typed) == [
            "Champasak (Lào) – Chăm-pa-sắc"
        ]
    for typed in ("champ", "lao", ""):
        assert suggested(editor, OrganisationTie, "partner", typed) == ["Champasak (Lào)"]


def test_autocomplete_puts_the_nearest_name_first(editor: Client) -> None:
    """Enter takes the first answer; the words of a name stand in the texts of many others."""
    make_country(name_vi="Hồng Kông (Trung Quốc)", name_en="Hong Kong")
    make_country(name_vi="Trung Quốc", name_en="China")
    assert suggested(editor, Partner, "country", "trung quoc") == [
        "Trung Quốc",
        "Hồng Kông (Trung Quốc)",
    ]
    make_partner(name_vi="Bang Nebraska", summary_vi="Cùng với Daejeon.", **ABROAD)
    make_partner(name_vi="Thành phố Daejeon", **ABROAD)
    make_partner(name_vi="Daejeon Techno", **ABROAD)
    assert suggested(editor, OrganisationTie, "partner", "daejeon") == [
        "Thành phố Daejeon",
        "Daejeon Techno",
        "Bang Nebraska",
    ]


def test_autocomplete_is_in_vietnamese_order_among_equals_and_before_anything_is_typed(
    editor: Client,
) -> None:
    for name in ("Đà Nẵng", "Dĩ An", "An Giang"):
        make_partner(name_vi=f"Tỉnh {name}", **ABROAD)
    in_order = ["Tỉnh An Giang", "Tỉnh Dĩ An", "Tỉnh Đà Nẵng"]
    assert suggested(editor, OrganisationTie, "partner", "") == in_order
    assert suggested(editor, OrganisationTie, "partner", "tinh") == in_order


def test_short_forms_are_written_out_where_nothing_has_them_as_they_are(editor: Client) -> None:
    for name in ("Thành phố Daejeon", "Thành phố Emmen"):
        make_partner(name_vi=name, **ABROAD)
    assert suggested(editor, OrganisationTie, "partner", "TP. Daejeon") == ["Thành phố Daejeon"]
    assert found(editor, "tp daejeon") == [("Thành phố Daejeon", "draft")]
    make_partner(name_vi="TP Daejeon cũ", **ABROAD)
    assert suggested(editor, OrganisationTie, "partner", "tp daejeon") == ["TP Daejeon cũ"]


def test_autocomplete_shows_locality_and_country_of_an_organisation(editor: Client) -> None:
    korea = make_country(name_vi="Hàn Quốc")
    daejeon = make_partner(name_vi="Daejeon", country=korea)
    police = make_organisation(name_vi="Cảnh sát", country=korea, locality_abroad=daejeon)
    make_organisation_name(organisation=police, name="대전경찰청")
    assert suggested(editor, OrganisationTie, "organisation", "대전경찰청") == [
        "Cảnh sát (Daejeon, Hàn Quốc) – 대전경찰청"
    ]


def test_autocomplete_of_friendship_organisations_knows_the_names_of_their_body(
    editor: Client,
) -> None:
    cuba = make_country(name_vi="Cuba")
    body = make_organisation(name_vi="Hội hữu nghị Việt Nam – Cuba")
    make_organisation_name(organisation=body, name="VCFA")
    make_friendship_association(organisation=body, country=cuba)
    assert suggested(editor, FriendshipAssociation, "union", "vcfa") == [
        "Hội hữu nghị Việt Nam – Cuba (Cuba) – VCFA"
    ]


def test_autocomplete_shows_date_and_kind(editor: Client) -> None:
    agreement = make_agreement(name_vi="Hợp tác giáo dục", signed_on="2023-07-05")
    (text,) = suggested(editor, Delegation, "agreement", "giao duc")
    assert text == f"Hợp tác giáo dục ({agreement.get_kind_display()}, 05/07/2023)"
    make_delegation(name_vi="Đoàn Yamaguchi", period="2016-09")
    assert suggested(editor, Commitment, "delegation", "yamaguchi") == [
        "Đoàn Yamaguchi (tháng 9 năm 2016)"
    ]
    make_source(name_vi="Kế hoạch đối ngoại", number="12/KH-UBND", issued_on="2023-01-31")
    assert suggested(editor, Partner, "sources", "doi ngoai") == [
        "Kế hoạch đối ngoại (12/KH-UBND, 31/01/2023)"
    ]


def test_autocomplete_shows_the_unit_of_an_indicator(editor: Client) -> None:
    make_indicator(name_vi="Vốn đăng ký", unit_vi="triệu USD")
    assert suggested(editor, Observation, "indicator", "von") == ["Vốn đăng ký (triệu USD)"]


def test_autocomplete_tells_officers_apart(editor: Client) -> None:
    user = make_user("Editor", last_name="Đặng Thị", first_name="Hòa")
    assert suggested(editor, Partner, "officer", "dang hoa") == [f"Đặng Thị Hòa ({user.username})"]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (OrganisationTie, "partner"),
        (OrganisationTie, "organisation"),
        (FriendshipAssociation, "union"),
        (Partner, "country"),
        (Partner, "sources"),
        (Agreement, "establishes"),
        (Delegation, "event"),
        (Observation, "indicator"),
    ],
)
def test_autocomplete_costs_the_same_with_one_row_and_with_three(
    editor: Client, model: Any, field: str
) -> None:
    def fill() -> None:
        partner = make_partner()
        make_partner_name(partner=partner)
        make_country_name(country=partner.country)
        make_organisation_name(organisation=make_organisation(locality_abroad=partner))
        make_friendship_association()
        make_observation(partner=partner)
        make_event()
        make_source()
        make_agreement(establishes=make_tie(partner=partner))

    fill()
    suggested(editor, model, field, "")
    with CaptureQueriesContext(connection) as with_one:
        before = len(suggested(editor, model, field, ""))
    fill()
    fill()
    with CaptureQueriesContext(connection) as with_three:
        after = len(suggested(editor, model, field, ""))
    assert after > before >= 1
    assert len(with_three) == len(with_one)


def test_autocomplete_is_refused_to_who_may_not_see() -> None:
    asked = {"app_label": "partners", "model_name": "partner", "field_name": "country", "term": ""}
    assert logged_in().get(reverse("admin:autocomplete"), asked).status_code == 403


# Links to records


@pytest.mark.parametrize("model", admin.site._registry)
def test_forged_field_of_a_link_is_refused_in_words(model: type[models.Model]) -> None:
    administrator = logged_in("Administrator")
    relations = [
        field.name for field in model._meta.get_fields(include_hidden=True) if not field.concrete
    ]
    for name in ("code", "x", "\0", *relations[:3]):
        response = administrator.get(admin_url(model), {"_to_field": name, "_popup": "1"})
        assert response.status_code == 400, name
        assert "Yêu cầu không hợp lệ" in response.content.decode()
    asked = {"_to_field": "id", "_popup": "1"}
    assert administrator.get(admin_url(model), asked).context["cl"].to_field == "id"
