"""Records that go back from review to draft: the approver says why, whoever sent them reads it."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from foreign_affairs import roles
from foreign_affairs.admin.forms import REASON
from foreign_affairs.admin.saving import CarefulSavingAdmin
from foreign_affairs.models import PublicationState
from foreign_affairs.text import clean_text


def needs_reason(user: Any, record: Any) -> bool:
    """Whether the user sends the record back to somebody else by making it a draft again."""
    return (
        record.state == PublicationState.REVIEW
        and record.created_by_id != user.pk
        and roles.may_publish(user, type(record))
    )


def sent_back_by(record: Any) -> Any:
    """Who returned a draft with the reason that stands in `return_note`; None if not known."""
    versions = record.history.order_by("-history_date", "-history_id").select_related(
        "history_user"
    )
    last_review = versions.filter(state=PublicationState.REVIEW).first()
    returned = versions.filter(state=PublicationState.DRAFT, return_note=record.return_note)
    if last_review is not None:
        returned = returned.filter(history_id__gt=last_review.history_id)
    first = returned.last()
    return first.history_user if first else None


class ReturnsWithReason(CarefulSavingAdmin):
    carried = (*CarefulSavingAdmin.carried, REASON)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if obj is None or not needs_reason(request.user, obj):
            form.base_fields.pop(REASON)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if reason := form.cleaned_data.get(REASON):
            obj.return_note = reason
        super().save_model(request, obj, form, change)

    def after_conflict(self, request: HttpRequest, record: Any) -> None:
        super().after_conflict(request, record)
        reason = clean_text(request.POST.get(REASON, ""))
        is_returned = record.state == PublicationState.DRAFT and not record.return_note
        if reason and is_returned and roles.may_publish(request.user, self.model):
            record.return_note = reason
            record.save()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = context.get("original")
        if record is not None and record.return_note and record.state == PublicationState.DRAFT:
            context["returned"] = {"by": sent_back_by(record), "reason": record.return_note}
        return super().render_change_form(request, context, *args, **kwargs)
