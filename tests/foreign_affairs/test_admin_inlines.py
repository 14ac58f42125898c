"""Rows in the form of their record: what they cost, and those that a new one begins with."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Delegation, DelegationParticipant, Event, Programme
from foreign_affairs.admin.form_fields import links_of
from partners.models import Agreement, Participation, Tie
from tests.admin_pages import admin_url, errors, form_data, logged_in
from tests.factories import (
    MAKERS,
    make_delegation,
    make_delegation_participant,
    make_partner,
    make_tie,
)
from tests.test_budgets import copies

pytestmark = pytest.mark.django_db

WITH_ROWS = [
    model for model, its in admin.site._registry.items() if its.inlines and model in MAKERS
]


def make_long(model: type[Any], number: int) -> Any:
    """A draft with so many rows of each kind that its form shows, each naming other records."""
    record = MAKERS[model]()
    inlines: Any = admin.site._registry[model].inlines
    for kind, inline in {one.model: one for one in inlines}.items():
        own = next(field.name for field in kind._meta.fields if field.related_model is model)
        shown = flatten(inline.names) or links_of(kind)
        links = sorted({*links_of(kind)} & {*shown} - {own})
        named = {
            name: copies(MAKERS[kind._meta.get_field(name).related_model](), number - 1)
            for name in links
        }
        for one in range(number):
            # Whoever takes part is one of three.
            naming = [links[one % len(links)]] if issubclass(kind, Participation) else links
            MAKERS[kind](**{own: record, **{name: named[name][one] for name in naming}})
    return record


def costs(client: Client, record: Any) -> dict[str, int]:
    """The number of queries of everything that is done with a form, nothing in it being changed."""
    viewer, data = logged_in("Viewer"), form_data(client, record)
    viewer.get(admin_url(record))
    add = admin_url(type(record), "add")
    measured = {}
    for name, ask, status in (
        ("read", lambda: viewer.get(admin_url(record)), 200),
        ("open", lambda: client.get(admin_url(record)), 200),
        ("open one like it", lambda: client.get(add, {"like": record.pk}), 200),
        ("err", lambda: client.post(admin_url(record), {**data, "code": "not a code"}), 200),
        ("save", lambda: client.post(admin_url(record), data), 302),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert ask().status_code == status, name
        measured[name] = len(queries)
    return measured


@pytest.mark.parametrize("model", WITH_ROWS)
def test_form_costs_the_same_with_any_number_of_rows(model: type[Any]) -> None:
    client = logged_in("Administrator")
    few, many = (costs(client, make_long(model, number)) for number in (3, 33))
    assert few == many


def test_row_names_what_was_typed_when_the_form_comes_back() -> None:
    editor, chosen = logged_in("Editor"), make_partner()
    row = make_delegation_participant(delegation=make_delegation())
    typed = {"name_vi": "", "participants-0-partner": str(chosen.pk)}
    response = editor.post(admin_url(row.delegation), form_data(editor, row.delegation, **typed))
    page = response.content.decode()
    assert list(errors(response)) == ["name_vi"]
    assert f'<option value="{chosen.pk}" selected>{chosen}</option>' in page
    assert f'<option value="{row.partner_id}"' not in page


def test_only_the_rows_that_were_changed_are_checked() -> None:
    editor, partner = logged_in("Editor"), make_partner()
    wrong, right = make_tie(partner=partner), make_tie(partner=partner)
    Tie.objects.filter(pk=wrong.pk).update(since="2020", until="2010")
    data = form_data(editor, partner)
    names = {data[f"ties-{number}-id"]: f"ties-{number}" for number in range(2)}
    changed = {**data, f"{names[right.pk]}-since": "2021", f"{names[right.pk]}-until": "2011"}
    response = editor.post(admin_url(partner), changed)
    assert list(errors(response)) == [f"{names[right.pk]}-until"]
    changed[f"{names[right.pk]}-until"] = "2022"
    assert editor.post(admin_url(partner), changed).status_code == 302
    right.refresh_from_db()
    wrong.refresh_from_db()
    assert (str(right.until), str(wrong.until)) == ("2022", "2010")


# The rows that stand open in the form of a new record


def begun(editor: Client, model: type[Any], prefix: str) -> list[tuple[Any, Any]]:
    """The side and the role of the rows that the form of a new record shows."""
    data = form_data(editor, model)
    count = int(data[f"{prefix}-TOTAL_FORMS"])
    return [(data[f"{prefix}-{one}-side"], data[f"{prefix}-{one}-role"]) for one in range(count)]


def test_new_record_begins_with_a_row_for_each_side() -> None:
    editor = logged_in("Editor")
    for model in (Delegation, Event, Programme):
        sides = [("home", "participant"), ("partner", "participant")]
        assert begun(editor, model, "participants") == sides
    assert begun(editor, Agreement, "parties") == [("home", "party"), ("partner", "party")]
    visit = make_delegation()
    assert form_data(editor, visit)["participants-TOTAL_FORMS"] == 0


def test_rows_that_stay_as_they_were_begun_are_not_saved() -> None:
    editor, partner = logged_in("Editor"), make_partner()
    given = {"name_vi": "Đoàn Daejeon", "direction": "in", "rank": "working", "state": "draft"}
    data = form_data(editor, Delegation, **given)
    typed = {**data, "participants-1-partner": str(partner.pk)}
    assert editor.post(admin_url(Delegation, "add"), typed).status_code == 302
    # Whoever takes the first row away sends the second as the first.
    left = {"participants-TOTAL_FORMS": 1, "participants-0-side": "partner"}
    other = {**data, **left, "name_vi": "Phái đoàn về nông nghiệp"}
    assert editor.post(admin_url(Delegation, "add"), other).status_code == 302
    rows = DelegationParticipant.objects.values_list("delegation__name_vi", "partner", "side")
    assert list(rows) == [("Đoàn Daejeon", partner.pk, "partner")]


def test_begun_row_with_more_than_a_side_names_somebody() -> None:
    editor = logged_in("Editor")
    given = {"name_vi": "Đoàn Daejeon", "direction": "in", "rank": "working", "state": "draft"}
    data = form_data(editor, Delegation, **given, **{"participants-0-office_vi": "Giám đốc"})
    response = editor.post(admin_url(Delegation, "add"), data)
    assert list(errors(response)) == ["participants-0-__all__"]


def test_saved_row_may_be_changed_to_what_rows_begin_with() -> None:
    editor, row = logged_in("Editor"), make_delegation_participant(side="third")
    data = form_data(editor, row.delegation, **{"participants-0-side": "home"})
    assert editor.post(admin_url(row.delegation), data).status_code == 302
    row.refresh_from_db()
    assert row.side == "home"
