"""Saving without overwriting: what others changed meanwhile is shown, and what is public waits.

A form carries how much of the history its reader has seen. When there is more, or when the
record is public and its editor no approver, the form is first saved apart: in a savepoint, on
the record as it was seen. What that would change is kept, and the savepoint undone.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foreign_affairs import proposals, roles
from foreign_affairs.admin.choices import choices_between, chosen
from foreign_affairs.admin.form_page import SAVING
from foreign_affairs.admin.forms import refuse_settled
from foreign_affairs.admin.history import HistoryAdmin
from foreign_affairs.admin.pages import page_context
from foreign_affairs.admin.seen import SEEN, Meanwhile, lock, seen_of, write_position
from foreign_affairs.contents import (
    Difference,
    apply,
    apply_what_fits,
    as_json,
    contents_of,
    differences,
    fields_kept,
    from_json,
    parts_of,
)
from foreign_affairs.models import InlineRow, ProposedChange, Record
from foreign_affairs.sourcing import check_sourced
from foreign_affairs.words import in_words

TYPED = "_typed"
"""The field of the page of a conflict with what its reader wanted to change, signed."""

SALT = "foreign_affairs.admin.saving"


class SavedApart(Exception):
    """Everything of a form is saved; what follows would announce it."""


class CarefulSavingAdmin(HistoryAdmin):
    carried: ClassVar[tuple[str, ...]] = SAVING
    """What is pressed or said beside the fields of the model, and so stays in a conflict."""

    def after_conflict(self, request: HttpRequest, record: Any) -> None:
        """Does what was said beside the fields once the choices of a conflict are written."""

    def may_propose(self, request: HttpRequest, record: Any) -> bool:
        """Whether a save by this person waits for an approver instead of being written."""
        return isinstance(record, Record) and roles.may_propose(request.user, record)

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id)) if object_id else None
        if record is None or not self.has_change_permission(request, record):
            if SEEN in request.POST and self.has_view_permission(request, record):
                return self._too_late(request, record)
            return super()._changeform_view(request, object_id, form_url, extra_context)

        def show_form(**more: Any) -> HttpResponse:
            context = {**(extra_context or {}), **more}
            return super(CarefulSavingAdmin, self)._changeform_view(
                request, object_id, form_url, context
            )

        is_proposal = self.may_propose(request, record)
        if request.method != "POST":
            own = proposals.own_proposal(record, request.user) if is_proposal else None
            seen = seen_of(record, own)
            if own is None:
                return show_form(seen=seen)
            return self._form_with_proposal(record, own, lambda: show_form(seen=seen))
        if not lock(record):
            return self._too_late(request, None)
        if TYPED in request.POST:
            return self._choose(request, record)
        seen = request.POST.get(SEEN, "")
        since = Meanwhile(record, seen)
        if since.then == since.now and not is_proposal:
            return show_form(seen=write_position(since.position))
        wanted = self._save_apart(request, since, lambda: show_form(seen=seen))
        if isinstance(wanted, HttpResponse):
            return wanted
        if since.then != since.now:
            return self._conflict_page(request, since, wanted)
        return self._finish(request, record, wanted, seen)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if getattr(request, "saves_apart", False):
            raise SavedApart
        return super().log_change(request, obj, message)

    def _save_apart(
        self, request: HttpRequest, since: Meanwhile, save: Any
    ) -> HttpResponse | list[Difference]:
        """What the form would change, or the answer to a form with errors."""
        record, base = since.record, since.then
        request.saves_apart = True  # type: ignore[attr-defined]
        point = transaction.savepoint()
        try:
            if not apply_what_fits(record, differences(since.now, base)):
                base = contents_of(record)
            if self.may_propose(request, record):
                self._apply_proposal(record, proposals.own_proposal(record, request.user))
            response = save()
            if isinstance(response, TemplateResponse):
                # Written now: the rows that it names are gone with the savepoint.
                response.render()
            return response
        except SavedApart:
            return differences(base, contents_of(record))
        finally:
            transaction.savepoint_rollback(point)
            record.refresh_from_db()
            request.saves_apart = False  # type: ignore[attr-defined]

    def _form_with_proposal(self, record: Any, own: ProposedChange, show: Any) -> HttpResponse:
        """The form with what its reader has proposed already, for going on with it.

        The proposal is written and undone, which holds SQLite's write lock for as long: only so
        the rows that it adds have keys, by which the form names them when it is sent.
        """
        with transaction.atomic():
            self._apply_proposal(record, own)
            response = show()
            if isinstance(response, TemplateResponse):
                response.render()
            transaction.set_rollback(True)
        return response

    def _apply_proposal(self, record: Any, own: ProposedChange | None) -> None:
        if own is not None:
            try:
                with transaction.atomic():
                    apply(record, proposals.differences_of(own))
            except ValidationError:
                # It no longer fits the record; its page shows what it was.
                return

    # Two people at once

    def _too_late(self, request: HttpRequest, record: Any) -> HttpResponse:
        """The record is gone, or decided on, since its form was opened: shows what was typed."""
        labels = {
            field.name: capfirst(str(field.verbose_name))
            for model in (*(part for part, _key in parts_of(self.model)), self.model)
            for field in fields_kept(model)
            if not field.is_relation and not field.choices
        }
        typed = [
            (labels[name.rpartition("-")[2]], value)
            for name, values in request.POST.lists()
            for value in values
            if name.rpartition("-")[2] in labels and value.strip()
        ]
        context = {
            **page_context(self, request, _("Too late to save"), record),
            "typed": typed,
        }
        status = 404 if record is None else 403
        return TemplateResponse(request, "admin/too_late.html", context, status=status)

    def _conflict_page(
        self,
        request: HttpRequest,
        since: Meanwhile,
        wanted: list[Difference],
        errors: list[str] | None = None,
    ) -> HttpResponse:
        if not wanted:
            self.message_user(request, _("You have changed nothing."), messages.INFO)
            return HttpResponseRedirect(request.path)
        record = since.record
        entries = since.timeline.since(since.opened_at)
        typed = {
            "record": [record._meta.label_lower, record.pk],
            "person": request.user.pk,
            "seen": since.seen,
            "shown": since.position,
            "wanted": as_json(wanted),
        }
        context = {
            **page_context(self, request, _("Changed meanwhile: %s") % record, record),
            "entries": entries,
            "is_own": all(entry.who == request.user for entry in entries),
            "theirs": in_words(record, since.theirs),
            "choices": choices_between(record, wanted, since.theirs, request.POST),
            "typed": signing.dumps(typed, salt=SALT, compress=True),
            "errors": errors or [],
            "carried": {n: request.POST[n] for n in self.carried if n in request.POST},
        }
        return TemplateResponse(request, "admin/conflict.html", context)

    def _choose(self, request: HttpRequest, record: Any) -> HttpResponse:
        try:
            typed = signing.loads(request.POST[TYPED], salt=SALT)
        except signing.BadSignature:
            raise SuspiciousOperation("A conflict that no page has shown") from None
        if (
            typed["record"] != [record._meta.label_lower, record.pk]
            or typed["person"] != request.user.pk
        ):
            raise SuspiciousOperation("A conflict of another person or record")
        since, wanted = Meanwhile(record, typed["seen"]), from_json(typed["wanted"])
        if tuple(typed["shown"]) != since.position:
            sentence = _("The record was changed once more. Look at the choices again.")
            return self._conflict_page(request, since, wanted, [sentence])
        choices = choices_between(record, wanted, since.theirs, request.POST)
        if not all(choice.picked for choice in choices):
            sentence = _("Choose one version in each row.")
            return self._conflict_page(request, since, wanted, [sentence])
        mine = chosen(wanted, since.theirs, choices)
        gone = [name for file, name in proposals.files_of(mine) if not file.storage.exists(name)]
        if gone:
            sentence = _(
                "%(files)s: the file was not kept so long. Choose the other version in its row, "
                "save, and add the file again."
            )
            values = {"files": ", ".join(gone)}
            return self._conflict_page(request, since, wanted, [sentence % values])
        try:
            return self._finish(request, record, mine, since.seen)
        except ValidationError as error:
            return self._conflict_page(request, since, wanted, error.messages)

    def _finish(
        self, request: HttpRequest, record: Any, wanted: list[Difference], seen: str
    ) -> HttpResponse:
        """Writes the changes, or keeps them for an approver. Raises ValidationError."""
        if not wanted:
            self.message_user(request, _("Nothing was changed."), messages.INFO)
            return HttpResponseRedirect(request.path)
        if self.may_propose(request, record):
            own = proposals.own_proposal(record, request.user)
            # Handed in from another window since this form was opened.
            is_new = own is not None and own.proposed_at.isoformat() != seen.partition(" ")[2]
            proposals.propose(record, wanted, request.user, beside=is_new)
            sentence = _(
                "Your change of “%(record)s” waits for an approver. "
                "The public reads the record as it was until then."
            )
            self.message_user(request, sentence % {"record": record}, messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        self._check_allowed(request, record, wanted)
        with transaction.atomic():
            apply(record, wanted)
            check_sourced(record)
            self.after_conflict(request, record)
        self.log_change(request, record, _("Saved after comparing it with somebody else's change."))
        return self.response_change(request, record)

    def _check_allowed(self, request: HttpRequest, record: Any, wanted: list[Difference]) -> None:
        """What was allowed on the record as it was seen must be on the register of today."""
        own = [difference.after or {} for difference in wanted if difference.kind is type(record)]
        if isinstance(record, Record):
            allowed = roles.allowed_states(request.user, type(record), record.state)
            if any(cells.get("state", record.state) not in allowed for cells in own):
                raise ValidationError(_("Only an approver may set this state."))
        if isinstance(record, InlineRow):
            parents: Any = record.parent_model()._default_manager
            keys = [cells[record.parent_field] for cells in own if record.parent_field in cells]
            for parent in parents.filter(pk__in=keys):
                refuse_settled(request.user, parent)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kw: Any) -> Any:
        record = context.get("original")
        if isinstance(record, Record):
            context["waits_for_approver"] = self.may_propose(request, record)
            context["proposals"] = (
                ProposedChange.objects.of(record).waiting().select_related("author")
            )
            context["own_proposal"] = proposals.own_proposal(record, request.user)
        return super().render_change_form(request, context, *args, **kw)
