"""New rows that may be the same real thing as a record of the register, found for many at once.

The rules are those of `foreign_affairs.similar`; here all names are read once and compared only
with those that can be near at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from rapidfuzz import fuzz, process

from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import NamedRecord
from foreign_affairs.records.items import Item
from foreign_affairs.similar import (
    LONGEST_STAY,
    MOST,
    NEAR,
    NEAR_WORD,
    SHORT,
    are_near,
    comparable,
    names_of,
    parts_of,
)

MOST_COMPARED = 5_000_000
"""So many pairs of names are compared; after that only equal ones are found."""

PARTICIPANTS = "participants"
"""The rows by which the same visit or event is recognised."""


class Alike:
    """Marks the new items of one file, chunk by chunk."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.names = NearNames(model) if issubclass(model, NamedRecord) else None
        declared: Sequence[str] = getattr(model, "natural_key_fields", ())
        dates = [n for n in declared if isinstance(model._meta.get_field(n), PartialDateField)]
        self.when = dates[0] if dates and hasattr(model, PARTICIPANTS) else ""

    def mark(self, items: Iterable[Item]) -> None:
        """Gives each new item the records that may be the same: key, code and name."""
        new = [item for item in items if item.is_new and not item.is_left_out]
        found: dict[Item, dict[int, None]] = {item: {} for item in new}
        if self.names:
            for item in new:
                names = (item.record.name_vi, item.record.name_en)
                found[item].update(dict.fromkeys(self.names.near(names)))
        if self.when:
            for item, met in self.met(new).items():
                found[item].update(dict.fromkeys(met))
        wanted = {key for keys in found.values() for key in [*keys][:MOST]}
        if not wanted:
            return
        records: Any = self.model._default_manager.order_by()
        told = {
            key: {"key": key, "code": code, "name": name}
            for key, code, name in records.filter(pk__in=wanted).values_list(
                "pk", "code", "name_vi"
            )
        }
        for item, keys in found.items():
            item.alike = [told[key] for key in [*keys][:MOST] if key in told]

    def met(self, items: Sequence[Item]) -> dict[Item, list[int]]:
        """Delegations or events with one of the partners of an item in the same days."""
        said = {item: span_of(getattr(item.record, self.when)) for item in items}
        partners = {item: partners_of(item) for item in items if said[item]}
        wanted = {key for keys in partners.values() for key in keys}
        if not wanted:
            return {}
        spans = [span for item, span in said.items() if span and partners[item]]
        participants: Any = self.model.participants.rel.related_model  # type: ignore[attr-defined]
        when = f"{participants.parent_field}__{self.when}"
        rows = participants._default_manager.order_by().filter(
            **{
                "partner__in": wanted,
                f"{when}_start__lte": max(end for _start, end in spans),
                f"{when}_end__gte": min(start for start, _end in spans),
            }
        )
        visits: dict[int, list[tuple[int, Any, Any]]] = {}
        column = participants.parent_column()
        for partner, key, start, end in rows.values_list(
            "partner_id", column, f"{when}_start", f"{when}_end"
        ):
            if end - start <= LONGEST_STAY:
                visits.setdefault(partner, []).append((key, start, end))
        return {
            item: [
                key
                for partner in keys
                for key, start, end in visits.get(partner, ())
                if (span := said[item]) and start <= span[1] and end >= span[0]
            ]
            for item, keys in partners.items()
        }


def span_of(when: Any) -> tuple[Any, Any] | None:
    """First and last day of what is known to a month; None for what says less."""
    if when is None or not when.start or not when.end or when.end - when.start > LONGEST_STAY:
        return None
    return when.start, when.end


def partners_of(item: Item) -> set[int]:
    keys = (getattr(row.record, "partner_id", None) for row in item.rows)
    return {key for key in keys if key is not None}


@dataclass
class Group:
    """Names with the same figures and number of words, as they are and as they are compared."""

    names: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    worded: list[str] = field(default_factory=list)


class NearNames:
    """All names of a model, read once, in groups of those that can be near each other."""

    def __init__(self, model: type[models.Model]) -> None:
        self.keys: dict[str, dict[int, None]] = {}
        self.equal: dict[str, list[str]] = {}
        self.groups: dict[tuple[tuple[str, ...], int], Group] = {}
        self.compared = 0
        for key, name in names_of(model):
            if not name:
                continue
            known = comparable(name)
            if known not in self.keys:
                self.add(known)
            self.keys.setdefault(known, {})[key] = None

    def add(self, known: str) -> None:
        joined, words, figures = parts_of(known)
        self.equal.setdefault(joined, []).append(known)
        group = self.groups.setdefault((tuple(figures), len(words)), Group())
        group.names.append(known)
        group.joined.append(joined)
        group.worded.append(" ".join(words))

    def near(self, names: Iterable[str]) -> list[int]:
        """The keys of records with a name near one of these."""
        found: dict[int, None] = {}
        for wanted in dict.fromkeys(comparable(name) for name in names if name):
            for known in dict.fromkeys(self.candidates(wanted)):
                if are_near(wanted, known):
                    found.update(self.keys[known])
        return list(found)

    def candidates(self, wanted: str) -> Iterator[str]:
        """The names that may be near; none that is near is missing, as long as few are compared."""
        joined, words, figures = parts_of(wanted)
        yield from self.equal.get(joined, ())
        count, worded = len(words), " ".join(words)
        for length in range(1, SHORT + 2) if count <= SHORT + 1 else (count,):
            group = self.groups.get((tuple(figures), length))
            if group is None or self.compared > MOST_COMPARED:
                continue
            self.compared += len(group.names)
            is_short = min(count, length) <= SHORT
            # Where each word is near its counterpart, so are all of them together.
            text, texts, cutoff = (
                (joined, group.joined, NEAR) if is_short else (worded, group.worded, NEAR_WORD)
            )
            near = process.extract(text, texts, scorer=fuzz.ratio, score_cutoff=cutoff, limit=None)
            yield from (group.names[place] for _text, _score, place in near)
