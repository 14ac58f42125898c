"""Friendship organisations; their names are those of their organisations."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foreign_affairs.admin.base import RecordAdmin
from foreign_affairs.admin.columns import last_change, standing
from foreign_affairs.admin.list_filters import RelatedOnlyFilter
from foreign_affairs.collation import in_vietnamese_order
from partners.models import FriendshipAssociation


@admin.register(FriendshipAssociation)
class FriendshipAssociationAdmin(RecordAdmin):
    list_display = (
        "title",
        standing(),
        "kind",
        "country",
        "shown_founded_on",
        last_change,
    )
    list_filter = (
        *RecordAdmin.list_filter,
        "kind",
        ("country", RelatedOnlyFilter),
        ("officer", RelatedOnlyFilter),
    )
    list_select_related = ("organisation", "country", "union__organisation")
    ordering = (in_vietnamese_order("organisation__name_vi"),)
    spelled = "organisation__other_names"
    date_hierarchy = "founded_on_start"
    front = ("organisation", ("kind", "country"), ("union", "founded_on"))

    def told_apart_by(self, row: FriendshipAssociation) -> tuple[Any, ...]:
        return (row.country,)

    @admin.display(description=_("name"), ordering=in_vietnamese_order("organisation__name_vi"))
    def title(self, record: FriendshipAssociation) -> str:
        return str(record)
