"""Countries, fields of cooperation, sources and the owner of the register."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foreign_affairs.admin.base import (
    CodeListAdmin,
    InlineRowAdmin,
    RecordAdmin,
    TrackedAdmin,
    newest_first,
)
from foreign_affairs.admin.columns import last_change, stacked, standing
from foreign_affairs.admin.inlines import RowInline
from foreign_affairs.admin.list_filters import RelatedOnlyFilter
from foreign_affairs.admin.uploads import PrivateFileWidget
from foreign_affairs.models import CooperationField, Country, CountryName, Owner, Source
from foreign_affairs.words import written


class CountryNameInline(RowInline):
    model = CountryName


@admin.register(Country)
class CountryAdmin(CodeListAdmin):
    list_display = ("name_vi", "name_en", "region", "code", "changed_at")
    list_filter = ("region",)
    inlines = (CountryNameInline,)
    spelled = "other_names"


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
        standing(),
        stacked(_("kind"), "kind", "number", ordering="kind"),
        stacked(_("issued"), "issued_on", "issuer_vi", ordering="issued_on_start"),
        last_change,
    )
    list_filter = (*RecordAdmin.list_filter, "kind", ("officer", RelatedOnlyFilter))
    date_hierarchy = "issued_on_start"
    ordering = newest_first("issued_on_start")
    front = (
        "name_vi",
        "name_en",
        ("kind", "number"),
        "issued_on",
        ("issuer_vi", "issuer_en"),
        "url",
        "file",
    )
    more = ((_("More about the document"), ("author", ("summary_vi", "summary_en"))),)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "file":
            kwargs["widget"] = PrivateFileWidget(has_zone=True)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def told_apart_by(self, row: Source) -> tuple[Any, ...]:
        return row.number, written(row.issued_on)


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
