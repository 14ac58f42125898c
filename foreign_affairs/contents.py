"""A record as a whole – fields, links and rows – now or as history has it: compared, put back.

Contents are plain values, so that a difference can be kept as JSON until somebody decides on it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from simple_history.models import HistoricalRecords

from foreign_affairs.dates import PartialDate
from foreign_affairs.models import InlineRow, Tracked

Model: TypeAlias = type[Any]
Cells: TypeAlias = dict[str, Any]
"""The plain values of one row by field name; of a link the primary keys, in order."""
Contents: TypeAlias = dict[tuple[str, int], Cells]
"""The cells of a record and of each row in it, by model (`partners.tie`) and primary key."""
Position: TypeAlias = tuple[int, ...]
"""The last row of history that somebody has seen, of the record and of each kind of row."""


def parts_of(model: Model) -> list[tuple[Model, str]]:
    """The models whose rows are edited inside a record, each with its key to the record."""
    parts: list[tuple[Model, str]] = []
    for part in apps.get_models():
        if issubclass(part, InlineRow):
            if part.parent_model() is model:
                parts.append((part, part.parent_field))
        elif issubclass(part, Tracked):
            keys = (part._meta.get_field(name) for name in part.part_of)
            parts += [(part, key.name) for key in keys if key.related_model is model]
    return parts


def fields_kept(model: Model) -> list[Any]:
    """The columns that say something: neither keys, nor stamps, nor what follows from others."""
    return [field for field in model._meta.fields if field.editable and not field.primary_key]


def links_kept(model: Model) -> list[Any]:
    return [model._meta.get_field(name) for name in model._history_m2m_fields]


def plain(value: Any) -> Any:
    if isinstance(value, FieldFile):
        return value.name or ""
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, (datetime.date, UUID)):
        return str(value)
    return value


def cells_of(row: Any, fields: Iterable[Any]) -> Cells:
    return {field.name: plain(getattr(row, field.attname)) for field in fields}


def contents_of(record: Any) -> Contents:
    """What the register holds of a record now. One query a kind of row and of link."""
    model = type(record)
    contents: Contents = {}
    for kind, key in [(model, "pk"), *parts_of(model)]:
        fields = fields_kept(kind)
        for row in kind._default_manager.filter(**{key: record.pk}):
            contents[kind._meta.label_lower, row.pk] = cells_of(row, fields)
    own = contents.get((model._meta.label_lower, record.pk))
    if own is not None:
        for link in links_kept(model):
            manager = getattr(record, link.name)
            own[link.name] = sorted(manager.order_by().values_list("pk", flat=True))
    return contents


# What history knows


@dataclass(frozen=True)
class Entry:
    """One change in the history of a record: who, when, why, and where it stands in time."""

    when: datetime.datetime
    who: Any
    reason: str
    position: Position
    is_first: bool


class Timeline:
    """All that history has of a record and of the rows that are or were in it."""

    def __init__(self, record: Any) -> None:
        self.record = record
        self.model: Model = type(record)
        self.kinds: list[tuple[Model, str]] = [(self.model, "id"), *parts_of(self.model)]
        self.versions: list[list[Any]] = [
            list(self._history(kind, key).order_by("history_id")) for kind, key in self.kinds
        ]
        self.links = self._links()

    def _history(self, kind: Model, key: str) -> Any:
        versions = kind.history.select_related("history_user")
        ever = kind.history.filter(**{key: self.record.pk}).values("id")
        return versions.filter(id__in=ever)

    def _links(self) -> dict[tuple[str, int], list[int]]:
        """The keys linked in each version of the record itself, by field and version."""
        keys: dict[tuple[str, int], list[int]] = {}
        shown = [version.history_id for version in self.versions[0]]
        for link in links_kept(self.model):
            rows = HistoricalRecords.m2m_models[link].objects
            near, far = "history_id", f"{link.m2m_reverse_field_name()}_id"
            for version in shown:
                keys[link.name, version] = []
            for version, linked in rows.filter(history__in=shown).values_list(near, far):
                keys[link.name, version].append(linked)
        return keys

    @property
    def position(self) -> Position:
        return tuple(rows[-1].history_id if rows else 0 for rows in self.versions)

    def entries(self) -> list[Entry]:
        """The changes, oldest first; what was written together is one."""
        marked: dict[Any, list[tuple[int, Any]]] = {}
        for kind, rows in enumerate(self.versions):
            for version in rows:
                mark = version.change or (kind, version.history_id)
                marked.setdefault(mark, []).append((kind, version))
        groups = sorted(
            marked.values(),
            key=lambda group: max((row.history_date, row.history_id) for _kind, row in group),
        )
        reached = [0] * len(self.kinds)
        entries = []
        for group in groups:
            for kind, version in group:
                reached[kind] = max(reached[kind], version.history_id)
            last = max((version for _kind, version in group), key=lambda row: row.history_date)
            entries.append(
                Entry(
                    when=last.history_date,
                    who=last.history_user,
                    reason=last.history_change_reason or "",
                    position=tuple(reached),
                    is_first=any(k == 0 and v.history_type == "+" for k, v in group),
                )
            )
        return entries

    def contents_at(self, position: Position) -> Contents:
        contents: Contents = {}
        for (kind, key), rows, reached in zip(self.kinds, self.versions, position, strict=True):
            latest = {row.id: row for row in rows if row.history_id <= reached}
            fields = fields_kept(kind)
            for row in latest.values():
                is_here = kind is self.model or getattr(row, f"{key}_id") == self.record.pk
                if row.history_type == "-" or not is_here:
                    continue
                cells = cells_of(row, fields)
                if kind is self.model:
                    for link in links_kept(kind):
                        cells[link.name] = sorted(self.links[link.name, row.history_id])
                contents[kind._meta.label_lower, row.id] = cells
        return contents

    def since(self, position: Position) -> list[Entry]:
        """The changes that somebody who has seen `position` has not."""
        return [
            entry
            for entry in self.entries()
            if any(now > seen for now, seen in zip(entry.position, position, strict=True))
        ]


def position_of(record: Any) -> Position:
    """Where the history of a record stands now. One query a kind of row."""
    model = type(record)
    position = []
    for kind, key in [(model, "id"), *parts_of(model)]:
        ever = kind.history.filter(**{key: record.pk}).values("id")
        last = kind.history.filter(id__in=ever).aggregate(last=models.Max("history_id"))["last"]
        position.append(last or 0)
    return tuple(position)


# Differences


@dataclass(frozen=True)
class Difference:
    """What tells one row in two contents apart: `before` and `after` have the same names.

    Of an added row `before` is None, of a removed one `after`; the other side is then whole. The
    `key` of a row that never was in the register is a number below 0. `row` has all cells of the
    row, to name it.
    """

    model: str
    key: int
    before: Cells | None
    after: Cells | None
    row: Cells

    @property
    def kind(self) -> Model:
        return apps.get_model(self.model)

    def named(self) -> Iterator[tuple[str, Any, Any]]:
        """(field name, value before, value after) of each cell that differs."""
        sides = (self.before or {}, self.after or {})
        for name in sides[0] or sides[1]:
            yield name, sides[0].get(name), sides[1].get(name)


def differences(old: Contents, new: Contents) -> list[Difference]:
    found = []
    for place in {**old, **new}:
        model, key = place
        before, after = old.get(place), new.get(place)
        if before is None or after is None:
            found.append(Difference(model, key, before, after, after or before or {}))
            continue
        names = [name for name in after if before.get(name) != after[name]]
        if names:
            found.append(
                Difference(
                    model,
                    key,
                    {name: before.get(name) for name in names},
                    {name: after[name] for name in names},
                    after,
                )
            )
    return found


def as_json(found: Sequence[Difference]) -> list[dict[str, Any]]:
    return [asdict(difference) for difference in found]


def from_json(data: Iterable[dict[str, Any]]) -> list[Difference]:
    return [Difference(**item) for item in data]


# Bringing differences into the register


def apply(record: Any, found: Iterable[Difference], *, reason: str = "") -> None:
    """Writes the `after` of each difference. Call it in a transaction.

    Raises ValidationError when what comes out would not be accepted in a form; the sentences
    about a row name the row.
    """
    ordered = sorted(found, key=_order)
    own = [d for d in ordered if d.kind is type(record)]
    for difference in own:
        _change(record, difference.after or {}, reason)
    for difference in ordered:
        if difference in own:
            continue
        try:
            _write_row(record, difference, reason)
        except ValidationError as error:
            name = difference.kind._meta.verbose_name
            raise ValidationError([f"{name}: {text}" for text in error.messages]) from error
        except models.ProtectedError as error:
            used_by = ", ".join(str(row) for row in error.protected_objects)
            raise ValidationError(f"{difference.kind._meta.verbose_name}: {used_by}") from error


def apply_what_fits(record: Any, found: Iterable[Difference]) -> bool:
    """Writes the differences cell by cell, as far as the register takes them; whether all went.

    Call it in a transaction, for what is undone again.
    """
    went = True
    for difference in sorted(found, key=_order):
        for cell in _cells(difference):
            try:
                with transaction.atomic():
                    apply(record, [cell])
            except ValidationError:
                record.refresh_from_db()
                went = False
    return went


def _cells(difference: Difference) -> Iterator[Difference]:
    if difference.before is None or difference.after is None:
        yield difference
        return
    for name, before, after in difference.named():
        yield replace(difference, before={name: before}, after={name: after})


def _order(difference: Difference) -> tuple[int, int]:
    """New rows before those that may point at them, what is removed last."""
    step = 0 if difference.before is None else 1 if difference.after is not None else 2
    return step, difference.key


def _write_row(record: Any, difference: Difference, reason: str) -> None:
    rows = difference.kind._default_manager
    key_to_record = dict(parts_of(type(record)))[difference.kind]
    # A row that went to another record meanwhile is that one's.
    row = rows.filter(pk=difference.key, **{key_to_record: record.pk}).first()
    if difference.after is None:
        if row is not None:
            row._change_reason = reason or None
            row.delete()
        return
    if difference.before is None:
        # A row comes back under its own key and code as long as nothing else has them.
        cells = dict(difference.after)
        if rows.filter(code=cells["code"]).exists():
            cells["code"] = ""
        is_taken = difference.key < 1 or rows.filter(pk=difference.key).exists()
        _change(difference.kind(pk=None if is_taken else difference.key), cells, reason)
    elif row is not None:
        _change(row, difference.after, reason)
    # A row that is gone meanwhile cannot be changed: its removal was the later decision.


def _change(row: Any, cells: Cells, reason: str) -> None:
    links = {link.name: link for link in links_kept(type(row))}
    for field in fields_kept(type(row)):
        if field.name in cells:
            value = cells[field.name]
            key = field.target_field if field.is_relation else field
            setattr(row, field.attname, None if value is None else key.to_python(value))
    # One after the other: `clean` follows links, which `clean_fields` finds to lead nowhere.
    row.clean_fields()
    row.clean()
    row.validate_unique()
    row.validate_constraints()
    row._change_reason = reason or None
    row.save()
    for name, link in links.items():
        if name in cells:
            # What was linked then and is gone since stays gone.
            linked = link.related_model._default_manager.filter(pk__in=cells[name])
            getattr(row, name).set(linked)
