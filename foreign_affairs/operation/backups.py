"""Backups: made while the register is in use, one file each, the old ones pruned."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pyrage
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from foreign_affairs.operation.archive import MEDIA, Writer
from foreign_affairs.operation.databases import Snapshot, snapshot
from foreign_affairs.operation.faults import OperationError, told_when_full
from foreign_affairs.operation.files import media_root, named_files, stored_files
from foreign_affairs.operation.manifest import Manifest, version
from foreign_affairs.operation.sealing import sealed

ENDING = ".tar.gz"
SEALED_ENDING = f"{ENDING}.age"
PREFIX = "register-"
MOMENT = "%Y%m%dT%H%M%SZ"
UNFINISHED = ".unfinished-"
"""How names of what is not finished begin; such a file is never taken for a backup."""
TRIES = 3


@dataclass(frozen=True)
class Kept:
    """How many backups stay: the last one of so many days, weeks and months that have any."""

    days: int
    weeks: int
    months: int


@dataclass(frozen=True)
class Backup:
    """A finished file and when it was begun, which its name says."""

    file: Path
    made_at: datetime


def backup_dir() -> Path:
    return Path(settings.BACKUP_DIR)


def backups(folder: Path) -> list[Backup]:
    """The finished ones in a folder, the newest first."""
    found = []
    if folder.is_dir():
        for file in folder.iterdir():
            stem = file.name.removesuffix(".age").removesuffix(ENDING)
            if stem != file.name and stem.startswith(PREFIX):
                with suppress(ValueError):
                    moment = datetime.fromisoformat(stem.removeprefix(PREFIX))
                    found.append(Backup(file, moment))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def make_backup(folder: Path, recipients: Sequence[pyrage.x25519.Recipient] = ()) -> Path:
    """The finished file. A name that ends as a backup does is given to nothing unfinished.

    Raises OperationError when there is no room, or when another backup is under way.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with told_when_full(folder), alone(folder):
        remove_unfinished(folder)
        moment = timezone.now()
        ending = SEALED_ENDING if recipients else ENDING
        target = folder / f"{PREFIX}{moment.astimezone(UTC).strftime(MOMENT)}{ending}"
        work = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        try:
            unfinished = work / target.name
            write_backup(unfinished, work, moment, recipients)
            unfinished.rename(target)
            keep_on_disk(folder)
        finally:
            shutil.rmtree(work)
    return target


def write_backup(
    file: Path, work: Path, moment: datetime, recipients: Sequence[pyrage.x25519.Recipient]
) -> None:
    """The database first, then the files: a row names a file only once it is stored, so every
    file of the snapshot is there. One that goes between is looked for in a newer snapshot.
    """
    for turn in range(TRIES):
        taken = snapshot(work)
        with file.open("wb") as out:
            file.chmod(0o600)
            with into(out, recipients) as sink, Writer(sink) as writer:
                writer.add(taken.file.name, taken.file)
                add_files(writer)
                missing = missing_in(writer, taken)
                writer.finish(
                    Manifest(
                        made_at=moment.astimezone(UTC).isoformat(timespec="seconds"),
                        version=version(),
                        engine=connection.vendor,
                        migrations=taken.migrations,
                        tables=taken.tables,
                        members=writer.members,
                        missing=missing,
                    )
                )
            out.flush()
            os.fsync(out.fileno())
        # What rows of now name as well was missing before, and no newer snapshot would have it.
        if turn + 1 == TRIES or set(missing) <= named_files():
            return


@contextmanager
def into(out: IO[bytes], recipients: Sequence[pyrage.x25519.Recipient]) -> Iterator[IO[bytes]]:
    if not recipients:
        yield out
        return
    with sealed(out, recipients) as sink:
        yield sink


def add_files(writer: Writer) -> None:
    for name in stored_files():
        # Deleted since the folder was listed: an import that was given up, for example.
        with suppress(FileNotFoundError):
            writer.add(f"{MEDIA}{name}", media_root() / name)


def missing_in(writer: Writer, taken: Snapshot) -> list[str]:
    return sorted(name for name in taken.named if f"{MEDIA}{name}" not in writer.members)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Raises OperationError while another process is at work in the folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise OperationError(_("Another backup or restore is under way.")) from None
    finally:
        os.close(handle)


def remove_unfinished(folder: Path) -> None:
    """What a backup that was killed has left."""
    for left in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left)


def keep_on_disk(folder: Path) -> None:
    """The name survives a power cut as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


PERIODS: list[tuple[str, Callable[[datetime], Any]]] = [
    ("days", lambda moment: moment.date()),
    ("weeks", lambda moment: moment.isocalendar()[:2]),
    ("months", lambda moment: (moment.year, moment.month)),
]


def prune(folder: Path, kept: Kept) -> list[Path]:
    """Deletes what no rule keeps; returns those files. The newest backup always stays."""
    found = backups(folder)
    staying = {found[0].file} if found else set()
    for name, period_of in PERIODS:
        last: dict[Any, Path] = {}
        for backup in found:
            last.setdefault(period_of(timezone.localtime(backup.made_at)), backup.file)
        staying.update(list(last.values())[: getattr(kept, name)])
    going = [backup.file for backup in found if backup.file not in staying]
    for file in going:
        file.unlink()
    return going
