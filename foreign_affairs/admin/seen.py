"""What somebody has seen before he decides, and that nobody changes it while he does."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foreign_affairs.contents import (
    Contents,
    Difference,
    Position,
    Timeline,
    contents_of,
    differences,
    parts_of,
    position_of,
)
from foreign_affairs.models import InlineRow, ProposedChange, Tracked

SEEN = "_seen"
"""The field of a form with what its reader has seen of one record; see `seen_of`."""

MOST = 2000
"""So many records are changed at once: a preview that nobody can read is none."""


def seen_of(record: Any, proposal: ProposedChange | None = None) -> str:
    """Where the history of the record stands, and when the proposal shown with it was made."""
    position = write_position(position_of(record))
    return f"{position} {proposal.proposed_at.isoformat()}" if proposal else position


def write_position(position: Position) -> str:
    return ".".join(map(str, position))


def read_position(text: str, record: Any) -> Position:
    """Raises SuspiciousOperation for what no form of the record has sent."""
    try:
        position = tuple(int(number) for number in text.partition(" ")[0].split("."))
    except ValueError:
        raise SuspiciousOperation("A form without its position in history") from None
    if len(position) != 1 + len(parts_of(type(record))):
        raise SuspiciousOperation("A form of another kind of record")
    return position


class Meanwhile:
    """What was done to a record since its form was opened. Each part is read once, when it is
    asked for; make it when the record is locked. Raises SuspiciousOperation as `read_position`.
    """

    def __init__(self, record: Any, seen: str) -> None:
        self.record = record
        self.seen = seen
        self.opened_at = read_position(seen, record)

    @cached_property
    def position(self) -> Position:
        """Where the history stands now."""
        return position_of(self.record)

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline(self.record)

    @cached_property
    def now(self) -> Contents:
        return contents_of(self.record)

    @cached_property
    def then(self) -> Contents:
        """What the reader of the form saw."""
        if self.opened_at == self.position:
            return self.now
        return self.timeline.contents_at(self.opened_at)

    @cached_property
    def theirs(self) -> list[Difference]:
        return differences(self.then, self.now)


def lock(record: Any) -> bool:
    """Until the end of the transaction nobody else saves the record or a row in it.

    Whether it is still there: somebody may have deleted or merged it while we waited.
    """
    owner = record.parent_record if isinstance(record, InlineRow) else record
    list(type(owner)._default_manager.select_for_update().filter(pk=owner.pk))
    return type(record)._default_manager.filter(pk=record.pk).exists()


# Of many records


def versions_of(records: Iterable[Tracked]) -> str:
    """The keys and versions of records, as the form of a page about many keeps them."""
    return " ".join(f"{record.pk}:{record.version}" for record in records)


def read_versions(text: str) -> dict[int, int]:
    """`{key: version}` of what `versions_of` wrote; forged pieces are dropped."""
    versions = {}
    for piece in text.split()[:MOST]:
        key, _colon, version = piece.partition(":")
        if all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (key, version)):
            versions[int(key)] = int(version)
    return versions


def changed_meanwhile(record: Tracked) -> str:
    moment = date_format(timezone.localtime(record.changed_at), "DATETIME_FORMAT")
    return _("%(person)s changed it after you looked, %(moment)s") % {
        "person": record.changed_by or _("somebody"),
        "moment": moment,
    }
