"""Delegations, events and commitments in the admin."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from events.models import Commitment, Delegation, Event, Recognition
from tests.admin_pages import add_row, admin_url, errors, form_data, logged_in
from tests.factories import (
    make_country,
    make_delegation,
    make_delegation_country,
    make_delegation_participant,
    make_event,
    make_partner,
    make_recognition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor")


def listed(response: Any) -> list[Any]:
    return list(response.context["cl"].result_list)


@pytest.mark.parametrize(
    "typed", ["05/03/2024", "5/3/2024", "05-03-2024", "5.3.2024", "2024-03-05"]
)
def test_days_of_a_delegation_are_never_misread(editor: Client, typed: str) -> None:
    data = form_data(
        editor,
        Delegation,
        name_vi="Đoàn Daejeon",
        direction="in",
        rank="working",
        state="draft",
        period=typed,
        decided_on=typed,
        reported_on=typed,
    )
    assert editor.post(admin_url(Delegation, "add"), data).status_code == 302
    delegation = Delegation.objects.get()
    days = {str(delegation.decided_on), str(delegation.reported_on), str(delegation.period)}
    assert days == {"2024-03-05"}


def test_delegation_is_added_with_partner_and_country(editor: Client) -> None:
    partner, country = make_partner(), make_country()
    data = form_data(
        editor,
        Delegation,
        name_vi="Đoàn Yamaguchi",
        direction="in",
        rank="high_level",
        state="draft",
        persons="1.234",
        cost_vnd="12.500.000",
    )
    data = add_row(data, "participants", partner=str(partner.pk), side="partner", role="leader")
    data["participants-0-order"] = "0"
    data = add_row(data, "countries", country=str(country.pk), days="3")
    assert editor.post(admin_url(Delegation, "add"), data).status_code == 302
    delegation = Delegation.objects.get()
    assert (delegation.persons, delegation.cost_vnd) == (1234, Decimal(12_500_000))
    assert [row.partner for row in delegation.participants.all()] == [partner]
    assert [(row.country, row.days) for row in delegation.countries.all()] == [(country, 3)]


def test_participant_names_one_body(editor: Client) -> None:
    delegation = make_delegation()
    row = {"side": "partner", "role": "leader", "order": "0"}
    data = add_row(form_data(editor, delegation), "participants", **row)
    assert list(errors(editor.post(admin_url(delegation), data))) == ["participants-0-__all__"]


def test_delegations_are_filtered_by_country(editor: Client) -> None:
    japan = make_country(code="jp")
    by_partner, by_way, _elsewhere = (make_delegation() for _number in range(3))
    make_delegation_participant(delegation=by_partner, partner=make_partner(country=japan))
    make_delegation_country(delegation=by_way, country=japan)
    found = listed(editor.get(admin_url(Delegation), {"country": "jp"}))
    assert {row.pk for row in found} == {by_partner.pk, by_way.pk}


def test_latest_event_stands_first_and_undated_last(editor: Client) -> None:
    undated, old, new = (make_event(held_on=day) for day in (None, "2016", "2023-08-25"))
    assert listed(editor.get(admin_url(Event))) == [new, old, undated]


def test_event_that_nobody_confirmed_says_so(editor: Client) -> None:
    past = make_event(held_on="2020-05", status="announced")
    held = make_event(held_on="2020-05", status="held")
    known_status = editor.get(admin_url(Event)).context["cl"].model_admin.known_status
    assert known_status(past) == past.status_label
    assert known_status(held) == held.get_status_display()
    assert known_status(past) != past.get_status_display()


def test_quantity_of_a_commitment_is_written_with_a_comma(editor: Client) -> None:
    typed = {"name_vi": "Học bổng", "kind": "promise", "state": "draft", "quantity": "1.200,5"}
    editor.post(admin_url(Commitment, "add"), form_data(editor, Commitment, **typed))
    commitment = Commitment.objects.get()
    assert commitment.quantity == Decimal("1200.5")
    assert form_data(editor, commitment)["quantity"] == "1.200,5"


def test_year_is_written_without_a_dot(editor: Client) -> None:
    recognition = make_recognition(year=2023)
    data = form_data(editor, recognition)
    assert str(data["year"]) == "2023"
    assert editor.post(admin_url(recognition), data).status_code == 302
    assert Recognition.objects.get().year == 2023
