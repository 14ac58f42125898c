"""A record that is set back to draft in its own form: with a reason, as from the list."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from events.models import Event
from foreign_affairs.admin.base import RecordAdmin
from tests.admin_pages import Posted, admin_url, errors, form_data, logged_in
from tests.factories import MAKERS, make_event, make_partner, make_source

pytestmark = pytest.mark.django_db

RECORDS = [model for model, its in admin.site._registry.items() if isinstance(its, RecordAdmin)]


@pytest.fixture
def approver() -> Client:
    return logged_in("Approver", last_name="Lê Thị", first_name="Duyệt Bài")


def kept(record: Any) -> tuple[str, str]:
    record.refresh_from_db()
    return record.state, record.return_note


@pytest.mark.parametrize("model", RECORDS)
def test_approver_is_asked_why(model: type[Any], approver: Client) -> None:
    record = MAKERS[model](state="review")
    data = form_data(approver, record, state="draft", editor_note="Đã xem.", return_reason=" ")
    response = approver.post(admin_url(record), data)
    assert list(errors(response)) == ["return_reason"]
    assert response.context["adminform"].form["editor_note"].value() == "Đã xem."
    assert "returned" not in response.context
    assert kept(record) == ("review", "")
    data["return_reason"] = "Thiếu ngày <b>."
    assert approver.post(admin_url(record), data).status_code == 302
    assert kept(record) == ("draft", "Thiếu ngày <b>.")
    page = logged_in("Editor").get(admin_url(record))
    assert str(page.context["returned"]["by"]) == "Lê Thị Duyệt Bài"
    assert "Thiếu ngày &lt;b&gt;." in page.content.decode()


def test_reason_is_not_lost_beside_another_state(approver: Client) -> None:
    event = make_event(state="review")
    data = form_data(approver, event, return_reason="Thiếu ngày.")
    response = approver.post(admin_url(event), data)
    assert list(errors(response)) == ["return_reason"]
    assert "Thiếu ngày." in response.content.decode()
    data["return_reason"] = ""
    assert approver.post(admin_url(event), data).status_code == 302
    assert kept(event) == ("review", "")


@pytest.mark.parametrize(
    ("role", "state"), [("Approver", "draft"), ("Approver", "internal"), ("Editor", "review")]
)
def test_nobody_else_is_asked(role: str, state: str) -> None:
    event = make_event(state=state)
    client = logged_in(role)
    data = form_data(client, event, state="draft")
    assert "return_reason" not in data
    assert client.post(admin_url(event), data).status_code == 302
    assert kept(event) == ("draft", "")


def test_who_takes_back_his_own_record_is_not_asked(approver: Client) -> None:
    given = {"name_vi": "Diễn đàn", "kind": "forum", "state": "review"}
    data = form_data(approver, Event, **given, sources=[str(make_source().pk)])
    assert approver.post(admin_url(Event, "add"), data).status_code == 302
    event = Event.objects.get()
    data = form_data(approver, event, state="draft")
    assert "return_reason" not in data
    assert approver.post(admin_url(event), data).status_code == 302
    assert kept(event) == ("draft", "")


def conflict(approver: Client, record: Any, theirs: Posted, reason: str) -> tuple[Any, Posted]:
    """The page of a conflict for who returns a record, and its form as it is offered."""
    mine = form_data(approver, record, state="draft", return_reason=reason)
    other = logged_in("Approver")
    assert other.post(admin_url(record), form_data(other, record, **theirs)).status_code == 302
    page = approver.post(admin_url(record), mine)
    choices = {choice.name: choice.picked for choice in page.context["choices"]}
    return page, {"_typed": page.context["typed"], **choices, **page.context["carried"]}


def test_reason_survives_a_conflict(approver: Client) -> None:
    partner = make_partner(state="review", name_en="Old")
    page, answer = conflict(approver, partner, {"name_en": "New"}, "Thiếu “ngày”.")
    assert 'name="return_reason" value="Thiếu “ngày”."' in page.content.decode()
    assert approver.post(admin_url(partner), answer).status_code == 302
    assert kept(partner) == ("draft", "Thiếu “ngày”.")
    assert partner.name_en == "New"


def test_reason_of_a_return_that_was_not_chosen_is_dropped(approver: Client) -> None:
    partner = make_partner(state="review")
    page, answer = conflict(approver, partner, {"state": "internal"}, "Thiếu ngày.")
    (choice,) = page.context["choices"]
    approver.post(admin_url(partner), {**answer, choice.name: "theirs"})
    assert kept(partner) == ("internal", "")


def test_editor_gives_no_reason_in_a_conflict_either() -> None:
    first, second = logged_in("Editor"), logged_in("Editor")
    partner = make_partner(state="draft", name_en="Old")
    mine = form_data(second, partner, website="https://example.org/")
    first.post(admin_url(partner), form_data(first, partner, name_en="New"))
    page = second.post(admin_url(partner), mine).context
    choices = {choice.name: choice.picked for choice in page["choices"]}
    second.post(admin_url(partner), {"_typed": page["typed"], **choices, "return_reason": "x"})
    assert kept(partner) == ("draft", "")
    assert partner.website == "https://example.org/"
