"""Which columns the files of a model have."""

from __future__ import annotations

from typing import Any

from django.db import models

from foreign_affairs.fields import PartialDateBound, PartialDateField
from foreign_affairs.records.columns.base import Column
from foreign_affairs.records.columns.dates import DayColumn, PartialDateColumn
from foreign_affairs.records.columns.links import ReferenceColumn, ReferencesColumn
from foreign_affairs.records.columns.numbers import DecimalColumn, IntegerColumn
from foreign_affairs.records.columns.plain import (
    BooleanColumn,
    ChoiceColumn,
    CodeColumn,
    TextColumn,
)

STAFF_FIELDS = frozenset(
    {
        *("editor_note", "state", "funding", "cost_vnd"),
        *("claimant", "claimant_contact", "claim", "reason"),
    }
)
"""Fields that no public download has. `state` says nothing there: all rows are published."""

LEFT_OUT = frozenset(
    {
        "id",
        "version",
        "created_at",
        "created_by",
        "changed_at",
        "changed_by",
        "officer",
        "return_note",
    }
)
"""Stamps and accounts belong to one installation, not to the register."""


def columns_of(model: type[models.Model]) -> list[Column]:
    """The columns of a model's files in the order of its fields, `code` first."""
    columns = []
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if field.name in LEFT_OUT or isinstance(field, (PartialDateBound, models.FileField)):
            continue
        columns.append(column_class(field)(field, is_public=field.name not in STAFF_FIELDS))
    columns.sort(key=lambda column: column.name != "code")
    return columns


def column_class(field: Any) -> type[Column]:
    if field.name == "code":
        return CodeColumn
    if field.many_to_many:
        return ReferencesColumn
    if field.is_relation:
        return ReferenceColumn
    if field.choices:
        return ChoiceColumn
    for field_class, found in (
        (PartialDateField, PartialDateColumn),
        (models.BooleanField, BooleanColumn),
        (models.DateField, DayColumn),
        (models.DecimalField, DecimalColumn),
        (models.IntegerField, IntegerColumn),
    ):
        if isinstance(field, field_class):
            return found
    return TextColumn
