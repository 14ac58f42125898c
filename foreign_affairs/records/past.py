"""History of many rows at once: copied inside the database from what stands there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone
from simple_history.models import HistoricalRecords

from foreign_affairs.changes import current_change
from foreign_affairs.records.bulk import Model, quoted, sliced


def write_history(
    model: Model, keys: Collection[int], history_type: str, user: Any = None, reason: str = ""
) -> None:
    """Adds to history what the rows with these keys are now, with their links.

    `history_type` is “+”, “~” or “-”; a row that goes must still be there. All get the mark of
    the change under way, so call it inside `foreign_affairs.changes.one_change`.
    """
    history: Any = model.history.model  # type: ignore[attr-defined]
    own: Sequence[Any] = history._meta.concrete_fields
    there = {field.column for field in model._meta.concrete_fields}
    kept = [field.column for field in own if field.column in there]
    said: dict[str, Any] = {
        "history_date": timezone.now(),
        "history_type": history_type,
        "history_user_id": user.pk if user else None,
        "history_change_reason": reason or None,
        "change": current_change(),
    }
    marks = {
        field.column: field.get_db_prep_save(said[field.attname], connection)
        for field in own
        if field.attname in said
    }
    mark, table = marks["change"], history._meta.db_table
    for part in sliced(keys):
        copy_rows(model._meta.db_table, table, kept, marks, part)
        for link in history._history_m2m_fields:
            copy_links(link, table, mark, part)


def copy_rows(
    source: str, target: str, columns: Sequence[str], marks: dict[str, Any], keys: Sequence[int]
) -> None:
    places = ", ".join(["%s"] * len(marks))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quoted(target)} ({quoted(*columns, *marks)}) "  # noqa: S608
            f"SELECT {quoted(*columns)}, {places} FROM {quoted(source)} "
            f"WHERE id IN ({', '.join(['%s'] * len(keys))}) ORDER BY id",
            [*marks.values(), *keys],
        )


def copy_links(link: Any, history: str, mark: Any, keys: Sequence[int]) -> None:
    """The links of rows whose history was written with this mark."""
    through = link.remote_field.through._meta
    target = HistoricalRecords.m2m_models[link]._meta.db_table
    columns = [field.column for field in through.concrete_fields]
    linked = [f"linked.{quoted(column)}" for column in columns]
    near = through.get_field(link.m2m_field_name()).column
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quoted(target)} ({quoted(*columns)}, history_id) "  # noqa: S608
            f"SELECT {', '.join(linked)}, past.history_id "
            f"FROM {quoted(through.db_table)} linked "
            f"JOIN {quoted(history)} past ON past.id = linked.{quoted(near)} "
            f"WHERE past.change = %s AND past.id IN ({', '.join(['%s'] * len(keys))}) "
            f"ORDER BY linked.id",
            [mark, *keys],
        )
