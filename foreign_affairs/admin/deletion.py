"""What goes with a record that is deleted, what keeps it from it, and that it was looked at."""

from collections import defaultdict
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as django_delete_selected
from django.contrib.admin.utils import NestedObjects, quote, unquote
from django.db import models, router, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.models import Device

from foreign_affairs.admin.seen import (
    SEEN,
    changed_meanwhile,
    lock,
    read_versions,
    seen_of,
    versions_of,
)
from foreign_affairs.mentions import relations_to
from foreign_affairs.models import InlineRow
from foreign_affairs.text import sort_key


class Uses(NestedObjects):
    """Collects what is deleted together, without the rows of link tables, which have no name, and
    without the second factor of an account, which is a part of it.
    """

    def can_fast_delete(self, objs: Any, from_field: Any = None) -> bool:
        if isinstance(objs, type) and issubclass(objs, Device):
            return True
        return bool(hasattr(objs, "_meta") and objs._meta.auto_created)


def linking_records(records: Any) -> list[models.Model]:
    """The records that link to one of these, as to a source: they would lose the link."""
    linking: dict[models.Model, None] = {}
    keys = [record.pk for record in records]
    for relation in relations_to(records[0]):
        if relation.many_to_many:
            rows = relation.related_model._default_manager
            linked = rows.filter(**{f"{relation.field.name}__in": keys}).distinct()
            linking.update(dict.fromkeys(linked))
    return list(linking)


def deleted_together(
    records: Any, request: HttpRequest, site: Any
) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
    """What `ModelAdmin.get_deleted_objects` returns: the tree of what goes with the records,
    counts by kind, kinds the user may not delete, and what keeps the records in place."""
    if not records:
        return [], {}, set(), []
    collector: Any = Uses(using=router.db_for_write(records[0]._meta.model), origin=records)
    collector.collect(records)
    forbidden: set[str] = set()

    def named(row: Any) -> str:
        meta = row._meta
        label = str(capfirst(meta.verbose_name))
        if not site.is_registered(type(row)):
            return f"{label}: {row}"
        if not site.get_model_admin(type(row)).has_delete_permission(request, row):
            forbidden.add(str(meta.verbose_name))
        try:
            name = f"{site.name}:{meta.app_label}_{meta.model_name}_change"
            address = reverse(name, args=[quote(row.pk)])
        except NoReverseMatch:
            return f"{label}: {row}"
        return format_html('{}: <a href="{}">{}</a>', label, address, row)

    tree = collector.nested(named)
    counts = {
        str(model._meta.verbose_name_plural): len(rows)
        for model, rows in collector.model_objs.items()
    }
    lacking = set(forbidden)
    # What keeps a record in place is named, but its own deletion is not asked for.
    keeping = [*collector.protected, *linking_records(records)]
    parents = parents_of(keeping)

    def named_in_place(row: Any) -> str:
        if row not in parents:
            return named(row)
        return format_html("{} – {}", named(row), named(parents[row]))

    def by_kind(row: Any) -> tuple[Any, ...]:
        names = (str(row), str(parents.get(row, "")))
        return str(row._meta.verbose_name), *map(sort_key, names), row.pk

    return tree, counts, lacking, [named_in_place(row) for row in sorted(keeping, key=by_kind)]


def parents_of(rows: list[Any]) -> dict[Any, models.Model]:
    """The records in which rows stand: “Daejeon (takes part)” does not say in which visit."""
    inside: dict[type[InlineRow], list[Any]] = defaultdict(list)
    for row in rows:
        if isinstance(row, InlineRow):
            inside[type(row)].append(row)
    for model, its in inside.items():
        models.prefetch_related_objects(its, model.parent_field)
    return {row: row.parent_record for its in inside.values() for row in its}


@admin.action(
    permissions=["delete"],
    description=gettext_lazy("Delete selected %(verbose_name_plural)s"),
)
@transaction.atomic
def delete_selected(model_admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """Django's own, but only while all records are what the page of it showed."""
    if request.POST.get("post"):
        shown = read_versions(request.POST.get("chosen", ""))
        rows = model_admin.model._default_manager.filter(pk__in=queryset.order_by().values("pk"))
        changed = [
            row
            for row in rows.select_related("changed_by").select_for_update(of=("self",))
            if row.version != shown.get(row.pk)
        ]
        for row in changed:
            sentence = _("Nothing was deleted: “%(record)s” – %(reason)s.")
            values = {"record": row, "reason": changed_meanwhile(row)}
            model_admin.message_user(request, sentence % values, messages.WARNING)
        if changed:
            return None
    response: Any = django_delete_selected(model_admin, request, queryset)
    if isinstance(response, TemplateResponse):
        response.context_data["chosen"] = versions_of(queryset)  # type: ignore[index]
    return response


class CarefulDeletionAdmin(admin.ModelAdmin):
    actions: Any = (delete_selected,)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        return deleted_together(objs, request, self.admin_site)

    def _delete_view(self, request: HttpRequest, object_id: str, extra_context: Any) -> Any:
        """Nobody deletes what somebody else has changed since its page was shown."""
        record = self.get_object(request, unquote(object_id))
        if record is None or not self.has_delete_permission(request, record):
            return super()._delete_view(request, object_id, extra_context)
        if request.method == "POST" and lock(record) and request.POST.get(SEEN) != seen_of(record):
            sentence = _("The record was changed after you looked. Look at it once more.")
            self.message_user(request, sentence, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        context = {**(extra_context or {}), "seen": seen_of(record)}
        return super()._delete_view(request, object_id, context)
