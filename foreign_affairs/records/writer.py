"""Writes many records of one model at once, with versions, stamps, links, history and search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from simple_history.models import HistoricalRecords

from foreign_affairs import search
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import InlineRow

if TYPE_CHECKING:
    from foreign_affairs.records.items import Item

BATCH_SIZE = 400


class Writer:
    """Call inside a transaction: `write` per model, in order of dependency, then `finish`."""

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.to_index: dict[type[models.Model], set[int]] = {}
        self.renamed: list[models.Model] = []

    def write(self, model: type[models.Model], items: list[Item]) -> None:
        """Writes the new and the changed items; refused and unchanged ones are passed over."""
        new = [item for item in items if item.kind == "new"]
        changed = [item for item in items if item.kind == "changed"]
        for wave in waves(model, new):
            self.create(model, wave)
        self.update(model, changed)
        written = new + changed
        self.write_links(model, written)
        self.write_history(model, new, "+")
        self.write_history(model, changed, "~")
        self.note_for_search(model, written)
        self.renamed += [
            item.record for item in changed if {"name_vi", "name_en", "state"} & {*item.changes}
        ]

    def create(self, model: type[models.Model], items: list[Item]) -> None:
        for item in items:
            item.record.stamp(self.user)
        model._default_manager.bulk_create([item.record for item in items], batch_size=BATCH_SIZE)

    def update(self, model: type[models.Model], items: list[Item]) -> None:
        names = {"version", "changed_at", "changed_by"}
        for item in items:
            item.record.stamp(self.user)
            for name in item.changes:
                model_field = model._meta.get_field(name)
                if isinstance(model_field, PartialDateField):
                    names.update(model_field.columns)
                elif not model_field.many_to_many:
                    names.add(name)
        self.note_former_parents(model, items)
        if items:
            records = [item.record for item in items]
            model._default_manager.bulk_update(records, sorted(names), batch_size=BATCH_SIZE)

    def write_links(self, model: type[models.Model], items: list[Item]) -> None:
        links: Sequence[Any] = model._meta.many_to_many
        for model_field in links:
            through = model_field.remote_field.through
            near, far = model_field.m2m_field_name(), model_field.m2m_reverse_field_name()
            linked = [item for item in items if model_field.name in item.links]
            owners = [item.record.pk for item in linked if not item.is_new]
            through._default_manager.filter(**{f"{near}__in": owners}).delete()
            rows = [
                through(**{f"{near}_id": item.record.pk, f"{far}_id": key_of(target)})
                for item in linked
                for target in item.links[model_field.name]
            ]
            through._default_manager.bulk_create(rows, batch_size=BATCH_SIZE)

    def write_history(
        self, model: type[models.Model], items: list[Item], history_type: str
    ) -> None:
        """History of rows and, which simple-history's bulk helpers leave out, of links."""
        if not items:
            return
        histories = model.history.bulk_history_create(  # type: ignore[attr-defined]
            [item.record for item in items],
            batch_size=BATCH_SIZE,
            update=history_type == "~",
            default_user=self.user,
        )
        by_record = {history.id: history for history in histories}
        for model_field in histories[0]._history_m2m_fields:
            through = model_field.remote_field.through
            near = f"{model_field.m2m_field_name()}_id"
            historical = HistoricalRecords.m2m_models[model_field]
            names = [f.attname for f in through._meta.concrete_fields]
            rows = through._default_manager.filter(**{f"{near}__in": list(by_record)})
            historical.objects.bulk_create(
                [historical(history=by_record[row[near]], **row) for row in rows.values(*names)],
                batch_size=BATCH_SIZE,
            )

    def note_former_parents(self, model: type[models.Model], items: Iterable[Item]) -> None:
        """The parents that rows are moved away from are no longer found by them."""
        if issubclass(model, InlineRow) and search.is_searchable(model.parent_model()):
            rows = model._default_manager.filter(pk__in=[item.record.pk for item in items])
            keys = self.to_index.setdefault(model.parent_model(), set())
            keys.update(rows.values_list(model.parent_column(), flat=True))

    def note_for_search(self, model: type[models.Model], items: Iterable[Item]) -> None:
        if issubclass(model, InlineRow):
            target, column = model.parent_model(), model.parent_column()
        else:
            target, column = model, "pk"
        if search.is_searchable(target):
            keys = self.to_index.setdefault(target, set())
            keys.update(getattr(item.record, column) for item in items)

    def finish(self) -> None:
        """Brings the search index up to date with everything that was written."""
        for model, keys in self.to_index.items():
            search.index(model, keys)
        for record in self.renamed:
            search.index_dependents(record)


def key_of(target: Any) -> int:
    """The primary key of a link's target: a key already, or a row written before."""
    return target if isinstance(target, int) else target.record.pk


def waves(model: type[models.Model], items: list[Item]) -> list[list[Item]]:
    """Groups new items so that one that others refer to is written in an earlier group."""
    fields: Sequence[Any] = model._meta.concrete_fields
    own = [f for f in fields if f.is_relation and f.related_model is model]
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
