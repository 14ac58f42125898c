"""Actions on many records: shown first, confirmed then, and nothing overwritten silently."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import Event
from foreign_affairs.admin import actions
from foreign_affairs.dates import today
from foreign_affairs.models import User
from indicators.models import Observation
from partners.models import FriendshipAssociation, Partner
from tests.admin_pages import admin_url, form_data, logged_in
from tests.factories import (
    MAKERS,
    make_event,
    make_event_participant,
    make_partner,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor")


@pytest.fixture
def approver() -> Client:
    return logged_in("Approver")


def user_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def preview(client: Client, name: str, *records: Any, **more: Any) -> Any:
    posted = {"action": name, "_selected_action": [record.pk for record in records], **more}
    return client.post(admin_url(type(records[0])), posted)


def confirm(client: Client, response: Any, **typed: Any) -> Any:
    """What the form of the preview posts, with what a person typed in it."""
    page = response.content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(chosen|back)" value="([^"]*)"', page))
    posted = {name: unescape(value) for name, value in hidden.items()}
    return client.post(response.context["confirm_url"], {**posted, **typed})


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def changing(response: Any) -> list[Any]:
    return [row["record"] for row in response.context["rows"]]


def state_of(record: Any) -> str:
    return str(type(record)._default_manager.get(pk=record.pk).state)


# The preview


def test_preview_shows_what_would_change_and_writes_nothing(approver: Client) -> None:
    source = make_source(state="published")
    ready = make_partner(state="review", sources=[source])
    bare = make_partner(state="draft")
    foreign = make_partner(state="review", sources=[source], name_en="", summary_en="")
    done = make_partner(state="published", sources=[source])
    records = (ready, bare, foreign, done)
    written = [record.history.count() for record in records]
    response = preview(approver, "move_to_published", *records)
    assert changing(response) == [ready]
    row = response.context["rows"][0]
    assert ("review" in row["before"], "published" in row["after"]) == (True, True)
    left = response.context["left"]
    assert sorted(names for names in left.values()) == sorted(
        [[str(bare)], [str(done)], [str(foreign)], [str(foreign)]]
    )
    assert [state_of(record) for record in records] == ["review", "draft", "review", "published"]
    assert [record.history.count() for record in records] == written


def test_confirming_changes_what_was_shown(approver: Client) -> None:
    source = make_source(state="published")
    partners = [make_partner(state="review", sources=[source]) for _number in range(2)]
    aside = make_partner(state="review", sources=[source])
    response = confirm(approver, preview(approver, "move_to_published", *partners))
    assert [state_of(record) for record in (*partners, aside)] == [
        "published",
        "published",
        "review",
    ]
    newest = [record.history.first() for record in partners]
    assert [version.history_user for version in newest] == [user_of(approver)] * 2
    assert response["Location"] == admin_url(Partner)
    assert len(said(response)) == 1


def test_filters_of_the_list_are_kept(approver: Client) -> None:
    event = make_event()
    address = f"{admin_url(Event)}?state__exact=draft&from=2020"
    make_event(held_on="2023", pk=event.pk + 1)
    shown = approver.post(
        address, {"action": "mark_checked", "_selected_action": [event.pk + 1], "index": 0}
    )
    assert confirm(approver, shown)["Location"] == address


@pytest.mark.parametrize("model", [Partner, Event, Observation, FriendshipAssociation])
@pytest.mark.parametrize("name", ["move_to_published", "hand_over"])
def test_preview_costs_the_same_for_one_record_and_for_three(
    approver: Client, model: type[Any], name: str
) -> None:
    # In review, so that each one is asked for sources and for what is missing.
    def made() -> Any:
        return MAKERS[model](state="review", officer=make_user("Editor"))

    records = [made()]
    preview(approver, name, *records)
    with CaptureQueriesContext(connection) as for_one:
        preview(approver, name, *records)
    records += [made(), made()]
    with CaptureQueriesContext(connection) as for_three:
        response = preview(approver, name, *records)
    assert len(changing(response)) + sum(map(len, response.context["left"].values())) >= 3
    assert len(for_three) == len(for_one)


def test_all_rows_across_pages_are_taken(editor: Client) -> None:
    events = [make_event() for _number in range(3)]
    response = preview(editor, "mark_checked", events[0], select_across=1)
    assert sorted(record.pk for record in changing(response)) == [event.pk for event in events]


def test_too_many_records_are_refused_in_words(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    events = [make_event() for _number in range(3)]
    response = preview(editor, "mark_checked", events[0], select_across=1)
    assert (response.status_code, len(said(response))) == (302, 1)
    assert Event.objects.filter(checked_on__isnull=True).count() == 3


# What the public loses


@pytest.mark.parametrize(
    ("name", "is_told"),
    [
        ("move_to_withdrawn", True),
        ("move_to_internal", True),
        ("move_to_draft", True),
        ("hand_over", False),
        ("mark_checked", False),
    ],
)
def test_preview_names_the_public_records_that_name_one_taken_away(
    approver: Client, name: str, is_told: bool
) -> None:
    partner, alone = make_partner(state="published"), make_partner(state="published")
    event = make_event_participant(event=make_event(state="published"), partner=partner).event
    response = preview(approver, name, partner, alone)
    shown = {row["record"]: row["mentions"] for row in response.context["rows"]}
    named = [mention.record for mention in shown[partner].shown] if shown[partner] else []
    assert (named, shown[alone]) == ([event] if is_told else [], None)
    assert (admin_url(event) in response.content.decode()) is is_told


@pytest.mark.parametrize(
    ("name", "hidden"), [("move_to_review", 2), ("move_to_withdrawn", 2), ("mark_checked", 0)]
)
def test_preview_counts_what_would_leave_the_public_pages(
    approver: Client, name: str, hidden: int
) -> None:
    """“Send to review” does not sound as if it took anything from the public."""
    states = ("draft", "published", "published")
    events = [make_event(state=state, sources=[make_source()]) for state in states]
    response = preview(approver, name, *events)
    assert (len(response.context["rows"]), response.context["hidden"]) == (3, hidden)


def test_preview_of_what_is_not_public_loses_nothing(approver: Client) -> None:
    partner = make_partner(state="internal")
    make_event_participant(event=make_event(state="published"), partner=partner)
    response = preview(approver, "move_to_withdrawn", partner)
    assert [row["mentions"] for row in response.context["rows"]] == [None]


def test_preview_of_losses_costs_the_same_for_one_record_and_for_three(approver: Client) -> None:
    def named() -> Partner:
        partner = make_partner(state="published")
        make_event_participant(event=make_event(state="published"), partner=partner)
        return partner

    partners = [named()]
    preview(approver, "move_to_withdrawn", *partners)
    with CaptureQueriesContext(connection) as for_one:
        preview(approver, "move_to_withdrawn", *partners)
    partners += [named(), named()]
    with CaptureQueriesContext(connection) as for_three:
        response = preview(approver, "move_to_withdrawn", *partners)
    assert [row["mentions"].total for row in response.context["rows"]] == [1, 1, 1]
    assert len(for_three) == len(for_one)


# Two people at once


def test_record_changed_after_the_preview_is_left_alone_and_named(editor: Client) -> None:
    untouched, touched = make_event(), make_event()
    shown = preview(editor, "mark_checked", untouched, touched)
    colleague = logged_in("Editor", last_name="Lê Thị", first_name="Khác")
    data = form_data(colleague, touched, name_vi="Tên mới")
    assert colleague.post(admin_url(touched), data).status_code == 302
    response = confirm(editor, shown)
    untouched.refresh_from_db()
    touched.refresh_from_db()
    assert (untouched.checked_on, touched.checked_on) == (today(), None)
    assert touched.name_vi == "Tên mới"
    about = [sentence for sentence in said(response) if "Tên mới" in sentence]
    assert ["Lê Thị Khác" in sentence for sentence in about] == [True]


def test_confirming_twice_changes_once(editor: Client) -> None:
    event = make_event()
    shown = preview(editor, "mark_checked", event)
    confirm(editor, shown)
    confirm(editor, shown)
    event.refresh_from_db()
    assert (event.version, event.history.count()) == (2, 2)


def test_record_deleted_after_the_preview_is_told(editor: Client) -> None:
    event = make_event()
    shown = preview(editor, "mark_checked", event)
    event.delete()
    response = confirm(editor, shown)
    with override("vi"):
        reason = _("it is not there any more")
    assert [reason in sentence for sentence in said(response)] == [True]


# Who may


def test_forged_confirmation_is_refused_record_by_record(editor: Client) -> None:
    draft, public = make_event(), make_event(state="published")
    address = reverse("admin:events_event_action", args=["mark_checked"])
    chosen = f"{draft.pk}:{draft.version} {public.pk}:{public.version} x:1 1:² {'9' * 30}:1"
    response = editor.post(address, {"chosen": chosen, "back": ""})
    draft.refresh_from_db()
    public.refresh_from_db()
    assert (draft.checked_on, public.checked_on) == (today(), None)
    assert len(said(response)) == 2


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("Viewer", "mark_checked"),
        ("Viewer", "hand_over"),
        ("Editor", "move_to_published"),
        ("Editor", "move_to_internal"),
        ("Editor", "delete_selected"),
        ("Approver", "nothing"),
    ],
)
def test_forged_action_is_refused(role: str, name: str) -> None:
    event = make_event(state="review")
    address = reverse("admin:events_event_action", args=[name])
    posted = {"chosen": f"{event.pk}:{event.version}"}
    assert logged_in(role).post(address, posted).status_code == 403
    assert state_of(event) == "review"


def test_confirmation_needs_the_token_of_its_form(approver: Client) -> None:
    event = make_event()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user_of(approver))
    address = reverse("admin:events_event_action", args=["mark_checked"])
    assert strict.post(address, {"chosen": f"{event.pk}:1"}).status_code == 403


def test_address_of_an_action_leads_to_the_list_when_only_read(editor: Client) -> None:
    response = editor.get(reverse("admin:events_event_action", args=["mark_checked"]))
    assert response["Location"] == admin_url(Event)


# Sending back


def test_approver_sends_back_with_a_reason(approver: Client) -> None:
    event = make_event(state="review")
    shown = preview(approver, "move_to_draft", event)
    again = confirm(approver, shown, reason=" ")
    assert list(again.context["form"].errors) == ["reason"]
    assert state_of(event) == "review"
    confirm(approver, again, reason="Thiếu ngày tổ chức.")
    event.refresh_from_db()
    assert (event.state, event.return_note) == ("draft", "Thiếu ngày tổ chức.")


def test_editor_takes_back_without_a_reason(editor: Client) -> None:
    event = make_event(state="review")
    response = confirm(editor, preview(editor, "move_to_draft", event), reason="")
    assert response.status_code == 302
    assert state_of(event) == "draft"


def test_form_tells_who_sent_it_back_and_why(editor: Client) -> None:
    approver = logged_in("Approver", last_name="Lê Thị", first_name="Duyệt Bài")
    event = make_event(state="review")
    confirm(approver, preview(approver, "move_to_draft", event), reason="Thiếu <ngày>.")
    event.refresh_from_db()
    # A later save of the editor does not make him who sent it back.
    editor.post(admin_url(event), form_data(editor, event, name_vi="Tên mới"))
    response = editor.get(admin_url(event))
    assert response.context["returned"]["by"] == user_of(approver)
    assert "Thiếu &lt;ngày&gt;." in response.content.decode()


def test_reason_goes_when_the_record_goes_on(editor: Client, approver: Client) -> None:
    event = make_event(state="review")
    confirm(approver, preview(approver, "move_to_draft", event), reason="Thiếu ngày.")
    event.sources.set([make_source()])
    confirm(editor, preview(editor, "move_to_review", event))
    event.refresh_from_db()
    assert (event.state, event.return_note) == ("review", "")
    assert "returned" not in editor.get(admin_url(event)).context


# Handing over


def test_handover_gives_records_to_another_officer(editor: Client) -> None:
    officer = make_user("Editor")
    events = [make_event(), make_event(officer=officer)]
    public = make_event(state="published")
    shown = preview(editor, "hand_over", *events, public)
    assert {record.pk for record in changing(shown)} == {event.pk for event in events}
    response = confirm(editor, shown, officer=str(officer.pk))
    officers = [Event.objects.get(pk=event.pk).officer for event in (*events, public)]
    assert officers == [officer, officer, None]
    assert [event.history.count() for event in events] == [2, 1]
    assert len(said(response)) == 2


def test_handover_offers_active_staff_who_may_change(editor: Client) -> None:
    last = make_user("Editor", last_name="Đỗ")
    first = make_user("Approver", last_name="Áo")
    make_user("Viewer")
    make_user("Editor", is_active=False)
    make_user("Editor", is_staff=False)
    form = preview(editor, "hand_over", make_event()).context["form"]
    offered = list(form.fields["officer"].queryset)
    assert offered == [first, last, user_of(editor)]


def test_handover_to_somebody_else_is_refused(editor: Client) -> None:
    viewer, event = make_user("Viewer"), make_event()
    again = confirm(editor, preview(editor, "hand_over", event), officer=str(viewer.pk))
    assert list(again.context["form"].errors) == ["officer"]
    event.refresh_from_db()
    assert event.officer is None


# Every page


@pytest.mark.parametrize(
    "name", ["move_to_review", "move_to_draft", "hand_over", "mark_checked", "move_to_withdrawn"]
)
def test_preview_has_no_inline_script_or_style(approver: Client, name: str) -> None:
    records = make_event(state="review"), make_event(), make_event(state="published")
    page = preview(approver, name, *records).content.decode()
    for written in ("<script>", "<style", " style=", " onclick=", "javascript:"):
        assert written not in page, written
