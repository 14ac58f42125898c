"""What kind of file it is, told from its content; its name is only compared with that."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from foreign_affairs.records.reading.errors import Unreadable
from foreign_affairs.records.reading.errors import gettext_noop as _

ENDINGS: Final = {
    ".csv": "CSV",
    ".tsv": "CSV",
    ".txt": "CSV",
    ".xlsx": "XLSX",
    ".xlsm": "XLSX",
    ".xls": "XLS",
    ".xlsb": "XLSB",
    ".ods": "ODS",
    ".docx": "DOCX",
    ".json": "JSON",
    ".html": "HTML",
    ".htm": "HTML",
    ".xml": "XML",
}
"""The endings of names, and the kind of file that each promises."""

ZIP: Final = "ZIP"
OLE: Final = "OLE"

_PDF = _("This is a PDF document, not a table. Ask for the table in Excel or Word.")
_PICTURE = _("This is a picture or a recording, not a table.")
_PROGRAM = _("This is a program, not a table.")
_ARCHIVE = _("This is an archive of files. Unpack it and choose the file with the table.")
_RICH_TEXT = _("This is an RTF document. Open it in Word and save it as .docx.")
_DATABASE = _("This is a database, not a table. Save the table as .xlsx or “CSV UTF-8”.")
_WEB_ARCHIVE = _("This is a web archive (.mht). Open it in Excel and save it as .xlsx.")
_OTHER_XML = _("This is an XML file of a kind that has no tables for the register.")

_REFUSED = (
    (rb"%PDF-", _PDF),
    (rb"\xff\xd8\xff|\x89PNG|GIF8[79]a|II\*\0|MM\0\*|RIFF....WEBP", _PICTURE),
    (rb"....ftyp|ID3[\x02-\x04]|OggS|RIFF|BM.{4}\0\0\0\0", _PICTURE),
    (rb"\x7fELF|MZ.{0,60}\0", _PROGRAM),
    (rb"Rar!\x1a|7z\xbc\xaf|\x1f\x8b\x08|BZh[1-9]1AY|\xfd7zXZ\0|PK\x05\x06|PK\x07\x08", _ARCHIVE),
    (rb"\{\\rtf", _RICH_TEXT),
    (rb"SQLite format 3\0|\x00\x01\x00\x00Standard (?:Jet|ACE)", _DATABASE),
)
_WEB_ARCHIVE_HEAD = re.compile(r"\s*(?:MIME-Version|From): .*\n", re.IGNORECASE)
_HTML = re.compile(
    r"\s*+(?:<\?xml[^>]*>\s*+)?+(?:<!--(?:(?!-->).)*+-->\s*+)*+<"
    r"(?:!doctype html|html|head|meta|title|style|body|div|center|font|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<(?:\?xml|!doctype|[a-z]\w*[ :>])", re.IGNORECASE)
_JSON = re.compile(r'\s*(?:\[\s*[\[{\]]|\{\s*["}])')
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def kind_of_bytes(head: bytes) -> str | None:
    """ZIP, OLE, or None for what may be a text. Raises Unreadable for what is known as no table."""
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLE
    for pattern, sentence in _REFUSED:
        if re.match(pattern, head, re.DOTALL):
            raise Unreadable(sentence)
    return None


def kind_of_text(head: str) -> str:
    """HTML, XML, JSON or CSV, told from the beginning of a text."""
    if _HTML.match(head):
        return "HTML"
    if _XML.match(head):
        if _SPREADSHEET not in head:
            raise Unreadable(_OTHER_XML)
        return "XML"
    if _WEB_ARCHIVE_HEAD.match(head):
        raise Unreadable(_WEB_ARCHIVE)
    return "JSON" if _JSON.match(head) else "CSV"


def contradicting_ending(name: str, kind: str) -> str:
    """The ending of the name if it promises another kind of file; else empty."""
    ending = PurePath(name).suffix.lower()
    return ending if ENDINGS.get(ending, kind) != kind else ""
