"""Who changed what and when, and going back to an older version.

Not django-simple-history's own admin: its page of an old version saves what is posted to it
without asking for more than the right to read.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foreign_affairs import roles
from foreign_affairs.admin.columns import written
from foreign_affairs.admin.forms import check_sourced

PER_PAGE = 50

KEPT = {"code", "state"}
"""What going back leaves as it is: links that people have kept, and what the public may see."""


def shown(field: Any, value: Any) -> str:
    """The value of a field in Vietnamese words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(written(value)) if not isinstance(field, models.FileField) else str(value)


def past_fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.fields if field.editable and not field.primary_key]


def past_links(version: Any) -> dict[str, list[Any]]:
    """The linked records of a version by field, without those that are gone since."""
    links = {}
    for field in version._history_m2m_fields:
        rows = getattr(version, field.name).all()
        keys = rows.values_list(field.m2m_reverse_field_name(), flat=True)
        links[field.name] = list(field.related_model._default_manager.filter(pk__in=list(keys)))
    return links


def value_in(version: Any, field: Any) -> str:
    if not field.is_relation:
        return shown(field, getattr(version, field.name))
    key = getattr(version, field.attname)
    related = field.related_model._default_manager.filter(pk=key).first() if key else None
    return str(related or (_("deleted") if key else ""))


def changes_between(model: type[models.Model], old: Any, new: Any) -> list[dict[str, str]]:
    """Field by field `{field, old, new}`; the stamps, which always change, are left out."""
    changed = set(new.diff_against(old).changed_fields)
    changes = [
        {
            "field": capfirst(str(field.verbose_name)),
            "old": value_in(old, field),
            "new": value_in(new, field),
        }
        for field in past_fields(model)
        if field.name in changed
    ]
    before, after = past_links(old), past_links(new)
    changes += [
        {
            "field": capfirst(str(field.verbose_name)),
            "old": ", ".join(map(str, before[field.name])),
            "new": ", ".join(map(str, after[field.name])),
        }
        for field in new._history_m2m_fields
        if field.name in changed
    ]
    return changes


class HistoryAdmin(admin.ModelAdmin):
    def get_urls(self) -> list[Any]:
        meta = self.model._meta
        name = f"{meta.app_label}_{meta.model_name}_version"
        view = self.admin_site.admin_view(self.version_view)
        own = path("<path:object_id>/history/<int:version_id>/", view, name=name)
        return [own, *super().get_urls()]

    def may_restore(self, request: HttpRequest, record: Any) -> bool:
        """Going back may change what the public sees: it is an approver's decision."""
        return roles.may_change(request.user, record) and roles.may_publish(
            request.user, self.model
        )

    def _readable(self, request: HttpRequest, object_id: str) -> Any:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        return record

    def _context(self, request: HttpRequest, record: Any, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": None,
            "opts": self.opts,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "object": record,
            "preserved_filters": self.get_preserved_filters(request),
        }

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self._readable(request, object_id)
        versions = record.history.select_related("history_user")
        paginator = Paginator(versions.order_by("-history_date", "-history_id"), PER_PAGE)
        page = paginator.get_page(request.GET.get("p"))
        rows = list(page.object_list)
        # The first version of the page is compared with the last of the page before.
        older = versions.filter(history_id__lt=rows[-1].history_id) if rows else versions.none()
        before = older.order_by("-history_date", "-history_id").first()
        entries = [
            {"version": new, "changes": changes_between(self.model, old, new) if old else []}
            for new, old in zip(rows, [*rows[1:], before], strict=True)
        ]
        context = {
            **self._context(request, record, _("History: %s") % record),
            "entries": entries,
            "page": page,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/history.html", context)

    def version_view(self, request: HttpRequest, object_id: str, version_id: int) -> HttpResponse:
        record = self._readable(request, object_id)
        version = record.history.filter(history_id=version_id).first()
        if version is None:
            raise Http404
        if request.method == "POST":
            if not self.may_restore(request, record):
                raise PermissionDenied
            return self._restore(request, record, version)
        links = past_links(version)
        context = {
            **self._context(
                request,
                record,
                _("Version %(number)d: %(record)s") % {"number": version.version, "record": record},
            ),
            "version": version,
            "values": [
                (capfirst(str(field.verbose_name)), value_in(version, field))
                for field in past_fields(self.model)
            ]
            + [
                (
                    capfirst(str(field.verbose_name)),
                    ", ".join(str(linked) for linked in links[field.name]),
                )
                for field in version._history_m2m_fields
            ],
            "may_restore": self.may_restore(request, record),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/version.html", context)

    def _restore(self, request: HttpRequest, record: Any, version: Any) -> HttpResponse:
        links = past_links(version)
        for field in past_fields(self.model):
            if field.name not in KEPT:
                setattr(record, field.attname, getattr(version, field.attname))
        try:
            with transaction.atomic():
                record.full_clean()
                check_sourced(record, links.get("sources", []))
                record.save()
                for name, linked in links.items():
                    getattr(record, name).set(linked)
        except ValidationError as error:
            reasons = " ".join(error.messages)
            sentence = _("This version cannot come back: %(reasons)s")
            self.message_user(request, sentence % {"reasons": reasons}, messages.ERROR)
            return HttpResponseRedirect(request.path)
        number = {"number": version.version}
        self.log_change(request, record, _("Version %(number)d was brought back.") % number)
        self.message_user(
            request,
            _("Version %(number)d was brought back. Its rows and its state are as they were.")
            % number,
            messages.SUCCESS,
        )
        change = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(change, args=[record.pk]))
