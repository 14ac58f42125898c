"""The cells of a sheet: what somebody typed, and what the file itself says more about."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Final

from foreign_affairs.records.reading.errors import gettext_noop as _
from foreign_affairs.records.reading.limits import LONGEST_IN_EXCEL
from foreign_affairs.records.reading.number_formats import Shown

HAS_ERROR: Final = _("The cell has an error like #N/A. Mend it in the file.")
HAS_NO_RESULT: Final = _(
    "The cell has a formula without its result. Open the file in Excel and save it again."
)
MAY_BE_CUT: Final = _("A text is as long as Excel allows, so that its end may be missing.")

LARGEST_WHOLE: Final = 2**53


class Exact(str):
    """A cell whose type the file itself says (a number or a day of Excel, a value of JSON).

    It is written as in files of programs (7434.4, 2024-03-05, true), so nothing about it is
    ambiguous; any other cell is what somebody typed. A share shown as a percentage keeps its sign
    (13.2%), and a day shown as a month or a year is one (2016-09, 2016): Excel makes 1/9/2016 of
    a typed “9/2016”.
    """

    __slots__ = ()


class Unread(str):
    """A cell that shows something which is no value (#N/A); `reason` says why, untranslated."""

    reason: str

    def __new__(cls, shown: str, reason: str) -> Unread:
        cell = super().__new__(cls, shown)
        cell.reason = reason
        return cell


class Covered(str):
    """An empty cell that a merged one to its left stretches over; there is only COVERED."""

    __slots__ = ()


COVERED: Final = Covered()

Value = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta


def cell_of(value: Value, shown: Shown = Shown.PLAIN) -> str:
    """A typed value as a cell: 7.0 is `7`, a day is ISO, yes/no is true/false."""
    if isinstance(value, str):
        return Unread(value, MAY_BE_CUT) if len(value) >= LONGEST_IN_EXCEL else value
    if isinstance(value, bool):
        return Exact("true" if value else "false")
    if isinstance(value, int | float):
        return Exact(number_text(value, shown))
    if isinstance(value, datetime.datetime):
        return Exact(day_text(value, shown))
    if isinstance(value, datetime.date | datetime.time):
        return Exact(day_text(value, shown))
    return Exact(str(value))


def number_text(value: float, shown: Shown) -> str:
    number = Decimal(repr(value))
    if isinstance(value, float) and not (value.is_integer() and abs(value) < LARGEST_WHOLE):
        # Excel knows 15 digits; what lies beyond is the dust of binary fractions (0.1 + 0.2).
        number = Decimal(f"{value:.15g}")
    if not number.is_finite():
        return str(value)
    if shown is Shown.PERCENT:
        return f"{plain(number * 100)}%"
    return plain(number)


def plain(number: Decimal) -> str:
    """The number for programs: a point, no groups, no exponent, no trailing zeros."""
    written = f"{number:f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written == "-0" else written


def day_text(value: datetime.date | datetime.time, shown: Shown) -> str:
    if isinstance(value, datetime.datetime):
        if value.time() != datetime.time():
            return value.isoformat()
        value = value.date()
    if shown is Shown.MONTH:
        return value.isoformat()[:7]
    if shown is Shown.YEAR:
        return value.isoformat()[:4]
    return value.isoformat()
