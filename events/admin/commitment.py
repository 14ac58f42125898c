"""Commitments with who owes them to whom."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events.forms import CommitmentForm
from events.models import Commitment, CommitmentParty
from events.models.commitment import CommitmentQuerySet
from foreign_affairs.admin import totals
from foreign_affairs.admin.base import RecordAdmin, newest_first
from foreign_affairs.admin.columns import bodies, last_change, standing
from foreign_affairs.admin.list_filters import (
    RelatedOnlyFilter,
    narrowing,
    participants_countries,
)
from foreign_affairs.admin.periods import dated_by
from foreign_affairs.words import written
from partners.admin.participation import (
    ParticipationAdmin,
    ParticipationInline,
    who_takes_part,
)


class CommitmentPartyInline(ParticipationInline):
    model = CommitmentParty


@admin.register(Commitment)
class CommitmentAdmin(RecordAdmin):
    form = CommitmentForm
    list_display = (
        "title",
        standing("status"),
        bodies("parties", _("with")),
        "shown_said_on",
        "shown_due",
        "kind",
        last_change,
    )
    list_filter = (
        dated_by("said_on", _("stated on")),
        *RecordAdmin.list_filter,
        narrowing("overdue", _("due"), _("past due"), CommitmentQuerySet.overdue),
        "status",
        "kind",
        participants_countries("parties"),
        ("officer", RelatedOnlyFilter),
    )
    list_prefetch_related = (who_takes_part(CommitmentParty),)
    ordering = newest_first("said_on_start")
    front = (
        "name_vi",
        "name_en",
        ("kind", "status"),
        ("said_on", "due"),
        "quantity",
        ("unit_vi", "unit_en"),
        ("result_vi", "result_en"),
    )
    more = (
        (_("Stated in, and fulfilled by"), ("agreement", "event", "delegation", "fulfilled_by")),
        (_("Summary"), (("summary_vi", "summary_en"),)),
    )
    inlines = (CommitmentPartyInline,)

    def told_apart_by(self, row: Commitment) -> tuple[Any, ...]:
        return (written(row.said_on),)

    def totals(self, queryset: QuerySet[Any]) -> list[str]:
        return totals.by_choice(queryset, "status")


@admin.register(CommitmentParty)
class CommitmentPartyAdmin(ParticipationAdmin):
    pass
