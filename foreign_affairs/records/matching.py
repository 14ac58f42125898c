"""Headers → columns, and rows without a code → the records that they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from foreign_affairs.records.columns import Column, columns_of
from foreign_affairs.records.files import FileError, Table
from foreign_affairs.text import fold


def match_headers(model: type[models.Model], table: Table) -> list[Column]:
    """The columns of the file in its order. Raises FileError for unknown or repeated ones."""
    known: dict[str, Column] = {}
    for column in columns_of(model):
        for title in (column.name, column.header("vi"), column.header("en")):
            known.setdefault(fold(title), column)
    derived = {fold(title) for column in derived_columns(model) for title in titles(column)}
    columns: list[Column] = []
    unknown = []
    for header in filter(None, table.headers):
        column_or_none = known.get(fold(header))
        if column_or_none is None:
            if fold(header) not in derived:
                unknown.append(header)
            continue
        if column_or_none in columns:
            raise FileError(_("The column “%s” stands twice in the file.") % header)
        columns.append(column_or_none)
        rename(table, header, column_or_none.name)
    if unknown:
        raise FileError(
            _("Unknown columns: %(unknown)s. Known are: %(known)s.")
            % {
                "unknown": ", ".join(unknown),
                "known": ", ".join(column.name for column in columns_of(model)),
            }
        )
    return columns


def titles(column: Any) -> tuple[str, ...]:
    return (column.name, column.header("vi"), column.header("en"))


def derived_columns(model: type[models.Model]) -> Iterable[Any]:
    from foreign_affairs.records.resources import resource_for

    return resource_for(model).derived


def rename(table: Table, header: str, name: str) -> None:
    if header == name:
        return
    for row in table.rows:
        if header in row.cells:
            row.cells[name] = row.cells.pop(header)


def comparable(model: type[models.Model], value: Any) -> str:
    """A value of a natural key in the form in which two of them are compared."""
    is_folded = model.natural_key_is_folded  # type: ignore[attr-defined]
    return fold(value) if isinstance(value, str) and is_folded else str(value)


def existing_natural_keys(
    model: type[models.Model], fields: Sequence[str]
) -> dict[tuple[Any, ...], list[int]]:
    known: dict[tuple[Any, ...], list[int]] = {}
    model_fields = [model._meta.get_field(name) for name in fields]
    for pk, *values in model._default_manager.values_list("pk", *fields):
        key = tuple(
            None
            if value is None or value == ""
            else value
            if model_field.is_relation
            else comparable(model, value)
            for model_field, value in zip(model_fields, values, strict=True)
        )
        known.setdefault(key, []).append(pk)
    return known
