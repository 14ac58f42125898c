"""A kept file, looked at before its rows are taken: its table, its columns, open questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foreign_affairs.records.cells import Question
from foreign_affairs.records.columns import CodeColumn
from foreign_affairs.records.decisions import Decisions
from foreign_affairs.records.headings import headings_of
from foreign_affairs.records.incoming import Read, refers_to_itself
from foreign_affairs.records.layout import Layout, find_tables
from foreign_affairs.records.mapping import Matched, match, saved_mapping
from foreign_affairs.records.reading.book import Book, read_book
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.references import ReferenceFinder
from foreign_affairs.records.tables import Table
from foreign_affairs.records.values import ValueReader
from foreign_affairs.text import fold

NO_ROWS = gettext_lazy("The file has headings and no rows below them: nothing is filled in yet.")


class OfficeTable:
    """A table as people keep it, read by what its headings and its lines mean."""

    def __init__(
        self, model: type[models.Model], table: Table, matched: Matched, decisions: Decisions
    ) -> None:
        self.model, self.name, self.table, self.matched = model, table.name, table, matched
        self.seen_codes: set[str] = set()
        self.reader = ValueReader(model, matched, decisions, ReferenceFinder(self.is_in_file))
        code = next((m.header for m in matched.columns if type(m.columns[0]) is CodeColumn), "")
        self.sheets: set[str] = set()
        for row in table.rows:
            self.reader.observe(row)
            self.sheets.add(row.sheet)
            self.seen_codes.add(row.cells.get(code, "").strip().casefold())
        if "" not in self.seen_codes and not refers_to_itself(self):
            # Nobody will ask for them, and a large file has many.
            self.seen_codes.clear()

    def is_in_file(self, model: type[models.Model], code: str) -> bool:
        """Whether a row of the file is the record with this code, which may not be there yet."""
        return model is self.model and code in self.seen_codes

    @property
    def columns(self) -> list[Any]:
        """Those of the headings, and those that are said of all rows or beside a number."""
        known = headings_of(self.model).columns
        names = dict.fromkeys(c.name for mapped in self.matched.columns for c in mapped.columns)
        for name in list(names):
            words = known[name].words
            names.update(dict.fromkeys((words.upper, words.qualifier)))
        for sheet in self.sheets:
            names.update(dict.fromkeys(self.reader.of_sheet(sheet)[1]))
        names.update(dict.fromkeys(self.reader.fixed))
        return [known[name] for name in names if name in known]

    def read(self) -> Iterator[Read]:
        for row in self.table.rows:
            values, problems = self.reader.read(row)
            yield Read(row, values, problems)

    def codes(self) -> set[str] | None:
        return self.seen_codes - {""} if "" in self.seen_codes else None


@dataclass
class Look:
    """What is known of a file before its rows are taken."""

    book: Book
    layout: Layout
    table: Table
    matched: Matched
    questions: Sequence[Question]
    incoming: OfficeTable

    @property
    def notes(self) -> list[str]:
        """Sentences about what was converted, and how headings and titles were read."""
        empty = [] if self.incoming.sheets else [str(NO_ROWS)]
        return [*self.book.notes, *self.matched.notes, *empty]


def look_at(file: IO[bytes], name: str, model: type[models.Model], decisions: Decisions) -> Look:
    """Opens a file called `name` as records of `model`. Raises FileError."""
    headings = headings_of(model)

    def knows(header: str) -> int:
        meanings = headings.meanings(header)
        return len(meanings[0].columns) if meanings else fold(header) in headings.derived

    book = read_book(file, name)
    layout = find_tables(book, knows, decisions.sheets)
    if len(layout.tables) > 1:
        raise FileError(
            _("The chosen sheets have different columns. Import them one after the other.")
        )
    (table,) = layout.tables
    matched = match(model, table, decisions, saved_mapping(model, table.headers))
    incoming = OfficeTable(model, table, matched, decisions)
    return Look(book, layout, table, matched, incoming.reader.questions(), incoming)
