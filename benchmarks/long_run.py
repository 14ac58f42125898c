"""Minutes of visitors and staff at once on one server: errors, lost writes, memory.

    python benchmarks/long_run.py [--minutes 10] [--rows 20000] [--visitors 8] [--editors 3]

Makes a register beside the database of DATABASE_URL (SQLite or PostgreSQL) and serves it with
gunicorn and two workers. Visitors read pages of every kind; editors open and save drafts of their
own; an approver changes what is published, so that kept pages are made anew all the time; every
minute a file is imported. Afterwards each save that was confirmed is looked for, in the record and
in its history. Ends with 1 after an error, a lost write, or when memory has grown.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "foreign_affairs.settings")
os.environ.setdefault("DEBUG", "1")

import django  # noqa: E402

django.setup()

from lxml import html  # noqa: E402

from benchmarks.large_register import IMPORTED, SAVED  # noqa: E402
from benchmarks.load import Answer, ask, percentile  # noqa: E402
from benchmarks.measuring import machine, say  # noqa: E402
from benchmarks.servers import (  # noqa: E402
    collect_static_files,
    gunicorn,
    memory_of,
    own_register,
    python,
    session,
)

READING = (0.0, 0.4)
"""Seconds between two pages of a visitor, from and to."""
WRITING = (0.5, 2.0)
RECORDS = 20
"""So many records each member of staff saves in turn."""
IMPORTED_ROWS = 200
SETTLED = 3
"""Minutes until the workers have kept as many pages as they may."""
MOST_GROWTH = 1.1
"""Memory of the last minute against that of the first settled one."""

DELEGATIONS = "/admin/events/delegation/"


@dataclass
class Met:
    """What everybody met, written by all threads."""

    end: float
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    confirmed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By the number of a record, the texts whose saving the server confirmed, in order."""
    imported: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def goes_on(self) -> bool:
        return time.monotonic() < self.end

    def ask(
        self, kind: str, expected: tuple[int, ...], server: str, page: str, **request: Any
    ) -> Answer | None:
        """The answer to `ask(server, page, **request)`, or None after an error, which is noted."""
        begin = time.perf_counter()
        try:
            answer = ask(server, page, **request)
        except (OSError, HTTPException) as error:
            self.note(f"{kind}: {error!r}")
            return None
        with self.lock:
            self.seconds[kind].append(time.perf_counter() - begin)
        if answer.status not in expected:
            self.note(f"{kind} {page}: {answer.status} {complaints(answer)}")
            return None
        return answer

    def note(self, error: str) -> None:
        with self.lock:
            self.errors.append(error)


def complaints(answer: Answer) -> str:
    """What a form says is wrong."""
    if not answer.content:
        return ""
    found = html.fromstring(answer.content.decode()).xpath("//*[contains(@class, 'error')]")
    return " ".join(" ".join(part.text_content().split()) for part in found)[:300]


def visit(met: Met, server: str, rows: int, number: int) -> None:
    """One visitor: pages of every kind, more often those that are read more often."""
    chance = random.Random(number)  # noqa: S311
    while met.goes_on:
        language = chance.choice(("vi", "vi", "en"))
        record, partner = chance.randrange(rows), chance.randrange(rows // 10)
        pages = {
            "home": "",
            "list": f"delegations/?page={chance.randint(1, 20)}",
            "list as JSON": f"delegations.json?page={chance.randint(1, 20)}",
            "filter": f"delegations/?direction=in&year_from={chance.randint(1998, 2020)}",
            "search": f"search/?q={chance.choice(('giang', 'cham', 'duc'))}+{partner}",
            "delegation": f"delegations/delegation-{record:06}/",
            "partner": f"partners/partner-{partner:05}/",
            "year": f"years/{chance.randint(1998, 2023)}/",
            "calendar": "calendar/",
        }
        kind = chance.choice([*pages, "list", "delegation", "delegation", "partner", "partner"])
        # One record in ten is not public.
        expected = (200, 404) if kind in ("delegation", "partner") else (200,)
        met.ask(f"visitor: {kind}", expected, server, f"/{language}/{pages[kind]}")
        time.sleep(chance.uniform(*READING))


def records_of(server: str, cookie: str, state: str, number: int) -> list[str]:
    """The addresses of forms that nobody else saves: those of one page of the list."""
    address = f"{DELEGATIONS}?state__exact={state}&p={number + 1}"
    answer = ask(server, address, headers={"Cookie": cookie})
    listed = html.fromstring(answer.content.decode())
    links = listed.xpath("//th[contains(@class, 'field-')]/a/@href")
    return [link.partition("?")[0] for link in links][:RECORDS]


def edit(met: Met, server: str, cookie: str, forms: list[str], name: str) -> None:
    """Opens one record after the other and saves it with another text."""
    chance = random.Random(name)  # noqa: S311
    headers = {"Cookie": cookie}
    number = 0
    while met.goes_on:
        address = forms[number % len(forms)]
        number += 1
        met.ask("staff: list", (200,), server, DELEGATIONS, headers=headers)
        answer = met.ask("staff: form", (200,), server, address, headers=headers)
        if answer is not None:
            save(met, server, address, answer, f"{SAVED}{name}, {number}", cookie)
        time.sleep(chance.uniform(*WRITING))


def save(met: Met, server: str, address: str, opened: Answer, text: str, cookie: str) -> None:
    form = html.fromstring(opened.content.decode()).get_element_by_id("delegation_form")
    values = {**dict(form.form_values()), "purpose_en": text, "_save": "1"}
    token = values["csrfmiddlewaretoken"]
    headers = {
        "Cookie": f"{cookie}; csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    request = {"method": "POST", "body": urlencode(values), "headers": headers}
    if met.ask("staff: save", (302,), server, address, **request) is not None:
        with met.lock:
            met.confirmed[address.split("/")[4]].append(text)


def bring_files(met: Met, url: str, folder: Path) -> None:
    """Every minute a file of new delegations, by command."""
    number = 0
    while met.goes_on:
        file = folder / f"import-{number}.csv"
        with file.open("w", newline="", encoding="utf-8") as target:
            write = csv.writer(target)
            write.writerow(("code", "name_vi", "direction", "rank", "period"))
            write.writerows(
                (f"{IMPORTED}{number}-{row}", f"Đoàn nhập {number}-{row}", "in", "other", "2024-05")
                for row in range(IMPORTED_ROWS)
            )
        begin = time.perf_counter()
        try:
            python(
                "manage.py",
                "import_records",
                "events.delegation",
                str(file),
                url=url,
                MEDIA_ROOT=str(folder),
            )
        except subprocess.CalledProcessError as error:
            met.note(f"import: {error}")
        else:
            met.imported += IMPORTED_ROWS
        met.seconds["staff: import"].append(time.perf_counter() - begin)
        number += 1
        time.sleep(max(0, min(60 - (time.perf_counter() - begin), met.end - time.monotonic())))


def watch(met: Met, server: str) -> list[float]:
    """The most memory of each minute, in MB."""
    most: list[float] = []
    begin = time.monotonic()
    while met.goes_on:
        minute = int((time.monotonic() - begin) // 60)
        most += [0.0] * (minute + 1 - len(most))
        most[minute] = max(most[minute], memory_of(server) / 1024**2)
        time.sleep(2)
    return most


def lost(met: Met, url: str) -> list[str]:
    """Every save that was confirmed and is not there, in the record or in its history."""
    found = json.loads(python("-m", "benchmarks.large_register", "--saved", url=url))
    missing = []
    for key, texts in met.confirmed.items():
        there = found["history"].get(key, [])
        missing += [text for text in texts if text not in there]
        if found["records"].get(key) != texts[-1]:
            missing.append(f"{texts[-1]} is not what the record says")
    if found["imported"] != met.imported:
        missing.append(f"{met.imported} rows were imported, {found['imported']} are there")
    return missing


def report(met: Met, memory: list[float], minutes: float) -> str:
    lines = ["| who: what | requests | median | p95 | longest |", "|---|---|---|---|---|"]
    for kind, values in sorted(met.seconds.items()):
        numbers = (percentile(values, 50), percentile(values, 95), max(values))
        shown = " | ".join(f"{1000 * value:,.0f} ms" for value in numbers)
        lines.append(f"| {kind} | {len(values):,} | {shown} |")
    requests = sum(map(len, met.seconds.values()))
    saves = sum(map(len, met.confirmed.values()))
    lines += [
        "",
        f"{requests:,} requests in {minutes:g} minutes, {requests / minutes / 60:.1f} a second; "
        f"{saves:,} saves confirmed, {met.imported:,} rows imported.",
        "Memory by minute, MB: " + ", ".join(f"{value:.0f}" for value in memory),
    ]
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--visitors", type=int, default=8)
    parser.add_argument("--editors", type=int, default=3)
    return parser.parse_args()


def main() -> int:
    given = arguments()
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        say(f"making a register of {given.rows} delegations")
        url = running.enter_context(own_register("long_run", folder, given.rows))
        collect_static_files(url)
        server = running.enter_context(gunicorn(url, threads=4))
        staff = []
        for number in range(given.editors + 1):
            role, state = (
                ("Editor", "draft") if number < given.editors else ("Approver", "published")
            )
            cookie = session(url, f"{role.lower()}-{number}", role)
            forms = records_of(server, cookie, state, number)
            assert forms, f"{role} finds no record to save"
            staff.append((cookie, forms, f"{role} {number}"))
        say(f"{given.minutes:g} minutes")
        met = Met(end=time.monotonic() + 60 * given.minutes)
        with ThreadPoolExecutor(given.visitors + len(staff) + 2) as pool:
            watching = pool.submit(watch, met, server)
            work = [pool.submit(bring_files, met, url, folder)]
            work += [pool.submit(visit, met, server, given.rows, n) for n in range(given.visitors)]
            work += [pool.submit(edit, met, server, *one) for one in staff]
            for done in work:
                done.result()
            memory = watching.result()
        missing = lost(met, url)
        print(machine())
    print()
    print(report(met, memory, given.minutes))
    print(f"Errors: {len(met.errors)}. Lost writes: {len(missing)}.")
    for line in [*met.errors[:20], *missing[:20]]:
        print(line)
    grown = len(memory) > SETTLED and memory[-1] > MOST_GROWTH * memory[SETTLED - 1]
    return 1 if met.errors or missing or grown else 0


if __name__ == "__main__":
    sys.exit(main())
