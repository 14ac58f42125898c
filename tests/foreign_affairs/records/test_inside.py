"""Rows inside a record, and drafts, that come with a row of a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import models
from django.utils import translation

from events.models import Delegation, DelegationParticipant
from foreign_affairs import proposals, search
from foreign_affairs.models import ProposedChange
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.columns import columns_of
from foreign_affairs.records.incoming import Read
from foreign_affairs.records.items import Item, Kind, Outcome
from foreign_affairs.records.tables import Row
from partners.models import Organisation, Partner
from tests.factories import (
    make_delegation,
    make_delegation_participant,
    make_partner,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@dataclass(frozen=True)
class Draft:
    """A record that a person wants to be made because a file names it."""

    model: type[models.Model]
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class NewRow:
    model: type[models.Model]
    fields: dict[str, Any]


@dataclass(frozen=True)
class Partners:
    """A column of the partners that take part: those are added that do not yet."""

    name: str = "partners"
    prefetches: Sequence[str] = ("participants__partner",)

    def missing_rows(self, record: Any, values: Sequence[Any]) -> list[NewRow]:
        known = set()
        if record.pk:
            known = {row.partner.code for row in record.participants.all()}
        fields = {"role": "participant", "side": "partner"}
        missing = [value for value in values if value not in known]
        return [NewRow(DelegationParticipant, {**fields, "partner": code}) for code in missing]

    def for_people(self, record: Any, language: str) -> str:
        return "; ".join(row.partner.code for row in record.participants.all())


@dataclass
class Given:
    """A file whose values are known."""

    rows: Sequence[dict[str, Any]]
    model: type[models.Model] = Delegation
    name: str = "list.xlsx"
    columns: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        given = {name for values in self.rows for name in values}
        self.columns += [column for column in columns_of(self.model) if column.name in given]
        self.columns += [Partners()] if "partners" in given else []

    def read(self) -> Iterator[Read]:
        for number, values in enumerate(self.rows, start=2):
            yield Read(Row(number, {}), dict(values), ())

    def codes(self) -> set[str] | None:
        codes = {values.get("code", "") for values in self.rows}
        return codes - {""} if "" in codes else None


VISIT = {"code": "visit", "name_vi": "Đoàn mới", "direction": "in", "rank": "working"}


def run(*rows: dict[str, Any], user: Any = None, **options: Any) -> tuple[Outcome, list[Item]]:
    items: list[Item] = []
    outcome = Batch([Given(rows)], user, report=items.append).run(**options)
    return outcome, items


def who(visit: Delegation) -> set[str]:
    return set(visit.participants.values_list("partner__code", flat=True))


def test_rows_come_with_a_new_record() -> None:
    make_partner(code="daejeon", name_vi="Đại Điền", state="published")
    outcome, _items = run({**VISIT, "partners": ("daejeon",)})
    visit = Delegation.objects.get()
    row = visit.participants.get(partner__code="daejeon")
    assert outcome.counts == {Kind.NEW: 1}
    assert (row.code, row.version, row.history.get().history_type) == (
        "visit-participant-daejeon",
        1,
        "+",
    )
    assert row.history.get().change == visit.history.get().change == outcome.change
    assert list(search.narrow(Delegation.objects.all(), "đại điền")) == [visit]


def test_rows_that_are_there_are_not_added_again() -> None:
    for code in ("daejeon", "champasak"):
        make_partner(code=code)
    run({**VISIT, "partners": ("daejeon",)})
    outcome, items = run({"code": "visit", "partners": ("daejeon", "champasak")})
    visit = Delegation.objects.get()
    assert (outcome.counts, who(visit)) == ({Kind.CHANGED: 1}, {"daejeon", "champasak"})
    ((before, after),) = items[0].changes.values()
    assert before == "daejeon"
    assert after.startswith("daejeon; ")
    # The record's own row is what it was.
    assert (visit.version, visit.history.count()) == (1, 1)
    outcome, _items = run({"code": "visit", "partners": ("champasak",)})
    assert outcome.counts == {Kind.UNCHANGED: 1}
    assert who(visit) == {"daejeon", "champasak"}


def test_row_that_names_nobody_known_refuses_its_record() -> None:
    outcome, _items = run({**VISIT, "partners": ("nowhere",)})
    assert [str(refusal) for refusal in outcome.refusals] == [
        "list.xlsx, row 2, column “partners”: There is no partner with the code “nowhere”."
    ]
    assert not Delegation.objects.exists()


def test_row_in_a_public_record_waits_with_it() -> None:
    make_partner(code="daejeon", state="published")
    visit = make_delegation(code="visit", state="published", sources=[make_source()])
    editor = make_user("Editor")
    rows = ({"code": "visit", "name_en": "Visit", "partners": ("daejeon",)},)
    outcome, _items = run(*rows, user=editor)
    assert (outcome.counts, who(visit)) == ({Kind.PROPOSED: 1}, set())
    run(*rows, user=editor)
    proposal = ProposedChange.objects.get()
    proposals.confirm(proposal, make_user("Approver"))
    visit.refresh_from_db()
    assert (visit.name_en, who(visit)) == ("Visit", {"daejeon"})
    assert visit.participants.get().code == "visit-participant-daejeon"


def test_rows_inside_take_no_query_each(django_assert_max_num_queries: Any) -> None:
    codes = [make_partner(code=f"p{number}").code for number in range(30)]
    run({**VISIT, "partners": ("p0",)})
    rows = [{**VISIT, "code": f"v{n}", "partners": tuple(codes[: n % 5])} for n in range(200)]
    with django_assert_max_num_queries(70):
        run(*rows)
    with django_assert_max_num_queries(70):
        outcome, _items = run(*({**row, "partners": tuple(codes[5:8])} for row in rows))
    assert outcome.counts == {Kind.CHANGED: 200}
    assert DelegationParticipant.objects.count() == 1 + 400 + 600


KRATIE = Draft(Partner, (("name_vi", "Kratie"), ("kind", "organisation")))


def test_draft_is_made_once_for_all_rows_that_name_it() -> None:
    rows = [{**VISIT, "code": f"v{number}", "partners": (KRATIE,)} for number in range(2)]
    outcome, items = run(*rows)
    partner = Partner.objects.get()
    assert (partner.code, partner.name_vi, partner.state) == ("kratie", "Kratie", "draft")
    assert [who(visit) for visit in Delegation.objects.all()] == [{"kratie"}, {"kratie"}]
    assert [draft.record for draft in outcome.drafts] == [partner]
    assert partner.history.get().change == outcome.change
    assert items[0].drafts == items[1].drafts


def test_draft_of_a_row_that_is_not_written_is_not_made() -> None:
    bad = {**VISIT, "rank": "nothing", "partners": (KRATIE,)}
    outcome, _items = run(bad, {**VISIT, "code": "good"}, partial=True)
    assert outcome.counts == {Kind.REFUSED: 1, Kind.NEW: 1}
    assert not Partner.objects.exists()


def test_draft_that_breaks_a_rule_refuses_its_rows() -> None:
    wrong = Draft(Partner, (("name_vi", "Kratie"), ("kind", "province")))
    outcome, _items = run({**VISIT, "partners": (wrong,)})
    (refusal,) = outcome.refusals
    assert refusal.message == "A locality needs its country."


def test_draft_stands_in_a_reference_and_needs_the_permission() -> None:
    body = Draft(Organisation, (("name_vi", "Sở Mới"), ("kind", "other")))
    rows = [{"code": "child", "name_vi": "Phòng", "kind": "other", "parent": body}]
    Batch([Given(rows, Organisation)], make_user("Editor")).run()
    assert Organisation.objects.get(code="child").parent == Organisation.objects.get(code="so-moi")
    outcome = Batch([Given(rows, Organisation)], make_user("Viewer")).run()
    assert outcome.refusals[0].message == "You may not add or change records of this kind."


def test_participants_of_records_that_are_there_are_kept() -> None:
    row = make_delegation_participant(partner=make_partner(code="daejeon"))
    make_partner(code="champasak")
    run({"code": row.delegation.code, "partners": ("champasak",)})
    assert who(row.delegation) == {"daejeon", "champasak"}
