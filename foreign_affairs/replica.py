"""Public pages may be read from a copy of the database; whoever is known reads the database itself.

The copy (`REPLICA_URL`) lags a little behind. What visitors see is therefore of one moment: the
page, and the state of the register under which it is kept, both come from the same database. Staff
have a session and never meet the copy, so they never miss what they have just written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

REPLICA = "replica"

_reading: ContextVar[str | None] = ContextVar("database_read_from", default=None)


def database_for_everybody() -> str:
    """Where public pages are read from."""
    return REPLICA if REPLICA in connections.settings else DEFAULT_DB_ALIAS


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    """What is read inside is read from this database."""
    token = _reading.set(alias)
    try:
        yield
    finally:
        _reading.reset(token)


class ReplicaRouter:
    """Reads where the request under way reads; writes where everything is written."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return _reading.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == REPLICA else None
