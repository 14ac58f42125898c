"""What every column of a file has: its name, headings and words, and how its cells are written."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from foreign_affairs.text import clean_text

if TYPE_CHECKING:
    from foreign_affairs.records.references import ReferenceFinder

SEPARATOR = "|"

States: TypeAlias = Collection[str] | None
"""The states of the records that a file may name; None for all."""

ForPeople: TypeAlias = str | int | float | datetime.date
"""What a cell for people holds; a file that knows no types writes it with `text_for_people`."""


class CellError(ValueError):
    """A cell that cannot be read; the message is one sentence in the active language.

    `suggestions` are (code, name) of what was probably meant by `text`, the cell or the part of
    it that is not understood; `may_draft` tells whether a record of that name could be made.
    """

    def __init__(
        self,
        message: str,
        *,
        text: str = "",
        suggestions: Sequence[tuple[str, str]] = (),
        may_draft: bool = False,
    ) -> None:
        super().__init__(message)
        self.text = text
        self.suggestions = tuple(suggestions)
        self.may_draft = may_draft


@dataclass(frozen=True)
class Audience:
    """Whom a file is written for: people who read `language`, programs if that is empty."""

    language: str
    states: States = None
    names: ReferenceFinder | None = None


@dataclass(frozen=True)
class Words:
    """What offices call a column and write in it, besides what the register itself says.

    `headers` are other headings; `starts` and `ends` those of a beginning and an end that offices
    keep in two columns, of persons those of the office. `choices` are other words for the values
    of a choice or of yes and no, `units` what may stand beside a number. `from_titles`: a line
    above the table may say it of all rows. `unit_of` names the reference whose record has the
    unit of the number, `qualifier` and `upper` the columns for “about” or “more than” and for the
    upper end of a range.
    """

    headers: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    from_titles: bool = False
    unit_of: str = ""
    qualifier: str = ""
    upper: str = ""


def also(*headers: str, **others: Any) -> Words:
    """The words of a column as a resource declares them: other headings, and what `Words` has."""
    return Words(headers, **others)


class Titled:
    """A name for files and headings for people."""

    name: str
    verbose_name: Any

    def header(self, language: str) -> str:
        with override(language):
            return capitalised(str(self.verbose_name))

    def titles(self) -> tuple[str, str, str]:
        """The name and the headings by which a file may call the column."""
        return self.name, self.header("vi"), self.header("en")


@dataclass(frozen=True)
class Column(Titled):
    """One column: the name for files, the model field behind it, and whether the public gets it.

    Two notations: that of programs, which `format` writes and `parse` reads (None for
    an empty cell where the field allows it; raises CellError), and that of people, which
    `for_people` writes and `foreign_affairs.records.values` reads.
    """

    field: Any
    is_public: bool = True
    words: Words = field(default=Words(), compare=False)

    type_name = "string"

    @property
    def name(self) -> str:  # type: ignore[override]
        return str(self.field.name)

    @property
    def verbose_name(self) -> Any:
        return self.field.verbose_name

    def help(self, language: str) -> str:
        with override(language):
            return str(self.field.help_text)

    def parse(self, text: str) -> Any:
        text = clean_text(text)
        if not text:
            return self.empty()
        return self.read(text)

    def empty(self) -> Any:
        if self.field.null:
            return None
        if self.field.has_default():
            return self.field.get_default()
        if self.field.blank and self.field.empty_strings_allowed:
            return ""
        raise CellError(_("This column may not be empty."))

    @property
    def is_required(self) -> bool:
        """Whether a new record needs the column."""
        try:
            self.empty()
        except CellError:
            return True
        return False

    def read(self, text: str) -> Any:
        return text

    def value(self, record: models.Model) -> Any:
        return getattr(record, self.field.attname)

    def format(self, record: models.Model, *, states: States = None) -> str:
        value = self.value(record)
        return "" if value is None else str(value)

    def for_people(
        self,
        record: models.Model,
        language: str,
        *,
        states: States = None,
        names: ReferenceFinder | None = None,
    ) -> ForPeople:
        """The value in words of the language, which an import reads back as the same value.

        `names` knows which names are unique; without it each reference carries its code.
        """
        return self.in_words(record, Audience(language, states, names))

    def in_words(self, record: models.Model, audience: Audience) -> ForPeople:
        return self.format(record)

    def example(self, language: str) -> str:
        """What a person may write in the column; empty where that goes without saying."""
        return ""


@dataclass(frozen=True)
class DerivedColumn(Titled):
    """A column made from the record: exported for people, ignored on import."""

    name: str
    verbose_name: Any
    text: Callable[[Any], str]
    is_public: bool = True

    type_name = "string"

    def help(self, language: str) -> str:
        with override(language):
            return _("Made from the other columns; ignored on import.")

    def format(self, record: models.Model, *, states: States = None) -> str:
        return self.text(record)

    def for_people(
        self,
        record: models.Model,
        language: str,
        *,
        states: States = None,
        names: ReferenceFinder | None = None,
    ) -> str:
        with override(language):
            return self.text(record)


def capitalised(text: str) -> str:
    """With a capital at the beginning, as headings and cells begin."""
    return text[:1].upper() + text[1:]


def may_name(target: Any, states: States) -> bool:
    """Whether a file may name the target: the public never reads of what is not public."""
    return states is None or bool(target.may_be_named(states))


def messages_of(error: ValidationError) -> list[tuple[str, str]]:
    """(column name or "", sentence) pairs of a model's validation error."""
    if not hasattr(error, "error_dict"):
        return [("", message) for message in error.messages]
    return [
        ("" if name == "__all__" else name, message)
        for name, messages in error.message_dict.items()
        for message in messages
    ]
