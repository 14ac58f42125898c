"""Events with who takes part."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.forms import EventForm
from events.models import Event, EventParticipant
from events.models.event import EventQuerySet
from foreign_affairs.admin import totals
from foreign_affairs.admin.base import RecordAdmin, newest_first
from foreign_affairs.admin.columns import last_change, stacked, standing
from foreign_affairs.admin.list_filters import RelatedOnlyFilter, foreign_countries, narrowing
from foreign_affairs.admin.periods import dated_by
from foreign_affairs.templatetags.register import counted
from foreign_affairs.words import written
from partners.admin.participation import ParticipationAdmin, ParticipationInline


class EventParticipantInline(ParticipationInline):
    model = EventParticipant


@admin.register(Event)
class EventAdmin(RecordAdmin):
    form = EventForm
    list_display = (
        "title",
        standing("status_label"),
        "shown_held_on",
        stacked(_("place"), "place_vi", "country", ordering="place_vi"),
        stacked(_("kind"), "kind", counted, ordering="kind"),
        last_change,
    )
    list_filter = (
        dated_by("held_on", _("date")),
        *RecordAdmin.list_filter,
        narrowing(
            "unconfirmed",
            _("confirmation"),
            _("announced, not confirmed since"),
            EventQuerySet.unconfirmed,
        ),
        "status",
        "kind",
        "location",
        foreign_countries("country", "participants__partner__country"),
        ("officer", RelatedOnlyFilter),
    )
    list_select_related = ("country",)
    ordering = newest_first("held_on_start")
    front = (
        "name_vi",
        "name_en",
        ("kind", "status"),
        ("held_on", "count"),
        ("location", "country"),
        ("place_vi", "place_en"),
        ("summary_vi", "summary_en"),
        ("result_vi", "result_en"),
    )
    more = (
        (_("Attendance"), (("expected_attendance", "attendance"),)),
        (_("What it belongs to"), ("parent", "agreement", "is_recurring")),
    )
    inlines = (EventParticipantInline,)

    def told_apart_by(self, row: Event) -> tuple[Any, ...]:
        return (written(row.held_on),)

    def totals(self, queryset: QuerySet[Any]) -> list[str]:
        sums = totals.counted(queryset)
        events = ngettext("%(total)s event", "%(total)s events", sums["total"])
        records = ngettext("in %(records)s record", "in %(records)s records", sums["records"])
        missing = totals.not_included(
            (
                sums["uncounted"],
                ngettext(
                    "%(records)s record that states no number of events",
                    "%(records)s records that state no number of events",
                    sums["uncounted"],
                ),
            )
        )
        return [totals.numbered(f"{events} {records}", **sums) + missing]


@admin.register(EventParticipant)
class EventParticipantAdmin(ParticipationAdmin):
    pass
