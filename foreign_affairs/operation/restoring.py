"""Putting a backup back: everything is checked before anything is touched.

In this order, so that whenever it is ended there is the old state or the new one:

1. The backup is unpacked into a folder of its own inside MEDIA_ROOT, and each part is checked.
2. The files that MEDIA_ROOT lacks are moved into place. The old database names none of them.
3. The database is replaced in one transaction.
4. Files of the same name and other content are replaced, and those that the backup lacks go.

A name that both states use for different files is rare, since no stored name is given again while
its file is there. A restore that is ended between 3 and 4 leaves the mark `HALF_WAY`, which
`manage.py doctor` finds; the same restore again completes it.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection
from django.utils.translation import gettext as _

from foreign_affairs.operation.archive import MEDIA, unpack
from foreign_affairs.operation.backups import SEALED_ENDING, alone
from foreign_affairs.operation.databases import check_copy, put_back
from foreign_affairs.operation.faults import OperationError, told_when_full
from foreign_affairs.operation.files import STAGING, media_root, stored_files
from foreign_affairs.operation.manifest import Manifest
from foreign_affairs.operation.sealing import opened
from foreign_affairs.operation.tables import (
    Sums,
    filled_table,
    known_migrations,
    sums,
)

HALF_WAY = "half-way"
"""The file in the staging folder that stands between the change of the database and its end."""


def restore(
    file: Path,
    identity: pyrage.x25519.Identity | None = None,
    *,
    replace: bool = False,
    only_check: bool = False,
) -> tuple[Manifest, Sums | None]:
    """Puts the backup in place; what it must be, and what the database then is.

    The second is None when nothing was restored, or when the backup is of older migrations, whose
    tables this version cannot read before it has migrated them. Raises OperationError.
    """
    if not (only_check or replace):
        refuse_filled()
    with told_when_full(media_root()), staging() as folder:
        manifest = checked(file, identity, folder)
        if only_check:
            return manifest, None
        put_in_place(folder, manifest)
    if set(manifest.migrations) != known_migrations():
        return manifest, None
    # What the code keeps in the database is as after any migration; caches see a new state.
    emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS)
    return manifest, sums()


def checked(file: Path, identity: pyrage.x25519.Identity | None, folder: Path) -> Manifest:
    """Unpacks the backup into the folder. Raises OperationError unless all of it can be used."""
    try:
        with file.open("rb") as source, decrypted(source, file, identity) as readable:
            manifest = unpack(readable, folder)
    except FileNotFoundError:
        raise OperationError(_("There is no file “%s”.") % file) from None
    if manifest.engine != connection.vendor:
        raise OperationError(
            _(
                "The backup is of %(engine)s, but DATABASE_URL names %(here)s: restore it into "
                "%(engine)s, then use “manage.py move_to_postgres”."
            )
            % {"engine": manifest.engine, "here": connection.vendor}
        )
    if newer := sorted(set(manifest.migrations) - known_migrations()):
        raise OperationError(
            _("The backup was made by a newer version of the register, with %s.") % newer[0]
        )
    if not (folder / database_name(manifest)).is_file():
        raise OperationError(_("The backup holds no database."))
    same_version = set(manifest.migrations) == known_migrations()
    check_copy(folder / database_name(manifest), manifest.tables, same_version=same_version)
    return manifest


def database_name(manifest: Manifest) -> str:
    return "database.sqlite3" if manifest.engine == "sqlite" else "database.dump"


@contextmanager
def decrypted(
    source: IO[bytes], file: Path, identity: pyrage.x25519.Identity | None
) -> Iterator[IO[bytes]]:
    if not file.name.endswith(SEALED_ENDING):
        yield source
        return
    if identity is None:
        raise OperationError(
            _("The backup is encrypted: give the secret key with --identity FILE.")
        )
    with opened(source, identity) as readable:
        yield readable


def refuse_filled() -> None:
    if table := filled_table():
        raise OperationError(
            _("The register is not empty (%s has rows): --replace overwrites it.") % table
        )
    if next(stored_files(), None) is not None:
        raise OperationError(_("MEDIA_ROOT is not empty: --replace overwrites it."))


@contextmanager
def staging() -> Iterator[Path]:
    """An empty folder on the disk of MEDIA_ROOT; gone afterwards unless the restore is half-way."""
    media_root().mkdir(mode=0o750, parents=True, exist_ok=True)
    folder = media_root() / STAGING
    with alone(media_root()):
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            if not (folder / HALF_WAY).exists():
                shutil.rmtree(folder)


def put_in_place(folder: Path, manifest: Manifest) -> None:
    wanted = {name.removeprefix(MEDIA) for name in manifest.members if name.startswith(MEDIA)}
    there = set(stored_files())
    added = sorted(wanted - there)
    for name in added:
        move_file(folder, name)
    half_way = folder / HALF_WAY
    half_way.touch()
    try:
        put_back(folder / database_name(manifest), manifest.tables)
    except BaseException:
        half_way.unlink()
        for name in added:
            (media_root() / name).unlink()
        raise
    for name in sorted(wanted & there):
        if not filecmp.cmp(folder / MEDIA / name, media_root() / name, shallow=False):
            move_file(folder, name)
    for name in sorted(there - wanted):
        (media_root() / name).unlink()
    half_way.unlink()


def move_file(folder: Path, name: str) -> None:
    target = media_root() / name
    target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    os.replace(folder / MEDIA / name, target)
