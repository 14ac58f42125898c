"""Partners with their names, ties, figures and contacts."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foreign_affairs.admin.base import InlineRowAdmin, RecordAdmin, TrackedAdmin
from foreign_affairs.admin.columns import last_change, stacked, standing, until
from foreign_affairs.admin.inlines import RowInline, StackedRowInline
from foreign_affairs.admin.list_filters import RelatedOnlyFilter
from partners.models import Contact, Partner, PartnerName, Tie


class PartnerNameInline(RowInline):
    model = PartnerName


class TieInline(StackedRowInline):
    model = Tie
    names = (
        ("kind", "home_body"),
        ("since", "until"),
        ("beginning_vi", "beginning_en"),
        ("continues", "order"),
    )


class ContactInline(RowInline):
    model = Contact
    names = ("person", "office", "phone", "email", "languages", "is_current")


@admin.register(Partner)
class PartnerAdmin(RecordAdmin):
    list_display = (
        "title",
        standing("status"),
        "kind",
        "country",
        last_change,
    )
    list_filter = (
        *RecordAdmin.list_filter,
        "kind",
        "status",
        ("country", RelatedOnlyFilter),
        ("fields", RelatedOnlyFilter),
        ("officer", RelatedOnlyFilter),
    )
    list_select_related = ("country",)
    spelled = "other_names"
    front = (
        "name_vi",
        "name_en",
        ("kind", "status"),
        "country",
        ("summary_vi", "summary_en"),
        "fields",
    )
    more = (
        (_("Profile"), (("profile_vi", "profile_en"), ("strengths_vi", "strengths_en"))),
        (
            _("Place and identifiers"),
            (
                ("seat_vi", "seat_en"),
                ("within_vi", "within_en"),
                ("latitude", "longitude"),
                "website",
                "wikidata_id",
            ),
        ),
    )
    inlines = (PartnerNameInline, TieInline, ContactInline)

    def told_apart_by(self, row: Partner) -> tuple[Any, ...]:
        return (row.country,)


@admin.register(PartnerName)
class PartnerNameAdmin(InlineRowAdmin):
    list_display = ("name", "kind", "language", "partner")
    list_filter = ("kind",)
    list_select_related = ("partner",)
    searched_texts = ("name",)


@admin.register(Tie)
class TieAdmin(InlineRowAdmin):
    list_display = (
        "partner",
        "kind",
        "home_body",
        stacked(_("since"), "since", until("until"), ordering="since_start"),
        "order",
    )
    list_filter = (
        "kind",
        ("partner__country", RelatedOnlyFilter),
        "partner__state",
    )
    list_select_related = ("partner", "home_body")
    date_hierarchy = "since_start"
    is_on_index = True


@admin.register(Contact)
class ContactAdmin(TrackedAdmin):
    list_display = (
        "person",
        "office",
        "of",
        stacked(_("telephone, e-mail"), "phone", "email", ordering="phone"),
        "shown_is_current",
        "changed_at",
    )
    list_filter = ("is_current",)
    list_select_related = ("partner", "organisation")
    searched_texts = (
        "person",
        "office",
        "partner__name_vi",
        "partner__name_en",
        "organisation__name_vi",
        "organisation__name_en",
    )

    @admin.display(description=_("partner or organisation"))
    def of(self, contact: Contact) -> Any:
        return contact.partner or contact.organisation
