"""The way of a file into the register: chosen, understood, looked at, confirmed.

Each step has an address of its own; what was uploaded and decided waits in an `Import`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foreign_affairs import roles
from foreign_affairs.admin.import_preview import first_kind, shown_rows, tabs_of
from foreign_affairs.admin.import_questions import (
    QuestionsForm,
    Refused,
    facts_of,
    lacking_in,
    refused_in,
)
from foreign_affairs.admin.pages import admin_page, page_context
from foreign_affairs.admin.record_form_page import LAST_SOURCE, SourceSelect, last_source
from foreign_affairs.models import Import, Source
from foreign_affairs.records import imports
from foreign_affairs.records.decisions import Decisions
from foreign_affairs.records.headings import headings_of
from foreign_affairs.records.items import WRITTEN, Kind
from foreign_affairs.records.mapping import keep_mapping
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.reading.kinds import ENDINGS
from foreign_affairs.records.reading.limits import MAX_BYTES
from foreign_affairs.records.resources import REGISTRY
from foreign_affairs.upload_limit import was_too_large

MOST_PAST = 5
"""So many past imports are named beside the upload."""

TICKS = "left_out_of_import_%d"
"""The key of the session under which ticked rows wait until they are left out."""


class ImportForm(forms.Form):
    """The file, and the source of all its rows where the model has sources."""

    import_file = forms.FileField(
        label=gettext_lazy("File to import"),
        help_text=gettext_lazy(
            "Excel, OpenDocument, CSV or a table in Word, just as it is. First you see what would "
            "happen; nothing is written before you confirm."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
        max_length=255,
    )

    def __init__(self, request: HttpRequest, model: Any, site: Any) -> None:
        is_posted = request.method == "POST"
        super().__init__(*((request.POST, request.FILES) if is_posted else ()))
        self.is_too_large = was_too_large(request)
        if getattr(model, "sources", None) is not None:
            self.fields["source"] = forms.ModelChoiceField(
                Source.objects.all(),
                required=False,
                label=_("Source of all rows"),
                help_text=_(
                    "For rows that name no source of their own. May stay empty: drafts need none."
                ),
                widget=SourceSelect(model._meta.get_field("sources"), site, last_source(request)),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_too_large:
            self.errors.pop("import_file", None)
            sentence = _("The file is larger than %(most)d MB, which are the most. Split it.")
            self.add_error("import_file", sentence % {"most": MAX_BYTES // 1024**2})
        return cleaned


def open_imports(user: Any, model: Any) -> QuerySet[Import]:
    """The files that are still being looked at: one's own; administrators see everybody's."""
    found = Import.objects.filter(
        content_type=ContentType.objects.get_for_model(model), state__in=Import.OPEN
    ).select_related("author")
    return found if roles.is_administrator(user) else found.filter(author=user)


class ImportPages(admin.ModelAdmin):
    """Put in front of ModelAdmin: the pages of an import, which needs add and change."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.model in REGISTRY and roles.may_import(request.user, self.model)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"has_import_permission": self.has_import_permission(request)}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_urls(self) -> list[Any]:
        stem = f"{self.opts.app_label}_{self.opts.model_name}_import"
        pages = (
            ("import/", "", self.import_action),
            ("import/<int:number>/", "_preview", self.import_preview),
            ("import/<int:number>/questions/", "_questions", self.import_questions),
            ("import/<int:number>/again/", "_again", self.import_again),
        )
        own = [
            path(route, self.admin_site.admin_view(view), name=stem + name)
            for route, name, view in pages
        ]
        return [*own, *super().get_urls()]

    def import_url(self, record: Import | None = None, page: str = "", **query: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_import{page and f'_{page}'}"
        url = reverse(name, args=[record.pk] if record else [])
        return f"{url}?{urlencode(query)}" if query else url

    def import_page(
        self, request: HttpRequest, template: str, title: str, **context: Any
    ) -> HttpResponse:
        everywhere = {**page_context(self, request, title), "media": self.media}
        return TemplateResponse(
            request, f"admin/import_export/{template}.html", {**everywhere, **context}
        )

    def received(self, request: HttpRequest, number: int) -> Import:
        """The file that is being looked at. Raises Http404, or PermissionDenied."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        record = open_imports(request.user, self.model).filter(pk=number).first()
        if record is None:
            raise Http404
        return record

    # Choosing a file

    def import_action(self, request: HttpRequest) -> HttpResponse:
        if not self.has_import_permission(request):
            raise PermissionDenied
        model: Any = self.model
        form = ImportForm(request, model, self.admin_site)
        if form.is_valid() and (response := self.receive(request, form)):
            return response
        past = Import.objects.filter(content_type=ContentType.objects.get_for_model(self.model))
        past = past.exclude(state__in=Import.OPEN).select_related("author")
        imports_url = reverse("admin:foreign_affairs_import_changelist")
        kind = ContentType.objects.get_for_model(self.model)
        return self.import_page(
            request,
            "import",
            _("Import: %s") % self.opts.verbose_name_plural,
            form=form,
            media=self.media + form.media,
            most_megabytes=MAX_BYTES // 1024**2,
            blank_url=reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_blank"),
            open_imports=[
                (record, self.import_url(record, "preview"))
                for record in open_imports(request.user, self.model)
            ],
            past_imports=[(record, admin_page(record)) for record in past[:MOST_PAST]],
            all_imports_url=f"{imports_url}?{urlencode({'content_type__id__exact': kind.pk})}",
            columns=[
                {"name": c.name, "heading": c.header("vi"), "help": c.help("vi")}
                for c in headings_of(model).columns.values()
            ],
        )

    def receive(self, request: HttpRequest, form: ImportForm) -> HttpResponse | None:
        """Keeps the file and goes on with it; None if it cannot be used, and the form says why."""
        file, source = form.cleaned_data["import_file"], form.cleaned_data.get("source")
        decisions = Decisions(source=source.code if source else "")
        record = imports.receive(file, file.name, self.model, request.user, decisions)
        try:
            url = self.next_url(record)
        except FileError as error:
            imports.forget(record)
            form.add_error("import_file", str(error))
            return None
        if source:
            request.session[LAST_SOURCE] = source.pk
        if imports.earlier(record):
            url = self.import_url(record, "again")
        return HttpResponseRedirect(url)

    def next_url(self, record: Import, asked: Refused | None = None) -> str:
        """The page on which it goes on: questions as long as some are open, then the preview.

        What a person was `asked` about refused rows and has left refused is not asked again.
        Raises FileError.
        """
        look = imports.look(record)
        if look.matched.unknown or look.questions:
            return self.import_url(record, "questions")
        imports.preview(record)
        refused, known = refused_in(record), asked or Refused()
        lacking = {column.name for column in lacking_in(look, Decisions(), refused)}
        if refused.places - known.places or lacking - known.columns:
            return self.import_url(record, "questions")
        return self.import_url(record, "preview")

    def import_again(self, request: HttpRequest, number: int) -> HttpResponse:
        """The same bytes are in the register already: going on is a choice."""
        record = self.received(request, number)
        return self.import_page(
            request,
            "import_again",
            _("This file was imported before"),
            **{"import": record},
            earlier=imports.earlier(record),
            preview_url=self.import_url(record, "preview"),
        )

    # Understanding it

    def import_questions(self, request: HttpRequest, number: int) -> HttpResponse:
        record = self.received(request, number)
        try:
            look = imports.look(record)
        except FileError as error:
            return self.unusable(request, record, error)
        refused = refused_in(record)
        data = request.POST if request.method == "POST" else None
        given = Decisions.from_json(record.decisions)
        form = QuestionsForm(look, given, refused, data)
        if form.is_valid():
            decisions = form.decisions()
            imports.decide(record, decisions)
            try:
                url = self.next_url(record, refused)
            except FileError as error:
                imports.decide(record, given)
                form.add_error(None, str(error))
            else:
                keep_mapping(self.model, look.table.headers, decisions.mapping, request.user)
                return HttpResponseRedirect(url)
        return self.import_page(
            request,
            "import_questions",
            _("How the file is understood"),
            **{"import": record},
            form=form,
            sheets=look.layout.sheets,
            facts=facts_of(look),
            preview_url=self.import_url(record, "preview"),
        )

    def unusable(self, request: HttpRequest, record: Import, error: FileError) -> HttpResponse:
        """The file was usable once: the register or what is decided about it has changed."""
        self.message_user(request, f"{record.file_name}: {error}", messages.ERROR)
        return HttpResponseRedirect(self.import_url())

    # Looking at what would happen, and confirming it

    def import_preview(self, request: HttpRequest, number: int) -> HttpResponse:
        record = self.received(request, number)
        if request.POST.get("act") == "drop":
            return self.drop(request, record)
        if record.state != Import.State.PREVIEWED:
            try:
                url = self.next_url(record)
            except FileError as error:
                return self.unusable(request, record, error)
            return HttpResponseRedirect(url)
        if request.method == "POST":
            return self.decide(request, record)
        kind = request.GET.get("kind", "")
        if kind not in list(Kind):
            kind = first_kind(record.counts)
        wanted = request.GET.get("p", "1")
        page = imports.preview_rows(record, kind, int(wanted) if wanted.isdecimal() else 1)
        tabs = tabs_of(record.counts)
        return self.import_page(
            request,
            "import_preview",
            _("What the file would change"),
            **{"import": record},
            tabs=tabs,
            kind=kind,
            current=next(tab for tab in tabs if tab.kind == kind),
            counts=record.counts,
            page=page,
            rows=list(shown_rows(self.model, page.rows, self.ticks(request, record))),
            seen=record.digest,
            may_write=self.may_confirm(request, record),
            is_empty=not any(record.counts.get(kind) for kind in (*WRITTEN, Kind.REFUSED)),
            preview_url=self.import_url(record, "preview"),
            questions_url=self.import_url(record, "questions"),
        )

    def may_confirm(self, request: HttpRequest, record: Import) -> bool:
        """Whose file it is, who was shown what he may do; there must be something to write."""
        is_own = record.author_id == request.user.pk
        return is_own and any(record.counts.get(kind) for kind in WRITTEN)

    def ticks(self, request: HttpRequest, record: Import) -> set[str]:
        """The places of the rows to be left out: those decided, changed by what was ticked."""
        decided = Decisions.from_json(record.decisions).left_out
        return set(request.session.get(TICKS % record.pk, decided))

    def decide(self, request: HttpRequest, record: Import) -> HttpResponse:
        posted = request.POST
        ticks = self.ticks(request, record) - set(posted.getlist("shown"))
        ticks |= set(posted.getlist("left_out"))
        request.session[TICKS % record.pk] = sorted(ticks)
        act = posted.get("act", "")
        if act not in ("leave", "all", "partial"):
            kind = posted.get("to_kind") or posted.get("kind", "")
            page = "1" if "to_kind" in posted else posted.get("to_page", "1")
            return HttpResponseRedirect(self.import_url(record, "preview", kind=kind, p=page))
        try:
            if self.leave_out(request, record, ticks):
                return HttpResponseRedirect(self.import_url(record, "preview"))
            if act == "leave":
                here = {"kind": posted.get("kind", ""), "p": posted.get("p", "1")}
                return HttpResponseRedirect(self.import_url(record, "preview", **here))
            return self.confirm(request, record, partial=act == "partial")
        except FileError as error:
            return self.unusable(request, record, error)

    def leave_out(self, request: HttpRequest, record: Import, ticks: set[str]) -> bool:
        """Looks at the file anew without the ticked rows; whether they are others than before."""
        decisions = Decisions.from_json(record.decisions)
        if ticks == set(decisions.left_out):
            return False
        imports.decide(record, replace(decisions, left_out=sorted(ticks)))
        imports.preview(record)
        sentence = _("The ticked rows are left out. This is what the file would change now.")
        self.message_user(request, sentence, messages.INFO)
        return True

    def confirm(self, request: HttpRequest, record: Import, *, partial: bool) -> HttpResponse:
        """Writes what the page has shown; otherwise shows what would happen now."""
        again = HttpResponseRedirect(self.import_url(record, "preview"))
        if not self.may_confirm(request, record):
            raise PermissionDenied
        try:
            if request.POST.get("seen") != record.digest:
                raise imports.Changed(imports.preview(record))
            outcome = imports.confirm(record, request.user, partial=partial)
        except imports.Changed:
            sentence = _(
                "Nothing was imported: the register has changed since the preview. This is what "
                "the file would change now."
            )
            self.message_user(request, sentence, messages.WARNING)
            return again
        except imports.NotOpen:
            return HttpResponseRedirect(admin_page(record))
        if not outcome.is_written:
            self.message_user(request, _("Nothing was imported: rows are refused."), messages.ERROR)
            return again
        request.session.pop(TICKS % record.pk, None)
        self.message_user(request, _("The file was imported."), messages.SUCCESS)
        return HttpResponseRedirect(admin_page(record))

    def drop(self, request: HttpRequest, record: Import) -> HttpResponse:
        request.session.pop(TICKS % record.pk, None)
        imports.forget(record)
        sentence = _("“%(file)s” was put away. Nothing of it is in the register.")
        self.message_user(request, sentence % {"file": record.file_name}, messages.INFO)
        return HttpResponseRedirect(self.import_url())
