"""In which characters a text file is written: told from its bytes, and from what they spell."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final
from unicodedata import normalize

from foreign_affairs.records.reading.errors import Unreadable
from foreign_affairs.records.reading.errors import gettext_noop as _
from foreign_affairs.records.reading.legacy_text import Evidence, Legacy, LegacyText, well_spelt

CHUNK: Final = 1024 * 1024
SAMPLE: Final = 256 * 1024
"""Bytes of lines with more than plain letters by which a single-byte encoding is told."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = _("This is not a text file. Save it as “CSV UTF-8” or as .xlsx.")
_BROKEN = _("The text is damaged near line %(line)d. Save it again as “CSV UTF-8” or as .xlsx.")
_UNKNOWN = _(
    "It cannot be told in which characters the text is written. In Excel, save it as “CSV UTF-8” "
    "or as .xlsx."
)


@dataclass(frozen=True)
class Characters:
    """The codec of a text file, and how Vietnamese is written in it if that is older than Unicode.

    `name` is for people, and empty where the file is in Unicode.
    """

    encoding: str
    legacy: LegacyText | None
    name: str = ""


def recognise(file: IO[bytes]) -> Characters:
    """Reads the whole file, chunk by chunk. Raises Unreadable where it is no text or unclear."""
    file.seek(0)
    head = file.read(CHUNK)
    encoding = _by_mark(head) or _by_zeros(head)
    try:
        evidence = Evidence()
        for text in _decoded(file, encoding or "utf-8"):
            if "\0" in text:
                raise Unreadable(_NO_TEXT)
            evidence.add_lines(text)
    except UnicodeDecodeError:
        if encoding is None:
            return _single_byte(file)
        raise Unreadable(_BROKEN, line=_line_of_damage(file, encoding)) from None
    return Characters(encoding or "utf-8", evidence.found())


def _by_mark(head: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of plain letters, spaces and digits is zero."""
    first, second = head[::2].count(0), head[1::2].count(0)
    if (
        len(head) < 8
        or 3 * max(first, second) < len(head) // 2
        or 20 * min(first, second) > max(first, second)
    ):
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _decoded(file: IO[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _line_of_damage(file: IO[bytes], encoding: str) -> int:
    line = 1
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    file.seek(0)
    while chunk := file.read(CHUNK):
        before, found, _after = decoder.decode(chunk).partition("\ufffd")
        line += before.count("\n")
        if found:
            break
    return line


def _single_byte(file: IO[bytes]) -> Characters:
    """windows-1258, or TCVN3 or VNI seen as windows-1252: what spells most words rightly."""
    sample = _sample(file)
    evidence = Evidence()
    evidence.add_lines(sample.decode("cp1252", errors="replace"))
    legacy = evidence.found()
    best_legacy, legacy_words = evidence.best()
    words = {
        encoding: well_spelt(normalize("NFC", sample.decode(encoding, errors="replace")))
        for encoding in ("cp1258", "utf-8")
    }
    if words["utf-8"] > max(words["cp1258"], legacy_words if legacy else 0) or (
        legacy and best_legacy is Legacy.MISREAD_UTF_8
    ):
        raise Unreadable(_BROKEN, line=_line_of_damage(file, "utf-8"))
    if legacy and legacy_words > words["cp1258"]:
        return _checked(file, Characters("cp1252", legacy))
    if words["cp1258"]:
        return _checked(file, Characters("cp1258", None, "windows-1258"))
    if sample.decode("cp1252", "replace") == sample.decode("cp1258", "replace"):
        return _checked(file, Characters("cp1252", None, "windows-1252"))
    raise Unreadable(_UNKNOWN)


def _sample(file: IO[bytes]) -> bytes:
    lines: list[bytes] = []
    left = SAMPLE
    file.seek(0)
    while left > 0 and (line := file.readline(CHUNK)):
        if not line.isascii():
            lines.append(line[:left])
            left -= len(line)
    return b"".join(lines)


def _checked(file: IO[bytes], characters: Characters) -> Characters:
    """The same, if all of the file can be read so and holds nothing that only programs write."""
    try:
        for text in _decoded(file, characters.encoding):
            if _CONTROLS & set(text):
                raise Unreadable(_NO_TEXT)
    except UnicodeDecodeError:
        raise Unreadable(_UNKNOWN) from None
    return characters


_CONTROLS = {chr(code) for code in range(0x20)} - set("\t\n\r\x0b\x0c\x1a")
