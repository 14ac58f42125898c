"""What only a person can say about a file: sheets, headings, numbers, names that are not known."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foreign_affairs.models import Import
from foreign_affairs.records import imports
from foreign_affairs.records.columns import WordsColumn
from foreign_affairs.records.decisions import LEFT_OUT, NEW_DRAFT, Decisions
from foreign_affairs.records.headings import headings_of
from foreign_affairs.records.looking import Look
from foreign_affairs.records.tables import PassedOver, PassedRow, Table

LEAVE = "-"
"""The answer that leaves a heading out, or rows refused; an empty one is no answer."""

EXAMPLES = 3
EXAMPLE_ROWS = 500
"""So many rows are looked at for the first values of a heading."""

MOST_TEXTS = 100
"""So many texts that are not known are asked about, those of most rows first."""


@dataclass(frozen=True)
class UnknownText:
    """A text that names nothing in the register, and in how many rows it stands."""

    column: str
    text: str
    rows: int
    suggestions: Sequence[tuple[str, str]]
    may_draft: bool


@dataclass(frozen=True)
class Refused:
    """What a person can say about refused rows: what texts mean, and what no column says.

    texts: those that name nothing in the register, of most rows first.
    columns: the names of the columns that rows were refused for.
    """

    texts: Sequence[UnknownText] = ()
    columns: frozenset[str] = frozenset()

    @property
    def places(self) -> set[tuple[str, str]]:
        return {(unknown.column, unknown.text) for unknown in self.texts}


def refused_in(record: Import) -> Refused:
    """What the preview of a file was refused for; nothing as long as there is none."""
    if record.state != Import.State.PREVIEWED:
        return Refused()
    found: dict[tuple[str, str], dict[str, Any]] = {}
    rows: Counter[tuple[str, str]] = Counter()
    columns = headings_of(record.model).columns
    refused = set()
    for row in imports.refused_rows(record):
        for refusal in row["refusals"]:
            name, text = refusal["column"], refusal["text"]
            refused.add(name)
            is_word = bool(text) and isinstance(columns.get(name), WordsColumn)
            if is_word or refusal["suggestions"] or refusal["may_draft"]:
                found[name, text] = refusal
                rows[name, text] += 1
    texts = [
        UnknownText(
            *place,
            count,
            [(code, name) for code, name in found[place]["suggestions"]],
            found[place]["may_draft"],
        )
        for place, count in rows.most_common()
    ]
    return Refused(texts, frozenset(refused))


PASSED_OVER = {
    PassedOver.TITLE: pgettext_lazy("line of a file", "title"),
    PassedOver.HEADER: pgettext_lazy("line of a file", "header once more"),
    PassedOver.NUMBERS: pgettext_lazy("line of a file", "numbers of the columns"),
    PassedOver.GROUP: pgettext_lazy("line of a file", "heading of a group"),
    PassedOver.TOTAL: pgettext_lazy("line of a file", "total"),
    PassedOver.NOTE: pgettext_lazy("line of a file", "note"),
}


@dataclass(frozen=True)
class Facts:
    """What was understood of a file: sentences, and (what it is, the line) of what is no record."""

    sentences: list[str]
    passed_over: list[tuple[str, PassedRow]]


def facts_of(look: Look) -> Facts:
    return Facts(
        look.notes,
        [
            (str(PASSED_OVER[row.kind]), row)
            for table in look.layout.tables
            for row in table.passed_over
        ],
    )


def lacking_in(look: Look, decisions: Decisions, refused: Refused) -> list[Any]:
    """The columns that the file lacks and rows were refused for, or a person has filled before.

    What tells records apart cannot be the same for all rows.
    """
    model: Any = look.incoming.model
    columns = headings_of(model).columns
    missing = [
        column
        for column in look.matched.lacking
        if column.name in refused.columns and column.name not in model.natural_key_fields
    ]
    return [*(columns[name] for name in decisions.fixed if name in columns), *missing]


def input_name(kind: str, *about: str) -> str:
    """The name of a field by what it is about: what is asked may change before it is answered."""
    digest = hashlib.sha256("\n".join(about).encode()).hexdigest()
    return f"{kind}-{digest[:16]}"


class QuestionsForm(forms.Form):
    """Everything that is asked about a file, with the answers given before."""

    def __init__(
        self,
        look: Look,
        decisions: Decisions,
        refused: Refused,
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.columns: dict[str, Any] = headings_of(look.incoming.model).columns
        self.table, self.matched, self.questions = look.table, look.matched, look.questions
        self.given = decisions
        self.texts = refused.texts[:MOST_TEXTS]
        self.more_texts = len(refused.texts) - len(self.texts)
        self.lacking = lacking_in(look, decisions, refused)
        self.examples = examples_of(look.table, look.matched.unknown)
        self.add_sheets(look.layout.sheets)
        self.add_headings()
        self.add_lacking()
        self.add_numbers()
        self.add_texts()

    # What is asked

    def add_sheets(self, sheets: Sequence[Any]) -> None:
        filled = [sheet for sheet in sheets if sheet.rows]
        if len(filled) > 1:
            self.fields["sheets"] = forms.MultipleChoiceField(
                choices=[(sheet.name, sheet.name) for sheet in filled],
                initial=[sheet.name for sheet in filled if sheet.is_chosen],
                error_messages={"required": gettext_lazy("Choose at least one sheet.")},
            )

    def add_headings(self) -> None:
        choices = [
            ("", _("– choose –")),
            (LEAVE, _("leave this column out")),
            *((name, column.header("vi")) for name, column in self.columns.items()),
        ]
        for header in self.matched.unknown:
            self.fields[input_name("heading", header)] = forms.ChoiceField(
                choices=choices,
                error_messages={
                    "required": gettext_lazy("Say which column it is, or leave it out.")
                },
            )
        for mapped in self.matched.columns:
            name = "|".join(column.name for column in mapped.columns)
            own = choices if name in self.columns else [*choices, (name, self.title(name))]
            self.fields[input_name("heading", mapped.header)] = forms.ChoiceField(
                choices=own[1:], initial=name
            )
        for header in self.matched.left_out:
            self.fields[input_name("heading", header)] = forms.ChoiceField(
                choices=choices[1:], initial=LEAVE
            )

    def add_lacking(self) -> None:
        for column in self.lacking:
            given = self.given.fixed.get(column.name, "")
            field: forms.Field = forms.CharField(required=False, initial=given, max_length=300)
            if isinstance(column, WordsColumn):
                labels = [(str(value), word) for value, word in column.labels("vi").items()]
                field = forms.ChoiceField(
                    required=False, initial=given, choices=[("", _("– not said –")), *labels]
                )
            self.fields[input_name("fixed", column.name)] = field

    def add_numbers(self) -> None:
        for question in self.questions:
            self.fields[input_name("number", question.column)] = forms.ChoiceField(
                choices=question.choices,
                widget=forms.RadioSelect,
                initial=self.given.numbers.get(question.column),
                error_messages={"required": gettext_lazy("Choose how the number is meant.")},
            )

    def add_texts(self) -> None:
        for unknown in self.texts:
            choices = list(unknown.suggestions)
            column = self.columns.get(unknown.column)
            if isinstance(column, WordsColumn):
                choices = [(str(value), word) for value, word in column.labels("vi").items()]
            if unknown.may_draft:
                choices.append((NEW_DRAFT, _("Make a new draft with this name")))
            choices.append((LEAVE, _("Leave the rows refused")))
            self.fields[input_name("text", unknown.column, unknown.text)] = forms.ChoiceField(
                choices=choices, widget=forms.RadioSelect, initial=LEAVE
            )

    def title(self, names: str) -> str:
        return " + ".join(self.columns[name].header("vi") for name in names.split("|"))

    # What the page shows

    def unknown_headings(self) -> Iterator[dict[str, Any]]:
        for header in self.matched.unknown:
            yield {
                "header": header,
                "examples": self.examples[header],
                "reason": self.matched.reasons.get(header, ""),
                "field": self[input_name("heading", header)],
            }

    def known_headings(self) -> Iterator[dict[str, Any]]:
        for header in self.table.headers:
            name = input_name("heading", header)
            if header not in self.matched.unknown and name in self.fields:
                yield {"header": header, "field": self[name]}

    def lacking_columns(self) -> Iterator[dict[str, Any]]:
        for column in self.lacking:
            field = self[input_name("fixed", column.name)]
            yield {"heading": column.header("vi"), "field": field}

    def numbers(self) -> Iterator[dict[str, Any]]:
        for question in self.questions:
            yield {
                "heading": self.columns[question.column].header("vi"),
                "examples": question.examples,
                "field": self[input_name("number", question.column)],
            }

    def unknown_texts(self) -> Iterator[dict[str, Any]]:
        for unknown in self.texts:
            yield {
                "heading": self.columns[unknown.column].header("vi"),
                "text": unknown.text,
                "rows": unknown.rows,
                "field": self[input_name("text", unknown.column, unknown.text)],
            }

    # What was answered

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first: dict[str, str] = {}
        for header in self.headings_asked():
            name = input_name("heading", header)
            answer = cleaned.get(name, LEAVE)
            if answer in ("", LEAVE) or self.is_part(header, answer):
                continue
            if answer in first:
                sentence = _("“%(header)s” is that column already.") % {"header": first[answer]}
                self.add_error(name, sentence)
            first.setdefault(answer, header)
        return cleaned

    def is_part(self, header: str, answer: str) -> bool:
        """Whether the column takes more than one heading: beginning and end, or rows."""
        mapped = next((one for one in self.matched.columns if one.header == header), None)
        return bool(mapped and mapped.part) or not hasattr(self.columns.get(answer), "field")

    @property
    def has_known_errors(self) -> bool:
        return any(known["field"].errors for known in self.known_headings())

    def headings_asked(self) -> list[str]:
        return [
            header for header in self.table.headers if input_name("heading", header) in self.fields
        ]

    def decisions(self) -> Decisions:
        """The decisions with the answers of a valid form."""
        answers = self.cleaned_data
        mapping = dict(self.given.mapping)
        for header in self.headings_asked():
            name = input_name("heading", header)
            if header in self.matched.unknown or name in self.changed_data:
                mapping[header] = LEFT_OUT if answers[name] == LEAVE else answers[name]
        meant = {column: dict(texts) for column, texts in self.given.meant.items()}
        for unknown in self.texts:
            answer = answers[input_name("text", unknown.column, unknown.text)]
            if answer != LEAVE:
                meant.setdefault(unknown.column, {})[unknown.text] = answer
        fixed = {c.name: answers[input_name("fixed", c.name)] for c in self.lacking}
        return replace(
            self.given,
            sheets=self.sheets_chosen(),
            mapping=mapping,
            numbers=self.given.numbers
            | {q.column: answers[input_name("number", q.column)] for q in self.questions},
            meant=meant,
            fixed={name: text for name, text in fixed.items() if text},
        )

    def sheets_chosen(self) -> list[str]:
        """The sheets only if others than by themselves: they are of one layout then, or not."""
        if "sheets" not in self.changed_data:
            return self.given.sheets
        return list(self.cleaned_data["sheets"])


def examples_of(table: Table, headers: Iterable[str]) -> dict[str, list[str]]:
    """The first different values under each header."""
    found: dict[str, dict[str, None]] = {header: {} for header in headers}
    for row in islice(table.rows, EXAMPLE_ROWS):
        for header, examples in found.items():
            text = row.cells.get(header, "")
            if text and len(examples) < EXAMPLES:
                examples[text] = None
    return {header: list(examples) for header, examples in found.items()}
