"""What an import would do, row by row, kept as JSON lines so that pages of it cost nothing."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db import models

from foreign_affairs.records.items import WRITTEN, Item, Kind

PER_PAGE = 50

LONGEST_CELL = 300
"""So many characters of a cell of the file are kept to show."""

_TRAILER = 16
"""The length of the last line: where the index begins."""


class Digest:
    """One short text for all that would be written, so that a later run can be compared with it."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def take(self, item: Item) -> None:
        kind = item.kind
        parts = [kind, item.row.place]
        if kind in WRITTEN:
            parts += [str(item.record.pk), item.record.code, *map(str, item.values.values())]
            parts += [str(change) for change in item.changes.items()]
        self._sum.update("\x1f".join(parts).encode())

    def text(self) -> str:
        return self._sum.hexdigest()


class PreviewWriter:
    """Writes items to a binary file as they come, then where the rows of each kind stand."""

    def __init__(self, file: IO[bytes], columns: list[Any]) -> None:
        self.file = file
        self.columns = columns
        self.place = 0
        self.offsets: dict[str, array[int]] = {kind: array("Q") for kind in Kind}

    def take(self, item: Item) -> None:
        line = json.dumps(row_of(item, self.columns), ensure_ascii=False).encode() + b"\n"
        self.offsets[item.kind].append(self.place)
        self.place += self.file.write(line)

    def finish(self, notes: Sequence[str] = (), drafts: Sequence[str] = ()) -> None:
        """`notes` are sentences about the file, `drafts` names of records to be made besides."""
        rows = {kind: offsets.tolist() for kind, offsets in self.offsets.items()}
        index = {"rows": rows, "notes": list(notes), "drafts": list(drafts)}
        self.file.write(json.dumps(index).encode() + b"\n")
        self.file.write(f"{self.place:>{_TRAILER}}".encode())


@dataclass(frozen=True)
class PreviewPage:
    """One page of the rows of a kind, and what the writer was told; pages count from 1."""

    rows: list[dict[str, Any]]
    number: int
    pages: int
    total: int
    notes: list[str]
    drafts: list[str]


class PreviewReader:
    """Reads what `PreviewWriter` has written."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        file.seek(-_TRAILER, 2)
        file.seek(int(file.read()))
        index = json.loads(file.readline())
        self.offsets: dict[str, list[int]] = index["rows"]
        self.notes: list[str] = index["notes"]
        self.drafts: list[str] = index["drafts"]

    def page(self, kind: str, number: int, per_page: int = PER_PAGE) -> PreviewPage:
        """The page with this number, or the nearest that there is."""
        offsets = self.offsets.get(kind, [])
        pages = max(1, -(-len(offsets) // per_page))
        number = min(max(number, 1), pages)
        rows = self.rows_at(offsets[(number - 1) * per_page : number * per_page])
        return PreviewPage(list(rows), number, pages, len(offsets), self.notes, self.drafts)

    def rows(self, kind: str) -> Iterator[dict[str, Any]]:
        """All rows of a kind."""
        return self.rows_at(self.offsets.get(kind, []))

    def rows_at(self, offsets: list[int]) -> Iterator[dict[str, Any]]:
        for offset in offsets:
            self.file.seek(offset)
            yield json.loads(self.file.readline())


def row_of(item: Item, columns: list[Any]) -> dict[str, Any]:
    """What is shown of an item; texts of values are in the notation of programs.

    `place`, `row` and `sheet` say where it stands in the file, `kind` what becomes of it; `code`,
    `key` and `name` are those of its record. `changes` are (before, after) by column; of a new
    record `values` by column, of one that is refused or left out the `cells` of the file by
    header. `refusals` say why by column, with `suggestions` (code, name); `inside` are the rows
    added to the record, `drafts` the names of records made besides, `alike` key, code and
    name of records that may be the same real thing.
    """
    kind = item.kind
    shown: dict[str, Any] = {
        "place": item.row.place,
        "row": item.row.number,
        "sheet": item.row.sheet,
        "kind": kind,
    }
    if item.record is not None:
        shown |= {"code": item.record.code, "key": item.record.pk, "name": name_of(item.record)}
    if kind in (Kind.REFUSED, Kind.LEFT_OUT):
        shown["cells"] = {
            header: text[:LONGEST_CELL] for header, text in item.row.cells.items() if text
        }
        shown["refusals"] = [
            {
                "column": refusal.column,
                "message": refusal.message,
                "suggestions": refusal.suggestions,
                "text": refusal.text,
                "may_draft": refusal.may_draft,
            }
            for refusal in item.refusals
        ]
    elif item.is_new:
        texts = ((c.name, text_of(c, item)) for c in columns if c.name in item.values)
        shown["values"] = {name: text for name, text in texts if text}
    elif item.changes:
        shown["changes"] = item.changes
    if item.rows:
        shown["inside"] = [str(row.record) for row in item.rows]
    if item.drafts:
        shown["drafts"] = [name_of(draft.record) for draft in item.drafts]
    if item.alike:
        shown["alike"] = item.alike
    return shown


def name_of(record: models.Model) -> str:
    """The Vietnamese name where it is a field; what else a record is called may take a query."""
    names = {field.name for field in record._meta.concrete_fields}
    return str(getattr(record, "name_vi", "")) if "name_vi" in names else ""


def text_of(column: Any, item: Item) -> str:
    """The text of a new record's value: codes of references as the file means them."""
    value = item.values[column.name]
    if isinstance(value, tuple):
        return "|".join(str(getattr(one, "text", one)) for one in value)
    if value is None or getattr(column, "target", None):
        return str(value or "")
    return str(column.format(item.record))
