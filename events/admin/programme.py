"""Programmes with who takes part."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events.forms import ProgrammeForm
from events.models import Programme, ProgrammeParticipant
from foreign_affairs.admin import totals
from foreign_affairs.admin.base import RecordAdmin, newest_first
from foreign_affairs.admin.columns import bodies, last_change, stacked, standing, until
from foreign_affairs.admin.list_filters import RelatedOnlyFilter, participants_countries
from foreign_affairs.admin.periods import dated_by
from foreign_affairs.words import written
from partners.admin.participation import (
    ParticipationAdmin,
    ParticipationInline,
    who_takes_part,
)


class ProgrammeParticipantInline(ParticipationInline):
    model = ProgrammeParticipant


@admin.register(Programme)
class ProgrammeAdmin(RecordAdmin):
    form = ProgrammeForm
    list_display = (
        "title",
        standing("status"),
        bodies("participants", _("with")),
        stacked(_("period"), "started_on", until("ended_on"), ordering="started_on_start"),
        "kind",
        last_change,
    )
    list_filter = (
        dated_by("started_on", _("started")),
        *RecordAdmin.list_filter,
        "kind",
        "status",
        participants_countries("participants"),
        ("fields", RelatedOnlyFilter),
        ("officer", RelatedOnlyFilter),
    )
    list_prefetch_related = (who_takes_part(ProgrammeParticipant),)
    ordering = newest_first("started_on_start")
    front = (
        "name_vi",
        "name_en",
        ("kind", "status"),
        ("started_on", "ended_on"),
        "is_recurring",
        ("summary_vi", "summary_en"),
        ("result_vi", "result_en"),
        "fields",
    )
    more = (
        (
            _("Papers and what it belongs to"),
            (("decision_number", "decided_on"), "agreement", "parent"),
        ),
    )
    inlines = (ProgrammeParticipantInline,)

    def told_apart_by(self, row: Programme) -> tuple[Any, ...]:
        return row.get_kind_display(), written(row.started_on)

    def totals(self, queryset: QuerySet[Any]) -> list[str]:
        return totals.by_choice(queryset, "status")


@admin.register(ProgrammeParticipant)
class ProgrammeParticipantAdmin(ParticipationAdmin):
    pass
