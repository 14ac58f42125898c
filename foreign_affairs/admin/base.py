"""What the admin of every model is built on; each app's admin only says what is its own."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IS_FACETS_VAR
from django.contrib.admin.utils import flatten
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, Http404, HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from foreign_affairs import roles, search
from foreign_affairs.addresses import has_pages
from foreign_affairs.admin import columns
from foreign_affairs.admin.action_pages import BulkActions
from foreign_affairs.admin.actions import ACTIONS
from foreign_affairs.admin.autocomplete import ToldApart
from foreign_affairs.admin.deletion import CarefulDeletionAdmin, delete_selected
from foreign_affairs.admin.exporting import ExportPages
from foreign_affairs.admin.form_fields import Fields, fields_of, links_of
from foreign_affairs.admin.form_page import FormPage
from foreign_affairs.admin.forms import FORM_FIELDS, REASON, InlineRowForm, RecordForm
from foreign_affairs.admin.importing import ImportPages
from foreign_affairs.admin.list_filters import GapFilter, ImportFilter, WorkFilter, once
from foreign_affairs.admin.pages import RecordPages
from foreign_affairs.admin.periods import SummedChangeList
from foreign_affairs.admin.record_form_page import RecordFormPage
from foreign_affairs.admin.returning import ReturnsWithReason, needs_reason
from foreign_affairs.admin.saving import CarefulSavingAdmin
from foreign_affairs.admin.widgets import ShortWidgets
from foreign_affairs.collation import in_vietnamese_order
from foreign_affairs.models import CodeListEntry, Record, Source
from foreign_affairs.records.references import spelled_out
from foreign_affairs.text import fold
from foreign_affairs.ways import MOST_KEYS, keys_if_few, with_keys

STAMPS = ("version", "created_at", "created_by", "changed_at", "changed_by")
FOLDED = {"classes": ["collapse"]}


def newest_first(bound: str) -> Fields:
    """The order of what happens: latest first, undated last, then by name."""
    return models.F(bound).desc(nulls_last=True), in_vietnamese_order("name_vi")


class RecordChangeList(SummedChangeList):
    """Reads what the columns of a list need for all its rows at once. The numbers beside the
    filters come on request where to count them all holds up the list.
    """

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if self.result_count > MOST_KEYS:
            self.is_facets_optional = True
            self.add_facets = IS_FACETS_VAR in request.GET

    def get_queryset(self, *args: Any, **kwargs: Any) -> Any:
        rows = super().get_queryset(*args, **kwargs)
        admin_of_model: Any = self.model_admin
        return rows.prefetch_related(*admin_of_model.list_prefetch_related)


class TrackedAdmin(
    ImportPages,
    ExportPages,
    columns.WrittenAnew,
    ToldApart,
    ShortWidgets,
    FormPage,
    RecordPages,
    CarefulSavingAdmin,
    CarefulDeletionAdmin,
):
    """Anything kept: its permissions, its search, its fields, its stamps."""

    model: type[Any]
    formfield_overrides = FORM_FIELDS
    list_prefetch_related: ClassVar[Fields] = ()
    list_select_related: Fields = ()
    search_fields = ("code",)
    searched_texts: ClassVar[tuple[str, ...]] = ()
    """Columns that are searched without marks where the index of pages has not their text."""
    readonly_fields: Fields = STAMPS
    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    show_full_result_count = False
    is_on_index = True

    class Media:
        css = {"all": ["foreign_affairs/admin-records.css", "foreign_affairs/admin-forms.css"]}
        js = ["foreign_affairs/admin-files.js", "foreign_affairs/admin-pickers.js"]

    def get_urls(self) -> list[Any]:
        urls = super().get_urls()
        if any(isinstance(field, models.FileField) for field in self.model._meta.fields):
            name = f"{self.opts.app_label}_{self.opts.model_name}_file"
            view = self.admin_site.admin_view(self.file_view)
            urls.insert(0, path("<path:object_id>/file/", view, name=name))
        return urls

    def file_view(self, request: HttpRequest, object_id: str) -> FileResponse:
        """Hands a private file to staff who may see its record."""
        row: Any = self.get_object(request, object_id)
        if row is None or not row.file or not row.file.storage.exists(row.file.name):
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return FileResponse(row.file.open("rb"), as_attachment=True)

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return roles.may_change(request.user, obj) or self.may_propose(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return super().has_delete_permission(request)
        return roles.may_delete(request.user, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return roles.may_publish(request.user, self.model)

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return super().get_model_perms(request) if self.is_on_index else {}

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        # Rows are dropped inside their record; many things at once only by who deletes records.
        if not roles.has(request.user, "delete", Source):
            actions.pop("delete_selected", None)
        return actions

    # What is listed and found

    def get_list_filter(self, request: HttpRequest) -> Fields:
        return (*super().get_list_filter(request), ImportFilter)

    def totals(self, queryset: Any) -> list[str]:
        """Sentences on what the records of a list add up to; an admin says its own."""
        return []

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RecordChangeList

    def get_queryset(self, request: HttpRequest) -> Any:
        # Here and not in the list alone: autocomplete writes the same names.
        return super().get_queryset(request).select_related(*self.list_select_related)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        if not search_term.strip():
            return queryset, False
        if not fold(search_term):
            return queryset.none(), False
        found = self.find(request, queryset, search_term)
        # “TP Daejeon”: what is named so has the first word.
        plain = spelled_out(search_term)
        if plain != fold(search_term) and not found.exists():
            found = self.find(request, queryset, plain)
        return found, False

    def find(self, request: HttpRequest, queryset: Any, text: str) -> Any:
        """The rows that have every word of `text`, by any spelling."""
        if not has_pages(self.model):
            return queryset.filter(pk__in=self.keys_with(queryset, text))
        everything = self.model._default_manager.all()
        # Few are found once a request: the numbers of each filter are counted among them.
        key = ("found", self.model._meta.label, text)
        keys = once(request, key, lambda: keys_if_few(search.narrow(everything, text)))
        return search.narrow(queryset, text) if keys is None else with_keys(queryset, keys)

    def keys_with(self, queryset: Any, text: str) -> list[int]:
        """The keys of rows whose own texts have every word; these lists are short."""
        words = fold(text).split()
        texts = ("code", *self.searched_texts)
        rows = queryset.order_by().values_list("pk", *texts)
        found = []
        for key, *values in rows:
            folded = fold(" ".join(filter(None, values)))
            if all(word in folded for word in words):
                found.append(key)
        return found

    # What is filled

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        return links_of(self.model)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Fields:
        return self.readonly_fields

    def main_fields(self) -> Fields:
        return tuple(fields_of(self.model))

    def sections(self, request: HttpRequest, obj: Any) -> Iterable[tuple[Any, dict[str, Any]]]:
        """The fieldsets between the first and the stamps."""
        yield _("Code"), {**FOLDED, "fields": ("code",)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets: list[tuple[Any, dict[str, Any]]] = [
            (None, {"fields": self.main_fields()}),
            *self.sections(request, obj),
        ]
        if obj is not None:
            fieldsets.append((_("History of the record"), {**FOLDED, "fields": STAMPS}))
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": self.as_read(options["fields"])})
            for title, options in fieldsets
        ]


class CodeListAdmin(TrackedAdmin):
    list_display: Fields = ("name_vi", "name_en", "code", "changed_at")
    searched_texts = ("name_vi", "name_en")
    ordering: Fields = (in_vietnamese_order("name_vi"),)

    def main_fields(self) -> Fields:
        return (*fields_of(CodeListEntry), "code", *self.own_fields())

    def own_fields(self) -> list[str]:
        shared = fields_of(CodeListEntry)
        return [name for name in fields_of(self.model) if name not in shared]

    def sections(self, request: HttpRequest, obj: Any) -> Iterable[tuple[Any, dict[str, Any]]]:
        return ()


class RecordAdmin(ReturnsWithReason, BulkActions, RecordFormPage, TrackedAdmin):
    """A record with a page: `front` is what everybody fills, `more` what is folded away."""

    form = RecordForm
    front: ClassVar[Fields] = ()
    more: ClassVar[Sequence[tuple[Any, Fields]]] = ()
    ordering: Fields = (in_vietnamese_order("name_vi"),)
    list_filter: Fields = ("state", WorkFilter, GapFilter)
    actions = (*ACTIONS, delete_selected)

    @admin.display(description=_("name"), ordering=in_vietnamese_order("name_vi"))
    def title(self, record: Any) -> str:
        return str(record)

    def get_queryset(self, request: HttpRequest) -> Any:
        records = super().get_queryset(request).select_related("officer")
        if not self.model.needs_source():
            return records
        links = self.model.sources.through._default_manager.filter(
            **{f"{self.model.sources.field.m2m_field_name()}_id": models.OuterRef("pk")}
        )
        return records.annotate(is_sourced=models.Exists(links))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "state" in form.base_fields:
            current = obj.state if obj else Record.State.DRAFT
            allowed = roles.allowed_states(request.user, self.model, current)
            choice: Any = form.base_fields["state"]
            choice.choices = [
                (value, label) for value, label in Record.State.choices if value in allowed
            ]
        return form

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return super().get_view_on_site_url(obj) if obj is not None and obj.is_public else None

    def main_fields(self) -> Fields:
        return self.front

    def sections(self, request: HttpRequest, obj: Any) -> Iterable[tuple[Any, dict[str, Any]]]:
        sources = ("sources",) if self.model.needs_source() else ()
        reason = (REASON,) if obj is not None and needs_reason(request.user, obj) else ()
        fields = (*sources, "state", *reason, "officer", "checked_on")
        yield _("Sources and publication"), {"fields": fields}
        for title, fields in self.more:
            yield title, {**FOLDED, "fields": fields}
        folded = [name for _title, fields in self.more for name in fields]
        placed = flatten([*self.front, *folded])
        notes = ("source_note_vi", "source_note_en", "editor_note")
        # A field that stands twice in a form is lost: the second says what the first said before.
        yield _("Notes"), {**FOLDED, "fields": tuple(n for n in notes if n not in placed)}
        yield from super().sections(request, obj)


class InlineRowAdmin(TrackedAdmin):
    """The page of a row: found by its record, and never moved to one that is out of reach."""

    form = InlineRowForm
    is_on_index = False

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        return form

    def find(self, request: HttpRequest, queryset: Any, text: str) -> Any:
        parent = self.model.parent_field
        parents = self.model.parent_model()._default_manager.order_by()
        found = models.Q(**{f"{parent}__in": search.narrow(parents, text)})
        return queryset.filter(found | models.Q(pk__in=self.keys_with(queryset, text)))
