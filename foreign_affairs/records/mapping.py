"""The headings of a table → columns, with everything that the lines above and beside it say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foreign_affairs.dates import DateError, PartialDate, format_partial_date
from foreign_affairs.models import ColumnMapping
from foreign_affairs.numbers import format_number
from foreign_affairs.records.columns import (
    Column,
    DateColumn,
    NumberColumn,
    PartialDateColumn,
    RowsColumn,
    WordsColumn,
)
from foreign_affairs.records.decisions import LEFT_OUT, Decisions
from foreign_affairs.records.headings import (
    NUMBERING,
    FileColumn,
    Headings,
    Meaning,
    headings_of,
    units_of,
)
from foreign_affairs.records.tables import Table, is_reason
from foreign_affairs.records.titles import (
    group_text,
    said_in,
    said_in_lines,
    unit_in_titles,
    within_titles,
)
from foreign_affairs.records.written_dates import read_written_date
from foreign_affairs.text import fold

GROUP = re.compile(r"\(nhóm \d+\)")
"""The heading of a column that the layout makes from the group rows of a table."""

MOST_GROUPS = 1000


@dataclass(frozen=True)
class Mapped:
    """One heading of the file and what its cells say; see `headings.Meaning`.

    `part` is also “group” for a group row that stands in where a cell of the column is empty.
    """

    header: str
    columns: tuple[FileColumn, ...]
    part: str = ""
    factor: Decimal = Decimal(1)
    unit: str = ""


@dataclass
class Matched:
    """How a table is read.

    columns: the headings that are read, in the order of the file.
    unknown: the headings of which nothing is known; `reasons` has a sentence where one helps.
    derived: those that are made from other columns; numbering: those that count the rows;
    left_out: those that a person has left out.
    titles: the lines above the table, by sheet.
    said: what these lines say of all rows, by name of the column.
    within: the year or month that they name, for dates that do not say theirs.
    lacking: the columns that a new record needs and the file does not have.
    is_program: whether a program has written the headings, and so the numbers.
    notes: sentences about what is not read as it stands.
    """

    columns: list[Mapped] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    derived: list[str] = field(default_factory=list)
    numbering: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    titles: dict[str, list[str]] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    within: PartialDate | None = None
    lacking: list[Column] = field(default_factory=list)
    is_program: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The names of all columns that the file says something of."""
        return {column.name for mapped in self.columns for column in mapped.columns}

    def header_of(self, name: str) -> str:
        """What the file calls the column with this name; the name itself where it has none."""
        headers = (one.header for one in self.columns for c in one.columns if c.name == name)
        return next(headers, name)


def match(
    model: type[models.Model],
    table: Table,
    decisions: Decisions,
    saved: Mapping[str, str] | None = None,
) -> Matched:
    """How the table is read as records of `model`.

    `saved` is what `saved_mapping` found; what is decided for this file goes before it, and both
    before what the headings say by themselves.
    """
    return Matching(model, table, decisions, saved or {}).run()


class Matching:
    """One call of `match`."""

    def __init__(
        self,
        model: type[models.Model],
        table: Table,
        decisions: Decisions,
        saved: Mapping[str, str],
    ) -> None:
        self.model = model
        self.table = table
        self.decisions = decisions
        self.saved = saved
        self.headings: Headings = headings_of(model)
        self.matched = Matched()
        self.title_lines: list[str] = []
        self.chosen: dict[str, Meaning] = {}
        self.taken: dict[tuple[str, str], str] = {}

    def run(self) -> Matched:
        headers = [header for header in self.table.headers if header and not is_reason(header)]
        self.matched.is_program = is_of_program(headers, self.headings)
        self.matched.titles = titles_of(self.table)
        self.title_lines = [line for lines in self.matched.titles.values() for line in lines]
        self.matched.within = within_titles(self.title_lines)
        groups = [header for header in headers if GROUP.fullmatch(header)]
        open_headers = [header for header in headers if not self.is_decided(header)]
        self.choose([header for header in open_headers if header not in groups])
        for header in groups:
            if header in open_headers:
                self.choose_group(header)
        self.collect(headers)
        self.note()
        return self.matched

    # What a person has said

    def is_decided(self, header: str) -> bool:
        """Takes what was decided for this file, or for the last one of its layout."""
        names = self.decisions.mapping.get(header, self.saved.get(fold(header)))
        if names is None:
            return False
        if names == LEFT_OUT:
            self.matched.left_out.append(header)
            return True
        found = [self.headings.columns.get(name) for name in names.split("|")]
        columns = tuple(column for column in found if column is not None)
        if len(columns) < len(found):  # kept by an older version of the register
            return False
        if len(columns) > 1 and not self.headings.may_pair(columns):
            return False
        meaning = Meaning(columns)
        own = [m for m in self.headings.meanings(header) if m.names == meaning.names]
        if GROUP.fullmatch(header) and isinstance(meaning.columns[0], DateColumn):
            meaning = replace(meaning, part="group")
        self.take(header, own[0] if own else meaning)
        return True

    # What the headings say

    def choose(self, headers: Sequence[str]) -> None:
        """Gives each heading a column: its own names first, then words with fewer meanings."""
        meanings = {header: self.headings.meanings(header) for header in headers}

        def rank(header: str) -> tuple[bool, int]:
            return not self.headings.is_title(header), len(meanings[header])

        for header in sorted(headers, key=rank):
            free = [meaning for meaning in meanings[header] if self.is_free(meaning)]
            if free:
                self.take(header, free[0])
            elif meanings[header]:
                self.refuse_twice(header, meanings[header][0])

    def is_free(self, meaning: Meaning) -> bool:
        column = meaning.columns[0]
        if isinstance(column, RowsColumn):
            # “Bên Việt Nam” and “Bên nước ngoài” are both parties; a leader is one person.
            return not (column.names_persons and (column.name, meaning.part) in self.taken)
        return not any(
            self.taken.get((name, part))
            for name in meaning.names
            # A date in two columns does not stand in one as well.
            for part in ((meaning.part, "") if meaning.part else ("", "start", "end"))
        )

    def take(self, header: str, meaning: Meaning) -> None:
        self.chosen[header] = meaning
        for name in meaning.names:
            self.taken[name, meaning.part] = header

    def refuse_twice(self, header: str, meaning: Meaning) -> None:
        first = next(
            (
                taken
                for name in meaning.names
                for part in (meaning.part, "", "start", "end")
                if (taken := self.taken.get((name, part)))
            ),
            "",
        )
        self.matched.reasons[header] = _(
            "“%(header)s” would be the same column as “%(first)s”. Choose what it is."
        ) % {"header": header, "first": first}

    # What group rows and lines above the table say

    def choose_group(self, header: str) -> None:
        """A group column is what all its texts can be read as: a choice, or a date."""
        texts = self.texts_of(header)
        if not texts:
            return
        for column in self.choices():
            known = column.known_words()
            if all(said_in(known, group_text(text)) is not None for text in texts):
                self.take(header, Meaning((column,)))
                return
        date = main_date(self.headings, self.model)
        if date is not None and all(self.is_date(text) for text in texts):
            self.take(header, Meaning((date,), part="group"))

    def texts_of(self, header: str) -> list[str]:
        texts: dict[str, None] = {}
        for row in self.table.rows:
            if text := row.cells.get(header):
                texts[text] = None
                if len(texts) > MOST_GROUPS:
                    return []
        return list(texts)

    def choices(self) -> list[WordsColumn]:
        """The columns of choices that no heading has, those first that titles speak of."""
        free = [
            column
            for column in self.headings.columns.values()
            if isinstance(column, WordsColumn)
            and column.name != "state"
            and self.is_free(Meaning((column,)))
            and column.type_name != "boolean"
        ]
        return sorted(
            free, key=lambda column: (not column.words.from_titles, not column.is_required)
        )

    def is_date(self, text: str) -> bool:
        try:
            read_written_date(group_text(text), self.matched.within)
        except DateError:
            return False
        return True

    def say_of_all(self) -> set[str]:
        """Notes what the titles say of all rows; returns the columns of which any title speaks.

        “DANH SÁCH ĐOÀN RA NĂM 2024” is the direction of all rows, unless the file has its own.
        """
        spoken_of = set()
        for column in self.choices():
            if not column.words.from_titles:
                continue
            values = said_in_lines(column.known_words(), self.title_lines)
            if values:
                spoken_of.add(column.name)
            if len(values) == 1:
                self.matched.said[column.name] = values.pop()
        return spoken_of

    # Putting it together

    def collect(self, headers: Sequence[str]) -> None:
        matched = self.matched
        size, unit = unit_in_titles(self.title_lines)
        for header in headers:
            meaning = self.chosen.get(header)
            if meaning is not None:
                mapped = Mapped(header, meaning.columns, meaning.part, meaning.factor, meaning.unit)
                column = meaning.columns[0]
                if (
                    not meaning.unit
                    and isinstance(column, NumberColumn)
                    and unit in units_of(column)
                ):
                    mapped = replace(mapped, factor=size, unit=unit)
                matched.columns.append(mapped)
            elif header in matched.left_out:
                continue
            elif fold(header) in self.headings.derived:
                matched.derived.append(header)
            elif fold(header) in NUMBERING or header.strip() in ("#", "№"):
                matched.numbering.append(header)
            else:
                matched.unknown.append(header)
        given = matched.names | self.say_of_all() | set(self.decisions.fixed)
        matched.lacking = [
            column
            for column in self.headings.columns.values()
            if isinstance(column, Column)
            and column.name not in given | {"code"}
            and column.is_required
        ]

    def note(self) -> None:
        matched = self.matched
        language = "vi" if (get_language() or "vi").startswith("vi") else "en"
        for mapped in matched.columns:
            titles = [column.header(language) for column in mapped.columns]
            if mapped.factor != 1:
                matched.notes.append(
                    _("The numbers of “%(header)s” are multiplied by %(factor)s.")
                    % {"header": mapped.header, "factor": format_number(mapped.factor, language)}
                )
            if len(titles) == 2:
                matched.notes.append(
                    _("“%(header)s” is read as two columns: %(one)s and %(other)s.")
                    % {"header": mapped.header, "one": titles[0], "other": titles[1]}
                )
            if GROUP.fullmatch(mapped.header):
                matched.notes.append(
                    _("The group rows above the rows are read as “%s”.") % titles[0]
                )
        for name, value in matched.said.items():
            column: Any = self.headings.columns[name]
            matched.notes.append(
                _("The title says “%(value)s”: it is taken for “%(column)s” of all rows.")
                % {"value": column.labels(language)[value], "column": column.header(language)}
            )
        if matched.within is not None:
            matched.notes.append(
                _("Dates that do not say it themselves are of %s, as the title says.")
                % format_partial_date(matched.within, language)
            )


def titles_of(table: Table) -> dict[str, list[str]]:
    """The lines above the table by the name of their sheet; empty for a table without layout."""
    lines: dict[str, list[str]] = {}
    for row in getattr(table, "passed_over", ()):
        if row.kind.value == "title":
            lines.setdefault(row.sheet, []).append(row.text)
    return lines


def is_of_program(headers: Sequence[str], headings: Headings) -> bool:
    """Whether all headings are names of columns, written as only programs write them."""
    names = {*headings.columns, *headings.derived}
    return all(header in names for header in headers) and any(
        header == "code" or "_" in header for header in headers
    )


def main_date(headings: Headings, model: type[models.Model]) -> PartialDateColumn | None:
    """The date by which a row of the model is told from others."""
    for name in model.natural_key_fields:  # type: ignore[attr-defined]
        column = headings.columns.get(name)
        if isinstance(column, PartialDateColumn):
            return column
    return None


# Mappings kept from one file to the next of its layout


def fingerprint(headers: Iterable[str]) -> str:
    """What is equal for two files with the same headings, in whatever order and case."""
    folded = sorted({fold(header) for header in headers if header and not is_reason(header)})
    return hashlib.sha256("\n".join(folded).encode()).hexdigest()


def saved_mapping(model: type[models.Model], headers: Sequence[str]) -> dict[str, str]:
    """The column of each folded heading as a person chose it for this layout; empty for none."""
    kept = ColumnMapping.objects.filter(
        model=model._meta.label_lower, fingerprint=fingerprint(headers)
    )
    return dict(kept.values_list("mapping", flat=True).first() or {})


def keep_mapping(
    model: type[models.Model], headers: Sequence[str], mapping: Mapping[str, str], user: Any = None
) -> None:
    """Keeps what a person has chosen; `mapping` is that of `Decisions`."""
    known = {fold(header) for header in headers}
    chosen = {fold(header): name for header, name in mapping.items() if fold(header) in known}
    if not chosen:
        return
    ColumnMapping.objects.update_or_create(
        model=model._meta.label_lower,
        fingerprint=fingerprint(headers),
        defaults={"mapping": chosen, "changed_by": user, "changed_at": timezone.now()},
    )
