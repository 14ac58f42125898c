"""Many rows into one table at once, past the ORM, which takes ten times as long for it.

Values are prepared by their fields as `save()` does it. PostgreSQL gets them with COPY, SQLite
with one prepared statement. Call everything here inside a transaction; nothing sends signals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeAlias

from django.db import connection, models, transaction

from foreign_affairs.models.base import reference_columns

Model: TypeAlias = type[models.Model]

Rows: TypeAlias = Any
"""An iterable of tuples; both databases take them one by one, which Django's types deny."""

FEW = 50
"""So many rows PostgreSQL is given one by one: a table for them would cost more, and keep locks,
of which thousands of saves in one transaction would find no more.
"""

SLICE = 900
"""So many keys go into one query; SQLite takes no thousand everywhere."""


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def quoted(*names: str) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


def sliced(keys: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(keys)
    while part := list(islice(rest, SLICE)):
        yield part


def new_keys(model: Model, count: int) -> Iterable[int]:
    """So many primary keys that no other row has, had or will get.

    On SQLite they are free as long as the transaction lasts, which no other writes beside.
    """
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [quoted(table), column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
    return range(last + 1, last + 1 + count)


def insert(model: Model, records: Sequence[Any]) -> None:
    """Inserts new records, whose references must be written, and gives them their keys."""
    if not records:
        return
    for record, key in zip(records, new_keys(model, len(records)), strict=True):
        record.pk = key
        record._state.adding, record._state.db = False, connection.alias
        take_keys_of_targets(record)
    fields: Sequence[Any] = model._meta.concrete_fields
    load(model._meta.db_table, [field.column for field in fields], prepared(fields, records))


def update(model: Model, records: Sequence[Any], names: Iterable[str]) -> None:
    """Writes the fields `names` of records that are there."""
    if not records:
        return
    for record in records:
        take_keys_of_targets(record)
    fields = [*(model._meta.get_field(name) for name in sorted(names)), model._meta.pk]
    *columns, key = [str(field.column) for field in fields]  # type: ignore[union-attr]
    table, rows = model._meta.db_table, prepared(fields, records)
    with connection.cursor() as cursor:
        if not is_postgresql():
            values = ", ".join(f"{quoted(column)} = %s" for column in columns)
            cursor.executemany(
                f"UPDATE {quoted(table)} SET {values} WHERE {quoted(key)} = %s",  # noqa: S608
                rows,
            )
            return
        values = ", ".join(f"{quoted(column)} = staged.{quoted(column)}" for column in columns)
        with staged(cursor, table, [*columns, key], rows):
            cursor.execute(
                f"UPDATE {quoted(table)} SET {values} FROM staged "  # noqa: S608
                f"WHERE {quoted(table)}.{quoted(key)} = staged.{quoted(key)}"
            )


def take_keys_of_targets(record: Any) -> None:
    """Gives a reference the key of a target that had none when it was set."""
    columns = reference_columns(record.__class__)
    for name, target in record._state.fields_cache.items():
        if target is not None and name in columns and record.__dict__[columns[name]] is None:
            record.__dict__[columns[name]] = target.pk


AS_THEY_ARE = (
    *(models.CharField, models.TextField, models.URLField, models.EmailField),
    *(models.BooleanField, models.BigAutoField, models.ForeignKey),
    *(models.PositiveIntegerField, models.PositiveSmallIntegerField),
)
"""Fields whose values, once they are clean, the database takes without further ado."""


def prepared(fields: Sequence[Any], records: Iterable[Any]) -> Rows:
    """The values of the records as the database takes them."""
    here = transaction.get_connection()
    places = [
        (field.attname, None if type(field) in AS_THEY_ARE else field.get_db_prep_save)
        for field in fields
    ]
    for record in records:
        values = record.__dict__
        yield tuple(
            value if prepare is None or value is None else prepare(value, here)
            for value, prepare in ((values[key], prepare) for key, prepare in places)
        )


def load(table: str, columns: Sequence[str], rows: Rows) -> None:
    """Appends rows of prepared values to a table."""
    names = quoted(*columns)
    with connection.cursor() as cursor:
        if is_postgresql():
            # Made before: a query for a row would wait for the COPY, and the COPY for the row.
            rows = list(rows)
            with cursor.copy(f"COPY {quoted(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({places})", rows)  # noqa: S608


def replace(table: str, columns: Sequence[str], unique: Sequence[str], rows: Rows) -> None:
    """Appends rows of prepared values, or writes them over those equal in the `unique` columns."""
    names = quoted(*columns)
    values = ", ".join(
        f"{quoted(column)} = excluded.{quoted(column)}"
        for column in columns
        if column not in unique
    )
    otherwise = f"ON CONFLICT ({quoted(*unique)}) DO UPDATE SET {values}"
    rows = list(rows)
    with connection.cursor() as cursor:
        if not is_postgresql() or len(rows) <= FEW:
            places = ", ".join(["%s"] * len(columns))
            insert = f"INSERT INTO {quoted(table)} ({names}) VALUES ({places})"  # noqa: S608
            cursor.executemany(f"{insert} {otherwise}", rows)
            return
        with staged(cursor, table, columns, rows):
            insert = f"INSERT INTO {quoted(table)} ({names}) SELECT {names} FROM staged"  # noqa: S608
            cursor.execute(f"{insert} {otherwise}")


@contextmanager
def staged(cursor: Any, table: str, columns: Sequence[str], rows: Rows) -> Iterator[None]:
    """On PostgreSQL: the rows in a table `staged`, whose columns have the types of `table`."""
    cursor.execute(
        f"CREATE TEMPORARY TABLE staged ON COMMIT DROP AS "  # noqa: S608
        f"SELECT {quoted(*columns)} FROM {quoted(table)} WITH NO DATA"
    )
    load("staged", columns, rows)
    yield
    cursor.execute("DROP TABLE staged")


def delete(model: Model, column: str, keys: Collection[int]) -> None:
    """Deletes the rows that have one of the keys in a column, and nothing that hangs on them."""
    for part in sliced(keys):
        rows: Any = model._default_manager.filter(**{f"{column}__in": part})
        rows._raw_delete(connection.alias)
