"""Two people changed one record: which version of each field stays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from foreign_affairs.contents import Cells, Difference
from foreign_affairs.words import Words, fields_by_name, in_words

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Choice:
    """One field, or a row as a whole (then `field` is empty), that the second person changed.

    `is_clash` where the first changed it too; `picked` is MINE, THEIRS or, as long as a clash
    is not decided, empty.
    """

    place: tuple[str, int]
    cell: str
    row: str
    field: str
    base: str
    theirs: str
    mine: str
    is_clash: bool
    picked: str

    @property
    def name(self) -> str:
        """The name of the radio buttons."""
        return input_name(self.place, self.cell)


def input_name(place: tuple[str, int], cell: str) -> str:
    model, key = place
    return f"choice-{model}-{key}-{cell}"


def choices_between(
    record: Any, wanted: list[Difference], theirs: list[Difference], posted: Mapping[str, Any]
) -> list[Choice]:
    """What the second person wanted, field by field, beside what the register has now."""
    words = Words.about([*wanted, *theirs])
    others = {(d.model, d.key): d for d in theirs}
    found = []
    for difference in wanted:
        place = (difference.model, difference.key)
        other = others.get(place)
        (row,) = in_words(record, [difference], words)

        if difference.before is None:
            is_there = any(same_row(difference, other) for other in theirs)
            texts = ("", "", _("row added") if is_there else "–", _("row added"))
            found.append(
                _choice(posted, place, "", row.row, texts, is_clash=False, is_there=is_there)
            )
        elif difference.after is None or (other and other.after is None):
            removed, changed = _("row removed"), _("row changed")
            here = "–" if other is None else removed if other.after is None else changed
            mine = removed if difference.after is None else changed
            texts = ("", "", here, mine)
            if here != mine:
                is_clash = other is not None
                found.append(_choice(posted, place, "", row.row, texts, is_clash=is_clash))
        else:
            now: Cells = (other.after if other else None) or {}
            fields = fields_by_name(difference.kind)
            for change in row.changes:
                is_clash = change.name in now
                if is_clash and now[change.name] == difference.after[change.name]:
                    continue
                field = fields[change.name]
                here = words.of(field, now[change.name]) if is_clash else change.old
                texts = (change.field, change.old, here, change.new)
                found.append(_choice(posted, place, change.name, row.row, texts, is_clash=is_clash))
    return found


def same_row(one: Difference, other: Difference) -> bool:
    """Whether both add the same row, as a form does that is sent twice."""
    return (
        one.model == other.model
        and all(side.before is None and side.after is not None for side in (one, other))
        and {**(one.after or {}), "code": ""} == {**(other.after or {}), "code": ""}
    )


def _choice(
    posted: Mapping[str, Any],
    place: tuple[str, int],
    cell: str,
    row: str,
    texts: tuple[str, str, str, str],
    *,
    is_clash: bool,
    is_there: bool = False,
) -> Choice:
    offered = THEIRS if is_there else "" if is_clash else MINE
    pick = posted.get(input_name(place, cell), offered)
    picked = pick if pick in (MINE, THEIRS) else ""
    field, base, theirs, mine = texts
    return Choice(place, cell, row, field, base, theirs, mine, is_clash, picked)


def chosen(
    wanted: list[Difference], theirs: list[Difference], choices: list[Choice]
) -> list[Difference]:
    """What is left to write of `wanted` once each choice is made."""
    mine = {(choice.place, choice.cell) for choice in choices if choice.picked == MINE}
    gone = {(d.model, d.key) for d in theirs if d.after is None}
    kept = []
    for difference in wanted:
        place = (difference.model, difference.key)
        if difference.before is None or difference.after is None or place in gone:
            if (place, "") not in mine:
                continue
            if place in gone and difference.after is not None:
                # Somebody removed the row that is wanted changed: it comes back as a whole.
                difference = replace(difference, before=None, after=difference.row)
            kept.append(difference)
            continue
        names = [name for name in difference.after if (place, name) in mine]
        if names:
            kept.append(
                replace(
                    difference,
                    before={name: difference.before[name] for name in names},
                    after={name: difference.after[name] for name in names},
                )
            )
    return kept
