"""The pages on which proposed changes of public records are decided."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foreign_affairs import proposals, roles
from foreign_affairs.admin.columns import stacked
from foreign_affairs.admin.pages import LinkedByKey, admin_page, page_context
from foreign_affairs.admin.seen import lock, seen_of
from foreign_affairs.contents import Contents, Difference, contents_of
from foreign_affairs.models import ProposedChange
from foreign_affairs.text import clean_text
from foreign_affairs.words import RowChanges, Words, in_words

Status = ProposedChange.Status


@dataclass(frozen=True)
class Proposed:
    """A row of the proposal against the register of now.

    `was` has what the fields that were changed since then were when it was proposed.
    """

    row: RowChanges
    was: dict[str, str]
    is_gone: bool


def against_now(record: Any, found: list[Difference], now: Contents) -> list[Proposed]:
    fresh = [_from_now(difference, now) for difference in found]
    words = Words.about([*found, *fresh])
    shown = []
    for then, today in zip(found, fresh, strict=True):
        (proposed,), (row,) = in_words(record, [then], words), in_words(record, [today], words)
        here = {change.name: change.old for change in row.changes}
        was = {c.field: c.old for c in proposed.changes if c.old != here.get(c.name, c.old)}
        is_gone = then.before is not None and (then.model, then.key) not in now
        shown.append(Proposed(row, was, is_gone))
    return shown


def _from_now(difference: Difference, now: Contents) -> Difference:
    """The same change, but from what the register has now."""
    cells = now.get((difference.model, difference.key))
    if cells is None or difference.before is None:
        return difference
    return replace(difference, before={name: cells.get(name) for name in difference.before})


@admin.register(ProposedChange)
class ProposedChangeAdmin(LinkedByKey):
    list_display = (
        "title",
        "kind",
        stacked(gettext_lazy("proposed at"), "proposed_at", "author", ordering="proposed_at"),
        stacked(gettext_lazy("status"), "status", "decided_by", "decided_at", ordering="status"),
    )
    list_filter = ("status", "author")
    list_select_related = ("author", "decided_by", "content_type")
    ordering = ("-proposed_at", "-pk")
    actions = None
    show_facets = admin.ShowFacets.ALWAYS

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("record")

    @admin.display(description=gettext_lazy("record"))
    def title(self, proposal: ProposedChange) -> str:
        return str(proposal.record or _("deleted"))

    @admin.display(description=gettext_lazy("kind"))
    def kind(self, proposal: ProposedChange) -> str:
        model: Any = proposal.content_type.model_class()
        return str(capfirst(model._meta.verbose_name))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.file_view)
        name = "foreign_affairs_proposedchange_file"
        return [path("<path:object_id>/file/<int:number>/", view, name=name), *super().get_urls()]

    def file_view(self, request: HttpRequest, object_id: str, number: int) -> FileResponse:
        """Hands out a file that a proposal would add: its row is not in the register yet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposal = self._found(ProposedChange.objects.all(), object_id)
        files = proposals.files_of(proposals.differences_of(proposal))
        if not 1 <= number <= len(files):
            raise Http404
        field, name = files[number - 1]
        if not roles.has(request.user, "view", field.model):
            raise PermissionDenied
        if not field.storage.exists(name):
            raise Http404
        return FileResponse(field.storage.open(name), as_attachment=True)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposal = self._found(ProposedChange.objects.all(), object_id)
        record = proposal.record
        if request.method == "POST":
            with transaction.atomic():
                # The record first, as whoever saves it does: two who wait for each other hang.
                if record is not None:
                    lock(record)
                rows_to_lock = ProposedChange.objects.select_for_update()
                return self._decide(request, self._found(rows_to_lock, object_id))
        rows: list[Proposed] = []
        if record is not None:
            rows = against_now(record, proposals.differences_of(proposal), contents_of(record))
        context = {
            **page_context(self, request, _("Proposed change: %s") % (record or _("deleted"))),
            "proposal": proposal,
            "record_url": admin_page(record) if record else "",
            "rows": rows,
            "files": [
                name for _field, name in proposals.files_of(proposals.differences_of(proposal))
            ],
            "seen": seen_of(record, proposal) if record is not None else "",
            "may_decide": self._may_decide(request, proposal),
            "may_drop": self._may_drop(request, proposal),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/proposal.html", context)

    def _found(self, among: Any, object_id: str) -> Any:
        key = unquote(object_id)
        proposal = among.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
        if proposal is None:
            raise Http404
        return proposal

    def _may_judge(self, request: HttpRequest, proposal: Any) -> bool:
        """Whether the user decides on the record; of one that is gone, on its kind."""
        if proposal.record is None:
            return roles.may_publish(request.user, proposal.content_type.model_class())
        return roles.may_change(request.user, proposal.record)

    def _may_decide(self, request: HttpRequest, proposal: Any) -> bool:
        is_open = proposal.status == Status.WAITING and proposal.record is not None
        return is_open and self._may_judge(request, proposal)

    def _may_drop(self, request: HttpRequest, proposal: Any) -> bool:
        """Whoever may decide, also on what lies with its author, and the author."""
        is_open = proposal.status in ProposedChange.OPEN
        is_author = proposal.author_id == request.user.pk
        return is_open and (is_author or self._may_judge(request, proposal))

    def _decide(self, request: HttpRequest, proposal: Any) -> HttpResponse:
        """One decision; a second one in the same moment finds the proposal settled."""
        act = request.POST.get("act")
        reason = clean_text(request.POST.get("reason", ""))
        if proposal.status not in ProposedChange.OPEN:
            self.message_user(request, _("This is decided already."), messages.WARNING)
            return HttpResponseRedirect(request.path)
        allowed = self._may_drop if act == "drop" else self._may_decide
        if act not in ("confirm", "return", "drop") or not allowed(request, proposal):
            raise PermissionDenied
        if act == "confirm" and request.POST.get("seen") != seen_of(proposal.record, proposal):
            sentence = _(
                "The proposal or the record was changed after you looked. Look at it once more."
            )
            self.message_user(request, sentence, messages.WARNING)
            return HttpResponseRedirect(request.path)
        if act == "return" and not reason:
            sentence = _("Say why it is sent back; its author will read the reason.")
            self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(request.path)
        try:
            done = self._carry_out(request, proposal, act, reason)
        except ValidationError as error:
            sentence = _("The change cannot be confirmed: %(reasons)s")
            reasons = " ".join(error.messages)
            self.message_user(request, sentence % {"reasons": reasons}, messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.message_user(request, done, messages.SUCCESS)
        changelist = reverse("admin:foreign_affairs_proposedchange_changelist")
        return HttpResponseRedirect(f"{changelist}?status__exact={Status.WAITING}")

    def _carry_out(self, request: HttpRequest, proposal: Any, act: str, reason: str) -> str:
        if act == "confirm":
            proposals.confirm(proposal, request.user)
            record = proposal.record
            self.log_change(request, record, _("A proposed change was confirmed."))
            sentence = _('The change is public now: <a href="{}">{}</a>.')
            return format_html(sentence, admin_page(record), record)
        if act == "return":
            proposals.settle(proposal, Status.RETURNED, request.user, reason)
            return _("The proposal went back to %(author)s.") % {"author": proposal.author}
        proposals.settle(proposal, Status.DROPPED, request.user, reason)
        return _("The proposal was dropped.")
