"""The tables of an installation: how many rows each has, and a fingerprint of what they say.

The fingerprint is the same on SQLite and PostgreSQL and in any order of the rows: the SHA-256 of
each row as canonical JSON, added up modulo 2**256. So tables of any size are read once, in flat
memory, and need no order that both databases agree on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

CHUNK = 2_000
"""Rows read at once."""

MADE_BY_MIGRATIONS = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
}
"""Tables that have rows as soon as an installation is migrated."""


@dataclass(frozen=True)
class TableSum:
    """What can be compared of a table: its number of rows and their fingerprint."""

    rows: int
    fingerprint: str


Sums = Mapping[str, TableSum]


class Summing:
    """Adds rows up, one after the other."""

    def __init__(self) -> None:
        self.rows = 0
        self.total = 0

    def add(self, row: Sequence[Any]) -> None:
        self.rows += 1
        digest = sha256(_encode(row).encode()).digest()
        self.total = (self.total + int.from_bytes(digest)) % (1 << 256)

    def result(self) -> TableSum:
        return TableSum(self.rows, f"{self.total:064x}")


def kept_models() -> list[type[models.Model]]:
    """Every model with a table: history, accounts, sessions and the tables of links included.

    A model that says `is_derived = True` has no data of its own: the database makes its rows anew.
    """
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not getattr(model, "is_derived", False)
    ]


def rows_of(model: type[models.Model], alias: str) -> Iterator[tuple[Any, ...]]:
    """The values of each row in the order of `model._meta.concrete_fields`, a chunk at a time."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(alias).order_by().values_list(*names)
    return rows.iterator(chunk_size=CHUNK)


def sum_of(model: type[models.Model], alias: str = DEFAULT_DB_ALIAS) -> TableSum:
    summing = Summing()
    for row in rows_of(model, alias):
        summing.add(row)
    return summing.result()


def sums(alias: str = DEFAULT_DB_ALIAS) -> dict[str, TableSum]:
    """The sums of all tables by name. Belongs into a transaction if others may be writing."""
    return {model._meta.db_table: sum_of(model, alias) for model in kept_models()}


def filled_table(alias: str = DEFAULT_DB_ALIAS) -> str | None:
    """The name of a table with rows that no migration made; None in an empty installation."""
    existing = set(connections[alias].introspection.table_names())
    for model in kept_models():
        table = model._meta.db_table
        if table in existing - MADE_BY_MIGRATIONS and model._base_manager.using(alias).exists():
            return table
    return None


def applied_migrations(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Like “events.0001_initial”, sorted."""
    applied = MigrationExecutor(connections[alias]).loader.applied_migrations
    return sorted(".".join(key) for key in applied)


def unapplied_migrations(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def known_migrations(alias: str = DEFAULT_DB_ALIAS) -> set[str]:
    """Those of this version of the program, with those that its squashed ones stand for."""
    loader = MigrationExecutor(connections[alias]).loader
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return {".".join(key) for key in (*loader.disk_migrations, *replaced)}


def compared(before: Sums, after: Sums) -> tuple[list[str], bool]:
    """Two sides of all tables as lines of a table, and whether they are the same."""
    head = (_("table"), _("rows before"), _("rows after"), _("fingerprints"), "")
    lines: list[tuple[str, ...]] = [head]
    are_same = True
    for name in sorted({*before, *after}):
        one, other = before.get(name), after.get(name)
        is_same = one == other
        are_same &= is_same
        numbers = tuple(str(side.rows) if side else "–" for side in (one, other))
        prints = " ".join(
            dict.fromkeys(side.fingerprint[:16] if side else "–" for side in (one, other))
        )
        lines.append((name, *numbers, prints, _("same") if is_same else _("DIFFERENT")))
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    return [
        "  ".join(
            cell.rjust(width) if place in (1, 2) else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ], are_same


def _plain(value: Any) -> str:
    """A value that JSON does not know, written the same whichever database it came from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    # UUIDs, and values of the register's own fields, which stand for their text.
    return str(getattr(value, "text", value))


_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain
).encode
