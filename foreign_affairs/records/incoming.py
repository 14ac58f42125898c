"""A table on its way in: its columns, and its rows with typed values, as often as asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from django.db import models

from foreign_affairs.records.columns import CellError, CodeColumn, Column
from foreign_affairs.records.items import Problem
from foreign_affairs.records.matching import match_headers
from foreign_affairs.records.tables import Row, Table


class Read(NamedTuple):
    """A row, the values of its cells by column, and the cells that have none."""

    row: Row
    values: dict[str, Any]
    problems: Sequence[Problem]


class Incoming(Protocol):
    """What a batch reads. `name` is that of the file."""

    model: type[models.Model]
    name: str

    @property
    def columns(self) -> Sequence[Any]:
        """The columns that the file has, in its order."""

    def read(self) -> Iterator[Read]:
        """The rows from the first one. Raises FileError."""

    def codes(self) -> set[str] | None:
        """The codes in the file if there is a row without one; None if all rows have theirs."""


class PlainTable:
    """A table in the notation of programs, as the register itself writes it."""

    def __init__(self, model: type[models.Model], table: Table) -> None:
        """Raises FileError for columns that the model does not have."""
        self.model, self.name, self.table = model, table.name, table
        self.headers = match_headers(model, table)

    @property
    def columns(self) -> list[Column]:
        return [column for _header, column in self.headers]

    def read(self) -> Iterator[Read]:
        for row in self.table.rows:
            values: dict[str, Any] = {}
            problems = []
            for header, column in self.headers:
                text = row.cells.get(header)
                # A row cut short says nothing of the columns it lacks.
                if text is None or (isinstance(column, CodeColumn) and not text.strip()):
                    continue
                try:
                    values[column.name] = column.parse(text)
                except CellError as error:
                    problems.append(Problem(column.name, str(error)))
            yield Read(row, values, problems)

    def codes(self) -> set[str] | None:
        header = next((h for h, column in self.headers if isinstance(column, CodeColumn)), "")
        codes = {row.cells.get(header, "").strip().casefold() for row in self.table.rows}
        return codes - {""} if "" in codes else None


def refers_to_itself(file: Incoming) -> bool:
    """Whether rows of the file may name other rows of it."""
    return any(getattr(column, "target", None) is file.model for column in file.columns)
