"""Every public fact of the shipped register can be read on the page of its record."""

import html
import re
from collections import Counter
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.utils.translation import override

from events.models import CommitmentParty, RecognitionParty
from foreign_affairs.dates import format_day, format_partial_date
from foreign_affairs.models import Country, InlineRow, OtherName, Record
from foreign_affairs.numbers import format_number
from foreign_affairs.records.columns import (
    BooleanColumn,
    ChoiceColumn,
    Column,
    DayColumn,
    NumberColumn,
    PartialDateColumn,
    ReferenceColumn,
    ReferencesColumn,
    columns_of,
)
from foreign_affairs.records.resources import REGISTRY
from partners.models import Tie

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_register")]

SILENT = {
    # The address of the page.
    "code",
    # The order of lists, seen in lists.
    "order",
    # Said by what the page looks like: a mark, a section, a heading.
    "is_disputed",
    "side",
    # The page says “not stated” of the place and the rule instead, or leaves the line out.
    "mode",
    # The `lang` of the name beside it.
    "language",
}
"""Columns whose value is not a text on the page."""

MODELS = [
    model
    for model, resource in REGISTRY.items()
    if resource.is_public and issubclass(model, (Record, Country, InlineRow))
]


def visible(text: str) -> str:
    """The text of a page as a reader sees it, in one line of small letters."""
    text = re.sub(r"<(script|style|template)\b.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", text)
    return squeeze(html.unescape(text))


def squeeze(text: str) -> str:
    text = re.sub(r"[\s\u00a0]+", " ", text).casefold()
    return re.sub(r" ?([.,;:()“”/–-]) ?", r"\1", text)


def expected(column: Column, record: Any, language: str) -> list[str]:
    """What a reader should find of the value of a column; nothing for an empty one."""
    value = column.value(record)
    if value in (None, "", ()):
        return []
    match column:
        case PartialDateColumn():
            return [format_partial_date(value, language)]
        case DayColumn():
            return [format_day(value, language)]
        case _ if column.name == "website":
            return [re.sub(r"^https?://|/$", "", value)]
        case _ if column.name == "year":
            return [str(value)]
        case _ if column.name == "change_percent":
            # “down 15.3%”
            return [format_number(abs(value), language)]
        case ChoiceColumn() if isinstance(record, OtherName):
            return []  # native names stand in the title, others in a list
        case ChoiceColumn() if isinstance(record, (CommitmentParty, RecognitionParty)):
            return []  # who gives and who receives are headings
        case ChoiceColumn():
            return [str(getattr(record, f"get_{column.name}_display")())]
        case BooleanColumn():
            return []
        case NumberColumn():
            return [format_number(value, language)]
        case ReferenceColumn() if column.target is Tie:
            return [str(getattr(record, column.field.name).get_kind_display())]
        case ReferenceColumn():
            return [str(getattr(record, column.field.name))]
        case ReferencesColumn():
            return [str(target) for target in getattr(record, column.name).all()]
    return [part for part in re.split(r"\n+", str(value)) if part]


def columns_in(model: type[models.Model], language: str) -> list[Column]:
    other = "_en" if language == "vi" else "_vi"
    return [
        column
        for column in columns_of(model)
        if column.is_public and column.name not in SILENT and not column.name.endswith(other)
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_public_fact_is_on_a_page(model: Any, language: str, client: Client) -> None:
    missing: Counter[str] = Counter()
    examples: dict[str, str] = {}
    pages: dict[str, str] = {}
    rows = model.objects.public() if hasattr(model.objects.all(), "public") else model.objects.all()
    with override(language):
        for record in rows:
            if isinstance(record, InlineRow):
                if isinstance(record.parent_record, Country) and not (
                    Country.objects.public().filter(pk=record.parent_record.pk).exists()
                ):
                    continue
                address = record.parent_record.get_absolute_url()
            else:
                address = record.get_absolute_url()
            if address not in pages:
                response = client.get(address)
                assert response.status_code == 200, address
                pages[address] = visible(response.content.decode())
            for column in columns_in(model, language):
                if isinstance(record, InlineRow) and column.name == record.parent_field:
                    continue
                for text in expected(column, record, language):
                    if squeeze(text) not in pages[address]:
                        missing[column.name] += 1
                        examples.setdefault(column.name, f"{address}: {text[:80]}")
    assert {name: (count, examples[name]) for name, count in missing.items()} == {}
