"""One file a backup: a tar of the database, the uploaded files and, last, the manifest; gzipped.

The manifest comes last because only then the sums of all members are known; so a file that was cut
short has none. What is read is checked against it before anybody uses it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self

from django.utils.translation import gettext as _

from foreign_affairs.operation.faults import OperationError
from foreign_affairs.operation.manifest import NAME, Manifest, Member

MEDIA = "media/"
LEVEL = 3
"""gzip's level: scans hardly shrink, and a database shrinks to a fifth at any level."""
CHUNK = 1 << 20


class Hashing(io.RawIOBase):
    """Reads a file and sums up what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.sum.update(data)
        return data


class Writer:
    """Writes members one after the other; `members` are those written so far."""

    def __init__(self, out: IO[bytes]) -> None:
        self.packed = gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=LEVEL)
        self.tar = tarfile.open(fileobj=self.packed, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.members: dict[str, Member] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """After a fault both are closed as well, though what they still hold cannot be written."""
        if kind is not None:
            for opened in (self.tar, self.packed):
                with suppress(Exception):
                    opened.close()

    def add(self, name: str, path: Path) -> None:
        """Raises FileNotFoundError, with nothing written, for a file that is gone."""
        with path.open("rb") as file:
            info = tarfile.TarInfo(name)
            status = os.fstat(file.fileno())
            info.size, info.mtime, info.mode = status.st_size, int(status.st_mtime), 0o640
            hashing = Hashing(file)
            self.tar.addfile(info, hashing)
        self.members[name] = Member(info.size, hashing.sum.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        data = manifest.as_bytes()
        info = tarfile.TarInfo(NAME)
        info.size, info.mode = len(data), 0o640
        self.tar.addfile(info, io.BytesIO(data))
        self.tar.close()
        self.packed.close()


@contextmanager
def plain(source: IO[bytes]) -> Iterator[tarfile.TarFile]:
    """The tar of an unencrypted backup. Raises OperationError where it is damaged."""
    try:
        with (
            gzip.GzipFile(fileobj=source, mode="rb") as packed,
            tarfile.open(fileobj=packed, mode="r|") as tar,
        ):
            yield tar
            # The sum that gzip itself keeps stands behind the end of the tar.
            while packed.read(CHUNK):
                pass
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError):
        raise OperationError(_("The backup is damaged or was cut short.")) from None


def unpack(source: IO[bytes], folder: Path) -> Manifest:
    """Writes all members below the folder, each checked. Raises OperationError.

    Only names that `Writer` writes are taken, so nothing lands outside of the folder.
    """
    found: dict[str, Member] = {}
    manifest = None
    with plain(source) as tar:
        for info in tar:
            file: Any = tar.extractfile(info) if info.isreg() else None
            if file is None or not is_known(info.name):
                raise OperationError(
                    _("The backup holds “%s”, which is no part of one.") % info.name
                )
            if info.name == NAME:
                manifest = Manifest.read(file.read())
                continue
            target = folder / info.name
            target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            hashing = Hashing(file)
            with target.open("xb") as out:
                while data := hashing.read(CHUNK):
                    out.write(data)
                out.flush()
                os.fsync(out.fileno())
            target.chmod(0o640)
            os.utime(target, (info.mtime, info.mtime))
            found[info.name] = Member(info.size, hashing.sum.hexdigest())
    if manifest is None:
        raise OperationError(_("The backup is damaged or was cut short."))
    for name in sorted({*found, *manifest.members}):
        if found.get(name) != manifest.members.get(name):
            raise OperationError(_("“%s” in the backup is not what was backed up.") % name)
    return manifest


def is_known(name: str) -> bool:
    path = PurePosixPath(name)
    if name in (NAME, "database.sqlite3", "database.dump"):
        return True
    return name.startswith(MEDIA) and ".." not in path.parts and str(path) == name
