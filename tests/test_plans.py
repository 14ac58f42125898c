"""Databases find what pages ask for in their indexes: PostgreSQL in a register of 100,000
delegations; SQLite in an empty one, because it plans without knowing what there is.
"""

from collections.abc import Callable, Generator
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from pytest_django import DjangoDbBlocker

from events.admin.delegation import DelegationAdmin
from events.filters import DelegationFilterSet
from events.models import Delegation
from foreign_affairs.models import Country
from foreign_affairs.search import find_public, narrow
from foreign_affairs.views.base import by_name
from foreign_affairs.ways import with_keys
from partners.models import Partner
from tests.factories import make_country, make_partner

pytestmark = pytest.mark.django_db

NUMBER = 100_000
PARTNERS = 1_000
COUNTRIES = 100


def copies(model: type[Any], number: int, **differing: str) -> str:
    """The statement that makes so many copies of the only row of a model; `differing` columns have
    an SQL expression of `n`.
    """
    columns = [f.column for f in model._meta.concrete_fields if not f.primary_key]
    values = [differing.get(column, f"one.{column}") for column in columns]
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(map(connection.ops.quote_name, columns))}) "  # noqa: S608
        f"SELECT {', '.join(values)} FROM {table} one, generate_series(2, {number}) n"
    )


@pytest.fixture(scope="module")
def large(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[None, None, None]:
    """Made by the database itself, and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_large()
        yield
        transaction.set_rollback(True)


def make_large() -> None:
    countries = [make_country(code=f"country-{number}") for number in range(COUNTRIES)]
    make_partner(state="published", code="partner-1", country=countries[1])
    with connection.cursor() as cursor:
        cursor.execute(
            copies(
                Partner, PARTNERS, code="'partner-' || n", name_vi="'Tỉnh ' || md5(n::text)"
            ).replace(
                "one.country_id",
                "(SELECT id FROM foreign_affairs_country "  # noqa: S608
                f"WHERE code = 'country-' || n % {COUNTRIES})",
            )
        )
        first = Delegation(code="delegation-1", name_vi="Đoàn 1", direction="in", rank="other")
        first.state, first.period = "published", "2020-01-01"
        first.save()
        cursor.execute("DELETE FROM foreign_affairs_searchentry")
        cursor.execute(
            copies(
                Delegation,
                NUMBER,
                code="'delegation-' || n",
                name_vi="'Đoàn ' || md5(n::text)",
                period_start="DATE '1997-01-01' + n % 9000",
            )
        )
        cursor.execute(
            "INSERT INTO events_delegationparticipant (code, version, created_at, changed_at, "
            'side, role, person, office_vi, office_en, "order", delegation_id, partner_id) '
            "SELECT d.code, 1, now(), now(), 'partner', 'leader', '', '', '', 0, d.id, p.id "
            "FROM events_delegation d JOIN partners_partner p "
            "ON p.code = 'partner-' || (1 + d.id %% %s)",
            [PARTNERS],
        )
        cursor.execute(
            "INSERT INTO foreign_affairs_searchentry (content_type_id, object_id, code, name_vi, "
            "name_en, spellings, texts, folded_name, folded_spellings, folded, written_at) "
            "SELECT c.id, d.id, d.code, d.name_vi, '', '', '', lower(d.name_vi), '', "
            "E'\\n doan ' || md5(d.id::text) || E' \\n', now() FROM events_delegation d, "
            "django_content_type c WHERE c.model = 'delegation'"
        )
        for table in (
            "events_delegation",
            "events_delegationcountry",
            "events_delegationparticipant",
            "foreign_affairs_country",
            "partners_partner",
            "foreign_affairs_searchentry",
        ):
            cursor.execute(f"ANALYZE {table}")


def filtered(query: str) -> Any:
    records = Delegation.objects.public().in_list_order()
    filterset = DelegationFilterSet(QueryDict(query), queryset=records)
    assert filterset.is_valid()
    return filterset.left().values("pk")[:50]


def staff_list() -> Any:
    return Delegation.objects.order_by(*DelegationAdmin.ordering, "-pk")[:50]


ASKED: dict[str, tuple[Callable[[], Any], str]] = {
    "first page of the list": (lambda: filtered(""), "delegation_by_period"),
    "far page of the list": (
        lambda: Delegation.objects.public().in_list_order().values("pk")[90_000:90_050],
        "delegation_by_period",
    ),
    "list by name": (
        lambda: Delegation.objects.public().order_by(by_name(), "code")[:50],
        "delegation_by_name_vi",
    ),
    "list of a country": (
        lambda: filtered("country=country-1"),
        "delegationparticipant_partner_id",
    ),
    "list of a partner": (
        lambda: filtered("partner=partner-7"),
        "delegationparticipant_partner_id",
    ),
    "list with a word": (lambda: filtered("q=c4ca4238a0b9"), "searchentry_folded"),
    "search": (lambda: find_public("c4ca4238a0b9")[:25], "searchentry_folded"),
    "delegations of a partner": (
        lambda: Delegation.objects.filter(participants__partner__code="partner-7"),
        "delegationparticipant_partner_id",
    ),
    "list of the staff": (staff_list, "delegation_by_period_for_staff"),
    "list of what the staff found": (
        lambda: with_keys(
            Delegation.objects.order_by(*DelegationAdmin.ordering, "-pk"), [7, 1_000]
        )[:50],
        "events_delegation_pkey",
    ),
    "search of the staff": (
        lambda: narrow(Delegation.objects.all(), "c4ca4238a0b9"),
        "searchentry_folded",
    ),
    "partners by name": (
        lambda: Partner.objects.public().order_by(by_name(), "code")[:50],
        "partner_by_name_vi",
    ),
}


MANY = {"list of a country"}
"""Those that may find a twentieth of all, of which the whole table is read as fast."""


@pytest.mark.postgresql
@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("asked", ASKED)
def test_index_is_used(asked: str) -> None:
    query, index = ASKED[asked]
    plan = query().explain()
    assert index in plan, plan
    assert asked in MANY or "Seq Scan on events_delegation " not in plan, plan


@pytest.mark.sqlite
@pytest.mark.parametrize("index", ["partner_country", "delegationcountry_country"])
def test_sqlite_looks_each_country_up(index: str) -> None:
    assert f"USING COVERING INDEX {index} (country_id=?" in Country.objects.public().explain()


@pytest.mark.sqlite
def test_sqlite_looks_for_words_first() -> None:
    # Where a condition of a kind could be found in an index, that came before the words.
    plan = find_public("c4ca4238a0b9").order_by().explain()
    assert "SCAN foreign_affairs_searchentry" in plan
    assert "MULTI-INDEX OR" not in plan
