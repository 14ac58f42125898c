"""Who changed what and when, and going back to an older version.

Not django-simple-history's own admin: its page of an old version saves what is posted to it
without asking for more than the right to read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from foreign_affairs import roles
from foreign_affairs.admin.pages import admin_page, page_context
from foreign_affairs.admin.seen import lock, seen_of
from foreign_affairs.contents import (
    Contents,
    Entry,
    Timeline,
    apply,
    contents_of,
    differences,
)
from foreign_affairs.origins import merged_after, origins_of
from foreign_affairs.sourcing import check_sourced
from foreign_affairs.words import RowChanges, Words, contents_in_words, in_words

PER_PAGE = 50

KEPT = {"code", "state", "return_note"}
"""What going back leaves as it is: links that people have kept, and what the public may see."""


@dataclass(frozen=True)
class Shown:
    """A change as the page of the history shows it; `number` is its place, the first is 1."""

    number: int
    entry: Entry
    rows: list[RowChanges]


def shown_entries(timeline: Timeline, numbers: Iterable[int]) -> list[Shown]:
    """The changes with these numbers, newest first, each compared with the one before."""
    entries = timeline.entries()
    found_by_number = {}
    for number in numbers:
        entry = entries[number - 1]
        before: Contents = {}
        if number > 1:
            before = timeline.contents_at(entries[number - 2].position)
        found = differences(before, timeline.contents_at(entry.position))
        if not before:
            found = [difference for difference in found if difference.kind is not timeline.model]
        found_by_number[number] = found
    words = Words.about(difference for found in found_by_number.values() for difference in found)
    return [
        Shown(number, entries[number - 1], in_words(timeline.record, found, words))
        for number, found in found_by_number.items()
    ]


class HistoryAdmin(admin.ModelAdmin):
    def get_urls(self) -> list[Any]:
        meta = self.model._meta
        name = f"{meta.app_label}_{meta.model_name}_version"
        view = self.admin_site.admin_view(self.version_view)
        own = path("<path:object_id>/history/<int:number>/", view, name=name)
        return [own, *super().get_urls()]

    def may_restore(self, request: HttpRequest, record: Any) -> bool:
        """Going back may change what the public sees: it is an approver's decision."""
        return roles.may_change(request.user, record) and roles.may_publish(
            request.user, self.model
        )

    def _readable(self, request: HttpRequest, object_id: str) -> Any:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        return record

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self._readable(request, object_id)
        timeline = Timeline(record)
        count = len(timeline.entries())
        page = Paginator(range(count, 0, -1), PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **page_context(self, request, _("History: %s") % record, record),
            "entries": shown_entries(timeline, list(page)),
            "page": page,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/history.html", context)

    def version_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        record = self._readable(request, object_id)
        timeline = Timeline(record)
        entries = timeline.entries()
        if not 1 <= number <= len(entries):
            raise Http404
        entry = entries[number - 1]
        version = timeline.contents_at(entry.position)
        if request.method == "POST":
            if not self.may_restore(request, record):
                raise PermissionDenied
            return self._restore(request, record, version, number)
        origins = origins_of(timeline)
        changes = in_words(record, _since(record, version))
        title = _("Version %(number)d: %(record)s") % {"number": number, "record": record}
        context = {
            **page_context(self, request, title, record),
            "number": number,
            "seen": seen_of(record),
            "entry": entry,
            "rows": contents_in_words(record, version),
            "changes_since": [
                replace(row, origin=origins.get(row.place, "")) if row.act == "removed" else row
                for row in changes
            ],
            "merged_after": merged_after(timeline, entry.position),
            "may_restore": self.may_restore(request, record),
        }
        return TemplateResponse(request, "admin/version.html", context)

    def _restore(
        self, request: HttpRequest, record: Any, version: Contents, number: int
    ) -> HttpResponse:
        values = {"number": number}
        try:
            with transaction.atomic():
                lock(record)
                if request.POST.get("seen") != seen_of(record):
                    raise ValidationError(
                        _("The record was changed after you looked. Look at it once more.")
                    )
                record.refresh_from_db()
                apply(
                    record,
                    _since(record, version),
                    reason=_("Version %(number)d restored") % values,
                )
                check_sourced(record)
        except ValidationError as error:
            reasons = " ".join(error.messages)
            sentence = _("This version cannot come back: %(reasons)s")
            self.message_user(request, sentence % {"reasons": reasons}, messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.log_change(request, record, _("Version %(number)d was brought back.") % values)
        self.message_user(
            request,
            _(
                "Version %(number)d was brought back, with its links and rows. "
                "Code and state are as they were."
            )
            % values,
            messages.SUCCESS,
        )
        return HttpResponseRedirect(admin_page(record))


def _since(record: Any, version: Contents) -> Any:
    """What brings the record back to a version."""
    place = (record._meta.label_lower, record.pk)
    now = contents_of(record)
    kept = {name: value for name, value in now[place].items() if name in KEPT}
    wanted = {**version}
    if place in wanted:
        wanted[place] = {**wanted[place], **kept}
    return differences(now, wanted)
