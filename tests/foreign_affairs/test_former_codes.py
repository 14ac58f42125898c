"""A record that is renamed is still found by the codes it had."""

from typing import Any

import pytest
from django.test import Client

from foreign_affairs.models import Correction, FormerCode
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.incoming import PlainTable
from foreign_affairs.records.layout import read_table
from partners.models import Partner, PartnerName
from tests.admin_pages import admin_url, form_data, logged_in
from tests.factories import (
    make_correction,
    make_country,
    make_partner,
    make_partner_name,
    make_source,
)

pytestmark = pytest.mark.django_db


def renamed(partner: Partner, code: str) -> Partner:
    partner.code = code
    partner.save()
    return partner


def former_codes() -> dict[str, int]:
    return dict(FormerCode.objects.values_list("code", "object_id"))


def imported(model: Any, text: str) -> Any:
    return Batch([PlainTable(model, read_table(text.encode(), "rows.csv"))]).run()


def test_former_code_is_kept_when_a_form_changes_the_code() -> None:
    partner = make_partner(code="old")
    approver = logged_in("Approver")
    approver.post(admin_url(partner), form_data(approver, partner, code="new"))
    partner.refresh_from_db()
    assert (partner.code, former_codes()) == ("new", {"old": partner.pk})


def test_former_code_is_not_made_by_other_changes() -> None:
    partner = make_partner(code="old")
    partner.name_vi = "Tên khác"
    partner.save()
    assert former_codes() == {}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_former_address_leads_to_the_present_one(client: Client, language: str) -> None:
    renamed(make_partner(code="old", state="published"), "new")
    response = client.get(f"/{language}/partners/old/")
    assert (response.status_code, response.headers["Location"]) == (
        301,
        f"/{language}/partners/new/",
    )


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_former_address_of_what_is_not_public_does_not_exist(client: Client, state: str) -> None:
    renamed(make_partner(code="old", state=state), "new")
    assert client.get("/vi/partners/old/").status_code == 404


def test_former_code_of_another_kind_leads_nowhere(client: Client) -> None:
    renamed(make_partner(code="old", state="published"), "new")
    assert client.get("/vi/organisations/old/").status_code == 404


def test_code_that_exists_wins_over_a_former_one(client: Client) -> None:
    renamed(make_partner(code="old", state="published"), "new")
    other = make_partner(code="old", state="published")
    assert client.get("/vi/partners/old/").context["record"] == other
    outcome = imported(Partner, "code,name_vi\nold,Tên mới\n")
    other.refresh_from_db()
    assert (outcome.counts, other.name_vi) == ({"changed": 1}, "Tên mới")


def test_code_taken_back_by_its_record_is_no_former_one(client: Client) -> None:
    partner = renamed(make_partner(code="first", state="published"), "second")
    renamed(partner, "first")
    assert former_codes() == {"second": partner.pk}
    responses = [client.get(f"/vi/partners/{code}/").status_code for code in ("first", "second")]
    assert responses == [200, 301]


def test_former_code_given_up_again_leads_to_who_had_it_last() -> None:
    renamed(make_partner(code="old"), "new")
    second = renamed(make_partner(code="old"), "newer")
    assert former_codes() == {"old": second.pk}


def test_former_codes_go_with_their_record() -> None:
    renamed(make_partner(code="old"), "new").delete()
    assert former_codes() == {}


def test_free_code_avoids_former_ones() -> None:
    renamed(make_partner(code="lyon"), "grand-lyon")
    country = make_country()
    made = make_partner(name_vi="Lyon", name_en="Lyon")
    assert made.code == "lyon-2"
    outcome = imported(Partner, f"name_vi,kind,country\nGrand Lyon,city,{country.code}\n")
    assert [str(refusal) for refusal in outcome.refusals] == []
    assert Partner.objects.get(name_vi="Grand Lyon").code == "grand-lyon-2"


def test_import_finds_a_record_by_its_former_code() -> None:
    partner = renamed(make_partner(code="old"), "new")
    outcome = imported(Partner, "code,name_vi\nold,Tên mới\n")
    partner.refresh_from_db()
    assert [str(refusal) for refusal in outcome.refusals] == []
    assert (Partner.objects.count(), partner.code, partner.name_vi) == (1, "new", "Tên mới")


def test_import_refuses_a_record_under_both_codes() -> None:
    renamed(make_partner(code="old"), "new")
    outcome = imported(Partner, "code,name_vi\nold,Một\nnew,Hai\n")
    assert [(refusal.row, refusal.column) for refusal in outcome.refusals] == [(3, "code")]


def test_import_follows_former_codes_in_references() -> None:
    partner = renamed(make_partner(code="old"), "new")
    source = make_source(code="paper")
    source.code = "paper-2024"
    source.save()
    make_partner_name(partner=partner, code="name", name="Tên")
    unchanged = imported(PartnerName, "code,partner,name\nname,old,Tên\n")
    assert unchanged.counts == {"unchanged": 1}
    partner.sources.set([source])
    outcome = imported(Partner, "code,sources\nnew,paper\n")
    assert outcome.counts == {"unchanged": 1}


def test_corrections_follow_a_renamed_record() -> None:
    partner = make_partner(code="old", state="published")
    correction = make_correction(partner)
    renamed(partner, "new")
    correction.refresh_from_db()
    assert (correction.about_code, correction.record) == ("new", partner)
    assert correction.history.count() == 2
    outcome = imported(Correction, f"code,about,about_code\n{correction.code},partner,old\n")
    assert outcome.counts == {"unchanged": 1}
