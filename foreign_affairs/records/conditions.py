"""Constraints of the database, looked at for many records at once instead of one query each."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from django.db import models
from django.db.models.constants import LOOKUP_SEP

Truth: TypeAlias = bool | None
"""As in SQL: None is unknown."""

Test: TypeAlias = Callable[[dict[str, Any]], Truth]
"""Takes the values of a record by attribute name (`record.__dict__`)."""


def compiled(condition: models.Q, model: type[models.Model]) -> Test | None:
    """The condition of a check as a function of Python; None where it says what only SQL can."""
    tests: list[Test] = []
    for child in condition.children:
        if isinstance(child, models.Q):
            test = compiled(child, model)
        else:
            test = compiled_lookup(child, model) if isinstance(child, tuple) else None
        if test is None:
            return None
        tests.append(test)
    if condition.connector not in (models.Q.AND, models.Q.OR):
        return None
    return joined(tests, decides=condition.connector == models.Q.OR, negated=condition.negated)


def joined(tests: Sequence[Test], *, decides: bool, negated: bool) -> Test:
    """All tests with AND (a False decides) or OR (a True decides), in the logic of SQL."""

    def test(values: dict[str, Any]) -> Truth:
        found: Truth = not decides
        for one in tests:
            truth = one(values)
            if truth is decides:
                found = decides
                break
            if truth is None:
                found = None
        return found if found is None else found is not negated

    return test


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, known: value in known,
}


def compiled_lookup(lookup: tuple[str, Any], model: type[models.Model]) -> Test | None:
    path, wanted = lookup
    name, _separator, comparison = path.partition(LOOKUP_SEP)
    key = attribute(name, model)
    if comparison == "isnull":
        return lambda values: (values[key] is None) is wanted
    compare = COMPARISONS.get(comparison or "exact")
    if compare is None or wanted is None:
        return None
    if isinstance(wanted, models.F):
        other = attribute(wanted.name, model)  # type: ignore[attr-defined]
        return lambda values: known(compare, values[key], values[other])
    if hasattr(wanted, "resolve_expression"):
        return None
    return lambda values: known(compare, values[key], wanted)


def attribute(name: str, model: type[models.Model]) -> str:
    field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return str(field.attname)


def known(compare: Callable[[Any, Any], bool], one: Any, other: Any) -> Truth:
    return None if one is None or other is None else compare(one, other)


class CheckOnce:
    """A check constraint; `holds` is surely right when it says so, otherwise the database knows."""

    def __init__(self, constraint: models.CheckConstraint, model: type[models.Model]) -> None:
        self.constraint = constraint
        self.test = compiled(constraint.condition, model)  # type: ignore[arg-type]

    def holds(self, record: Any) -> bool:
        try:
            # What is unknown violates no constraint.
            return self.test is not None and self.test(record.__dict__) is not False
        except (TypeError, KeyError):
            return False


class New(NamedTuple):
    """Stands for the key of a record that is not written yet."""

    identity: int


class Unique:
    """Fields whose values no two rows of a model share."""

    def __init__(self, model: type[models.Model], names: Sequence[str]) -> None:
        self.model = model
        self.names = tuple(names)
        self.keys = [attribute(name, model) for name in names]

    def key(self, record: Any) -> tuple[Any, ...] | None:
        """The values of a record; None where one is empty, which is equal to nothing.

        A reference to a record that is not written yet is something that no row has.
        """
        found: list[Any] = []
        for name, key in zip(self.names, self.keys, strict=True):
            target = record._state.fields_cache.get(name)
            is_new = target is not None and target.pk is None
            found.append(New(id(target)) if is_new else record.__dict__[key])
        return None if None in found else tuple(found)

    def in_register(self, keys: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
        """The primary keys of the rows that have one of these values, or nearly. One query."""
        first = {key[0] for key in keys if not isinstance(key[0], New)}
        rows = self.model._default_manager.order_by().filter(**{f"{self.names[0]}__in": first})
        return {tuple(values): pk for pk, *values in rows.values_list("pk", *self.keys)}


def uniques_of(model: type[models.Model]) -> list[Unique]:
    """What must be unique in a model beside its key and its code."""
    fields: Sequence[Any] = model._meta.concrete_fields
    single = [(f.name,) for f in fields if f.unique and not f.primary_key and f.name != "code"]
    several: list[Any] = [c for c in model._meta.constraints if is_plain_unique(c)]
    return [Unique(model, names) for names in (*single, *(one.fields for one in several))]


def is_plain_unique(constraint: models.BaseConstraint) -> bool:
    return (
        isinstance(constraint, models.UniqueConstraint)
        and bool(constraint.fields)
        and constraint.condition is None
        and constraint.nulls_distinct is not False
    )
