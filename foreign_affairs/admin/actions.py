"""What is done to many records at once: each one is asked about, saved and told about."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foreign_affairs import roles
from foreign_affairs.dates import today
from foreign_affairs.models import PublicationState, Record

NAMES_SHOWN = 10
"""So many of the records that an action leaves alone are named in its message."""


def reasons_against(user: Any, record: Record, state: str) -> list[str]:
    """Why the user cannot put the record in this state; nothing when he can."""
    if not roles.may_change(user, record):
        return [_("only an approver changes what is public")]
    if record.state == state:
        return [_("it is so already")]
    if state not in roles.allowed_states(user, type(record), record.state):
        return [_("only an approver may do that")]
    reasons = []
    if state != PublicationState.DRAFT and record.needs_source() and not record.sources.exists():
        reasons.append(_("it names no source"))
    if state == PublicationState.PUBLISHED:
        reasons += [str(problem) for problem in record.publication_problems()]
    return reasons


class Outcome:
    """Counts what an action did, and why it left the rest alone."""

    def __init__(self) -> None:
        self.done = 0
        self.left: dict[str, list[str]] = defaultdict(list)

    def report(self, model_admin: Any, request: HttpRequest, done: str) -> None:
        """Tells the user; `done` is the sentence for what was done, with its number."""
        if self.done:
            model_admin.message_user(request, done, messages.SUCCESS)
        for reason, names in self.left.items():
            sentence = ngettext(
                "%(count)d record was left as it is, because %(reason)s: %(names)s",
                "%(count)d records were left as they are, because %(reason)s: %(names)s",
                len(names),
            )
            shown = "; ".join(names[:NAMES_SHOWN]) + (" …" if len(names) > NAMES_SHOWN else "")
            values = {"count": len(names), "reason": reason.rstrip("."), "names": shown}
            model_admin.message_user(request, sentence % values, messages.WARNING)


@transaction.atomic
def move(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any], state: str) -> None:
    """Puts the chosen records in a state, one by one, so that each has its history."""
    outcome = Outcome()
    label = PublicationState(state).label
    for record in queryset:
        if reasons := reasons_against(request.user, record, state):
            for reason in reasons:
                outcome.left[reason].append(str(record))
            continue
        record.state = state
        record.save()
        model_admin.log_change(request, record, [{"changed": {"fields": [_("publication state")]}}])
        outcome.done += 1
    sentence = ngettext(
        "%(count)d record is now in the state “%(state)s”.",
        "%(count)d records are now in the state “%(state)s”.",
        outcome.done,
    )
    outcome.report(model_admin, request, sentence % {"count": outcome.done, "state": label})


Action = Callable[[Any, HttpRequest, QuerySet[Any]], None]


def _moving(state: str, description: Any, permission: str) -> Action:
    @admin.action(description=description, permissions=[permission])
    def action(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        move(model_admin, request, queryset, state)

    action.__name__ = f"move_to_{state}"
    return action


@admin.action(description=gettext_lazy("Mark as checked today"), permissions=["change"])
@transaction.atomic
def mark_checked(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> None:
    outcome = Outcome()
    for record in queryset:
        if not roles.may_change(request.user, record):
            outcome.left[_("only an approver changes what is public")].append(str(record))
            continue
        record.checked_on = today()
        record.save()
        model_admin.log_change(request, record, [{"changed": {"fields": [_("checked on")]}}])
        outcome.done += 1
    sentence = ngettext(
        "%(count)d record is marked as checked today.",
        "%(count)d records are marked as checked today.",
        outcome.done,
    )
    outcome.report(model_admin, request, sentence % {"count": outcome.done})


ACTIONS = [
    _moving(PublicationState.REVIEW, gettext_lazy("Send to review"), "change"),
    _moving(PublicationState.PUBLISHED, gettext_lazy("Publish"), "publish"),
    _moving(PublicationState.INTERNAL, gettext_lazy("Finish as internal"), "publish"),
    _moving(PublicationState.WITHDRAWN, gettext_lazy("Withdraw from the public"), "publish"),
    _moving(PublicationState.DRAFT, gettext_lazy("Return to draft"), "change"),
    mark_checked,
]
