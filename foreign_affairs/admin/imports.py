"""What came in by files: every import with what it touched, its file, and the way back."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foreign_affairs import roles
from foreign_affairs.admin.import_preview import tabs_of
from foreign_affairs.admin.list_filters import IMPORTED_IN, RelatedOnlyFilter
from foreign_affairs.admin.pages import LinkedByKey, admin_page, page_context
from foreign_affairs.models import Import
from foreign_affairs.records import imports, undoing
from foreign_affairs.records.items import Kind
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.resources import REGISTRY
from foreign_affairs.records.returned import reasons_of, write_returned
from foreign_affairs.words import named

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PER_PAGE = 50


def readable(user: Any) -> Q:
    """What is about records that the user may see; of others' open files administrators alone."""
    models = [model for model in REGISTRY if roles.has(user, "view", model)]
    found = Q(content_type__in=ContentType.objects.get_for_models(*models).values())
    if not roles.is_administrator(user):
        found &= ~Q(state__in=Import.OPEN) | Q(author=user)
    return found


def kind_name(kind: ContentType) -> str:
    model: Any = kind.model_class()
    return str(capfirst(model._meta.verbose_name_plural))


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind of record")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = Import.objects.order_by().values("content_type")
        kinds = ContentType.objects.filter(pk__in=used)
        return sorted(((str(kind.pk), kind_name(kind)) for kind in kinds), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Import]) -> QuerySet[Import]:
        wanted = self.value()
        is_known = wanted in dict(self.lookup_choices)
        return queryset.filter(content_type=wanted) if wanted and is_known else queryset


@dataclass(frozen=True)
class TouchedKind:
    """The records of one model that an import has written."""

    model: Any
    count: int

    @property
    def label(self) -> str:
        return str(self.model._meta.label_lower)

    @property
    def name(self) -> str:
        return str(capfirst(self.model._meta.verbose_name_plural))

    def page(self, record: Import, number: str | None) -> Page[Any]:
        """A page of the versions that the import has left."""
        versions = self.model.history.filter(change=record.change).order_by("history_id")
        return Paginator(versions, PER_PAGE).get_page(number)


def touched_kinds(record: Import) -> list[TouchedKind]:
    """What the import has written, its own kind of record first; a query a model."""
    if record.change is None:
        return []
    models = sorted(REGISTRY, key=lambda model: model is not record.model)
    counts = ((model, model.history.filter(change=record.change).count()) for model in models)  # type: ignore[attr-defined]
    return [TouchedKind(model, count) for model, count in counts if count]


@dataclass(frozen=True)
class TouchedRow:
    """A record that an import has written. `url` is empty for one that is gone."""

    code: str
    name: str
    url: str
    is_new: bool


def touched_rows(model: Any, versions: Sequence[Any]) -> list[TouchedRow]:
    present = named(model).in_bulk([version.id for version in versions])
    return [
        TouchedRow(
            version.code,
            str(present.get(version.id) or getattr(version, "name_vi", "")),
            admin_page(present[version.id]) if version.id in present else "",
            version.history_type == "+",
        )
        for version in versions
    ]


def proposals_url(record: Import) -> str:
    changelist = reverse("admin:foreign_affairs_proposedchange_changelist")
    return f"{changelist}?{urlencode({'imported_in__exact': record.pk})}"


def undone_in_words(done: undoing.Undone) -> str:
    said = [
        (done.removed, ngettext("%d new row removed", "%d new rows removed", done.removed)),
        (done.restored, ngettext("%d row put back", "%d rows put back", done.restored)),
        (
            done.taken_back,
            ngettext("%d proposal taken back", "%d proposals taken back", done.taken_back),
        ),
    ]
    parts = [sentence % count for count, sentence in said if count]
    return _("The import was undone: %s.") % ", ".join(parts)


@admin.register(Import)
class ImportAdmin(LinkedByKey):
    list_display = ("file_name", "kind", "author", "received_at", "rows", "state")
    list_filter = ("state", KindFilter, ("author", RelatedOnlyFilter))
    list_select_related = ("author", "content_type")
    search_fields = ("file_name",)
    ordering = ("-received_at", "-pk")
    actions = None
    show_facets = admin.ShowFacets.ALWAYS

    class Media:
        css = {"all": ["foreign_affairs/admin-records.css", "foreign_affairs/admin-imports.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return super().get_queryset(request).filter(readable(request.user))

    @admin.display(description=gettext_lazy("kind of record"))
    def kind(self, record: Import) -> str:
        return kind_name(record.content_type)

    @admin.display(description=gettext_lazy("rows"))
    def rows(self, record: Import) -> str:
        said = (f"{tab.count} {tab.label}" for tab in tabs_of(record.counts) if tab.count)
        return ", ".join(said) or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        own = [
            path(
                f"<path:object_id>/{page}/",
                self.admin_site.admin_view(view),
                name=f"foreign_affairs_import_{page}",
            )
            for page, view in (
                ("file", self.file_view),
                ("refused", self.refused_view),
                ("undo", self.undo_view),
            )
        ]
        return [*own, *super().get_urls()]

    def found(self, request: HttpRequest, object_id: str) -> Import:
        """The import, if the user may see it. Raises Http404, or PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        return record

    def found_for_importers(self, request: HttpRequest, object_id: str) -> Import:
        """Files hold what nobody has checked yet: for those who may import such records."""
        record = self.found(request, object_id)
        if not roles.may_import(request.user, record.model):
            raise PermissionDenied
        return record

    def page_of(
        self, request: HttpRequest, template: str, record: Import, title: str, **context: Any
    ) -> HttpResponse:
        everywhere = {"import": record, "kind": kind_name(record.content_type)}
        return TemplateResponse(
            request,
            f"admin/import_export/{template}.html",
            {**page_context(self, request, title), **everywhere, **context},
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        record = self.found(request, object_id)
        names = f"admin:{record.model._meta.app_label}_{record.model._meta.model_name}"
        if record.is_open:
            return HttpResponseRedirect(reverse(f"{names}_import_preview", args=[record.pk]))
        kinds = touched_kinds(record)
        of = request.GET.get("of", "")
        shown = next((kind for kind in kinds if kind.label == of), next(iter(kinds), None))
        page = shown and shown.page(record, request.GET.get("p"))
        may_import = roles.may_import(request.user, record.model)
        return self.page_of(
            request,
            "import_detail",
            record,
            _("Import: %s") % record.file_name,
            tabs=[tab for tab in tabs_of(record.counts) if tab.count],
            kinds=kinds,
            shown=shown,
            page=page,
            rows=touched_rows(shown.model, list(page)) if shown and page else [],
            is_written=record.state == Import.State.WRITTEN,
            list_url=f"{reverse(f'{names}_changelist')}?{IMPORTED_IN}={record.pk}",
            proposals=record.proposals.count(),
            proposals_url=proposals_url(record),
            may_import=may_import,
            may_undo=may_import and record.state == Import.State.WRITTEN,
            has_refused=may_import and bool(record.counts.get(Kind.REFUSED)),
        )

    def file_view(self, request: HttpRequest, object_id: str) -> FileResponse:
        record = self.found_for_importers(request, object_id)
        if not record.file or not record.file.storage.exists(str(record.file.name)):
            raise Http404
        return FileResponse(record.file.open("rb"), as_attachment=True, filename=record.file_name)

    def refused_view(self, request: HttpRequest, object_id: str) -> HttpResponse | FileResponse:
        """The refused rows as a file to mend and import again."""
        record = self.found_for_importers(request, object_id)
        if record.is_open or not record.counts.get(Kind.REFUSED):
            raise Http404
        try:
            look = imports.look(record)
        except (FileError, FileNotFoundError):
            self.message_user(request, _("The file can no longer be read."), messages.ERROR)
            return HttpResponseRedirect(admin_page(record))
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        refused = (
            (row["place"], refusal["column"], refusal["message"])
            for row in imports.refused_rows(record)
            for refusal in row["refusals"]
        )
        write_returned(file, [look.table], reasons_of(refused, look))
        file.seek(0)
        name = _("%s - refused rows") % PurePath(record.file_name).stem
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = self.found_for_importers(request, object_id)
        if record.state != Import.State.WRITTEN:
            return HttpResponseRedirect(admin_page(record))
        obstacles: list[str] = []
        if request.method == "POST":
            try:
                done = undoing.undo(record, request.user)
            except undoing.NotWritten:
                return HttpResponseRedirect(admin_page(record))
            if isinstance(done, undoing.Undone):
                self.message_user(request, undone_in_words(done), messages.SUCCESS)
                return HttpResponseRedirect(admin_page(record))
            obstacles = done
        with transaction.atomic():
            planned = undoing.Undoing(record, request.user)
            obstacles = obstacles or planned.obstacles()
        return self.page_of(
            request,
            "import_undo",
            record,
            _("Undo the import: %s") % record.file_name,
            obstacles=obstacles,
            kinds=[
                (str(capfirst(one.model._meta.verbose_name_plural)), len(one.new), len(one.changed))
                for one in planned.touched
            ],
            waiting=record.proposals.open().count(),
        )
