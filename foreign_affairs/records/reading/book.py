"""The way in: a file as sheets of rows, or one sentence why not."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from unicodedata import normalize

from django.utils.translation import gettext as _

from foreign_affairs.records.reading.cells import Exact
from foreign_affairs.records.reading.characters import Characters, recognise
from foreign_affairs.records.reading.delimited import HEAD, read_delimited
from foreign_affairs.records.reading.errors import FileError, Unreadable
from foreign_affairs.records.reading.kinds import (
    contradicting_ending,
    kind_of_bytes,
    kind_of_text,
)
from foreign_affairs.records.reading.legacy_text import Legacy, LegacyText
from foreign_affairs.records.reading.limits import MAX_BYTES
from foreign_affairs.records.reading.spool import Spool, read_in_process, rows_of

Rows = Iterator[tuple[int, list[str]]]


@dataclass
class Sheet:
    """A sheet of a workbook, a table of a document or page, or all of a text file.

    `title_lines` are what a document says above its table. In a text file (`is_delimited`) a cell
    beyond the header means that a separator inside a cell was not quoted.
    """

    name: str
    source: Callable[[], Rows]
    is_hidden: bool = False
    title_lines: list[str] = field(default_factory=list)
    is_delimited: bool = False
    legacy: LegacyText | None = None

    def rows(self) -> Rows:
        """Number and cells of each row, from the start each time; texts are composed (NFC).

        Blank rows may be left out; trailing empty cells are, but in a text file. Raises FileError.
        """
        try:
            for number, cells in self.source():
                yield number, [cell if cell.isascii() else self.mended(cell) for cell in cells]
        except Unreadable as reason:
            raise said(reason) from None

    def mended(self, cell: str) -> str:
        if type(cell) is str:
            return normalize("NFC", self.legacy.converted(cell) if self.legacy else cell)
        return Exact(normalize("NFC", cell)) if isinstance(cell, Exact) else cell


@dataclass
class Book:
    """A file that was understood. `notes` are sentences about what was converted or noticed."""

    name: str
    kind: str
    sheets: list[Sheet]
    notes: list[str]


def read_book(file: IO[bytes] | bytes, name: str) -> Book:
    """Reads an uploaded file called `name`; what it holds decides, not its name.

    The file may be closed afterwards. Raises FileError.
    """
    try:
        return _read(file, name)
    except Unreadable as reason:
        raise said(reason) from None


def said(reason: Unreadable) -> FileError:
    return FileError(_(reason.sentence) % reason.params if reason.params else _(reason.sentence))


def _read(file: IO[bytes] | bytes, name: str) -> Book:
    upload = kept(io.BytesIO(file) if isinstance(file, bytes) else file)
    with upload.open() as reader:
        head = reader.read(HEAD)
        kind = kind_of_bytes(head)
        if kind is not None:
            return _from_process(upload, name, kind)
        characters = recognise(reader)
        reader.seek(0)
        text = io.TextIOWrapper(reader, characters.encoding).read(HEAD)
    kind = kind_of_text(text)
    if kind != "CSV":
        return _from_process(upload, name, kind, characters)
    sheet = Sheet(
        name="",
        source=lambda: read_delimited(upload.open(), characters.encoding),
        is_delimited=True,
        legacy=characters.legacy,
    )
    return Book(name, kind, [sheet], notes_on(name, kind, characters.name, characters.legacy))


def kept(file: IO[bytes]) -> Spool:
    """A copy that stays as long as the book. Raises FileError for an empty or too large file."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        raise FileError(_("The file is empty."))
    if size > MAX_BYTES:
        raise FileError(
            _("The file has %(size)d MB; %(most)d MB are the most. Split it.")
            % {"size": size // 1024**2, "most": MAX_BYTES // 1024**2}
        )
    spool = Spool()
    file.seek(0)
    shutil.copyfileobj(file, spool.file)
    spool.file.flush()
    return spool


def _from_process(
    upload: Spool, name: str, kind: str, characters: Characters | None = None
) -> Book:
    encoding = characters.encoding if characters else ""
    report, rows = read_in_process(upload, kind, encoding)
    legacy = None
    if report["legacy"]:
        legacy = LegacyText(Legacy[report["legacy"][0]], report["legacy"][1])
    sheets = [sheet_of(rows, told, legacy) for told in report["sheets"]]
    encoding_name = characters.name if characters else ""
    return Book(name, report["kind"], sheets, notes_on(name, report["kind"], encoding_name, legacy))


def sheet_of(rows: Spool, told: dict[str, Any], legacy: LegacyText | None) -> Sheet:
    texts = [told["name"], *told["title_lines"]]
    title, *title_lines = (
        normalize("NFC", legacy.converted(text) if legacy else text) for text in texts
    )
    return Sheet(
        name=title,
        source=lambda: rows_of(rows, told["start"], told["count"]),
        is_hidden=told["is_hidden"],
        title_lines=title_lines,
        legacy=legacy,
    )


def notes_on(name: str, kind: str, encoding_name: str, legacy: LegacyText | None) -> list[str]:
    notes = []
    if ending := contradicting_ending(name, kind):
        notes.append(
            _("The name ends in %(ending)s, but the file is %(kind)s and was read as such.")
            % {"ending": ending, "kind": kind}
        )
    if encoding_name:
        notes.append(_("The text was in %s and was converted.") % encoding_name)
    if legacy and legacy.legacy is Legacy.MISREAD_UTF_8:
        notes.append(
            _("A program had broken the marks (UTF-8 taken for windows-1252); they were mended.")
        )
    elif legacy and legacy.is_mixed:
        notes.append(_("Parts of the text were in %s and were converted.") % legacy.legacy.value)
    elif legacy:
        notes.append(_("The text was in %s and was converted.") % legacy.legacy.value)
    return notes
