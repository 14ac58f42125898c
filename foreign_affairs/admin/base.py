"""What the admin of every model is built on; each app's admin only says what is its own."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, TypeAlias

from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, Http404, HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from foreign_affairs import roles, search
from foreign_affairs.admin import columns
from foreign_affairs.admin.actions import ACTIONS
from foreign_affairs.admin.forms import FORM_FIELDS, InlineRowForm, RecordForm
from foreign_affairs.admin.history import HistoryAdmin
from foreign_affairs.admin.in_out import RecordsInOutMixin
from foreign_affairs.admin.list_filters import GapFilter
from foreign_affairs.collation import in_vietnamese_order
from foreign_affairs.models import CodeListEntry, Record, Source
from foreign_affairs.text import fold

Fields: TypeAlias = tuple[Any, ...]

STAMPS = ("version", "created_at", "created_by", "changed_at", "changed_by")
FOLDED = {"classes": ["collapse"]}


def newest_first(bound: str) -> Fields:
    """The order of what happens: latest first, undated last, then by name."""
    return models.F(bound).desc(nulls_last=True), in_vietnamese_order("name_vi")


def links_of(model: type[models.Model]) -> list[str]:
    """The names of the foreign keys and many-to-many fields that people fill."""
    return [
        field.name
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.is_relation and field.editable
    ]


def fields_of(model: type[models.Model]) -> list[str]:
    """The names of all fields that people fill, code apart, in the order of the model."""
    return [
        field.name
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.editable and not field.primary_key and field.name != "code"
    ]


class PrefetchingChangeList(ChangeList):
    """Reads what the columns of a list need for all its rows at once."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> Any:
        rows = super().get_queryset(*args, **kwargs)
        admin_of_model: Any = self.model_admin
        return rows.prefetch_related(*admin_of_model.list_prefetch_related)


class ShortWidgets:
    """Beside a link to another record only what people use: never a button that deletes it."""

    related_links: ClassVar[tuple[str, ...]] = ("add", "change", "view")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            for link in {"add", "change", "view", "delete"}.difference(self.related_links):
                setattr(field.widget, f"can_{link}_related", False)
        return field


class TrackedAdmin(RecordsInOutMixin, columns.WrittenAnew, ShortWidgets, HistoryAdmin):
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
        css = {"all": ["foreign_affairs/admin-records.css"]}

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
        return roles.may_change(request.user, obj)

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

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PrefetchingChangeList

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
        return self.find(queryset, search_term), False

    def find(self, queryset: Any, text: str) -> Any:
        """The rows that have every word of `text`, by any spelling."""
        if search.is_searchable(self.model):
            return search.narrow(queryset, text)
        return queryset.filter(pk__in=self.keys_with(queryset, text))

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

    def sections(self, request: HttpRequest) -> Iterable[tuple[Any, dict[str, Any]]]:
        """The fieldsets between the first and the stamps."""
        yield _("Code"), {**FOLDED, "fields": ("code",)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets: list[tuple[Any, dict[str, Any]]] = [
            (None, {"fields": self.main_fields()}),
            *self.sections(request),
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

    def sections(self, request: HttpRequest) -> Iterable[tuple[Any, dict[str, Any]]]:
        return ()


class RecordAdmin(TrackedAdmin):
    """A record with a page: `front` is what everybody fills, `more` what is folded away."""

    form = RecordForm
    front: ClassVar[Fields] = ()
    more: ClassVar[Sequence[tuple[Any, Fields]]] = ()
    ordering: Fields = (in_vietnamese_order("name_vi"),)
    list_filter: Fields = ("state", GapFilter)
    actions = ACTIONS

    @admin.display(description=_("name"), ordering=in_vietnamese_order("name_vi"))
    def title(self, record: Any) -> str:
        return str(record)

    def get_queryset(self, request: HttpRequest) -> Any:
        records = super().get_queryset(request)
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

    def sections(self, request: HttpRequest) -> Iterable[tuple[Any, dict[str, Any]]]:
        sources = ("sources",) if self.model.needs_source() else ()
        yield _("Sources and publication"), {"fields": (*sources, "state", "officer", "checked_on")}
        for title, fields in self.more:
            yield title, {**FOLDED, "fields": fields}
        notes = ("source_note_vi", "source_note_en", "editor_note")
        yield _("Notes"), {**FOLDED, "fields": notes}
        yield from super().sections(request)


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

    def find(self, queryset: Any, text: str) -> Any:
        parent = self.model.parent_field
        parents = self.model.parent_model()._default_manager.order_by()
        found = models.Q(**{f"{parent}__in": search.narrow(parents, text)})
        return queryset.filter(found | models.Q(pk__in=self.keys_with(queryset, text)))


class RowInline(columns.WrittenAnew, ShortWidgets, admin.TabularInline):
    """Rows inside the form of their record, with its permissions."""

    model: type[Any]
    formfield_overrides = FORM_FIELDS
    extra = 0
    related_links = ("add",)
    show_change_link = True
    names: ClassVar[Fields] = ()
    """The fields to fill; without them all but the code."""

    def _follows(self, request: HttpRequest, action: str, parent: Any) -> bool:
        if not roles.has(request.user, action, self.model):
            return False
        return parent is None or roles.may_change(request.user, parent)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._follows(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._follows(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._follows(request, "delete", obj)

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        return links_of(self.model)

    def _named(self) -> Fields:
        parents = {self.fk_name, getattr(self.model, "parent_field", None)}
        return self.names or tuple(n for n in fields_of(self.model) if n not in parents)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [(None, {"fields": self._shown(request, obj)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Fields:
        if self.has_change_permission(request, obj):
            return ()
        return tuple(flatten(self._shown(request, obj)))

    def _shown(self, request: HttpRequest, obj: Any) -> Fields:
        if obj is None or self.has_change_permission(request, obj):
            return self._named()
        return self.as_read(self._named())


class StackedRowInline(RowInline):
    """For rows of many or long fields."""

    template = "admin/edit_inline/stacked.html"


class ReadOnlyInline(RowInline):
    """Records that belong to this one, to be read here and changed on their own page."""

    can_delete = False
    view_on_site = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
