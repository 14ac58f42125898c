"""Words put into texts wherever a model has one, to see where they come out again."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from foreign_affairs.fields import PartialDateField
from foreign_affairs.models import Tracked
from foreign_affairs.records.headings import headings_of
from foreign_affairs.records.resources import REGISTRY


def kept_models() -> list[type[Any]]:
    """Every model with a code, stamps and history."""
    return [model for model in apps.get_models() if issubclass(model, Tracked)]


def text_fields(model: type[models.Model]) -> list[Any]:
    """What people type freely: no choices, dates, files or codes."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not isinstance(field, PartialDateField)
        and field.name not in ("code", "about_code", "wikidata_id")
    ]


def staff_only(model: type[models.Model]) -> set[str]:
    """The texts of a public row that are for staff: no public column has them."""
    public = set()
    if model in REGISTRY:
        public = {column.name for column in headings_of(model).columns.values() if column.is_public}
    return {field.name for field in text_fields(model)} - public


class Words:
    """Words that nothing else has, each with the place that it was put in."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def new(self, place: str, room: int | None = None) -> str:
        """A word for a place; so short that it fits into any text with `room` for ten letters."""
        word = f"zqx{len(self.places):05}"
        assert room is None or room >= len(word), place
        self.places[word] = place
        return word

    def found_in(self, data: bytes) -> list[str]:
        """The places of the words that stand in the data, in any case."""
        text = data.lower()
        if b"zqx" not in text:
            return []
        return [
            f"{word} of {place}" for word, place in self.places.items() if word.encode() in text
        ]


def plant(row: Any, words: Words, names: set[str]) -> None:
    """Puts a new word into each of these fields of a row, as it lies in the database."""
    label = row._meta.label
    values = {
        field.name: words.new(f"{label}.{field.name}", field.max_length)
        for field in text_fields(type(row))
        if field.name in names
    }
    if values:
        type(row)._default_manager.filter(pk=row.pk).update(**values)


def rows_of(models_: list[type[Any]]) -> Iterator[Any]:
    for model in models_:
        yield from model._default_manager.order_by("pk")
