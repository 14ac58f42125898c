"""Organisations with their names, ties and contacts."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foreign_affairs.admin.base import InlineRowAdmin, RecordAdmin
from foreign_affairs.admin.columns import last_change, stacked, standing
from foreign_affairs.admin.inlines import RowInline
from foreign_affairs.admin.list_filters import RelatedOnlyFilter
from partners.admin.partner import ContactInline
from partners.models import Organisation, OrganisationName, OrganisationTie


class OrganisationNameInline(RowInline):
    model = OrganisationName


class OrganisationTieInline(RowInline):
    model = OrganisationTie
    names = ("role", "partner", "since", "note_vi", "note_en")


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    list_display = (
        "title",
        standing(),
        "kind",
        stacked(_("country"), "country", "locality_abroad", ordering="country"),
        last_change,
    )
    list_filter = (
        *RecordAdmin.list_filter,
        "kind",
        ("country", RelatedOnlyFilter),
        ("officer", RelatedOnlyFilter),
    )
    list_select_related = ("country", "locality_abroad")
    spelled = "other_names"
    front = (
        "name_vi",
        "name_en",
        ("kind", "country"),
        "locality_abroad",
        ("summary_vi", "summary_en"),
    )
    more = (
        (
            _("What it belongs to, and since when"),
            (("parent", "predecessor"), ("valid_from", "valid_until"), "website"),
        ),
    )
    inlines = (OrganisationNameInline, OrganisationTieInline, ContactInline)

    def told_apart_by(self, row: Organisation) -> tuple[Any, ...]:
        return row.locality_abroad, row.country


@admin.register(OrganisationName)
class OrganisationNameAdmin(InlineRowAdmin):
    list_display = ("name", "kind", "language", "organisation")
    list_filter = ("kind",)
    list_select_related = ("organisation",)
    searched_texts = ("name",)


@admin.register(OrganisationTie)
class OrganisationTieAdmin(InlineRowAdmin):
    list_display = ("organisation", "role", "partner", "shown_since")
    list_filter = ("role", ("partner__country", RelatedOnlyFilter))
    list_select_related = ("organisation", "partner")
    searched_texts = ("partner__name_vi", "partner__name_en", "note_vi")
