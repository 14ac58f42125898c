"""What stands in the calendar, each thing as exactly as its date is known and no more.

A day or days stand in the grid of their month. A month stands in the row of what has no day; so
does a span of months, in each of them. What is known by its year alone, or spans more than a year,
stands in its years only. What is open at one end, or has no date, stands in the lists.
"""

from calendar import Calendar as Weeks
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Delegation, Event
from foreign_affairs.bilingual import active_language
from foreign_affairs.dates import PartialDate, format_partial_date, months_later, today
from foreign_affairs.models import StrOrPromise
from partners.anniversaries import Anniversary, anniversaries
from partners.models import Agreement

MONTHS_AHEAD = 12
"""So far ahead anniversaries stand in the calendar: they would fill it for ever."""
LONGEST = timedelta(days=366)
"""What spans more stands in its years only."""

DATED: tuple[tuple[Any, str, StrOrPromise], ...] = (
    (Event, "held_on", _("event")),
    (Agreement, "signed_on", _("signing")),
    (Delegation, "period", _("delegation")),
)
"""What stands in the calendar: a model, its date, and what it is called there."""

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


NOT_ON_THE_DAY = ("idea", "postponed", "cancelled")
"""Statuses of what does not take place, or not when it was to."""


@dataclass(frozen=True)
class Entry:
    """One thing in the calendar: a record or an anniversary, both with a name and a page."""

    record: Any
    when: PartialDate
    kind: StrOrPromise

    @property
    def is_anniversary(self) -> bool:
        return isinstance(self.record, Anniversary)

    @property
    def is_in_months(self) -> bool:
        return stands_in_months(self.when)

    @property
    def has_status(self) -> bool:
        """Whether it may not have taken place. That something was signed is no longer open."""
        return not isinstance(self.record, Agreement | Anniversary)

    @property
    def doubt(self) -> StrOrPromise:
        """The status of what does not take place or may not have, in words; otherwise nothing."""
        if isinstance(self.record, Event) and self.record.is_unconfirmed:
            return self.record.status_label
        is_off = self.has_status and self.record.status in NOT_ON_THE_DAY
        return self.record.get_status_display() if is_off else ""


def stands_in_months(when: PartialDate) -> bool:
    """Whether the date is known closely enough for the pages of months."""
    if not when.is_known_to_the_month or when.start is None or when.end is None:
        return False
    return when.end - when.start <= LONGEST


def entries(first: date, last: date) -> list[Entry]:
    """What surely or possibly happened between two days, and the anniversaries near today; of one
    date the events first.
    """
    found: list[Entry] = []
    for model, name, kind in DATED:
        between = {f"{name}_start__lte": last, f"{name}_end__gte": first}
        records = model.objects.public().filter(**between).in_list_order()
        if model is Event:
            records = records.select_related("country")
        found += [Entry(record, getattr(record, name), kind) for record in records]
    found += [entry for entry in near_anniversaries() if overlaps(entry.when, first, last)]
    return sorted(found, key=lambda entry: entry.when.sort_key)


def near_anniversaries() -> list[Entry]:
    """Those that the calendar has: of this month and the year after today."""
    day = today()
    near = anniversaries(day.replace(day=1), months_later(day, MONTHS_AHEAD))
    return [Entry(one, one.when, pgettext_lazy("calendar", "anniversary")) for one in near]


def overlaps(when: PartialDate, first: date, last: date) -> bool:
    """Whether a date that is closed on both sides can lie between two days."""
    return bool(when.start and when.end and when.start <= last and when.end >= first)


@dataclass
class Day:
    date: date
    is_in_month: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar with what is in it."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return months_later(self.first, 1) - timedelta(days=1)

    @cached_property
    def when(self) -> PartialDate:
        return PartialDate.parse(f"{self.year}-{self.number:02d}")

    @property
    def name(self) -> str:
        """The month without its year."""
        words = format_partial_date(self.when, active_language())
        return capfirst(words.removesuffix(f" năm {self.year}").removesuffix(f" {self.year}"))

    @cached_property
    def all_entries(self) -> list[Entry]:
        return entries(self.first, self.last)

    @cached_property
    def entries(self) -> list[Entry]:
        """What stands in this month, with a day or without."""
        return [entry for entry in self.all_entries if entry.is_in_months]

    @property
    def has_days(self) -> bool:
        """Whether anything stands on a day of the month: without, a grid would be empty."""
        return any(entry.when.days for entry in self.entries)

    @cached_property
    def without_day(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.when.days]

    @cached_property
    def without_month(self) -> list[Entry]:
        """What may have been in this month, or in any other of its years."""
        return [entry for entry in self.all_entries if not entry.is_in_months]

    @cached_property
    def weeks(self) -> list[list[Day]]:
        """The weeks from Monday to Sunday, with days of the months before and after."""
        now = today()
        weeks = [
            [Day(day, day.month == self.number, day == now) for day in week]
            for week in Weeks().monthdatescalendar(self.year, self.number)
        ]
        for entry in self.entries:
            if known := entry.when.days:
                for day in (day for week in weeks for day in week if day.is_in_month):
                    if known[0] <= day.date <= known[1]:
                        day.entries.append(entry)
        return weeks


@dataclass(frozen=True)
class Year:
    """A year of the calendar, month by month."""

    number: int

    @property
    def first(self) -> date:
        return date(self.number, 1, 1)

    @property
    def last(self) -> date:
        return date(self.number, 12, 31)

    @cached_property
    def entries(self) -> list[Entry]:
        return entries(self.first, self.last)

    @cached_property
    def months(self) -> list[tuple[Month, list[Entry]]]:
        """The months in which something begins, or goes on from the year before."""
        found: dict[int, list[Entry]] = {}
        for entry in self.entries:
            if entry.is_in_months and entry.when.start:
                is_earlier = entry.when.start.year < self.number
                found.setdefault(1 if is_earlier else entry.when.start.month, []).append(entry)
        return [(Month(self.number, month), found[month]) for month in sorted(found)]

    @cached_property
    def without_month(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.is_in_months]


Content = dict[int, dict[int, int]]
"""By year and month how many things stand there; month 0 is for what has no month."""


def content() -> Content:
    """What the calendar has pages for. A thing of several months counts in each of them."""
    found: Content = {}
    for when in dates():
        for year, month in places(when):
            months = found.setdefault(year, {})
            months[month] = months.get(month, 0) + 1
    return found


def dates() -> Iterator[PartialDate]:
    for model, name, _kind in DATED:
        known = {f"{name}_start__isnull": False, f"{name}_end__isnull": False}
        yield from model.objects.public().filter(**known).values_list(name, flat=True)
    yield from (entry.when for entry in near_anniversaries())


def places(when: PartialDate) -> Iterator[tuple[int, int]]:
    """The months, or the years with month 0, in which a date stands."""
    if when.start is None or when.end is None:
        return
    if not stands_in_months(when):
        yield from ((year, 0) for year in range(when.start.year, when.end.year + 1))
        return
    month = when.start.replace(day=1)
    while month <= when.end:
        yield month.year, month.month
        month = months_later(month, 1)


def not_in_calendar() -> int:
    """How many events stand in no year: without a date, or open at one end."""
    is_open = Q(held_on_start__isnull=True) | Q(held_on_end__isnull=True)
    return Event.objects.public().filter(is_open).aggregate(number=Count("pk"))["number"]
