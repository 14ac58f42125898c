"""The state of the register: a text that is another after every write that a page could show.

Triggers in the database change it, in the transaction of the write: no way of writing (a form, an
import, `update()`, a console) can forget it, and who reads it sees exactly what is committed. The
marks are random, so that no state comes back, not even after an older backup was restored. On a
replica the marks travel with the rows and say what the replica has.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.utils import truncate_name
from django.db.models.signals import post_migrate
from simple_history.models import HistoricalChanges

from foreign_affairs.environment import BASE_DIR
from foreign_affairs.models import (
    AuditEntry,
    ColumnMapping,
    DossierTemplate,
    Import,
    ProposedChange,
    User,
    WriteMark,
)

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

NEVER_SHOWN: tuple[type[models.Model], ...] = (
    *(User, Import, ColumnMapping, ProposedChange, DossierTemplate, AuditEntry),
    # What is written by the triggers themselves.
    WriteMark,
)
"""The only tables of the register of which no public page says anything, beside the history."""

TRIGGER = "register_written"
TABLE = WriteMark._meta.db_table
SLOTS = 64
"""So many transactions may write at the same time without waiting for each other."""

# A transaction changes one mark once, whatever it writes: a row that one transaction changes again
# and again becomes slow. The custom setting, which ends with the transaction, remembers that.
POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('register.written', true) = pg_current_xact_id()::text THEN
        RETURN NULL;
    END IF;
    UPDATE {TABLE} SET mark = md5(gen_random_uuid()::text) WHERE slot = (
        SELECT slot FROM {TABLE} ORDER BY slot LIMIT 1 FOR UPDATE SKIP LOCKED
    );
    IF NOT FOUND THEN
        INSERT INTO {TABLE} (slot, mark)
        VALUES (pg_backend_pid() % {SLOTS}, md5(gen_random_uuid()::text))
        ON CONFLICT (slot) DO UPDATE SET mark = excluded.mark;
    END IF;
    PERFORM set_config('register.written', pg_current_xact_id()::text, true);
    RETURN NULL;
END
$$
"""  # noqa: S608
POSTGRESQL_TRIGGER = (
    "CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {TRIGGER}()"
)
SQLITE_EVENTS = ("INSERT", "UPDATE", "DELETE")
SQLITE_MARK = f"UPDATE {TABLE} SET mark = lower(hex(randomblob(16)))"  # noqa: S608
SQLITE_TRIGGER = f"CREATE TRIGGER {{name}} AFTER {{event}} ON {{table}} BEGIN {SQLITE_MARK}; END"
READ = f"SELECT mark FROM {TABLE} ORDER BY slot"  # noqa: S608
# Inside a transaction the next write must be another state than the one that is read here.
READ_AND_GO_ON = f"SELECT mark, set_config('register.written', '', true) FROM {TABLE} ORDER BY slot"  # noqa: S608


def register_state(using: str = DEFAULT_DB_ALIAS) -> str:
    """The state of the register in a database, as committed or as written in the transaction under
    way; one cheap query.
    """
    here = connections[using]
    if here.vendor == "postgresql" and (state := quickly(here)) is not None:
        return state
    goes_on = here.vendor == "postgresql" and here.in_atomic_block
    with here.cursor() as cursor:
        cursor.execute(READ_AND_GO_ON if goes_on else READ)
        return "".join(row[0] for row in cursor.fetchall())


def quickly(here: Any) -> str | None:
    """The same past the cursor, which costs three times as much; None where that cannot be done.

    What answers is a connection in good health, so it is not asked about that either.
    """
    link = here.connection
    if link is None or link.closed or here.in_atomic_block or here.queries_logged:
        return None
    result = link.pgconn.exec_(READ.encode())
    # A table; anything else is an error, about which the usual way says more.
    if result.fname(0) != b"mark":
        return None
    here.health_check_done = True
    return b"".join(result.get_value(row, 0) for row in range(result.ntuples)).decode()


def shown_models() -> list[type[models.Model]]:
    """Every model of the register, with its tables of links, that may be seen on a page."""
    return [
        model
        for config in apps.get_app_configs()
        if Path(config.path).parent == BASE_DIR
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed
        and not issubclass(model, HistoricalChanges)
        and not {model, model._meta.auto_created} & {*NEVER_SHOWN}
    ]


def keep_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Gives each table that may be seen its triggers, where it has none yet, and the first mark."""
    here = connections[using]
    with here.cursor() as cursor:
        there = {*here.introspection.table_names(cursor)}
        if TABLE not in there:
            return
        if here.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        known = known_triggers(cursor, here.vendor)
        for model in shown_models():
            table = model._meta.db_table
            if table in there:
                for name, statement in triggers_of(here, table):
                    if name not in known:
                        cursor.execute(statement)
    # A new version may have written what no trigger saw.
    WriteMark.objects.using(using).update_or_create(slot=0, defaults={"mark": uuid4().hex})


def known_triggers(cursor: Any, vendor: str) -> set[str]:
    """The names of the triggers that are there."""
    if vendor == "postgresql":
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return {name for (name,) in cursor.fetchall()}


def triggers_of(here: BaseDatabaseWrapper, table: str) -> list[tuple[str, str]]:
    """(name, statement) of each trigger of a table; names are shorter than PostgreSQL's limit."""
    quote = here.ops.quote_name
    if here.vendor == "postgresql":
        name = truncate_name(f"{table}_{TRIGGER}", 63)
        return [(name, POSTGRESQL_TRIGGER.format(name=quote(name), table=quote(table)))]
    named = {event: f"{table}_{TRIGGER}_{event.lower()}" for event in SQLITE_EVENTS}
    return [
        (name, SQLITE_TRIGGER.format(name=quote(name), event=event, table=quote(table)))
        for event, name in named.items()
    ]


def drop_triggers(apps: Any, schema_editor: Any) -> None:
    """Undoes `keep_triggers`, for a migration back to before there were any marks."""
    here = schema_editor.connection
    with here.cursor() as cursor:
        if here.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {TRIGGER}() CASCADE")
            return
        for name in known_triggers(cursor, here.vendor):
            if f"_{TRIGGER}_" in name:
                cursor.execute(f"DROP TRIGGER {here.ops.quote_name(name)}")


def connect() -> None:
    """Gives tables their triggers after every migration; a table made anew had lost its own."""
    post_migrate.connect(_after_migration, dispatch_uid="register_state_after_migration")


def _after_migration(app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    # The signal comes for one app after the other when all tables are there.
    if app_config.name == "foreign_affairs":
        keep_triggers(using)
