"""What the local monitor collects, in Prometheus' text format.

What each worker counts goes into small files of METRICS_DIR (the multiprocess mode of
prometheus_client), so that any worker can tell the sums of all, and a worker that ended is still
counted. What the database or the disk knows is read when it is asked for, and needs no sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import Error, models
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from foreign_affairs.models import Import, Record
from foreign_affairs.operation.health import database_answers, disks, last_backup
from foreign_affairs.operation.tables import unapplied_migrations

COUNTED = CollectorRegistry()
REQUESTS = Counter(
    "register_requests", "Requests answered.", ("view", "method", "status"), registry=COUNTED
)
SECONDS = Histogram(
    "register_request_seconds",
    "Time until the answer began.",
    ("view",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=COUNTED,
)
QUERIES = Counter("register_database_queries", "Queries sent.", ("view",), registry=COUNTED)
QUERY_SECONDS = Counter(
    "register_database_seconds", "Time spent in the database.", ("view",), registry=COUNTED
)


class StateCollector:
    """What is true at the moment of asking, the same in every worker."""

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "register_database_up",
            "1 if the database answers.",
            value=int(database_answers()),
        )
        # Without the database what it would say is missing, as it must be; the rest is told.
        with suppress(Error):
            yield from self.stored()
        if backup := last_backup():
            age = (timezone.now() - backup.made_at).total_seconds()
            yield GaugeMetricFamily(
                "register_backup_age_seconds", "Age of the last good backup.", value=age
            )
        free = GaugeMetricFamily("register_disk_free_bytes", "Free room.", labels=["place"])
        total = GaugeMetricFamily("register_disk_bytes", "Size of the disk.", labels=["place"])
        for disk in disks():
            free.add_metric([disk.place], disk.free)
            total.add_metric([disk.place], disk.total)
        yield from (free, total)

    def stored(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "register_unapplied_migrations",
            "Migrations that the database lacks.",
            value=len(unapplied_migrations()),
        )
        records = GaugeMetricFamily("register_records", "Records.", labels=["model", "state"])
        for model in apps.get_models():
            if issubclass(model, Record):
                for state, number in counts(model):
                    records.add_metric([model._meta.label_lower, state], number)
        yield records
        imports = GaugeMetricFamily("register_imports", "Imports.", labels=["state"])
        for state, number in counts(Import):
            imports.add_metric([state], number)
        yield imports


def counts(model: type[models.Model]) -> list[tuple[str, int]]:
    """The number of rows in each state that any has."""
    rows: Any = model._default_manager.order_by()
    return list(rows.values_list("state").annotate(number=models.Count("pk")).order_by("state"))


def exposition() -> bytes:
    """The text that Prometheus reads."""
    counted = COUNTED
    if settings.METRICS_DIR:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    state = CollectorRegistry()
    state.register(StateCollector())
    return generate_latest(counted) + generate_latest(state)
