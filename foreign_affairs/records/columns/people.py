"""Cells for people in files that know no types."""

import datetime

from foreign_affairs.records.columns.base import ForPeople
from foreign_affairs.records.columns.dates import text_of_day
from foreign_affairs.records.columns.numbers import text_of_number


def text_for_people(value: ForPeople, language: str) -> str:
    """What `for_people` gives as text: 05/03/2024, 7434,4 for 'vi', 7434.4 for 'en'."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.date):
        return text_of_day(value)
    return text_of_number(value, language)
