"""From SQLite to PostgreSQL: every table, in one transaction, and the proof that all arrived."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, models, transaction
from django.utils.translation import gettext as _
from environ import Env

from foreign_affairs.operation.faults import OperationError
from foreign_affairs.operation.tables import (
    Summing,
    Sums,
    TableSum,
    filled_table,
    kept_models,
    rows_of,
    sum_of,
    unapplied_migrations,
)

TARGET = "target"
"""The alias of the PostgreSQL database while the move lasts."""

Progress = Callable[[str], object]


class NotTheSame(Exception):
    """What was read back is not what was written; nothing of it is kept."""

    def __init__(self, before: Sums, after: Sums) -> None:
        super().__init__()
        self.before, self.after = before, after


def move(url: str, progress: Progress) -> tuple[Sums, Sums]:
    """Copies the installation into the PostgreSQL database at `url`; the sums of both sides.

    Nobody can write to the SQLite database meanwhile. Raises OperationError for a target that is
    not empty, and NotTheSame when the two sides differ; PostgreSQL then has no row of it.
    """
    if connection.vendor != "sqlite":
        raise OperationError(_("DATABASE_URL must be the SQLite database that is to be moved."))
    if waiting := unapplied_migrations():
        raise OperationError(
            _("The SQLite database lacks migrations (%s): run “manage.py migrate” first.")
            % ", ".join(waiting)
        )
    with target_at(url):
        refuse_filled_target()
        migrate(url)
        with transaction.atomic(), transaction.atomic(using=TARGET):
            before = copy_tables(progress)
            set_sequences()
            with connections[TARGET].cursor() as cursor:
                # Every key leads somewhere, asked now and not at the commit.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            after = {model._meta.db_table: sum_of(model, TARGET) for model in kept_models()}
            if before != after:
                raise NotTheSame(before, after)
        with connections[TARGET].cursor() as cursor:
            cursor.execute("ANALYZE")
    return before, after


@contextmanager
def target_at(url: str) -> Iterator[None]:
    """Makes the database at `url` known as `TARGET`. Raises OperationError if it cannot be used."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise OperationError(_("Give the new database as postgres://user:password@host:5432/name."))
    try:
        config = dict(Env.db_url_config(url))
    except ValueError:
        raise OperationError(
            _("Give the new database as postgres://user:password@host:5432/name.")
        ) from None
    connections.databases[TARGET] = {**connections.databases[DEFAULT_DB_ALIAS], **config}
    connections.databases[TARGET]["OPTIONS"] = config.get("OPTIONS", {})
    try:
        try:
            connections[TARGET].ensure_connection()
        except Error:
            raise OperationError(
                _("The PostgreSQL database does not answer: check its address, user and password.")
            ) from None
        yield
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.databases[TARGET]


def refuse_filled_target() -> None:
    tables = set(connections[TARGET].introspection.table_names())
    if tables and "django_migrations" not in tables:
        raise OperationError(_("The PostgreSQL database has tables of another program."))
    if table := filled_table(TARGET):
        raise OperationError(
            _("The PostgreSQL database is not empty: its table %s has rows.") % table
        )


def migrate(url: str) -> None:
    """In a process of its own, whose only database is the new one, as on any installation."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [""])[-1]
        raise OperationError(_("The PostgreSQL database cannot be migrated: %s") % reason)


def copy_tables(progress: Progress) -> dict[str, TableSum]:
    target: Any = connections[TARGET]
    quoted = target.ops.quote_name
    names = [model._meta.db_table for model in kept_models()]
    with target.cursor() as cursor:
        # What migrations made has keys of its own; the rows of the installation bring theirs.
        cursor.execute(f"TRUNCATE {', '.join(map(quoted, names))}")
    found = {}
    for model in kept_models():
        progress(model._meta.db_table)
        found[model._meta.db_table] = copy_table(model, target)
    return found


def copy_table(model: type[models.Model], target: Any) -> TableSum:
    """Writes each row by COPY as it is read. Raises OperationError naming what is refused."""
    table, fields = model._meta.db_table, model._meta.concrete_fields
    columns = ", ".join(target.ops.quote_name(field.column) for field in fields)
    summing = Summing()
    sql = f"COPY {target.ops.quote_name(table)} ({columns}) FROM STDIN"
    try:
        with target.cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows_of(model, DEFAULT_DB_ALIAS):
                summing.add(row)
                copy.write_row(
                    [
                        field.get_db_prep_save(value, connection=target)
                        for field, value in zip(fields, row, strict=True)
                    ]
                )
    except target.Database.DataError as error:
        # SQLite keeps a text that is longer than its column; PostgreSQL does not.
        raise OperationError(
            _("PostgreSQL refuses row %(row)d of the table %(table)s: %(reason)s")
            % {"row": summing.rows, "table": table, "reason": error.diag.message_primary or error}
        ) from error
    return summing.result()


def set_sequences() -> None:
    """The next key of each table is one that no row has, nor had: history goes by keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        given = dict(cursor.fetchall())
    target: Any = connections[TARGET]
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)
        for model in kept_models():
            table, key = model._meta.db_table, model._meta.pk
            if given.get(table) and isinstance(key, models.AutoField):
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [target.ops.quote_name(table), key.column, given[table]],
                )
