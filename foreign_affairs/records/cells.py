"""One cell as people type it → the value of its column: texts, words and names.

A reader of cells is made once a file and column, so that words and translations are looked up
once. `read` gets what stands above the row (see `Above`; only dates ask for it) and the texts of
its headings, and gives values by name of the column or raises CellError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, TypeVar

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from foreign_affairs.bilingual import active_language
from foreign_affairs.dates import PartialDate
from foreign_affairs.models import Country
from foreign_affairs.records.columns import (
    CellError,
    RowsColumn,
    RowValue,
    TextColumn,
    WordsColumn,
    person_of,
)
from foreign_affairs.records.decisions import NEW_DRAFT, Decisions
from foreign_affairs.records.mapping import GROUP, Mapped, Matched
from foreign_affairs.records.references import Model, NewDraft, ReferenceFinder
from foreign_affairs.records.titles import group_text, said_in
from foreign_affairs.text import clean_text, fold

Found = TypeVar("Found")

Values = dict[str, Any]

NEAR_WORD = 75
"""How near, in per cent, a word is to be suggested."""

MOST_SUGGESTIONS = 3

_BETWEEN = re.compile(r"\s*[|;\n]\s*")
_PERHAPS_BETWEEN = re.compile(r"\s*[,/]\s*|\s+(?:và|and|&|[-–])\s+", re.IGNORECASE)
_DAYS = re.compile(r"\s*\((\d{1,3}) (?:ngày|days?)\)$", re.IGNORECASE)


class Above(NamedTuple):
    """The year or month that a row stands under, and whether that is the date of the row itself
    where it has none.
    """

    within: PartialDate | None = None
    stands_in: bool = False


NOTHING_ABOVE = Above()


@dataclass(frozen=True)
class Reading:
    """What all cells of a file are read with."""

    model: Model
    matched: Matched
    decisions: Decisions
    references: ReferenceFinder


@dataclass(frozen=True)
class Question:
    """What only a person can say of a column, once: the kind, examples and (answer, its meaning).

    The answer to a “number” goes into `Decisions.numbers` under the name of the column.
    """

    column: str
    kind: str
    examples: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]


class Cells:
    """Reads the cells of one column in the notation of programs, which for texts is any."""

    needs_above: ClassVar[bool] = False
    first_decides: ClassVar[bool] = True
    """Whether a row without a cell under the first heading says nothing."""

    def __init__(self, column: Any, mapped: Sequence[Mapped], reading: Reading) -> None:
        self.column = column
        self.reading = reading
        self.headers = tuple(one.header for one in mapped)
        self.meant = reading.decisions.meant.get(column.name, {})

    def observe(self, text: str) -> None:
        """Takes notice of a cell before any is read."""

    def question(self) -> Question | None:
        """What must be asked after all cells were observed."""
        return None

    def read(self, above: Above, *texts: str | None) -> Values:
        typed = clean_text(texts[0] or "")
        if not typed:
            return self.empty()
        return {self.column.name: self.value(typed)}

    def empty(self) -> Values:
        return {self.column.name: self.column.empty()}

    def value(self, typed: str) -> Any:
        """The value of a cleaned text that is not empty."""
        return self.column.read(typed)


class CodeCells(Cells):
    def empty(self) -> Values:
        """A row without code is found by its natural key."""
        return {}


class WordCells(Cells):
    """Choices, yes and no."""

    def __init__(self, column: WordsColumn, mapped: Sequence[Mapped], reading: Reading) -> None:
        super().__init__(column, mapped, reading)
        self.known = column.known_words()
        self.is_group = any(GROUP.fullmatch(header) for header in self.headers)

    def empty(self) -> Values:
        # A row above the first group says nothing.
        return {} if self.is_group else super().empty()

    def value(self, typed: str) -> Any:
        meant = self.meant.get(typed, typed)
        for word in (meant, fold(meant)):
            if word in self.known:
                return self.known[word]
        if self.is_group and (said := said_in(self.known, group_text(typed))) is not None:
            return said
        words = ", ".join(self.column.labels(active_language()).values())
        raise CellError(
            _("“%(text)s” is not one of: %(values)s.") % {"text": typed, "values": words},
            text=typed,
            suggestions=self.near(typed),
        )

    def near(self, typed: str) -> list[tuple[str, str]]:
        """(value, word) of what was probably meant."""
        found = process.extract(
            fold(typed), list(self.known), scorer=fuzz.ratio, score_cutoff=NEAR_WORD
        )
        labels = self.column.labels(active_language())
        values = dict.fromkeys(self.known[word] for word, _score, _place in found)
        return [(str(value), labels[value]) for value in list(values)[:MOST_SUGGESTIONS]]


class ReferenceCells(Cells):
    def value(self, typed: str) -> Any:
        return self.code_of(typed)[1]

    def code_of(self, text: str) -> tuple[Model, str | NewDraft]:
        """The model and the code of what the text names or was said to mean. Raises CellError."""
        meant = self.meant.get(text, text)
        if meant == NEW_DRAFT:
            return self.draft_of(text)
        return self.reading.references.find_among(self.targets, meant)

    def draft_of(self, text: str) -> tuple[Model, NewDraft]:
        """A draft of the first kind of which one can be made. Raises CellError."""
        *others, last = self.targets
        for model in others:
            try:
                return model, self.reading.references.draft(model, text)
            except CellError:
                continue
        return last, self.reading.references.draft(last, text)

    @property
    def targets(self) -> tuple[Model, ...]:
        return (self.column.target,)


class ReferencesCells(ReferenceCells):
    def value(self, typed: str) -> Any:
        codes = [code for _model, code in each(typed, self.code_of)]
        return tuple(sorted(dict.fromkeys(codes), key=str))


class RowsCells(ReferenceCells):
    """Bodies and persons in the rows of a record; several headings may say some of them."""

    first_decides = False

    def __init__(self, column: RowsColumn, mapped: Sequence[Mapped], reading: Reading) -> None:
        super().__init__(column, mapped, reading)
        self.bodies = {model: name for name, model in column.targets.items()}
        self.office = next((place for place, one in enumerate(mapped) if one.part == "end"), None)
        self.has_days = any(f.name == "days" for f in column.row_model._meta.get_fields())

    @property
    def targets(self) -> tuple[Model, ...]:
        return tuple(self.column.targets.values())

    def read(self, above: Above, *texts: str | None) -> Values:
        find = self.person if self.column.names_persons else self.body
        found = (each(clean_text(text), find) for text in self.whole(texts) if text)
        return {self.column.name: tuple(value for values in found for value in values)}

    def whole(self, texts: Sequence[str | None]) -> Sequence[str | None]:
        """The texts with the office of a person, which may have a heading of its own, behind."""
        if self.office is None:
            return texts
        names = [text for place, text in enumerate(texts) if place != self.office and text]
        office = clean_text(texts[self.office] or "")
        return [f"{names[0]}, {office}" if office else names[0]] if names else []

    def body(self, text: str) -> RowValue:
        days = _DAYS.search(text) if self.has_days else None
        model, code = self.code_of(text[: days.start()] if days else text)
        return self.row_value(text, model, code, int(days[1]) if days else None)

    def row_value(
        self, text: str, model: Model, code: str | NewDraft, days: int | None = None
    ) -> RowValue:
        is_home = self.country_of(model, code) == Country.HOME
        return RowValue(text, self.bodies[model], code, is_home, days=days)

    def country_of(self, model: Model, code: str | NewDraft) -> str:
        """The country of a body; ours for a draft without one, unless the column is of partners."""
        if isinstance(code, NewDraft):
            own = Country.HOME if self.column.is_strict else ""
            return str(dict(code.values).get("country", own))
        if model is Country:
            return code
        return self.reading.references.index(model).countries.get(code) or ""

    def person(self, text: str) -> RowValue:
        """A body only if it is named exactly, otherwise a person."""
        if text in self.meant:
            return self.body(text)
        if named := self.reading.references.named_among(self.targets, text):
            return self.row_value(text, *named)
        person, office = person_of(text)
        for name, part in (("person", person), ("office_vi", office)):
            TextColumn(self.column.row_model._meta.get_field(name)).read(part)
        return RowValue(text, person=person, office=office)


def each(text: str, find: Callable[[str], Found]) -> Iterator[Found]:
    """What each name in the text stands for. Raises the CellError of the first that is not found.

    Names stand between `|`, semicolons and line ends; between commas, strokes and “và” only if
    they say nothing as they stand, and all of their parts do.
    """
    for part in filter(None, _BETWEEN.split(text)):
        try:
            yield find(part)
            continue
        except CellError as error:
            whole = error
        pieces = [piece for piece in _PERHAPS_BETWEEN.split(part) if piece]
        if len(pieces) < 2:
            raise whole
        found: list[Found] = []
        missed: list[CellError] = []
        for piece in pieces:
            try:
                found.append(find(piece))
            except CellError as error:
                missed.append(error)
        if missed:
            raise missed[0] if found else whole
        yield from found
