"""Encryption of backups in the format age: for whoever holds the secret key, and nobody else.

The server knows public keys only (`age1…`), so that who takes the server cannot read the backups.
age encrypts and authenticates in pieces of 64 KiB, so files of any size pass in flat memory, and
a file that was changed or cut short is refused. Debian's program `age -d` opens them as well.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage
from django.utils.translation import gettext as _

from foreign_affairs.operation.faults import OperationError


def recipient_of(key: str) -> pyrage.x25519.Recipient:
    """Raises OperationError for what is no public key."""
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise OperationError(
            _("“%s” is no public key of age: it begins with age1.") % key
        ) from None


def read_identity(file: Path) -> pyrage.x25519.Identity:
    """The secret key in a file as age-keygen writes it. Raises OperationError."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise OperationError(_("“%s” cannot be read.") % file) from None
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                return pyrage.x25519.Identity.from_str(line.strip())
            except pyrage.IdentityError:
                break
    raise OperationError(_("“%s” holds no secret key of age (AGE-SECRET-KEY-…).") % file)


class Sink:
    """What the encryption writes to; keeps the error of the disk, which pyrage gives as a text."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self.out.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self.out.flush()


@contextmanager
def sealed(out: IO[bytes], recipients: Sequence[pyrage.x25519.Recipient]) -> Iterator[IO[bytes]]:
    """A file to write into; what is written arrives in `out` encrypted."""
    reading, writing = os.pipe()
    sink = Sink(out)
    failures: list[Exception] = []

    def encrypt() -> None:
        with os.fdopen(reading, "rb") as source:
            try:
                pyrage.encrypt_io(source, sink, recipients)
            except Exception as error:
                failures.append(sink.error or error)

    thread = threading.Thread(target=encrypt)
    thread.start()
    try:
        with os.fdopen(writing, "wb") as plain:
            yield plain
    except BrokenPipeError:
        # Nobody reads any more, and only the other thread can say why.
        pass
    finally:
        thread.join()
    if failures:
        raise failures[0]


@contextmanager
def opened(source: IO[bytes], identity: pyrage.x25519.Identity) -> Iterator[IO[bytes]]:
    """A file to read from, with what is encrypted in `source`. Raises OperationError at its end
    when the key is another, or the file was changed or cut short.
    """
    reading, writing = os.pipe()
    failures: list[Exception] = []

    def decrypt() -> None:
        try:
            with os.fdopen(writing, "wb") as sink:
                pyrage.decrypt_io(source, sink, [identity])
        except BrokenPipeError:
            # The reader has given up, and says why.
            pass
        except Exception as error:
            failures.append(error)

    thread = threading.Thread(target=decrypt)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as plain:
            yield plain
            while plain.read(1 << 20):
                pass
    finally:
        thread.join()
        if failures:
            raise OperationError(
                _("The backup cannot be decrypted: the key is another, or the file is damaged.")
            ) from failures[0]
