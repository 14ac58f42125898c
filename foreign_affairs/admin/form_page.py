"""The page of a form: what is wrong or odd on top, with the way to the field."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from foreign_affairs.admin.warnings import SHOWN, WARNING, WarningForm, errors_of, mark_of

SAVING = ("_save", "_continue", "_addanother", "_addlike")
"""The names of the buttons that save."""


def problems_of(form: Any, row: str = "") -> list[dict[str, str]]:
    """What is wrong in a form, as `{id, label, text}`; `row` says which row it is."""
    found = []
    for name, errors in errors_of(form).items():
        field = form[name] if name != NON_FIELD_ERRORS and name in form.fields else None
        label = capfirst(str(field.label)) if field else ""
        for error in errors:
            if error.code == WARNING:
                continue
            found += [
                {
                    "id": field.id_for_label if field else "",
                    "label": ", ".join(filter(None, (row, label))),
                    "text": text,
                }
                for text in error.messages
            ]
    return found


class FormPage(admin.ModelAdmin):
    change_form_template = "admin/record_form.html"

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        """Hangs the rows on the record, where its form looks for them; see `WarningForm`."""
        formsets, inlines = super()._create_formsets(request, obj, change)
        obj.rows_of_form = formsets
        return formsets, inlines

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        problems: list[dict[str, str]] = []
        forms = [form]
        if form.is_bound:
            problems = problems_of(form)
            for inline in context["inline_admin_formsets"]:
                name = capfirst(str(inline.opts.verbose_name))
                problems += [
                    {"id": "", "label": name, "text": text}
                    for text in inline.formset.non_form_errors()
                ]
                for number, row in enumerate(inline.formset.forms, start=1):
                    problems += problems_of(row, f"{name} {number}")
                forms += inline.formset.forms
        warnings = [
            warning
            for one in forms
            if isinstance(one, WarningForm) and one.is_bound
            for warning in one.shown_warnings()
        ]
        context |= {
            # Django's own note counts the errors; ours names them and leads to them.
            "errors": [],
            "problems": problems,
            "warnings": warnings,
            "warnings_name": SHOWN,
            "warning_marks": [mark_of(warning) for warning in warnings],
            "pressed": next((name for name in SAVING if name in request.POST), "_save"),
            "is_posted": form.is_bound,
        }
        return super().render_change_form(request, context, *args, **kwargs)
