"""What holds for the admin of every model: forms, rows, actions, files, accounts."""

from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foreign_affairs.admin.base import TrackedAdmin
from foreign_affairs.models import Correction, InlineRow, Owner, Source, Tracked, User
from partners.models import Partner, Tie
from tests.admin_pages import admin_url, errors, form_data, listed, logged_in
from tests.factories import (
    MAKERS,
    make_agreement_file,
    make_owner,
    make_partner,
    make_partner_name,
    make_source,
    make_tie,
)

pytestmark = pytest.mark.django_db

KEPT = [model for model, its in admin.site._registry.items() if isinstance(its, TrackedAdmin)]


@pytest.fixture
def administrator() -> Client:
    return logged_in("Administrator")


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor")


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# Every model


def test_every_kept_model_has_an_admin() -> None:
    assert {model for model in MAKERS if issubclass(model, Tracked)} == set(KEPT)
    assert {User, Group} <= set(admin.site._registry)


def test_index_shows_records_and_hides_rows(administrator: Client) -> None:
    apps = administrator.get(reverse("admin:index")).context["app_list"]
    shown = {str(model["model"].__name__) for app in apps for model in app["models"]}
    assert shown == {
        *(
            "Group",
            "User",
            "Country",
            "CooperationField",
            "Source",
            "Owner",
            "Correction",
            "Import",
            "AuditEntry",
            "FailedLogin",
        ),
        "DossierTemplate",
        *("ProposedChange", "Partner", "Tie", "Organisation", "Agreement", "AgreementFile"),
        *("FriendshipAssociation", "Contact"),
        *("Delegation", "Event", "Programme", "Commitment", "Recognition"),
        *("Indicator", "Observation", "Orientation"),
    }


@pytest.mark.parametrize("model", KEPT)
def test_form_has_every_field_that_people_fill(administrator: Client, model: type[Any]) -> None:
    form = administrator.get(admin_url(model, "add")).context["adminform"].form
    fields = {
        field.name
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.editable and not field.primary_key
    }
    assert set(form.fields) == fields - ({"code"} if model in (Owner, Correction) else set())


def full(model: type[Any]) -> Any:
    """A row of a model with a row in each of its inlines."""
    row = MAKERS[model]()
    for inline in admin.site._registry[model].inlines:
        link = next(
            field.name for field in inline.model._meta.fields if field.related_model is model
        )
        MAKERS[inline.model](**{link: row})
    return row


@pytest.mark.parametrize("model", [model for model in MAKERS if model is not Owner])
def test_list_costs_the_same_with_one_row_and_with_three(
    administrator: Client, model: type[models.Model]
) -> None:
    full(model)
    address = admin_url(model)
    administrator.get(address)
    with CaptureQueriesContext(connection) as with_one:
        before = len(listed(administrator.get(address)))
    full(model)
    full(model)
    with CaptureQueriesContext(connection) as with_three:
        after = len(listed(administrator.get(address)))
    assert after >= before + 2
    assert len(with_three) == len(with_one)
    assert len(with_three) <= 25


@pytest.mark.parametrize("model", KEPT)
def test_who_only_reads_sees_every_row(model: type[Any]) -> None:
    row = MAKERS[model]() if model is Owner else full(model)
    viewer = logged_in("Viewer")
    page = viewer.get(admin_url(row)).content.decode()
    assert "<textarea" not in page
    assert 'name="_save"' not in page
    assert ">None<" not in page
    assert viewer.get(admin_url(row, "history")).context["entries"] != []


# What is typed


def test_day_first_in_every_day(editor: Client) -> None:
    partner = make_partner()
    editor.post(admin_url(partner), form_data(editor, partner, checked_on="05/03/2024"))
    partner.refresh_from_db()
    assert partner.checked_on == date(2024, 3, 5)
    assert form_data(editor, partner)["checked_on"] == "05/03/2024"


def test_month_first_is_refused(editor: Client) -> None:
    partner = make_partner()
    response = editor.post(admin_url(partner), form_data(editor, partner, checked_on="05/13/2024"))
    assert list(errors(response)) == ["checked_on"]
    partner.refresh_from_db()
    assert partner.checked_on is None


def test_form_fills_code_and_stamps(editor: Client) -> None:
    typed = {"name_vi": "Nguồn mới", "kind": "article", "state": "draft", "issued_on": "9/2016"}
    editor.post(admin_url(Source, "add"), form_data(editor, Source, **typed))
    source = Source.objects.get()
    assert (source.code, source.version, str(source.issued_on)) == ("nguon-moi", 1, "2016-09")
    assert source.created_by == source.changed_by
    assert source.created_by is not None
    assert source.created_by.groups.get().name == "Editor"


def test_record_without_source_stays_a_draft(editor: Client) -> None:
    partner = make_partner()
    response = editor.post(admin_url(partner), form_data(editor, partner, state="review"))
    assert list(errors(response)) == ["sources"]
    partner.refresh_from_db()
    assert partner.state == "draft"
    source = make_source()
    typed = form_data(editor, partner, state="review", sources=[str(source.pk)])
    assert editor.post(admin_url(partner), typed).status_code == 302
    partner.refresh_from_db()
    assert (partner.state, list(partner.sources.all())) == ("review", [source])


def test_editor_is_offered_no_state_of_an_approver(editor: Client) -> None:
    def offered(record: Any) -> list[str]:
        form = editor.get(admin_url(record)).context["adminform"].form
        return [value for value, _label in form.fields["state"].choices]

    assert offered(make_partner(state="review")) == ["draft", "review"]
    assert offered(make_partner(state="internal")) == ["draft", "review", "internal"]


def test_publishing_needs_english() -> None:
    approver = logged_in("Approver")
    partner = make_partner(state="review", name_en="", summary_en="")
    response = approver.post(admin_url(partner), form_data(approver, partner, state="published"))
    assert list(errors(response)) == ["state"]
    assert len(errors(response)["state"]) == 2


# Rows and what is public


def test_editor_does_not_move_a_row_into_a_public_record(editor: Client) -> None:
    tie = make_tie()
    public = make_partner(state="published")
    response = editor.post(admin_url(tie), form_data(editor, tie, partner=str(public.pk)))
    assert list(errors(response)) == ["partner"]
    data = form_data(editor, Tie, kind="twinning", partner=str(public.pk))
    data["home_body"] = str(tie.home_body.pk)
    assert list(errors(editor.post(admin_url(Tie, "add"), data))) == ["partner"]
    assert list(public.ties.all()) == []
    own = make_partner()
    editor.post(admin_url(Tie, "add"), {**data, "partner": str(own.pk)})
    assert [row.kind for row in own.ties.all()] == ["twinning"]


def test_editor_does_not_reach_public_rows_through_another_record(editor: Client) -> None:
    """A forged key in the rows of one's own draft names a row of a public partner."""
    draft, public = make_partner(), make_partner(state="published")
    tie = make_tie(partner=public, beginning_vi="Như nguồn viết")
    make_tie(partner=draft)
    data = form_data(editor, draft)
    data |= {"ties-0-id": str(tie.pk), "ties-0-beginning_vi": "Khác hẳn"}
    editor.post(admin_url(draft), data)
    tie.refresh_from_db()
    assert (tie.partner, tie.beginning_vi) == (public, "Như nguồn viết")


# Actions


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("Viewer", []),
        ("Editor", ["hand_over", "mark_checked", "move_to_draft", "move_to_review"]),
        (
            "Approver",
            ["hand_over", "mark_checked", *(f"move_to_{state}" for state in Partner.State.values)],
        ),
        (
            "Administrator",
            [
                "delete_selected",
                "hand_over",
                "mark_checked",
                *(f"move_to_{state}" for state in Partner.State.values),
            ],
        ),
    ],
)
def test_actions_offered_to_each_role(role: str, offered: list[str]) -> None:
    make_partner()
    form = logged_in(role).get(admin_url(Partner)).context["action_form"]
    choices = [value for value, _label in form.fields["action"].choices if value]
    assert sorted(choices) == sorted(["export_selected", *offered])


def test_editor_does_not_delete_many_rows_at_once(editor: Client) -> None:
    tie = make_tie()
    posted = {"action": "delete_selected", "_selected_action": [tie.pk], "post": "yes"}
    editor.post(admin_url(Tie), posted)
    assert Tie.objects.get() == tie


def test_forged_link_is_refused_in_words(editor: Client) -> None:
    typed = {"name_vi": "Thủ Dầu Một", "kind": "city"}
    for forged in ("abc", "9" * 40):
        data = form_data(editor, Partner, **typed, country=forged, fields=[forged])
        response = editor.post(admin_url(Partner, "add"), data)
        assert set(errors(response)) == {"country", "fields"}
    assert not Partner.objects.exists()


# Deletion


def test_deletion_shows_what_goes_along(administrator: Client) -> None:
    partner = make_partner(state="draft", sources=[make_source()])
    name = make_partner_name(partner=partner)
    context = administrator.get(admin_url(partner, "delete")).context
    assert context["protected"] == []
    assert dict(context["model_count"]) == {"đối tác": 1, "tên khác của đối tác": 1}
    assert str(name) in str(context["deleted_objects"])


def test_record_in_use_is_not_deleted(administrator: Client) -> None:
    source = make_source()
    partner = make_partner(sources=[source])
    response = administrator.get(admin_url(source, "delete"))
    assert [admin_url(partner) in line for line in response.context["protected"]] == [True]
    posted = {"post": "yes", "_seen": response.context["seen"]}
    assert administrator.post(admin_url(source, "delete"), posted).context["protected"] != []
    assert list(partner.sources.all()) == [source]


# Files and the owner


def test_private_file_is_handed_to_staff_only(client: Client) -> None:
    source = make_source(file=ContentFile(b"secret", name="congvan.pdf"))
    scan = make_agreement_file(file=ContentFile(b"scan", name="scan.pdf"))
    for row, content in [(source, b"secret"), (scan, b"scan")]:
        address = admin_url(row, "file")
        assert client.get(address).status_code == 302
        assert logged_in(None).get(address).status_code == 403
        response = logged_in("Viewer").get(address)
        assert b"".join(response) == content
        assert response["Content-Disposition"].startswith("attachment")
        assert address in logged_in("Viewer").get(admin_url(row)).content.decode()
        assert address in logged_in("Editor").get(admin_url(row)).content.decode()
    assert logged_in("Viewer").get(admin_url(make_source(), "file")).status_code == 404


def test_there_is_one_owner(administrator: Client) -> None:
    assert administrator.get(admin_url(Owner, "add")).status_code == 200
    owner = make_owner()
    assert administrator.get(admin_url(Owner, "add")).status_code == 403
    assert administrator.post(admin_url(owner, "delete"), {"post": "yes"}).status_code == 403
    data = form_data(administrator, owner, phone="0274 3 822 825", data_up_to="9/2024")
    assert administrator.post(admin_url(owner), data).status_code == 302
    owner.refresh_from_db()
    assert (owner.phone, str(owner.data_up_to)) == ("0274 3 822 825", "2024-09")


# Every page


@pytest.mark.parametrize("model", [*KEPT, User])
def test_pages_have_no_inline_script_or_style(administrator: Client, model: type[Any]) -> None:
    """The Content-Security-Policy would drop them."""
    row = MAKERS[model]() if model in (Owner, User) else full(model)
    addresses = [admin_url(model), admin_url(row), admin_url(row, "history")]
    if not issubclass(model, Owner | InlineRow):
        addresses.append(admin_url(row, "delete"))
    for address in addresses:
        page = administrator.get(address).content.decode()
        for written in ("<script>", "<style", " style=", " onclick=", "javascript:"):
            assert written not in page, (address, written)
