"""Two records of the same thing become one, and nothing of the second is lost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foreign_affairs import roles
from foreign_affairs.contents import cells_of, fields_kept
from foreign_affairs.mentions import relations_to, rows_of
from foreign_affairs.models import (
    Correction,
    FormerCode,
    OtherName,
    ProposedChange,
    Record,
    Tracked,
)
from foreign_affairs.models.codes import keep_former_code
from foreign_affairs.records.matching import comparable
from foreign_affairs.words import Words

STAYS = ("code", "state", "editor_note")
"""Fields that the remaining record keeps without being asked; notes for staff are joined."""

NAMES = ("name_vi", "name_en")

SHOWN = 10
"""So many of the rows that stand in the way are named."""


class MergeRefused(Exception):
    """The records cannot become one; `reasons` are the sentences that say why."""

    def __init__(self, reasons: Collection[str]) -> None:
        super().__init__(*reasons)
        self.reasons = list(reasons)


class ChangedMeanwhile(Exception):
    """One of the records is no longer what the person saw."""


@dataclass(frozen=True)
class Pair:
    """A field with its values in words; '' where it is empty."""

    field: Any
    own: str
    other: str

    @property
    def name(self) -> str:
        return str(self.field.name)

    @property
    def label(self) -> str:
        return str(capfirst(self.field.verbose_name))

    @property
    def is_filled(self) -> bool:
        """Whether only the duplicate has a value, which the remaining record takes."""
        return bool(self.other and not self.own)

    @property
    def is_choice(self) -> bool:
        return bool(self.own and self.other and self.own != self.other)


@dataclass
class Move:
    """The rows of one kind that point at the duplicate; `twins` of them become one with another."""

    label: str
    rows: list[Tracked] = field(default_factory=list)
    twins: int = 0


def pairs(own: Tracked, other: Tracked) -> list[Pair]:
    """The fields in which at least one of two rows says something, in the order of the model.

    A link from one to the other says nothing: it would lead from the record to itself.
    """
    model = type(own)
    fields = [of for of in fields_kept(model) if of.name not in STAYS]
    cells = [cells_of(row, fields) for row in (own, other)]
    for of in fields:
        if of.is_relation and of.related_model is model:
            for row in cells:
                if row[of.name] in (own.pk, other.pk):
                    row[of.name] = None
    words = Words((model, row) for row in cells)
    found = [Pair(of, *(words.of(of, row[of.name]) for row in cells)) for of in fields]
    return [pair for pair in found if pair.own or pair.other]


def key_of(row: Tracked, swapped: Any = None, target: Any = None) -> tuple[Any, ...]:
    """The natural key of a row, as it will be once its field `swapped` points at `target`."""
    parts: list[Any] = []
    for name in row.natural_key_fields:
        part: Any = row._meta.get_field(name)
        value = target.pk if part == swapped else getattr(row, part.attname)
        if part.is_relation or value is None or value == "":
            parts.append(value or None)
        else:
            parts.append(comparable(type(row), value))
    return tuple(parts)


def twin_of(row: Tracked, link: Any, kept_rows: Collection[Any], kept: Tracked) -> Any:
    """The one of `kept_rows`, the remaining record's, that says the same; None without.

    Two figures, events … stand side by side: only rows inside records become one.
    """
    if isinstance(row, Record) or link.name not in row.natural_key_fields:
        return None
    key = key_of(row, link, kept)
    files = [of.name for of in row._meta.concrete_fields if isinstance(of, models.FileField)]
    for other in kept_rows:
        same_files = all(getattr(other, name) == getattr(row, name) for name in files)
        if other.pk != row.pk and key_of(other) == key and same_files:
            return other
    return None


class Merge:
    """What becomes of `remaining` when `duplicate` is merged into it."""

    def __init__(self, remaining: Any, duplicate: Any) -> None:
        if type(remaining) is not type(duplicate) or remaining.pk == duplicate.pk:
            raise ValueError("two records of one kind")
        self.remaining = remaining
        self.duplicate = duplicate
        self.notes: list[str] = []
        self.written: list[Tracked] = []

    # What is shown before

    @cached_property
    def pairs(self) -> list[Pair]:
        return pairs(self.remaining, self.duplicate)

    @property
    def seen(self) -> str:
        """The versions of both records, to be handed back when the person confirms."""
        return f"{self.remaining.version}-{self.duplicate.version}"

    @property
    def links(self) -> list[tuple[str, list[Any]]]:
        """The linked records that the remaining one gains, by the label of the field."""
        gained = []
        for of in self.remaining._meta.many_to_many:
            known = set(getattr(self.remaining, of.name).all())
            more = [row for row in getattr(self.duplicate, of.name).all() if row not in known]
            if more:
                gained.append((str(capfirst(of.verbose_name)), more))
        return gained

    @cached_property
    def moves(self) -> list[Move]:
        moves: dict[str, Move] = {}
        for relation in relations_to(self.duplicate):
            kept_rows = rows_of(relation, self.remaining)
            for row in rows_of(relation, self.duplicate):
                if row == self.remaining:
                    continue
                label = str(capfirst(row._meta.verbose_name_plural))
                move = moves.setdefault(label, Move(label))
                move.rows.append(row)
                if not relation.many_to_many:
                    twin = twin_of(row, relation.field, kept_rows, self.remaining)
                    move.twins += twin is not None
        if disputes := list(Correction.objects.all().of(self.duplicate)):
            label = str(capfirst(Correction._meta.verbose_name_plural))
            moves[label] = Move(label, disputes)
        return list(moves.values())

    def obstacles(self, user: Any) -> list[str]:
        """Sentences on what stands in the way; none when the user may merge the records."""
        found = []
        for record in (self.remaining, self.duplicate):
            if not roles.may_change(user, record):
                found.append(_("Only an approver changes “%s”, which is public.") % record)
            if ProposedChange.objects.of(record).open().exists():
                found.append(
                    _("A proposed change of “%s” is not settled: confirm or drop it first.")
                    % record
                )
        is_decided = self.duplicate.state not in roles.EDITOR_STATES
        if is_decided and not roles.may_publish(user, type(self.duplicate)):
            found.append(
                _("An approver has decided on “%s”: only an approver merges it.") % self.duplicate
            )
        if self.duplicate.is_settled and not self.remaining.is_settled:
            found.append(_("“%s” is public: let that one remain.") % self.duplicate)
        for relation in relations_to(self.duplicate):
            if relation.one_to_one:
                both = [rows_of(relation, one) for one in (self.remaining, self.duplicate)]
                if all(rows.exists() for rows in both):
                    kind = relation.related_model._meta.verbose_name
                    found.append(_("Both have their own %s: merge these two first.") % kind)
        fixed = [
            f"{move.label}: {row}"
            for move in self.moves
            for row in move.rows
            if not roles.may_change(user, row)
        ]
        if fixed:
            names = "; ".join(fixed[:SHOWN]) + (" …" if len(fixed) > SHOWN else "")
            found.append(_("You may not change what belongs to the duplicate: %s") % names)
        return found

    # What is done

    def carry_out(self, taken: Collection[str]) -> None:
        """Makes one record of the two; of the fields named in `taken` the duplicate's value stays.

        Call inside a transaction. Raises MergeRefused, after which it must be rolled back.
        """
        kept, duplicate = self.remaining, self.duplicate
        values = self.pairs
        names = [(name[-2:], getattr(row, name, "")) for row in (kept, duplicate) for name in NAMES]
        self.take_links(kept, duplicate)
        self.redirect(kept, duplicate)
        # What it is linked to has changed beneath it.
        kept.refresh_from_db()
        FormerCode.objects.of_model(type(kept)).filter(object_id=duplicate.pk).update(
            object_id=kept.pk
        )
        ProposedChange.objects.of(duplicate).update(object_id=kept.pk)
        code = duplicate.code
        old = {pair.name: getattr(duplicate, pair.field.attname) for pair in values}
        duplicate_note = duplicate.editor_note
        duplicate.delete()
        for pair in values:
            self.settle(pair, old[pair.name], code, pair.name in taken)
        if duplicate_note:
            self.note(code, _("note for staff"), duplicate_note)
        kept.editor_note = "\n".join(filter(None, [kept.editor_note, *self.notes]))
        self.refuse_what_is_wrong()
        kept.save()
        self.refuse_circles()
        self.keep_names(names)
        keep_former_code(kept, code)

    @cached_property
    def names_model(self) -> Any:
        """The relation of the other spellings of this kind of record; None without."""
        relations = relations_to(self.remaining)
        return next((one for one in relations if issubclass(one.related_model, OtherName)), None)

    def note(self, code: str, label: Any, value: str) -> None:
        values = {"code": code, "field": label, "value": value}
        self.notes.append(_("Merged from %(code)s: %(field)s: %(value)s") % values)

    def settle(self, pair: Pair, value: Any, code: str, is_taken: bool) -> None:
        """Fills an empty field, or keeps one of two values and writes the other down."""
        if pair.is_filled or (pair.is_choice and is_taken):
            setattr(self.remaining, pair.field.attname, value)
        if not pair.is_choice or (pair.name in NAMES and self.names_model):
            return
        if is_taken:
            values = {"code": code, "field": pair.label, "value": pair.own}
            sentence = _("Before the merger with %(code)s: %(field)s: %(value)s")
            self.notes.append(sentence % values)
        else:
            self.note(code, pair.label, pair.other)

    def take_links(self, kept: Any, dropped: Any) -> None:
        for of in kept._meta.many_to_many:
            getattr(kept, of.name).add(*getattr(dropped, of.name).all())

    def redirect(self, kept: Any, dropped: Any) -> None:
        """Whatever points at `dropped` points at `kept`; rows that then say the same become one."""
        for relation in relations_to(dropped):
            link = relation.field
            for key in list(rows_of(relation, dropped).values_list("pk", flat=True)):
                # Read one by one: the step before may have changed or dropped this one.
                row = relation.related_model._default_manager.filter(pk=key).first()
                if row is None:
                    continue
                if row == kept:
                    setattr(kept, link.name, None)
                    kept.save()
                elif relation.many_to_many:
                    getattr(row, link.name).add(kept)
                    getattr(row, link.name).remove(dropped)
                    row.save()
                elif (twin := twin_of(row, link, rows_of(relation, kept), kept)) is not None:
                    self.absorb(twin, row)
                else:
                    setattr(row, link.name, kept)
                    row.save()
                    self.written.append(row)

    def absorb(self, twin: Any, row: Any) -> None:
        """Makes one row of two that have the same natural key."""
        described = str(row)
        for pair in pairs(twin, row):
            if pair.is_filled:
                setattr(twin, pair.field.attname, getattr(row, pair.field.attname))
            elif pair.is_choice and pair.name not in row.natural_key_fields:
                self.note(row.code, f"{described}: {pair.label}", pair.other)
        self.take_links(twin, row)
        self.redirect(twin, row)
        row.delete()
        twin.save()
        self.written.append(twin)

    def keep_names(self, names: Collection[tuple[str, str]]) -> None:
        """Names that neither the record nor one of its spellings has become other spellings."""
        if self.names_model is None:
            return
        model, link = self.names_model.related_model, self.names_model.field.name
        rows = model._default_manager.filter(**{link: self.remaining})
        known = {*rows.values_list("name", flat=True)}
        known.update(getattr(self.remaining, name) for name in NAMES)
        for language, name in names:
            if name and name not in known:
                model(**{link: self.remaining}, name=name, language=language).save()
                known.add(name)

    def refuse_what_is_wrong(self) -> None:
        """Raises MergeRefused with what a form would say against the record."""
        try:
            self.remaining.full_clean()
        except ValidationError as error:
            raise MergeRefused(error.messages) from None

    def refuse_circles(self) -> None:
        """Raises MergeRefused when something that moved now lies below itself."""
        for model, key in dict.fromkeys((type(row), row.pk) for row in self.written):
            row: Any = model._default_manager.filter(pk=key).first()
            try:
                for of in row._meta.concrete_fields if row else ():
                    if of.is_relation and of.related_model is model:
                        row.refuse_circle(of.name)
            except ValidationError as error:
                reasons = [f"{row}: {message}" for message in error.messages]
                raise MergeRefused(reasons) from None


@transaction.atomic
def merge(remaining: Any, duplicate: Any, seen: str, taken: Collection[str], user: Any) -> Merge:
    """Merges the duplicate into the remaining record as `user`, who saw these versions of both.

    Raises ChangedMeanwhile and MergeRefused; nothing is written then.
    """
    keys = (remaining.pk, duplicate.pk)
    rows = type(remaining)._default_manager.select_for_update().order_by("pk")
    locked = {row.pk: row for row in rows.filter(pk__in=keys)}
    if len(locked) != len(keys):
        raise ChangedMeanwhile
    merging = Merge(*(locked[key] for key in keys))
    if merging.seen != seen:
        raise ChangedMeanwhile
    if obstacles := merging.obstacles(user):
        raise MergeRefused(obstacles)
    merging.carry_out(taken)
    return merging
