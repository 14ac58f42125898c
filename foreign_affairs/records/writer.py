"""Writes many records of a model at once: versions, stamps, links, history, search and audit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.db import models

from foreign_affairs import audit, search
from foreign_affairs.addresses import has_pages
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import InlineRow, Record
from foreign_affairs.models.base import own_kind_keys
from foreign_affairs.records import bulk
from foreign_affairs.records.items import Item, Kind
from foreign_affairs.records.past import write_history
from foreign_affairs.records.targets import record_of

STAMPS = ("version", "changed_at", "changed_by")
NAMES = frozenset({"name_vi", "name_en", "state"})


class Writer:
    """Call inside a transaction and a change: `write` per model, in order of dependency, then
    `finish`.
    """

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.written: dict[type[models.Model], list[Any]] = {}
        self.to_index: dict[type[models.Model], set[int]] = {}
        self.renamed: dict[type[models.Model], set[int]] = {}

    def write(self, model: type[models.Model], items: Sequence[Item]) -> None:
        """Writes the new and the changed items with the rows inside them; passes over others."""
        new = [item for item in items if item.kind == Kind.NEW]
        changed = [item for item in items if item.kind == Kind.CHANGED]
        for wave in waves(model, new):
            self.stamp(wave)
            bulk.insert(model, [item.record for item in wave])
        self.update(model, changed)
        self.write_links(model, [*new, *changed])
        write_history(model, [item.record.pk for item in new], "+", self.user)
        own = [item.record.pk for item in changed if names_of(item)]
        write_history(model, own, "~", self.user)
        self.note_states(model, [*new, *changed])
        self.note_for_search(model, [*new, *changed])
        self.renamed.setdefault(model, set()).update(
            item.record.pk for item in changed if NAMES & {*item.changes}
        )
        rows = [row for item in (*new, *changed) for row in item.rows]
        for kind, inside in groupby(sorted(rows, key=kind_of_row), key=lambda row: row.model):
            self.write(kind, list(inside))

    def stamp(self, items: Iterable[Item]) -> None:
        for item in items:
            item.record.stamp(self.user)

    def update(self, model: type[models.Model], items: Sequence[Item]) -> None:
        """Writes the fields that change, and the stamps of records that change themselves."""
        own = [item for item in items if names_of(item)]
        self.stamp(own)
        self.note_former_parents(model, own)
        links = {field.name for field in model._meta.many_to_many}
        names = {name for item in own for name in names_of(item)} - links
        for name in tuple(names):
            field = model._meta.get_field(name)
            if isinstance(field, PartialDateField):
                names.update(field.columns)
        bulk.update(model, [item.record for item in own], {*names, *STAMPS})

    def write_links(self, model: type[models.Model], items: Sequence[Item]) -> None:
        for field in model._meta.many_to_many:
            linked = [item for item in items if field.name in item.links]
            if not linked:
                continue
            through: Any = field.remote_field.through
            near = through._meta.get_field(field.m2m_field_name())
            far = through._meta.get_field(field.m2m_reverse_field_name())
            owners = [item.record.pk for item in linked if not item.is_new]
            bulk.delete(through, near.attname, owners)
            rows = (
                (item.record.pk, record_of(target).pk)
                for item in linked
                for target in item.links[field.name]
            )
            bulk.load(through._meta.db_table, [near.column, far.column], rows)

    def note_former_parents(self, model: type[models.Model], items: Iterable[Item]) -> None:
        """The parents that rows are moved away from are no longer found by them."""
        if issubclass(model, InlineRow) and has_pages(model.parent_model()):
            keys: set[Any] = {item.before.get(model.parent_field) for item in items}
            self.to_index.setdefault(model.parent_model(), set()).update(keys - {None})

    def note_states(self, model: type[models.Model], items: Iterable[Item]) -> None:
        if issubclass(model, Record):
            moved = [item for item in items if item.sets_state]
            moves = ((item.before.get("state") or "", item.record.state) for item in moved)
            audit.note_states(model, moves, self.user)

    def note_for_search(self, model: type[models.Model], items: Iterable[Item]) -> None:
        if has_pages(model):
            self.written.setdefault(model, []).extend(item.record for item in items)
        elif issubclass(model, InlineRow) and has_pages(model.parent_model()):
            keys = self.to_index.setdefault(model.parent_model(), set())
            keys.update(getattr(item.record, model.parent_column()) for item in items)

    def finish(self) -> None:
        """Brings the search index up to date with everything that was written."""
        for model, records in self.written.items():
            for record in records:
                # What is found by its rows has other ones now.
                getattr(record, "_prefetched_objects_cache", {}).clear()
            search.index_records(model, records)
            self.to_index.get(model, set()).difference_update(record.pk for record in records)
        for model, keys in self.to_index.items():
            search.index(model, keys)
        for model, keys in self.renamed.items():
            search.index_dependents(model, keys)
        for noted in (self.written, self.to_index, self.renamed):
            noted.clear()


def names_of(item: Item) -> set[str]:
    """The fields and links that change; columns of rows inside the record are none."""
    return {*item.before}


def kind_of_row(row: Item) -> str:
    return str(row.model._meta.label)


def waves(model: type[models.Model], items: Sequence[Item]) -> list[list[Item]]:
    """Groups new items so that one that others refer to is written in an earlier group."""
    own = own_kind_keys(model)
    if not own:
        return [list(items)]
    level: dict[int, int] = {}
    by_record = {id(item.record): item for item in items}

    def level_of(item: Item, path: frozenset[int] = frozenset()) -> int:
        key = id(item.record)
        if key not in level:
            targets = (getattr(item.record, f.name, None) for f in own if f.is_cached(item.record))
            above = [by_record[id(t)] for t in targets if id(t) in by_record and id(t) not in path]
            level[key] = 1 + max((level_of(t, path | {key}) for t in above), default=0)
        return level[key]

    groups: dict[int, list[Item]] = {}
    for item in items:
        groups.setdefault(level_of(item), []).append(item)
    return [groups[number] for number in sorted(groups)]
