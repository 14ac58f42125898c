"""The process that reads a workbook, a document, a page or JSON, and nothing else.

`python -m foreign_affairs.records.reading.worker FD KIND ENCODING SECONDS` reads the file from
standard input, writes its rows to the open file FD, one JSON array a row, and says on standard
output what it found. What goes wrong in the libraries ends at worst this process.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from foreign_affairs.records.reading import archives
from foreign_affairs.records.reading.cells import COVERED, Unread
from foreign_affairs.records.reading.errors import (
    DAMAGED,
    TOO_LONG_CELL,
    TOO_LONG_ROW,
    TOO_MANY_ROWS,
    Unreadable,
)
from foreign_affairs.records.reading.errors import gettext_noop as _
from foreign_affairs.records.reading.kinds import OLE
from foreign_affairs.records.reading.legacy_text import Evidence
from foreign_affairs.records.reading.limits import (
    MAX_CELL,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_WIDTH,
    PROCESS_MEMORY,
    PROCESS_SPOOL,
)
from foreign_affairs.records.reading.pages import Page, fill_merged

TOO_LARGE = _("The file needs too much memory or time. Divide it, or save it as “CSV UTF-8”.")
_OLD_WORD = _("This is an old Word document (.doc). Open it in Word and save it as .docx.")
_NO_WORKBOOK = _("This is no workbook, or a damaged one. Save the table as .xlsx or “CSV UTF-8”.")
_TOO_MANY_SHEETS = _("The file has more than %(most)d sheets or tables.")


def main(spool_fd: int, kind: str, encoding: str, seconds: int) -> None:
    limit(seconds)
    report: dict[str, Any]
    with os.fdopen(spool_fd, "wb") as spool:
        try:
            with contextlib.redirect_stdout(sys.stderr):
                report = read(sys.stdin.buffer, kind, encoding, spool)
        except Unreadable as reason:
            report = {"sentence": reason.sentence, "params": reason.params}
        except MemoryError:
            report = {"sentence": TOO_LARGE, "params": {}}
        except BaseException:  # the libraries' own, of which some are not even an Exception
            report = {"sentence": DAMAGED, "params": {}}
    json.dump(report, sys.stdout)


def limit(seconds: int) -> None:
    """Keeps this process within its bounds, or the narrower ones that it was started with."""
    for what, most in (
        (resource.RLIMIT_AS, PROCESS_MEMORY),
        (resource.RLIMIT_FSIZE, PROCESS_SPOOL),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # Not every system can limit everything: macOS knows no limit of memory.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (least, least))


def read(file: IO[bytes], kind: str, encoding: str, spool: IO[bytes]) -> dict[str, Any]:
    """Writes the rows to `spool` and returns what kind it is, its sheets and how it is written."""
    evidence = Evidence()
    sheets: list[dict[str, Any]] = []
    kind, pages = opened(file, kind, encoding)
    for page in pages:
        if len(sheets) == MAX_SHEETS:
            raise Unreadable(_TOO_MANY_SHEETS, most=MAX_SHEETS)
        start = spool.tell()
        count = 0
        for line in lines_of(page, evidence):
            spool.write(line)
            count += 1
        sheets.append(
            {
                "name": page.name,
                "is_hidden": page.is_hidden,
                "title_lines": page.title_lines,
                "start": start,
                "count": count,
            }
        )
    if not sheets:
        raise Unreadable(_("The file has no table."))
    legacy = evidence.found()
    return {
        "kind": kind,
        "sheets": sheets,
        "legacy": legacy and [legacy.legacy.name, legacy.is_mixed],
    }


def opened(file: IO[bytes], kind: str, encoding: str) -> tuple[str, Iterator[Page]]:
    """The kind more exactly, and the sheets. Each reader is loaded only when it is needed."""
    if kind == "HTML":
        from foreign_affairs.records.reading.html_tables import pages_of_html

        return kind, pages_of_html(file, encoding)
    if kind == "XML":
        from foreign_affairs.records.reading.excel_xml import pages_of_excel_xml

        return kind, pages_of_excel_xml(file)
    if kind == "JSON":
        from foreign_affairs.records.reading.json_records import pages_of_json

        return kind, pages_of_json(file, encoding)
    data = file.read()
    if kind == OLE:
        check_ole(data)
        from foreign_affairs.records.reading.xls import pages_of_xls

        return "XLS", pages_of_xls(data)
    file = io.BytesIO(data)
    archive = zipfile.ZipFile(file)
    archives.check(archive)
    parts = archives.Parts(archive)
    kind, main_part = archives.kind_of(parts)
    if kind == "XLSX":
        from foreign_affairs.records.reading.xlsx import pages_of_xlsx

        return kind, pages_of_xlsx(file, parts, main_part)
    if kind == "XLSB":
        from foreign_affairs.records.reading.xlsb import pages_of_xlsb

        return kind, pages_of_xlsb(file, parts, main_part)
    if kind == "ODS":
        from foreign_affairs.records.reading.ods import pages_of_ods

        return kind, pages_of_ods(parts, main_part)
    from foreign_affairs.records.reading.docx import pages_of_docx

    return kind, pages_of_docx(parts, main_part)


def check_ole(data: bytes) -> None:
    """The container of old Office files: a workbook, something else, or a locked new one."""
    names = {
        name
        for name in ("EncryptedPackage", "Workbook", "WORKBOOK", "Book", "WordDocument")
        if name.encode("utf-16-le") in data
    }
    if "EncryptedPackage" in names:
        raise Unreadable(archives.PASSWORD)
    if not names & {"Workbook", "WORKBOOK", "Book"}:
        raise Unreadable(_OLD_WORD if "WordDocument" in names else _NO_WORKBOOK)


def lines_of(page: Page, evidence: Evidence) -> Iterator[bytes]:
    """A line for each row that is not blank: its number and its cells."""
    count = 0
    for number, cells in fill_merged(page.rows):
        while cells and not cells[-1].strip():
            cells.pop()
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise Unreadable(TOO_MANY_ROWS, most=MAX_ROWS)
        if len(cells) > MAX_WIDTH:
            raise Unreadable(TOO_LONG_ROW, row=number)
        if max(map(len, cells)) > MAX_CELL:
            raise Unreadable(TOO_LONG_CELL, row=number, most=MAX_CELL)
        for cell in cells:
            if not cell.isascii():
                evidence.add(cell)
        row = [number, *[cell if type(cell) is str else packed(cell) for cell in cells]]
        yield json.dumps(row).encode() + b"\n"


def packed(cell: str) -> Any:
    """A cell that is more than text, as JSON; `spool.unpacked` is the other way."""
    if cell is COVERED:
        return None
    if isinstance(cell, Unread):
        return {"shown": str(cell), "reason": cell.reason}
    return [str(cell)]


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
