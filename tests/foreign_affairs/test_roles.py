"""Who may do what: every role, model, state and action against the tables written out below."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client
from django.urls import reverse

from events import models as events
from foreign_affairs import models as shared
from foreign_affairs import roles
from foreign_affairs.admin.seen import seen_of
from foreign_affairs.models import User
from indicators import models as indicators
from partners import models as partners
from tests.admin_pages import admin_url, form_data
from tests.factories import MAKERS, make_partner, make_source, make_user

pytestmark = pytest.mark.django_db

ROLES = ["Viewer", "Editor", "Approver", "Administrator"]
STATES = ["draft", "review", "internal", "published", "withdrawn"]
ACTIONS = ["view", "add", "change", "delete", "publish"]

RECORDS: list[type[Any]] = [
    shared.Source,
    partners.Partner,
    partners.Organisation,
    partners.Agreement,
    partners.FriendshipAssociation,
    events.Delegation,
    events.Event,
    events.Programme,
    events.Commitment,
    events.Recognition,
    indicators.Indicator,
    indicators.Observation,
    indicators.Orientation,
]
ROWS: list[type[Any]] = [
    partners.PartnerName,
    partners.Tie,
    partners.OrganisationName,
    partners.OrganisationTie,
    partners.AgreementParty,
    partners.AgreementAct,
    partners.AgreementFile,
    events.DelegationParticipant,
    events.DelegationCountry,
    events.EventParticipant,
    events.ProgrammeParticipant,
    events.CommitmentParty,
    events.RecognitionParty,
]
CONTACTS: list[type[Any]] = [partners.Contact]
ADMINISTERED: list[type[Any]] = [
    shared.Country,
    shared.CountryName,
    shared.CooperationField,
    shared.DossierTemplate,
    shared.Owner,
    User,
]

# What each role may do with each kind of model, in words of ACTIONS.
GRANTED = {
    "records": {
        "Viewer": "view",
        "Editor": "view add change",
        "Approver": "view add change publish",
        "Administrator": "view add change delete publish",
    },
    "rows": {
        "Viewer": "view",
        "Editor": "view add change delete",
        "Approver": "view add change delete",
        "Administrator": "view add change delete",
    },
    "contacts": {
        "Viewer": "view",
        "Editor": "view add change delete",
        "Approver": "view add change delete",
        "Administrator": "view add change delete",
    },
    "administered": {
        "Viewer": "view",
        "Editor": "view",
        "Approver": "view",
        "Administrator": "view add change delete",
    },
    "proposals": dict.fromkeys(ROLES, "view"),
    "imports": dict.fromkeys(ROLES, "view"),
    "groups": {
        "Viewer": "",
        "Editor": "",
        "Approver": "",
        "Administrator": "view add change delete",
    },
    "audit": {"Viewer": "", "Editor": "", "Approver": "", "Administrator": "view"},
    "failed log-ins": {"Viewer": "", "Editor": "", "Approver": "", "Administrator": "view delete"},
}
KINDS = [
    *((model, "records") for model in (*RECORDS, shared.Correction)),
    *((model, "rows") for model in ROWS),
    *((model, "contacts") for model in CONTACTS),
    *((model, "administered") for model in ADMINISTERED),
    (shared.ProposedChange, "proposals"),
    (shared.Import, "imports"),
    (Group, "groups"),
    (shared.AuditEntry, "audit"),
    (shared.FailedLogin, "failed log-ins"),
]

# The states in which each role may change a record, or the rows inside it.
CHANGES = {
    "Viewer": "",
    "Editor": "draft review internal withdrawn",
    "Approver": "draft review internal published withdrawn",
    "Administrator": "draft review internal published withdrawn",
}
# The states in which each role may delete what another made, and what it made itself.
DELETES_OTHERS = {
    "Viewer": "",
    "Editor": "",
    "Approver": "",
    "Administrator": "draft review internal published withdrawn",
}
DELETES_OWN = {
    "Viewer": "",
    "Editor": "draft",
    "Approver": "draft",
    "Administrator": "draft review internal published withdrawn",
}
# From each state: the others into which each role may bring a record.
MOVES = {
    "Viewer": dict.fromkeys(STATES, ""),
    "Editor": {
        "draft": "review",
        "review": "draft",
        "internal": "draft review",
        "published": "",
        "withdrawn": "draft review",
    },
    "Approver": {
        "draft": "review internal published withdrawn",
        "review": "draft internal published withdrawn",
        "internal": "draft review published withdrawn",
        "published": "draft review internal withdrawn",
        "withdrawn": "draft review internal published",
    },
    "Administrator": {
        "draft": "review internal published withdrawn",
        "review": "draft internal published withdrawn",
        "internal": "draft review published withdrawn",
        "published": "draft review internal withdrawn",
        "withdrawn": "draft review internal published",
    },
}


@pytest.fixture
def people() -> dict[str, User]:
    return {role: make_user(role) for role in ROLES}


def login(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def made(model: type[Any], state: str, creator: User | None = None) -> Any:
    """A record in a state, or a row of a record in that state."""
    if model in ROWS:
        parent = MAKERS[model.parent_model()](state=state)
        return MAKERS[model](**{model.parent_field: parent})
    record = MAKERS[model](state=state)
    if creator:
        model.objects.filter(pk=record.pk).update(created_by=creator)
        record.refresh_from_db()
    return record


def test_every_kept_model_is_in_the_table() -> None:
    assert {model for model, _kind in KINDS} == set(roles.kept_models())


@pytest.mark.parametrize(("model", "kind"), KINDS)
def test_permissions_of_each_role(
    people: dict[str, User], model: type[models.Model], kind: str
) -> None:
    for role, user in people.items():
        found = [action for action in ACTIONS if roles.has(user, action, model)]
        expected = GRANTED[kind][role].split()
        assert sorted(found) == sorted(expected), role


def test_groups_hold_nothing_else(people: dict[str, User]) -> None:
    """Nobody gets rights over history, sessions, content types or the log."""
    kept = {(model._meta.app_label, model._meta.model_name) for model in roles.kept_models()}
    for group in Group.objects.all():
        held = set(group.permissions.values_list("content_type__app_label", "content_type__model"))
        assert held <= kept, group.name


@pytest.mark.parametrize("model", RECORDS)
@pytest.mark.parametrize("state", STATES)
def test_records_by_state(people: dict[str, User], model: type[Any], state: str) -> None:
    record = made(model, state)
    for role, user in people.items():
        assert roles.may_change(user, record) == (state in CHANGES[role].split()), role
        assert roles.may_delete(user, record) == (state in DELETES_OTHERS[role].split()), role
        record.created_by = user
        assert roles.may_delete(user, record) == (state in DELETES_OWN[role].split()), role
        record.created_by = None
        moves = set(roles.allowed_states(user, model, state)) - {state}
        reached = moves if roles.may_change(user, record) else set()
        assert sorted(reached) == sorted(MOVES[role][state].split()), role


@pytest.mark.parametrize("model", ROWS)
@pytest.mark.parametrize("state", STATES)
def test_rows_follow_their_record(people: dict[str, User], model: type[Any], state: str) -> None:
    row = made(model, state)
    for role, user in people.items():
        allowed = state in CHANGES[role].split()
        assert roles.may_change(user, row) == allowed, role
        assert roles.may_delete(user, row) == allowed, role


# The same through the pages that people use


def post_form(user: User, row: Any, data: dict[str, Any]) -> Any:
    """Posts a form as if the user had opened it just now; a forged one need not be shown first."""
    return login(user).post(admin_url(row), {**data, "_seen": seen_of(row)})


@pytest.mark.parametrize(("model", "kind"), KINDS)
def test_pages_open_to_each_role(
    people: dict[str, User], model: type[models.Model], kind: str
) -> None:
    """The list needs view, the empty form needs add; the owner is there once and for all."""
    if model in MAKERS:
        MAKERS[model]()
    for role, user in people.items():
        granted = GRANTED[kind][role].split()
        client = login(user)
        opened = [client.get(admin_url(model, page)).status_code for page in ("changelist", "add")]
        adds = "add" in granted and model is not shared.Owner
        assert opened == [200 if "view" in granted else 403, 200 if adds else 403], role


@pytest.mark.parametrize("model", RECORDS)
@pytest.mark.parametrize("state", ["draft", "published"])
def test_change_of_a_record(people: dict[str, User], model: type[Any], state: str) -> None:
    record = made(model, state)
    data = form_data(login(people["Administrator"]), record)
    for role, user in people.items():
        response = post_form(user, record, {**data, "editor_note": f"by {role}"})
        record.refresh_from_db()
        allowed = state in CHANGES[role].split()
        waits = role == "Editor" and state == "published"
        assert response.status_code == (302 if allowed or waits else 403), role
        assert (record.editor_note == f"by {role}") == allowed, role
    authors = [proposal.author for proposal in shared.ProposedChange.objects.of(record)]
    assert authors == ([people["Editor"]] if state == "published" else [])


@pytest.mark.parametrize("model", ROWS)
@pytest.mark.parametrize("state", ["draft", "published"])
def test_change_of_a_row_on_its_own_page(
    people: dict[str, User], model: type[Any], state: str
) -> None:
    row = made(model, state)
    data = form_data(login(people["Administrator"]), row)
    for role, user in people.items():
        before = row.version
        response = post_form(user, row, data)
        row.refresh_from_db()
        allowed = state in CHANGES[role].split()
        assert response.status_code == (302 if allowed else 403), role
        assert row.version == before + allowed, role


@pytest.mark.parametrize("model", [*CONTACTS, shared.Country, shared.CooperationField])
def test_change_of_what_has_no_state(people: dict[str, User], model: type[Any]) -> None:
    row = MAKERS[model]()
    kind = dict(KINDS)[model]
    data = form_data(login(people["Administrator"]), row)
    for role, user in people.items():
        before = row.version
        response = post_form(user, row, data)
        row.refresh_from_db()
        allowed = "change" in GRANTED[kind][role].split()
        assert response.status_code == (302 if allowed else 403), role
        assert row.version == before + allowed, role


def confirm_deletion(client: Client, record: Any) -> Any:
    """What the page of a deletion posts, whether it was shown or is forged."""
    return client.post(admin_url(record, "delete"), {"post": "yes", "_seen": seen_of(record)})


@pytest.mark.parametrize("model", RECORDS)
@pytest.mark.parametrize("state", ["draft", "published"])
def test_deletion_of_a_record(people: dict[str, User], model: type[Any], state: str) -> None:
    for role, user in people.items():
        client = login(user)
        for creator, table in [(None, DELETES_OTHERS), (user, DELETES_OWN)]:
            record = made(model, state, creator)
            allowed = state in table[role].split()
            response = confirm_deletion(client, record)
            assert response.status_code == (302 if allowed else 403), (role, creator)
            assert model.objects.filter(pk=record.pk).exists() == (not allowed), (role, creator)


@pytest.mark.parametrize("model", ROWS)
@pytest.mark.parametrize("state", ["draft", "published"])
def test_deletion_of_a_row(people: dict[str, User], model: type[Any], state: str) -> None:
    for role, user in people.items():
        row = made(model, state)
        allowed = state in CHANGES[role].split()
        response = confirm_deletion(login(user), row)
        assert response.status_code == (302 if allowed else 403), role
        assert model.objects.filter(pk=row.pk).exists() == (not allowed), role


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_move_by_form(people: dict[str, User], role: str, state: str) -> None:
    partner = make_partner(state=state, sources=[make_source()])
    data = form_data(login(people["Administrator"]), partner)
    client = login(people[role])
    reached = []
    for other in STATES:
        # Who sends a record back says why.
        reason = "Thiếu ngày." if other == "draft" else ""
        client.post(admin_url(partner), {**data, "state": other, "return_reason": reason})
        partner.refresh_from_db()
        if partner.state != state:
            reached.append(partner.state)
            partners.Partner.objects.filter(pk=partner.pk).update(state=state)
    assert sorted(reached) == sorted(MOVES[role][state].split())


def confirm_move(client: Client, record: Any, state: str) -> None:
    """What the preview of an action posts, whether it was shown or is forged."""
    meta = record._meta
    address = f"admin:{meta.app_label}_{meta.model_name}_action"
    posted = {"chosen": f"{record.pk}:{record.version}", "reason": "Thiếu nguồn"}
    client.post(reverse(address, args=[f"move_to_{state}"]), posted)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_move_by_action(people: dict[str, User], role: str, state: str) -> None:
    partner = make_partner(state=state, sources=[make_source()])
    version, written = partner.version, partner.history.count()
    client = login(people[role])
    reached = []
    for other in STATES:
        confirm_move(client, partner, other)
        partner.refresh_from_db()
        if partner.state != state:
            reached.append(partner.state)
            partners.Partner.objects.filter(pk=partner.pk).update(state=state)
    assert sorted(reached) == sorted(MOVES[role][state].split())
    assert partner.version == version + len(reached)
    assert partner.history.count() == written + len(reached)


@pytest.mark.parametrize("model", RECORDS)
def test_move_by_action_of_each_model(people: dict[str, User], model: type[Any]) -> None:
    """An editor who forges the action of an approver publishes nothing; the approver does."""
    for role in ROLES:
        record = made(model, "review")
        _publish_what_it_needs(record)
        confirm_move(login(people[role]), record, "published")
        record.refresh_from_db()
        expected = "published" if role in ("Approver", "Administrator") else "review"
        assert record.state == expected, role


def _publish_what_it_needs(record: Any) -> None:
    if isinstance(record, partners.FriendshipAssociation):
        record.organisation.state = "published"
        record.organisation.save()
