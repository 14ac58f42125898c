"""How the installation is: the database, its migrations, the last backup, the room on its disks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from foreign_affairs.operation.backups import Backup, backup_dir, backups
from foreign_affairs.operation.files import media_root
from foreign_affairs.operation.manifest import version
from foreign_affairs.operation.tables import unapplied_migrations

LOW_SHARE = 0.05
LOW_BYTES = 1 << 30
"""A disk with less than this share or this number of bytes free is low."""


@dataclass(frozen=True)
class Disk:
    """The room where something of the installation lies, in bytes."""

    place: str
    free: int
    total: int

    @property
    def is_low(self) -> bool:
        return self.free < LOW_BYTES or self.free < LOW_SHARE * self.total


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error:
        return False
    return True


def disks() -> Iterator[Disk]:
    """Those of the uploaded files, the backups and, on SQLite, the database."""
    places = {"media": media_root(), "backups": backup_dir()}
    if connection.vendor == "sqlite" and connection.settings_dict["NAME"] != ":memory:":
        places["database"] = Path(connection.settings_dict["NAME"])
    for place, path in places.items():
        # A folder that nobody has needed yet will be made on the disk of the one above.
        existing = next(one for one in (path, *path.parents) if one.exists())
        usage = shutil.disk_usage(existing)
        # Without a size it is no disk, like /proc.
        if usage.total:
            yield Disk(place, usage.free, usage.total)


def last_backup() -> Backup | None:
    """The newest finished one in BACKUP_DIR; None without any, or without a readable folder."""
    try:
        return next(iter(backups(backup_dir())), None)
    except OSError:
        return None


def is_late(backup: Backup | None, now: datetime) -> bool:
    limit = timedelta(hours=settings.BACKUP_MAX_AGE)
    return backup is None or now - backup.made_at > limit


def report() -> dict[str, Any]:
    """What `/healthz` tells the monitor; `status` is “ok”, “warning” or “down”."""
    now = timezone.now()
    answers = database_answers()
    unapplied = unapplied_migrations() if answers else []
    backup = last_backup()
    rooms = list(disks())
    warnings = [
        *(["unapplied migrations"] if unapplied else []),
        *(["no recent backup"] if is_late(backup, now) else []),
        *(f"little disk space: {disk.place}" for disk in rooms if disk.is_low),
    ]
    return {
        "status": ("warning" if warnings else "ok") if answers else "down",
        "warnings": warnings,
        "version": version(),
        "database": {"answers": answers, "engine": connection.vendor},
        "unapplied_migrations": unapplied,
        "last_backup": backup
        and {
            "made_at": backup.made_at.isoformat(),
            "age_seconds": int((now - backup.made_at).total_seconds()),
        },
        "disks": [
            {"place": disk.place, "free_bytes": disk.free, "total_bytes": disk.total}
            for disk in rooms
        ],
    }
