"""Cells of dates: in one column or in two, under a month, and beside the number of a decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from foreign_affairs.dates import DateError, PartialDate, Precision
from foreign_affairs.records.cells import Above, Cells, Reading, Values
from foreign_affairs.records.columns import CellError, DateColumn
from foreign_affairs.records.mapping import Mapped
from foreign_affairs.records.titles import read_label
from foreign_affairs.records.written_dates import read_written_date
from foreign_affairs.text import clean_text

_DAY_AT_END = re.compile(
    r"^(.*?)[\s,;–-]*(?:\bngày\s+)?"
    r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2} tháng \d{1,2} năm \d{4})\s*\)?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_PAIR = 300


class DateCells(Cells):
    """One date from up to three kinds of headings: its own, two for both ends, group rows."""

    needs_above = True
    first_decides = False

    def __init__(self, column: DateColumn, mapped: Sequence[Mapped], reading: Reading) -> None:
        super().__init__(column, mapped, reading)
        self.parts = [one.part for one in mapped]

    def read(self, above: Above, *texts: str | None) -> Values:
        said: dict[str, str] = {}
        for part, text in zip(self.parts, texts, strict=True):
            if typed := clean_text(text or ""):
                said[part] = typed
        within, stands_in = above
        if (group := said.pop("group", "")) and (label := read_label(group, within)):
            within, stands_in = label, True
        try:
            known = self.known(said, within)
        except DateError as error:
            raise CellError(str(error)) from error
        if known is None and stands_in:
            known = within
        if known is None:
            return self.empty()
        return {self.column.name: self.column.settle(known, " – ".join(said.values()))}

    def known(self, said: dict[str, str], within: PartialDate | None) -> PartialDate | None:
        """The date of the row's own texts. Raises DateError."""
        if text := said.get(""):
            return read_written_date(text, within)
        if text := said.get("end"):
            end = read_written_date(text, within)
            if "start" not in said:
                return PartialDate.parse(f"../{end.text}")
            # “5/3” and “8/3/2024”
            start = read_written_date(said["start"], within or end)
            return between(start, end)
        return read_written_date(said["start"], within) if "start" in said else None


class SpanCells(Cells):
    """Two dates in one cell, “2022-2026”: a beginning and an end that the register keeps apart."""

    def __init__(self, columns: Sequence[Any], mapped: Sequence[Mapped], reading: Reading) -> None:
        super().__init__(columns[0], mapped, reading)
        self.columns = columns

    def read(self, above: Above, *texts: str | None) -> Values:
        start, end = self.columns
        typed = clean_text(texts[0] or "")
        if not typed:
            return {start.name: start.empty(), end.name: end.empty()}
        try:
            known = read_written_date(typed)
        except DateError as error:
            raise CellError(str(error)) from error
        if known.precision in (Precision.RANGE, Precision.SINCE, Precision.UNTIL):
            first, last = known.text.split("/")
            return {
                column.name: None if text == ".." else PartialDate.parse(text)
                for column, text in ((start, first), (end, last))
            }
        return {start.name: known}


class DecisionCells(Cells):
    """A number and its day in one cell: “1234/QĐ-UBND ngày 05/3/2024”."""

    def __init__(self, columns: Sequence[Any], mapped: Sequence[Mapped], reading: Reading) -> None:
        super().__init__(columns[0], mapped, reading)
        self.columns = columns

    def read(self, above: Above, *texts: str | None) -> Values:
        number, day = self.columns
        typed = clean_text(texts[0] or "")
        if not typed:
            return {number.name: number.empty(), day.name: day.empty()}
        found = _DAY_AT_END.match(typed) if len(typed) <= _LONGEST_PAIR else None
        if found is None:
            return {number.name: number.read(typed)}
        try:
            known = read_written_date(found[2])
        except DateError as error:
            raise CellError(str(error)) from error
        return {
            number.name: number.read(found[1].rstrip("( ")),
            day.name: day.settle(known, found[2]),
        }


def between(start: PartialDate, end: PartialDate) -> PartialDate:
    """The range from one to the other; one of them where they are the same. Raises DateError."""
    if start.precision not in POINTS or end.precision not in POINTS:
        raise DateError(
            _("“%(text)s” cannot be the beginning and the end of one period."),
            {"text": f"{start.text} – {end.text}"},
        )
    return PartialDate.parse(f"{start.text}/{end.text}")


POINTS = (Precision.DAY, Precision.MONTH, Precision.YEAR)
