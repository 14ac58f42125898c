"""What happened, and when: records of all kinds as moments in one order, grouped by year.

Knows the kinds of later apps by the name of their model only. Moments of records that are already
read come from `moments_of`; `events.timeline` reads them from the database, page by page.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.db.models import CharField, Value
from django.utils.text import capfirst

from foreign_affairs.dates import PartialDate, today
from foreign_affairs.models import Source
from partners.models import AgreementStatus

DATE_FIELDS: Final = {
    "tie": "since",
    "agreement": "signed_on",
    "delegation": "period",
    "event": "held_on",
    "programme": "started_on",
    "recognition": "year",
}
"""The kinds of moments, by model name, and the field in which each has its date."""

NOT_DONE: Final = {
    AgreementStatus.PREPARED,
    *("idea", "announced", "permitted", "planned", "approved", "postponed", "cancelled"),
}
"""Statuses of what no source says has happened."""


@dataclass(frozen=True)
class Moment:
    """One record of the timeline: a Tie, or a record with a page of its own."""

    kind: str
    """A key of `DATE_FIELDS`."""
    record: Any

    @property
    def date(self) -> PartialDate | None:
        """When, as far as it is known: never padded; None where no source says."""
        value = getattr(self.record, DATE_FIELDS[self.kind])
        return PartialDate.parse(str(value)) if isinstance(value, int) else value

    @property
    def year(self) -> int | None:
        """The year it stands under: the first that it can mean, the last where that is open."""
        date = self.date
        day = (date.start or date.end) if date else None
        return day.year if day else None

    @property
    def is_done(self) -> bool:
        """Whether it happened, as far as its status says; a plan or an announcement did not."""
        return getattr(self.record, "status", "") not in NOT_DONE

    @property
    def is_activity(self) -> bool:
        """Whether it happened, and a source says when."""
        day = self.date and (self.date.start or self.date.end)
        return bool(day and day <= today() and self.is_done)

    @property
    def sort_key(self) -> tuple[int, str, str]:
        """Newest first, what has no date last; the order that `events.timeline` asks for."""
        day = self.date and (self.date.start or self.date.end)
        number = day.year * 10_000 + day.month * 100 + day.day if day else 0
        return -number, self.kind, self.record.code


@dataclass(frozen=True)
class Year:
    """The moments of one year, newest first; `number` is None for what has no date."""

    number: int | None
    moments: list[Moment]

    @property
    def anchor(self) -> str:
        return f"y{self.number}" if self.number else "undated"


def moments_of(**records: Iterable[Any]) -> list[Moment]:
    """The moments of public records, newest first: `moments_of(events=…, ties=…)`.

    Keys are the names of kinds in the plural, as `taking_part()` returns them; kinds that are no
    part of a timeline (commitments) are passed over.
    """
    found = [
        Moment(kind, record)
        for name, rows in records.items()
        if (kind := name.removesuffix("s")) in DATE_FIELDS
        for record in rows
    ]
    return sorted(found, key=lambda moment: moment.sort_key)


def name_sources(moments: Iterable[Moment]) -> None:
    """Reads who says what has no date, into `public_sources` of the records: two queries for all
    kinds together, none where everything is dated.
    """
    undated: dict[tuple[str, int], Any] = {}
    for moment in moments:
        if moment.date is None and moment.kind != "tie":
            undated[moment.kind, moment.record.pk] = moment.record
            moment.record.public_sources = []
    links = links_to_sources(undated)
    sources = Source.objects.public().filter(pk__in={source for _key, source in links})
    for source in sources.in_list_order() if links else ():
        for key, cited in links:
            if cited == source.pk:
                undated[key].public_sources.append(source)


def links_to_sources(records: dict[tuple[str, int], Any]) -> list[tuple[tuple[str, int], int]]:
    """Which record, by kind and primary key, cites which source; one query."""
    models = {kind: type(record) for (kind, _key), record in records.items()}
    parts = []
    for kind, model in models.items():
        links, here = model.sources.through.objects, model.sources.field.m2m_column_name()
        keys = [key for of, key in records if of == kind]
        parts.append(
            links.filter(**{f"{here}__in": keys})
            .annotate(kind=Value(kind, CharField()))
            .values_list("kind", here, "source_id")
        )
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else [*parts, ()][0]
    return [((kind, key), source) for kind, key, source in rows]


def by_year(moments: Iterable[Moment]) -> list[Year]:
    """Moments that are in order, under their years."""
    return [Year(number, list(group)) for number, group in groupby(moments, lambda row: row.year)]


def last_activity(moments: Iterable[Moment]) -> Moment | None:
    """The last moment of which a source says when it happened; moments are newest first."""
    return next((moment for moment in moments if moment.is_activity), None)


class History:
    """What happened with one partner or country, for its page: the newest of it, what has no date
    apart, and the last activity.

    `records`: QuerySets of public records by the plural of their kind, as `taking_part()` returns
    them, and `ties`; they are read here, once. What has a section of its own on the page, whether
    dated or not (agreements, programmes), is not repeated among what has no date.
    """

    NEWEST = 40
    """So many moments are shown; the page of the timeline has the others."""
    WITH_A_SECTION = ("tie", "agreement", "programme")

    def __init__(self, **records: Iterable[Any]) -> None:
        self.records = {name: list(rows) for name, rows in records.items()}
        self.moments = moments_of(**self.records)
        name_sources(self.moments)
        self.dated = [moment for moment in self.moments if moment.date]
        self.undated = [
            moment
            for moment in self.moments
            if not moment.date and moment.kind not in self.WITH_A_SECTION
        ]

    @property
    def years(self) -> list[Year]:
        return by_year([*self.dated[: self.NEWEST], *self.undated[: self.NEWEST]])

    @property
    def total(self) -> int:
        return len(self.dated) + len(self.undated)

    @property
    def last_activity(self) -> Moment | None:
        return last_activity(self.moments)

    @property
    def numbers(self) -> list[tuple[str, str, int]]:
        """(kind, its words in the plural, how many) of the kinds that occur."""
        found: dict[str, list[Moment]] = defaultdict(list)
        for moment in self.moments:
            found[moment.kind].append(moment)
        return [
            (kind, capfirst(found[kind][0].record._meta.verbose_name_plural), len(found[kind]))
            for kind in DATE_FIELDS
            if kind in found
        ]
