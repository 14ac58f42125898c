import io
import os
from pathlib import Path

import pyrage
import pytest

from foreign_affairs.operation.faults import OperationError
from foreign_affairs.operation.sealing import opened, read_identity, recipient_of, sealed

IDENTITY = pyrage.x25519.Identity.generate()
TEXT = os.urandom(1_000_000)


def seal(text: bytes) -> bytes:
    out = io.BytesIO()
    with sealed(out, [recipient_of(str(IDENTITY.to_public()))]) as sink:
        for start in range(0, len(text), 70_000):
            sink.write(text[start : start + 70_000])
    return out.getvalue()


def unseal(text: bytes, identity: pyrage.x25519.Identity = IDENTITY) -> bytes:
    with opened(io.BytesIO(text), identity) as plain:
        return plain.read()


def test_what_is_sealed_opens_with_the_key_alone() -> None:
    found = seal(TEXT)
    assert found.startswith(b"age-encryption.org/v1\n")
    assert TEXT[:100] not in found
    assert unseal(found) == TEXT
    with pytest.raises(OperationError):
        unseal(found, pyrage.x25519.Identity.generate())


def test_changed_or_shortened_text_is_refused() -> None:
    found = seal(TEXT)
    # The last cut lies exactly between two pieces of 64 KiB.
    changed = bytearray(found)
    changed[len(found) // 2] ^= 1
    for damaged in (bytes(changed), found[:-1], found[:1000], found[: -(len(TEXT) % 65_536) - 16]):
        with pytest.raises(OperationError):
            unseal(damaged)


def test_writer_learns_that_the_disk_is_full() -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    with (
        pytest.raises(OSError, match="No space"),
        sealed(Full(), [recipient_of(str(IDENTITY.to_public()))]) as sink,
    ):
        sink.write(TEXT * 10)


def test_keys_that_are_none_are_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="age1"):
        recipient_of("age1wrong")
    file = tmp_path / "key.txt"
    with pytest.raises(OperationError):
        read_identity(file)
    file.write_text("# nothing\n")
    with pytest.raises(OperationError):
        read_identity(file)
    file.write_text(f"# public key: {IDENTITY.to_public()}\n{IDENTITY}\n")
    assert str(read_identity(file)) == str(IDENTITY)
