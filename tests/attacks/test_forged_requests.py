"""Requests that no page of the register has offered to the person who sends them."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from foreign_affairs.admin.seen import seen_of
from foreign_affairs.models import (
    AuditEntry,
    CooperationField,
    Correction,
    Country,
    DossierTemplate,
    Import,
    Owner,
    ProposedChange,
    User,
)
from foreign_affairs.records import imports
from partners.models import Agreement, AgreementFile, Contact, Partner, PartnerName, Tie
from tests import factories as make
from tests.admin_pages import add_row, admin_url, form_data, logged_in
from tests.every_address import admin_addresses, public_addresses

pytestmark = pytest.mark.django_db


KINDS = [Agreement, Partner, Tie, Country, User, Group, Correction, Contact, AgreementFile]
KINDS += [Import, ProposedChange, DossierTemplate, Owner]
"""One model of each kind of admin; the others have the same pages."""


def database() -> dict[str, list[Any]]:
    """Every row of every table, as they lie there, but the sessions and the secrets that wait for
    their first code, which the page that shows them makes.
    """
    kept = set(connection.introspection.table_names())
    tables = kept - {"django_session", TOTPDevice._meta.db_table}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def changed_tables(before: dict[str, list[Any]]) -> list[str]:
    after = database()
    return [table for table, rows in before.items() if after[table] != rows]


def changed_but_for_downloads(before: dict[str, list[Any]]) -> list[str]:
    """The same without the audit trail, which may say that a document was handed out, no more."""
    told = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    new = set(told[len(before[AuditEntry._meta.db_table]) :])
    assert new <= {AuditEntry.Action.EXPORTED}
    return [table for table in changed_tables(before) if table != AuditEntry._meta.db_table]


def status(response: Any) -> int:
    """The status of an answer, which is read to its end, as a browser does."""
    response.getvalue()
    return int(response.status_code)


def strict(role: str) -> Client:
    """Somebody who is logged in, and whose every form is asked for its token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.make_user(role))
    return client


# Without the token of a form


def test_no_page_of_the_admin_takes_a_form_without_its_token() -> None:
    addresses = list(admin_addresses())
    assert len(addresses) > 400
    client, before = strict("Administrator"), database()
    taken = [one for one in addresses if status(client.post(one, {"name_vi": "X"})) != 403]
    assert taken == []
    assert changed_tables(before) == []


def test_login_and_lapsed_session_take_no_form_without_its_token() -> None:
    make.make_user("Editor", username="x", password="Mật khẩu thật dài")
    client = Client(enforce_csrf_checks=True)
    typed = {"username": "x", "password": "Mật khẩu thật dài"}
    lapsed = {f"lapsed-{name}": value for name, value in typed.items()}
    assert client.post("/admin/login/", typed).status_code == 403
    assert client.post(admin_url(Partner, "add"), lapsed).status_code == 403
    assert "_auth_user_id" not in client.session


def test_no_public_page_takes_a_form() -> None:
    client = Client(enforce_csrf_checks=True)
    partner = make.make_partner(code="there", state="published")
    before = database()
    answers = {one: status(client.post(one)) for one in public_addresses(partner.code)}
    assert len(answers) > 80
    assert set(answers.values()) == {403}
    assert changed_tables(before) == []


# Reading changes nothing


def test_reading_every_page_changes_nothing() -> None:
    client = logged_in("Administrator")
    make.make_partner(code="there", state="published")
    addresses = [*admin_addresses(KINDS), *public_addresses("there")]
    before = database()
    answers = {one: status(client.get(one)) for one in addresses}
    assert changed_but_for_downloads(before) == []
    assert [one for one, code in answers.items() if code >= 500] == []
    assert sum(code == 200 for code in answers.values()) > 150


def test_reading_with_the_words_of_a_form_changes_nothing() -> None:
    approver = logged_in("Approver")
    partner = make.make_partner(state="review")
    proposal = make.make_proposed_change()
    data = {"state": "published", "_seen": seen_of(partner), "_save": "1", "act": "confirm"}
    before = database()
    for address in (
        admin_url(partner),
        admin_url(partner, "delete"),
        admin_url(partner, "merge"),
        admin_url(proposal),
        f"{admin_url(Partner)}actions/move_to_published/",
        f"{admin_url(partner, 'history')}1/",
        reverse("admin:logout"),
    ):
        approver.get(address, {**data, "chosen": f"{partner.pk}:{partner.version}", "post": "yes"})
    assert changed_tables(before) == []
    assert approver.get("/admin/").status_code == 200


# A form sent again


def test_replayed_form_changes_nothing_more() -> None:
    editor = logged_in("Editor")
    partner = make.make_partner(state="draft", name_vi="Cũ")
    data = add_row(form_data(editor, partner, name_vi="Mới"), "other_names", name="A", kind="other")
    assert editor.post(admin_url(partner), data).status_code == 302
    before = database()
    for _again in range(2):
        editor.post(admin_url(partner), data)
    assert changed_tables(before) == []
    assert PartnerName.objects.count() == 1


def test_replayed_decision_changes_nothing_more() -> None:
    approver = logged_in("Approver")
    proposal = make.make_proposed_change(name_en="Metropolitan")
    record = proposal.record
    posted = {"act": "confirm", "seen": seen_of(record, proposal)}
    assert approver.post(admin_url(proposal), posted).status_code == 302
    before = database()
    approver.post(admin_url(proposal), posted)
    approver.post(admin_url(proposal), {"act": "drop"})
    assert changed_tables(before) == []


def test_old_session_cookie_opens_nothing_after_the_logout() -> None:
    editor = logged_in("Editor")
    cookie = editor.cookies["sessionid"].value
    editor.post(reverse("admin:logout"))
    thief = Client()
    thief.cookies["sessionid"] = cookie
    response: Any = thief.get(admin_url(Partner))
    assert (response.status_code, response.url) == (302, f"/admin/login/?next={admin_url(Partner)}")
    assert thief.post(admin_url(Partner, "add"), {"name_vi": "X"}).status_code == 403


def test_session_of_an_account_that_was_closed_opens_nothing() -> None:
    user = make.make_user("Approver")
    client = Client()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(admin_url(Partner)).status_code == 302


# What no form would say


@pytest.mark.parametrize("number", ["9" * 30, "-1", "1e9", "²", "9" * 5000, "\x00", "0x1", ""])
def test_positions_and_versions_that_no_page_gave_do_nothing(number: str) -> None:
    approver = logged_in("Approver")
    partner = make.make_partner(state="draft", name_vi="Cũ")
    data = form_data(approver, partner, name_vi="Mới")
    parts = str(data["_seen"]).count(".") + 1
    for seen in (number, ".".join([number] * parts), f"{number} {number}"):
        assert approver.post(admin_url(partner), {**data, "_seen": seen}).status_code < 500
    for chosen in (f"{number}:{number}", f"{partner.pk}:{number}", number):
        address = f"{admin_url(Partner)}actions/move_to_review/"
        assert approver.post(address, {"chosen": chosen}).status_code == 302
    partner.refresh_from_db()
    # Who says to have seen more than there is deceives nobody but himself.
    assert partner.name_vi == ("Mới" if number == "9" * 30 else "Cũ")
    assert partner.state == "draft"


def test_reason_is_cleaned_of_what_no_keyboard_types() -> None:
    """PostgreSQL takes no NUL, and a reason is read in no form of Django's."""
    proposal = make.make_proposed_change()
    posted = {"act": "return", "reason": " Thiếu\x00 nguồn\x07 "}
    assert logged_in("Approver").post(admin_url(proposal), posted).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason) == ("returned", "Thiếu nguồn")


# What belongs to somebody else


def received(author: User) -> Import:
    code = make.make_country().code
    text = f"name_vi,kind,country\nĐối tác của người khác,province,{code}\n"
    record = imports.receive(BytesIO(text.encode()), "x.csv", Partner, author)
    imports.preview(record)
    return record


@pytest.mark.parametrize(
    ("role", "status"), [("Viewer", 403), ("Editor", 404), ("Administrator", 403)]
)
@pytest.mark.parametrize("act", ["all", "partial"])
def test_import_of_another_person_is_not_confirmed(role: str, status: int, act: str) -> None:
    record = received(make.make_user("Editor"))
    client, before = logged_in(role), database()
    address = f"{admin_url(Partner)}import/{record.pk}/"
    response = client.post(address, {"act": act, "seen": record.digest})
    assert response.status_code == status
    assert changed_tables(before) == []


def test_import_is_not_confirmed_in_the_name_of_another_model() -> None:
    client = logged_in("Editor")
    record = received(User.objects.get())
    for model in (Agreement, CooperationField):
        address = f"{admin_url(model)}import/{record.pk}/"
        response = client.post(address, {"act": "all", "seen": record.digest})
        assert response.status_code in (403, 404)
    assert Partner.objects.count() == 0


@pytest.mark.parametrize("role", ["Viewer", "Editor"])
@pytest.mark.parametrize("act", ["confirm", "return", "drop"])
def test_proposal_of_another_person_is_not_decided(role: str, act: str) -> None:
    proposal = make.make_proposed_change()
    client, before = logged_in(role), database()
    posted = {"act": act, "reason": "x", "seen": seen_of(proposal.record, proposal)}
    assert client.post(admin_url(proposal), posted).status_code == 403
    assert changed_tables(before) == []


@pytest.mark.parametrize("role", ["Viewer", "Editor"])
def test_import_of_what_is_public_now_is_not_undone(role: str) -> None:
    record = make.make_import()
    Partner.objects.update(state="published")
    client = logged_in(role)
    client.post(admin_url(record, "undo"))
    assert Partner.objects.count() == 1


# What a role may not do


@pytest.mark.parametrize("state", ["published", "internal", "withdrawn"])
def test_editor_cannot_post_a_state_that_an_approver_decides(state: str) -> None:
    editor = logged_in("Editor")
    partner = make.make_partner(state="review")
    response = editor.post(admin_url(partner), form_data(editor, partner, state=state))
    assert response.status_code == 200
    partner.refresh_from_db()
    assert partner.state == "review"
    new = form_data(editor, Partner, name_vi="Mới", kind="city", country=partner.country_id)
    editor.post(admin_url(Partner, "add"), {**new, "state": state})
    assert list(Partner.objects.values_list("state", flat=True)) == ["review"]


def test_fields_that_the_form_does_not_have_are_not_taken() -> None:
    editor = logged_in("Editor")
    thief = User.objects.get()
    partner = make.make_partner(state="draft", name_vi="Cũ")
    before: Any = Partner.objects.values().get()
    forged = {
        "id": "999",
        "pk": "999",
        "version": "77",
        "created_by": str(thief.pk),
        "created_at": "2001-01-01",
        "created_at_0": "2001-01-01",
        "changed_by": "",
        "changed_at": "2001-01-01",
        "return_note": "x",
        "_state": "x",
        "history": "x",
        "officer__is_superuser": "on",
        "is_superuser": "on",
    }
    data = form_data(editor, partner, name_vi="Mới")
    assert editor.post(admin_url(partner), {**data, **forged}).status_code == 302
    after: Any = Partner.objects.values().get()
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {"name_vi", "version", "changed_at", "changed_by_id"}
    assert (after["version"], after["changed_by_id"]) == (before["version"] + 1, thief.pk)


def test_row_of_another_record_is_not_reached_by_its_key() -> None:
    editor = logged_in("Editor")
    own = make.make_partner_name(partner=make.make_partner(state="draft"))
    public = make.make_partner_name(partner=make.make_partner(state="published"), name="Đúng")
    before = PartnerName.objects.values().get(pk=public.pk)
    data = form_data(editor, own.partner)
    editor.post(
        admin_url(own.partner),
        {**data, "other_names-0-id": str(public.pk), "other_names-0-name": "Bịa đặt"},
    )
    editor.post(
        admin_url(own.partner),
        {**data, "other_names-0-id": str(public.pk), "other_names-0-DELETE": "on"},
    )
    editor.post(
        admin_url(own.partner),
        {**data, "other_names-0-partner": str(public.partner_id), "other_names-0-name": "Dời đi"},
    )
    assert PartnerName.objects.values().get(pk=public.pk) == before
    assert public.partner.other_names.count() == 1


def test_actions_do_not_reach_what_the_person_may_not_change() -> None:
    editor = logged_in("Editor")
    public = make.make_partner(state="published")
    before = Partner.objects.values().get()
    for name in ("mark_checked", "hand_over", "move_to_draft", "move_to_review"):
        address = f"{admin_url(Partner)}actions/{name}/"
        chosen = f"{public.pk}:{public.version}"
        editor.post(address, {"chosen": chosen, "officer": "1", "reason": "x", "back": ""})
    assert Partner.objects.values().get() == before


def test_viewer_changes_nothing_whatever_is_posted() -> None:
    viewer = logged_in("Viewer")
    addresses = [one for one in admin_addresses(KINDS) if one not in OWN_ACCOUNT]
    before = database()
    forged = {
        "action": "mark_checked",
        "_selected_action": "1",
        "post": "yes",
        "act": "confirm",
        "chosen": "1:1",
        "_seen": "1",
        "name_vi": "Bịa đặt",
        "state": "published",
        "_save": "1",
    }
    answers = {one: status(viewer.post(one, forged)) for one in addresses}
    assert changed_but_for_downloads(before) == []
    assert [one for one, code in answers.items() if code >= 500] == []


OWN_ACCOUNT = {"/admin/logout/", "/admin/password_change/", "/admin/login/"}
"""What is everybody's own."""


def test_editor_makes_no_account_and_no_role() -> None:
    editor = logged_in("Editor")
    user = User.objects.get()
    group = Group.objects.get(name="Administrator")
    posted = {"username": "x", "is_superuser": "on", "groups": str(group.pk), "is_staff": "on"}
    for address in (
        admin_url(User, "add"),
        admin_url(user),
        admin_url(group),
        f"/admin/foreign_affairs/user/{user.pk}/password/",
    ):
        assert editor.post(address, posted).status_code == 403, address
    user.refresh_from_db()
    assert (User.objects.count(), user.is_superuser) == (1, False)
    assert [group.name for group in user.groups.all()] == ["Editor"]


def test_form_without_its_token_is_refused_in_the_words_of_the_register() -> None:
    page = strict("Editor").post(admin_url(Partner, "add"), {}).content.decode()
    assert '<html lang="vi">' in page
    assert "Biểu mẫu này không còn hiệu lực" in page
