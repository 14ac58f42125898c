"""Nothing can be written to what pages show without the state of the register telling so."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from foreign_affairs.models import Country, Owner, Source
from foreign_affairs.records import bulk
from foreign_affairs.register_state import (
    NEVER_SHOWN,
    keep_triggers,
    known_triggers,
    register_state,
    shown_models,
    triggers_of,
)
from partners.models import Partner
from tests.factories import make_partner, make_source, make_user

pytestmark = pytest.mark.django_db


def table(model: type[Any]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def test_every_model_but_a_few_is_watched() -> None:
    watched = {model._meta.label for model in shown_models()}
    assert {"partners.Partner", "partners.Partner_sources", "foreign_affairs.Owner"} <= watched
    assert not watched & {model._meta.label for model in NEVER_SHOWN}
    assert not [name for name in watched if "Historical" in name or "User" in name]
    with connection.cursor() as cursor:
        there = known_triggers(cursor, connection.vendor)
    wanted = {
        name
        for model in shown_models()
        for name, _ in triggers_of(connection, model._meta.db_table)
    }
    assert there == wanted


@pytest.mark.usefixtures("shipped_register")
def test_write_to_any_table_changes_the_state() -> None:
    empty = []
    for model in shown_models():
        before = register_state()
        with connection.cursor() as cursor:
            first = f"SELECT MIN(id) FROM {table(model)}"  # noqa: S608
            cursor.execute(f"UPDATE {table(model)} SET id = id WHERE id = ({first})")  # noqa: S608
            if cursor.rowcount:
                assert register_state() != before, model._meta.label
            else:
                empty.append(model._meta.label)
    assert len(empty) < len(shown_models()) / 4, empty


def by_sql(partner: Partner) -> None:
    with connection.cursor() as cursor:
        statement = f"UPDATE {table(Partner)} SET name_vi = 'Khác' WHERE id = %s"  # noqa: S608
        cursor.execute(statement, [partner.pk])


def in_bulk(partner: Partner) -> None:
    with transaction.atomic():
        record = Source(code="nguon", name_vi="Nguồn", kind="report")
        bulk.insert(Source, [record])


WAYS: dict[str, Callable[[Partner], Any]] = {
    "save": lambda partner: partner.save(),
    "update": lambda partner: Partner.objects.update(state="withdrawn"),
    "delete": lambda partner: partner.delete(),
    "bulk_create": lambda partner: Country.objects.bulk_create([Country(code="xx", name_vi="X")]),
    "link": lambda partner: partner.sources.add(make_source()),
    "unlink": lambda partner: partner.sources.clear(),
    "owner": lambda partner: Owner.objects.update_or_create(
        code="owner", defaults={"name_vi": "Sở", "name_en": "Office", "data_up_to": "2024"}
    ),
    "sql": by_sql,
    "import": in_bulk,
}


@pytest.mark.parametrize("way", WAYS)
def test_way_of_writing_changes_the_state(way: str) -> None:
    partner = make_partner(state="published")
    states = [register_state()]
    WAYS[way](partner)
    states.append(register_state())
    assert states[0] != states[1]
    assert register_state() == states[1]


def test_what_no_page_shows_changes_nothing() -> None:
    partner = make_partner()
    before = register_state()
    user = make_user("Editor")
    user.last_login = timezone.now()
    user.save()
    Session.objects.create(session_key="a", session_data="", expire_date=timezone.now())
    partner.history.update(history_change_reason="x")
    list(Partner.objects.all())
    assert register_state() == before


def test_what_is_taken_back_leaves_the_state() -> None:
    before = register_state()
    with transaction.atomic():
        make_partner()
        assert register_state() != before
        transaction.set_rollback(True)
    assert register_state() == before


def test_table_made_anew_gets_its_triggers_again() -> None:
    with connection.cursor() as cursor:
        for name, _statement in triggers_of(connection, Partner._meta.db_table):
            on = f" ON {table(Partner)}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
    before = register_state()
    keep_triggers()
    after = register_state()
    assert before != after
    make_partner()
    assert register_state() != after
