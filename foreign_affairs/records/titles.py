"""What the lines above a table, its group rows and the name of its sheet say of the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from foreign_affairs.dates import DateError, PartialDate
from foreign_affairs.records.written_dates import read_written_date
from foreign_affairs.records.written_numbers import unit_and_size
from foreign_affairs.text import fold, strip_marks

LONGEST = 500
"""What is read of a line; titles are shorter."""

# Of figures only with a space behind: 3/2024 is a month.
_ENUMERATION = re.compile(
    r"^\s*(?:[IVX]+\s*[.)\-–:/]\s*|\d{1,3}(?:\.\d{1,3})*[.)]\s+|[a-zA-Z][.)]\s+)"
)
_COUNTS = re.compile(r"\s*(?:\([^()]*\)|[:;.])\s*$")
_SIGNED_ON = re.compile(r"\bngay \d{1,2} thang \d{1,2} nam \d{4}\b|\b\d{1,2}/\d{1,2}/\d{4}\b")
_MONTH = re.compile(r"\bthang (\d{1,2})(?: nam | ?/ ?| )((?:19|20)\d{2})\b")
_YEAR = re.compile(r"\bnam ((?:19|20)\d{2})\b")
_ANY_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_UNIT = re.compile(r"\b(?:đơn vị(?: tính)?|đvt|unit)\s*:\s*([^:;,.()]+)", re.IGNORECASE)


def group_text(text: str) -> str:
    """A group row without its number and count: “I. ĐOÀN RA (12 đoàn)” → “ĐOÀN RA”."""
    bare = _ENUMERATION.sub("", text[:LONGEST])
    return _COUNTS.sub("", bare) or text


def said_in(known: Mapping[str, Any], text: str) -> Any:
    """The value of `known` folded words that the text is, or the only one that it speaks of.

    None where it speaks of none, or of two. A single short word within a text says nothing.
    """
    folded = fold(text[:LONGEST])
    if folded in known:
        return known[folded]
    padded = f" {folded} "
    values = {value for word, value in known.items() if " " in word and f" {word} " in padded}
    return values.pop() if len(values) == 1 else None


def said_in_lines(known: Mapping[str, Any], lines: Iterable[str]) -> set[Any]:
    """The values that the lines speak of."""
    return {said_in(known, line) for line in lines} - {None}


def within_titles(lines: Iterable[str]) -> PartialDate | None:
    """The one month or else the one year that the lines name, days of signing left aside."""
    text = " . ".join(_plain(line) for line in lines)
    text = _SIGNED_ON.sub(" ", text)
    months = {f"{year}-{int(month):02d}" for month, year in _MONTH.findall(text)}
    if len(months) == 1:
        return _point(months.pop())
    years = set(_YEAR.findall(text)) or set(_ANY_YEAR.findall(text))
    return _point(years.pop()) if len(years) == 1 else None


def within_sheet(name: str, within: PartialDate | None) -> tuple[PartialDate | None, bool]:
    """The date that the name of a sheet says, or else `within`; and whether it says one.

    “Tháng 3” is a month of the year of `within`, “T3-2024” and “2024” speak for themselves.
    """
    if said := read_label(name, within):
        return said, True
    own = within_titles([name])
    return (own, True) if own else (within, False)


def read_label(text: str, within: PartialDate | None) -> PartialDate | None:
    """The date of a group row or of a sheet's name; None for any other text."""
    if text.strip().isdigit() and len(text.strip()) != 4:
        return None  # a sheet called 1 may be the first as well as January
    try:
        return read_written_date(group_text(text), within)
    except DateError:
        return None


def unit_in_titles(lines: Iterable[str]) -> tuple[Decimal, str]:
    """The factor and the unit of “Đơn vị tính: triệu đồng”; (1, "") without such a line."""
    for line in lines:
        if found := _UNIT.search(line[:LONGEST]):
            return unit_and_size(found[1])
    return Decimal(1), ""


def _plain(line: str) -> str:
    """Small letters without marks; fold() would take 3/2024 apart."""
    return " ".join(strip_marks(line[:LONGEST]).lower().split())


def _point(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except DateError:
        return None
