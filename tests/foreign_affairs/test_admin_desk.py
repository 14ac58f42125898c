"""The desk: who sees which counts, and that each count is the length of the list it opens."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.activity import quiet, with_last_activity
from foreign_affairs.admin.base import RecordAdmin
from foreign_affairs.dates import months_later, today
from foreign_affairs.models import Correction, ProposedChange, Record
from partners.models import Partner
from tests.admin_pages import logged_in
from tests.factories import (
    MAKERS,
    make_agreement,
    make_agreement_act,
    make_agreement_party,
    make_commitment,
    make_commitment_party,
    make_delegation,
    make_delegation_participant,
    make_event,
    make_event_participant,
    make_organisation,
    make_partner,
    make_programme,
    make_programme_participant,
    make_user,
)

pytestmark = pytest.mark.django_db

RECORDS = [model for model, its in admin.site._registry.items() if isinstance(its, RecordAdmin)]
WATCHED = ["expiring", "quiet", "overdue", "unconfirmed"]
GAPS = ["source", "english", "recheck", "recent"]


def desk(client: Client) -> dict[str, Any]:
    """The entries of the desk by their key."""
    sections = client.get(reverse("admin:index")).context["sections"]
    return {entry.key: entry for section in sections for entry in section.entries}


def login(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def days_ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


def fill(user: Any) -> None:
    """For each entry of each desk some rows that it counts and some that it does not."""
    old = timezone.now() - timedelta(days=30)
    stranger = make_user("Editor")
    for model in RECORDS:
        make = MAKERS[model]
        make(officer=user)
        make(officer=stranger)
        make(officer=user, return_note="Thiếu nguồn")
        make(officer=stranger, return_note="Thiếu nguồn")
        make(state="review", checked_on=today())
        made = make(state="internal", checked_on=months_later(today(), -13))
        model._default_manager.filter(pk=made.pk).update(changed_at=old, created_by=user)
    agreement = {"signed_on": days_ago(900), "duration": "fixed"}
    make_agreement(effective_until=days_ago(-90), **agreement)
    make_agreement(effective_until=days_ago(-900), **agreement)
    make_commitment(due=days_ago(3))
    make_commitment(due=days_ago(3), status="done")
    make_commitment(due=days_ago(3), state="withdrawn")
    make_event(held_on=days_ago(3))
    make_event(held_on=days_ago(3), status="held")
    make_partner(status="prospective")
    seen = make_delegation(status="carried_out", period=days_ago(30))
    make_delegation_participant(delegation=seen, partner=make_partner())


# Who sees what


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        ("Viewer", WATCHED),
        ("Editor", ["drafts", "returned", "proposed", *GAPS]),
        ("Approver", ["review", *WATCHED]),
        ("Administrator", ["review", *WATCHED, *GAPS]),
    ],
)
def test_desk_shows_what_the_role_works_on(role: str, entries: list[str]) -> None:
    client = logged_in(role)
    assert list(desk(client)) == entries
    assert str(client.get(reverse("admin:index")).context["role"])


def test_desk_of_an_account_without_rights_is_empty_and_opens_nothing() -> None:
    make_event(held_on=days_ago(3))
    client = logged_in()
    assert {entry.total for entry in desk(client).values()} == {0}
    page = client.get(reverse("admin:index"))
    assert page.context["app_list"] == []
    assert page.context["changes"] == []


def test_desk_names_the_person() -> None:
    user = make_user("Editor", last_name="Đặng Thị", first_name="Hòa")
    assert "Đặng Thị Hòa" in login(user).get(reverse("admin:index")).content.decode()


# Counts


@pytest.mark.parametrize("role", ["Viewer", "Editor", "Administrator"])
def test_each_count_is_the_length_of_the_list_it_opens(role: str) -> None:
    user = make_user(role)
    client = login(user)
    fill(user)
    opened = 0
    for entry in desk(client).values():
        assert entry.total == sum(kind.count for kind in entry.kinds)
        for kind in entry.kinds:
            if kind.url:
                response = client.get(kind.url)
                assert response.status_code == 200, (entry.key, kind.url)
                assert response.context["cl"].result_count == kind.count, (entry.key, kind.url)
                assert urlsplit(kind.url).query
                opened += 1
    assert opened >= (4 if role == "Viewer" else 14)


def test_counts_tell_what_is_to_do_from_what_is_not() -> None:
    user = make_user("Editor")
    fill(user)
    mine = desk(login(user))
    assert mine["returned"].total == len(RECORDS)
    assert mine["drafts"].total == 2 * len(RECORDS)
    watched = desk(logged_in("Viewer"))
    assert {key: watched[key].total for key in ("expiring", "overdue", "unconfirmed")} == {
        "expiring": 1,
        "overdue": 1,
        "unconfirmed": 1,
    }


def test_mine_is_what_i_made_while_nobody_is_in_charge() -> None:
    user, other = make_user("Editor"), make_user("Editor")
    made, given_away = make_event(), make_event(officer=other)
    type(made).objects.filter(pk__in=(made.pk, given_away.pk)).update(created_by=user)
    assert desk(login(user))["drafts"].total == 1
    assert desk(login(other))["drafts"].total == 1


def test_proposed_changes_wait_for_the_approver_and_return_to_their_author() -> None:
    author, other = make_user("Editor"), make_user("Editor")
    record = make_partner(state="published")
    for status in ("waiting", "returned", "returned", "dropped"):
        ProposedChange.objects.create(record=record, changes={}, author=author, status=status)
    assert desk(login(author))["proposed"].total == 1
    assert desk(login(author))["returned"].total == 2
    assert desk(login(other))["proposed"].total == 0
    assert desk(login(other))["returned"].total == 0
    assert desk(logged_in("Approver"))["review"].total == 1


def test_open_corrections_wait_for_the_approver() -> None:
    partner = make_partner(state="published")
    given = {"about": "partner", "about_code": partner.code, "received_on": today(), "claim": "?"}
    Correction.objects.create(claimant="Bà A", **given)
    Correction.objects.create(
        claimant="Bà B", decision="rejected", reason="đúng rồi", decided_on=today(), **given
    )
    assert desk(logged_in("Approver"))["review"].total == 1


def test_an_entry_with_nothing_stays_on_the_desk() -> None:
    page = logged_in("Viewer").get(reverse("admin:index")).content.decode()
    assert page.count("desk-entry-none") == len(WATCHED)


# Cost


@pytest.mark.parametrize("role", ["Editor", "Administrator"])
def test_desk_costs_the_same_with_one_row_and_with_three(role: str) -> None:
    user = make_user(role)
    client = login(user)
    fill(user)
    client.get(reverse("admin:index"))
    with CaptureQueriesContext(connection) as with_one:
        client.get(reverse("admin:index"))
    fill(user)
    fill(user)
    with CaptureQueriesContext(connection) as with_three:
        client.get(reverse("admin:index"))
    assert len(with_three) == len(with_one)
    assert len(with_three) <= 25


# Last changes


def test_last_changes_are_by_me_and_by_all() -> None:
    user, other = make_user("Editor"), make_user("Editor")
    rows: list[Record] = [make_event(), make_partner(), make_delegation()]
    for days, (row, who) in enumerate(zip(rows, (user, other, None), strict=True)):
        when = timezone.now() - timedelta(days=days)
        type(row)._default_manager.filter(pk=row.pk).update(changed_by=who, changed_at=when)
    lists = login(user).get(reverse("admin:index")).context["changes"]
    mine, everybodys = ([(each.name, each.who) for each in found] for _title, found in lists)
    assert mine == [(str(rows[0]), user)]
    # The country that came with the partner is of a code list and no record.
    assert everybodys == [(str(rows[0]), user), (str(rows[1]), other), (str(rows[2]), None)]


def test_last_changes_end_after_ten() -> None:
    for _number in range(12):
        make_event()
    (_mine, _none), (_all, everybodys) = (
        logged_in("Viewer").get(reverse("admin:index")).context["changes"]
    )
    assert len(everybodys) == 10


# Activity of a partner


def last_activity(partner: Partner) -> date | None:
    return with_last_activity(Partner.objects.all()).get(pk=partner.pk).last_activity


def test_last_activity_is_the_latest_of_all_kinds() -> None:
    partner = make_partner()
    assert last_activity(partner) is None
    agreement = make_agreement(signed_on="2001-02-03")
    make_agreement_party(agreement=agreement, partner=partner)
    assert last_activity(partner) == date(2001, 2, 3)
    make_agreement_act(agreement=agreement, kind="reviewed", done_on="2002-05-06")
    assert last_activity(partner) == date(2002, 5, 6)
    make_programme_participant(
        partner=partner, programme=make_programme(started_on="2003", ended_on="2004-03")
    )
    assert last_activity(partner) == date(2004, 3, 31)
    make_commitment_party(partner=partner, commitment=make_commitment(said_on="2005-06-07"))
    assert last_activity(partner) == date(2005, 6, 7)
    make_event_participant(partner=partner, event=make_event(held_on="2006-07-08", status="held"))
    assert last_activity(partner) == date(2006, 7, 8)
    visit = make_delegation(period="2007-08-09", status="reported")
    make_delegation_participant(partner=partner, delegation=visit)
    assert last_activity(partner) == date(2007, 8, 9)


def test_activity_of_an_organisation_is_that_of_its_locality() -> None:
    partner = make_partner()
    police = make_organisation(locality_abroad=partner)
    visit = make_delegation(period="2007-08-09", status="reported")
    make_delegation_participant(organisation=police, delegation=visit)
    assert last_activity(partner) == date(2007, 8, 9)


@pytest.mark.parametrize(
    "given",
    [
        {"period": "2007-08-09", "status": "planned"},
        {"period": "2007-08-09", "status": "cancelled"},
        {"period": None, "status": "reported"},
        {"period": "2999", "status": "reported"},
        {"period": "2007-08-09", "status": "reported", "state": "withdrawn"},
    ],
)
def test_what_did_not_happen_or_has_no_date_is_no_activity(given: dict[str, Any]) -> None:
    partner = make_partner()
    make_delegation_participant(partner=partner, delegation=make_delegation(**given))
    assert last_activity(partner) is None
    assert list(quiet(Partner.objects.all())) == [partner]


def test_a_year_that_is_not_over_counts_until_today() -> None:
    partner = make_partner()
    visit = make_delegation(period=f"{today().year}/2999", status="carried_out")
    make_delegation_participant(partner=partner, delegation=visit)
    assert last_activity(partner) == today()


def test_quiet_partners_are_established_and_unseen_for_twelve_months() -> None:
    edge = months_later(today(), -12)
    days = {"quiet": edge - timedelta(days=1), "seen": edge}
    partners = {}
    for name, day in days.items():
        partners[name] = make_partner()
        visit = make_delegation(period=day.isoformat(), status="carried_out")
        make_delegation_participant(partner=partners[name], delegation=visit)
    make_partner(status="ended")
    make_partner(status="prospective")
    assert list(quiet(Partner.objects.all())) == [partners["quiet"]]
