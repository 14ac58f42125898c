"""Where and how is measured: a database of its own, pairs in alternation, the machine."""

from __future__ import annotations

import os
import platform
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

Work = Callable[[], object]


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """A new database beside the one that DATABASE_URL names, gone afterwards; gives its name."""
    if connection.vendor == "sqlite":
        settings.DATABASES["default"]["TEST"]["NAME"] = str(folder / "benchmark.sqlite3")
    old_name = connection.settings_dict["NAME"]
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield name
    finally:
        connection.creation.destroy_test_db(old_name, verbosity=0)


class Clock:
    """Seconds by the wall, or those of the processor where others use the machine too."""

    is_of_processor = False

    def now(self) -> float:
        return processor_seconds() if self.is_of_processor else time.perf_counter()


clock = Clock()


def seconds(work: Work) -> float:
    begin = clock.now()
    work()
    return clock.now() - begin


def processor_seconds() -> float:
    """What this process, those it has waited for and its server process of PostgreSQL worked."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = time.process_time() + children.ru_utime + children.ru_stime
    if connection.vendor != "postgresql":
        return own
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    return own + int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


@dataclass
class Row:
    """One row of the table: the times of the reference and of ours, in seconds, pair by pair.

    `promise` is the ratio reference ÷ ours that is at least promised; with `is_most` it is the
    ratio ours ÷ reference, which may be that at the most. With `is_rate` more is better: the ratio
    ours ÷ reference is at least promised.
    """

    name: str
    promise: float | None = None
    is_most: bool = False
    is_rate: bool = False
    unit: str = "s"
    reference: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        pairs = zip(self.reference, self.ours, strict=True)
        return statistics.median(b / a if self.is_most or self.is_rate else a / b for a, b in pairs)

    @property
    def is_kept(self) -> bool:
        if self.promise is None:
            return True
        return self.ratio < self.promise if self.is_most else self.ratio >= self.promise

    def cells(self) -> tuple[str, ...]:
        times = (statistics.median(self.reference), statistics.median(self.ours))
        shown = [f"{value:.{0 if value >= 100 else 3}f} {self.unit}" for value in times]
        sign = "<" if self.is_most else "≥"
        promise = "" if self.promise is None else f"{sign} {self.promise:g}"
        pairs = str(len(self.ours))
        kept = "" if self.promise is None else ("yes" if self.is_kept else "NO")
        return (self.name, pairs, *shown, f"{self.ratio:.2f}", promise, kept)


HEADINGS = ("work", "pairs", "reference", "ours", "ratio", "promised", "kept")


def table(rows: list[Row]) -> str:
    """The rows as a table of Markdown."""
    cells = [HEADINGS, *(row.cells() for row in rows if row.ours)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = [" | ".join(map(str.ljust, line, widths)) for line in cells]
    lines.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in lines)


def machine() -> str:
    """What the figures come from, in one line."""
    cpu = platform.processor()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].partition(":")[2].strip() if names else cpu
    if connection.vendor == "sqlite":
        database = f"SQLite {sqlite3.sqlite_version}"
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            database = f"PostgreSQL {cursor.fetchone()[0]}"
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    measured = "processor's seconds" if clock.is_of_processor else "seconds by the clock"
    return (
        f"{os.cpu_count()} × {cpu}, {platform.system()}, Python {platform.python_version()}, "
        f"Django {django.__version__}, {database}; {measured}, load {load}"
    )


def say(text: str) -> None:
    """How far it is; the table alone goes to standard output."""
    print(text, file=sys.stderr, flush=True)
