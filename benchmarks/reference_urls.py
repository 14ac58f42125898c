"""What pages are compared with: a view that says hello, and Django's own admin of delegations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path

from events.models import Delegation
from foreign_affairs.models import Country


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


class ByCountry(admin.SimpleListFilter):
    """Written as one would write it."""

    title = "country"
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = Country.objects.filter(partners__delegationparticipant_set__isnull=False).distinct()
        return [(country.code, str(country)) for country in used]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        return queryset.filter(
            Q(participants__partner__country__code=self.value())
            | Q(countries__country__code=self.value())
        ).distinct()


class StockDelegations(ModelAdmin):
    """The columns, filters and search of the register's own list; all else as Django does it.

    Without the number of records beside each filter, which the register's list has up to 20,000
    records: PostgreSQL refuses the statement that Django makes for them here (too many shared
    memory segments).
    """

    list_display = ("name_vi", "state", "direction", "with_whom", "period", "count", "changed_at")
    list_filter = ("state", "direction", "rank", "status", "channel", ByCountry, "officer")
    search_fields = ("name_vi", "name_en", "purpose_vi", "participants__partner__name_vi")
    ordering = ("-period_start", "name_vi")

    def with_whom(self, record: Delegation) -> str:
        return ", ".join(str(row.partner) for row in record.participants.all())


site = AdminSite("stock")
site.register(Delegation, StockDelegations)
urlpatterns = [path("hello", hello), path("stock/", site.urls)]
