"""Taking an import back: all of it, or nothing and the reasons."""

import io
from typing import Any

import pytest
from django.db import models
from django.utils import translation

from foreign_affairs import proposals, search
from foreign_affairs.contents import Difference, contents_of
from foreign_affairs.models import Correction, Country, Import, ProposedChange, SearchEntry, Source
from foreign_affairs.records import imports
from foreign_affairs.records.imports import NotWritten, Undone
from partners.models import Agreement, Organisation, Partner, PartnerName, Tie
from tests.factories import (
    make_agreement,
    make_cooperation_field,
    make_correction,
    make_country,
    make_partner,
    make_partner_name,
    make_source,
    make_tie,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def imported(model: type[models.Model], text: str, user: Any = None) -> Import:
    record = imports.receive(io.BytesIO(text.encode()), "list.csv", model, user)
    outcome = imports.write(record, imports.look(record), user)
    assert outcome.is_written, [str(refusal) for refusal in outcome.refusals]
    return record


def partners(text: str, user: Any = None) -> Import:
    if not Country.objects.filter(code="kr").exists():
        make_country(code="kr")
    return imported(Partner, f"code,name_vi,kind,country\n{text}", user)


def test_undo_removes_new_records_and_restores_changed_ones() -> None:
    first, second = make_source(code="s1"), make_source(code="s2")
    make_cooperation_field(code="trade")
    old = make_partner(code="old", name_vi="Tên cũ", sources=[first])
    before = contents_of(old)
    make_country(code="kr")
    record = imported(
        Partner,
        "code,name_vi,kind,country,sources,fields\n"
        "new,Mới,city,kr,s2,trade\nold,Tên mới,city,kr,s2,trade\n",
    )
    old.refresh_from_db()
    assert (old.name_vi, list(old.sources.all())) == ("Tên mới", [second])
    assert imports.undo(record) == Undone(removed=1, restored=1, taken_back=0)
    assert list(Partner.objects.values_list("code", flat=True)) == ["old"]
    assert contents_of(old) == before
    assert (record.state, record.undone_at is not None) == ("undone", True)


def test_undo_keeps_both_in_history() -> None:
    user = make_user("Approver")
    old = make_partner(code="old", name_vi="Tên cũ", sources=[make_source(code="s1")])
    make_source(code="s2")
    make_country(code="kr")
    record = imported(Partner, "code,name_vi,sources\nold,Tên mới,s2\n", user)
    imports.undo(record, user)
    rows = list(old.history.all()[:3])
    assert [row.name_vi for row in rows] == ["Tên cũ", "Tên mới", "Tên cũ"]
    linked = [[link.source.code for link in row.sources.all()] for row in rows]
    assert linked == [["s1"], ["s2"], ["s1"]]
    assert (rows[0].history_user, rows[0].history_change_reason) == (
        user,
        "Import of “list.csv” undone",
    )
    assert len({row.change for row in rows[:2]}) == 2
    old.refresh_from_db()
    assert (old.version, old.changed_by) == (3, user)


def test_undo_of_new_records_leaves_their_history() -> None:
    record = partners("new,Mới,city,kr\n")
    imports.undo(record)
    acts = Partner.history.filter(code="new").order_by("history_id")
    assert list(acts.values_list("history_type", flat=True)) == ["+", "-"]


def test_undo_keeps_the_search_index_true() -> None:
    make_partner(code="old", name_vi="Tên cũ")
    record = partners("new,Hoàn toàn mới,city,kr\nold,Tên Quảng Trị,city,kr\n")
    assert list(search.narrow(Partner.objects.all(), "quảng trị")) == [
        Partner.objects.get(code="old")
    ]
    imports.undo(record)
    assert list(search.narrow(Partner.objects.all(), "tên cũ")) == [Partner.objects.get()]
    assert list(search.narrow(Partner.objects.all(), "quảng trị")) == []
    assert not SearchEntry.objects.filter(code="new").exists()


def test_undo_of_rows_inside_records() -> None:
    partner, other = make_partner(code="p"), make_partner(code="q")
    name = make_partner_name(partner=partner, code="n", name="Cũ")
    record = imported(PartnerName, "code,partner,name\nn,q,Cũ\n,p,Thêm vào\n")
    assert list(search.narrow(Partner.objects.all(), "thêm vào")) == [partner]
    assert imports.undo(record) == Undone(removed=1, restored=1, taken_back=0)
    name.refresh_from_db()
    assert (name.partner, list(partner.other_names.all())) == (partner, [name])
    assert list(search.narrow(Partner.objects.all(), "thêm vào")) == []
    assert list(search.narrow(Partner.objects.all(), "cũ")) == [partner]
    assert list(other.other_names.all()) == []


def test_undo_removes_a_tree_of_new_records() -> None:
    make_country(code="kr")
    record = imported(
        Organisation,
        "code,name_vi,kind,country,parent\nleaf,Lá,other,kr,root\nroot,Gốc,other,kr,\n",
    )
    assert imports.undo(record) == Undone(removed=2, restored=0, taken_back=0)
    assert not Organisation.objects.exists()


def obstacles(record: Import, user: Any = None) -> list[str]:
    """The sentences, after asserting that nothing was done."""
    versions = Partner.history.count()
    found = imports.undo(record, user)
    assert isinstance(found, list)
    record.refresh_from_db()
    assert (record.state, Partner.history.count()) == ("written", versions)
    return found


def test_undo_says_who_changed_what_since() -> None:
    record = partners("new,Mới,city,kr\nmore,Nữa,city,kr\n")
    partner = Partner.objects.get(code="new")
    partner.name_vi = "Sửa tay"
    partner.save()
    (sentence,) = obstacles(record)
    assert sentence.startswith("“new” was changed on ")
    assert Partner.objects.count() == 2


def test_undo_says_what_was_deleted_since() -> None:
    record = partners("new,Mới,city,kr\n")
    Partner.objects.get().delete()
    (sentence,) = obstacles(record)
    assert sentence.startswith("“new” was deleted on ")


def test_undo_says_what_names_a_new_record() -> None:
    record = partners("new,Mới,city,kr\n")
    partner = Partner.objects.get()
    make_tie(code="tie", partner=partner)
    make_correction(partner, code="dispute")
    agreement = make_agreement(code="paper")
    agreement.parties.create(code="party", partner=partner, side="partner", role="party")
    assert sorted(obstacles(record)) == [
        "“dispute” (correction) names a record that this import made.",
        "“party” (party of an agreement) names a record that this import made.",
        "“tie” (tie) names a record that this import made.",
    ]
    Tie.objects.all().delete()
    Correction.objects.all().delete()
    agreement.parties.all().delete()
    assert imports.undo(record) == Undone(removed=1, restored=0, taken_back=0)


def test_undo_says_what_links_to_a_new_record() -> None:
    record = imported(Source, "code,name_vi,kind\nnew-source,Quyết định,decision\n")
    make_partner(code="p", sources=[Source.objects.get()])
    assert obstacles(record) == ["“p” (partner) names a record that this import made."]


def test_undo_names_twenty_reasons_at_most() -> None:
    record = partners("".join(f"p{number},Tên {number},city,kr\n" for number in range(25)))
    for partner in Partner.objects.all():
        partner.save()
    found = obstacles(record)
    assert (len(found), found[-1]) == (21, "… and 5 more.")


def test_undo_says_what_a_record_named_before_and_is_gone() -> None:
    make_country(code="kr")
    old = make_partner(code="p", country=make_country(code="xx"))
    record = imported(Partner, "code,country\np,kr\n")
    old.refresh_from_db()
    Country.objects.get(code="xx").delete()
    assert obstacles(record) == ["What “p” named before is no longer there."]


def test_undo_drops_what_waits_for_an_approver() -> None:
    partner = make_partner(code="p", state="published", name_vi="Công khai")
    editor = make_user("Editor")
    record = imported(Partner, "code,name_vi\np,Đổi\n", editor)
    assert imports.undo(record, editor) == Undone(removed=0, restored=0, taken_back=1)
    proposal = ProposedChange.objects.get()
    assert (proposal.status, proposal.decided_by) == ("dropped", editor)
    partner.refresh_from_db()
    assert partner.name_vi == "Công khai"


def test_undo_brings_back_what_its_author_had_proposed_before() -> None:
    partner = make_partner(code="p", state="published", name_en="Old", website="")
    editor = make_user("Editor")
    proposals.propose(partner, [_change(partner, name_en="By hand")], editor)
    before = ProposedChange.objects.get().changes
    record = imported(Partner, "code,website\np,https://example.org/\n", editor)
    (together,) = ProposedChange.objects.get().changes
    assert together["after"] == {"name_en": "By hand", "website": "https://example.org/"}
    imports.undo(record, editor)
    proposal = ProposedChange.objects.get()
    assert (proposal.status, proposal.changes, proposal.imported_in) == ("waiting", before, None)


def test_undo_says_which_proposal_was_decided_or_changed() -> None:
    one, other = (make_partner(code=code, state="published") for code in ("one", "two"))
    editor = make_user("Editor")
    record = imported(Partner, "code,name_vi\none,Một\ntwo,Hai\n", editor)
    proposals.confirm(ProposedChange.objects.of(one).get(), make_user("Approver"))
    proposals.propose(other, [_change(other, name_en="Again")], editor)
    assert obstacles(record, editor) == [
        f"The proposed change of “{one.name_en}” was confirmed.",
        f"The proposed change of “{other.name_en}” was changed afterwards.",
    ]


def _change(partner: Partner, **after: Any) -> Difference:
    before = {name: getattr(partner, name) for name in after}
    return Difference("partners.partner", partner.pk, before, after, after)


def test_undo_of_what_is_public_needs_an_approver() -> None:
    make_partner(code="p", state="published", name_vi="Công khai")
    approver = make_user("Approver")
    record = imported(Partner, "code,name_vi\np,Đổi\n", approver)
    assert obstacles(record, make_user("Editor")) == [
        "“p” is public: only an approver takes it back."
    ]
    assert obstacles(record, make_user("Viewer")) == [
        "You may not add or change records of this kind."
    ]
    assert imports.undo(record, approver) == Undone(removed=0, restored=1, taken_back=0)


def test_undo_is_done_once() -> None:
    record = partners("new,Mới,city,kr\n")
    imports.undo(record)
    with pytest.raises(NotWritten):
        imports.undo(record)
    waiting = imports.receive(io.BytesIO(b"code\n"), "x.csv", Agreement)
    with pytest.raises(NotWritten):
        imports.undo(waiting)


def test_import_after_its_undoing_is_the_same_again() -> None:
    record = partners("new,Mới,city,kr\n")
    imports.undo(record)
    partners("new,Mới,city,kr\n")
    assert Partner.objects.get().code == "new"


def test_undo_takes_the_same_queries_for_many_records(
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(300):
        make_partner(code=f"old{number}", name_vi=f"Cũ {number}")
    text = "".join(
        f"new{number},Mới {number},city,kr\nold{number},Sửa {number},city,kr\n"
        for number in range(300)
    )
    record = partners(text)
    with django_assert_max_num_queries(250):
        assert imports.undo(record) == Undone(removed=300, restored=300, taken_back=0)
