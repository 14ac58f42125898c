"""Countries, fields of cooperation, sources and the owner of the register."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foreign_affairs.admin.base import (
    CodeListAdmin,
    InlineRowAdmin,
    RecordAdmin,
    RowInline,
    TrackedAdmin,
    newest_first,
)
from foreign_affairs.admin.columns import state_badge
from foreign_affairs.admin.list_filters import RelatedOnlyFilter
from foreign_affairs.models import CooperationField, Country, CountryName, Owner, Source


class CountryNameInline(RowInline):
    model = CountryName


@admin.register(Country)
class CountryAdmin(CodeListAdmin):
    list_display = ("name_vi", "name_en", "region", "code", "changed_at")
    list_filter = ("region",)
    inlines = (CountryNameInline,)


@admin.register(CountryName)
class CountryNameAdmin(InlineRowAdmin):
    list_display = ("name", "kind", "language", "country")
    list_filter = ("kind",)
    list_select_related = ("country",)
    searched_texts = ("name",)


@admin.register(CooperationField)
class CooperationFieldAdmin(CodeListAdmin):
    list_display = ("name_vi", "name_en", "order", "code", "changed_at")
    ordering = ("order", "code")


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = (
        "title",
        state_badge,
        "kind",
        "number",
        "shown_issued_on",
        "issuer_vi",
        "changed_at",
    )
    list_filter = (*RecordAdmin.list_filter, "kind", ("officer", RelatedOnlyFilter))
    date_hierarchy = "issued_on_start"
    ordering = newest_first("issued_on_start")
    front = (
        "name_vi",
        "name_en",
        ("kind", "number"),
        "issued_on",
        "issuer_vi",
        "issuer_en",
        "url",
        "file",
    )
    more = ((_("More about the document"), ("author", "summary_vi", "summary_en")),)


@admin.register(Owner)
class OwnerAdmin(TrackedAdmin):
    list_display = ("name_vi", "subject_vi", "shown_data_up_to", "changed_at")
    searched_texts = ("name_vi", "name_en")
    readonly_fields = ("code", *TrackedAdmin.readonly_fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Owner.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Owner | None = None) -> bool:
        """Every page names the owner."""
        return False
