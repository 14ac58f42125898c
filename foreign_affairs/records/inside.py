"""Columns of rows inside a record: what a file names beside the record's own fields is added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from django.db.models import prefetch_related_objects

from foreign_affairs.bilingual import active_language
from foreign_affairs.records.checks import Checks
from foreign_affairs.records.items import Item
from foreign_affairs.records.targets import Targets, record_of, why_not


@runtime_checkable
class RowsColumn(Protocol):
    """What `records.columns.RowsColumn` promises."""

    name: str
    prefetches: Sequence[str]

    def missing_rows(self, record: Any, values: Sequence[Any]) -> Sequence[Any]: ...

    def for_people(self, record: Any, language: str) -> str: ...


class RowsInside:
    """Adds to each item the rows that its record lacks; the columns of one file share it."""

    def __init__(self, columns: Sequence[RowsColumn], targets: Targets) -> None:
        self.columns = columns
        self.targets = targets
        self.checks: dict[Any, Checks] = {}

    def add(self, items: Sequence[Item]) -> None:
        for column in self.columns:
            said = [item for item in items if item.values.get(column.name)]
            kept = [item.record for item in said if not item.is_new]
            prefetch_related_objects(kept, *column.prefetches)
            rows = [
                (item, new)
                for item in said
                for new in column.missing_rows(item.record, item.values[column.name])
            ]
            self.load(rows)
            for item, new in rows:
                self.add_row(column, item, new)

    def load(self, rows: Sequence[tuple[Item, Any]]) -> None:
        wanted: dict[Any, set[str]] = {}
        for item, new in rows:
            for name, value in new.fields.items():
                field = new.model._meta.get_field(name)
                if not field.is_relation or value is None:
                    continue
                if isinstance(value, str):
                    wanted.setdefault(field.related_model, set()).add(value)
                else:
                    self.targets.draft(value, item)
        for model, codes in wanted.items():
            self.targets.load(model, codes)

    def add_row(self, column: RowsColumn, item: Item, new: Any) -> None:
        row = Item(item.row, item.file, new.model, is_new=True)
        row.record = new.model(**{new.model.parent_field: item.record})
        for name, value in new.fields.items():
            field = new.model._meta.get_field(name)
            if field.is_relation and value is not None:
                target = self.targets.find(field.related_model, value)
                if reason := why_not(field.related_model, value, target):
                    item.refuse(column.name, reason)
                    return
                value = record_of(target)
            setattr(row.record, name, value)
        item.rows.append(row)
        if not item.is_new:
            present = column.for_people(item.record, active_language())
            before, after = item.changes.get(column.name, (present, present))
            after = "; ".join(filter(None, (after, str(row.record))))
            item.changes[column.name] = (before, after)

    def check(self, items: Sequence[Item]) -> None:
        """Gives the new rows their codes and refuses items whose rows break a rule."""
        for item in items:
            for row in item.rows:
                if item.refusals:
                    break
                self.targets.give_code(row.record)
                if row.model not in self.checks:
                    self.checks[row.model] = Checks(row.model)
                for _column, message in self.checks[row.model].broken_by(row.record):
                    item.refuse("", message)
