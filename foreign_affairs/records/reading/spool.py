"""Temporary files that can be read again and again, and the process that fills one with rows."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from django.conf import settings

from foreign_affairs.records.reading.cells import COVERED, Exact, Unread
from foreign_affairs.records.reading.errors import Unreadable
from foreign_affairs.records.reading.limits import seconds_for
from foreign_affairs.records.reading.worker import TOO_LARGE

WORKER: Final = "foreign_affairs.records.reading.worker"
PATIENCE: Final = 120
"""Seconds until a process that neither works nor ends is ended."""
PASSED_ON: Final = (
    "PATH",
    "PYTHONPATH",
    "PYTHONHOME",
    "LD_LIBRARY_PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
)
"""The environment of the process: nothing that is secret."""


class Spool:
    """A temporary file without a name, gone with its last reader."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is not used any more

    def __del__(self) -> None:
        self.file.close()

    def open(self, start: int = 0) -> io.BufferedReader:
        """A reader of its own position, whatever others read meanwhile."""
        return io.BufferedReader(_Reader(self, start), 256 * 1024)


class _Reader(io.RawIOBase):
    def __init__(self, spool: Spool, place: int) -> None:
        self.spool = spool
        self.place = place

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {
            os.SEEK_SET: 0,
            os.SEEK_CUR: self.place,
            os.SEEK_END: os.fstat(self.spool.file.fileno()).st_size,
        }[whence]
        self.place = start + offset
        return self.place

    def readinto(self, buffer: Any) -> int:
        data = os.pread(self.spool.file.fileno(), len(buffer), self.place)
        buffer[: len(data)] = data
        self.place += len(data)
        return len(data)


def read_in_process(upload: Spool, kind: str, encoding: str) -> tuple[dict[str, Any], Spool]:
    """What the worker says of the file, and its rows. Raises Unreadable."""
    rows = Spool()
    size = upload.file.seek(0, os.SEEK_END)
    os.lseek(upload.file.fileno(), 0, os.SEEK_SET)
    descriptor = rows.file.fileno()
    try:
        ended = subprocess.run(  # noqa: S603 - a module of our own, and words of our own
            [sys.executable, "-m", WORKER, str(descriptor), kind, encoding, str(seconds_for(size))],
            stdin=upload.file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(descriptor,),
            cwd=settings.BASE_DIR,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_LARGE) from None
    if ended.returncode or not ended.stdout:
        raise Unreadable(TOO_LARGE)
    report = json.loads(ended.stdout)
    if "sentence" in report:
        raise Unreadable(report["sentence"], **report["params"])
    return report, rows


def rows_of(spool: Spool, start: int, count: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of one sheet that the worker has left."""
    with spool.open(start) as file:
        for line in islice(file, count):
            number, *cells = json.loads(line)
            yield number, [cell if type(cell) is str else unpacked(cell) for cell in cells]


def unpacked(cell: Any) -> str:
    if cell is None:
        return COVERED
    if isinstance(cell, list):
        return Exact(cell[0])
    return Unread(cell["shown"], cell["reason"])
