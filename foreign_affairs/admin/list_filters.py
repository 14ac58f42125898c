"""Filters of the lists that Django has not: countries along several ways, and what is missing."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foreign_affairs.collation import in_vietnamese_order
from foreign_affairs.models import Country

HOME = "vn"


def once(request: HttpRequest, key: object, compute: Callable[[], Any]) -> Any:
    """The value of `compute()`, asked for once a request: each facet makes all filters anew."""
    known = request.__dict__.setdefault("filter_choices", {})
    if key not in known:
        known[key] = compute()
    return known[key]


class RelatedOnlyFilter(admin.RelatedOnlyFieldListFilter):
    """The linked rows that are in use, in the order of their own list."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        choices = super().field_choices
        return once(request, self.field_path, lambda: choices(field, request, model_admin))

    def has_output(self) -> bool:
        return bool(self.lookup_choices)


def foreign_countries(*paths: str) -> type[admin.SimpleListFilter]:
    """A filter by the countries that the records reach by these paths, the home country apart."""

    class CountryFilter(admin.SimpleListFilter):
        title = _("country")
        parameter_name = "country"

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return once(request, paths, lambda: self._reached(model_admin))

        def _reached(self, model_admin: Any) -> list[tuple[str, str]]:
            reached = Q()
            for path in paths:
                keys = model_admin.model._default_manager.values(path)
                reached |= Q(pk__in=keys.filter(**{f"{path}__isnull": False}))
            countries = Country.objects.filter(reached).exclude(code=HOME)
            return [
                (country.code, str(country))
                for country in countries.order_by(in_vietnamese_order("name_vi"))
            ]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            if not self.value():
                return queryset
            reached = Q()
            for path in paths:
                found = queryset.model._default_manager.filter(**{f"{path}__code": self.value()})
                reached |= Q(pk__in=found.values("pk"))
            return queryset.filter(reached)

    return CountryFilter


PARTICIPANTS = ("partner__country", "organisation__country", "country")


def participants_countries(rows: str, *more: str) -> type[admin.SimpleListFilter]:
    """A filter by the countries of those who take part, by the name of their rows."""
    return foreign_countries(*(f"{rows}__{path}" for path in PARTICIPANTS), *more)


class GapFilter(admin.SimpleListFilter):
    """The editor's work list: what the records still lack."""

    title = _("what is missing")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        fields = {field.name for field in model_admin.model._meta.fields}
        gaps = []
        if model_admin.model.needs_source():
            gaps.append(("source", _("a source")))
        if "name_en" in fields:
            gaps.append(("english", _("the English name")))
        gaps.append(("check", _("a check of its facts")))
        gaps.append(("officer", _("an officer in charge")))
        return gaps

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        conditions = {
            "source": Q(is_sourced=False),
            "english": Q(name_en=""),
            "check": Q(checked_on__isnull=True),
            "officer": Q(officer__isnull=True),
        }
        known = {lookup for lookup, _title in self.lookup_choices}
        value = self.value()
        return queryset.filter(conditions[value]) if value in known else queryset
