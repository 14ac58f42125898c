"""Records → cells: the typed values of the columns, read for many records at once.

No model instance is made for a row: the values of a chunk are read and turned column by column,
each distinct one once. What a value is called is asked of its column, on one specimen record.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from decimal import Decimal
from itertools import islice
from typing import Any, TypeAlias

from django.db import models
from django.utils.translation import override

from foreign_affairs.models import InlineRow
from foreign_affairs.records.columns import (
    Audience,
    BooleanColumn,
    ChoiceColumn,
    Column,
    DayColumn,
    DerivedColumn,
    NumberColumn,
    PartialDateColumn,
    ReferenceColumn,
    ReferencesColumn,
    RowsColumn,
    TextColumn,
)

AnyColumn: TypeAlias = Column | DerivedColumn | RowsColumn
Cell: TypeAlias = str | int | Decimal | bool | datetime.date | None
"""A text, number, yes/no or day; None and "" are both an empty cell."""

CHUNK = 500
"""So many records are read at once."""
MOST_KEPT = 5000
"""So many of the records that columns refer to are kept in memory, for the next chunks."""


def rows_of(
    queryset: models.QuerySet[Any], columns: Sequence[AnyColumn], audience: Audience
) -> Iterator[Sequence[Cell]]:
    """The cells of each record, in the order of the queryset.

    Memory stays flat and the number of queries grows with the chunks only.
    """
    chunk = Chunk(queryset.model)
    sources = [source_of(column, chunk, audience) for column in columns]
    attributes = [source.attribute for source in sources if source.attribute]
    plain = queryset.select_related(None).prefetch_related(None).values_list("pk", *attributes)
    records = plain.iterator(chunk_size=CHUNK)
    while found := list(islice(records, CHUNK)):
        keys, *rest = zip(*found, strict=True)
        values = dict(zip(attributes, rest, strict=True))
        chunk.keys = keys
        with override(audience.language) if audience.language else nullcontext():
            cells = [source.cells(values.get(source.attribute, keys)) for source in sources]
        yield from zip(*cells, strict=True)


class Chunk:
    """The records that are being read, by key; the whole ones only if a column needs them."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.prefetches: list[str] = []
        self._keys: Sequence[Any] = ()
        self._records: dict[Any, Any] | None = None

    @property
    def keys(self) -> Sequence[Any]:
        return self._keys

    @keys.setter
    def keys(self, keys: Sequence[Any]) -> None:
        self._keys, self._records = keys, None

    @property
    def records(self) -> dict[Any, Any]:
        if self._records is None:
            records = with_names(self.model).prefetch_related(*self.prefetches)
            self._records = records.in_bulk(self._keys)
        return self._records


def with_names(model: type[models.Model]) -> models.QuerySet[Any]:
    """All records of the model with what must be read to name them, or to tell if one may."""
    records: Any = model._default_manager.all()
    if hasattr(records, "with_names"):
        records = records.with_names()
    named = list(getattr(model, "naming_fields", ()))
    if issubclass(model, InlineRow):
        named.append(model.parent_field)
    return records.select_related(*named) if named else records


# Where the cells of one column come from


class Source:
    """Values as they are: texts, numbers, days, and for programs choices and yes/no."""

    def __init__(self, column: Any, chunk: Chunk, audience: Audience) -> None:
        self.column = column
        self.chunk = chunk
        self.audience = audience

    @property
    def attribute(self) -> str:
        """What is read from the database for each record; "" for its key alone."""
        return str(self.column.field.attname)

    def cells(self, values: Sequence[Any]) -> Sequence[Cell]:
        return values


class WordSource(Source):
    """Values that the column has words for: each distinct one is asked for once."""

    def __init__(self, column: Any, chunk: Chunk, audience: Audience) -> None:
        super().__init__(column, chunk, audience)
        self.specimen = chunk.model()

    def cells(self, values: Sequence[Any]) -> Sequence[Cell]:
        words = {value: self.word(value) for value in set(values)}
        return [words[value] for value in values]

    def word(self, value: Any) -> Cell:
        setattr(self.specimen, self.column.field.attname, value)
        return self.written()

    def written(self) -> Cell:
        """What the column says of the specimen."""
        return written(self.column, self.specimen, self.audience)


class ReferenceSource(WordSource):
    """The code or name of the record that is referred to."""

    def __init__(self, column: Any, chunk: Chunk, audience: Audience) -> None:
        super().__init__(column, chunk, audience)
        self.targets: dict[Any, Any] = {}

    def cells(self, values: Sequence[Any]) -> Sequence[Cell]:
        self.load({value for value in values if value is not None})
        return super().cells(values)

    def load(self, keys: set[Any]) -> None:
        """Reads the targets with these keys that are not known yet."""
        if len(self.targets) > MOST_KEPT:
            self.targets.clear()
        if missing := keys - self.targets.keys():
            self.targets |= with_names(self.column.target).in_bulk(missing)

    def word(self, value: Any) -> Cell:
        setattr(self.specimen, self.column.field.name, self.targets.get(value))
        return self.written()


class ReferencesSource(ReferenceSource):
    """The codes or names of all the records that are linked."""

    @property
    def attribute(self) -> str:
        return ""

    def cells(self, values: Sequence[Any]) -> Sequence[Cell]:
        field = self.column.field
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        through = field.remote_field.through._default_manager
        links: dict[Any, list[Any]] = {}
        for key, target in through.filter(**{f"{own}__in": values}).values_list(own, other):
            links.setdefault(key, []).append(target)
        self.load({target for targets in links.values() for target in targets})
        sets = {key: tuple(sorted(targets)) for key, targets in links.items()}
        words = {linked: self.word(linked) for linked in set(sets.values())}
        return [words[sets[key]] if key in sets else None for key in values]

    def word(self, value: Any) -> Cell:
        # A key opens the relation; what stands in the cache of prefetch_related is not read again.
        self.specimen.pk = 0
        self.specimen._prefetched_objects_cache = {  # type: ignore[attr-defined]
            self.column.field.name: [self.targets[key] for key in value if key in self.targets]
        }
        return self.written()


class RecordSource(Source):
    """What only a whole record can tell."""

    def __init__(self, column: Any, chunk: Chunk, audience: Audience) -> None:
        super().__init__(column, chunk, audience)
        if isinstance(column, RowsColumn):
            chunk.prefetches += column.prefetches

    @property
    def attribute(self) -> str:
        return ""

    def cells(self, values: Sequence[Any]) -> Sequence[Cell]:
        records = self.chunk.records
        # A record deleted while the file is written leaves its cell empty.
        return [
            written(self.column, records[key], self.audience) if key in records else None
            for key in values
        ]


def written(column: Any, record: Any, audience: Audience) -> Cell:
    """What the column says of the record to these readers."""
    if not audience.language:
        return str(column.format(record, states=audience.states))
    cell: Cell = column.for_people(
        record, audience.language, states=audience.states, names=audience.names
    )
    # A text in two languages is a str and more, which the writers of files do not know.
    return str(cell) if isinstance(cell, str) else cell


def source_of(column: AnyColumn, chunk: Chunk, audience: Audience) -> Source:
    return source_class(column, is_for_people=bool(audience.language))(column, chunk, audience)


def source_class(column: AnyColumn, *, is_for_people: bool) -> Callable[..., Source]:
    match column:
        case ReferencesColumn():
            return ReferencesSource
        case ReferenceColumn():
            return ReferenceSource
        case PartialDateColumn():
            return WordSource
        case ChoiceColumn() | BooleanColumn() | DayColumn():
            return WordSource if is_for_people else Source
        case TextColumn() | NumberColumn():
            return Source
    return RecordSource
