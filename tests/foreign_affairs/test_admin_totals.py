"""What the lists add up to: sums of `count` for all that is filtered, not for the page."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Commitment, Delegation, Event, Programme
from partners.models import Agreement, Partner
from tests.admin_pages import admin_url, logged_in
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_commitment,
    make_cooperation_field,
    make_country,
    make_delegation,
    make_event,
    make_partner,
    make_programme,
    make_programme_participant,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return logged_in("Viewer")


def totals(client: Client, model: type[Any], **asked: Any) -> list[str]:
    return list(client.get(admin_url(model), asked).context["cl"].summary["totals"])


def numbers(sentences: list[str]) -> list[list[str]]:
    """The numbers of each sentence, as they are written."""
    return [re.findall(r"[\d.]+\d|\d", sentence) for sentence in sentences]


def test_agreements_are_counted_in_documents(staff: Client) -> None:
    make_agreement(count=1, signed_on="2023")
    make_agreement(count=1234, signed_on="2023")
    make_agreement(count=7, signed_on="2019")
    assert numbers(totals(staff, Agreement)) == [["1.242", "3"]]
    assert numbers(totals(staff, Agreement, **{"from": "2023"})) == [["1.235", "2"]]
    assert numbers(totals(staff, Agreement, q="không có")) == [["0", "0"]]


def test_totals_are_of_the_whole_result_and_not_of_the_page(staff: Client) -> None:
    for _number in range(51):
        make_event(count=2)
    response = staff.get(admin_url(Event))
    assert len(response.context["cl"].result_list) == 50
    assert numbers(response.context["cl"].summary["totals"]) == [["102", "51"]]


def test_delegations_are_summed_by_direction_and_exchanges_apart(staff: Client) -> None:
    make_delegation(direction="out", count=3, persons=20)
    make_delegation(direction="out", count=1, persons=5)
    make_delegation(direction="in", count=1, persons=None)
    make_delegation(direction="in", count=None, persons=2000)
    make_delegation(direction="in", count=None, persons=None)
    make_delegation(direction="exchange", count=10, persons=100)
    outgoing, incoming, exchanges = numbers(totals(staff, Delegation))
    assert outgoing == ["4", "25"]
    # One delegation that is counted, two that are not; two records without persons.
    assert incoming == ["1", "2.000", "2", "2"]
    assert exchanges == ["10", "100"]


def test_what_no_delegation_states_is_not_said_to_be_none(staff: Client) -> None:
    make_delegation(direction="out", count=None, persons=None)
    make_delegation(direction="in", count=None, persons=1500)
    make_delegation(direction="exchange", count=11, persons=None)
    no_number, no_persons = "1 bản ghi không nêu số đoàn", "1 bản ghi không nêu số lượt người"
    assert totals(staff, Delegation) == [
        f"Đoàn ra (chưa kể {no_number}, {no_persons})",
        f"Đoàn vào: 1.500 lượt khách (chưa kể {no_number})",
        f"Trao đổi đoàn (không tính vào đoàn ra, đoàn vào): 11 đoàn (chưa kể {no_persons})",
    ]


def test_direction_without_records_is_not_named(staff: Client) -> None:
    make_delegation(direction="in", persons=4)
    assert numbers(totals(staff, Delegation)) == [["1", "4"]]
    assert totals(staff, Delegation, q="không có") == []


def test_events_say_what_is_not_counted(staff: Client) -> None:
    make_event(count=5)
    make_event(count=None)
    assert numbers(totals(staff, Event)) == [["5", "2", "1"]]


def test_commitments_and_programmes_are_counted_by_status(staff: Client) -> None:
    for status in ("done", "open", "done"):
        make_commitment(status=status)
    make_programme(status="running")
    assert numbers(totals(staff, Commitment)) == [["1"], ["2"]]
    assert numbers(totals(staff, Programme)) == [["1"]]


def test_straddling_records_have_totals_of_their_own(staff: Client) -> None:
    make_agreement(count=2, signed_on="2023")
    make_agreement(count=3, signed_on="2022–2023")
    make_agreement(count=4)
    asked = {"from": "2023", "to": "2023"}
    summary = staff.get(admin_url(Agreement), asked).context["cl"].summary
    assert numbers(summary["totals"]) == [["2", "1"]]
    assert numbers(summary["straddling_totals"]) == [["3", "1"]]
    listed_apart = staff.get(admin_url(Agreement), {**asked, "span": "straddling"})
    summary = listed_apart.context["cl"].summary
    assert (numbers(summary["totals"]), summary["straddling_totals"]) == ([["3", "1"]], [])


def test_filters_through_rows_count_no_record_twice(staff: Client) -> None:
    country, field = make_country(), make_cooperation_field()
    agreement = make_agreement(count=6, fields=[field, make_cooperation_field()])
    programme = make_programme(fields=[field, make_cooperation_field()], status="running")
    for _number in range(2):
        partner = make_partner(country=country)
        make_agreement_party(agreement=agreement, partner=partner)
        make_programme_participant(programme=programme, partner=partner)
    assert numbers(totals(staff, Agreement, country=country.code)) == [["6", "1"]]
    asked = {"country": country.code, "fields__id__exact": field.pk}
    assert numbers(totals(staff, Programme, **asked)) == [["1"]]


def test_totals_are_one_query(staff: Client) -> None:
    for model, make in ((Agreement, make_agreement), (Delegation, make_delegation)):
        make()
        shown = staff.get(admin_url(model)).context["cl"]
        with CaptureQueriesContext(connection) as queries:
            shown.model_admin.totals(shown.queryset)
        assert len(queries) == 1


def test_list_without_totals_shows_none(staff: Client) -> None:
    make_partner()
    response = staff.get(admin_url(Partner))
    assert response.context["cl"].summary["totals"] == []
    assert 'class="list-summary"' not in response.content.decode()
