"""A duplicate is merged into the record that remains, and nothing is lost."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import EventParticipant
from foreign_affairs.models import Correction, FormerCode, ProposedChange, SearchEntry
from foreign_affairs.search import narrow
from indicators.models import Observation, Orientation
from partners.models import (
    Agreement,
    FriendshipAssociation,
    Organisation,
    Partner,
    PartnerName,
    Tie,
)
from tests.admin_pages import admin_url, logged_in
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_cooperation_field,
    make_correction,
    make_country,
    make_delegation,
    make_event,
    make_event_participant,
    make_friendship_association,
    make_observation,
    make_organisation,
    make_orientation,
    make_partner,
    make_partner_name,
    make_programme,
    make_recognition,
    make_source,
    make_tie,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor")


def url(record: Any) -> str:
    return admin_url(record, "merge")


def preview(client: Client, remaining: Any, duplicate: Any) -> Any:
    return client.get(url(remaining), {"other": duplicate.pk})


def confirm(client: Client, remaining: Any, duplicate: Any, **chosen: str) -> Any:
    seen = preview(client, remaining, duplicate).context["merging"].seen
    posted = {"other": duplicate.pk, "seen": seen}
    posted |= {f"keep_{name}": value for name, value in chosen.items()}
    return client.post(url(remaining), posted)


def merged(client: Client, remaining: Any, duplicate: Any, **chosen: str) -> Any:
    """The record that remains after the merger."""
    response = confirm(client, remaining, duplicate, **chosen)
    assert response.status_code == 302, response.context["refused"]
    remaining.refresh_from_db()
    return remaining


def refused(response: Any) -> str:
    return " ".join(response.context["refused"])


def test_merge_is_offered_on_the_page_of_a_record(editor: Client) -> None:
    partner = make_partner()
    tools = editor.get(admin_url(partner)).context["object_tools"]
    assert url(partner) in [tool.url for tool in tools]
    assert editor.get(url(partner)).context["form"].fields["other"].queryset.count() == 0


def test_preview_shows_both_values_and_what_moves(editor: Client) -> None:
    country = make_country()
    kept = make_partner(country=country, name_vi="Đê-chon", website="", seat_vi="")
    other = make_partner(country=country, name_vi="Daejeon", seat_vi="Seo-gu")
    make_agreement_party(partner=other)
    make_tie(partner=other)
    context = preview(editor, kept, other).context
    by_name = {pair.name: pair for pair in context["merging"].pairs}
    assert [by_name["name_vi"].is_choice, by_name["seat_vi"].is_filled] == [True, True]
    assert (by_name["name_vi"].own, by_name["name_vi"].other) == ("Đê-chon", "Daejeon")
    assert not by_name["country"].is_choice
    assert "website" not in by_name
    assert sorted(len(move.rows) for move in context["merging"].moves) == [1, 1]
    assert Partner.objects.count() == 2


def test_values_are_chosen_filled_and_none_is_lost(editor: Client) -> None:
    country = make_country()
    kept = make_partner(
        country=country, code="kept", kind="city", summary_vi="Một", seat_vi="", editor_note="Cũ"
    )
    other = make_partner(
        country=country,
        code="other",
        kind="region",
        summary_vi="Hai",
        seat_vi="Seo-gu",
        editor_note="Ghi chú kia",
    )
    merged(editor, kept, other, summary_vi="other", kind="own")
    assert (kept.summary_vi, kept.kind, kept.seat_vi) == ("Hai", "city", "Seo-gu")
    notes = kept.editor_note.splitlines()
    assert notes[0] == "Cũ"
    region = str(Partner.Kind.REGION.label)
    for said in ("Một", region, "Ghi chú kia"):
        assert len([line for line in notes if line.endswith(f": {said}")]) == 1, said
    assert all("other" in line for line in notes[1:])


def test_names_of_the_duplicate_become_other_spellings(editor: Client) -> None:
    kept = make_partner(name_vi="Chăm-pa-sắc", name_en="Champasak")
    other = make_partner(name_vi="Chămpasắc", name_en="Champasak")
    make_partner_name(partner=other, name="Champasac")
    merged(editor, kept, other, name_vi="other")
    names = set(kept.other_names.values_list("name", flat=True))
    assert (kept.name_vi, names) == ("Chămpasắc", {"Chăm-pa-sắc", "Champasac"})
    assert list(narrow(Partner.objects.all(), "champasac")) == [kept]
    assert SearchEntry.objects.filter(object_id=other.pk, code=other.code).count() == 0
    assert "Chăm-pa-sắc" not in kept.editor_note


def test_everything_that_named_the_duplicate_names_the_record(editor: Client) -> None:
    kept, other = make_partner(), make_partner(code="other")
    party = make_agreement_party(partner=other)
    figure = make_observation(partner=other)
    body = make_organisation(locality_abroad=other)
    orientation = make_orientation(partners=[other])
    version, written = party.version, party.history.count()
    merged(editor, kept, other)
    for row, name in [(party, "partner"), (figure, "partner"), (body, "locality_abroad")]:
        row.refresh_from_db()
        assert getattr(row, name) == kept
    assert list(orientation.partners.all()) == [kept]
    assert (party.version, party.history.count()) == (version + 1, written + 1)
    assert orientation.history.count() > 1


def test_rows_that_say_the_same_become_one(editor: Client) -> None:
    event, home = make_event(), make_organisation()
    kept, other = make_partner(), make_partner()
    mine = make_event_participant(event=event, partner=kept, office_vi="")
    make_event_participant(event=event, partner=other, office_vi="Chủ tịch")
    make_event_participant(event=event, partner=other, role="host")
    tie = make_tie(partner=kept, home_body=home, since=None, beginning_vi="Theo nguồn một")
    same = make_tie(partner=other, home_body=home, since="2005", beginning_vi="Theo nguồn hai")
    agreement = make_agreement(establishes=same)
    assert {move.twins for move in preview(editor, kept, other).context["merging"].moves} == {1}
    merged(editor, kept, other)
    rows = EventParticipant.objects.order_by("pk").values_list("role", "partner")
    assert list(rows) == [("participant", kept.pk), ("host", kept.pk)]
    mine.refresh_from_db()
    tie.refresh_from_db()
    agreement.refresh_from_db()
    assert (mine.office_vi, str(tie.since)) == ("Chủ tịch", "2005")
    assert agreement.establishes == tie
    assert "Theo nguồn hai" in kept.editor_note


def test_figures_about_both_stand_side_by_side(editor: Client) -> None:
    kept, other = make_partner(), make_partner()
    figure = make_observation(partner=kept)
    make_observation(partner=other, indicator=figure.indicator)
    merged(editor, kept, other)
    assert Observation.objects.filter(partner=kept).count() == 2


def test_sources_and_fields_are_united(editor: Client) -> None:
    sources = [make_source(), make_source()]
    field = make_cooperation_field()
    kept = make_partner(sources=sources[:1])
    other = make_partner(sources=sources, fields=[field])
    merged(editor, kept, other)
    assert set(kept.sources.all()) == set(sources)
    assert list(kept.fields.all()) == [field]


def test_source_is_replaced_in_whatever_cites_it(editor: Client) -> None:
    kept, other = make_source(), make_source()
    cites_both = make_partner(sources=[kept, other])
    cites_other = make_delegation(sources=[other])
    merged(editor, kept, other)
    assert [list(one.sources.all()) for one in (cites_both, cites_other)] == [[kept], [kept]]


def test_code_of_the_duplicate_leads_to_the_record(client: Client) -> None:
    kept = make_partner(code="kept", state="published")
    other = make_partner(code="other", state="published")
    other.code = "newer"
    other.save()
    make_correction(other, decision="accepted")
    merged(logged_in("Approver"), kept, other)
    former = dict(FormerCode.objects.values_list("code", "object_id"))
    assert former == {"other": kept.pk, "newer": kept.pk}
    assert client.get("/vi/partners/newer/").headers["Location"] == "/vi/partners/kept/"
    assert Correction.objects.get().record == kept


def test_history_of_the_duplicate_remains(editor: Client) -> None:
    kept, other = make_partner(), make_partner(code="other")
    merged(editor, kept, other)
    history = Partner.history.filter(code="other")
    assert sorted(history.values_list("history_type", flat=True)) == ["+", "-"]
    changes = {*history.filter(history_type="-").values_list("change", flat=True)}
    assert changes == {kept.history.first().change}


# Trees


def test_record_that_was_part_of_its_duplicate(editor: Client) -> None:
    above = make_organisation()
    other = make_organisation(parent=above)
    kept = make_organisation(parent=other)
    merged(editor, kept, other)
    assert kept.parent == above
    assert kept.parent.parent is None


def test_duplicate_that_was_part_of_the_record(editor: Client) -> None:
    kept = make_organisation()
    other = make_organisation(parent=kept, predecessor=kept)
    part = make_organisation(parent=other)
    merged(editor, kept, other)
    part.refresh_from_db()
    assert (kept.parent, kept.predecessor, part.parent) == (None, None, kept)


def test_circle_is_refused_and_nothing_is_written(editor: Client) -> None:
    other = make_organisation()
    between = make_organisation(parent=other, name_vi="Ở giữa")
    kept = make_organisation(parent=between)
    response = confirm(editor, kept, other)
    assert response.status_code == 200
    assert len(response.context["refused"]) == 1
    between.refresh_from_db()
    assert (between.parent, Organisation.objects.count()) == (other, 3)
    assert FormerCode.objects.count() == 0


def test_ties_that_continue_each_other(editor: Client) -> None:
    home = make_organisation()
    kept, other = make_partner(), make_partner()
    mine = make_tie(partner=kept, home_body=home)
    theirs = make_tie(partner=other, home_body=home, continues=mine)
    make_tie(partner=other, home_body=home, kind="twinning", continues=theirs)
    merged(editor, kept, other)
    ties = dict(Tie.objects.values_list("kind", "continues"))
    assert ties == {"friendship": None, "twinning": mine.pk}


# What stands in the way


def test_two_friendship_organisations_are_merged_first(editor: Client) -> None:
    first, second = make_friendship_association(), make_friendship_association()
    kept, other = first.organisation, second.organisation
    kind = str(FriendshipAssociation._meta.verbose_name)
    assert kind in refused(confirm(editor, kept, other))
    merged(editor, first, second)
    merged(editor, kept, other)
    assert FriendshipAssociation.objects.get().organisation == kept


def test_friendship_organisation_moves_over(editor: Client) -> None:
    kept = make_organisation()
    association = make_friendship_association()
    merged(editor, kept, association.organisation)
    association.refresh_from_db()
    assert association.organisation == kept


@pytest.mark.parametrize("public", ["remaining", "duplicate", "row"])
def test_editor_changes_nothing_public_by_merging(editor: Client, public: str) -> None:
    states = {"remaining": "draft", "duplicate": "draft"} | {public: "published"}
    kept = make_partner(state=states["remaining"])
    other = make_partner(state=states["duplicate"])
    agreement = make_agreement(state="published" if public == "row" else "draft", name_vi="Văn bản")
    make_agreement_party(agreement=agreement, partner=other)
    response = confirm(editor, kept, other)
    assert (response.status_code, response.context["may_merge"]) == (200, False)
    assert Partner.objects.count() == 2
    named = {"remaining": kept, "duplicate": other, "row": agreement}[public]
    assert str(named.name) in refused(response) or public == "row"
    if public != "duplicate":
        merged(logged_in("Approver"), kept, other)


def test_public_duplicate_is_not_merged_into_a_draft() -> None:
    approver = logged_in("Approver")
    kept, other = make_partner(state="draft"), make_partner(state="published")
    response = confirm(approver, kept, other)
    assert response.context["may_merge"] is False
    assert response.context["swapped_url"] == f"{url(other)}?other={kept.pk}"
    merged(approver, other, kept)


def test_viewer_merges_nothing() -> None:
    viewer = logged_in("Viewer")
    kept, other = make_partner(), make_partner()
    seen = f"{kept.version}-{other.version}"
    response = viewer.post(url(kept), {"other": other.pk, "seen": seen})
    assert (response.status_code, Partner.objects.count()) == (403, 2)


@pytest.mark.parametrize("status", ["waiting", "returned"])
def test_open_proposal_is_settled_first(editor: Client, status: str) -> None:
    kept, other = make_partner(), make_partner()
    ProposedChange.objects.create(
        content_type=ContentType.objects.get_for_model(Partner),
        object_id=other.pk,
        changes={},
        author=make_user("Editor"),
        status=status,
    )
    assert preview(editor, kept, other).context["may_merge"] is False


@pytest.mark.parametrize("which", ["remaining", "duplicate"])
def test_record_changed_since_the_preview_is_looked_at_again(editor: Client, which: str) -> None:
    records = {"remaining": make_partner(), "duplicate": make_partner()}
    kept, other = records.values()
    seen = preview(editor, kept, other).context["merging"].seen
    records[which].summary_vi = "Đổi giữa chừng"
    records[which].save()
    response = editor.post(url(kept), {"other": other.pk, "seen": seen})
    assert len(response.context["refused"]) == 1
    assert response.context["merging"].seen != seen
    assert "Đổi giữa chừng" in response.content.decode()
    assert Partner.objects.count() == 2


@pytest.mark.parametrize("other", ["0", "abc", "9" * 30, ""])
def test_forged_choice_is_asked_again(editor: Client, other: str) -> None:
    response = editor.get(url(make_partner()), {"other": other})
    assert list(response.context["form"].errors) == ["other"]


def test_record_is_no_duplicate_of_itself(editor: Client) -> None:
    partner = make_partner()
    assert list(preview(editor, partner, partner).context["form"].errors) == ["other"]


@pytest.mark.parametrize(
    "make",
    [make_event, make_delegation, make_programme, make_agreement, make_recognition, make_source],
)
def test_every_kind_is_merged(editor: Client, make: Any) -> None:
    kept, other = make(), make(code="other")
    merged(editor, kept, other)
    assert type(kept).objects.get() == kept
    assert FormerCode.objects.get().code == "other"


def test_figure_is_chosen_by_its_code(editor: Client) -> None:
    kept = make_observation()
    other = make_observation(indicator=kept.indicator, code="twice", value="8")
    response = editor.get(url(kept), {"other": "twice"})
    posted = {"other": "twice", "seen": response.context["merging"].seen}
    editor.post(url(kept), posted)
    assert list(Observation.objects.all()) == [kept]
    assert other.history.model.objects.filter(code="twice", history_type="-").count() == 1


def test_rows_of_both_keep_their_own_codes(editor: Client) -> None:
    kept, other = make_agreement(), make_agreement()
    codes = {make_agreement_party(agreement=agreement).code for agreement in (kept, other)}
    merged(editor, kept, other)
    assert set(kept.parties.values_list("code", flat=True)) == codes
    assert Agreement.objects.count() == 1
    assert Orientation.objects.count() == PartnerName.objects.count() == 0


def test_preview_costs_the_same_for_many_rows(editor: Client) -> None:
    kept, other = make_partner(), make_partner()

    def queries(rows: int) -> int:
        for record in (kept, other):
            for _number in range(rows):
                make_partner_name(partner=record)
                make_tie(partner=record)
                make_event_participant(partner=record)
        with CaptureQueriesContext(connection) as captured:
            assert preview(editor, kept, other).context["may_merge"] is True
        return len(captured)

    assert queries(1) == queries(3)
