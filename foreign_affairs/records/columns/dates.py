"""Columns of dates."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from foreign_affairs.dates import PartialDate, Precision
from foreign_affairs.records.columns.base import Audience, CellError, Column, ForPeople, States

FIRST_DAY_OF_EXCEL = datetime.date(1900, 3, 1)
"""Earlier ones Excel does not know, or counts wrongly."""

_OPENINGS = {
    "vi": {"after": "sau", "before": "trước", "since": "từ", "until": "đến"},
    "en": {"after": "after", "before": "before", "since": "since", "until": "up to"},
}


class DateColumn(Column):
    """What the two kinds of dates share."""

    def settle(self, known: PartialDate, text: str) -> Any:
        """The date as the field holds it; `text` is what was written. Raises CellError."""
        return known

    def read(self, text: str) -> Any:
        try:
            return self.settle(PartialDate.parse(text), text)
        except CellError:
            raise
        except ValueError as error:
            raise CellError(str(error)) from error


class DayColumn(DateColumn):
    """A full date: ISO in files; dd/mm/yyyy is read too, the day always first."""

    type_name = "date"

    def settle(self, known: PartialDate, text: str) -> datetime.date:
        if known.precision != Precision.DAY or known.start is None:
            raise CellError(_("“%(text)s” is not a full date with its day.") % {"text": text})
        return known.start

    def format(self, record: models.Model, *, states: States = None) -> str:
        day = self.value(record)
        return day.isoformat() if day else ""

    def in_words(self, record: models.Model, audience: Audience) -> ForPeople:
        day = self.value(record)
        return day_for_people(day) if day else ""

    def example(self, language: str) -> str:
        return "05/03/2024"


class PartialDateColumn(DateColumn):
    def in_words(self, record: models.Model, audience: Audience) -> ForPeople:
        value = self.value(record)
        return date_for_people(value, audience.language) if value else ""

    def example(self, language: str) -> str:
        return "05/03/2024; 09/2016; 2011"


def day_for_people(day: datetime.date) -> str | datetime.date:
    return day if day >= FIRST_DAY_OF_EXCEL else text_of_day(day)


def text_of_day(day: datetime.date) -> str:
    """dd/mm/yyyy in both languages: the one order that no reader of the register takes wrongly."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def date_for_people(value: PartialDate, language: str) -> str | datetime.date:
    """A day for a known day, otherwise 09/2016, 2011, 2018–2019, sau 09/2024, after 09/2024 …"""
    if value.precision is Precision.DAY and value.start:
        return day_for_people(value.start)
    ends = [text for text in value.text.lstrip("<>").split("/") if text != ".."]
    points = ["/".join(reversed(text.split("-"))) for text in ends]
    if value.precision is Precision.RANGE:
        dash = "–" if all("/" not in point for point in points) else " – "
        return dash.join(points)
    opening = _OPENINGS["vi" if language == "vi" else "en"].get(value.precision, "")
    return f"{opening} {points[0]}".lstrip()
