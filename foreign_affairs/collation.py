"""Vietnamese alphabetical order in the database, under one name on SQLite and PostgreSQL.

On PostgreSQL a migration creates the collation from ICU's locale vi; on SQLite each connection
gets it here: connect `register_sqlite_collation` to Django's signal `connection_created`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F
from django.db.models.functions import Collate

from foreign_affairs.text import sort_key

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.expressions import Combinable

VI_ORDER = "vi_order"


def register_sqlite_collation(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Give a new SQLite connection the collation `vi_order`; other databases are left alone."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(VI_ORDER, _compare)


def in_vietnamese_order(expression: str | Combinable) -> Collate:
    """Return the field or expression for `order_by`, sorted a ă â b c d đ e ê …"""
    return Collate(F(expression) if isinstance(expression, str) else expression, VI_ORDER)


def in_code_order() -> Collate:
    """Return `code` for `order_by`, byte by byte: the same on every server, whatever its locale."""
    return Collate(F("code"), "C" if connection.vendor == "postgresql" else "BINARY")


def _compare(one: str, other: str) -> int:
    if one == other:
        return 0
    return -1 if sort_key(one) < sort_key(other) else 1
