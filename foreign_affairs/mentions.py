"""What in the register names a record: the keys and links that point at it, and whose they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from foreign_affairs.models import InlineRow, Record, Tracked
from foreign_affairs.words import named

SHOWN = 8
"""So many of the public records that name one are named themselves."""


def relations_to(record: Tracked | type[Tracked]) -> Iterator[Any]:
    """The foreign keys and many-to-many relations of the register that can point at a record."""
    relations: Any = record._meta.get_fields(include_hidden=True)
    for relation in relations:
        points_here = relation.auto_created and not relation.concrete
        if points_here and issubclass(relation.related_model, Tracked):
            yield relation


def rows_of(relation: Any, record: Tracked) -> Any:
    """The rows whose `relation` points at the record, in a fixed order."""
    model = relation.related_model
    rows = model._default_manager.filter(**{relation.field.name: record}).order_by("pk")
    # Who may change a row depends on the record that it belongs to.
    return rows.select_related(model.parent_field) if issubclass(model, InlineRow) else rows


# What the public reads


@dataclass(frozen=True)
class Way:
    """A lookup from `model` to the record it names; `is_needed` when it is not told without."""

    model: type[Any]
    path: str
    is_needed: bool


def ways_to(model: type[Tracked], onwards: str = "") -> Iterator[Way]:
    """How records and rows name one of the model: themselves, or by what is not told without it."""
    for relation in relations_to(model):
        row, name = relation.related_model, relation.field.name
        path = f"{name}{onwards}"
        is_inside = issubclass(row, InlineRow) and name == row.parent_field
        is_needed = is_inside or name in row.naming_fields
        if not is_inside:
            yield Way(row, path, is_needed)
        if is_needed:
            yield from ways_to(row, f"__{path}")


@dataclass(frozen=True)
class Mention:
    """A public record that names another; `is_lost` when the public cannot read it without that."""

    record: Any
    is_lost: bool


@dataclass
class Mentions:
    """Who names one record: how many, and the first of them."""

    total: int
    shown: list[Mention] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.total - len(self.shown)


def public_mentions(records: Collection[Record]) -> dict[int, Mentions]:
    """The public records that name these, which are of one model, by primary key.

    One query a way to name them and one a kind of record, whatever their number. They do not
    count for each other.
    """
    if not records:
        return {}
    model: Any = type(next(iter(records)))
    keys = {record.pk for record in records}
    found: dict[int, dict[tuple[type[Any], int], bool]] = defaultdict(dict)
    for way in ways_to(model):
        owner, key = way.model, "pk"
        if issubclass(owner, InlineRow):
            owner, key = way.model.parent_model(), way.model.parent_column()
        if not issubclass(owner, Record):
            continue
        rows = way.model._default_manager.public().filter(**{f"{way.path}__in": keys})
        for to, pk in rows.order_by().values_list(way.path, key).distinct():
            if owner is not model or pk not in keys:
                is_lost = way.is_needed and owner is way.model
                found[to][owner, pk] = found[to].get((owner, pk), False) or is_lost
    return _named(found)


def _named(found: dict[int, dict[tuple[type[Any], int], bool]]) -> dict[int, Mentions]:
    """Those that are lost come first; the records that are shown are read once for all."""
    first = {
        to: sorted(places.items(), key=lambda one: (not one[1], one[0][0]._meta.label, one[0][1]))[
            :SHOWN
        ]
        for to, places in found.items()
    }
    wanted: dict[type[Any], set[int]] = defaultdict(set)
    for shown in first.values():
        for (owner, pk), _is_lost in shown:
            wanted[owner].add(pk)
    read = {owner: named(owner).in_bulk(pks) for owner, pks in wanted.items()}
    return {
        to: Mentions(
            len(places), [Mention(read[owner][pk], is_lost) for (owner, pk), is_lost in first[to]]
        )
        for to, places in found.items()
    }
