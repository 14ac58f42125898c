"""Items that would change what is public → proposed changes, in the form that forms propose in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foreign_affairs import proposals
from foreign_affairs.contents import Cells, Difference, cells_of, fields_kept, links_kept, plain
from foreign_affairs.models import Import, InlineRow
from foreign_affairs.records.items import Item
from foreign_affairs.records.targets import record_of


def propose(items: Sequence[Item], author: Any, record: Import | None) -> None:
    """Keeps what the items would change for an approver: one proposal a record.

    Drafts that they name must be written. A row inside a record is proposed with that record.
    """
    found: dict[Any, list[Difference]] = {}
    for item in items:
        if isinstance(item.record, InlineRow):
            found.setdefault(item.record.parent_record, []).append(difference_of(item))
        else:
            own = [difference_of(item)] if item.before else []
            found.setdefault(item.record, []).extend([*own, *map(difference_of, item.rows)])
    proposals.propose_many(found, author, record)


def difference_of(item: Item) -> Difference:
    """What the item changes in its own row; a new row has no key, for which 0 stands."""
    model = item.model
    fields, links = fields_kept(model), links_kept(model)
    row = cells_of(item.record, fields)
    for link in links:
        linked = item.links.get(link.name)
        if linked is not None:
            row[link.name] = sorted(record_of(target).pk for target in linked)
    if item.is_new:
        return Difference(model._meta.label_lower, 0, None, row, row)
    names = [field.name for field in (*fields, *links) if field.name in item.before]
    before: Cells = {name: plain(item.before[name]) for name in names}
    return Difference(
        model._meta.label_lower, item.record.pk, before, {name: row[name] for name in names}, row
    )
