"""What a browser does with the admin: the address of a page, and what its form would post."""

from typing import Any

from django.db import models
from django.forms import BoundField, CheckboxInput, FileInput
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from tests.factories import make_user

Posted = dict[str, Any]


def logged_in(role: str | None = None, **given: Any) -> Client:
    """A client of a new member of staff with a role."""
    client = Client()
    client.force_login(make_user(role, **given))
    return client


def admin_url(target: models.Model | type[models.Model], page: str = "") -> str:
    """The page of a row (`change` unless told otherwise) or of a model (`changelist`)."""
    name = f"admin:{target._meta.app_label}_{target._meta.model_name}"
    if isinstance(target, models.Model):
        return reverse(f"{name}_{page or 'change'}", args=[target.pk])
    return reverse(f"{name}_{page or 'changelist'}")


def form_data(client: Client, target: models.Model | type[models.Model], **typed: Any) -> Posted:
    """What the form of a row, or of a new one, would post, with what a person typed over it."""
    page = "add" if isinstance(target, type) else "change"
    context = client.get(admin_url(target, page)).context
    data: Posted = {"_seen": context["seen"]} if "seen" in context else {}
    for field in context["adminform"].form:
        _add(data, field)
    for inline in context["inline_admin_formsets"]:
        for field in inline.formset.management_form:
            _add(data, field)
        for form in inline.formset.forms:
            for field in form:
                _add(data, field)
    return {**data, **typed}


def add_row(data: Posted, prefix: str, **typed: Any) -> Posted:
    """The same form after “add another” in the inline `prefix`, with what was typed there."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in typed.items()}
    return {**data, **row, f"{prefix}-TOTAL_FORMS": number + 1}


def listed(response: Any) -> list[Any]:
    """The rows of a list."""
    return list(response.context["cl"].result_list)


def listed_cells(response: Any) -> list[list[str]]:
    """What the page of a list shows, row by row; the facts in one cell are parted by “ | ”."""
    return [
        [" ".join(strip_tags(cell.replace("</div><div>", " | ")).split()) for cell in row]
        for row in response.context["results"]
    ]


def errors(response: Any) -> dict[str, list[str]]:
    """What the page says against what was typed, in the form and in its rows."""
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {form.add_prefix(name): texts for name, texts in form.errors.items()}
    return {name: list(texts) for name, texts in found.items()}


def _add(data: Posted, field: BoundField) -> None:
    value = field.value()
    widget = field.field.widget
    if value is None or isinstance(getattr(widget, "widget", widget), FileInput):
        return
    if isinstance(widget, CheckboxInput):
        if value:
            data[field.html_name] = "on"
    else:
        data[field.html_name] = [str(one) for one in value] if isinstance(value, list) else value
