"""Agreements with their parties, acts and files."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foreign_affairs.admin.base import InlineRowAdmin, RecordAdmin, RowInline, newest_first
from foreign_affairs.admin.columns import bodies, sourced, state_badge
from foreign_affairs.admin.list_filters import RelatedOnlyFilter, participants_countries
from partners.admin.participation import (
    ParticipationAdmin,
    ParticipationInline,
    who_takes_part,
)
from partners.models import (
    Agreement,
    AgreementAct,
    AgreementFile,
    AgreementParty,
    AgreementStatus,
)

STATUS_LABELS = dict(AgreementStatus.choices)


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return AgreementStatus.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class AgreementPartyInline(ParticipationInline):
    model = AgreementParty


class AgreementActInline(RowInline):
    model = AgreementAct
    names = ("kind", "done_on", "body", "document", "note_vi", "note_en")


class AgreementFileInline(RowInline):
    model = AgreementFile
    names = ("title", "file", "language", "is_released")


@admin.register(Agreement)
class AgreementAdmin(RecordAdmin):
    list_display = (
        "title",
        state_badge,
        "kind",
        "level",
        bodies("parties", _("with")),
        "count",
        "shown_signed_on",
        "status",
        sourced,
        "changed_at",
    )
    list_filter = (
        *RecordAdmin.list_filter,
        StatusFilter,
        "level",
        "kind",
        participants_countries("parties"),
        "legal_class",
        ("officer", RelatedOnlyFilter),
    )
    list_prefetch_related = (who_takes_part(AgreementParty),)
    date_hierarchy = "signed_on_start"
    ordering = newest_first("signed_on_start")
    front = (
        "name_vi",
        "name_en",
        ("kind", "level"),
        ("signed_on", "count"),
        ("effective_from", "effective_until"),
        "duration",
        ("summary_vi", "summary_en"),
        "fields",
    )
    more = (
        (
            _("Signing, content and law"),
            (
                ("mode", "languages"),
                ("place_vi", "place_en"),
                ("content_vi", "content_en"),
                "legal_class",
            ),
        ),
        (_("What it belongs to"), ("parent", "establishes")),
    )
    inlines = (AgreementPartyInline, AgreementActInline, AgreementFileInline)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_status()

    @admin.display(description=_("status"), ordering="status")
    def status(self, agreement: Any) -> Any:
        return STATUS_LABELS[agreement.status]


@admin.register(AgreementParty)
class AgreementPartyAdmin(ParticipationAdmin):
    pass


@admin.register(AgreementAct)
class AgreementActAdmin(InlineRowAdmin):
    list_display = ("agreement", "kind", "shown_done_on", "body", "document")
    list_filter = ("kind",)
    list_select_related = ("agreement", "body")
    date_hierarchy = "done_on_start"
    searched_texts = ("document", "note_vi")


@admin.register(AgreementFile)
class AgreementFileAdmin(InlineRowAdmin):
    list_display = (
        "title",
        "agreement",
        "language",
        "is_released",
        "shown_file",
        "changed_at",
    )
    list_filter = ("is_released",)
    list_select_related = ("agreement",)
    searched_texts = ("title",)
    is_on_index = True
