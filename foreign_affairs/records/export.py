"""Records → bytes: CSV, XLSX and JSON, written row by row."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import models
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from foreign_affairs.models import PUBLIC_STATES, InlineRow
from foreign_affairs.records.columns import Column, DerivedColumn, States
from foreign_affairs.records.resources import resource_for

CHUNK = 500

AnyColumn = Column | DerivedColumn


def export_columns(
    model: type[models.Model], *, public: bool = False, derived: bool = False
) -> list[AnyColumn]:
    """The columns of a file: all for staff, only the public ones for everybody else."""
    resource = resource_for(model)
    columns: list[AnyColumn] = [*resource.columns(), *(resource.derived if derived else ())]
    return [column for column in columns if column.is_public or not public]


def records_of(queryset: models.QuerySet[Any]) -> Iterator[Any]:
    """The records with what their columns refer to, in chunks, so that memory stays flat."""
    options = queryset.model._meta
    fields: Sequence[Any] = options.concrete_fields
    foreign_keys = []
    for field in fields:
        if field.is_relation:
            foreign_keys += [field.name, *what_names(field.related_model, field.name)]
    many = [f.name for f in options.many_to_many]
    return queryset.select_related(*foreign_keys).prefetch_related(*many).iterator(chunk_size=CHUNK)


def what_names(model: type[models.Model], path: str) -> list[str]:
    """What must be read to tell whether a row of `model`, reached by `path`, may be named."""
    names = list(getattr(model, "naming_fields", ()))
    if issubclass(model, InlineRow):
        names.append(model.parent_field)
    return [f"{path}__{name}" for name in names]


def csv_lines(
    queryset: models.QuerySet[Any], columns: Sequence[AnyColumn], *, states: States = None
) -> Iterator[str]:
    """RFC 4180 with `\\n` line ends: a header of column names, then a line a record."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    for record in records_of(queryset):
        writer.writerow([column.format(record, states=states) for column in columns])
        if buffer.tell() > 64 * 1024:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def json_lines(
    queryset: models.QuerySet[Any], columns: Sequence[AnyColumn], *, states: States = None
) -> Iterator[str]:
    """A JSON array of objects, one a line."""
    yield "["
    first = True
    for record in records_of(queryset):
        row = {column.name: json_value(column, record, states) for column in columns}
        yield ("\n" if first else ",\n") + json.dumps(row, ensure_ascii=False)
        first = False
    yield "\n]\n"


def json_value(column: AnyColumn, record: Any, states: States) -> Any:
    value = column.typed(record, states=states)
    if value == "":
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value


def xlsx_chunks(
    queryset: models.QuerySet[Any], columns: Sequence[AnyColumn], *, states: States = None
) -> Iterator[bytes]:
    """A workbook with typed cells, a frozen header and a filter."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(str(queryset.model._meta.model_name)[:31])
    sheet.freeze_panes = "B2"
    sheet.append([text_cell(sheet, column.name) for column in columns])
    count = 1
    for record in records_of(queryset):
        values = (column.typed(record, states=states) for column in columns)
        sheet.append([text_cell(sheet, v) if isinstance(v, str) else v for v in values])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    with tempfile.TemporaryFile() as file:
        workbook.save(file)
        file.seek(0)
        while chunk := file.read(64 * 1024):
            yield chunk


def text_cell(sheet: Any, text: str) -> WriteOnlyCell:
    """A text that begins with `=` stays a text; what XML cannot hold is left out."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell = WriteOnlyCell(sheet, value=text or None)
    if text:
        cell.data_type = "s"
    return cell


CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}

WRITERS: dict[str, Callable[..., Iterator[Any]]] = {
    "csv": csv_lines,
    "xlsx": xlsx_chunks,
    "json": json_lines,
}


def export_bytes(
    queryset: models.QuerySet[Any],
    ending: str,
    *,
    public: bool = False,
    derived: bool = False,
) -> Iterator[bytes]:
    """The bytes of a file with the records of `queryset`; `ending` is csv, xlsx or json."""
    columns = export_columns(queryset.model, public=public, derived=derived)
    states = PUBLIC_STATES if public else None
    for chunk in WRITERS[ending](queryset, columns, states=states):
        yield chunk.encode() if isinstance(chunk, str) else chunk
