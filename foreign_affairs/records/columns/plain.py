"""Columns of texts, codes, yes and no, and choices."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from foreign_affairs.bilingual import LANGUAGE_CODES
from foreign_affairs.records.columns.base import (
    Audience,
    CellError,
    Column,
    ForPeople,
    States,
    capitalised,
)
from foreign_affairs.text import fold


class TextColumn(Column):
    def read(self, text: str) -> str:
        longest = self.field.max_length
        if longest and len(text) > longest:
            raise CellError(
                _("The text has %(length)d characters; %(longest)d are the most.")
                % {"length": len(text), "longest": longest}
            )
        return text


class CodeColumn(TextColumn):
    def read(self, text: str) -> str:
        """A code is the same in capitals or small letters."""
        return str(super().read(text.casefold()))


class WordsColumn(Column):
    """A column with few values, each of which has its words."""

    def labels(self, language: str) -> dict[Any, str]:
        """The word for each value in the language."""
        raise NotImplementedError

    def known_words(self) -> dict[str, Any]:
        """The value behind each folded word; what two values are called is left out.

        A value's own name goes before labels, labels before the office's words.
        """
        known: dict[str, Any] = {}
        labels = [self.labels(language) for language in LANGUAGE_CODES]
        office = {value: self.words.choices.get(str(value), ()) for value in labels[0]}
        for named in (
            [(str(value), value) for value in labels[0]],
            *([(word, value) for value, word in by_value.items()] for by_value in labels),
            [(word, value) for value, words in office.items() for word in words],
        ):
            for word, value in named:
                known.setdefault(fold(word), value)
        return known

    def in_words(self, record: models.Model, audience: Audience) -> ForPeople:
        value = self.value(record)
        return (
            ""
            if value is None or value == ""
            else capitalised(self.labels(audience.language).get(value, str(value)))
        )

    def example(self, language: str) -> str:
        return capitalised(next(iter(self.labels(language).values())))


class BooleanColumn(WordsColumn):
    type_name = "boolean"

    TRUE = ("true", "1", "yes", "co", "x", "dung", "v", "ok")
    FALSE = ("false", "0", "no", "khong", "sai")
    SIGNS = {**dict.fromkeys("✓✔☑✅√", True), **dict.fromkeys("✗✘☐❌", False)}

    def labels(self, language: str) -> dict[Any, str]:
        return yes_and_no(language)

    def known_words(self) -> dict[str, Any]:
        true = dict.fromkeys((*self.TRUE, *map(fold, self.words.choices.get("true", ()))), True)
        false = dict.fromkeys((*self.FALSE, *map(fold, self.words.choices.get("false", ()))), False)
        return {**self.SIGNS, **true, **false}

    def read(self, text: str) -> bool:
        word = fold(text)
        if word in self.TRUE:
            return True
        if word in self.FALSE:
            return False
        raise CellError(
            _("“%(text)s” is neither yes nor no. Write true or false.") % {"text": text}
        )

    def format(self, record: models.Model, *, states: States = None) -> str:
        value = self.value(record)
        return "" if value is None else ("true" if value else "false")


class ChoiceColumn(WordsColumn):
    """A stable English value in files; the word of either language is understood too."""

    @property
    def values(self) -> list[str]:
        return [str(value) for value, _label in self.field.choices]

    def labels(self, language: str) -> dict[Any, str]:
        return labels_of(self.field, language)

    def read(self, text: str) -> str:
        if text in self.values:
            return text
        try:
            return str(self.known_words()[fold(text)])
        except KeyError:
            raise CellError(
                _("“%(text)s” is not one of: %(values)s.")
                % {"text": text, "values": ", ".join(self.values)}
            ) from None


@cache
def yes_and_no(language: str) -> dict[Any, str]:
    with override(language):
        return {True: _("yes"), False: _("no")}


@cache
def labels_of(field: Any, language: str) -> dict[Any, str]:
    """The word for each choice of a field, translated once."""
    with override(language):
        return {value: str(label) for value, label in field.choices}
