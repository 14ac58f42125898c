"""What the cells of a file say to people: headings, names, words and days instead of codes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from foreign_affairs.dates import PartialDate
from foreign_affairs.numbers import format_number
from foreign_affairs.records.columns import SEPARATOR, CellError, RowsColumn
from foreign_affairs.records.headings import headings_of
from foreign_affairs.words import named, written


class CellWords:
    """Reads the names of all records that the given (column name, text) pairs refer to at once."""

    def __init__(self, model: Any, cells: Iterable[tuple[str, str]]) -> None:
        self.columns: dict[str, Any] = dict(headings_of(model).columns)
        codes: dict[Any, set[str]] = defaultdict(set)
        for name, text in cells:
            if target := getattr(self.columns.get(name), "target", None):
                codes[target].update(text.split(SEPARATOR))
        self.names = {
            target: {row.code: str(row) for row in named(target).filter(code__in=wanted)}
            for target, wanted in codes.items()
        }

    def heading(self, name: str) -> str:
        column = self.columns.get(name)
        return column.header("vi") if column else name

    def is_of_rows(self, name: str) -> bool:
        """Whether the column is of rows inside the record."""
        return isinstance(self.columns.get(name), RowsColumn)

    def text(self, name: str, text: str) -> str:
        """A text in the notation of programs as people write it; any other stays."""
        column: Any = self.columns.get(name)
        if target := getattr(column, "target", None):
            known = self.names[target]
            return ", ".join(known.get(code, code) for code in text.split(SEPARATOR))
        if not text or not hasattr(column, "parse"):
            return text
        try:
            value = column.parse(text)
        except CellError:
            return text
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if column.field.choices:
            return str(dict(column.field.flatchoices)[value])
        if isinstance(value, int):
            return format_number(value, "vi")
        return str(written(PartialDate.of_day(value) if isinstance(value, date) else value))
