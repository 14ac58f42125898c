"""One heading of a file → the columns that it may stand for.

Names, Vietnamese and English headings and the office's own words, in any case, with or without
marks; with a unit in brackets, in two languages, or for two columns at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from django.db import models

from foreign_affairs.records.columns import Column, NumberColumn, RowsColumn
from foreign_affairs.records.resources import resource_for
from foreign_affairs.records.written_numbers import unit_and_size
from foreign_affairs.text import fold

if TYPE_CHECKING:
    from foreign_affairs.records.resources import RecordResource

FileColumn: TypeAlias = Column | RowsColumn

LONGEST = 200
"""A longer heading is a text."""

NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu", "thu tu", "s tt", "no", "row no"})
"""Headings, folded, of a column that only counts the rows."""

_UNIT_LABEL = re.compile(
    r"^(?:đơn vị(?: tính)?|đvt|don vi(?: tinh)?|dvt|unit)\s*:?\s*", re.IGNORECASE
)
_BRACKETS = re.compile(r"^(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*$", re.DOTALL)
_BEHIND = re.compile(r"^(.+?)\s*(?:[,:]|\s[-–])\s*([^,:]+)$", re.DOTALL)
_TIGHT = re.compile(r"\S/\S")
_BETWEEN = re.compile(r"\s*(?:[/|;\n()\[\]]|\s[-–]\s)\s*")


@dataclass(frozen=True)
class Meaning:
    """What a heading may stand for: one column, or two in one cell.

    `part` is “start” or “end” of a date that stands in two columns, “end” of a person the office.
    Numbers are in `unit` and are
    multiplied by `factor`.
    """

    columns: tuple[FileColumn, ...]
    part: str = ""
    factor: Decimal = Decimal(1)
    unit: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def takes_unit(self, unit: str) -> bool:
        """Whether they are numbers, and may be of this unit."""
        return all(
            isinstance(column, NumberColumn) and takes_unit(column, unit) for column in self.columns
        )


class Headings:
    """Everything that the columns of a model are called."""

    def __init__(self, resource: type[RecordResource]) -> None:
        self.resource = resource
        columns: list[FileColumn] = [*resource.columns(), *resource.rows]
        self.columns = {column.name: column for column in columns}
        self.titles: dict[str, list[Meaning]] = {}
        self.words: dict[str, list[Meaning]] = {}
        for column in self.columns.values():
            for title in column.titles():
                self.titles.setdefault(fold(title), [Meaning((column,))])
        for column in self.columns.values():
            words = column.words
            for part, called in (("", words.headers), ("start", words.starts), ("end", words.ends)):
                for word in called:
                    self.words.setdefault(fold(word), []).append(Meaning((column,), part))
        for pair, called in resource.pairs.items():
            both = tuple(self.columns[name] for name in pair)
            for word in called:
                self.words.setdefault(fold(word), []).insert(0, Meaning(both))
        self.derived = {fold(title) for column in resource.derived for title in column.titles()}

    def meanings(self, header: str) -> list[Meaning]:
        """What the heading may stand for, the likeliest first; empty for an unknown one."""
        if len(header) > LONGEST:
            return []
        head, remark, in_brackets = with_remark(header)
        size, unit = unit_and_size(_UNIT_LABEL.sub("", remark))
        known = self.called(header) or self.called(head)
        if is_money(size, unit) or (unit and any(meaning.takes_unit(unit) for meaning in known)):
            # Of what the numbers are decides whether they belong in the column at all.
            taken = [meaning for meaning in known if meaning.takes_unit(unit)]
            return [replace(meaning, factor=size, unit=unit) for meaning in taken]
        if remark and not self.called(header) and (self.called(remark) or not in_brackets):
            known = []
        return known or self.in_parts(header) or self.in_two_steps(header)

    def is_title(self, header: str) -> bool:
        """Whether it is the column's own name or heading, not only a word for it."""
        return fold(header) in self.titles

    def called(self, text: str) -> list[Meaning]:
        key = fold(text)
        return self.titles.get(key) or self.words.get(key, [])

    def in_parts(self, header: str) -> list[Meaning]:
        """“Tên đoàn / Name” is one column, “Số đoàn/số người” two."""
        parts = [part for part in _BETWEEN.split(header) if part]
        known = [meanings for part in parts if (meanings := self.called(part))]
        if not known or len(parts) < 2:
            return []
        common = [meaning for meaning in known[0] if all(shares(meaning, rest) for rest in known)]
        # An unknown word beside a tight stroke (“Ngày/nơi sinh”) is something else.
        if common and (len(known) == len(parts) or not _TIGHT.search(header)):
            parted = [m for rest in known for m in rest if m.part and m.names == common[0].names]
            return parted[:1] or common
        columns = tuple(meanings[0].columns[0] for meanings in known)
        if len(known) == len(parts) and self.may_pair(columns):
            return [Meaning(columns)]
        return []

    def may_pair(self, columns: tuple[FileColumn, ...]) -> bool:
        """Whether one cell may say two columns: numbers, or what the resource declares."""
        names = tuple(column.name for column in columns)
        return len(set(names)) == 2 and (
            all(isinstance(column, NumberColumn) for column in columns)
            or names in self.resource.pairs
        )

    def in_two_steps(self, header: str) -> list[Meaning]:
        """“Thời gian Từ ngày”: a heading above two columns joined with the one below."""
        words = fold(header).split()
        for place in range(1, len(words)):
            above, below = (self.called(" ".join(half)) for half in (words[:place], words[place:]))
            if found := [meaning for meaning in below if shares(meaning, above)]:
                return found
        return []


def shares(meaning: Meaning, others: list[Meaning]) -> bool:
    return any(meaning.names == other.names for other in others)


def takes_unit(column: Column, unit: str) -> bool:
    """Whether numbers of this unit belong in the column; without a unit they do."""
    return not unit or bool(column.words.unit_of) or unit in units_of(column)


@lru_cache
def units_of_words(units: tuple[str, ...]) -> frozenset[str]:
    return frozenset(unit_and_size(unit)[1] for unit in units)


def units_of(column: Column) -> frozenset[str]:
    """The units of the column in the form of `unit_and_size`."""
    return units_of_words(column.words.units)


def with_remark(header: str) -> tuple[str, str, bool]:
    """“Kinh phí (triệu đồng)”, “Kinh phí, triệu đồng” → “Kinh phí”, “triệu đồng”, in brackets."""
    for pattern in (_BRACKETS, _BEHIND):
        if found := pattern.match(header):
            return found[1], found[2].strip(), pattern is _BRACKETS
    return header, "", False


def is_money(size: Decimal, unit: str) -> bool:
    """Whether a remark says how numbers are counted, so that it cannot be passed over."""
    return size != 1 or unit in ("vnd", "usd", "%", "eur", "euro")


@lru_cache(maxsize=64)
def headings_of(model: type[models.Model]) -> Headings:
    return Headings(resource_for(model))
