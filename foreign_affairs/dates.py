"""Dates as far as they are known, read and written: a day, a month, a year, a range, before, after.

The canonical text is what files and the database hold: `2016-09-12`, `2016-09`, `2011`,
`2018/2019`, `>2024-09` (after), `<2024` (before), `2004/..` (since), `../2024-04-03` (up to).
Nothing is padded to the first of January. The day always comes before the month: 05/13/2024 is
refused, never swapped.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeAlias

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foreign_affairs.text import TextError, clean_text, strip_marks

_LONGEST: Final = 100
_FIRST_YEAR: Final = 1000
_LAST_YEAR: Final = 2999


class DateError(TextError):
    """The text is not a date, or is a date that does not exist."""


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    AFTER = "after"
    BEFORE = "before"
    SINCE = "since"
    UNTIL = "until"


@dataclass(frozen=True, order=False)
class PartialDate:
    """A date as it is known, made by `parse` or `of_day`.

    `start` and `end` are the first and the last day that it can mean; None where it is open.
    """

    text: str
    start: date | None
    end: date | None
    precision: Precision

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read the canonical text or what people type in Vietnamese. Raises DateError."""
        return _parse(text)

    @classmethod
    def of_day(cls, day: date) -> PartialDate:
        """Return the date of one known day. Raises DateError outside the years 1000–2999."""
        return _point(day.year, day.month, day.day)

    @property
    def sort_key(self) -> tuple[date, date]:
        """Order by the first possible day (the last where there is no first), then by the last."""
        return self.start or self.end or date.min, self.end or date.max

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day where both are known to the day, otherwise None."""
        if self.start and self.end and self._shortest_point == len("2024-09-05"):
            return self.start, self.end
        return None

    @property
    def is_known_to_the_month(self) -> bool:
        """Whether both ends are known to the month at least."""
        is_closed = self.start is not None and self.end is not None
        return is_closed and self._shortest_point >= len("2024-09")

    def lies_within(self, first: date, last: date) -> bool:
        """Whether it surely is none but one of these days."""
        return bool(self.start and self.end and first <= self.start and self.end <= last)

    @property
    def _shortest_point(self) -> int:
        return min(len(point) for point in self.text.split("/"))

    def __str__(self) -> str:
        return self.text


def today() -> date:
    """Return the current day in Asia/Ho_Chi_Minh, the time zone of the project's settings."""
    return timezone.localdate()


def months_later(day: date, months: int) -> date:
    """Return the same day of the month `months` later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# --- reading --------------------------------------------------------------------------------

_ISO = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_OPEN_OR_RANGE = re.compile(rf"({_ISO}|\.\.)/({_ISO}|\.\.)", re.ASCII)
_HYPHENS = re.compile("[\u2010\u2011\u2212]")
_RANGE_DASH = re.compile(r" ?[\u2012-\u2015] ?| - ?| ?- ")

# Patterns over text without marks and in small letters: ~ stands for the dash or “đến” of a range.
_POINTS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?",
        r"nam (?P<y>\d{4})",
        r"(?:ngay )?(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})",
        r"(?:ngay )?(?P<d>\d{1,2}) thang (?P<m>\d{1,2})(?:,? nam |/| )(?P<y>\d{4})",
        r"(?:ngay )?(?P<d>\d{1,2})[/-](?P<m>\d{1,2}),? nam (?P<y>\d{4})",
        r"(?:thang )?(?P<m>\d{1,2})[/.-](?P<y>\d{4})",
        r"thang (?P<m>\d{1,2})(?:,? nam | )(?P<y>\d{4})",
    )
)
_QUARTER = re.compile(r"(?:quy |q)(?P<q>i{1,3}|iv|[1-4])(?:/|,? nam | )(?P<y>\d{4})", re.ASCII)
_MONTHS = re.compile(r"(?P<n>\d{1,2}) thang (?P<side>dau|cuoi) nam (?P<y>\d{4})", re.ASCII)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SHORT_YEAR = re.compile(r"(?:ngay )?\d{1,2}([/.-])\d{1,2}\1\d{2}", re.ASCII)
# What may stand before the dash if the rest is after it: “14 – 16/4/2024”, “tháng 9 – 12/2016”.
_DAY_ONLY = re.compile(r"(?:ngay )?(?P<d>\d{1,2})", re.ASCII)
_DAY_AND_MONTH = re.compile(r"(?:ngay )?(?P<d>\d{1,2})(?:/|\.| thang )(?P<m>\d{1,2})", re.ASCII)
_MONTH_ONLY = re.compile(r"thang (?P<m>\d{1,2})", re.ASCII)

_Span: TypeAlias = tuple[PartialDate, PartialDate]


# What nearly all dates of lists and files are, read without further ado.
_COMMON_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2})", re.ASCII)


@lru_cache(maxsize=8192)
def _parse(text: str) -> PartialDate:
    typed = clean_text(text)
    if common := _COMMON_DAY.fullmatch(typed):
        day, month, year = common.group(1, 2, 3) if common[1] else common.group(6, 5, 4)
        return _point(int(year), int(month), int(day))
    if len(typed) > _LONGEST:
        raise _not_a_date(typed)
    written = _HYPHENS.sub("-", " ".join(typed.split()))
    written = _RANGE_DASH.sub("~", strip_marks(written).lower())
    written = re.sub(r" ?/ ?", "/", written)
    found = _open_or_range(written) or _worded(written)
    if found is None:
        raise _not_a_date(typed, written)
    return found


def _open_or_range(written: str) -> PartialDate | None:
    ends = _OPEN_OR_RANGE.fullmatch(written)
    if ends is None:
        return None
    first, last = _point_or_open(ends[1]), _point_or_open(ends[2])
    if first and last:
        return _between(first, last)
    if first:
        return _since(first)
    return _until(last) if last else None


def _worded(written: str) -> PartialDate | None:
    for start, make in _OPENINGS:
        rest, found = start.subn("", written)
        if found:
            span = _span(rest)
            return make(span) if span else None
    since = written.startswith("tu ")
    written = re.sub(r" (?:den|toi) ", "~", re.sub(r"^(?:tu|giai doan) ", "", written))
    written = written.removesuffix("~nay") if since else written
    span = _span(written)
    if span:
        return _since(span[0]) if since else _between(*span)
    return _range(written)


def _range(written: str) -> PartialDate | None:
    left, found, right = written.partition("~") if "~" in written else written.partition("-")
    last = _span(right) if found else None
    if last is None:
        return None
    first = _span(left)
    if first:
        return _between(first[0], last[1])
    end = last[1].start
    if end and last[1].precision is Precision.DAY:
        if parts := _DAY_AND_MONTH.fullmatch(left):
            return _between(_point(end.year, int(parts["m"]), int(parts["d"])), last[1])
        if parts := _DAY_ONLY.fullmatch(left):
            return _between(_point(end.year, end.month, int(parts["d"])), last[1])
    if end and last[1].precision is Precision.MONTH and (parts := _MONTH_ONLY.fullmatch(left)):
        return _between(_point(end.year, int(parts["m"])), last[1])
    return None


def _span(written: str) -> _Span | None:
    """Read one day, month, year, quarter or run of months as its first and last point."""
    for pattern in _POINTS:
        if parts := pattern.fullmatch(written):
            known = parts.groupdict()
            point = _point(*(int(known[unit]) for unit in "ymd" if known.get(unit)))
            return point, point
    if parts := _QUARTER.fullmatch(written):
        quarter = _QUARTERS.get(parts["q"]) or int(parts["q"])
        return _months(int(parts["y"]), 3 * quarter - 2, 3 * quarter)
    if parts := _MONTHS.fullmatch(written):
        count = int(parts["n"])
        first, last = (1, count) if parts["side"] == "dau" else (13 - count, 12)
        return _months(int(parts["y"]), first, last)
    return None


def _months(year: int, first: int, last: int) -> _Span:
    return _point(year, first), _point(year, last)


def _point(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    """Return a day, month or year. Raises DateError if the calendar has no such day."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        message = _(
            "The year %(year)s is not possible here. Write a year from %(first)s to %(last)s."
        )
        raise DateError(message, {"year": f"{year:04d}", "first": _FIRST_YEAR, "last": _LAST_YEAR})
    if month is None:
        return PartialDate(f"{year}", date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
    if not 1 <= month <= 12:
        message = _(
            "There is no month %(month)s. The day comes first, then the month, then the year: "
            "write 25 December 2024 as 25/12/2024."
        )
        raise DateError(message, {"month": month})
    days = monthrange(year, month)[1]
    if day is None:
        last = date(year, month, days)
        return PartialDate(f"{year}-{month:02d}", last.replace(day=1), last, Precision.MONTH)
    if not 1 <= day <= days:
        message = _(
            "Month %(month)s of %(year)s has no day %(day)s. Write a day from 1 to %(days)s."
        )
        raise DateError(message, {"day": day, "month": month, "year": year, "days": days})
    only = date(year, month, day)
    return PartialDate(only.isoformat(), only, only, Precision.DAY)


def _point_or_open(text: str) -> PartialDate | None:
    return None if text == ".." else _point(*(int(part) for part in text.split("-")))


def _between(first: PartialDate, last: PartialDate) -> PartialDate:
    if first.text == last.text:
        return first
    if first.start and last.end and first.start > last.end:
        message = _(
            "This range ends (%(last)s) before it begins (%(first)s). Write the earlier date first."
        )
        raise DateError(message, {"first": first.text, "last": last.text})
    return PartialDate(f"{first.text}/{last.text}", first.start, last.end, Precision.RANGE)


def _after(span: _Span) -> PartialDate:
    last = span[1]
    start = last.end + timedelta(days=1) if last.end else None
    return PartialDate(f">{last.text}", start, None, Precision.AFTER)


def _before(span: _Span) -> PartialDate:
    first = span[0]
    end = first.start - timedelta(days=1) if first.start else None
    return PartialDate(f"<{first.text}", None, end, Precision.BEFORE)


def _since(first: PartialDate) -> PartialDate:
    return PartialDate(f"{first.text}/..", first.start, None, Precision.SINCE)


def _until(last: PartialDate) -> PartialDate:
    return PartialDate(f"../{last.text}", None, last.end, Precision.UNTIL)


_OPENINGS: tuple[tuple[re.Pattern[str], Callable[[_Span], PartialDate]], ...] = (
    (re.compile(r"^(?:sau |> ?)"), _after),
    (re.compile(r"^(?:truoc |< ?)"), _before),
    (re.compile(r"^(?:den|toi) "), lambda span: _until(span[1])),
)


def _not_a_date(typed: str, written: str = "") -> DateError:
    if _SHORT_YEAR.fullmatch(written):
        message = _(
            "“%(text)s” has a year of two digits. Write the year with four, like 05/03/2024."
        )
    else:
        message = _(
            "“%(text)s” is not a date. Write 05/03/2024, 09/2016, 2011, 2018–2019, quý III/2024, "
            "sau 09/2024, trước 2024, từ 2004 or đến 15/01/2024."
        )
    return DateError(message, {"text": typed[:_LONGEST]})


# --- writing --------------------------------------------------------------------------------

_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_OPEN_VI = {
    Precision.AFTER: "sau",
    Precision.BEFORE: "trước",
    Precision.SINCE: "từ",
    Precision.UNTIL: "đến",
}
_OPEN_EN = {
    Precision.AFTER: "after",
    Precision.BEFORE: "before",
    Precision.SINCE: "since",
    Precision.UNTIL: "up to",
}

# Year; year and month; or year, month and day.
_Numbers: TypeAlias = tuple[int, ...]


def format_partial_date(value: PartialDate, language: str) -> str:
    """Write the date in the official Vietnamese form for 'vi', in British English otherwise.

    A zero stands only before days under 10 and months 1 and 2 (Decree 30/2020/NĐ-CP, appendix I).
    """
    ends = [
        tuple(int(number) for number in text.split("-"))
        for text in value.text.lstrip("<>").split("/")
        if text not in ("", "..")
    ]
    write, openings = (_vietnamese, _OPEN_VI) if language == "vi" else (_english, _OPEN_EN)
    if value.precision is Precision.RANGE:
        return (_vietnamese_range if language == "vi" else _english_range)(ends[0], ends[1])
    return f"{openings.get(value.precision, '')} {write(ends[0])}".lstrip()


def format_day(day: date, language: str, *, short: bool = False) -> str:
    """Write one day like `format_partial_date`; `short` gives 05/07/2023, otherwise 5 Jul 2023."""
    if short and language == "vi":
        return f"{day.day:02d}/{day.month:02d}/{day.year}"
    if short:
        return f"{day.day} {_MONTH_NAMES[day.month - 1][:3]} {day.year}"
    return (_vietnamese if language == "vi" else _english)((day.year, day.month, day.day))


def _vietnamese(point: _Numbers) -> str:
    words = f"năm {point[0]}"
    if len(point) > 1:
        words = f"{_vietnamese_month(point)} {words}"
    return f"ngày {point[2]:02d} {words}" if len(point) > 2 else words


def _vietnamese_month(point: _Numbers) -> str:
    return f"tháng {point[1]:02d}" if point[1] <= 2 else f"tháng {point[1]}"


def _vietnamese_range(first: _Numbers, last: _Numbers) -> str:
    if len(first) == len(last) == 1:
        return f"giai đoạn {first[0]}–{last[0]}"
    beginning = _vietnamese(first)
    if len(first) == len(last) and first[0] == last[0]:
        if quarter := _quarter(first, last):
            return f"quý {('I', 'II', 'III', 'IV')[quarter - 1]} năm {first[0]}"
        if _is_from_january(first, last):
            return f"{last[1]} tháng đầu năm {first[0]}"
        beginning = beginning.removesuffix(f" năm {first[0]}")
        if len(first) == 3 and first[1] == last[1]:
            beginning = f"ngày {first[2]:02d}"
    return f"từ {beginning} đến {_vietnamese(last)}"


def _english(point: _Numbers) -> str:
    words = f"{point[0]}"
    if len(point) > 1:
        words = f"{_MONTH_NAMES[point[1] - 1]} {words}"
    return f"{point[2]} {words}" if len(point) > 2 else words


def _english_range(first: _Numbers, last: _Numbers) -> str:
    if len(first) == len(last) == 1:
        return f"{first[0]}–{last[0]}"
    if len(first) == len(last) and first[0] == last[0]:
        if quarter := _quarter(first, last):
            return f"{('first', 'second', 'third', 'fourth')[quarter - 1]} quarter of {first[0]}"
        if _is_from_january(first, last):
            return f"first {_COUNTS[last[1] - 1]} months of {first[0]}"
        if len(first) == 2:
            return f"{_MONTH_NAMES[first[1] - 1]}–{_english(last)}"
        if first[1] == last[1]:
            return f"{first[2]}–{_english(last)}"
        return f"{first[2]} {_MONTH_NAMES[first[1] - 1]} – {_english(last)}"
    return f"{_english(first)} – {_english(last)}"


def _quarter(first: _Numbers, last: _Numbers) -> int:
    """Return 1 to 4 when the two months of one year are exactly a quarter, otherwise 0."""
    return last[1] // 3 if len(first) == 2 and first[1] % 3 == 1 and last[1] == first[1] + 2 else 0


def _is_from_january(first: _Numbers, last: _Numbers) -> bool:
    return len(first) == 2 and first[1] == 1 and last[1] < 12
