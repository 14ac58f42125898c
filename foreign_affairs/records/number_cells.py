"""Cells of numbers: one style a column, decided by what the whole column has shown.

A text such as 1.543 is read as the unambiguous cells of its column are written; where they say
nothing, or both, a person is asked and the cell is refused until then. `Exact` cells, whose type
the file itself says, are in the notation of programs: they are never ambiguous, and no evidence
of how others were typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foreign_affairs.bilingual import active_language
from foreign_affairs.numbers import NumberError, parse_plain_number
from foreign_affairs.records.cells import Above, Cells, Question, Reading, ReferenceCells, Values
from foreign_affairs.records.columns import CellError, NumberColumn, ReferenceColumn, text_of_number
from foreign_affairs.records.headings import takes_unit, units_of
from foreign_affairs.records.mapping import Mapped
from foreign_affairs.records.reading.cells import Exact
from foreign_affairs.records.written_numbers import (
    MARKS,
    WrittenNumber,
    parts_of_pair,
    read_range,
    read_written_number,
    unit_and_size,
)
from foreign_affairs.text import clean_text

MOST_EXAMPLES = 3


class NumberCells(Cells):
    """The first heading is that of the number, a second that of the record that has its unit."""

    def __init__(self, column: NumberColumn, mapped: Sequence[Mapped], reading: Reading) -> None:
        super().__init__(column, mapped, reading)
        self.factor, self.unit = mapped[0].factor, mapped[0].unit
        self.words = column.words
        # A column of its own says it alone.
        self.upper, self.qualifier = (
            "" if name in reading.matched.names else name
            for name in (self.words.upper, self.words.qualifier)
        )
        self.answer = reading.decisions.numbers.get(column.name)
        self.shown: set[str] = set()
        self.ambiguous: dict[str, WrittenNumber] = {}
        self.is_qualified = False
        self.has_range = False
        self.measured: ReferenceCells | None = None
        if self.words.unit_of:
            measured = reading.model._meta.get_field(self.words.unit_of)
            self.measured = ReferenceCells(ReferenceColumn(measured), mapped[1:], reading)

    # The style of the column

    def observe(self, text: str) -> None:
        if isinstance(text, Exact) or self.says_nothing(text):
            return
        for written in self.written(clean_text(text)):
            if not takes_unit(self.column, written.unit):
                continue
            self.is_qualified = self.is_qualified or bool(written.qualifier)
            possible = self.possible(written)
            if len(possible) == 1:
                self.shown.update(possible)
            elif len(set(possible.values())) > 1 and len(self.ambiguous) < MOST_EXAMPLES:
                self.ambiguous[text] = written

    def says_nothing(self, text: str) -> bool:
        """Whether nothing is to be learnt from a text; most are seen through at once."""
        return not ("," in text or "." in text or self.upper or self.qualifier)

    def written(self, typed: str) -> Sequence[WrittenNumber]:
        """The number that the text says, or the two ends of a range; nothing if it says none."""
        if self.upper and (ends := read_range(typed)):
            self.has_range = True
            return ends
        try:
            return (read_written_number(typed),)
        except NumberError:
            return ()

    def possible(self, written: WrittenNumber) -> dict[str, Decimal]:
        """The number by each decimal mark with which the column can hold it."""
        factor = self.factor_of(written)
        return {
            mark: number
            for mark, number in written.by_mark.items()
            if number is not None
            and self.column.fits(number * factor)
            # 5.000 persons are no 5 with three decimals.
            and not (self.column.is_whole and factor == 1 and has_fraction(number))
        }

    @property
    def mark(self) -> str:
        """The decimal mark of what could be read in two ways; empty while nobody can know."""
        if self.answer:
            return self.answer
        if len(self.shown) == 1:
            return next(iter(self.shown))
        return "." if self.reading.matched.is_program and not self.shown else ""

    def question(self) -> Question | None:
        if self.mark or not self.ambiguous:
            return None
        text, written = next(iter(self.ambiguous.items()))
        language = active_language()
        choices = tuple(
            (mark, sentence % {"text": text, "number": text_of_number(number, language)})
            for mark, sentence in (
                (",", _("“%(text)s” is %(number)s: the decimal mark is the comma.")),
                (".", _("“%(text)s” is %(number)s: the decimal mark is the point.")),
            )
            if (number := written.by_mark[mark]) is not None
        )
        return Question(self.column.name, "number", tuple(self.ambiguous), choices)

    # One cell

    def read(self, above: Above, *texts: str | None) -> Values:
        typed = clean_text(texts[0] or "")
        name, upper, qualifier = self.column.name, self.upper, self.qualifier
        # Where some cells say “about” or a range, the others say that they do not.
        values: Values = {qualifier: ""} if self.is_qualified and qualifier else {}
        values |= {upper: None} if self.has_range else {}
        if not typed:
            return values | self.empty()
        measured = texts[1] if len(texts) > 1 else ""
        if isinstance(texts[0], Exact):
            return values | {name: self.exact(typed, measured)}
        if upper and (ends := read_range(typed)):
            low, high = (self.number(end, typed, measured) for end in ends)
            return values | {name: low, upper: high}
        try:
            written = read_written_number(typed)
        except NumberError as error:
            raise CellError(str(error)) from error
        if written.qualifier and not qualifier:
            raise CellError(
                _(
                    "“%(text)s” is not an exact number. This column takes only those: write the "
                    "number alone, and in the note that it is not exact."
                )
                % {"text": typed}
            )
        if written.qualifier:
            values[qualifier] = written.qualifier
        return values | {name: self.number(written, typed, measured)}

    def exact(self, typed: str, measured: str | None) -> Any:
        """A number whose value the file itself says; a share is shown as 13.2%."""
        try:
            number = parse_plain_number(typed.removesuffix("%"))
        except NumberError as error:
            raise CellError(str(error)) from error
        unit = "%" if typed.endswith("%") else ""
        written = WrittenNumber(dict.fromkeys(MARKS, number), unit=unit)
        self.check_unit(written, typed)
        return self.settle(number, written, typed, measured)

    def number(self, written: WrittenNumber, typed: str, measured: str | None) -> Any:
        """The number that is meant, in the unit of the column. Raises CellError."""
        self.check_unit(written, typed)
        possible = self.possible(written)
        if len(set(possible.values())) > 1 and not self.mark:
            raise CellError(
                _(
                    "“%(text)s” can be %(one)s or %(other)s. Say above which decimal mark the "
                    "column has, or write the number without groups."
                )
                % {
                    "text": typed,
                    **dict(
                        zip(
                            ("one", "other"),
                            (text_of_number(n, active_language()) for n in possible.values()),
                            strict=True,
                        )
                    ),
                }
            )
        number = possible.get(self.mark)
        if number is None:
            # What no reading fits is refused for the limit that it breaks.
            readings = (*possible.values(), *written.by_mark.values())
            number = next(n for n in readings if n is not None)
        return self.settle(number, written, typed, measured)

    def check_unit(self, written: WrittenNumber, typed: str) -> None:
        if not takes_unit(self.column, written.unit):
            raise CellError(
                _("“%(text)s” has a unit that this column does not take. Write the number alone.")
                % {"text": typed}
            )

    def settle(
        self, number: Decimal, written: WrittenNumber, typed: str, measured: str | None
    ) -> Any:
        factor = self.factor_of(written)
        says_unit = written.has_size or written.unit or self.unit or self.factor != 1
        if self.measured and says_unit:
            said = written.unit or self.unit
            factor /= self.size_of_unit(self.measured, said, clean_text(measured or ""), typed)
        return self.column.settle(number * factor, typed)

    def factor_of(self, written: WrittenNumber) -> Decimal:
        """What the heading multiplies by; not a number that says its own thousands or millions."""
        return Decimal(1) if written.has_size or written.unit else self.factor

    def size_of_unit(self, measured: ReferenceCells, said: str, name: str, typed: str) -> Decimal:
        """How many of the unit `said` make one of the record's: a million for “triệu USD”.

        Raises CellError where the record of that name is not known or has another unit.
        """
        references = self.reading.references
        found = references.named_among(measured.targets, name)
        units = references.index(found[0]).units[found[1]] if found else ("", "")
        for unit in filter(None, units):
            size, own = unit_and_size(unit)
            if said in ("", own):
                return size
        raise CellError(
            _(
                "“%(text)s” says a unit, and it is not clear how that is counted here. Write the "
                "number alone, in the unit of the register."
            )
            % {"text": typed}
        )


def has_fraction(number: Decimal) -> bool:
    """Whether decimals are written, be they zeros."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent < 0


class PairCells(Cells):
    """Two numbers in one cell, “02 đoàn/15 người”: by their units, or as the heading has them."""

    def __init__(self, columns: Sequence[Any], mapped: Sequence[Mapped], reading: Reading) -> None:
        super().__init__(columns[0], mapped, reading)
        self.cells = [NumberCells(column, mapped, reading) for column in columns]

    def observe(self, text: str) -> None:
        parts = parts_of_pair(text)
        for cells, part in zip(self.cells, parts, strict=False):
            cells.observe(part)

    def question(self) -> Question | None:
        return next(filter(None, (cells.question() for cells in self.cells)), None)

    def read(self, above: Above, *texts: str | None) -> Values:
        typed = clean_text(texts[0] or "")
        parts = parts_of_pair(typed)
        if not parts:
            return {name: value for cells in self.cells for name, value in cells.empty().items()}
        order = self.order(parts)
        if order is None:
            raise CellError(_("“%(text)s” should be two numbers, like “2/15”.") % {"text": typed})
        values: Values = {}
        for cells, part in zip(order, parts, strict=True):
            values |= cells.read(above, part)
        return values

    def order(self, parts: Sequence[str]) -> Sequence[NumberCells] | None:
        """The columns of the parts: by their units, or as they stand; None if they do not fit."""
        try:
            units = [read_written_number(part).unit for part in parts]
        except NumberError:
            return None
        by_unit = [
            next((cells for cells in self.cells if unit and unit in units_of(cells.column)), None)
            for unit in units
        ]
        if all(by_unit) and len(set(map(id, by_unit))) == len(parts):
            return [cells for cells in by_unit if cells]
        if len(parts) == len(self.cells) and all(
            takes_unit(cells.column, unit) for cells, unit in zip(self.cells, units, strict=True)
        ):
            return self.cells
        return None
