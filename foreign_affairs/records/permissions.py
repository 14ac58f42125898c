"""What the person who imports may write, and what waits for an approver instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from foreign_affairs import roles
from foreign_affairs.models import Correction, InlineRow, PublicationState, Record
from foreign_affairs.records.items import Item


class Permissions:
    """The rules of `roles` for many items of one model; without `user` everything is allowed."""

    def __init__(self, model: Any, user: Any) -> None:
        self.model = model
        self.user = user
        if user is not None:
            self.may = {action: roles.has(user, action, model) for action in ("add", "change")}
            self.may_publish = roles.may_publish(user, model)

    def check(self, items: Sequence[Item]) -> None:
        """Refuses the items that the person may not write, and marks those that wait."""
        if self.user is None:
            return
        for item in items:
            if not self.may["add" if item.is_new else "change"]:
                item.refuse("", _("You may not add or change records of this kind."))
        if self.may_publish:
            return
        if issubclass(self.model, InlineRow):
            self.check_rows(items)
            return
        for item in items:
            if isinstance(item.record, Correction):
                if item.was_settled or item.record.is_settled:
                    item.refuse("", _("Only an approver decides on a correction."))
            elif isinstance(item.record, Record):
                self.check_record(item)

    def check_record(self, item: Item) -> None:
        if item.sets_state and (item.was_settled or item.record.state not in roles.EDITOR_STATES):
            item.refuse("state", _("Only an approver may set this state."))
        item.waits = item.was_settled

    def check_rows(self, items: Sequence[Item]) -> None:
        """What stays inside a public record waits; what goes into one or out of it is refused."""
        parents: Any = self.model.parent_model()
        if not issubclass(parents, Record):
            return
        column, field = self.model.parent_column(), self.model.parent_field
        places = {
            item: {getattr(item.record, column), item.before.get(field)} - {None} for item in items
        }
        keys = {key for both in places.values() for key in both}
        published = parents._default_manager.filter(state=PublicationState.PUBLISHED)
        public = set(published.filter(pk__in=keys).values_list("pk", flat=True))
        for item, both in places.items():
            item.waits = bool(both & public)
            if len(both) > 1 and item.waits:
                item.refuse("", _("It belongs to a published record, which an approver changes."))
