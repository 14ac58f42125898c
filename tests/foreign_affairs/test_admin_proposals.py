"""An editor's change of a public record waits for an approver."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foreign_affairs.contents import contents_of
from foreign_affairs.models import ProposedChange, SearchEntry
from foreign_affairs.proposals import differences_of, files_of
from foreign_affairs.storage import private_storage
from partners.models import Partner
from tests.admin_pages import add_row, admin_url, errors, form_data, logged_in
from tests.factories import (
    make_agreement,
    make_partner,
    make_partner_name,
    make_proposed_change,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor", last_name="Võ Thị", first_name="Biên")


@pytest.fixture
def approver() -> Client:
    return logged_in("Approver")


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def proposed(client: Client, partner: Partner, **typed: Any) -> ProposedChange:
    response = client.post(admin_url(partner), form_data(client, partner, **typed))
    assert response.status_code == 302
    return ProposedChange.objects.of(partner).waiting().get()


def decide(client: Client, proposal: ProposedChange, act: str, reason: str = "") -> Any:
    seen = client.get(admin_url(proposal)).context["seen"]
    return client.post(admin_url(proposal), {"act": act, "reason": reason, "seen": seen})


def test_save_of_a_public_record_leaves_it_alone(editor: Client) -> None:
    partner = make_partner(state="published", name_en="Old", sources=[make_source()])
    row = make_partner_name(partner=partner, name="Cũ")
    source = make_source()
    before, entries = contents_of(partner), list(SearchEntry.objects.order_by("pk").values())
    data = form_data(editor, partner, name_en="New", sources=[str(source.pk)])
    data["other_names-0-name"] = "Mới"
    response = editor.post(
        admin_url(partner), add_row(data, "other_names", name="Thêm", kind="other")
    )
    assert response.status_code == 302
    assert len(said(response)) == 1
    assert contents_of(partner) == before
    assert list(SearchEntry.objects.order_by("pk").values()) == entries
    assert (partner.history.count(), row.history.count()) == (2, 1)
    proposal = ProposedChange.objects.get()
    assert (str(proposal.author), proposal.record) == ("Võ Thị Biên", partner)


def test_approver_sees_the_difference_and_confirms(editor: Client, approver: Client) -> None:
    old, new = make_source(), make_source()
    partner = make_partner(state="published", name_en="Old", sources=[old])
    for name in ("Giữ", "Bỏ"):
        make_partner_name(partner=partner, name=name)
    data = form_data(editor, partner, name_en="New", sources=[str(new.pk)])
    data["other_names-1-DELETE"] = "on"
    data["other_names-0-name"] = "Sửa"
    editor.post(admin_url(partner), add_row(data, "other_names", name="Thêm", kind="other"))
    proposal = ProposedChange.objects.get()
    rows = approver.get(admin_url(proposal)).context["rows"]
    texts = [(one.row.act, [(c.old, c.new) for c in one.row.changes]) for one in rows]
    assert texts[0] == ("", [("Old", "New"), (str(old), str(new))])
    assert [act for act, _changes in texts] == ["", "", "removed", "added"]
    assert decide(approver, proposal, "confirm").status_code == 302
    partner.refresh_from_db()
    assert (partner.name_en, list(partner.sources.all())) == ("New", [new])
    assert list(partner.other_names.order_by("pk").values_list("name", flat=True)) == [
        "Sửa",
        "Thêm",
    ]
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decided_by) == ("confirmed", partner.changed_by)
    entry = approver.get(admin_url(partner, "history")).context["entries"][0].entry
    assert "Võ Thị Biên" in entry.reason


def test_form_goes_on_with_the_own_proposal(editor: Client) -> None:
    partner = make_partner(state="published", name_en="Old", website="")
    data = add_row(form_data(editor, partner, name_en="New"), "other_names", name="Thêm")
    editor.post(admin_url(partner), {**data, "other_names-0-kind": "other"})
    again = form_data(editor, partner)
    assert (again["name_en"], again["other_names-0-name"]) == ("New", "Thêm")
    again |= {"website": "https://example.org/", "other_names-0-name": "Thêm nữa"}
    assert editor.post(admin_url(partner), again).status_code == 302
    proposal = ProposedChange.objects.get()
    after = {d["model"]: d["after"] for d in proposal.changes}
    assert after["partners.partner"] == {"name_en": "New", "website": "https://example.org/"}
    assert after["partners.partnername"]["name"] == "Thêm nữa"
    other = form_data(logged_in("Editor"), partner)
    assert (other["name_en"], other["website"]) == ("Old", "")


def test_proposal_goes_back_with_a_reason(editor: Client, approver: Client) -> None:
    partner = make_partner(state="published")
    proposal = proposed(editor, partner, name_en="New")
    decide(approver, proposal, "return")
    proposal.refresh_from_db()
    assert proposal.status == "waiting"
    decide(approver, proposal, "return", "Thiếu nguồn <b>")
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason) == ("returned", "Thiếu nguồn <b>")
    page = editor.get(admin_url(partner)).content.decode()
    assert "Thiếu nguồn &lt;b&gt;" in page
    data = form_data(editor, partner, name_en="Newer")
    editor.post(admin_url(partner), data)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason) == ("waiting", "")


def test_proposal_is_dropped_by_its_author_or_an_approver(editor: Client, approver: Client) -> None:
    partner = make_partner(state="published", name_en="Old")
    for client in (editor, approver):
        proposal = proposed(editor, partner, name_en="New")
        assert decide(client, proposal, "drop").status_code == 302
        proposal.refresh_from_db()
        assert proposal.status == "dropped"
    partner.refresh_from_db()
    assert partner.name_en == "Old"


@pytest.mark.parametrize("act", ["confirm", "return", "drop", "", "forged"])
@pytest.mark.parametrize("role", ["Viewer", "Editor"])
def test_others_do_not_decide(role: str, act: str) -> None:
    proposal = make_proposed_change()
    assert decide(logged_in(role), proposal, act, "Lý do").status_code == 403
    proposal.refresh_from_db()
    assert proposal.status == "waiting"
    assert not Partner.objects.filter(name_en="Metropolitan Daejeon").exists()


def test_author_does_not_confirm_himself(editor: Client) -> None:
    proposal = proposed(editor, make_partner(state="published"), name_en="New")
    assert decide(editor, proposal, "confirm").status_code == 403


def test_decision_is_made_once(editor: Client, approver: Client) -> None:
    proposal = proposed(editor, make_partner(state="published"), name_en="New")
    decide(approver, proposal, "drop")
    assert decide(approver, proposal, "confirm").status_code == 302
    proposal.refresh_from_db()
    assert proposal.status == "dropped"


def test_change_made_since_is_shown(editor: Client, approver: Client) -> None:
    partner = make_partner(state="published", name_en="Old")
    proposal = proposed(editor, partner, name_en="New")
    partner.name_en = "Meanwhile"
    partner.save()
    (row,) = approver.get(admin_url(proposal)).context["rows"]
    assert [(c.old, c.new) for c in row.row.changes] == [("Meanwhile", "New")]
    assert list(row.was.values()) == ["Old"]


def test_proposal_that_no_longer_fits_says_why(editor: Client, approver: Client) -> None:
    partner = make_partner(state="published", latitude=None, longitude=None)
    proposal = proposed(editor, partner, name_vi="Tên mới")
    proposal.changes[0]["after"]["latitude"] = "10.5"
    proposal.save()
    response = decide(approver, proposal, "confirm")
    assert len(said(response)) == 1
    proposal.refresh_from_db()
    partner.refresh_from_db()
    assert (proposal.status, partner.latitude) == ("waiting", None)


def test_proposal_for_a_deleted_record_can_only_be_dropped(
    editor: Client, approver: Client
) -> None:
    partner = make_partner(state="published")
    proposal = proposed(editor, partner, name_en="New")
    partner.delete()
    assert approver.get(admin_url(proposal)).context["may_decide"] is False
    assert decide(approver, proposal, "confirm").status_code == 403
    assert decide(editor, proposal, "drop").status_code == 302


def test_state_is_nothing_to_propose(editor: Client) -> None:
    partner = make_partner(state="published", name_en="Old")
    response = editor.post(
        admin_url(partner), form_data(editor, partner, name_en="New", state="draft")
    )
    assert list(errors(response)) == ["state"]
    assert not ProposedChange.objects.exists()


def test_mistake_in_a_proposal_keeps_what_was_typed(editor: Client) -> None:
    agreement = make_agreement(state="published", name_en="Old")
    response = editor.post(
        admin_url(agreement), form_data(editor, agreement, name_en="New", signed_on="hôm nào đó")
    )
    form = response.context["adminform"].form
    assert (list(form.errors), form["name_en"].value()) == (["signed_on"], "New")
    assert not ProposedChange.objects.exists()


def test_save_without_a_change_proposes_nothing(editor: Client) -> None:
    partner = make_partner(state="published")
    editor.post(admin_url(partner), form_data(editor, partner))
    assert not ProposedChange.objects.exists()


def test_list_costs_the_same_for_many(approver: Client, django_assert_max_num_queries: Any) -> None:
    author = make_user("Editor")
    for _number in range(4):
        make_proposed_change(author=author)
    with django_assert_max_num_queries(16):
        rows = approver.get(admin_url(ProposedChange)).context["cl"].result_list
    assert len(rows) == 4


def test_only_what_the_approver_saw_is_confirmed(editor: Client, approver: Client) -> None:
    partner = make_partner(state="published", name_en="Old", sources=[make_source()])
    proposal = proposed(editor, partner, name_en="Good")
    seen = approver.get(admin_url(proposal)).context["seen"]
    assert proposed(editor, partner, name_en="Other") == proposal
    response = approver.post(admin_url(proposal), {"act": "confirm", "seen": seen})
    assert len(said(response)) == 1
    partner.refresh_from_db()
    proposal.refresh_from_db()
    assert (partner.name_en, proposal.status) == ("Old", "waiting")
    # Nor beside what another approver wrote in the meantime.
    seen = approver.get(admin_url(proposal)).context["seen"]
    approver.post(admin_url(partner), form_data(approver, partner, name_en="Newer"))
    approver.post(admin_url(proposal), {"act": "confirm", "seen": seen})
    partner.refresh_from_db()
    assert partner.name_en == "Newer"


def test_proposals_of_two_windows_are_kept_together(editor: Client) -> None:
    partner = make_partner(
        state="published", name_en="Old", website="", within_vi="", sources=[make_source()]
    )
    one, two = form_data(editor, partner), form_data(editor, partner)
    editor.post(admin_url(partner), {**one, "name_en": "New", "within_vi": "Một"})
    typed = {"website": "https://example.org/", "within_vi": "Hai"}
    assert editor.post(admin_url(partner), {**two, **typed}).status_code == 302
    (change,) = ProposedChange.objects.get().changes
    assert change["after"] == {"name_en": "New", **typed}
    assert change["before"] == {"name_en": "Old", "website": "", "within_vi": ""}
    # Whoever sees the proposal in the form may take a part of it back.
    editor.post(admin_url(partner), form_data(editor, partner, within_vi=""))
    (change,) = ProposedChange.objects.get().changes
    assert change["after"] == {"name_en": "New", "website": "https://example.org/"}


def test_row_that_went_to_another_record_is_left_alone(editor: Client, approver: Client) -> None:
    here, there = (make_partner(state="published", sources=[make_source()]) for _ in range(2))
    rows = [make_partner_name(partner=here, name=name) for name in ("Bỏ", "Sửa")]
    data = {"other_names-0-DELETE": "on", "other_names-1-name": "Đã sửa"}
    proposal = proposed(editor, here, **data)
    for row in rows:
        row.partner = there
        row.save()
    assert decide(approver, proposal, "confirm").status_code == 302
    proposal.refresh_from_db()
    assert proposal.status == "confirmed"
    assert [str(row) for row in there.other_names.order_by("pk")] == ["Bỏ", "Sửa"]


def test_proposal_that_links_to_what_is_gone_is_refused(editor: Client, approver: Client) -> None:
    agreement = make_agreement(state="published", sources=[make_source()])
    parent = make_agreement()
    editor.post(admin_url(agreement), form_data(editor, agreement, parent=parent.pk))
    proposal = ProposedChange.objects.get()
    parent.delete()
    assert editor.get(admin_url(agreement)).context["own_proposal"] == proposal
    response = decide(approver, proposal, "confirm")
    assert len(said(response)) == 1
    proposal.refresh_from_db()
    assert proposal.status == "waiting"


@pytest.mark.parametrize(("role", "status"), [("Approver", "dropped"), ("Editor", "waiting")])
def test_proposal_for_a_record_that_is_gone_is_dropped(
    editor: Client, role: str, status: str
) -> None:
    partner = make_partner(state="published", name_en="Old", sources=[make_source()])
    proposal = proposed(editor, partner, name_en="New")
    partner.delete()
    decide(logged_in(role), proposal, "drop")
    proposal.refresh_from_db()
    assert proposal.status == status


def test_proposed_scan_can_be_opened_and_goes_with_a_dropped_proposal(
    editor: Client, approver: Client, django_capture_on_commit_callbacks: Any
) -> None:
    agreement = make_agreement(state="published", sources=[make_source()])
    data = add_row(form_data(editor, agreement), "files", title="Bản quét")
    data["files-0-file"] = SimpleUploadedFile("scan.pdf", b"%PDF-1.4 scan")
    assert editor.post(admin_url(agreement), data).status_code == 302
    proposal = ProposedChange.objects.get()
    assert not agreement.files.exists()
    address = reverse("admin:foreign_affairs_proposedchange_file", args=[proposal.pk, 1])
    assert address in approver.get(admin_url(proposal)).content.decode()
    response = approver.get(address)
    assert b"".join(response) == b"%PDF-1.4 scan"
    assert response["Content-Disposition"].startswith("attachment")
    assert Client().get(address).status_code == 302
    ((_field, name),) = files_of(differences_of(proposal))
    with django_capture_on_commit_callbacks(execute=True):
        decide(approver, proposal, "drop")
    assert not private_storage().exists(name)
    assert approver.get(address).status_code == 404


def test_confirmed_scan_stays(
    editor: Client, approver: Client, django_capture_on_commit_callbacks: Any
) -> None:
    agreement = make_agreement(state="published", sources=[make_source()])
    data = add_row(form_data(editor, agreement), "files", title="Bản quét")
    data["files-0-file"] = SimpleUploadedFile("scan.pdf", b"%PDF-1.4 scan")
    editor.post(admin_url(agreement), data)
    with django_capture_on_commit_callbacks(execute=True):
        decide(approver, ProposedChange.objects.get(), "confirm")
    with agreement.files.get().file.open() as file:
        assert file.read() == b"%PDF-1.4 scan"


def test_form_is_shown_without_a_transaction_unless_there_is_a_proposal(editor: Client) -> None:
    """On SQLite it would hold the lock for writing."""
    partner = make_partner(state="published", sources=[make_source()])
    begun = []
    for _proposal in ("none", "one"):
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(admin_url(partner)).context["waits_for_approver"] is True
        begun.append(any(query["sql"].startswith("SAVEPOINT") for query in queries))
        proposed(editor, partner, name_en="New")
    assert begun == [False, True]
