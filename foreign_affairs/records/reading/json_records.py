"""JSON as the register writes it: an array of objects, one a record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any, Final

from foreign_affairs.records.reading.cells import Exact, Unread, plain
from foreign_affairs.records.reading.errors import TOO_MANY_ROWS, Unreadable
from foreign_affairs.records.reading.errors import gettext_noop as _
from foreign_affairs.records.reading.limits import MAX_ROWS, MAX_WIDTH
from foreign_affairs.records.reading.pages import Page, PageRow

NO_RECORDS: Final = _("The JSON is no list of records, like [{…}, {…}].")
HAS_STRUCTURE: Final = _(
    "The value has parts of its own. Give one value, or several joined by “|”."
)
IS_MISSING: Final = _("This record lacks the value. Write null for an empty one.")

_SPACE = re.compile(r"\s*")
_BETWEEN = re.compile(r"\s*([,\]])\s*")


def pages_of_json(file: IO[bytes], encoding: str) -> Iterator[Page]:
    text = file.read().decode(encoding)
    names: dict[str, None] = {}
    for record in records(text):
        names.update(dict.fromkeys(record))
        if len(names) > MAX_WIDTH:
            raise Unreadable(NO_RECORDS)
    yield Page("", rows_of(text, list(names)))


def rows_of(text: str, names: list[str]) -> Iterator[PageRow]:
    yield PageRow(1, list(names), [])
    for number, record in enumerate(records(text), start=2):
        yield PageRow(number, [cell_of_json(record, name) for name in names], [])


def records(text: str) -> Iterator[dict[str, Any]]:
    """The objects one after the other, so that only one is in memory beside the text."""
    decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=refuse_constant)
    place = _SPACE.match(text).end()  # type: ignore[union-attr]
    if not text.startswith("[", place):
        raise Unreadable(NO_RECORDS)
    place = _SPACE.match(text, place + 1).end()  # type: ignore[union-attr]
    if text.startswith("]", place):
        return
    for _count in range(MAX_ROWS):
        record, place = decoder.raw_decode(text, place)
        if not isinstance(record, dict):
            raise Unreadable(NO_RECORDS)
        yield record
        found = _BETWEEN.match(text, place)
        if found is None:
            raise ValueError("neither a comma nor the end of the list")
        if found[1] == "]":
            return
        place = found.end()
    raise Unreadable(TOO_MANY_ROWS, most=MAX_ROWS)


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def cell_of_json(record: dict[str, Any], name: str) -> str:
    if name not in record:
        return Unread("–", IS_MISSING)
    value = record[name]
    if value is None:
        return ""
    if isinstance(value, bool):
        return Exact("true" if value else "false")
    if isinstance(value, int | Decimal):
        return Exact(plain(Decimal(value)))
    if isinstance(value, str):
        return Exact(value)
    return Unread(json.dumps(value, ensure_ascii=False, default=str)[:1000], HAS_STRUCTURE)
