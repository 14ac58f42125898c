"""The way of a file into the register: received, looked at, previewed, confirmed, undone.

The admin and the command go the same way. What is confirmed is what was previewed: the preview
leaves a digest of all that would be written, and writing ends without effect when its own differs.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import IO, Any

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foreign_affairs import audit
from foreign_affairs.models import Import
from foreign_affairs.records.alike import Alike
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.decisions import Decisions
from foreign_affairs.records.items import WRITTEN, Item, Kind, Outcome, Refusal
from foreign_affairs.records.looking import Look, look_at
from foreign_affairs.records.previews import Digest, PreviewPage, PreviewReader, PreviewWriter
from foreign_affairs.records.undoing import NotWritten, Undone, undo

__all__ = [
    "Changed",
    "NotOpen",
    "NotWritten",
    "Preview",
    "Undone",
    "already_imported",
    "batch_of",
    "confirm",
    "decide",
    "earlier",
    "forget",
    "look",
    "preview",
    "preview_rows",
    "receive",
    "refused_rows",
    "undo",
    "write",
]

KEPT_UNFINISHED = timedelta(days=7)
"""So long a file waits to be confirmed before it is thrown away."""

Progress = Callable[[int], object]


def ignore(_count: int) -> None:
    """Nobody watches."""


class NotOpen(Exception):
    """The import is written or undone already, or was not previewed."""


class Changed(Exception):
    """The register is no longer what the preview was made of; `preview` is a new one."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview


@dataclass
class Preview:
    """What would happen: numbers of rows by kind, and the sentences of refusal.

    `drafts` are the names of records that would be made because rows name them, `notes` sentences
    about what was converted in the file.
    """

    counts: Counter[Kind]
    digest: str
    refusals: list[Refusal] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def receive(
    file: IO[bytes],
    name: str,
    model: type[models.Model],
    user: Any = None,
    decisions: Decisions | None = None,
) -> Import:
    """Keeps a file called `name` as the beginning of an import; `user` is None for the operator.

    Unfinished imports of older days are thrown away.
    """
    forget_unfinished()
    name = PurePath(name.replace("\\", "/")).name[-255:]
    record = Import(
        content_type=ContentType.objects.get_for_model(model),
        author=user,
        file_name=name,
        fingerprint=hashlib.file_digest(file, "sha256").hexdigest(),  # type: ignore[arg-type]
        decisions=(decisions or Decisions()).as_json(),
    )
    file.seek(0)
    # The person's own name for the file may be anything; what lies on the disk has one of ours.
    stored_name = f"{record.fingerprint[:16]}{PurePath(name).suffix.lower()}"
    record.file.save(stored_name, File(file), save=False)
    try:
        record.save()
    except DatabaseError:
        record.forget_files()
        raise
    return record


def forget_unfinished() -> None:
    """Throws away what nobody has confirmed for a week."""
    before = timezone.now() - KEPT_UNFINISHED
    for record in Import.objects.filter(state__in=Import.OPEN, received_at__lt=before):
        forget(record)


def forget(record: Import) -> None:
    """Throws an import that was not written away, with its files."""
    if not record.is_open:
        raise NotOpen
    record.delete()
    transaction.on_commit(record.forget_files)


def earlier(record: Import) -> Import | None:
    """The last import of the same bytes that is written and not undone."""
    same = Import.objects.of_file(record.fingerprint, record.model).written()
    return same.exclude(pk=record.pk).order_by("written_at").last()


def decide(record: Import, decisions: Decisions) -> None:
    """Keeps what a person has decided about the file; it must be previewed anew."""
    if not record.is_open:
        raise NotOpen
    record.decisions = decisions.as_json()
    record.state, record.digest = Import.State.RECEIVED, ""
    record.save(update_fields=["decisions", "state", "digest"])


def look(record: Import) -> Look:
    """What the file holds, before its rows are taken. Raises FileError."""
    with record.file.open() as file:
        return look_at(file, record.file_name, record.model, Decisions.from_json(record.decisions))


def batch_of(record: Import, look: Look, user: Any, **options: Any) -> Batch:
    decisions = Decisions.from_json(record.decisions)
    return Batch(
        [look.incoming],
        user,
        left_out=decisions.left_out,
        source=decisions.source,
        record=record,
        **options,
    )


def preview(record: Import, progress: Progress = ignore) -> Preview:
    """Reads all rows and keeps what each would do. Raises FileError, or NotOpen."""
    if not record.is_open:
        raise NotOpen
    seen, digest = look(record), Digest()
    with TemporaryFile() as kept:
        lines = PreviewWriter(kept, list(seen.incoming.columns))

        def take(item: Item) -> None:
            digest.take(item)
            lines.take(item)

        alike = Alike(record.model)
        batch = batch_of(
            record, seen, record.author, look_around=alike.mark, report=take, progress=progress
        )
        outcome = batch.run(dry_run=True)
        drafts = [draft.record.name_vi for draft in outcome.drafts]
        lines.finish(seen.notes, drafts)
        keep_preview(record, kept)
    record.counts = dict(outcome.counts)
    record.digest, record.state = digest.text(), Import.State.PREVIEWED
    record.save()
    return Preview(
        outcome.counts,
        record.digest,
        outcome.refusals,
        drafts,
        seen.notes,
    )


def keep_preview(record: Import, lines: IO[bytes]) -> None:
    if record.preview:
        transaction.on_commit(partial(record.preview.storage.delete, str(record.preview.name)))
    lines.seek(0)
    record.preview.save(f"{record.fingerprint[:16]}.jsonl", File(lines), save=False)


def preview_rows(record: Import, kind: str, page: int = 1) -> PreviewPage:
    """A page of the rows of one kind, as `previews.row_of` describes them."""
    with record.preview.open() as file:
        return PreviewReader(file).page(kind, page)


def refused_rows(record: Import) -> Iterator[dict[str, Any]]:
    """All refused rows of the preview, in the order of the file."""
    with record.preview.open() as file:
        yield from PreviewReader(file).rows(Kind.REFUSED)


def confirm(
    record: Import, user: Any, *, partial: bool = False, progress: Progress = ignore
) -> Outcome:
    """Writes what was previewed, with `partial` without the refused rows.

    Raises Changed when the register is no longer what the preview was made of, NotOpen when the
    import was not previewed or is written already, FileError.
    """
    digest = Digest()
    try:
        with transaction.atomic():
            kept = Import.objects.select_for_update().get(pk=record.pk)
            if kept.state != Import.State.PREVIEWED:
                raise NotOpen
            outcome = _write(
                kept, look(kept), user, partial=partial, progress=progress, report=digest.take
            )
            if digest.text() != kept.digest:
                raise _Differs
    except _Differs:
        raise Changed(preview(record, progress)) from None
    record.refresh_from_db()
    return outcome


class _Differs(Exception):
    """What was written is not what was previewed."""


def write(
    record: Import,
    seen: Look,
    user: Any = None,
    *,
    partial: bool = False,
    progress: Progress = ignore,
) -> Outcome:
    """Writes at once what nobody wants to see before: the way of commands.

    Of what is not written the refused rows are kept, as a preview keeps them. Raises FileError,
    or NotOpen.
    """
    if not record.is_open:
        raise NotOpen
    with transaction.atomic(), TemporaryFile() as kept:
        lines = PreviewWriter(kept, list(seen.incoming.columns))

        def take(item: Item) -> None:
            if item.kind == Kind.REFUSED:
                lines.take(item)

        outcome = _write(record, seen, user, partial=partial, progress=progress, report=take)
        if outcome.is_written and outcome.refusals:
            lines.finish(seen.notes, [])
            keep_preview(record, kept)
            record.save(update_fields=["preview"])
        return outcome


def _write(record: Import, seen: Look, user: Any, *, partial: bool, **options: Any) -> Outcome:
    outcome = batch_of(record, seen, user, **options).run(partial=partial)
    if outcome.is_written:
        record.counts = dict(outcome.counts)
        record.state, record.written_at = Import.State.WRITTEN, timezone.now()
        record.change = outcome.change
        record.save()
        written = sum(outcome.counts[kind] for kind in WRITTEN)
        audit.note(audit.Action.IMPORTED, record, person=user, file=record.file_name, rows=written)
    return outcome


def already_imported(record: Import) -> str:
    """The sentence that the same file was imported before; "" when it was not."""
    before = earlier(record)
    if before is None or before.written_at is None:
        return ""
    day = timezone.localtime(before.written_at)
    return _("This file was already imported on %(day)s.") % {"day": f"{day:%d/%m/%Y, %H:%M}"}
