"""Copies of the whole database as it was at one moment, and putting one back as a whole."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _

from foreign_affairs.operation.faults import OperationError
from foreign_affairs.operation.files import named_files
from foreign_affairs.operation.tables import TableSum, applied_migrations, sums

COPY = "copy"
"""The alias of a copy of an SQLite database while it is read."""

WAIT_SECONDS = 60
"""So long a restore waits for others who use the database."""


@dataclass(frozen=True)
class Snapshot:
    """A copy in a file, and what the database said at that moment."""

    file: Path
    tables: Mapping[str, TableSum]
    migrations: list[str]
    named: set[str]


def snapshot(folder: Path) -> Snapshot:
    """Copies the database into the folder while others write; all of one moment."""
    if connection.vendor == "sqlite":
        return sqlite_snapshot(folder / "database.sqlite3")
    return postgresql_snapshot(folder / "database.dump")


def sqlite_snapshot(file: Path) -> Snapshot:
    connection.ensure_connection()
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
        # One file by itself, without those that WAL keeps beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
    with copy_at(file):
        return Snapshot(file, sums(COPY), applied_migrations(COPY), named_files(COPY))


@contextmanager
def copy_at(file: Path) -> Iterator[None]:
    """Makes an SQLite file known as `COPY`."""
    connections.databases[COPY] = {
        **connections.databases[DEFAULT_DB_ALIAS],
        "NAME": str(file),
        "OPTIONS": {},
    }
    try:
        yield
    finally:
        connections[COPY].close()
        del connections[COPY]
        del connections.databases[COPY]


def postgresql_snapshot(file: Path) -> Snapshot:
    # pg_dump and the sums see the same state, which this transaction keeps.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        run_client(
            "pg_dump",
            "--format=custom",
            # The backup as a whole is compressed.
            "--compress=0",
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            f"--snapshot={name}",
            f"--file={file}",
        )
        return Snapshot(file, sums(), applied_migrations(), named_files())


def check_copy(file: Path, tables: Mapping[str, TableSum], *, same_version: bool) -> None:
    """Raises OperationError for a copy that the database could not use, before it is touched.

    The rows of an SQLite copy are compared where this version has the same tables; what
    PostgreSQL holds is counted and compared when it is put back.
    """
    if connection.vendor == "postgresql":
        run_program([client("pg_restore"), "--list", str(file)])
        return
    try:
        with closing(sqlite3.connect(file)) as copy:
            (answer,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise OperationError(_("The database in the backup is damaged: %s") % answer)
    if same_version:
        with copy_at(file):
            found = sums(COPY)
        if found != tables:
            raise OperationError(_("The rows in the backup are not those that were backed up."))


def put_back(file: Path, tables: Mapping[str, TableSum]) -> None:
    """Replaces the whole database in one transaction: it is the old one or the new one."""
    if connection.vendor == "sqlite":
        sqlite_put_back(file)
    else:
        postgresql_put_back(file, tables)


def sqlite_put_back(file: Path) -> None:
    """Through SQLite, not by putting a file in place: who has the database open sees the change."""
    tries = 0

    def watch(status: int, _remaining: int, _total: int) -> None:
        nonlocal tries
        tries += status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if tries > WAIT_SECONDS:
            raise OperationError(_("The database is in use: stop the service first."))

    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        copy.backup(connection.connection, progress=watch, sleep=1.0)
    connection.close()


# Everything in the schema but what belongs to extensions: tables of a newer version too.
EMPTY_SCHEMA = """
SET lock_timeout = '{seconds}s';
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                   WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, c.oid::regclass AS name
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid
                AND d.classid = 'pg_class'::regclass AND d.deptype IN ('e', 'i', 'a'))
    LOOP
        EXECUTE format('DROP %s IF EXISTS %s CASCADE', found.kind, found.name);
    END LOOP;
    FOR found IN
        SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid
                AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', found.name);
    END LOOP;
    FOR found IN
        SELECT collname AS name FROM pg_collation WHERE collnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('DROP COLLATION public.%I CASCADE', found.name);
    END LOOP;
END $$;
"""

COUNT_TABLE = """
DO $$ BEGIN
    IF (SELECT count(*) FROM public."{table}") <> {rows} THEN
        RAISE EXCEPTION 'the table {table} has not the rows that were backed up';
    END IF;
END $$;
"""


def postgresql_put_back(file: Path, tables: Mapping[str, TableSum]) -> None:
    """One transaction of psql: empties the schema, restores, and counts before it commits."""
    before = file.with_name("before.sql")
    script = file.with_name("restore.sql")
    after = file.with_name("after.sql")
    before.write_text(EMPTY_SCHEMA.format(seconds=WAIT_SECONDS), encoding="utf-8")
    run_program([client("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", file])
    counts = (COUNT_TABLE.format(table=name, rows=one.rows) for name, one in tables.items())
    after.write_text("".join(counts), encoding="utf-8")
    connection.close()
    run_client(
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        *(f"--file={one}" for one in (before, script, after)),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def client(program: str) -> str:
    """The path of one of PostgreSQL's programs. Raises OperationError if it is not there."""
    if path := shutil.which(program):
        return path
    raise OperationError(
        _("%s is not on this machine: install Debian's package postgresql-client.") % program
    )


def run_client(program: str, *options: str) -> None:
    """Runs one of PostgreSQL's programs on the database of the register."""
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    run_program([client(program), *arguments[1:], *options], environment)


def run_program(command: list[Any], environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        command,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        if os.strerror(errno.ENOSPC) in done.stderr:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        lines = [line for line in done.stderr.strip().splitlines() if line]
        raise OperationError(
            _("%(program)s failed: %(reason)s")
            % {"program": Path(command[0]).name, "reason": lines[0] if lines else done.returncode}
        )
