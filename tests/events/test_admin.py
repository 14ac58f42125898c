"""Delegations, events and commitments in the admin."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from events.models import Commitment, Delegation, Event, Recognition
from tests.admin_pages import add_row, admin_url, errors, form_data, listed_cells, logged_in
from tests.factories import (
    make_country,
    make_delegation,
    make_delegation_country,
    make_delegation_participant,
    make_event,
    make_partner,
    make_recognition,
    make_user,
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
        **{"participants-1-partner": str(partner.pk), "participants-1-role": "leader"},
    )
    data = add_row(data, "countries", country=str(country.pk), days="3")
    assert editor.post(admin_url(Delegation, "add"), data).status_code == 302
    delegation = Delegation.objects.get()
    assert (delegation.persons, delegation.cost_vnd) == (1234, Decimal(12_500_000))
    rows = [(row.partner, row.side, row.role) for row in delegation.participants.all()]
    assert rows == [(partner, "partner", "leader")]
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
    make_event(held_on="2020-04", status="held")
    with override("vi"):
        labels = str(past.status_label), str(Event.Status.HELD.label)
        assert labels[0] != past.get_status_display()
    rows = listed_cells(editor.get(admin_url(Event)))
    assert [row[2].split(" | ")[1] for row in rows] == [*labels]


def test_facts_of_a_delegation_share_the_columns_of_its_list(editor: Client) -> None:
    officer = make_user("Editor", last_name="Võ Văn", first_name="Biên")
    delegation = make_delegation(
        state="internal", period="2024-05-14", count=3, persons=1234, officer=officer
    )
    make_delegation(period="2023", count=None)
    partners = [make_partner(name_vi=f"Đối tác {letter}") for letter in "ABCDEF"]
    for order, partner in enumerate(partners):
        make_delegation_participant(delegation=delegation, partner=partner, order=order)
    with override("vi"):
        ways = f"{delegation.get_direction_display()} | {delegation.get_rank_display()}"
        states = [
            f"{delegation.get_state_display()} | {delegation.get_status_display()}",
            f"{Delegation.State.DRAFT.label} | {delegation.get_status_display()}",
        ]
    full, bare = listed_cells(editor.get(admin_url(Delegation)))
    assert full[1:4] == [delegation.name_vi, states[0], ways]
    assert full[4].startswith("Đối tác A, Đối tác B, Đối tác C, Đối tác D ")
    assert "Đối tác E" not in full[4]
    assert full[5] == "14/05/2024"
    assert [amount.split()[0] for amount in full[6].split(" | ")] == ["3", "1.234"]
    assert full[7].endswith(" | Võ Văn Biên")
    # The other is a draft without a source, and nobody is in charge of it.
    assert bare[2].startswith(f"{states[1]} | ")
    assert [len(bare[column].split(" | ")) for column in (2, 6, 7)] == [3, 1, 1]


def test_quantity_of_a_commitment_is_written_with_a_comma(editor: Client) -> None:
    typed = {"name_vi": "Học bổng", "kind": "promise", "state": "draft", "quantity": "1.200,5"}
    editor.post(admin_url(Commitment, "add"), form_data(editor, Commitment, **typed))
    commitment = Commitment.objects.get()
    assert commitment.quantity == Decimal("1200.5")
    assert form_data(editor, commitment)["quantity"] == "1.200,5"


def test_rank_of_a_recognition_stands_before_the_number_of_those_ranked(editor: Client) -> None:
    for year, rank, out_of in [(2023, 3, 63), (2022, 5, None), (2021, None, None)]:
        make_recognition(year=year, rank=rank, out_of=out_of)
    rows = listed_cells(editor.get(admin_url(Recognition)))
    assert [(row[4], row[5]) for row in rows] == [("2023", "3/63"), ("2022", "5"), ("2021", "–")]


def test_year_is_written_without_a_dot(editor: Client) -> None:
    recognition = make_recognition(year=2023)
    data = form_data(editor, recognition)
    assert str(data["year"]) == "2023"
    assert editor.post(admin_url(recognition), data).status_code == 302
    assert Recognition.objects.get().year == 2023
