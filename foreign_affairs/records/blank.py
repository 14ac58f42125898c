"""Blank templates: a workbook for new records, with headings, drop-downs and a sheet of help."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any, TypeAlias

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from foreign_affairs.records.columns import (
    Audience,
    BooleanColumn,
    ChoiceColumn,
    CodeColumn,
    Column,
    DayColumn,
    DecimalColumn,
    IntegerColumn,
    NumberColumn,
    PartialDateColumn,
    PersonsColumn,
    ReferenceColumn,
    ReferencesColumn,
    RowsColumn,
    TextColumn,
)
from foreign_affairs.records.columns.dates import FIRST_DAY_OF_EXCEL
from foreign_affairs.records.columns.links import label_among_others, label_of
from foreign_affairs.records.export import (
    export_columns,
    headings_of,
    in_reading_order,
    sheet_title,
)
from foreign_affairs.records.outgoing import Cell, Chunk, rows_of, source_of, with_names
from foreign_affairs.records.references import ReferenceFinder
from foreign_affairs.records.resources import resource_for
from foreign_affairs.records.workbook import (
    A4,
    LAST_ROW,
    Styles,
    sheet_name,
    width_of,
    write_header,
    write_row,
)
from foreign_affairs.text import sort_key

Filled: TypeAlias = Column | RowsColumn
"""A column that people fill."""

MOST_OFFERED = 2000
"""A drop-down with more records helps nobody; then the name or code is typed."""
EXAMPLES_FROM = 50
"""The examples of the help sheet come from so many of the newest records."""
LONGEST_EXAMPLE = 120
LARGEST_WHOLE = 2**31 - 1


def blank_template(model: type[models.Model], language: str = "vi") -> bytes:
    """An XLSX file without rows, to fill and import: new records, in the words of `language`.

    With PROGRAMS as language its headings are names of columns and its lists have codes.
    """
    columns: Any = in_reading_order(export_columns(model, rows=bool(language)))
    audience = Audience(language, names=ReferenceFinder() if language else None)
    file = io.BytesIO()
    with override(language) if language else nullcontext(), Workbook(file) as book:
        styles = Styles(book, language)
        # The first sheet is the one that is filled; people and programs look there.
        filled = book.add_worksheet(sheet_name(sheet_title(model, language)))
        help_sheet = book.add_worksheet(_("How to fill it"))
        lists = book.add_worksheet(_("Lists"))
        lists.very_hidden()
        headings = headings_of(columns, language)
        write_header(filled, styles, headings, columns, [width_of(h, []) for h in headings])
        for place, column in enumerate(columns):
            if column.is_required:
                filled.write_string(0, place, headings[place], styles.required)
            filled.write_comment(0, place, note(column, audience), {"x_scale": 2.5, "y_scale": 1.5})
            words = offered(column, audience)
            words_at = write_list(lists, place, words) if words else ""
            if rule := rule_for(column, words_at):
                filled.data_validation(1, place, LAST_ROW, place, rule)
        write_help(help_sheet, styles, model, columns, audience)
    return file.getvalue()


# What a column wants


def what_to_write(column: Filled, audience: Audience) -> str:
    """One or two sentences on what the cells of the column hold."""
    sentences = (in_words(column, audience), column.help(audience.language or "vi"))
    return " ".join(filter(None, sentences))


def in_words(column: Filled, audience: Audience) -> str:
    match column:
        case CodeColumn():
            return _("May stay empty.")
        case ChoiceColumn():
            return _("One of: %(words)s.") % {"words": "; ".join(offered(column, audience))}
        case BooleanColumn():
            words = " / ".join(offered(column, audience))
            if column.field.null:
                return _("%(words)s, or empty where it is not known.") % {"words": words}
            return f"{words}."
        case ReferenceColumn():
            return _("The name or the code of one of the %(kinds)s.") % kinds(column)
        case ReferencesColumn():
            return _("Names or codes of %(kinds)s, several with ; between them.") % kinds(column)
        case PersonsColumn():
            return _("Names with offices, several with ; between them: Nguyễn Văn A, Giám đốc.")
        case RowsColumn():
            return _("Names or codes, several with ; between them.")
        case PartialDateColumn():
            return _("A date as far as it is known: 05/03/2024, 9/2016, 2011, 2018–2019.")
        case DayColumn():
            return _("A full date, the day first: 05/03/2024.")
        case DecimalColumn() if places := column.field.decimal_places:
            return _("A number with at most %(places)d decimal places.") % {"places": places}
        case NumberColumn():
            return _("A whole number.")
        case TextColumn() if column.field.max_length:
            return _("A text of at most %(length)d characters.") % {
                "length": column.field.max_length
            }
    return _("A text.")


def kinds(column: Any) -> dict[str, str]:
    return {"kinds": str(column.target._meta.verbose_name_plural)}


def note(column: Filled, audience: Audience) -> str:
    """What stands beside a heading: what to write, and the name of the column for programs."""
    name = _("Name for programs: %(name)s") % {"name": column.name}
    sentences = [_("Required.")] if column.is_required else []
    return "\n".join((" ".join((*sentences, what_to_write(column, audience))), name))


# Drop-downs and rules


def offered(column: Filled, audience: Audience) -> list[str]:
    """The words of the drop-down of a column; none where it has no drop-down."""
    match column:
        case ChoiceColumn():
            return words_of(column, [value for value, _label in column.field.flatchoices], audience)
        case BooleanColumn():
            return words_of(column, [True, False], audience)
        case ReferenceColumn():
            return names_of([column.target], audience, label_of)
        case ReferencesColumn():
            return names_of([column.target], audience, label_among_others)
        case RowsColumn() if not column.names_persons:
            return names_of(list(column.targets.values()), audience, label_among_others)
    return []


def words_of(column: Column, values: Sequence[Any], audience: Audience) -> list[str]:
    words = source_of(column, Chunk(column.field.model), audience).cells(values)
    return [str(word).lower() if isinstance(word, bool) else str(word) for word in words]


def names_of(
    among: Sequence[type[models.Model]], audience: Audience, label: Callable[..., str]
) -> list[str]:
    """What may be named, as it is read back, in Vietnamese order."""
    found = [record for model in among for record in with_names(model)[: MOST_OFFERED + 1]]
    if len(found) > MOST_OFFERED:
        return []
    names = (label(one, audience, among) if audience.language else one.code for one in found)
    return sorted(set(names), key=sort_key)


def write_list(lists: Any, place: int, words: Sequence[str]) -> str:
    """Writes the words of a drop-down below each other; returns where they stand."""
    for row, word in enumerate(words):
        lists.write_string(row, place, word)
    cells = xl_range_abs(0, place, len(words) - 1, place)
    return f"='{lists.get_name()}'!{cells}"


def rule_for(column: Filled, words_at: str) -> dict[str, Any]:
    """What Excel offers, explains and refuses in the cells of the column."""
    match column:
        case ChoiceColumn() | BooleanColumn():
            return {
                "validate": "list",
                "source": words_at,
                "error_title": _("Not in the list"),
                "error_message": _("Choose one of the words of the list."),
            }
        case ReferenceColumn() | ReferencesColumn() | RowsColumn() if words_at:
            # A name that is missing, and several with ; between them, are the import's to judge.
            return {"validate": "list", "source": words_at, "show_error": False}
        case DayColumn():
            return {
                "validate": "date",
                "criteria": ">=",
                "value": FIRST_DAY_OF_EXCEL,
                "error_type": "warning",
                "error_title": _("Not a full date"),
                "error_message": _("Write the day first, then month and year: 05/03/2024."),
                "input_message": _("The day first. See that Excel shows what you mean."),
            }
        case IntegerColumn():
            return {
                "validate": "integer",
                "criteria": "between",
                "minimum": -LARGEST_WHOLE,
                "maximum": LARGEST_WHOLE,
                "error_title": _("Not a whole number"),
                "error_message": _("Write a number without decimals."),
            }
        case TextColumn() if column.field.max_length:
            return {
                "validate": "length",
                "criteria": "<=",
                "value": column.field.max_length,
                "error_title": _("Too long"),
                "error_message": _("At most %(length)d characters.")
                % {"length": column.field.max_length},
            }
    return {}


# The sheet of help


def write_help(
    sheet: Worksheet,
    styles: Styles,
    model: type[models.Model],
    columns: Sequence[Any],
    audience: Audience,
) -> None:
    headings = (
        (_("Heading"), 28),
        (_("What to write"), 60),
        (_("Example"), 36),
        (_("Required"), 12),
        (_("Public"), 12),
        (_("Name for programs"), 24),
    )
    for place, (heading, width) in enumerate(headings):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, styles.header)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    is_public = resource_for(model).is_public
    shown = examples(model, columns, audience)
    for row, column in enumerate(columns, start=1):
        texts = (
            headings_of([column], audience.language)[0],
            what_to_write(column, audience),
            shown[row - 1],
            _("yes") if column.is_required else "",
            _("yes") if column.is_public and is_public else _("staff only"),
            column.name,
        )
        write_row(sheet, styles, row, texts, [width for _heading, width in headings])


def examples(
    model: type[models.Model], columns: Sequence[Filled], audience: Audience
) -> list[Cell]:
    """For each column what one of the newest records says."""
    newest = model._default_manager.order_by("-changed_at")[:EXAMPLES_FROM]
    rows = list(rows_of(newest, columns, audience))
    return [
        next((shortened(row[place]) for row in rows if row[place] not in (None, "")), None)
        for place in range(len(columns))
    ]


def shortened(cell: Cell) -> Cell:
    return Truncator(cell).chars(LONGEST_EXAMPLE) if isinstance(cell, str) else cell
