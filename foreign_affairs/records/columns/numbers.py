"""Columns of numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from foreign_affairs.numbers import format_plain_number, parse_plain_number
from foreign_affairs.records.columns.base import Audience, CellError, Column, ForPeople, States

MOST_DIGITS = 15
"""What a cell of a spreadsheet keeps of a number."""


class NumberColumn(Column):
    type_name = "number"

    def read(self, text: str) -> Any:
        try:
            number = parse_plain_number(text)
        except ValueError as error:
            raise CellError(str(error)) from error
        return self.settle(number, text)

    def settle(self, number: Decimal, text: str) -> Any:
        """The number as the field holds it; `text` is what was written. Raises CellError."""
        return number

    @property
    def is_whole(self) -> bool:
        return not getattr(self.field, "decimal_places", 0)

    def fits(self, number: Decimal) -> bool:
        """Whether the field can hold the number at all."""
        try:
            self.settle(number, "")
        except CellError:
            return False
        limits = (v for v in self.field.validators if hasattr(v, "limit_value"))
        return all(
            not limit.compare(number, limit.limit_value)
            for limit in limits
            if limit.code in ("min_value", "max_value")
        )

    def format(self, record: models.Model, *, states: States = None) -> str:
        value = self.value(record)
        return "" if value is None else format_plain_number(Decimal(value))

    def in_words(self, record: models.Model, audience: Audience) -> ForPeople:
        value = self.value(record)
        if not isinstance(value, Decimal):
            return "" if value is None else value
        if len(value.normalize().as_tuple().digits) > MOST_DIGITS:
            return format_plain_number(value)
        return int(value) if value == value.to_integral_value() else float(value)

    def example(self, language: str) -> str:
        return "15" if self.is_whole else text_of_number(Decimal("13.2"), language)


class DecimalColumn(NumberColumn):
    def settle(self, number: Decimal, text: str) -> Decimal:
        places = self.field.decimal_places
        if number.adjusted() >= self.field.max_digits - places:
            raise CellError(_("The number “%(text)s” is too large.") % {"text": text})
        settled = number.quantize(Decimal(1).scaleb(-places))
        if settled != number:
            raise CellError(
                _("At most %(places)d decimal places fit, and “%(text)s” has more.")
                % {"places": places, "text": text}
            )
        return settled


class IntegerColumn(NumberColumn):
    type_name = "integer"

    def settle(self, number: Decimal, text: str) -> Any:
        if number != number.to_integral_value():
            raise CellError(_("“%(text)s” is not a whole number.") % {"text": text})
        return int(number)


def text_of_number(value: int | float | Decimal, language: str) -> str:
    """The number for people in a file that knows no types: 7434,4 for 'vi', 7434.4 for 'en'.

    Without groups, and with a fourth decimal where three could be a group of thousands, so that
    one reading is left.
    """
    # repr keeps what was typed; Decimal(float) would show binary dust.
    written = format_plain_number(value if isinstance(value, Decimal) else Decimal(repr(value)))
    if len(written.partition(".")[2]) == 3:
        written += "0"
    return written.replace(".", ",") if language == "vi" else written
