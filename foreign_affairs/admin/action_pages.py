"""The pages of the actions: the preview, and what is confirmed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from foreign_affairs.admin.actions import ActionForm, BulkAction, Plan
from foreign_affairs.admin.pages import page_context
from foreign_affairs.admin.seen import changed_meanwhile, read_versions
from foreign_affairs.mentions import public_mentions


class BulkActions(admin.ModelAdmin):
    """Put in front of an admin of records: the pages of its actions."""

    def get_urls(self) -> list[Any]:
        meta = self.model._meta
        name = f"{meta.app_label}_{meta.model_name}_action"
        view = self.admin_site.admin_view(self.action_view)
        return [path("actions/<str:name>/", view, name=name), *super().get_urls()]

    def show_preview(
        self,
        request: HttpRequest,
        action: BulkAction,
        plan: Plan,
        back: str,
        form: ActionForm | None = None,
    ) -> HttpResponse:
        form = form or action.form(self.model, plan)
        names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        hidden = action.hidden(plan.changing)
        mentions = public_mentions(hidden)
        context = {
            **page_context(self, request, action.short_description),
            "action": action,
            "form": form,
            "rows": [
                {
                    "record": record,
                    "before": action.before(record),
                    "after": action.after(record),
                    "mentions": mentions.get(record.pk),
                }
                for record in plan.changing
            ],
            "is_mentioned": bool(mentions),
            "hidden": len(hidden),
            "column": self.model._meta.get_field(action.field).verbose_name,
            "left": dict(plan.left),
            "chosen": plan.chosen,
            "back": back,
            "back_url": f"{reverse(f'{names}_changelist')}?{back}",
            "confirm_url": reverse(f"{names}_action", args=[action.name]),
        }
        return TemplateResponse(request, "admin/action_preview.html", context)

    def action_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Does what a preview showed, as far as that still holds."""
        action: Any = next(iter(self.get_actions(request).get(name) or [None]))
        if not isinstance(action, BulkAction):
            raise PermissionDenied
        back = request.POST.get("back", "")
        changelist = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        if request.method == "POST" and (again := self._confirm(request, action, back)):
            return again
        return HttpResponseRedirect(f"{changelist}?{back}" if back else changelist)

    @transaction.atomic
    def _confirm(self, request: HttpRequest, action: BulkAction, back: str) -> HttpResponse | None:
        """None when it is done; the preview again while the form lacks something."""
        versions = read_versions(request.POST.get("chosen", ""))
        # Only the records themselves are locked, not what their columns join.
        records = list(
            self.get_queryset(request)
            .filter(pk__in=versions)
            .select_related("changed_by")
            .select_for_update(of=("self",))
        )
        unchanged = [record for record in records if record.version == versions[record.pk]]
        plan = Plan.of(action, request.user, unchanged)
        form = action.form(self.model, plan, request.POST)
        if not form.is_valid():
            return self.show_preview(request, action, plan, back, form)
        plan = Plan.of(action, request.user, unchanged, form.cleaned_data)
        for record in records:
            if record.version != versions[record.pk]:
                plan.leave(record, changed_meanwhile(record))
        for key in set(versions) - {record.pk for record in records}:
            plan.leave(f"#{key}", _("it is not there any more"))
        for record in plan.changing:
            action.apply(record, form.cleaned_data)
            record.save()
            label = str(self.model._meta.get_field(action.field).verbose_name)
            self.log_change(request, record, [{"changed": {"fields": [label]}}])
        if plan.changing:
            done = action.done(len(plan.changing), form.cleaned_data)
            self.message_user(request, done, messages.SUCCESS)
        for sentence in plan.left_in_words():
            self.message_user(request, sentence, messages.WARNING)
        return None
