"""The office's own templates of dossiers, tried before they are kept."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext_lazy as _

from foreign_affairs.admin.base import TrackedAdmin
from foreign_affairs.dossiers import word
from foreign_affairs.models import DossierTemplate


class DossierTemplateForm(forms.ModelForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        # Otherwise it is the file that was tried when it came.
        if isinstance(file, UploadedFile):
            if (file.size or 0) > word.MAX_BYTES:
                raise ValidationError(word.too_large())
            try:
                word.check_template(file.read())
            except word.TemplateProblem as problem:
                raise ValidationError(str(problem)) from problem
            file.seek(0)
        return file


@admin.register(DossierTemplate)
class DossierTemplateAdmin(TrackedAdmin):
    form = DossierTemplateForm
    list_display = ("kind", "shown_file", "changed_at", "changed_by")
    list_select_related = ("changed_by",)
    ordering = ("kind",)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.shipped_view)
        name = "foreign_affairs_dossiertemplate_shipped"
        return [path("shipped/<slug:kind>.docx", view, name=name), *super().get_urls()]

    def shipped_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The template to start from."""
        if kind not in DossierTemplate.Kind.values:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = HttpResponse(word.shipped_template(kind), content_type=word.CONTENT_TYPE)
        response["Content-Disposition"] = f'attachment; filename="mau-ho-so-{kind}.docx"'
        return response

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        (title, options), *rest = super().get_fieldsets(request, obj)
        kinds = DossierTemplate.Kind.choices
        told = render_to_string("admin/dossier_placeholders.html", {"kinds": kinds})
        return [(title, {**options, "description": told}), *rest]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "file" and field:
            field.help_text = _(
                "A Word file (.docx) of at most 5 MB. It is tested with sample data before it is "
                "saved; if the office has no template of its own, the supplied one is used."
            )
        return field
