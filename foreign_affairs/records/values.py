"""Rows of texts → values by column, or what is wrong with a cell and how to mend it.

Two passes over a file: `observe` every row, ask `questions`, then `read` every row. What a text
means in a column is looked up once and kept for the next cell with the same text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from foreign_affairs.records.cells import (
    NOTHING_ABOVE,
    Above,
    Cells,
    CodeCells,
    Question,
    Reading,
    ReferenceCells,
    ReferencesCells,
    RowsCells,
    Values,
    WordCells,
)
from foreign_affairs.records.columns import (
    CellError,
    CodeColumn,
    DateColumn,
    NumberColumn,
    ReferenceColumn,
    ReferencesColumn,
    RowsColumn,
    TextColumn,
    WordsColumn,
)
from foreign_affairs.records.date_cells import DateCells, DecisionCells, SpanCells
from foreign_affairs.records.decisions import Decisions
from foreign_affairs.records.headings import FileColumn, headings_of
from foreign_affairs.records.items import Problem
from foreign_affairs.records.mapping import Mapped, Matched, main_date
from foreign_affairs.records.number_cells import NumberCells, PairCells
from foreign_affairs.records.references import ReferenceFinder
from foreign_affairs.records.tables import Row
from foreign_affairs.records.titles import said_in_lines, within_sheet, within_titles

KEPT_TEXTS = 8192
"""The first so many different texts of a column are remembered; memory stays flat."""

LONG = 200
"""Longer texts are not remembered: they hardly repeat."""

CELLS: Sequence[tuple[type, type[Cells]]] = (
    (CodeColumn, CodeCells),
    (TextColumn, Cells),
    (WordsColumn, WordCells),
    (NumberColumn, NumberCells),
    (DateColumn, DateCells),
    (ReferenceColumn, ReferenceCells),
    (ReferencesColumn, ReferencesCells),
    (RowsColumn, RowsCells),
)


class ValueReader:
    """Reads the rows of one table.

    Values come out by name of the column: references as codes, several as tuples of codes, columns
    of rows as tuples of `RowValue`; a `NewDraft` stands where a record is to be made first. What
    the file or the row does not have is missing. `Decisions.source` and `left_out` are for
    what writes the records.
    """

    def __init__(
        self,
        model: type[models.Model],
        matched: Matched,
        decisions: Decisions,
        references: ReferenceFinder,
    ) -> None:
        self.headings = headings_of(model)
        self.matched = matched
        self.reading = Reading(model, matched, decisions, references)
        self.entries = [Entry(cells) for cells in self.all_cells()]
        self.observing = [
            entry for entry in self.entries if isinstance(entry.cells, (NumberCells, PairCells))
        ]
        self.date = main_date(self.headings, model)
        self.from_titles = [
            column
            for column in self.headings.columns.values()
            if isinstance(column, WordsColumn)
            and column.words.from_titles
            and column.name not in matched.names
        ]
        self.plain = [
            (entry.header, entry.typed, entry.exact, entry.look_up)
            for entry in self.entries
            if entry.is_plain
        ]
        self.others = [entry for entry in self.entries if not entry.is_plain]
        self.sheets: dict[str, tuple[Above, Values]] = {}
        self.fixed, self.fixed_problems = self.read_fixed()

    def observe(self, row: Row) -> None:
        """Takes notice of a row before any is read: how its numbers are written."""
        for entry in self.observing:
            if text := row.cells.get(entry.header):
                entry.cells.observe(text)

    def questions(self) -> list[Question]:
        """What only a person can know, after all rows were observed."""
        return [question for entry in self.entries if (question := entry.cells.question())]

    def read(self, row: Row) -> tuple[Values, list[Problem]]:
        """The values of the row by name of the column, and the cells that cannot be read."""
        cells = row.cells
        above, said = self.of_sheet(row.sheet)
        values: Values = {**said, **self.fixed}
        problems = [*self.fixed_problems, *self.unread(row)]
        found: Values | Problem | None
        # The loop of all loops: a text that is remembered costs one look and no call.
        for header, typed, exact, look_up in self.plain:
            text = cells.get(header)
            if text is None:
                continue
            found = (typed if text.__class__ is str else exact).get(text)
            if found is None:
                found = look_up(text)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                values.update(found)
        for entry in self.others:
            if (found := entry.found(cells, above)) is None:
                continue
            if isinstance(found, Problem):
                problems.append(found)
            else:
                values.update(found)
        return values, problems

    def unread(self, row: Row) -> list[Problem]:
        """What the file itself could not say, by heading."""
        found = []
        for header, message in getattr(row, "problems", {}).items():
            named = [one.columns[0].name for one in self.matched.columns if one.header == header]
            if named or not header:
                found.append(Problem("".join(named), message, header=header))
        return found

    # What is said once for many rows

    def of_sheet(self, sheet: str) -> tuple[Above, Values]:
        """What the lines above the table and the name of the sheet say of its rows."""
        if sheet not in self.sheets:
            above = self.above_rows(sheet)
            self.sheets[sheet] = (above, self.said_by_sheet(sheet, above))
        return self.sheets[sheet]

    def above_rows(self, sheet: str) -> Above:
        within = within_titles(self.matched.titles.get(sheet, ())) or self.matched.within
        return Above(*within_sheet(sheet, within))

    def said_by_sheet(self, sheet: str, above: Above) -> Values:
        values: Values = dict(self.matched.said)
        lines = (*self.matched.titles.get(sheet, ()), sheet)
        for column in self.from_titles:
            if len(said := said_in_lines(column.known_words(), lines)) == 1:
                values[column.name] = said.pop()
        if self.date and self.date.name not in self.matched.names and above.within:
            # The year above a table is the date of a row only where there is no column for it.
            values[self.date.name] = above.within
        return values

    def read_fixed(self) -> tuple[Values, list[Problem]]:
        """What a person has said of all rows."""
        values: Values = {}
        problems = []
        for name, text in self.reading.decisions.fixed.items():
            column = self.headings.columns.get(name)
            if column is None:
                continue
            found = Entry(self.cells_of(column, mapped=[Mapped(name, (column,))])).look_up(text)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                values.update(found)
        return values, problems

    # The readers of the columns

    def all_cells(self) -> list[Cells]:
        by_columns: dict[tuple[str, ...], list[Mapped]] = {}
        for mapped in self.matched.columns:
            names = tuple(column.name for column in mapped.columns)
            by_columns.setdefault(names, []).append(mapped)
        return [self.cells_of(*mapped[0].columns, mapped=mapped) for mapped in by_columns.values()]

    def cells_of(self, *columns: FileColumn, mapped: Sequence[Mapped]) -> Cells:
        if len(columns) == 2:
            return pair_class(columns)(columns, mapped, self.reading)
        (column,) = columns
        if isinstance(column, NumberColumn) and (reference := column.words.unit_of):
            others = [one for one in self.matched.columns if one.columns[0].name == reference]
            mapped = [mapped[0], *others[:1]]
        return cells_class(column)(column, mapped, self.reading)


class Entry:
    """The cells of one column in one file, and what the first texts meant."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.headers = cells.headers
        self.header = cells.headers[0]
        self.is_plain = len(cells.headers) == 1 and not cells.needs_above
        self.typed: dict[str, Values | Problem] = {}
        self.exact: dict[str, Values | Problem] = {}
        self.above = NOTHING_ABOVE
        self.together: dict[Any, Values | Problem] = {}

    def look_up(self, text: str) -> Values | Problem:
        """The values of a plain cell with a text that is not remembered."""
        found = self.look(NOTHING_ABOVE, text)
        kept = self.typed if type(text) is str else self.exact
        if len(kept) < KEPT_TEXTS and len(text) <= LONG:
            kept[text] = found
        return found

    def found(self, row: dict[str, str], above: Above) -> Values | Problem | None:
        """The values of what stands in several cells or under a heading; None for no cell."""
        texts = tuple(map(row.get, self.headers))
        first = texts[0]
        if first is None and (self.cells.first_decides or not any(texts)):
            return None
        if above is not self.above:
            self.above = above
            self.together.clear()
        key = (type(first), *texts)
        found = self.together.get(key)
        if found is None:
            found = self.look(above, *texts)
            if len(self.together) < KEPT_TEXTS and sum(map(len, filter(None, texts))) <= LONG:
                self.together[key] = found
        return found

    def look(self, above: Above, *texts: str | None) -> Values | Problem:
        try:
            return self.cells.read(above, *texts)
        except CellError as error:
            return Problem(
                self.cells.column.name,
                str(error),
                error.suggestions,
                error.text or next(filter(None, texts), "") or "",
                next((h for h, text in zip(self.headers, texts, strict=True) if text), self.header),
                error.may_draft,
            )


def pair_class(columns: Sequence[FileColumn]) -> type[Cells]:
    """The reader of two columns in one cell; which may be, `headings.may_pair` says."""
    for kind, cells in ((NumberColumn, PairCells), (DateColumn, SpanCells)):
        if all(isinstance(column, kind) for column in columns):
            return cells
    return DecisionCells


def cells_class(column: FileColumn) -> type[Cells]:
    return next(cells for kind, cells in CELLS if isinstance(column, kind))
