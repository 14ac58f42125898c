"""Dates as they stand in the lists of offices, beyond what forms take.

Forms ask back; a file has been typed long ago. So a year of two digits, the number that Excel
keeps for a day, a time beside the day and English words are understood here, and a date without
its year takes it from the heading it stands under.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from foreign_affairs.dates import DateError, PartialDate, Precision
from foreign_affairs.text import clean_text, strip_marks

FIRST_SERIAL, LAST_SERIAL = 20_000, 110_000
"""Bare numbers from 1954 to 2201 as Excel counts days; below stand years."""

_EPOCH = date(1899, 12, 30)
_CENTURY_TURNS = 50
"""A year of two digits below this is of this century, from this on of the last one."""

_SERIAL = re.compile(r"(\d{5,6})(?:\.\d+)?", re.ASCII)
_ISO_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ t]\d{2}:\d{2}.*", re.ASCII)
_CLOCK = r"\d{1,2}(?: ?(?:h|g|gio)(?: ?\d{2})?|:\d{2}(?::\d{2})?)(?: ?(?:am|pm|sang|chieu|toi))?"
_TIME = re.compile(rf"^(?:luc )?{_CLOCK},? (?=\S*\d|ngay|thang)|,? (?:luc )?{_CLOCK}$", re.ASCII)
_SHORT_DAY = re.compile(
    r"(?<![\d/.])(\d{1,2}([/.])\d{1,2}\2|(?<!-)\d{1,2}-\d{1,2}-(?=\d\d(?!-)))(\d{2})(?![\d/.])",
    re.ASCII,
)
_SHORT_AFTER_WORD = re.compile(r"((?:thang \d{1,2}|quy (?:[1-4]|i{1,3}|iv))/)(\d{2})\b", re.ASCII)
_MONTH_LETTER = re.compile(r"\bt\.? ?(\d{1,2})(?=[/.-]\d{2,4}\b|$)", re.ASCII)
_YEAR = re.compile(r"\b\d{4}\b", re.ASCII)
_TWO_DAYS = re.compile(r"^((?:ngay )?(\d{1,2}))(?:, ?| va )(\d{1,2})(?=[/. ])", re.ASCII)
_BARE_DAYS = re.compile(r"(?:ngay )?\d{1,2}(?: ?[-\u2013] ?\d{1,2})?", re.ASCII)

_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]})?" for name in _MONTH_NAMES) + "|sept"
_ENGLISH_DAY = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})\.?|({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?),? "
    r"(\d{4})\b"
)
_ENGLISH_MONTH = re.compile(rf"\b({_MONTH})\.?,? (\d{{4}})\b")
_ENGLISH_WORDS = (
    (re.compile(r"\b(?:from|since)\b"), "tu"),
    (re.compile(r"\b(?:up to|until|to)\b"), "den"),
    (re.compile(r"\bafter\b"), "sau"),
    (re.compile(r"\bbefore\b"), "truoc"),
)


@lru_cache(maxsize=8192)
def read_written_date(text: str, within: PartialDate | None = None) -> PartialDate:
    """Reads a date in any form that offices write. Raises DateError.

    `within` is the year or month of the heading above, for a text that does not say its own.
    """
    try:
        return PartialDate.parse(text)
    except DateError as error:
        reason = error
    for attempt in _attempts(text, within):
        try:
            return PartialDate.parse(attempt)
        except DateError as error:
            # That there is no month 13 says more than that this is no date.
            if "text" in reason.params and "text" not in error.params:
                reason = error
    raise reason


def _attempts(text: str, within: PartialDate | None) -> list[str]:
    """The text in the forms that `PartialDate` reads, the likeliest first."""
    written = " ".join(strip_marks(clean_text(text)).lower().split()).rstrip(".,;")
    if serial := _SERIAL.fullmatch(written):
        days = int(serial[1])
        if not FIRST_SERIAL <= days <= LAST_SERIAL:
            return []
        return [(_EPOCH + timedelta(days=days)).isoformat()]
    if moment := _ISO_TIME.fullmatch(written):
        return [moment[1]]
    written = _TIME.sub("", written)
    written = _MONTH_LETTER.sub(r"thang \1", written)
    written = _SHORT_DAY.sub(lambda found: found[1] + _full_year(found[3]), written)
    written = _SHORT_AFTER_WORD.sub(lambda found: found[1] + _full_year(found[2]), written)
    written = _TWO_DAYS.sub(_next_day, written)
    written = _in_vietnamese(written)
    if _YEAR.search(written):
        return [written]
    return [written, *_within(written, within)]


def _within(written: str, within: PartialDate | None) -> list[str]:
    if not written or within is None or within.start is None:
        return []
    year, month = within.start.year, within.start.month
    if _BARE_DAYS.fullmatch(written):
        return [f"{written}/{month}/{year}"] if within.precision is Precision.MONTH else []
    # 5/3, 05.03, 6 tháng đầu năm
    return [f"{written}{between}{year}" for between in "/. "]


def _next_day(found: re.Match[str]) -> str:
    """“16, 17/5” is a range if no day lies between."""
    follows = int(found[3]) == int(found[2]) + 1
    return f"{found[1]}-{found[3]}" if follows else found[0]


def _full_year(digits: str) -> str:
    return ("20" if int(digits) < _CENTURY_TURNS else "19") + digits


def _in_vietnamese(written: str) -> str:
    """English months and openings as `PartialDate` reads them: “since March 2024” → “tu 3/2024”."""

    def day(found: re.Match[str]) -> str:
        number, name = found[1] or found[4], found[2] or found[3]
        return f"{number}/{_month_number(name)}/{found[5]}"

    written = _ENGLISH_DAY.sub(day, written)
    written = _ENGLISH_MONTH.sub(lambda found: f"{_month_number(found[1])}/{found[2]}", written)
    for english, vietnamese in _ENGLISH_WORDS:
        written = english.sub(vietnamese, written)
    return written


def _month_number(name: str) -> int:
    return 1 + next(i for i, month in enumerate(_MONTH_NAMES) if month.startswith(name[:3]))
