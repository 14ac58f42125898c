"""The page on which a record takes in its duplicate: choose it, see what happens, confirm."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from foreign_affairs import roles
from foreign_affairs.admin.base import RecordAdmin
from foreign_affairs.admin.pages import ObjectTool, RecordPage, admin_page, page_context
from foreign_affairs.admin.widgets import LinkSelect
from foreign_affairs.mentions import relations_to
from foreign_affairs.merging import ChangedMeanwhile, Merge, MergeRefused, merge
from foreign_affairs.models import Record


def duplicate_field(model_admin: Any, record: Any, request: HttpRequest) -> forms.Field:
    """Asks for the other record: by its names, or by its code where nothing links to its kind."""
    others = model_admin.get_queryset(request).exclude(pk=record.pk)
    link = next((relation.field for relation in relations_to(record)), None)
    if link is None:
        return forms.ModelChoiceField(
            others,
            to_field_name="code",
            widget=AdminTextInputWidget,
            label=_("code of the duplicate"),
        )
    widget = LinkSelect(link, model_admin.admin_site)
    return forms.ModelChoiceField(others, widget=widget, label=_("the duplicate"))


def merge_view(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    record = model_admin.get_object(request, unquote(object_id))
    if record is None:
        raise Http404
    if not roles.has(request.user, "change", type(record)):
        raise PermissionDenied
    given = request.POST or request.GET
    form = forms.Form(given if "other" in given else None)
    form.fields["other"] = duplicate_field(model_admin, record, request)
    context = {
        **page_context(model_admin, request, _("Merge into: %s") % record, record),
        "form": form,
        "media": model_admin.media + form.media,
    }
    if form.is_valid():
        other = form.cleaned_data["other"]
        refused: list[str] = []
        if request.method == "POST":
            try:
                return confirmed(model_admin, request, record, other)
            except MergeRefused as error:
                refused = error.reasons
            except ChangedMeanwhile:
                refused = [_("One of the two was changed meanwhile. Look at them once more.")]
                record.refresh_from_db()
                other.refresh_from_db()
        context |= preview(request, record, other, refused)
    return TemplateResponse(request, "admin/merge.html", context)


def preview(request: HttpRequest, record: Any, other: Any, refused: list[str]) -> dict[str, Any]:
    merging = Merge(record, other)
    obstacles = merging.obstacles(request.user)
    key = record.code if next(relations_to(record), None) is None else record.pk
    return {
        "merging": merging,
        "other": other,
        "refused": list(dict.fromkeys([*refused, *obstacles])),
        "may_merge": not obstacles,
        "taken": taken_in(request),
        "swapped_url": f"{admin_page(other, 'merge')}?{urlencode({'other': key})}",
    }


def taken_in(request: HttpRequest) -> set[str]:
    """The names of the fields of which the duplicate's value was chosen."""
    start = "keep_"
    return {
        name.removeprefix(start)
        for name, value in request.POST.items()
        if name.startswith(start) and value == "other"
    }


def confirmed(model_admin: Any, request: HttpRequest, record: Any, other: Any) -> HttpResponse:
    """Merges, and goes to the one record. Raises ChangedMeanwhile and MergeRefused."""
    name, code = str(other), other.code
    done = merge(record, other, request.POST.get("seen", ""), taken_in(request), request.user)
    sentence = _("“%(name)s” (%(code)s) was merged into it.") % {"name": name, "code": code}
    model_admin.log_change(request, done.remaining, sentence)
    model_admin.message_user(request, sentence, messages.SUCCESS)
    return HttpResponseRedirect(admin_page(record))


def merge_tools(request: HttpRequest, record: Any) -> Iterable[ObjectTool]:
    if isinstance(record, Record) and roles.may_change(request.user, record):
        yield ObjectTool(_("Merge with another record…"), admin_page(record, "merge"))


RecordAdmin.record_pages = (
    *RecordAdmin.record_pages,
    RecordPage("merge/", "merge", merge_view),
)
RecordAdmin.tool_makers = (*RecordAdmin.tool_makers, merge_tools)
