"""Zipped files (XLSX, XLSB, ODS, DOCX): what kind they are, and whether they may be opened."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, Final

from foreign_affairs.records.reading.errors import Unreadable
from foreign_affairs.records.reading.errors import gettext_noop as _
from foreign_affairs.records.reading.limits import MAX_UNPACKED_BYTES

MAX_ENTRIES: Final = 10_000
HARMLESS_BYTES: Final = 20 * 1024 * 1024
MOST_TIMES_SMALLER: Final = 150
"""Sheets of an office pack to a twentieth; a bomb to a thousandth."""

PASSWORD: Final = _("The file is protected with a password. Save it without and try again.")
_BOMB = _("The file unpacks to an unreasonable size and was not opened.")
_ARCHIVE = _("This is an archive of files. Unpack it and choose the file with the table.")
_OTHER = _("This is a document without tables for the register, like a presentation.")

_MAIN_PARTS = {"workbook.xml": "XLSX", "workbook.bin": "XLSB", "document.xml": "DOCX"}
_SPREADSHEET_MIMES = {
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
}


def check(archive: zipfile.ZipFile) -> None:
    """Raises Unreadable for what must not be opened."""
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(PASSWORD)
    if len(entries) > MAX_ENTRIES or any(map(is_bomb, entries)):
        raise Unreadable(_BOMB)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Unreadable(_BOMB)


def is_bomb(entry: zipfile.ZipInfo) -> bool:
    return (
        entry.file_size > HARMLESS_BYTES
        and entry.file_size > MOST_TIMES_SMALLER * entry.compress_size
    )


class Parts:
    """The parts of a zipped file by their paths, which some programs write with backslashes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.replace("\\", "/"): name for name in archive.namelist()}

    def __contains__(self, path: object) -> bool:
        return path in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def open(self, path: str) -> IO[bytes]:
        return self.archive.open(self.names[path])

    def find(self, name: str) -> str | None:
        """The path of a part of this name, in whatever folder."""
        return next((path for path in self if PurePosixPath(path).name == name), None)


def kind_of(parts: Parts) -> tuple[str, str]:
    """XLSX, XLSB, DOCX or ODS, and the path of the main part. Raises Unreadable for others."""
    for name, kind in _MAIN_PARTS.items():
        if path := parts.find(name):
            return kind, path
    if "mimetype" in parts:
        with parts.open("mimetype") as file:
            if file.read(200).strip() in _SPREADSHEET_MIMES:
                return "ODS", "content.xml"
        raise Unreadable(_OTHER)
    raise Unreadable(_OTHER if "[Content_Types].xml" in parts else _ARCHIVE)
