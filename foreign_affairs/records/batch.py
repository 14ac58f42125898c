"""Values → records: reads files whole or in chunks, says what would happen, writes it as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from foreign_affairs.changes import one_change
from foreign_affairs.models import Correction, Import
from foreign_affairs.records.columns import ReferenceColumn, ReferencesColumn, columns_of
from foreign_affairs.records.incoming import Incoming, refers_to_itself
from foreign_affairs.records.intake import Intake
from foreign_affairs.records.items import Item, Kind, Outcome
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.targets import Targets
from foreign_affairs.records.waiting import propose
from foreign_affairs.records.writer import Writer

CHUNK = 1_000
"""So many rows of a large file are in memory at once."""

Chunk = list[tuple[Intake, list[Item]]]


class Batch:
    """Files of several models, read as one: references may point at any row of any file.

    `user` limits what may be written to what that person may; None (a command run by the
    operator) may everything. `left_out` and `source` are decisions about the rows (see
    `decisions.Decisions`). `record` is the import that what waits for an approver came with.
    `look_around` is called with the items of a chunk, `report` with each item once it is settled,
    before it is written, `progress` with the number of rows done.

    One file whose rows do not refer to each other is read chunk by chunk; several files, and rows
    of a tree, are read as a whole.
    """

    def __init__(
        self,
        files: Sequence[Incoming],
        user: Any = None,
        *,
        left_out: Sequence[str] = (),
        source: str = "",
        record: Import | None = None,
        look_around: Callable[[Sequence[Item]], object] = lambda items: None,
        report: Callable[[Item], object] = lambda item: None,
        progress: Callable[[int], object] = lambda count: None,
    ) -> None:
        self.files = sorted(files, key=lambda file: dependency_rank(file.model))
        self.user = user
        self.left_out = left_out
        self.source = source
        self.record = record
        self.look_around = look_around
        self.report = report
        self.progress = progress
        self.targets = Targets(user)

    def run(self, *, dry_run: bool = False, partial: bool = False) -> Outcome:
        """Reads all rows and, unless `dry_run`, writes them in one transaction.

        With refused rows nothing is written, or with `partial` the others. Raises FileError
        when a file cannot be used at all.
        """
        try:
            with one_change() as change, transaction.atomic():
                outcome = self.read_and_write(writes=not dry_run, partial=partial)
                if outcome.is_written:
                    outcome.change = change
                else:
                    transaction.set_rollback(True)
                return outcome
        except IntegrityError:
            raise FileError(
                _("The register refused the rows together: two of them contradict each other.")
            ) from None

    def read_and_write(self, *, writes: bool, partial: bool) -> Outcome:
        outcome = Outcome()
        writer = Writer(self.user)
        for chunk in self.chunks(locks=writes):
            for intake, items in chunk:
                intake.take(items)
                self.refuse_what_refers_to_refused(items)
            for _intake, items in chunk:
                self.look_around(items)
                for item in items:
                    outcome.take(item)
                    self.report(item)
            if writes and (partial or not outcome.refusals):
                self.write(writer, chunk, outcome)
            for _intake, items in chunk:
                self.progress(len(items))
        outcome.is_written = writes and (partial or not outcome.refusals)
        return outcome

    def chunks(self, *, locks: bool) -> Iterator[Chunk]:
        intakes = [
            Intake(
                file,
                self.targets,
                self.user,
                left_out=self.left_out,
                source=self.source,
                locks=locks,
            )
            for file in self.files
        ]
        if len(intakes) > 1 or refers_to_itself(self.files[0]):
            self.targets.made.update({file.model: {} for file in self.files})
            yield [(intake, intake.items_of(intake.incoming.read())) for intake in intakes]
            return
        (intake,) = intakes
        rows = intake.incoming.read()
        while items := intake.items_of(islice(rows, CHUNK)):
            yield [(intake, items)]

    def write(self, writer: Writer, chunk: Chunk, outcome: Outcome) -> None:
        drafts = [draft for draft in outcome.drafts if draft.record.pk is None]
        for model in dict.fromkeys(draft.model for draft in drafts):
            writer.write(model, [draft for draft in drafts if draft.model is model])
        for intake, items in chunk:
            writer.write(intake.model, items)
            propose([item for item in items if item.kind == Kind.PROPOSED], self.user, self.record)
        writer.finish()

    def refuse_what_refers_to_refused(self, items: Sequence[Item]) -> None:
        """A row cannot be written without the new row that it names, nor what names that one."""
        if not self.targets.made:
            return
        is_settled = False
        while not is_settled:
            newly_refused = [item for item in items if self.refers_to_refused(item)]
            is_settled = not newly_refused

    def refers_to_refused(self, item: Item) -> bool:
        """Refuses the row if it names a refused new one; tells whether it did."""
        if item.record is None or item.refusals:
            return False
        for column in columns_of(item.model):
            codes = item.values.get(column.name)
            if not codes or not isinstance(column, (ReferenceColumn, ReferencesColumn)):
                continue
            for code in codes if isinstance(codes, tuple) else (codes,):
                target = self.targets.made.get(column.target, {}).get(code)
                if target is not None and target.is_new and target.refusals:
                    item.refuse(column.name, _("The row of “%s” is refused itself.") % code)
        return bool(item.refusals)


def dependency_rank(model: type[models.Model]) -> tuple[bool, int, str]:
    """Sorts models so that each comes after those it refers to; self-references apart."""
    return (model is Correction, depth(model, ()), model._meta.label)


def depth(model: type[models.Model], path: tuple[type[models.Model], ...]) -> int:
    fields: Sequence[Any] = (*model._meta.concrete_fields, *model._meta.many_to_many)
    targets = {
        model_field.related_model
        for model_field in fields
        if model_field.is_relation and model_field.related_model not in (*path, model)
    }
    return 1 + max((depth(target, (*path, model)) for target in targets), default=0)
