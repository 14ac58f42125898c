"""A register as large as a country's provinces would fill it, the same one each time.

    python -m benchmarks.large_register ROWS        fills the database of DATABASE_URL
    python -m benchmarks.large_register --touch     changes one delegation
    python -m benchmarks.large_register --copy FILE copies the delegations into a file of SQLite
    python -m benchmarks.large_register --session NAME ROLE
                                                    logs somebody in, prints the session's key
    python -m benchmarks.large_register --saved     prints what benchmarks/long_run.py has left

The shipped register comes first, for its countries, sources and owner; then partners and
delegations with participants, countries, sources, history and search entries, all at once.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, TypeVar

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "foreign_affairs.settings")
django.setup()

from importlib import import_module  # noqa: E402

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django_otp import DEVICE_ID_SESSION_KEY  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from events.models import Delegation, DelegationCountry, DelegationParticipant  # noqa: E402
from foreign_affairs import search  # noqa: E402
from foreign_affairs.changes import one_change  # noqa: E402
from foreign_affairs.environment import BASE_DIR  # noqa: E402
from foreign_affairs.models import Country, PublicationState, Source, User  # noqa: E402
from foreign_affairs.records import bulk  # noqa: E402
from foreign_affairs.records.folder import load_folder  # noqa: E402
from foreign_affairs.records.past import write_history  # noqa: E402
from partners.models import Partner  # noqa: E402

SEED = 20_240_305
SLICE = 5_000
PARTNERS_PER_DELEGATION = 0.1

SAVED = "Saved by "
"""So begins what the staff of the long run write."""
IMPORTED = "imported-"
"""So begin the codes of its files."""

Row = TypeVar("Row")

STATES = (PublicationState.PUBLISHED,) * 18 + (
    PublicationState.DRAFT,
    PublicationState.INTERNAL,
)
"""Nine of ten records are public."""

KINDS = {"province": "tỉnh", "city": "thành phố", "region": "vùng", "district": "quận"}
SYLLABLES_VI = (
    *("Bắc", "Nam", "Đông", "Tây", "Thượng", "Hạ", "Trung", "Tân", "Phú", "Bình", "Long", "Hải"),
    *("Giang", "Sơn", "Hà", "Thủy", "Quảng", "Vĩnh", "Ninh", "Đức", "Lâm", "Ái", "Yên", "Mỹ"),
)
SYLLABLES = (
    *("ka", "mo", "ri", "to", "na", "shi", "wa", "cham", "pa", "sak", "dae", "jeon", "kra", "tie"),
    *("ya", "gu", "chi", "ma", "tan", "zas", "emi", "lia", "ro", "ve", "lo", "di", "bre", "men"),
)
WHY_VI = (
    "Trao đổi kinh nghiệm về quản lý các khu công nghiệp và xúc tiến đầu tư tại {place}",
    "Chào xã giao lãnh đạo tỉnh và tìm hiểu môi trường đầu tư, kinh doanh",
    "Dự hội nghị hợp tác giữa hai địa phương, ký kết biên bản ghi nhớ về giáo dục",
    "Học tập mô hình đô thị thông minh, thăm các doanh nghiệp của {place}",
    "Khảo sát tuyến đường sắt, cảng sông và dịch vụ hậu cần cùng {place}",
)
WHY_EN = (
    "Exchange of experience in running industrial parks and promoting investment in {place}",
    "Courtesy call and a look at the conditions for investment",
    "Conference on cooperation between the two localities and signing about education",
    "Study of a smart city and visits to the companies of {place}",
    "Survey of railway, river port and logistics together with {place}",
)


def make_register(delegations: int) -> None:
    """Fills an empty database: so many delegations, and a tenth of that of partners."""
    chance = random.Random(SEED)  # noqa: S311 - a register to measure with is no secret
    with transaction.atomic(), one_change():
        outcome = load_folder(BASE_DIR / "fixtures")
        assert outcome.is_written
        sources = list(Source.objects.public().order_by("code"))
        countries = list(Country.objects.exclude(code=Country.HOME).order_by("code"))
        number = int(delegations * PARTNERS_PER_DELEGATION)
        partners: list[Any] = []
        for part in parts(new_partners(chance, number, countries)):
            write(Partner, part, sources, chance)
            partners += part
        for part in parts(new_delegations(chance, delegations, partners)):
            write(Delegation, part, sources, chance)
            write_rows(chance, part, partners)
        search.index(Partner, [partner.pk for partner in partners])
        search.index(Delegation)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def parts(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while part := list(islice(rows, SLICE)):
        yield part


def new_partners(chance: random.Random, number: int, countries: Sequence[Any]) -> Iterator[Any]:
    for place in range(number):
        kind = chance.choice(list(KINDS))
        vi = f"{KINDS[kind]} {' '.join(chance.choices(SYLLABLES_VI, k=2))} {place}"
        en = f"{''.join(chance.choices(SYLLABLES, k=3)).capitalize()} {place}"
        yield Partner(
            code=f"partner-{place:05}",
            name_vi=vi[0].upper() + vi[1:],
            name_en=en,
            summary_vi=f"Đối tác của tỉnh từ năm {chance.randint(1995, 2024)}.",
            summary_en=f"A partner of the province, {en}.",
            kind=kind,
            status=chance.choice(("established", "established", "prospective", "ended")),
            # A few countries have most of the partners.
            country=countries[min(int(chance.expovariate(0.05)), len(countries) - 1)],
            state=chance.choice(STATES),
            version=1,
        )


def new_delegations(
    chance: random.Random, number: int, partners: Sequence[Any]
) -> Iterator[Delegation]:
    for place in range(number):
        partner = chance.choice(partners)
        day = date(1997, 1, 1) + timedelta(days=chance.randrange(10_000))
        why = chance.randrange(len(WHY_VI))
        row = Delegation(
            code=f"delegation-{place:06}",
            name_vi=f"Đoàn công tác của {partner.name_vi} thăm và làm việc, chuyến thứ {place}",
            name_en=f"Working visit {place} of {partner.name_en}",
            direction=chance.choice(("in", "in", "out", "exchange")),
            rank=chance.choice(Delegation.Rank.values),
            channel=chance.choice(Delegation.Channel.values),
            status=chance.choice(("planned", "carried_out", "reported")),
            period=chance.choice((day.isoformat(), day.isoformat()[:7], day.isoformat()[:4])),
            count=chance.choice((1, 1, 1, 2, None)),
            persons=chance.randint(1, 60),
            purpose_vi=WHY_VI[why].format(place=partner.name_vi),
            purpose_en=WHY_EN[why].format(place=partner.name_en),
            state=chance.choice(STATES),
            version=1,
        )
        row.partner_of_it = partner  # type: ignore[attr-defined]
        yield row


def write(model: Any, records: Sequence[Any], sources: Sequence[Any], chance: Any) -> None:
    bulk.insert(model, records)
    through = model.sources.through
    link(
        through,
        (model.sources.field.m2m_column_name(), "source_id"),
        ((record.pk, chance.choice(sources).pk) for record in records),
    )
    write_history(model, [record.pk for record in records], "+")


def link(through: Any, columns: tuple[str, str], rows: Iterable[tuple[int, int]]) -> None:
    bulk.load(through._meta.db_table, columns, rows)


def write_rows(chance: random.Random, delegations: Sequence[Any], partners: Sequence[Any]) -> None:
    """One or two partners that take part, and the country on the way."""
    participants, ways = [], []
    for delegation in delegations:
        first = delegation.partner_of_it
        others = [chance.choice(partners)] if chance.random() < 0.2 else []
        for order, partner in enumerate((first, *others)):
            participants.append(
                DelegationParticipant(
                    code=f"{delegation.code}-{order}",
                    delegation=delegation,
                    partner=partner,
                    side="partner",
                    role="leader" if not order else "participant",
                    order=order,
                    version=1,
                )
            )
        ways.append(
            DelegationCountry(
                code=f"{delegation.code}-way",
                delegation=delegation,
                country_id=first.country_id,
                days=chance.randint(1, 9),
                version=1,
            )
        )
    bulk.insert(DelegationParticipant, participants)
    bulk.insert(DelegationCountry, ways)


def touch() -> None:
    Delegation.objects.order_by("pk")[0].save()


def copy_to(file: str) -> None:
    """The columns as they are, and an index for the order of the list."""
    columns = [str(field.column) for field in Delegation._meta.concrete_fields]
    names = bulk.quoted(*columns)
    with sqlite3.connect(file) as target, connection.cursor() as cursor:
        target.execute(f"CREATE TABLE events_delegation ({names}, PRIMARY KEY (id))")
        cursor.execute(f"SELECT {names} FROM events_delegation WHERE state = 'published'")  # noqa: S608
        rows = ([plain(value) for value in row] for row in cursor.fetchall())
        places = ", ".join("?" * len(columns))
        target.executemany(f"INSERT INTO events_delegation VALUES ({places})", rows)  # noqa: S608
        target.execute("CREATE INDEX by_period ON events_delegation (period_start)")


def plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float | str) else str(value)


def session_key(name: str, role: str) -> str:
    user, _ = User.objects.get_or_create(username=name, is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    # The first one only counts failures.
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    device, _ = TOTPDevice.objects.get_or_create(user=user)
    store[DEVICE_ID_SESSION_KEY] = device.persistent_id
    store.create()
    return str(store.session_key)


def saved() -> str:
    """By the number of a record, as JSON: the text of the long run and all that its history has."""
    marked = {"purpose_en__startswith": SAVED}
    history: dict[int, list[str]] = {}
    for key, text in Delegation.history.filter(**marked).values_list("id", "purpose_en"):
        history.setdefault(key, []).append(text)
    return json.dumps(
        {
            "records": dict(Delegation.objects.filter(**marked).values_list("pk", "purpose_en")),
            "history": history,
            "imported": Delegation.objects.filter(code__startswith=IMPORTED).count(),
        }
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--touch"]:
            touch()
        case ["--copy", file]:
            copy_to(file)
        case ["--session", name, role]:
            print(session_key(name, role))
        case ["--saved"]:
            print(saved())
        case [rows]:
            make_register(int(rows))
