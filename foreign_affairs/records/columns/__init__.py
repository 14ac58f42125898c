"""A column of a file, described once for import, export, template, dictionary and data package."""

from foreign_affairs.records.columns.base import (
    SEPARATOR,
    Audience,
    CellError,
    Column,
    DerivedColumn,
    ForPeople,
    States,
    Words,
    also,
    capitalised,
    may_name,
    messages_of,
)
from foreign_affairs.records.columns.dates import (
    DateColumn,
    DayColumn,
    PartialDateColumn,
    date_for_people,
    text_of_day,
)
from foreign_affairs.records.columns.declared import LEFT_OUT, STAFF_FIELDS, columns_of
from foreign_affairs.records.columns.links import (
    BETWEEN_NAMES,
    ReferenceColumn,
    ReferencesColumn,
    name_in,
    name_with_code,
)
from foreign_affairs.records.columns.numbers import (
    DecimalColumn,
    IntegerColumn,
    NumberColumn,
    text_of_number,
)
from foreign_affairs.records.columns.people import text_for_people
from foreign_affairs.records.columns.plain import (
    BooleanColumn,
    ChoiceColumn,
    CodeColumn,
    TextColumn,
    WordsColumn,
)
from foreign_affairs.records.columns.rows import (
    CountriesColumn,
    NewRow,
    PersonsColumn,
    RowsColumn,
    RowValue,
    person_of,
)

__all__ = [
    "BETWEEN_NAMES",
    "LEFT_OUT",
    "SEPARATOR",
    "STAFF_FIELDS",
    "Audience",
    "BooleanColumn",
    "CellError",
    "ChoiceColumn",
    "CodeColumn",
    "Column",
    "CountriesColumn",
    "DateColumn",
    "DayColumn",
    "DecimalColumn",
    "DerivedColumn",
    "ForPeople",
    "IntegerColumn",
    "NewRow",
    "NumberColumn",
    "PartialDateColumn",
    "PersonsColumn",
    "ReferenceColumn",
    "ReferencesColumn",
    "RowValue",
    "RowsColumn",
    "States",
    "TextColumn",
    "Words",
    "WordsColumn",
    "also",
    "capitalised",
    "columns_of",
    "date_for_people",
    "may_name",
    "messages_of",
    "name_in",
    "name_with_code",
    "person_of",
    "text_for_people",
    "text_of_day",
    "text_of_number",
]
