"""Columns of rows inside a record, as offices keep them: partner, host and leader beside the visit.

The contract with what writes records: the value of a cell is a tuple of `RowValue`, each what one
part of the cell names. `column.missing_rows(record, values)` compares them with the rows that the
record has (prefetch `column.prefetches`; a record without key has none) and gives a `NewRow` for
each that is missing: the model and all its fields but the one to the record. Its references are
codes, or a `NewDraft` where a person said that the body is to be made. Rows are only ever added,
so importing what was exported changes nothing. Neither dumps nor the data package have them: there
the rows have files of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from foreign_affairs.models import InlineRow
from foreign_affairs.records.columns.base import (
    Audience,
    States,
    Titled,
    Words,
    may_name,
)
from foreign_affairs.records.columns.links import joined, label_among_others
from foreign_affairs.text import fold

if TYPE_CHECKING:
    from foreign_affairs.records.references import NewDraft, ReferenceFinder

HOME, ABROAD = "home", "partner"
"""The sides of a participation."""

_HONORIFIC = re.compile(
    r"^(?:ông|bà|đồng chí|đ/c|ngài|anh|chị|mr|mrs|ms|dr)(?:\.\s*|\s+)", re.IGNORECASE
)
_OFFICE = re.compile(r"\s*(?:,|;|\s[-–]\s|\n|\()\s*")


@dataclass(frozen=True)
class RowValue:
    """What one part of a cell names: the body by its field and code, or a person with office.

    `text` is that part as it stands in the cell.
    """

    text: str
    body: str = ""
    code: str | NewDraft = ""
    is_home: bool = False
    person: str = ""
    office: str = ""
    days: int | None = None


@dataclass(frozen=True)
class NewRow:
    """A row to be added to a record: its fields but the one to the record; references are codes."""

    model: type[InlineRow]
    fields: dict[str, Any]


@dataclass(frozen=True)
class RowsColumn(Titled):
    """A column of bodies or persons that take part in the record, in the rows of `row_model`.

    `bodies` names the foreign keys that a name is looked up in, in this order. New rows have the
    `role`; where `is_strict` only rows of that role count, otherwise whoever takes part on another
    side than ours.
    """

    name: str
    verbose_name: Any
    row_model: type[InlineRow]
    help_text: Any = ""
    role: str = ""
    is_strict: bool = True
    bodies: tuple[str, ...] = ("partner", "organisation", "country")
    words: Words = field(default=Words(), compare=False)
    is_public: bool = True

    type_name = "string"
    names_persons = False
    is_required = False

    def help(self, language: str) -> str:
        with override(language):
            added = _("Names that the record lacks are added on import, none is removed.")
            return f"{self.help_text} {added}".strip()

    @property
    def relation(self) -> str:
        """The name of the rows on the record."""
        parent: Any = self.row_model._meta.get_field(self.row_model.parent_field)
        return str(parent.remote_field.get_accessor_name())

    @property
    def targets(self) -> dict[str, type[models.Model]]:
        """The models that names are looked up in, by foreign key."""
        return {name: related_model(self.row_model, name) for name in self.bodies}

    @property
    def prefetches(self) -> tuple[str, ...]:
        """What `missing_rows` and `for_people` read, for prefetch_related."""
        return tuple(f"{self.relation}__{name}" for name in self.bodies)

    def rows_of(self, record: Any) -> list[Any]:
        """The rows of the record that the column shows."""
        rows = rows_in(record, self.relation)
        if self.is_strict:
            return [row for row in rows if row.role == self.role]
        return [row for row in rows if row.side != HOME and body_of(row, self.bodies) is not None]

    def missing_rows(self, record: Any, values: Sequence[RowValue]) -> list[NewRow]:
        """The rows to add to the record so that it has all of `values`."""
        present = rows_in(record, self.relation)
        counted = [row for row in present if row.role == self.role] if self.is_strict else present
        order = max((row.order for row in present), default=0)
        found: list[NewRow] = []
        for value in dict.fromkeys(values):
            if any(self.is_said(row, value) for row in counted):
                continue
            order += 1
            fields = {"role": self.role, "side": self.side(record, value), "order": order}
            found.append(NewRow(self.row_model, {**fields, **self.fields_of(value)}))
        return found

    def is_said(self, row: Any, value: RowValue) -> bool:
        """Whether the row says what the value says."""
        body = getattr(row, value.body)
        return body is not None and body.code == value.code

    def fields_of(self, value: RowValue) -> dict[str, Any]:
        return {value.body: value.code}

    def side(self, record: Any, value: RowValue) -> str:
        return HOME if value.is_home else ABROAD

    def for_people(
        self,
        record: models.Model,
        language: str,
        *,
        states: States = None,
        names: ReferenceFinder | None = None,
    ) -> str:
        """The names in one cell, which an import finds in the record again."""
        audience = Audience(language, states, names)
        rows = (row for row in self.rows_of(record) if may_name(row, states))
        return joined(dict.fromkeys(self.entry(row, audience) for row in rows))

    def entry(self, row: Any, audience: Audience) -> str:
        return self.label(body_of(row, self.bodies), audience)

    def label(self, body: Any, audience: Audience) -> str:
        """The name of a body, read back as the same one among all kinds of bodies."""
        return label_among_others(body, audience, tuple(self.targets.values()))


@dataclass(frozen=True, kw_only=True)
class PersonsColumn(RowsColumn):
    """A column of persons with their offices; a body that is named instead is understood too."""

    side_of: Callable[[Any], str]

    names_persons = True

    def is_said(self, row: Any, value: RowValue) -> bool:
        if value.body:
            return super().is_said(row, value)
        texts = {written_person(row.person, office) for office in (row.office_vi, row.office_en)}
        if fold(value.text) in {fold(text) for text in texts if text}:
            return True
        return bool(row.person) and fold(row.person) == fold(value.person)

    def fields_of(self, value: RowValue) -> dict[str, Any]:
        if value.body:
            return super().fields_of(value)
        return {"person": value.person, "office_vi": value.office}

    def side(self, record: Any, value: RowValue) -> str:
        return super().side(record, value) if value.body else self.side_of(record)

    def entry(self, row: Any, audience: Audience) -> str:
        office = str(getattr(row, f"office_{audience.language}") or row.office_vi or row.office_en)
        if not row.person and not office:
            return super().entry(row, audience)
        return written_person(row.person, office).replace(";", ",").replace("\n", " ")

    def rows_of(self, record: Any) -> list[Any]:
        rows = super().rows_of(record)
        return [row for row in rows if row.person or row.office_vi or body_of(row, self.bodies)]


@dataclass(frozen=True, kw_only=True)
class CountriesColumn(RowsColumn):
    """The countries that a delegation goes to, or comes from when it is one of guests.

    Rows of `row_model` are its way; those of `guests`, a participation, say where guests are from.
    """

    guests: type[InlineRow]
    bodies: tuple[str, ...] = ("country",)

    @property
    def guests_relation(self) -> str:
        parent: Any = self.guests._meta.get_field(self.guests.parent_field)
        return str(parent.remote_field.get_accessor_name())

    @property
    def prefetches(self) -> tuple[str, ...]:
        paths = ("country", "partner__country", "organisation__country")
        return (*super().prefetches, *(f"{self.guests_relation}__{path}" for path in paths))

    def rows_of(self, record: Any) -> list[Any]:
        guests = [row for row in rows_in(record, self.guests_relation) if row.country]
        return [*rows_in(record, self.relation), *guests]

    def missing_rows(self, record: Any, values: Sequence[RowValue]) -> list[NewRow]:
        said = {row.country.code for row in self.rows_of(record)}
        comes_in = record.direction == "in"
        guests = rows_in(record, self.guests_relation)
        if comes_in:
            # Where a partner comes from needs no row of its own.
            bodies = [row.partner or row.organisation for row in guests if row.side != HOME]
            said |= {body.country.code for body in bodies if body and body.country}
        order = max((row.order for row in guests), default=0)
        found = []
        for value in dict.fromkeys(values):
            if value.code in said:
                continue
            said.add(value.code)
            if comes_in:
                order += 1
                fields = {"role": self.role, "side": ABROAD, "order": order}
                found.append(NewRow(self.guests, {**fields, "country": value.code}))
            else:
                found.append(NewRow(self.row_model, {"country": value.code, "days": value.days}))
        return found

    def entry(self, row: Any, audience: Audience) -> str:
        label = self.label(row.country, audience)
        if days := getattr(row, "days", None):
            with override(audience.language):
                stay = ngettext("%d day", "%d days", days) % days
            return f"{label} ({stay})"
        return label


def person_of(text: str) -> tuple[str, str]:
    """The name and the office of “Ông Nguyễn Văn A, Phó Chủ tịch UBND tỉnh”."""
    name, *rest = _OFFICE.split(text, maxsplit=1)
    office = rest[0].rstrip(") ") if rest else ""
    return _HONORIFIC.sub("", name.strip()), office


def written_person(person: str, office: str) -> str:
    return ", ".join(filter(None, (person, office)))


def body_of(row: Any, bodies: Iterable[str]) -> Any:
    """The body that the row names, None for a person alone."""
    return next((body for name in bodies if (body := getattr(row, name)) is not None), None)


def rows_in(record: Any, relation: str) -> list[Any]:
    return list(getattr(record, relation).all()) if record.pk else []


def related_model(model: type[models.Model], name: str) -> type[models.Model]:
    return model._meta.get_field(name).related_model  # type: ignore[return-value]
