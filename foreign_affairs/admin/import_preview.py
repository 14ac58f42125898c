"""The rows of a file as its preview shows them: what each would change, or why it is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from foreign_affairs.admin.import_words import CellWords
from foreign_affairs.records.items import Kind
from foreign_affairs.words import named

LABELS = {
    Kind.NEW: pgettext_lazy("rows of a file", "new"),
    Kind.CHANGED: pgettext_lazy("rows of a file", "changed"),
    Kind.UNCHANGED: pgettext_lazy("rows of a file", "unchanged"),
    Kind.REFUSED: pgettext_lazy("rows of a file", "refused"),
    Kind.PROPOSED: pgettext_lazy("rows of a file", "waiting for an approver"),
    Kind.LEFT_OUT: pgettext_lazy("rows of a file", "left out"),
}

LOOKED_AT_FIRST = (Kind.REFUSED, Kind.CHANGED, Kind.PROPOSED, Kind.NEW, Kind.UNCHANGED)
"""What an editor wants to see when the preview opens: the first of these that there is."""

TITLE_CELLS = 2
"""So many cells name a row whose record is not known."""


@dataclass(frozen=True)
class Tab:
    """The rows of one kind, and how many there are."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True)
class ShownChange:
    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownProblem:
    heading: str
    text: str
    message: str


@dataclass
class ShownRow:
    """A row of the file in words. `alike` are (address, name) of what may be the same thing."""

    place: str
    number: int
    sheet: str
    title: str
    url: str
    is_left_out: bool
    has_before: bool
    changes: list[ShownChange] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    problems: list[ShownProblem] = field(default_factory=list)
    alike: list[tuple[str, str]] = field(default_factory=list)


def tabs_of(counts: dict[str, int]) -> list[Tab]:
    return [Tab(kind, str(label), counts.get(kind, 0)) for kind, label in LABELS.items()]


def first_kind(counts: dict[str, int]) -> str:
    return next((kind for kind in LOOKED_AT_FIRST if counts.get(kind)), Kind.LEFT_OUT)


def shown_rows(
    model: Any, rows: list[dict[str, Any]], left_out: Collection[str]
) -> Iterator[ShownRow]:
    """The rows as `records.previews.row_of` describes them, in words; reads names once for all."""
    words = CellWords(model, (cell for row in rows for cell in cells_of(row)))
    known = [row["key"] for row in rows if row.get("key")]
    names = {record.pk: str(record) for record in named(model).filter(pk__in=known)}
    change = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    for row in rows:
        key = row.get("key")
        yield ShownRow(
            place=row["place"],
            number=row["row"],
            sheet=row["sheet"],
            title=names.get(key) or row.get("name") or title_of(row, words),
            url=reverse(change, args=[key]) if key in names else "",
            is_left_out=row["place"] in left_out,
            has_before="changes" in row,
            changes=changes_of(row, words),
            drafts=row.get("drafts", []),
            problems=[
                ShownProblem(words.heading(one["column"]), one["text"], one["message"])
                for one in row.get("refusals", ())
            ],
            alike=[
                (reverse(change, args=[one["key"]]), one["name"]) for one in row.get("alike", ())
            ],
        )


def cells_of(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(column, text) of all that is shown of a row."""
    yield from row.get("values", {}).items()
    for name, (before, after) in row.get("changes", {}).items():
        yield name, before
        yield name, after


def changes_of(row: dict[str, Any], words: CellWords) -> list[ShownChange]:
    """What changes from what to what; of a new record what it will have, and its rows."""
    if "changes" in row:
        return [
            ShownChange(words.heading(name), words.text(name, before), words.text(name, after))
            for name, (before, after) in row["changes"].items()
        ]
    values = row.get("values", {})
    of_rows = [words.heading(name) for name in values if words.is_of_rows(name)]
    shown = [
        ShownChange(words.heading(name), "", words.text(name, text))
        for name, text in values.items()
        if not words.is_of_rows(name)
    ]
    if inside := row.get("inside"):
        shown.append(ShownChange(", ".join(of_rows), "", "; ".join(inside)))
    return shown


def title_of(row: dict[str, Any], words: CellWords) -> str:
    """A row without a record, or a record without a name of its own, by what it says first."""
    texts = [words.text(name, text) for name, text in row.get("values", {}).items()]
    # The number of a row says nothing about it.
    texts += [text for text in row.get("cells", {}).values() if not text.isdigit()]
    return row.get("code") or " · ".join(texts[:TITLE_CELLS])
