"""Records that may be the same thing under another spelling."""

from typing import Any

import pytest
from django.test import Client

from events.models import Delegation
from foreign_affairs.similar import are_near, comparable, met_alike, named_alike
from partners.models import Organisation, Partner
from tests.admin_pages import admin_url, logged_in
from tests.factories import (
    make_delegation,
    make_delegation_participant,
    make_organisation,
    make_partner,
    make_partner_name,
)

pytestmark = pytest.mark.django_db


def near(one: str, other: str) -> bool:
    return are_near(comparable(one), comparable(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chăm-pa-sắc", "Champasak"),
        ("Champasak", "Champasac"),
        ("Tỉnh Champasak", "Chămpasắc"),
        ("Champasak Province", "tỉnh Chăm-pa-xắc"),
        ("Daejeon", "Thành phố Daejon"),
        ("Sở Ngoại vụ tỉnh Bình Dương", "sở ngoại vụ Bình Dương"),
    ],
)
def test_spellings_of_one_name_are_near(one: str, other: str) -> None:
    assert near(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yamaguchi", "Yamanashi"),
        ("Tỉnh Yamaguchi", "Tỉnh Yamanashi"),
        ("Tỉnh Yamaguchi", "Tỉnh Kratie"),
        ("Sở Ngoại vụ tỉnh Bình Dương", "Sở Nội vụ tỉnh Bình Dương"),
        ("Hội nghị lần thứ 3", "Hội nghị lần thứ 4"),
        ("", "Yamaguchi"),
    ],
)
def test_names_of_different_things_are_not_near(one: str, other: str) -> None:
    assert not near(one, other)


def test_other_spellings_and_both_languages_are_compared() -> None:
    partner = make_partner(name_vi="Tỉnh Chăm-pa-sắc", name_en="Champasak Province")
    make_partner_name(partner=partner, name="Champassak")
    make_partner(name_vi="Tỉnh Yamaguchi", name_en="Yamaguchi Prefecture")
    for typed in ("Champasac", "Tỉnh Champasak", "CHĂMPASẮC"):
        assert named_alike(Partner, [typed, ""]) == [partner]
    assert named_alike(Partner, ["Champasac"], partner.pk) == []
    assert named_alike(Partner, ["", ""]) == []


def test_another_kind_of_record_is_not_similar() -> None:
    make_organisation(name_vi="Champasak", name_en="")
    assert named_alike(Partner, ["Champasak"]) == []
    assert len(named_alike(Organisation, ["Champasak"])) == 1


def test_queries_do_not_grow_with_the_register(django_assert_num_queries: Any) -> None:
    make_partner(name_vi="Daejeon")
    named_alike(Partner, ["Daejeon"])  # content types are cached
    with django_assert_num_queries(3):
        assert len(named_alike(Partner, ["Daejeon"])) == 1
    make_partner(name_vi="Daejon")
    make_partner(name_vi="Taejeon")
    with django_assert_num_queries(3):
        assert len(named_alike(Partner, ["Daejeon"])) == 3


def test_the_same_partner_in_the_same_days_is_similar() -> None:
    partner = make_partner()
    visit = make_delegation(period="2024-05-14/2024-05-16")
    make_delegation_participant(delegation=visit, partner=partner)
    long_ago = make_delegation(period="2019-05-15")
    make_delegation_participant(delegation=long_ago, partner=partner)
    vague = make_delegation(period="2024")
    make_delegation_participant(delegation=vague, partner=partner)
    when = make_delegation(period="2024-05-15").period
    assert met_alike(Delegation, "period", when, [partner]) == [visit]
    assert met_alike(Delegation, "period", when, [make_partner()]) == []
    assert met_alike(Delegation, "period", when, [partner], visit.pk) == []
    assert met_alike(Delegation, "period", vague.period, [partner]) == []


# While a name is typed


def similar(client: Client, model: type[Any], **asked: Any) -> Any:
    return client.get(admin_url(model, "similar"), asked)


def test_staff_are_told_while_typing() -> None:
    partner = make_partner(name_vi="Tỉnh Chăm-pa-sắc", state="published")
    viewer = logged_in("Viewer")
    found = similar(viewer, Partner, name_vi="champasac").json()["similar"]
    assert found == [
        {
            "name": "Tỉnh Chăm-pa-sắc",
            "state": partner.get_state_display(),
            "url": admin_url(partner),
        }
    ]
    asked = {"name_vi": "champasac", "own": str(partner.pk)}
    assert similar(viewer, Partner, **asked).json() == {"similar": []}


def test_the_same_visit_is_found_while_typing() -> None:
    visit = make_delegation(period="2024-05-14")
    row = make_delegation_participant(delegation=visit)
    asked = {"name_vi": "Đoàn", "when": "14/5/2024", "partner": str(row.partner_id)}
    found = similar(logged_in("Editor"), Delegation, **asked).json()["similar"]
    assert [one["url"] for one in found] == [admin_url(visit)]


@pytest.mark.parametrize(
    "forged", [{"own": "x"}, {"own": "9" * 40}, {"when": "99/99"}, {"partner": "x"}]
)
def test_forged_questions_find_nothing(forged: dict[str, str]) -> None:
    asked = {"when": "1/1/2024", "partner": "1", **forged}
    assert similar(logged_in("Editor"), Delegation, **asked).json() == {"similar": []}


def test_strangers_are_told_nothing() -> None:
    make_partner(name_vi="Daejeon")
    stranger = logged_in(None)
    assert similar(stranger, Partner, name_vi="Daejeon").status_code == 403
    answer = similar(Client(), Partner, name_vi="Daejeon")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/admin/login/")


# Last, because the register stays until the end of the module


def test_the_shipped_partners_are_told_apart(shipped_register: None) -> None:
    partners = Partner.objects.all()
    assert partners.count() > 10
    for partner in partners:
        assert named_alike(Partner, [partner.name_vi, partner.name_en], partner.pk) == []
    assert [one.code for one in named_alike(Partner, ["Tỉnh Champasac"])] == ["champasak"]
    assert named_alike(Partner, ["Tỉnh Yamanashi"]) == []
