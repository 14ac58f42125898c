"""The ways from records to what they can be chosen by, and sets of records by their keys."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from foreign_affairs.models import Record

MOST_KEYS = 20_000
"""So many records are named one by one, and the numbers of their filters counted in a moment."""


class Way(NamedTuple):
    """The rows that tie records to what a path leads to, so that the records need not be read."""

    rows: QuerySet[Any]
    record: str
    """Where a row has the key of its record."""
    target: str
    """The lookup from a row to what it leads to."""
    is_single: bool
    """Whether no two rows tie a record to the same."""

    def of(self, keys: Any) -> "Way":
        """The same of these records only."""
        return self._replace(rows=self.rows.filter(**{f"{self.record}__in": keys}))


def way_along(model: Any, path: str) -> Way:
    """The rows behind a path like `participants__partner__country`."""
    first, _, rest = path.partition("__")
    field = model._meta.get_field(first)
    if field.many_to_many:
        rows, record = field.remote_field.through, field.m2m_field_name()
        rest = "__".join(filter(None, (field.m2m_reverse_field_name(), rest)))
    elif field.one_to_many:
        rows, record = field.related_model, field.field.name
    else:
        rows, record, rest = model, "pk", path
    return Way(rows._default_manager.order_by(), record, rest, is_single="__" not in path)


def public_way_along(model: Any, path: str) -> Way:
    """The same where every record on the way is public: a filter must not tell of others."""
    way = way_along(model, path)
    step, lookup, condition = way.rows.model, "", Q()
    if step is not model and issubclass(step, Record):
        condition = Q(state=Record.State.PUBLISHED)
    for name in way.target.split("__"):
        step = step._meta.get_field(name).related_model
        lookup = f"{lookup}__{name}".lstrip("_")
        if issubclass(step, Record):
            condition &= Q(**{f"{lookup}__state": Record.State.PUBLISHED})
    return way._replace(rows=way.rows.filter(condition))


def reaching(ways: Sequence[Way], code: str) -> QuerySet[Any]:
    """The keys of the records that reach what has a code, in one or more of these ways. Each is
    looked for by itself, since for each alone there is an index.
    """
    found = [
        way.rows.filter(**{f"{way.target}__code": code}).values_list(way.record, flat=True)
        for way in ways
    ]
    return found[0].union(*found[1:]) if found[1:] else found[0]


def end_of(model: Any, path: str) -> type[Model]:
    """What a path leads to."""
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    found: type[Model] = model
    return found


def are_many(records: QuerySet[Any]) -> bool:
    """Whether there are more than are named one by one."""
    return records.order_by()[: MOST_KEYS + 1].count() > MOST_KEYS


def rows_if_few(records: QuerySet[Any], *columns: str) -> list[tuple[Any, ...]] | None:
    """The key of each record, and these columns; None if there are too many to name them."""
    rows = list(records.order_by().values_list("pk", *columns)[: MOST_KEYS + 1])
    return None if len(rows) > MOST_KEYS else rows


def keys_if_few(records: QuerySet[Any]) -> list[int] | None:
    """The key of each record; None if there are too many to name them."""
    rows = rows_if_few(records)
    return None if rows is None else [key for (key,) in rows]


def with_keys(records: QuerySet[Any], keys: Sequence[int]) -> QuerySet[Any]:
    """The records that have these keys, which are given to the database as one text: that is
    written and read faster than thousands of numbers.
    """
    if not keys:
        return records.none()
    text = ",".join(map(str, keys))
    if connections[records.db].vendor == "postgresql":
        given = RawSQL("SELECT unnest(%s::bigint[])", (f"{{{text}}}",))
    else:
        given = RawSQL("SELECT value FROM json_each(%s)", (f"[{text}]",))
    return records.filter(pk__in=given)
