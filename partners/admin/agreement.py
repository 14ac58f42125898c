"""Agreements with their parties, acts and files."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foreign_affairs.admin import totals
from foreign_affairs.admin.base import InlineRowAdmin, RecordAdmin, newest_first
from foreign_affairs.admin.columns import bodies, last_change, stacked, standing, until
from foreign_affairs.admin.inlines import RowInline
from foreign_affairs.admin.list_filters import RelatedOnlyFilter, participants_countries
from foreign_affairs.admin.periods import dated_by
from foreign_affairs.admin.uploads import MAX_BYTES
from foreign_affairs.templatetags.register import counted
from foreign_affairs.words import written
from partners.admin.forms import AgreementActForm, AgreementForm
from partners.admin.participation import (
    ParticipationAdmin,
    ParticipationForm,
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


def status_label(agreement: Any) -> str:
    return str(STATUS_LABELS[agreement.status])


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return AgreementStatus.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class AgreementPartyForm(ParticipationForm):
    begun = tuple({**row, "role": AgreementParty.Role.PARTY} for row in ParticipationForm.begun)


class AgreementPartyInline(ParticipationInline):
    model = AgreementParty
    form = AgreementPartyForm


class AgreementActInline(RowInline):
    model = AgreementAct
    names = ("kind", "done_on", "body", "document", "note_vi", "note_en")


class AgreementFileInline(RowInline):
    model = AgreementFile
    names = ("title", "file", "language", "is_released")
    template = "admin/edit_inline/files.html"
    most_megabytes = MAX_BYTES // 1024**2


@admin.register(Agreement)
class AgreementAdmin(RecordAdmin):
    form = AgreementForm
    list_display = (
        "title",
        standing(status_label),
        bodies("parties", _("with")),
        stacked(_("signed on"), "signed_on", until("effective_until"), ordering="signed_on_start"),
        stacked(_("kind"), "kind", "level", counted, ordering="kind"),
        last_change,
    )
    list_filter = (
        dated_by("signed_on", _("signed on")),
        *RecordAdmin.list_filter,
        StatusFilter,
        "level",
        "kind",
        participants_countries("parties"),
        "legal_class",
        ("officer", RelatedOnlyFilter),
    )
    list_prefetch_related = (who_takes_part(AgreementParty),)
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

    def told_apart_by(self, row: Agreement) -> tuple[Any, ...]:
        return row.get_kind_display(), written(row.signed_on)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_status()

    def totals(self, queryset: QuerySet[Any]) -> list[str]:
        sums = totals.counted(queryset)
        documents = ngettext("%(total)s document", "%(total)s documents", sums["total"])
        records = ngettext("in %(records)s record", "in %(records)s records", sums["records"])
        return [totals.numbered(f"{documents} {records}", **sums)]


@admin.register(AgreementParty)
class AgreementPartyAdmin(ParticipationAdmin):
    pass


@admin.register(AgreementAct)
class AgreementActAdmin(InlineRowAdmin):
    form = AgreementActForm
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
        "shown_is_released",
        "shown_file",
        "changed_at",
    )
    list_filter = ("is_released",)
    list_select_related = ("agreement",)
    searched_texts = ("title",)
    is_on_index = True
