"""Cells → bytes: CSV for programs and for Excel, XLSX and JSON, written row by row."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import models

from foreign_affairs.models import PUBLIC_STATES, Record
from foreign_affairs.numbers import format_plain_number
from foreign_affairs.records.columns import Audience, States, text_of_day, text_of_number
from foreign_affairs.records.formulas import escape
from foreign_affairs.records.outgoing import AnyColumn, Cell, rows_of
from foreign_affairs.records.references import ReferenceFinder
from foreign_affairs.records.resources import resource_for
from foreign_affairs.records.workbook import xlsx_chunks

PROGRAMS = ""
"""Stands for a language where a file is for programs: names of columns, codes as values."""
LANGUAGES = {"vi": "vi", "en": "en", "programs": PROGRAMS}
"""How people choose for whom a file is."""

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}

BUFFER = 64 * 1024


def export_columns(
    model: type[models.Model], *, public: bool = False, derived: bool = False, rows: bool = False
) -> list[AnyColumn]:
    """The columns of a file: all for staff, only the public ones for everybody else.

    Those of `rows` inside the record are for people only.
    """
    resource = resource_for(model)
    columns: list[AnyColumn] = [
        *resource.columns(),
        *(resource.rows if rows else ()),
        *(resource.derived if derived else ()),
    ]
    return [column for column in columns if column.is_public or not public]


def in_reading_order(columns: Iterable[AnyColumn]) -> list[AnyColumn]:
    """The columns as people read them: what each record has besides its own fields comes last."""
    shared = {field.name for field in (*Record._meta.fields, *Record._meta.many_to_many)}
    return sorted(columns, key=lambda c: (c.name != "code", c.name in shared))


def headings_of(columns: Sequence[AnyColumn], language: str = PROGRAMS) -> list[str]:
    return [column.header(language) if language else column.name for column in columns]


def export_bytes(
    queryset: models.QuerySet[Any],
    ending: str,
    *,
    columns: Sequence[AnyColumn] | None = None,
    language: str = PROGRAMS,
    for_excel: bool = False,
    public: bool = False,
    derived: bool = False,
    progress: Callable[[int], object] | None = None,
) -> Iterator[bytes]:
    """The bytes of a file with the records of `queryset`; `ending` is csv, xlsx or json.

    `columns` are chosen ones of `export_columns`, else all; `language` that of the people who
    read the file, or PROGRAMS; `for_excel` is about CSV. With `public` staff columns are left out
    and hidden records are not named. `progress` is called with the number of rows written.
    """
    if columns is None:
        is_for_people = bool(language)
        columns = export_columns(queryset.model, public=public, derived=derived, rows=is_for_people)
        columns = in_reading_order(columns) if is_for_people else columns
    names = ReferenceFinder() if language else None
    audience = Audience(language, PUBLIC_STATES if public else None, names)
    headings = headings_of(columns, language)
    rows = rows_of(queryset, columns, audience)
    if progress:
        rows = reported(rows, progress)
    match ending:
        case "xlsx":
            title = sheet_title(queryset.model, language)
            yield from xlsx_chunks(title, headings, columns, rows, language)
        case "json":
            yield from encoded(json_lines(headings, rows))
        case _:
            written = excel_lines(headings, rows) if for_excel else lines(headings, rows, language)
            yield from encoded(written)


def reported(
    rows: Iterator[Sequence[Cell]], progress: Callable[[int], object]
) -> Iterator[Sequence[Cell]]:
    for row in rows:
        yield row
        progress(1)


def encoded(texts: Iterable[str]) -> Iterator[bytes]:
    """The texts in UTF-8, small ones together."""
    buffer = io.BytesIO()
    for text in texts:
        buffer.write(text.encode())
        if buffer.tell() > BUFFER:
            yield buffer.getvalue()
            buffer = io.BytesIO()
    yield buffer.getvalue()


def sheet_title(model: type[models.Model], language: str) -> str:
    if not language:
        return str(model._meta.model_name)
    title = resource_for(model).get_display_name_in(language)
    return title[:1].upper() + title[1:]


# CSV


def csv_lines(
    queryset: models.QuerySet[Any], columns: Sequence[AnyColumn], *, states: States = None
) -> Iterator[str]:
    """The lines of a file for programs with names and codes, as the register is kept in."""
    return lines(headings_of(columns), rows_of(queryset, columns, Audience(PROGRAMS, states)))


class Echo:
    """Gives back what `csv.writer` writes, so that nothing of a file is kept.

    The writer ends its lines with `\\r\\n`, else it would not quote a text with `\\r` in it.
    """

    def __init__(self, line_end: str) -> None:
        self.line_end = line_end

    def write(self, line: str) -> str:
        return line.removesuffix("\r\n") + self.line_end


def lines(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], language: str = PROGRAMS
) -> Iterator[str]:
    """RFC 4180 with `\\n` line ends, comma and point; texts that would run are escaped."""
    notation: dict[type, Callable[[Any], str]] = {
        # What `csv` does not write by itself as programs read it; it writes days as 2024-03-05.
        str: escape,
        bool: yes_no,
        Decimal: (lambda number: text_of_number(number, "en")) if language else format_plain_number,
    }
    writer: Any = csv.writer(Echo("\n"))
    yield writer.writerow(headings)
    for row in rows:
        yield writer.writerow(
            [notation[type(cell)](cell) if type(cell) in notation else cell for cell in row]
        )


def excel_lines(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """What Excel opens rightly where the comma is the decimal mark: BOM, semicolon, 05/03/2024."""
    writer: Any = csv.writer(Echo("\r\n"), delimiter=";")
    yield "\ufeff"
    yield writer.writerow(headings)
    for row in rows:
        yield writer.writerow([excel_text(cell) for cell in row])


def yes_no(cell: bool) -> str:
    return "true" if cell else "false"


def excel_text(cell: Cell) -> Any:
    match cell:
        case str():
            return escape(cell)
        case bool():
            return yes_no(cell)
        case Decimal():
            return text_of_number(cell, "vi")
        case datetime.date():
            return text_of_day(cell)
    return cell


# JSON


def json_lines(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A JSON array of objects, one a line."""
    yield "["
    start = "\n"
    for row in rows:
        values = (json_value(cell) for cell in row)
        yield start + json.dumps(dict(zip(headings, values, strict=True)), ensure_ascii=False)
        start = ",\n"
    yield "\n]\n"


def json_value(cell: Cell) -> Any:
    match cell:
        case "":
            return None
        case Decimal() if cell == cell.to_integral_value():
            return int(cell)
        case Decimal():
            # A fraction that a float would round is a text.
            number = float(cell)
            return number if Decimal(repr(number)) == cell else format_plain_number(cell)
        case datetime.date():
            return cell.isoformat()
    return cell
