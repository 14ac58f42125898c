"""The quick checks of imports say what the rules of the models say, and nothing else."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.dates import PartialDate
from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import Country
from foreign_affairs.records.checks import Checks
from foreign_affairs.records.columns import messages_of
from foreign_affairs.records.conditions import CheckOnce, compiled
from foreign_affairs.records.resources import REGISTRY
from tests.factories import MAKERS, make_delegation

pytestmark = pytest.mark.django_db

TEXTS = ("", " ", "x", "x" * 5_000, "draft", "Chữ có dấu", "https://example.org/", "Q42", "a@b.vn")
ODD_VALUES: dict[type[Any], tuple[Any, ...]] = {
    PartialDateField: (PartialDate.parse("2024-03"), PartialDate.parse(">2030")),
    models.BooleanField: (True, False),
    models.DateField: (date(2024, 3, 5), date(1000, 1, 1)),
    models.DecimalField: tuple(map(Decimal, ("0", "-1.5", "1.23456", "1234567890123456789012"))),
    models.IntegerField: (-1, 0, 1, 40_000, 10**12),
    models.Field: TEXTS,
}
"""Values of the types that columns give, by kind of field."""


def odd_values(field: Any) -> tuple[Any, ...]:
    kind = next(kind for kind in ODD_VALUES if isinstance(field, kind))
    return (None, *ODD_VALUES[kind])


def said_by_the_model(record: Any) -> set[tuple[str, str]]:
    """What `full_clean` says, without what imports check in other ways."""
    relations = {field.name for field in record._meta.concrete_fields if field.is_relation}
    found = set()
    for step in (
        lambda: record.clean_fields(exclude=relations),
        record.clean,
        record.validate_constraints,
    ):
        try:
            step()
        except ValidationError as error:
            found.update(messages_of(error))
    return found


@pytest.mark.parametrize("model", REGISTRY, ids=lambda model: model._meta.label_lower)
def test_checks_say_what_the_model_says(model: type[models.Model]) -> None:
    record = MAKERS[model]()
    checks = Checks(model)
    fields: Any = model._meta.concrete_fields
    plain = [f for f in fields if f.editable and not f.is_relation and not f.primary_key]
    with translation.override("en"):
        for field in plain:
            kept = getattr(record, field.attname)
            for value in odd_values(field) * 2:
                setattr(record, field.attname, value)
                quick = set(checks.broken_by(record))
                assert quick == said_by_the_model(record), (field, value)
            setattr(record, field.attname, kept)


def test_checks_ask_the_database_nothing_about_good_records(
    django_assert_num_queries: Any,
) -> None:
    record = make_delegation(count=3)
    checks = Checks(type(record))
    with django_assert_num_queries(0):
        assert checks.broken_by(record) == []


def test_every_check_of_the_register_is_known_in_python() -> None:
    unknown = [
        constraint.name
        for model in REGISTRY
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        and CheckOnce(constraint, model).test is None
    ]
    assert unknown == []


class Numbered(models.Model):
    """For conditions: never in the database."""

    one = models.IntegerField(null=True)
    two = models.IntegerField(null=True)
    text = models.CharField(max_length=10)

    class Meta:
        app_label = "tests"
        managed = False

    def __str__(self) -> str:
        return self.text


numbers = st.none() | st.integers(-2, 2)
leaves = st.one_of(
    st.tuples(st.sampled_from(["one", "two"]), st.booleans()).map(
        lambda pair: models.Q(**{f"{pair[0]}__isnull": pair[1]})
    ),
    st.tuples(
        st.sampled_from(["one", "two"]),
        st.sampled_from(["", "__gt", "__gte", "__lt", "__lte"]),
        st.integers(-2, 2) | st.just(models.F("two")),
    ).map(lambda part: models.Q(**{f"{part[0]}{part[1]}": part[2]})),
    st.lists(st.integers(-2, 2), min_size=1, max_size=3).map(lambda few: models.Q(one__in=few)),
    st.sampled_from(["", "a"]).map(lambda text: models.Q(text=text)),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] & pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1]),
        inner.map(lambda one: ~one),
    ),
    max_leaves=6,
)


@given(condition=conditions, one=numbers, two=numbers, text=st.sampled_from(["", "a", "b"]))
def test_condition_is_as_true_as_in_the_database(
    condition: models.Q, one: int | None, two: int | None, text: str
) -> None:
    test = compiled(condition, Numbered)
    assert test is not None
    values = {"one": one, "two": two, "text": text}
    of_model: Any = Numbered._meta.get_field
    fields = {name: models.Value(value, of_model(name)) for name, value in values.items()}
    assert (test(values) is not False) == condition.check(fields, using=connection.alias)


@pytest.mark.parametrize(
    "condition",
    [
        models.Q(text__startswith="a"),
        models.Q(one=models.F("two") + 1),
        models.Q(one=None),
        models.Q(one=1) ^ models.Q(two=1),
        models.Q(models.Exists(Country.objects.all())),
    ],
)
def test_condition_that_only_the_database_understands_is_left_to_it(condition: models.Q) -> None:
    assert compiled(condition, Numbered) is None
