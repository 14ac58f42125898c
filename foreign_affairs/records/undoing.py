"""Takes an import back as a whole, as long as nothing rests on what it has written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

from foreign_affairs import audit, proposals, roles, search
from foreign_affairs.addresses import has_pages
from foreign_affairs.changes import one_change
from foreign_affairs.contents import links_kept
from foreign_affairs.models import (
    Correction,
    Import,
    InlineRow,
    ProposedChange,
    Record,
    SearchEntry,
    Tracked,
)
from foreign_affairs.records import bulk
from foreign_affairs.records.bulk import sliced
from foreign_affairs.records.past import write_history
from foreign_affairs.records.writer import STAMPS

Model: TypeAlias = Any

MOST_NAMED = 20
"""So many things that stand in the way are named; the rest are counted."""

NOT_RESTORED = frozenset({"id", "code", "created_at", "created_by", "officer", *STAMPS})
"""What no import changes, and the stamps, which say that the record is written once more."""


class NotWritten(Exception):
    """The import is not written, or undone already."""


@dataclass(frozen=True)
class Undone:
    """How many new records were removed, changed ones restored and proposals taken back."""

    removed: int
    restored: int
    taken_back: int


@dataclass(frozen=True)
class Touched:
    """The rows of one model that an import has written, by what it did to them.

    Each key comes with that of the row of history which the import has left.
    """

    model: Model
    new: dict[int, int]
    changed: dict[int, int]

    @property
    def all(self) -> dict[int, int]:
        return {**self.new, **self.changed}


def touched_by(record: Import) -> list[Touched]:
    """What the import has written, model by model; one query each."""
    found = []
    for model in apps.get_models():
        if not issubclass(model, Tracked):
            continue
        rows = model.history.filter(change=record.change).order_by("history_id")
        keys: dict[str, dict[int, int]] = {"+": {}, "~": {}}
        for key, version, act in rows.values_list("id", "history_id", "history_type").iterator():
            keys[act][key] = version
        if keys["+"] or keys["~"]:
            found.append(Touched(model, keys["+"], keys["~"]))
    return found


def undo(record: Import, user: Any = None) -> Undone | list[str]:
    """Takes the import back: new records go, changed ones become what they were, proposals end.

    Where anything stands in the way, nothing is done and the sentences that say what come back.
    Raises NotWritten. `user` is None for the operator.
    """
    try:
        with one_change(), transaction.atomic():
            kept = Import.objects.select_for_update().get(pk=record.pk)
            if kept.state != Import.State.WRITTEN:
                raise NotWritten
            undoing = Undoing(kept, user)
            if found := undoing.obstacles():
                return found
            done = undoing.carry_out()
            kept.state, kept.undone_at, kept.undone_by = Import.State.UNDONE, timezone.now(), user
            kept.save(update_fields=["state", "undone_at", "undone_by"])
            audit.note(
                audit.Action.IMPORT_UNDONE,
                kept,
                person=user,
                file=kept.file_name,
                number=done.removed + done.restored,
            )
    except IntegrityError:
        return [_("What was there before cannot come back: something else has taken its place.")]
    record.refresh_from_db()
    return done


class Undoing:
    """One call of `undo`."""

    def __init__(self, record: Import, user: Any) -> None:
        self.record = record
        self.user = user
        self.touched = touched_by(record)
        self.by_model = {touched.model: touched for touched in self.touched}
        self.versions = {one.model: earlier_versions(one, record) for one in self.touched}
        for one in self.touched:
            self.lock(one)

    def lock(self, touched: Touched) -> None:
        for part in sliced(touched.all):
            rows = touched.model._default_manager.select_for_update(of=("self",)).order_by("pk")
            list(rows.filter(pk__in=part).values_list("pk"))

    # What stands in the way

    def obstacles(self) -> list[str]:
        found = list(self.sentences())
        if len(found) > MOST_NAMED:
            rest = len(found) - MOST_NAMED
            found[MOST_NAMED:] = [_("… and %d more.") % rest]
        return found

    def sentences(self) -> Iterator[str]:
        for touched in self.touched:
            yield from self.changed_since(touched)
            yield from self.not_allowed(touched)
            yield from self.named_elsewhere(touched)
            yield from self.lost(touched)
        yield from self.decided()

    def changed_since(self, touched: Touched) -> Iterator[str]:
        known = touched.all
        for part in sliced(known):
            history = touched.model.history.filter(id__in=part).order_by()
            last = dict(history.values_list("id").annotate(models.Max("history_id")))
            later = [last[key] for key in part if last[key] > known[key]]
            for version in touched.model.history.filter(history_id__in=later).order_by("id"):
                day = f"{timezone.localtime(version.history_date):%d/%m/%Y, %H:%M}"
                said = {"code": version.code, "day": day, "who": version.history_user or "–"}
                if version.history_type == "-":
                    yield _("“%(code)s” was deleted on %(day)s by %(who)s.") % said
                else:
                    yield _("“%(code)s” was changed on %(day)s by %(who)s.") % said

    def not_allowed(self, touched: Touched) -> Iterator[str]:
        """What the person may not change is not taken back by him either."""
        if self.user is None or roles.may_publish(self.user, touched.model):
            return
        if not all(roles.has(self.user, action, touched.model) for action in ("add", "change")):
            yield _("You may not add or change records of this kind.")
            return
        for row in self.rows(touched, touched.all):
            if row.is_settled:
                yield _("“%s” is public: only an approver takes it back.") % row.code

    def named_elsewhere(self, touched: Touched) -> Iterator[str]:
        """What would be left pointing at a new record that goes."""
        for relation in touched.model._meta.get_fields(include_hidden=True):
            other = relation.related_model
            is_towards = relation.auto_created and not relation.concrete
            if not is_towards or not issubclass(other, Tracked):
                continue
            own = self.by_model.get(other)
            here = own.all if own else {}
            for part in sliced(touched.new):
                rows = other._default_manager.order_by("pk").filter(
                    **{f"{relation.field.name}__in": part}
                )
                for row in rows.distinct():
                    if row.pk not in here:
                        yield self.naming(row.code, other)
        if touched.new:
            yield from self.corrected(touched)

    def corrected(self, touched: Touched) -> Iterator[str]:
        """Corrections name what they are about by its code."""
        own = self.by_model.get(Correction)
        for part in sliced(touched.new):
            codes = touched.model._default_manager.filter(pk__in=part).values("code")
            name = touched.model._meta.model_name
            for row in Correction.objects.filter(about=name, about_code__in=codes):
                if own is None or row.pk not in own.all:
                    yield self.naming(row.code, Correction)

    def naming(self, code: str, model: Model) -> str:
        said = {"code": code, "kind": model._meta.verbose_name}
        return _("“%(code)s” (%(kind)s) names a record that this import made.") % said

    def lost(self, touched: Touched) -> Iterator[str]:
        """What a record named before and is gone, or a record of which no version is known."""
        versions = self.versions[touched.model]
        for row in self.rows(touched, touched.changed.keys() - versions.keys()):
            yield _("“%s” has no earlier version.") % row.code
        for field in touched.model._meta.concrete_fields:
            if not field.is_relation or field.name in NOT_RESTORED:
                continue
            wanted = {getattr(version, field.attname) for version in versions.values()} - {None}
            target = field.related_model._default_manager
            present = {
                key
                for part in sliced(wanted)
                for key in target.filter(pk__in=part).values_list("pk", flat=True)
            }
            for version in versions.values():
                if (key := getattr(version, field.attname)) is not None and key not in present:
                    yield _("What “%s” named before is no longer there.") % version.code

    def decided(self) -> Iterator[str]:
        for proposal in self.record.proposals.order_by("pk").prefetch_related("record"):
            if proposal.status == ProposedChange.Status.CONFIRMED:
                yield _("The proposed change of “%s” was confirmed.") % proposal.record
            elif self.is_changed(proposal):
                yield _("The proposed change of “%s” was changed afterwards.") % proposal.record

    def is_changed(self, proposal: ProposedChange) -> bool:
        written = self.record.written_at
        is_open = proposal.status in ProposedChange.OPEN
        return is_open and written is not None and proposal.proposed_at > written

    def rows(self, touched: Touched, keys: Iterable[int]) -> Iterator[Any]:
        rows = touched.model._default_manager.order_by("pk")
        if issubclass(touched.model, InlineRow):
            rows = rows.select_related(touched.model.parent_field)
        for part in sliced(keys):
            yield from rows.filter(pk__in=part)

    # What is done

    def carry_out(self) -> Undone:
        taken_back = self.take_back()
        parents = self.parents()
        restored = sum(self.restore(touched) for touched in self.touched)
        for touched in self.touched:
            self.write_removed(touched)
        for touched in self.touched:
            self.remove_links(touched)
        for touched in self.touched:
            bulk.delete(touched.model, "pk", touched.new)
        self.index(parents)
        return Undone(sum(len(one.new) for one in self.touched), restored, taken_back)

    def take_back(self) -> int:
        """Ends what waits for an approver; what its author had proposed before waits again."""
        waiting = self.record.proposals.open()
        count = 0
        for proposal in waiting:
            if proposal.earlier is None:
                proposals.settle(proposal, ProposedChange.Status.DROPPED, self.user)
            else:
                proposal.changes, proposal.earlier = proposal.earlier, None
                proposal.imported_in = None
                proposal.save()
            count += 1
        return count

    @property
    def reason(self) -> str:
        return (_("Import of “%s” undone") % self.record.file_name)[:100]

    def restore(self, touched: Touched) -> int:
        """Gives changed rows back what the version before the import says, with their links."""
        model, versions = touched.model, self.versions[touched.model]
        fields = [f for f in model._meta.concrete_fields if f.name not in NOT_RESTORED]
        rows = list(self.rows(touched, touched.changed))
        if issubclass(model, Record):
            moves = ((row.state, versions[row.pk].state) for row in rows)
            audit.note_states(model, moves, self.user)
        for row in rows:
            for field in fields:
                setattr(row, field.attname, getattr(versions[row.pk], field.attname))
            row.stamp(self.user)
        bulk.update(model, rows, [*(field.name for field in fields), *STAMPS])
        for link in links_kept(model):
            self.restore_links(link, {versions[row.pk].history_id: row.pk for row in rows})
        write_history(model, touched.changed, "~", self.user, self.reason)
        return len(rows)

    def restore_links(self, link: Any, owners: dict[int, int]) -> None:
        """The links as the versions `owners` have them; a target that is gone stays gone."""
        through = link.remote_field.through._meta
        near = through.get_field(link.m2m_field_name())
        far = through.get_field(link.m2m_reverse_field_name())
        bulk.delete(link.remote_field.through, near.attname, owners.values())
        past = HistoricalRecords.m2m_models[link].objects
        present = link.related_model._default_manager.values("pk")
        for part in sliced(owners):
            linked = past.filter(history__in=part, **{f"{far.attname}__in": present})
            rows = linked.order_by("pk").values_list("history_id", far.attname)
            pairs = [(owners[version], target) for version, target in rows]
            bulk.load(through.db_table, [near.column, far.column], pairs)

    def write_removed(self, touched: Touched) -> None:
        write_history(touched.model, touched.new, "-", self.user, self.reason)

    def remove_links(self, touched: Touched) -> None:
        for link in touched.model._meta.many_to_many:
            through = link.remote_field.through
            near = through._meta.get_field(link.m2m_field_name())
            bulk.delete(through, near.attname, touched.new)
        if has_pages(touched.model):
            content_type = ContentType.objects.get_for_model(touched.model)
            for part in sliced(touched.new):
                SearchEntry.objects.filter(content_type=content_type, object_id__in=part).delete()

    def parents(self) -> dict[Model, set[int]]:
        """The records that touched rows are or were in: they are found by them."""
        found: dict[Model, set[int]] = {}
        for touched in self.touched:
            model = touched.model
            if not issubclass(model, InlineRow) or not has_pages(model.parent_model()):
                continue
            keys = found.setdefault(model.parent_model(), set())
            column = model.parent_column()
            keys.update(getattr(row, column) for row in self.rows(touched, touched.all))
            keys.update(getattr(version, column) for version in self.versions[model].values())
        return found

    def index(self, parents: dict[Model, set[int]]) -> None:
        for model, keys in parents.items():
            search.index(model, keys)
        for touched in self.touched:
            if touched.changed and has_pages(touched.model):
                search.index(touched.model, touched.changed)
                search.index_dependents(touched.model, touched.changed)


def earlier_versions(touched: Touched, record: Import) -> dict[int, Any]:
    """By key of a changed row: the version that it had before the import."""
    found: dict[int, Any] = {}
    history = touched.model.history.order_by()
    for part in sliced(touched.changed):
        before = history.filter(id__in=part).exclude(change=record.change)
        # What came since stands in the way anyway.
        last = before.values("id").annotate(last=models.Max("history_id")).values("last")
        found.update((version.id, version) for version in history.filter(history_id__in=last))
    return found
