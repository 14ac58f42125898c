"""What is done to many records at once: first shown, then confirmed, each record by itself.

The preview writes nothing. Confirming sends back each record with the version that the preview
showed; what somebody changed meanwhile is left alone and named.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foreign_affairs import roles
from foreign_affairs.admin.columns import state_badge
from foreign_affairs.admin.forms import ReasonField
from foreign_affairs.admin.returning import needs_reason
from foreign_affairs.admin.seen import MOST, versions_of
from foreign_affairs.collation import in_vietnamese_order
from foreign_affairs.dates import format_day, today
from foreign_affairs.models import PUBLIC_STATES, PublicationState, User
from foreign_affairs.numbers import format_number

NAMES_SHOWN = 10
"""So many of the records that an action leaves alone are named in its message."""


def reasons_against(user: Any, record: Any, state: str) -> list[str]:
    """Why the user cannot put the record in this state; nothing when he can.

    A record that was read by its admin says itself whether it names a source.
    """
    if not roles.may_change(user, record):
        return [_("only an approver changes what is public")]
    if record.state == state:
        return [_("it is so already")]
    if state not in roles.allowed_states(user, type(record), record.state):
        return [_("only an approver may do that")]
    reasons = []
    if state != PublicationState.DRAFT and record.needs_source() and not is_sourced(record):
        reasons.append(_("it names no source"))
    if state == PublicationState.PUBLISHED:
        reasons += [str(problem) for problem in record.publication_problems()]
    return reasons


def is_sourced(record: Any) -> bool:
    known = record.__dict__.get("is_sourced")
    return bool(record.sources.exists() if known is None else known)


# What is done


class ActionForm(forms.Form):
    """What an action asks before it is confirmed: nothing unless it says so."""

    required_css_class = "required"


class ReasonForm(ActionForm):
    reason = ReasonField(
        help_text=gettext_lazy("The officer in charge sees it at the top of the form.")
    )


class OfficerForm(ActionForm):
    officer = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("new officer"))


class BulkAction:
    """One action of the lists. Django calls it with the chosen records; it shows the preview."""

    name: str
    field: ClassVar[str]
    form_class: ClassVar[type[ActionForm]] = ActionForm

    def __init__(self, description: Any, permission: str) -> None:
        self.short_description = description
        self.allowed_permissions = [permission]
        self.__name__ = self.name

    def __call__(
        self, model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        records = list(queryset.select_related("officer")[: MOST + 1])
        if len(records) > MOST:
            sentence = _(
                "More than %(most)s records are chosen: no one can look through so many. "
                "Narrow the list by its filters and take them in parts."
            )
            values = {"most": format_number(MOST, "vi")}
            model_admin.message_user(request, sentence % values, messages.ERROR)
            return None
        back = request.GET.urlencode()
        return model_admin.show_preview(request, self, Plan.of(self, request.user, records), back)

    def form(self, model: type[Any], plan: "Plan", data: Any = None) -> ActionForm:
        return self.form_class(data)

    def reasons(self, user: Any, record: Any, given: dict[str, Any] | None = None) -> list[str]:
        """Why it cannot be done to the record; `given` is what was typed, once it was."""
        raise NotImplementedError

    def needs_form(self, user: Any, record: Any) -> bool:
        """Whether the record is changed only with what the form asks for."""
        return False

    def hidden(self, records: list[Any]) -> list[Any]:
        """Those of these that are public now and would not be afterwards."""
        return []

    def before(self, record: Any) -> Any:
        raise NotImplementedError

    def after(self, record: Any) -> Any:
        raise NotImplementedError

    def apply(self, record: Any, given: dict[str, Any]) -> None:
        raise NotImplementedError

    def done(self, count: int, given: dict[str, Any]) -> str:
        """The sentence for what was done."""
        raise NotImplementedError


class Move(BulkAction):
    """Puts the records in a publication state."""

    field = "state"

    def __init__(self, state: str, description: Any, permission: str) -> None:
        self.state = state
        self.name = f"move_to_{state}"
        super().__init__(description, permission)

    def reasons(self, user: Any, record: Any, given: dict[str, Any] | None = None) -> list[str]:
        return reasons_against(user, record, self.state)

    def hidden(self, records: list[Any]) -> list[Any]:
        if self.state in PUBLIC_STATES:
            return []
        return [record for record in records if record.is_public]

    def before(self, record: Any) -> str:
        return state_badge(record)

    def after(self, record: Any) -> str:
        return state_badge(type(record)(state=self.state))

    def apply(self, record: Any, given: dict[str, Any]) -> None:
        record.state = self.state

    def done(self, count: int, given: dict[str, Any]) -> str:
        sentence = ngettext(
            "%(count)d record is now in the state “%(state)s”.",
            "%(count)d records are now in the state “%(state)s”.",
            count,
        )
        return sentence % {"count": count, "state": PublicationState(self.state).label}


class Return(Move):
    """Back to draft: an approver tells whoever sent the record why."""

    form_class = ReasonForm

    def form(self, model: type[Any], plan: "Plan", data: Any = None) -> ActionForm:
        form = super().form(model, plan, data)
        form.fields["reason"].required = plan.needs_form
        return form

    def needs_form(self, user: Any, record: Any) -> bool:
        return needs_reason(user, record)

    def apply(self, record: Any, given: dict[str, Any]) -> None:
        super().apply(record, given)
        record.return_note = given["reason"]


class HandOver(BulkAction):
    """Gives the records to another officer."""

    name = "hand_over"
    field = "officer"
    form_class = OfficerForm

    def form(self, model: type[Any], plan: "Plan", data: Any = None) -> ActionForm:
        form = super().form(model, plan, data)
        choice: Any = form.fields["officer"]
        choice.queryset = possible_officers(model)
        return form

    def reasons(self, user: Any, record: Any, given: dict[str, Any] | None = None) -> list[str]:
        if not roles.may_change(user, record):
            return [_("only an approver changes what is public")]
        if given and record.officer_id == given["officer"].pk:
            return [_("it is so already")]
        return []

    def before(self, record: Any) -> str:
        return str(record.officer or "–")

    def after(self, record: Any) -> str:
        return _("the officer chosen here")

    def apply(self, record: Any, given: dict[str, Any]) -> None:
        record.officer = given["officer"]

    def done(self, count: int, given: dict[str, Any]) -> str:
        sentence = ngettext(
            "%(count)d record was handed over to %(officer)s.",
            "%(count)d records were handed over to %(officer)s.",
            count,
        )
        return sentence % {"count": count, "officer": given["officer"]}


class Check(BulkAction):
    """Says that the records were compared with their sources today."""

    name = "mark_checked"
    field = "checked_on"

    def reasons(self, user: Any, record: Any, given: dict[str, Any] | None = None) -> list[str]:
        if not roles.may_change(user, record):
            return [_("only an approver changes what is public")]
        return [_("it is so already")] if record.checked_on == today() else []

    def before(self, record: Any) -> str:
        return format_day(record.checked_on, "vi", short=True) if record.checked_on else "–"

    def after(self, record: Any) -> str:
        return format_day(today(), "vi", short=True)

    def apply(self, record: Any, given: dict[str, Any]) -> None:
        record.checked_on = today()

    def done(self, count: int, given: dict[str, Any]) -> str:
        sentence = ngettext(
            "%(count)d record is marked as checked today.",
            "%(count)d records are marked as checked today.",
            count,
        )
        return sentence % {"count": count}


def possible_officers(model: type[Any]) -> QuerySet[User]:
    """Active staff who may change records of the model, in Vietnamese order."""
    permission = f"{model._meta.app_label}.change_{model._meta.model_name}"
    # Of the backends only this one knows permissions; the other counts failures.
    backend = "foreign_affairs.demo.StaffBackend"
    staff: QuerySet[User] = User.objects.with_perm(permission, backend=backend)
    names = (in_vietnamese_order(name) for name in ("last_name", "first_name"))
    return staff.filter(is_staff=True).order_by(*names, "username")


ACTIONS = [
    Move(PublicationState.REVIEW, gettext_lazy("Send to review"), "change"),
    Move(PublicationState.PUBLISHED, gettext_lazy("Publish"), "publish"),
    Move(PublicationState.INTERNAL, gettext_lazy("Finish as internal"), "publish"),
    Move(PublicationState.WITHDRAWN, gettext_lazy("Withdraw from the public"), "publish"),
    Return(PublicationState.DRAFT, gettext_lazy("Return to draft"), "change"),
    HandOver(gettext_lazy("Hand over to another officer"), "change"),
    Check(gettext_lazy("Mark as checked today"), "change"),
]


# What would be done, and what was


@dataclass
class Plan:
    """Which records would change, and why the others would not: names by reason."""

    changing: list[Any] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    needs_form: bool = False

    @classmethod
    def of(
        cls,
        action: BulkAction,
        user: Any,
        records: Iterable[Any],
        given: dict[str, Any] | None = None,
    ) -> "Plan":
        plan = cls()
        for record in records:
            if reasons := action.reasons(user, record, given):
                plan.leave(record, *reasons)
            else:
                plan.changing.append(record)
                plan.needs_form |= action.needs_form(user, record)
        return plan

    def leave(self, record: Any, *reasons: str) -> None:
        for reason in reasons:
            self.left[reason].append(str(record))

    @property
    def chosen(self) -> str:
        """The records to change with their versions, as the form of the preview keeps them."""
        return versions_of(self.changing)

    def left_in_words(self) -> list[str]:
        """A sentence for each reason, with the first names."""
        sentences = []
        for reason, names in self.left.items():
            sentence = ngettext(
                "%(count)d record was left as it is, because %(reason)s: %(names)s",
                "%(count)d records were left as they are, because %(reason)s: %(names)s",
                len(names),
            )
            shown = "; ".join(names[:NAMES_SHOWN]) + (" …" if len(names) > NAMES_SHOWN else "")
            values = {"count": len(names), "reason": reason.rstrip("."), "names": shown}
            sentences.append(sentence % values)
        return sentences
