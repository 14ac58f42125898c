"""Filters of the lists that Django has not; the desk counts with the same ones."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foreign_affairs.collation import in_vietnamese_order
from foreign_affairs.dates import months_later, today
from foreign_affairs.models import Country, Import, PublicationState, StrOrPromise

IMPORTED_IN = "import"
"""In the address of a list: the import of which it shows the records."""

RECENT_DAYS = 14
CHECKED_EVERY_MONTHS = 12


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
            countries = Country.objects.filter(reached).exclude(code=Country.HOME)
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
    """The editor's work list: what the records still lack. Withdrawn ones need nothing more."""

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
        gaps.append(("recheck", _("a check within twelve months")))
        gaps.append(("officer", _("an officer in charge")))
        return gaps

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        conditions = {
            "source": Q(is_sourced=False),
            "english": Q(name_en=""),
            "check": Q(checked_on__isnull=True),
            "recheck": Q(checked_on__isnull=True)
            | Q(checked_on__lt=months_later(today(), -CHECKED_EVERY_MONTHS)),
            "officer": Q(officer__isnull=True),
        }
        known = {lookup for lookup, _title in self.lookup_choices}
        value = self.value()
        return pending(queryset.filter(conditions[value])) if value in known else queryset


class WorkFilter(admin.SimpleListFilter):
    """What is whose: mine is what I am in charge of, or made and nobody is in charge of."""

    title = _("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("mine", _("mine")),
            ("returned", _("sent back to me")),
            ("recent", _("changed in the last 14 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        mine = Q(officer=request.user.pk) | Q(officer__isnull=True, created_by=request.user.pk)
        if self.value() == "mine":
            return queryset.filter(mine)
        if self.value() == "returned":
            returned = queryset.filter(mine, state=PublicationState.DRAFT)
            return returned.exclude(return_note="")
        if self.value() == "recent":
            since = timezone.now() - timedelta(days=RECENT_DAYS)
            return queryset.filter(changed_at__gte=since)
        return queryset


class ImportFilter(admin.SimpleListFilter):
    """What one import has written; the page of the import leads here, no list offers it."""

    title = _("import")
    parameter_name = IMPORTED_IN

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        wanted = self.value()
        if wanted is None:
            return []
        record = Import.objects.filter(pk=wanted).first() if wanted.isdecimal() else None
        if record is None:
            raise IncorrectLookupParameters
        self.record = record
        return [(wanted, record.file_name)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        versions = queryset.model.history.filter(change=self.record.change)
        return queryset.filter(pk__in=versions.order_by().values("id"))


def pending(records: QuerySet[Any]) -> QuerySet[Any]:
    """Those on which there is still something to do."""
    return records.exclude(state=PublicationState.WITHDRAWN)


def narrowing(
    parameter: str, heading: Any, label: StrOrPromise, verb: Callable[[Any], Any]
) -> type[admin.SimpleListFilter]:
    """A filter of one choice, `?<parameter>=yes`: the pending records that `verb` leaves."""

    class NarrowingFilter(admin.SimpleListFilter):
        title = heading
        parameter_name = parameter

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
            return [("yes", label)]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            return pending(verb(queryset)) if self.value() == "yes" else queryset

    return NarrowingFilter
