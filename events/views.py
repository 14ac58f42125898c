"""The public pages of what happens: events, delegations, programmes, commitments, recognitions."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, Prefetch, QuerySet, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from events.filters import (
    CommitmentFilterSet,
    DelegationFilterSet,
    EventFilterSet,
    ProgrammeFilterSet,
    RecognitionFilterSet,
)
from events.linked_data import event_node
from events.models import (
    Commitment,
    CommitmentParty,
    Delegation,
    DelegationCountry,
    DelegationParticipant,
    Event,
    EventParticipant,
    Programme,
    ProgrammeParticipant,
    Recognition,
    RecognitionParty,
)
from foreign_affairs.views.base import RecordDetailView, RecordListView, figures_of, shown
from partners.models import Participation


def taking_part(model: type[Participation], lookup: str) -> Prefetch:
    """A Prefetch of the public rows of those who take part, with what names them."""
    return shown(model, lookup, "partner__country", "organisation", "country")


def grouped(rows: Iterable[Participation], field: str) -> list[tuple[str, list[Participation]]]:
    """The rows by `side` or `role`: (its words, rows), in the order of its choices."""
    known = list(rows)
    described: Any = Participation._meta.get_field(field)
    groups = [
        (words, [row for row in known if getattr(row, field) == value])
        for value, words in described.choices
    ]
    return [(words, found) for words, found in groups if found]


def added_up(groups: Iterable[dict[str, Any]], name: str) -> Any:
    """What the groups of some records have together of one of `asked_sums`: the newest, the
    oldest, or a sum.
    """
    known = [group[name] for group in groups if group[name] is not None]
    if name in ("changed_at", "checked_to"):
        return max(known, default=None)
    return min(known, default=None) if name == "checked_from" else sum(known)


class LatestFirstListView(RecordListView):
    """A list from the latest record back, undated ones last whatever the database."""

    def get_queryset(self) -> QuerySet[Any]:
        start = self.model.list_order[0].removeprefix("-")
        return super().get_queryset().order_by(F(start).desc(nulls_last=True), "code")


class EventList(RecordListView):
    model = Event
    filterset_class = EventFilterSet
    description = _(
        "Conferences, forums, fairs, anniversaries, meetings and signings of the province with "
        "its partners, upcoming ones first."
    )
    select = ("country",)

    def get_queryset(self) -> QuerySet[Any]:
        """Those to come from the next on, then the others from the latest back."""
        upcoming = When(pk__in=Event.objects.upcoming().values("pk"), then=Value(True))
        next_first = Case(When(is_upcoming=True, then=F("held_on_start")))
        return (
            super()
            .get_queryset()
            .annotate(is_upcoming=Case(upcoming, default=Value(False)))
            .order_by(
                "-is_upcoming",
                next_first.asc(nulls_last=True),
                F("held_on_start").desc(nulls_last=True),
                "code",
            )
        )


class EventDetail(RecordDetailView):
    model = Event
    select = ("parent", "agreement", "country")
    prefetch = (
        taking_part(EventParticipant, "participants"),
        shown(Event, "parts", "country"),
        shown(Delegation, "delegations"),
        shown(Commitment, "commitments"),
        taking_part(CommitmentParty, "commitments__parties"),
    )

    def get_linked_data(self) -> dict[str, Any] | None:
        return event_node(self.object, self.request.build_absolute_uri)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = grouped(self.object.participants.all(), "side")
        return super().get_context_data(groups=groups, figures=figures_of(self.object), **kwargs)


class DelegationList(LatestFirstListView):
    model = Delegation
    filterset_class = DelegationFilterSet
    description = _(
        "Visits that the province received and made, recorded one by one or as a number; "
        "exchanges in both directions are counted separately."
    )

    def get_sums(self, records: QuerySet[Any]) -> dict[str, Any]:
        """In the same query the sums of each direction, as `by_direction`."""
        people = Sum("persons", default=0)
        groups = records.order_by().values("direction").annotate(people=people, **self.asked_sums())
        sums = {name: added_up(groups, name) for name in self.asked_sums()}
        return {**sums, "by_direction": {group["direction"]: group for group in groups}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`directions`: words, delegations, persons and rows without a number for each of them.
        Exchanges are in neither of in and out.
        """
        if self.is_json:
            return super().get_context_data(**kwargs)
        directions = []
        for value, words in Delegation.Direction.choices:
            sums = self.sums["by_direction"].get(value, {})
            number = {
                "delegations": sums.get("total", 0),
                "persons": sums.get("people", 0),
                "uncounted": sums.get("uncounted", 0),
            }
            directions.append({"words": words, **number})
        return super().get_context_data(directions=directions, **kwargs)


class DelegationDetail(RecordDetailView):
    model = Delegation
    select = ("agreement", "event")
    prefetch = (
        taking_part(DelegationParticipant, "participants"),
        shown(DelegationCountry, "countries", "country"),
        shown(Commitment, "commitments"),
        taking_part(CommitmentParty, "commitments__parties"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = grouped(self.object.participants.all(), "side")
        return super().get_context_data(groups=groups, **kwargs)


class ProgrammeList(LatestFirstListView):
    model = Programme
    filterset_class = ProgrammeFilterSet
    description = _(
        "Programmes, projects, scholarships and exchanges carried out with partners, and their "
        "results."
    )


class ProgrammeDetail(RecordDetailView):
    model = Programme
    select = ("parent", "agreement")
    prefetch = (
        taking_part(ProgrammeParticipant, "participants"),
        "fields",
        shown(Programme, "parts"),
        shown(Commitment, "fulfils"),
        taking_part(CommitmentParty, "fulfils__parties"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = grouped(self.object.participants.all(), "role")
        return super().get_context_data(groups=groups, figures=figures_of(self.object), **kwargs)


class CommitmentList(LatestFirstListView):
    model = Commitment
    filterset_class = CommitmentFilterSet
    description = _(
        "What one side promised, offered or asked of the other, and whether it was done."
    )
    prefetch = (taking_part(CommitmentParty, "parties"),)


class CommitmentDetail(RecordDetailView):
    model = Commitment
    select = ("agreement", "event", "delegation", "fulfilled_by")
    prefetch = (taking_part(CommitmentParty, "parties"),)


class RecognitionList(LatestFirstListView):
    model = Recognition
    filterset_class = RecognitionFilterSet
    description = _("Awards, titles and ranks given to the province, its bodies and its partners.")
    prefetch = (taking_part(RecognitionParty, "parties"),)


class RecognitionDetail(RecordDetailView):
    model = Recognition
    prefetch = (taking_part(RecognitionParty, "parties"),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = grouped(self.object.parties.all(), "role")
        return super().get_context_data(groups=groups, **kwargs)
