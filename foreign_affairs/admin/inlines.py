"""Rows inside the form of their record."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.db.models import Prefetch, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst

from foreign_affairs import roles
from foreign_affairs.admin import columns
from foreign_affairs.admin.form_fields import Fields, fields_of, links_of
from foreign_affairs.admin.forms import FORM_FIELDS, RowForm
from foreign_affairs.admin.widgets import LinkSelect, ShortWidgets, possible_keys
from foreign_affairs.models import InlineRow, Record
from foreign_affairs.words import named


class RowFormSet(BaseInlineFormSet):
    """Rows that cost as many queries to show as one, and to save as many as were changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._linked: dict[str, dict[int, Any]] = {}
        super().__init__(*args, **kwargs)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        # Otherwise each row asks anew for the record in whose form it stands.
        setattr(form.instance, self.fk.name, self.instance)
        # What nobody touched is as it was when it was saved: it is not checked again.
        form.empty_permitted = True
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            picker = getattr(field.widget, "widget", field.widget)
            if isinstance(picker, LinkSelect):
                picker.shared = partial(self.linked_by, name, field.queryset)

    def linked_by(self, name: str, records: QuerySet[Any]) -> dict[int, Any]:
        """What all rows link to by the field `name`, by key."""
        if name not in self._linked:
            keys = possible_keys([str(form[name].value()) for form in self.forms])
            self._linked[name] = {row.pk: row for row in records.filter(pk__in=set(keys))}
        return self._linked[name]


class NamedCells(RowFormSet):
    """Each field of a table says the heading of its column to those who hear the page."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            # The frame with the link for another one is not what is filled.
            widget = getattr(field.widget, "widget", field.widget)
            if not widget.is_hidden:
                widget.attrs["aria-label"] = capfirst(str(field.label))


class RowInline(columns.WrittenAnew, ShortWidgets, admin.TabularInline):
    """Rows inside the form of their record, with its permissions."""

    model: type[Any]
    form: type[Any] = RowForm
    formset: Any = NamedCells
    formfield_overrides = FORM_FIELDS
    extra = 0
    related_links = ("add",)
    show_change_link = True
    names: ClassVar[Fields] = ()
    """The fields to fill; without them all but the code."""
    is_copied: ClassVar[bool] = False
    """Whether another record like this one begins with the same rows."""

    def _follows(self, request: HttpRequest, action: str, parent: Any) -> bool:
        if not roles.has(request.user, action, self.model):
            return False
        if parent is None or roles.may_change(request.user, parent):
            return True
        # What is never public does not wait for an approver: it has a page of its own.
        is_row = issubclass(self.model, InlineRow) and isinstance(parent, Record)
        return is_row and roles.may_propose(request.user, parent)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._follows(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._follows(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._follows(request, "delete", obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what the rows link to: their headings name it, and who may only read sees it."""
        shown = flatten(self._named())
        links = [self.model._meta.get_field(name) for name in links_of(self.model) if name in shown]
        linked = (Prefetch(link.name, named(link.related_model)) for link in links)
        return super().get_queryset(request).prefetch_related(*linked)

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
    formset = RowFormSet


class ReadOnlyInline(RowInline):
    """Records that belong to this one, to be read here and changed on their own page."""

    can_delete = False
    view_on_site = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
