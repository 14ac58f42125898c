"""Headers → columns, former codes → present ones, rows → the records they are about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from django.db import models
from django.utils.translation import gettext as _

from foreign_affairs.models import Correction
from foreign_affairs.records.columns import (
    CodeColumn,
    Column,
    ReferenceColumn,
    ReferencesColumn,
    columns_of,
)
from foreign_affairs.records.items import Item
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.tables import Table
from foreign_affairs.records.targets import Targets, record_of
from foreign_affairs.text import fold

Key: TypeAlias = bytes
"""A natural key, made short: those of a hundred thousand rows stay in memory."""


def match_headers(model: type[models.Model], table: Table) -> list[tuple[str, Column]]:
    """The headers of the file with their columns. Raises FileError for unknown or repeated ones."""
    known: dict[str, Column] = {}
    for column in columns_of(model):
        for title in (column.name, column.header("vi"), column.header("en")):
            known.setdefault(fold(title), column)
    derived = {fold(title) for column in derived_columns(model) for title in titles(column)}
    found: dict[str, tuple[str, Column]] = {}
    unknown = []
    for header in filter(None, table.headers):
        column_or_none = known.get(fold(header))
        if column_or_none is None:
            if fold(header) not in derived:
                unknown.append(header)
            continue
        if column_or_none.name in found:
            raise FileError(_("The column “%s” stands twice in the file.") % header)
        found[column_or_none.name] = (header, column_or_none)
    refuse_unknown(unknown, [column.name for column in columns_of(model)])
    return list(found.values())


def refuse_unknown(unknown: Sequence[str], known: Iterable[str]) -> None:
    """Raises FileError that names columns of a file which say nothing known."""
    if unknown:
        raise FileError(
            _("Unknown columns: %(unknown)s. Known are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(known)}
        )


def titles(column: Any) -> tuple[str, ...]:
    return (column.name, column.header("vi"), column.header("en"))


def derived_columns(model: type[models.Model]) -> Iterable[Any]:
    from foreign_affairs.records.resources import resource_for

    return resource_for(model).derived


def follow_former_codes(
    model: type[models.Model], items: Sequence[Item], columns: Sequence[Any], targets: Targets
) -> None:
    """Puts the present code in place of each former one that the rows name a record by."""
    for column in columns:
        target = model if isinstance(column, CodeColumn) else None
        if isinstance(column, (ReferenceColumn, ReferencesColumn)):
            target = column.target
        present = targets.present_codes(target) if target else {}
        if not present:
            continue
        for item in items:
            value = item.values.get(column.name)
            if isinstance(value, tuple):
                codes = {present.get(code, code) for code in value}
                item.values[column.name] = tuple(sorted(codes, key=str))
            elif value in present:
                item.values[column.name] = present[value]
    if model is Correction:
        for item in items:
            disputed = Correction.model_about(item.values.get("about", ""))
            if disputed is not None and (code := item.values.get("about_code")):
                present = targets.present_codes(disputed)
                item.values["about_code"] = present.get(code, code)


def comparable(model: type[models.Model], value: Any) -> str:
    """A value of a natural key in the form in which two of them are compared."""
    is_folded = model.natural_key_is_folded  # type: ignore[attr-defined]
    return fold(value) if isinstance(value, str) and is_folded else str(value)


class NaturalKeys:
    """Finds the records of rows without code, by what the model declares to be its natural key.

    A column that the file lacks says nothing, unless a new record would get a default.
    `records` are the primary keys by natural key, `rows` the rows of the file by theirs.
    """

    def __init__(self, model: type[models.Model], given: Sequence[str]) -> None:
        """Reads the keys of all records: what the batch writes afterwards is not among them."""
        declared: tuple[str, ...] = model.natural_key_fields  # type: ignore[attr-defined]
        fields: list[Any] = [model._meta.get_field(name) for name in declared]
        self.model = model
        self.first_column = declared[0] if declared else ""
        self.is_given = self.first_column in given
        self.fields = [f for f in fields if f.name in given or f.has_default()]
        self.rows: dict[Key, int] = {}
        self.records: dict[Key, list[int]] = {}
        if self.is_given:
            self.read_records()

    def read_records(self) -> None:
        names = [field.name for field in self.fields]
        known = self.model._default_manager.order_by().values_list("pk", *names)
        for pk, *values in known.iterator():
            parts = zip(self.fields, values, strict=True)
            key = self.shortened(self.part(field, value) for field, value in parts)
            self.records.setdefault(key, []).append(pk)

    def key_of(self, item: Item, targets: Targets) -> Key:
        """The natural key of a row; its references must be loaded."""
        parts = []
        for field in self.fields:
            default = field.get_default() if field.has_default() else None
            value = item.values.get(field.name, default)
            if field.is_relation and value:
                target = record_of(targets.find(field.related_model, value))
                # A new one is in no key of the register.
                value = target and (target.pk or f"new {id(target)}")
            parts.append(self.part(field, value))
        return self.shortened(parts)

    def part(self, field: Any, value: Any) -> str:
        if value is None or value == "":
            return ""
        return str(value) if field.is_relation else f"={comparable(self.model, value)}"

    def shortened(self, parts: Iterable[str]) -> Key:
        return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest()
