"""Import and export in the admin: import-export's pages over the register's own row loop."""

import logging
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.storage import storages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import Format
from import_export.forms import ExportForm, ImportForm

from foreign_affairs import roles
from foreign_affairs.records.downloads import download_response
from foreign_affairs.records.files import ENDINGS, MAX_BYTES, FileError, read_table
from foreign_affairs.records.items import Kind, Outcome
from foreign_affairs.records.resources import REGISTRY, BatchResult, TableDataset, resource_for

logger = logging.getLogger(__name__)

SHOWN_ROWS = 200
"""How many rows of each kind the preview shows."""


class TableFormat(Format):
    """Any file that `records.files` reads; the file itself says which kind it is."""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return "CSV, XLSX"

    def create_dataset(self, in_stream: bytes) -> TableDataset:
        return TableDataset(read_table(in_stream, _("uploaded file")))


class DownloadFormat(Format):
    """One kind of file to export."""

    ending: str

    def get_title(self) -> str:
        return self.ending.upper()


class CsvFormat(DownloadFormat):
    ending = "csv"


class XlsxFormat(DownloadFormat):
    ending = "xlsx"


class JsonFormat(DownloadFormat):
    ending = "json"


class TableImportForm(ImportForm):
    """Asks for a file only."""

    media = forms.Media()

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["format"].initial = "0"
        self.fields["import_file"].label = gettext_lazy("File to import")
        self.fields["import_file"].widget.attrs["accept"] = ",".join(ENDINGS)
        self.fields["import_file"].help_text = gettext_lazy(
            "CSV (UTF-8, comma or semicolon) or XLSX. First you see what would happen; "
            "nothing is written before you confirm."
        )

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)d MB; %(most)d MB are the most. Split it.")
                % {"size": file.size // 1024**2, "most": MAX_BYTES // 1024**2}
            )
        if Path(file.name).suffix.lower() not in ENDINGS:
            raise forms.ValidationError(_("Choose a file that ends in .csv or .xlsx."))
        return file


class RecordsInOutMixin(ImportExportMixin):
    """Put in front of ModelAdmin. Import needs add and change, export needs view."""

    import_form_class = TableImportForm
    export_form_class = ExportForm
    skip_admin_log = True  # history has it all, row by row

    @property
    def is_in_files(self) -> bool:
        """Scans have no place in a table; everything else goes in and out."""
        return self.model in REGISTRY

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.is_in_files and all(
            roles.has(request.user, action, self.model) for action in ("add", "change")
        )

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.is_in_files and roles.has(request.user, "view", self.model)

    def get_resource_classes(self, request: HttpRequest) -> list[Any]:
        return [resource_for(self.model)]

    def get_import_formats(self) -> list[type[Format]]:
        return [TableFormat]

    def get_export_formats(self) -> list[type[Format]]:
        return [XlsxFormat, CsvFormat, JsonFormat]

    # Import

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().import_action(request, **kwargs)
        context = response.context_data
        context["columns"] = [
            {"name": column.name, "heading": column.header("vi"), "help": column.help("vi")}
            for column in resource_for(self.model).columns()
        ]
        result = context.get("result")
        if result is not None and result.outcome is not None:
            context["preview"] = preview_of(result.outcome)
        if "confirm_form" not in context and "import_file" in request.FILES:
            forget_upload(context["form"])
        return response

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Confirms once: the kept upload is gone the second time, or was never there."""
        try:
            return super().process_import(request, **kwargs)
        except (FileNotFoundError, IndexError, ValueError):
            return self.process_result(BatchResult(), request)

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        if isinstance(e, FileError):
            form.add_error("import_file", str(e))
            return
        logger.error("An uploaded file could not be read", exc_info=e)
        form.add_error("import_file", _("The file cannot be read. Save it anew as .xlsx."))

    def process_result(self, result: BatchResult, request: HttpRequest) -> HttpResponse:
        names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if result.outcome is None or not result.outcome.is_written:
            messages.error(
                request,
                _("Nothing was imported: the register has changed since the preview. Try again."),
            )
            return HttpResponseRedirect(reverse(f"{names}_import"))
        counts = result.outcome.counts
        messages.success(
            request,
            _("Imported: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.")
            % {
                "new": counts[Kind.NEW],
                "changed": counts[Kind.CHANGED],
                "unchanged": counts[Kind.UNCHANGED],
            },
        )
        return HttpResponseRedirect(reverse(f"{names}_changelist"))

    # Export

    def _do_file_export(
        self,
        file_format: DownloadFormat,
        request: HttpRequest,
        queryset: models.QuerySet[Any],
        export_form: forms.Form | None = None,
    ) -> HttpResponse:
        return download_response(  # type: ignore[return-value]
            queryset.order_by("code"), file_format.ending, public=False
        )


def preview_of(outcome: Outcome) -> dict[str, Any]:
    """What the preview page shows: counts, sentences of refusal, rows with before and after."""
    counts = outcome.counts
    return {
        "counts": [
            (ngettext("%d new", "%d new", counts[Kind.NEW]) % counts[Kind.NEW], "new"),
            (
                ngettext("%d changed", "%d changed", counts[Kind.CHANGED]) % counts[Kind.CHANGED],
                "changed",
            ),
            (
                ngettext("%d unchanged", "%d unchanged", counts[Kind.UNCHANGED])
                % counts[Kind.UNCHANGED],
                "unchanged",
            ),
            (
                ngettext("%d refused", "%d refused", counts[Kind.REFUSED]) % counts[Kind.REFUSED],
                "refused",
            ),
        ],
        "refusals": outcome.refusals[:SHOWN_ROWS],
        "new": [item for item in outcome.items if item.kind == Kind.NEW][:SHOWN_ROWS],
        "changed": [item for item in outcome.items if item.kind == Kind.CHANGED][:SHOWN_ROWS],
        "is_cut": max(counts.values(), default=0) > SHOWN_ROWS,
        "shown": SHOWN_ROWS,
        "is_empty": not (counts[Kind.NEW] or counts[Kind.CHANGED] or counts[Kind.REFUSED]),
    }


def forget_upload(form: forms.Form) -> None:
    """Deletes the kept copy of an upload that will not be confirmed."""
    file = form.files.get("import_file")
    name = getattr(file, "tmp_storage_name", None)
    if name:
        storages["import_export"].delete(f"django-import-export/{name}")
