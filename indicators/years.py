"""A year in foreign relations, made from the records of all apps.

What surely lies in the year is told apart from what may: “2018–2019”, “since 2004”, “after
September 2023”. Both together are what the lists show when they are narrowed to the year.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import (
    Commitment,
    CommitmentParty,
    Delegation,
    Event,
    Programme,
    Recognition,
    RecognitionParty,
)
from events.views import taking_part
from foreign_affairs.addresses import address_of
from foreign_affairs.bilingual import BilingualText, active_language
from foreign_affairs.dates import PartialDate, Precision
from foreign_affairs.models import StrOrPromise
from foreign_affairs.views.base import with_sources
from indicators.models import Observation, Orientation
from indicators.views import branches
from partners.models import Agreement, Tie
from partners.taking_part import with_parties

NOT_HELD = (Event.Status.IDEA, Event.Status.POSTPONED, Event.Status.CANCELLED)
NOT_TRAVELLED = (Delegation.Status.POSTPONED, Delegation.Status.CANCELLED)

DATED: tuple[tuple[Any, str], ...] = (
    (Tie, "since"),
    (Agreement, "signed_on"),
    (Delegation, "period"),
    (Event, "held_on"),
    (Programme, "started_on"),
    (Observation, "period"),
)
"""What gives a year a page, each with its partial date, beside recognitions. Plans and promises
alone do not.
"""


MOST_SHOWN = 100
"""So many records of a kind stand on the page of a year where there is a list that has all."""


@dataclass(frozen=True)
class Part:
    """What one kind of record says of the year: `surely` in it, or `perhaps`."""

    model: Any
    surely: list[Any]
    perhaps: list[Any]
    year: int

    @property
    def name(self) -> str:
        return self.model._meta.model_name

    @property
    def records(self) -> list[Any]:
        return [*self.surely, *self.perhaps]

    @property
    def total(self) -> int:
        """The sum of what the records stand for; what says only “many” adds nothing."""
        return sum(getattr(record, "count", 1) or 0 for record in self.surely)

    @property
    def has_list(self) -> bool:
        """Whether there is a list of such records. Ties stand on the pages of their partners."""
        return self.model is not Tie

    @property
    def is_cut(self) -> bool:
        """Whether the page shows the first ones only."""
        return self.has_list and len(self.records) > MOST_SHOWN

    @property
    def groups(self) -> list[tuple[bool, list[Any]]]:
        """What the page shows: whether it surely lies in the year, and the records."""
        shown = self.records[:MOST_SHOWN] if self.is_cut else self.records
        number = len(self.surely)
        groups = [(True, shown[:number]), (False, shown[number:])]
        return [(is_sure, records) for is_sure, records in groups if records]

    @property
    def list_url(self) -> str:
        """The list of these records, narrowed to the year."""
        return f"{address_of(self.model, 'list')}?year_from={self.year}&year_to={self.year}"


@dataclass(frozen=True)
class Direction:
    """Delegations in one direction: how many, with how many persons, and rows without a number."""

    direction: str
    words: StrOrPromise
    delegations: int
    persons: int
    uncounted: int


@dataclass
class Year:
    """One year with all that is on its page. As a record it can be cited."""

    number: int
    source_note: str = field(default="", init=False)
    checked_on: None = field(default=None, init=False)

    @property
    def name(self) -> BilingualText:
        words = _("Foreign relations in %(year)s") % {"year": self.number}
        return BilingualText(words, active_language())

    def get_absolute_url(self) -> str:
        return reverse("indicators:year_detail", args=[self.number])

    @property
    def changed_at(self) -> datetime:
        """When something on the page was last changed."""
        return max(record.changed_at for part in self.parts for record in part.records)

    @property
    def parts(self) -> list[Part]:
        return [
            *(self.ties, self.agreements, self.delegations, self.events, self.recognitions),
            *(self.programmes, self.commitments, self.figures, self.orientations),
        ]

    @cached_property
    def ties(self) -> Part:
        ties = Tie.objects.public().select_related("partner__country", "home_body")
        return self._part(ties, "since")

    @cached_property
    def agreements(self) -> Part:
        return self._part(with_parties(Agreement.objects.public()), "signed_on")

    @cached_property
    def delegations(self) -> Part:
        return self._part(Delegation.objects.public(), "period")

    @cached_property
    def directions(self) -> list[Direction]:
        """What surely took place, or is still to: nothing postponed or cancelled."""
        found = []
        for value, words in Delegation.Direction.choices:
            rows = [
                row
                for row in self.delegations.surely
                if row.direction == value and row.status not in NOT_TRAVELLED
            ]
            found.append(
                Direction(
                    value,
                    words,
                    sum(row.count or 0 for row in rows),
                    sum(row.persons or 0 for row in rows),
                    sum(row.count is None for row in rows),
                )
            )
        return found

    @cached_property
    def events(self) -> Part:
        return self._part(Event.objects.public().select_related("country"), "held_on")

    @cached_property
    def event_numbers(self) -> dict[str, int]:
        """`held` and `announced` events, and the rows of either that say only “many”."""
        rows = [row for row in self.events.surely if row.status not in NOT_HELD]
        return {
            "held": sum(row.count or 0 for row in rows if row.status not in Event.AHEAD),
            "announced": sum(row.count or 0 for row in rows if row.status in Event.AHEAD),
            "uncounted": sum(row.count is None for row in rows),
        }

    @cached_property
    def recognitions(self) -> Part:
        rows = Recognition.objects.public().filter(year=self.number).order_by("code")
        parties = taking_part(RecognitionParty, "parties")
        return Part(Recognition, list(rows.prefetch_related(parties)), [], self.number)

    @cached_property
    def programmes(self) -> Part:
        return self._part(Programme.objects.public(), "started_on")

    @cached_property
    def commitments(self) -> Part:
        parties = taking_part(CommitmentParty, "parties")
        return self._part(Commitment.objects.public().prefetch_related(parties), "said_on")

    @cached_property
    def figures(self) -> Part:
        """A figure up to a day of the year is one of that year."""
        figures = with_sources(Observation.objects.public().with_names())
        found = self._part(figures.in_list_order(), "period", is_sorted=True)
        up_to = [row for row in found.perhaps if self._is_up_to_a_day(row.period)]
        rest = [row for row in found.perhaps if row.period.precision is Precision.RANGE]
        surely = sorted(found.surely + up_to, key=lambda row: (row.indicator.order, row.code))
        return Part(Observation, surely, rest, self.number)

    @cached_property
    def orientations(self) -> Part:
        """What was to be done in the year, and what applied in a time of which it is a part."""
        found = self._part(Orientation.objects.public().in_list_order(), "period", is_sorted=True)
        rest = [row for row in found.perhaps if row.period.precision is Precision.RANGE]
        return Part(Orientation, found.surely, rest, self.number)

    @cached_property
    def plans(self) -> list[Any]:
        """What was to be done in the year, as a tree."""
        return branches(self.orientations.surely)

    def _is_up_to_a_day(self, when: PartialDate) -> bool:
        is_open = when.precision is Precision.UNTIL
        return is_open and when.end is not None and when.end.year == self.number

    def _part(self, records: QuerySet[Any], name: str, *, is_sorted: bool = False) -> Part:
        """The records whose date can lie in the year; in order of time unless they are sorted."""
        year = date(self.number, 1, 1), date(self.number, 12, 31)
        begins = Q(**{f"{name}_start__lte": year[1]})
        ends = Q(**{f"{name}_end__gte": year[0]})
        no_start, no_end = Q(**{f"{name}_start": None}), Q(**{f"{name}_end": None})
        rows = list(records.filter((begins & (ends | no_end)) | (ends & no_start)))
        if not is_sorted:
            rows.sort(key=lambda row: in_time(getattr(row, name)))
        surely = [row for row in rows if getattr(row, name).lies_within(*year)]
        perhaps = [row for row in rows if not getattr(row, name).lies_within(*year)]
        return Part(records.model, surely, perhaps, self.number)


def in_time(when: PartialDate) -> tuple[Any, ...]:
    """The order of time, what has no month after what has one."""
    return not when.is_known_to_the_month, when.sort_key


def known_years() -> list[int]:
    """The years in which something surely lies, the earliest first: those with a page."""
    years = set(Recognition.objects.public().exclude(year=None).values_list("year", flat=True))
    spans: Iterable[tuple[date, date]] = _spans(*DATED[0]).union(
        *(_spans(model, name) for model, name in DATED[1:])
    )
    years |= {start.year for start, end in spans if start.year == end.year}
    return sorted(years)


def _spans(model: Any, name: str) -> Any:
    """First and last day of what has both; of a figure up to a day that day."""
    rows = model.objects.public().order_by()
    first: Any = F(f"{name}_start")
    if model is Observation:
        # “Before 2020” is open at the same side, but of no year.
        rows = rows.exclude(**{f"{name}__startswith": "<"})
        first = Coalesce(first, F(f"{name}_end"))
    rows = rows.annotate(first_day=first, last_day=F(f"{name}_end"))
    closed = rows.filter(first_day__isnull=False, last_day__isnull=False)
    return closed.values_list("first_day", "last_day")


@dataclass
class Tally:
    """How many surely lie in a year, and whether some records say only “many”."""

    counted: int = 0
    has_many: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.counted and not self.has_many

    def add(self, number: int | None) -> None:
        self.counted += number or 0
        self.has_many |= number is None


def numbers_by_year() -> list[tuple[Year, dict[str, Tally]]]:
    """For the index, the latest year first. Delegations are told apart by direction: `in`, `out`
    and `exchange`; the others are `ties`, `agreements`, `events`, `recognitions`, `programmes` and
    `figures`.
    """
    kinds = ("ties", "agreements", *Delegation.Direction.values)
    kinds = (*kinds, "events", "recognitions", "programmes", "figures")
    years = {year: {kind: Tally() for kind in kinds} for year in known_years()}
    one, rows = Value(1), F("count")
    spans = (
        (_spans(Tie, "since"), Value("ties"), one),
        (_spans(Agreement, "signed_on"), Value("agreements"), rows),
        (_spans(Event, "held_on").exclude(status__in=NOT_HELD), Value("events"), rows),
        (_spans(Delegation, "period").exclude(status__in=NOT_TRAVELLED), F("direction"), rows),
        (_spans(Programme, "started_on"), Value("programmes"), one),
        (_spans(Observation, "period"), Value("figures"), one),
    )
    for found, kind, number in spans:
        for start, end, name, count in found.values_list("first_day", "last_day", kind, number):
            if start.year == end.year:
                years[start.year][name].add(count)
    recognised = Recognition.objects.public().exclude(year=None).values_list("year", flat=True)
    for year in recognised:
        years[year]["recognitions"].add(1)
    return [(Year(year), years[year]) for year in sorted(years, reverse=True)]
