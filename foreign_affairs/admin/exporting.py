"""Export in the admin: one page that asks what, which columns, in which form and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.options import IS_FACETS_VAR, IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ExportMixin

from foreign_affairs import audit, roles
from foreign_affairs.numbers import format_number
from foreign_affairs.records.columns import RowsColumn
from foreign_affairs.records.downloads import blank_response, download_response
from foreign_affairs.records.export import LANGUAGES, export_columns, in_reading_order
from foreign_affairs.records.outgoing import AnyColumn
from foreign_affairs.records.resources import REGISTRY, resource_for

ALL, FILTERED, SELECTED = "all", "filtered", "selected"

NO_FILTERS = frozenset(
    {ALL_VAR, ERROR_FLAG, IS_FACETS_VAR, ORDER_VAR, PAGE_VAR, "_changelist_filters"}
)
"""Parts of a list's address that leave out no record."""

REMEMBERED = "export"
"""Where the session keeps the last choices, by model."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file on the page."""

    ending: str
    label: Any
    help: Any
    for_excel: bool = False


KINDS = {
    "xlsx": FileKind(
        "xlsx",
        gettext_lazy("Excel workbook (.xlsx)"),
        gettext_lazy("Numbers and days are real ones. To read, to change and to import again."),
    ),
    "excel": FileKind(
        "csv",
        gettext_lazy("CSV for Excel"),
        gettext_lazy("Semicolons and decimal commas, for programs that open no .xlsx."),
        for_excel=True,
    ),
    "csv": FileKind(
        "csv",
        gettext_lazy("CSV for programs"),
        gettext_lazy("UTF-8 with commas and decimal points (RFC 4180)."),
    ),
    "json": FileKind("json", "JSON", gettext_lazy("For programs; numbers and yes/no are typed.")),
}

HEADINGS = {
    "vi": gettext_lazy("Vietnamese headings and words"),
    "en": gettext_lazy("English headings and words"),
    "programs": gettext_lazy("Names and codes, for programs"),
}


class ExportForm(forms.Form):
    """What is exported. `counts` says how many records each answer to the first question has."""

    what = forms.ChoiceField(widget=forms.RadioSelect)
    columns = forms.MultipleChoiceField(
        error_messages={"required": gettext_lazy("Tick at least one column.")}
    )
    kind = forms.ChoiceField(
        choices=[(name, kind.label) for name, kind in KINDS.items()],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        choices=list(HEADINGS.items()), initial="vi", widget=forms.RadioSelect
    )
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, counts: dict[str, int], columns: Sequence[AnyColumn], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        what: Any = self.fields["what"]
        what.choices = [(name, sentence_on(name, count)) for name, count in counts.items()]
        self.initial.setdefault("what", list(counts)[-1])
        names: Any = self.fields["columns"]
        names.choices = [(column.name, column.header("vi")) for column in columns]
        self.offered = columns

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = self.cleaned_data
        if "columns" in asked and "language" in asked and not self.written_columns():
            self.add_error("columns", _("Names and codes have none of these columns."))
        return asked

    def written_columns(self) -> list[AnyColumn]:
        """The ticked columns that the file has; those of rows have no codes."""
        asked = self.cleaned_data
        return [
            column
            for column in self.offered
            if column.name in asked["columns"]
            and (LANGUAGES[asked["language"]] or not isinstance(column, RowsColumn))
        ]


def sentence_on(what: str, count: int) -> str:
    sentence = {
        ALL: _("All records: %(count)s"),
        FILTERED: _("The records of the list as it is filtered: %(count)s"),
        SELECTED: _("The selected records: %(count)s"),
    }[what]
    return sentence % {"count": format_number(count, "vi")}


class ExportPages(ExportMixin):
    """Put in front of ModelAdmin: the page of an export, the action to it, and blank templates.

    Export needs the permission to view, a template that to import.
    """

    @property
    def is_in_files(self) -> bool:
        """Scans have no place in a table; everything else goes in and out."""
        return self.model in REGISTRY

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.is_in_files and roles.has(request.user, "view", self.model)

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_blank"
        view = self.admin_site.admin_view(self.blank_view)
        return [path("blank/", view, name=name), *super().get_urls()]

    def blank_view(self, request: HttpRequest) -> HttpResponse:
        """A template to fill and import."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        return blank_response(self.model, "vi")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if self.has_export_permission(request):
            title = _("Export the selected records")
            actions["export_selected"] = (export_selected, "export_selected", title)
        return actions

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Asks, or sends the file; an address that no list understands leads to the list."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            return self.export_page(request, read_keys(request.POST.get("chosen", "")))
        except IncorrectLookupParameters:
            names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
            return HttpResponseRedirect(f"{reverse(f'{names}_changelist')}?{ERROR_FLAG}=1")

    def export_page(
        self, request: HttpRequest, chosen: Sequence[int], *, is_asked: bool = False
    ) -> HttpResponse:
        """The file that the form asks for, or the page; with `is_asked` the page in any case."""
        records = self.exportable(request, chosen)
        counts = {what: found.count() for what, found in records.items()}
        groups = self.column_groups(request)
        columns = in_reading_order(column for _title, group in groups for column in group)
        useful = [column.name for column in groups[0][1]]
        posted = None if is_asked else request.POST
        if posted and "tick" not in posted:
            form = ExportForm(counts, columns, posted)
            if form.is_valid():
                return self.exported(request, form, records)
        else:
            initial = self.last_choice(request, useful)
            if posted:
                ticked = {"all": [c.name for c in columns], "useful": useful}
                initial |= posted.dict() | {"columns": ticked.get(posted["tick"], [])}
            initial["chosen"] = " ".join(map(str, chosen))
            form = ExportForm(counts, columns, initial=initial)
        return self.shown(request, form, groups, useful)

    def exportable(self, request: HttpRequest, chosen: Sequence[int]) -> dict[str, QuerySet[Any]]:
        """The sets of records to choose from, the likeliest one last."""
        everything: Any = self.model._default_manager.all()
        found: dict[str, QuerySet[Any]] = {ALL: everything.in_list_order()}
        filtered = self.get_export_queryset(request)
        if request.GET.keys() - NO_FILTERS:
            found[FILTERED] = filtered
        if chosen:
            found[SELECTED] = everything.filter(pk__in=chosen).in_list_order()
        return found

    def column_groups(self, request: HttpRequest) -> list[tuple[str, list[AnyColumn]]]:
        """The columns as the form of a record groups its fields; the useful ones come first."""
        offered = export_columns(self.model, derived=True, rows=True)
        known = {column.name: column for column in offered}
        rows = [column.name for column in offered if isinstance(column, RowsColumn)]
        (_no_title, front), *others = self.get_fieldsets(request)
        groups: list[tuple[str, list[AnyColumn]]] = []
        for title, names in (
            (_("Most used"), ["code", *flatten_fieldsets([(None, front)]), *rows, "state"]),
            *((title, flatten_fieldsets([(title, options)])) for title, options in others),
            (_("Other columns"), list(known)),
        ):
            if group := [known.pop(name) for name in names if name in known]:
                groups.append((title, group))
        return groups

    def last_choice(self, request: HttpRequest, useful: Sequence[str]) -> dict[str, Any]:
        remembered = request.session.get(REMEMBERED, {}).get(self.opts.label_lower, {})
        return {"columns": useful, **remembered}

    def exported(
        self, request: HttpRequest, form: ExportForm, records: dict[str, QuerySet[Any]]
    ) -> HttpResponse:
        """The file, after the choice is kept for the next time."""
        asked = form.cleaned_data
        choice = {name: asked[name] for name in ("columns", "kind", "language")}
        choices = request.session.get(REMEMBERED, {})
        request.session[REMEMBERED] = {**choices, self.opts.label_lower: choice}
        kind = KINDS[asked["kind"]]
        audit.note(
            audit.Action.EXPORTED,
            self.model,
            rows=records[asked["what"]].count(),
            form=asked["kind"],
            filters=filters_of(request) if asked["what"] == FILTERED else "",
        )
        return download_response(  # type: ignore[return-value]
            records[asked["what"]],
            kind.ending,
            public=False,
            columns=form.written_columns(),
            language=LANGUAGES[asked["language"]],
            for_excel=kind.for_excel,
        )

    def shown(
        self,
        request: HttpRequest,
        form: ExportForm,
        groups: list[tuple[str, list[AnyColumn]]],
        useful: Sequence[str],
    ) -> HttpResponse:
        ticked = set(form["columns"].value() or ())
        helps = [kind.help for kind in KINDS.values()]
        names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export: %(kinds)s") % {"kinds": self.opts.verbose_name_plural},
            "opts": self.opts,
            "form": form,
            "kinds": list(zip(form["kind"], helps, strict=True)),
            "groups": [
                (
                    title,
                    [
                        {
                            "name": column.name,
                            "heading": column.header("vi"),
                            "is_public": column.is_public and resource_for(self.model).is_public,
                            "is_ticked": column.name in ticked,
                            "is_useful": column.name in useful,
                            "is_for_programs": not isinstance(column, RowsColumn),
                        }
                        for column in group
                    ],
                )
                for title, group in groups
            ],
            "export_url": reverse(f"{names}_export") + query,
            "back_url": reverse(f"{names}_changelist") + query,
            "may_import": self.has_import_permission(request),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.export_template_name, context)


def export_selected(
    model_admin: ExportPages, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse:
    """The action: the page of an export for the ticked records, or for all of the list."""
    if request.POST.get("select_across") == "1":
        opts = model_admin.opts
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_export")
        return HttpResponseRedirect(f"{url}?{request.GET.urlencode()}")
    keys = list(queryset.order_by().values_list("pk", flat=True))
    return model_admin.export_page(request, keys, is_asked=True)


def filters_of(request: HttpRequest) -> str:
    """The part of a list's address that leaves out records."""
    filters = request.GET.copy()
    for name in NO_FILTERS:
        filters.pop(name, None)
    return filters.urlencode()


def read_keys(text: str) -> list[int]:
    """The keys that the page keeps for the selected records; forged pieces are dropped."""
    return [int(piece) for piece in text.split() if piece.isascii() and piece.isdecimal()]
