"""Changes of public records by those who may not publish: they wait for an approver.

Forms and imports hand over what they would change as differences; the public reads the record
as it is until an approver confirms them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import FileField
from django.utils import timezone
from django.utils.translation import gettext as _

from foreign_affairs.contents import Difference, apply, as_json, from_json
from foreign_affairs.models import Import, ProposedChange
from foreign_affairs.records.bulk import sliced
from foreign_affairs.sourcing import check_sourced

Status = ProposedChange.Status


def own_proposal(record: Any, author: Any) -> ProposedChange | None:
    """What the author has proposed for the record and nobody has settled yet."""
    proposals = ProposedChange.objects.of(record).open().filter(author=author)
    return proposals.order_by("pk").last()


def propose(
    record: Any, found: Sequence[Difference], author: Any, *, beside: bool = False
) -> ProposedChange:
    """Keeps the differences for an approver; a proposal of the same author is replaced.

    `beside`: they were made without knowing that proposal, of which the rest stays.
    """
    proposal = own_proposal(record, author) or ProposedChange(
        content_type=ContentType.objects.get_for_model(record), object_id=record.pk, author=author
    )
    if beside and proposal.changes:
        found = together(differences_of(proposal), found)
    proposal.changes = as_json([without_state(difference) for difference in found])
    hand_in(proposal)
    proposal.save()
    return proposal


@transaction.atomic
def propose_many(
    found: Mapping[Any, Sequence[Difference]], author: Any, imported_in: Import | None
) -> None:
    """Keeps differences of many records of one model for an approver, as one file brought them.

    What the author has proposed before and nobody has settled stays beside them, and comes back
    when the import is undone.
    """
    if not found:
        return
    content_type = ContentType.objects.get_for_model(next(iter(found)))
    own = ProposedChange.objects.open().filter(author=author, content_type=content_type)
    keys = [record.pk for record in found]
    known = {
        proposal.object_id: proposal
        for part in sliced(keys)
        for proposal in own.filter(object_id__in=part).order_by("pk")
    }
    new = []
    for record, differences in found.items():
        proposal = known.get(record.pk) or ProposedChange(
            content_type=content_type, object_id=record.pk, author=author
        )
        earlier = differences_of(proposal) if proposal.pk else []
        wanted = as_json(
            together(earlier, numbered(map(without_state, differences), beside=earlier))
        )
        if proposal.pk and wanted == proposal.changes:
            continue
        if imported_in is None or proposal.imported_in_id != imported_in.pk:
            proposal.earlier = proposal.changes if proposal.pk else None
        proposal.changes, proposal.imported_in = wanted, imported_in
        hand_in(proposal)
        if proposal.pk:
            proposal.save()
        else:
            new.append(proposal)
    ProposedChange.objects.bulk_create(new)


def numbered(found: Iterable[Difference], *, beside: Sequence[Difference]) -> list[Difference]:
    """Gives each new row, which has no key, a number below those of the rows `beside`.

    A row that is among those already is not proposed twice.
    """
    lowest = min((difference.key for difference in beside), default=0)
    numbers = count(min(lowest, 0) - 1, -1)
    known = [(one.model, one.after) for one in beside if one.before is None]
    return [
        one if one.key else replace(one, key=next(numbers))
        for one in found
        if one.key or (one.model, one.after) not in known
    ]


def hand_in(proposal: ProposedChange) -> None:
    """Lets it wait for a decision, whatever was decided about it before."""
    proposal.status = Status.WAITING
    proposal.proposed_at = timezone.now()
    proposal.decided_by, proposal.decided_at, proposal.reason = None, None, ""


def together(earlier: Sequence[Difference], later: Sequence[Difference]) -> list[Difference]:
    """Both changes of one record; the later one counts where both say something."""
    found = {(difference.model, difference.key): difference for difference in earlier}
    for difference in later:
        place = (difference.model, difference.key)
        known = found.get(place)
        if known and known.before and known.after and difference.before and difference.after:
            difference = replace(
                difference,
                before={**difference.before, **known.before},
                after={**known.after, **difference.after},
            )
        found[place] = difference
    return list(found.values())


def files_of(found: Sequence[Difference]) -> list[tuple[Any, str]]:
    """The field and the stored name of each file that the differences bring along."""
    return [
        (field, (difference.after or {})[field.name])
        for difference in found
        for field in difference.kind._meta.fields
        if isinstance(field, FileField) and (difference.after or {}).get(field.name)
    ]


def forget_files(found: Sequence[Difference]) -> None:
    """Deletes the uploads that came with a change nobody wants any more, once that is sure."""
    for field, name in files_of(found):
        if not field.model._default_manager.filter(**{field.name: name}).exists():
            transaction.on_commit(partial(field.storage.delete, name))


def without_state(difference: Difference) -> Difference:
    """What the public may see is nothing to propose: an approver decides it."""
    before, after = (
        None if cells is None else {name: cells[name] for name in cells if name != "state"}
        for cells in (difference.before, difference.after)
    )
    return replace(difference, before=before, after=after)


def differences_of(proposal: ProposedChange) -> list[Difference]:
    return from_json(proposal.changes)


@transaction.atomic
def confirm(proposal: ProposedChange, approver: Any) -> None:
    """Writes the proposed change. Raises ValidationError when the record refuses it."""
    model: Any = proposal.content_type.model_class()
    record = model._default_manager.select_for_update().filter(pk=proposal.object_id).first()
    if record is None:
        raise ValidationError(_("The record is no longer there."))
    reason = _("Proposed by %(author)s") % {"author": proposal.author}
    apply(record, differences_of(proposal), reason=reason)
    check_sourced(record)
    settle(proposal, Status.CONFIRMED, approver)


def settle(proposal: ProposedChange, status: str, person: Any, reason: str = "") -> None:
    if status == Status.DROPPED:
        forget_files(differences_of(proposal))
    proposal.status, proposal.reason = status, reason
    proposal.decided_by, proposal.decided_at = person, timezone.now()
    proposal.save()
