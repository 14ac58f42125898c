"""The database: whether it answers, is of a known version, sorts Vietnamese and is up to date."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, OperationalError, connection, models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foreign_affairs.collation import VI_ORDER
from foreign_affairs.models import Tracked
from foreign_affairs.operation.databases import client
from foreign_affairs.operation.doctor.finding import Finding, error, warning
from foreign_affairs.operation.faults import OperationError
from foreign_affairs.operation.health import database_answers
from foreign_affairs.operation.tables import (
    applied_migrations,
    known_migrations,
    unapplied_migrations,
)

OLDEST_POSTGRESQL = 14
CLOCK_LEEWAY = timedelta(minutes=2)
ORDERED = ["an", "ăn", "ân", "bà", "da", "đa", "em", "êm", "ô", "ơ", "u", "ư"]
"""Words as a Vietnamese dictionary sorts them."""


def answering() -> Iterator[Finding]:
    """Whether anything else can be asked."""
    if not database_answers():
        yield error(
            "database.away",
            _("The database does not answer."),
            _("Start PostgreSQL, or check address, user and password in DATABASE_URL.")
            if connection.vendor == "postgresql"
            else _("Check that the file that DATABASE_URL names may be read and written."),
        )


def version() -> Iterator[Finding]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            number = int(cursor.fetchone()[0]) // 10_000
        if number < OLDEST_POSTGRESQL:
            yield error(
                "database.version",
                _("PostgreSQL %(number)d is too old.") % {"number": number},
                _("Upgrade it to %(number)d or newer.") % {"number": OLDEST_POSTGRESQL},
            )


def encoding() -> Iterator[Finding]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            (name,) = cursor.fetchone()
        if name != "UTF8":
            yield error(
                "database.encoding",
                _("The database keeps text as %s, which lacks Vietnamese letters.") % name,
                _("Create it anew with ENCODING 'UTF8' and restore a backup into it."),
            )


def vietnamese_order() -> Iterator[Finding]:
    values = ", ".join(["(%s)"] * len(ORDERED))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"WITH words (word) AS (VALUES {values}) "  # noqa: S608 - only places for values
                f"SELECT word FROM words ORDER BY word COLLATE {VI_ORDER}",
                ORDERED[::-1],
            )
            found = [word for (word,) in cursor.fetchall()]
    except DatabaseError:
        found = []
    if found != ORDERED:
        yield error(
            "database.collation",
            _("The database does not sort by the Vietnamese alphabet."),
            _("Use a PostgreSQL with ICU, as Debian's is, and restore a backup into it."),
        )


def migrations() -> Iterator[Finding]:
    if unapplied := unapplied_migrations():
        yield error(
            "database.migrations",
            _("The database lacks migrations: %s.") % ", ".join(unapplied[:5]),
            _("Make a backup, then run “manage.py migrate”."),
        )
    if newer := sorted(set(applied_migrations()) - known_migrations()):
        yield error(
            "database.newer",
            _("The database is of a newer version of the program: %s.") % ", ".join(newer[:5]),
            _("Install that version again, or restore a backup of this one."),
        )


def soundness() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA quick_check(1)")
                (answer,) = cursor.fetchone()
        except OperationalError:
            # Not to be opened at all, which is another finding.
            return
        except DatabaseError as reason:
            answer = str(reason)
        if answer != "ok":
            yield error(
                "database.damaged",
                _("The SQLite file is damaged: %s") % answer,
                _("Stop the service and restore the last backup."),
            )


def privacy() -> Iterator[Finding]:
    file = Path(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and file.is_file() and file.stat().st_mode & stat.S_IRWXO:
        yield warning(
            "database.readable_by_others",
            _("Every user of this machine can read the database: %s") % file,
            _("Run “chmod o-rwx %s”.") % file,
        )


def backup_programs() -> Iterator[Finding]:
    if connection.vendor == "postgresql":
        for program in ("pg_dump", "pg_restore", "psql"):
            try:
                client(program)
            except OperationError as missing:
                yield error(
                    "database.programs", str(missing), _("Without it there are no backups.")
                )


def clock() -> Iterator[Finding]:
    """The clocks of this machine, of the database's and of whoever wrote last agree."""
    now = timezone.now()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (there,) = cursor.fetchone()
        if abs(there - now) > CLOCK_LEEWAY:
            yield error(
                "clock.database",
                _("The clocks of this machine and of the database's differ."),
                _("Let both keep time from one server: “timedatectl set-ntp true”."),
            )
    newest = [
        model._default_manager.aggregate(newest=models.Max("changed_at"))["newest"]
        for model in apps.get_models()
        if issubclass(model, Tracked)
    ]
    latest = max((moment for moment in newest if moment), default=now)
    if latest > now + CLOCK_LEEWAY:
        yield error(
            "clock.behind",
            _("The clock of this machine is behind: something was saved at %s already.")
            % date_format(timezone.localtime(latest), "H:i d/m/Y"),
            _("Set it right: “timedatectl set-ntp true”, or “timedatectl set-time …”."),
        )


CHECKS = [
    version,
    encoding,
    vietnamese_order,
    migrations,
    privacy,
    backup_programs,
]
"""Of a database that answers and is sound."""

CHECKS_OF_ROWS = [clock]
"""Of a database that has all tables."""
