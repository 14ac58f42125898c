"""Form fields that read what people type, whatever language or number setting is active.

The admin is always Vietnamese: days are 05/07/2023, numbers 7.434,4.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foreign_affairs.dates import DateError, PartialDate, Precision, format_day
from foreign_affairs.numbers import NumberError, format_number, parse_number
from foreign_affairs.text import TextError


def _refusal(error: TextError) -> ValidationError:
    return ValidationError(error.message, code="invalid", params=error.params)


def typing_form(value: PartialDate) -> str:
    """Return 05/07/2023, 09/2016, 2011 or 2018–2019; for all else the canonical text."""
    if value.precision is Precision.DAY and value.start:
        return format_day(value.start, "vi", short=True)
    if value.precision is Precision.MONTH and value.start:
        return f"{value.start.month:02d}/{value.start.year}"
    if value.precision is Precision.RANGE and len(value.text) == len("2018/2019"):
        return value.text.replace("/", "–")
    return value.text


class PartialDateFormField(forms.CharField):
    """Text to a PartialDate, or None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "empty_value": None})

    def to_python(self, value: Any) -> Any:
        """Return the PartialDate. Raises ValidationError for what cannot be read."""
        if isinstance(value, PartialDate):
            return value
        text = super().to_python(value)
        try:
            return PartialDate.parse(text) if text else None
        except DateError as error:
            raise _refusal(error) from error

    def prepare_value(self, value: Any) -> Any:
        """Return the typing form of a PartialDate; what a person typed stays as it is."""
        return typing_form(value) if isinstance(value, PartialDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether the date, not its spelling, is another."""
        try:
            initial = self.to_python(initial)
        except ValidationError:
            return bool(initial != data)
        return super().has_changed(initial, data)


class DayField(forms.DateField):
    """One whole day: 05/07/2023, 5.7.2023, 2023-07-05 or ngày 05 tháng 7 năm 2023."""

    def to_python(self, value: Any) -> date | None:
        """Return the day. Raises ValidationError for anything but one day."""
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            known = PartialDate.parse(str(value))
        except DateError as error:
            raise _refusal(error) from error
        if known.precision is not Precision.DAY:
            message = _("“%(text)s” is not one day. Write day, month and year, like 05/07/2023.")
            raise ValidationError(message, code="invalid", params={"text": value})
        return known.start

    def prepare_value(self, value: Any) -> Any:
        """Return 05/07/2023 for a day; what a person typed stays as it is."""
        if isinstance(value, date):
            return format_day(value, "vi", short=True)
        return value


class _TypedNumber(forms.IntegerField):
    """What the two number fields share; IntegerField brings the limits and their messages."""

    widget = forms.TextInput
    inputmode = "numeric"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # A number input, the admin's for whole numbers, would read 7.434 as seven and a half.
        if getattr(self.widget, "input_type", None) == "number":
            self.widget.input_type = "text"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes that make a telephone show digits."""
        return {"inputmode": self.inputmode, "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Return 7.434,4 with all its decimals; what a person typed stays as it is."""
        if isinstance(value, float):
            value = Decimal(str(value))
        return format_number(value, "vi") if isinstance(value, Decimal | int) else value

    def _read(self, value: Any) -> Decimal | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, Decimal | int | float):
            return Decimal(str(value))
        try:
            return parse_number(str(value))
        except NumberError as error:
            raise _refusal(error) from error


class NumberField(_TypedNumber, forms.DecimalField):
    """A decimal number: 7.434,4 or 7434,4. Gives a Decimal."""

    inputmode = "decimal"

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Return the number. Raises ValidationError with the reason for what cannot be read."""
        return self._read(value)


class WholeNumberField(_TypedNumber):
    """A whole number: 7.434 or 7434. Gives an int."""

    def to_python(self, value: Any) -> int | None:
        """Return the number. Raises ValidationError for what cannot be read or has decimals."""
        number = self._read(value)
        if number is None:
            return None
        if number != number.to_integral_value():
            message = _("“%(text)s” is not a whole number. Leave out what stands after the comma.")
            raise ValidationError(message, code="invalid", params={"text": value})
        return int(number)
