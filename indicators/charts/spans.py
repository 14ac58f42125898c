"""Which periods are of one kind, so that their figures may be compared from year to year."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foreign_affairs.dates import PartialDate, Precision


class Kind(IntEnum):
    """In the order in which a page shows them."""

    YEAR = 1
    MONTHS = 2
    YEARS = 3
    DAY = 4
    AS_OF = 5
    OTHER = 6
    UNDATED = 7


@dataclass(frozen=True, order=True)
class Span:
    """A kind of period: whole years, the first eight months of a year, up to a day …

    `first` and `last` are the months of `MONTHS`; `first` is the number of years of `YEARS`;
    `text` is the whole period where nothing else is of its kind.
    """

    kind: Kind
    first: int = 0
    last: int = 0
    text: str = ""

    @classmethod
    def of(cls, period: PartialDate | None) -> Span:
        if period is None:
            return cls(Kind.UNDATED)
        if period.precision is Precision.UNTIL:
            return cls(Kind.AS_OF)
        if period.precision is Precision.DAY:
            return cls(Kind.DAY)
        if period.start and period.end and _is_whole_months(period.start, period.end):
            first, last = period.start.month, period.end.month
            years = period.end.year - period.start.year + 1
            if (first, last) == (1, 12):
                return cls(Kind.YEAR) if years == 1 else cls(Kind.YEARS, years)
            if years == 1:
                return cls(Kind.MONTHS, first, last)
        return cls(Kind.OTHER, text=period.text)

    @property
    def is_repeated(self) -> bool:
        """Whether there can be another period of this kind."""
        return self.kind not in (Kind.OTHER, Kind.UNDATED)

    @property
    def is_once_a_year(self) -> bool:
        return self.kind in (Kind.YEAR, Kind.MONTHS)

    @property
    def name(self) -> str:
        """What such periods are called, as a heading; '' for one that is like no other."""
        match self.kind:
            case Kind.YEAR:
                return _("Year by year")
            case Kind.MONTHS:
                return self._name_of_months()
            case Kind.YEARS:
                return _("Periods of %(number)s years") % {"number": self.first}
            case Kind.DAY:
                return _("Day by day")
            case Kind.AS_OF:
                return _("As of a date")
            case Kind.UNDATED:
                return _("Date not stated in the sources")
        return ""

    def _name_of_months(self) -> str:
        if self.first == self.last:
            return capfirst(str(MONTHS[self.first]))
        if self.first == 1 and self.last != 3:
            return _("First %(number)s months of the year") % {"number": self.last}
        if self.first % 3 == 1 and self.last == self.first + 2:
            return _("Quarter %(number)s") % {
                "number": ("I", "II", "III", "IV")[self.last // 3 - 1]
            }
        return _("Month %(first)s to month %(last)s") % {"first": self.first, "last": self.last}


def period_key(period: PartialDate | None) -> tuple[Any, ...]:
    """Sorts periods from the oldest on, undated figures last."""
    return (0, *period.sort_key) if period else (1,)


def _is_whole_months(start: date, end: date) -> bool:
    return start.day == 1 and end.day == monthrange(end.year, end.month)[1]
