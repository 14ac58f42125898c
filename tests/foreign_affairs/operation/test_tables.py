from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from foreign_affairs.models import Source, User, WriteMark
from foreign_affairs.operation.tables import (
    Summing,
    TableSum,
    compared,
    filled_table,
    kept_models,
    rows_of,
    sum_of,
    sums,
    unapplied_migrations,
)
from partners.models import Partner
from tests.factories import make_partner, make_source

pytestmark = pytest.mark.django_db


def test_every_table_of_the_database_is_kept() -> None:
    tables = set(connection.introspection.table_names()) - {"django_migrations"}
    derived = {WriteMark._meta.db_table}
    assert {model._meta.db_table for model in kept_models()} == tables - derived


def test_sum_is_the_same_in_any_order_and_differs_after_any_change() -> None:
    source = make_source(name_vi="Nguồn Đ")
    make_source(name_vi="Nguồn Ê")
    before = sum_of(Source)
    backwards = Summing()
    for row in [*rows_of(Source, "default")][::-1]:
        backwards.add(row)
    assert before == backwards.result()
    Source.objects.filter(pk=source.pk).update(name_vi="Nguồn Ê")
    assert sum_of(Source) != before
    Source.objects.filter(pk=source.pk).update(name_vi="Nguồn Đ")
    assert sum_of(Source) == before
    Source.objects.filter(pk=source.pk).update(issued_on="2024")
    assert sum_of(Source) != before


def test_equal_rows_are_counted_each() -> None:
    none = sum_of(Partner)
    make_partner()
    one = sum_of(Partner)
    make_partner()
    two = sum_of(Partner)
    assert [none.rows, one.rows, two.rows] == [0, 1, 2]
    assert len({none.fingerprint, one.fingerprint, two.fingerprint}) == 3


def test_filled_table_is_told_from_what_migrations_made() -> None:
    assert filled_table() is None
    User.objects.create_user("somebody")
    assert filled_table() == "foreign_affairs_user"


def test_unapplied_migrations_are_named() -> None:
    assert unapplied_migrations() == []
    MigrationRecorder(connection).record_unapplied("indicators", "0003_indexes")
    assert unapplied_migrations() == ["indicators.0003_indexes"]


def test_table_of_two_sides_says_which_differ() -> None:
    side: dict[str, Any] = {"a": TableSum(1, "0" * 64), "b": TableSum(2, "1" * 64)}
    assert compared(side, side)[1] is True
    other = {**side, "b": TableSum(2, "2" * 64)}
    lines, are_same = compared(side, other)
    assert are_same is False
    assert lines[2].split()[:5] == ["b", "2", "2", "1" * 16, "2" * 16]
    del other["a"]
    assert compared(side, other)[0][1].split()[:3] == ["a", "1", "–"]


def test_sums_of_all_tables_are_by_name() -> None:
    assert sums()["foreign_affairs_source"] == TableSum(0, "0" * 64)
