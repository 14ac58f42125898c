"""Pages against named references, in one run and with the same server settings.

    python benchmarks/pages.py [--rows 100000] [--few 1000] [--seconds 5] [--only warm proxy ...]

Makes two registers beside the database of DATABASE_URL (SQLite or PostgreSQL), a small one and a
large one, and serves each with gunicorn and two workers. Needs `ab` (Debian: apache2-utils), nginx
and the packages of requirements-dev.txt. Ends with 1 when a promise of docs/performance.md is not
kept.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "foreign_affairs.settings")
os.environ.setdefault("DEBUG", "1")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from benchmarks.load import percentile, requests_per_second, times  # noqa: E402
from benchmarks.measuring import Row, machine, say, table  # noqa: E402
from benchmarks.servers import (  # noqa: E402
    collect_static_files,
    datasette,
    fetch,
    gunicorn,
    nginx,
    own_register,
    session,
    write_something,
)

PARTS = ("warm", "proxy", "cold", "growth", "admin")
WARM = ("/vi/", "/vi/partners/", "/vi/delegations/", "/en/data/")
KINDS = ("list", "filter", "search", "detail")
NARROWED = (("in", "reported"), ("out", "planned"), ("exchange", "carried_out"))
"""Direction and status that filtered lists have in each turn."""
TURNS = len(NARROWED)


@dataclass
class Here:
    """The servers (`host:port`) over the small and the large register, and where that is."""

    small: str
    large: str
    reference: str
    url: str
    rows: int


def warm_pages(server: str) -> list[str]:
    """Addresses of pages of every kind; the last leads to the first record of a list."""
    listed = fetch(server, "/vi/delegations/").decode()
    detail = re.search(r'href="(/vi/delegations/delegation-[0-9]+/)"', listed)
    assert detail, "the list leads to no record"
    return [*WARM, detail[1]]


def measure_warm(here: Here, seconds: float) -> list[Row]:
    """Requests a second of kept pages against a view that says hello."""
    found = []
    for page in warm_pages(here.small):
        row = Row(f"warm {page}", 0.6, unit="/s", is_rate=True)
        times(here.small, [page] * 10)
        for _turn in range(TURNS):
            row.reference.append(requests_per_second(here.reference, "/hello", seconds))
            row.ours.append(requests_per_second(here.small, page, seconds))
        found.append(row)
    return found


def measure_proxy(here: Here, seconds: float, folder: Path) -> list[Row]:
    """The same behind the shipped proxy, against a static file of the same size from it."""
    found = []
    with nginx(folder, here.small) as (proxy, place_file):
        for page in warm_pages(here.small):
            row = Row(f"behind nginx {page}", 0.6, unit="/s", is_rate=True)
            static = place_file(page)
            times(here.small, [page] * 10)
            for _turn in range(TURNS):
                row.reference.append(requests_per_second(proxy, static, seconds))
                row.ours.append(requests_per_second(proxy, page, seconds))
            found.append(row)
    return found


def measure_cold(here: Here, folder: Path) -> list[Row]:
    """The list of all delegations, the first time after a write, against Datasette's table page."""
    row = Row("list page, cold (after a write)", 2)
    again = Row("list page, not kept (counts are)")
    with datasette(folder, here.url) as (reference, page):
        for number in range(10):
            (one,) = times(reference, [page])
            row.reference.append(one)
            again.reference.append(one)
            write_something(here.url)
            (one,) = times(here.large, ["/vi/delegations/"])
            row.ours.append(one)
            (one,) = times(here.large, [f"/vi/delegations/?page={number + 2}"])
            again.ours.append(one)
    return [row, again]


def offered_countries(server: str) -> list[str]:
    """The codes of the first countries by which the list can be filtered."""
    listed = fetch(server, "/vi/delegations/").decode()
    choices = re.search(r'<select [^>]*name="country".*?</select>', listed, flags=re.S)
    assert choices, "the list offers no countries"
    return re.findall(r'value="([a-z]{2})"', choices[0])[:13]


def addresses(rows: int, countries: list[str], turn: int) -> dict[str, list[str]]:
    """Addresses by kind, others in each turn, so that hardly a page is kept yet."""
    chance = random.Random(f"{rows} {turn}")  # noqa: S311
    direction, status = NARROWED[turn]
    pages = rows // 50
    words = (
        "giang",
        "quang",
        "thuong ha",
        "khu cong nghiep",
        "cham",
        "shiwa",
        "daejeon",
        "duc lam",
    )
    return {
        "list": [f"/vi/delegations/?page={chance.randint(1, pages)}" for _ in range(40)],
        "filter": [
            f"/vi/delegations/?country={country}&{more}"
            for country in countries
            for more in (f"direction={direction}", f"year_from={2010 + turn}", f"status={status}")
        ],
        "search": [
            f"/{language}/search/?q={word.replace(' ', '+')}+{chance.randint(1, rows // 10)}"
            for word in words
            for language in ("vi", "en", "vi", "en", "vi")
        ],
        "detail": [f"/vi/delegations/delegation-{chance.randrange(rows):06}/" for _ in range(40)]
        + [f"/vi/partners/partner-{chance.randrange(rows // 10):05}/" for _ in range(20)],
    }


def measure_growth(here: Here, few: int) -> list[Row]:
    """The slowest pages but one in twenty, over the small and the large register."""
    limit = 2 if connection.vendor == "postgresql" else None
    countries = offered_countries(here.small)
    for server in (here.small, here.large):
        times(server, ["/vi/delegations/", "/en/delegations/"] * 2)
    rows = {name: Row(f"{name}, p95", limit, is_most=True) for name in KINDS}
    for turn in range(TURNS):
        small = addresses(few, countries, turn)
        large = addresses(here.rows, countries, turn)
        for name, row in rows.items():
            row.reference.append(percentile(times(here.small, small[name]), 95))
            row.ours.append(percentile(times(here.large, large[name]), 95))
    return list(rows.values())


def measure_admin(here: Here) -> list[Row]:
    """The list of the staff against Django's own with the same columns and filters."""
    row = Row("admin list of delegations, p95", 2)
    cookie = session(here.url, "benchmark", "Administrator")
    lists = {here.reference: "/stock/events/delegation/", here.large: "/admin/events/delegation/"}
    # The first page of a worker compiles the templates.
    for server, address in lists.items():
        times(server, [address] * 4, cookie)
    for turn in range(TURNS):
        numbers = range(1 + 10 * turn, 11 + 10 * turn)
        asked = [f"?p={number}" for number in numbers] + [
            f"?direction__exact={NARROWED[turn][0]}&p={number}" for number in numbers[:5]
        ]
        asked += [f"?q=giang+{number}" for number in numbers[:5]]
        for server, address in lists.items():
            taken = percentile(times(server, [address + query for query in asked], cookie), 95)
            (row.reference if server == here.reference else row.ours).append(taken)
    return [row]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    return parser.parse_args()


def main() -> int:
    given = arguments()
    found: list[Row] = []
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        urls = {}
        for name, rows in (("small", given.few), ("large", given.rows)):
            say(f"making a register of {rows} delegations")
            urls[name] = running.enter_context(own_register(name, folder, rows))
        collect_static_files(urls["small"])
        here = Here(
            small=running.enter_context(gunicorn(urls["small"])),
            large=running.enter_context(gunicorn(urls["large"])),
            reference=running.enter_context(
                gunicorn(urls["large"], "benchmarks.reference_settings")
            ),
            url=urls["large"],
            rows=given.rows,
        )
        measured = {
            "warm": lambda: measure_warm(here, given.seconds),
            "proxy": lambda: measure_proxy(here, given.seconds, folder),
            "cold": lambda: measure_cold(here, folder),
            "growth": lambda: measure_growth(here, given.few),
            "admin": lambda: measure_admin(here),
        }
        for part in given.only:
            say(part)
            rows = measured[part]()
            say(table(rows))
            found += rows
        print(machine())
    print()
    print(table(found))
    return 0 if all(row.is_kept for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
