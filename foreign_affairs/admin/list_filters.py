"""Filters of the lists that Django has not; the desk counts with the same ones."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foreign_affairs.collation import in_vietnamese_order
from foreign_affairs.dates import months_later, today
from foreign_affairs.facets import counted_by_code
from foreign_affairs.filters import ALL_COUNTRIES
from foreign_affairs.kept import kept, of_state
from foreign_affairs.models import Country, Import, PublicationState, StrOrPromise
from foreign_affairs.register_state import register_state
from foreign_affairs.ways import reaching, way_along

IMPORTED_IN = "import"
"""In the address of a list: the import of which it shows the records."""

RECENT_DAYS = 14
CHECKED_EVERY_MONTHS = 12


def once(request: HttpRequest, key: object, compute: Callable[[], Any]) -> Any:
    """The value of `compute()`, asked for once a request: each facet makes all filters anew, and
    searches anew.
    """
    known = request.__dict__.setdefault("asked_once", {})
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
            def reached() -> list[tuple[str, str]]:
                with of_state(register_state()):
                    key = ("countries", model_admin.model._meta.label, *paths)
                    return kept(key, lambda: self._reached(model_admin))

            return once(request, paths, reached)

        def _reached(self, model_admin: Any) -> list[tuple[str, str]]:
            records = model_admin.model._default_manager.order_by()
            reached = Q()
            for path in paths:
                # One record of each country is looked up; PostgreSQL would read all for EXISTS.
                rows = records.filter(**{path: OuterRef("pk")})
                reached |= Q(IsNull(Subquery(rows.values("pk")[:1]), False))
            countries = Country.objects.filter(reached).exclude(code=Country.HOME)
            return [
                (country.code, str(country))
                for country in countries.order_by(in_vietnamese_order("name_vi"))
            ]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            if not self.value():
                return queryset
            ways = [way_along(queryset.model, path) for path in paths]
            return queryset.filter(pk__in=reaching(ways, str(self.value())))

        def get_facet_queryset(self, changelist: Any) -> dict[str, int]:
            """All countries counted at once, where Django asks for one after the other."""
            shown = changelist.get_queryset(self.request, self.expected_parameters())
            keys = shown.order_by().values("pk")
            ways = [way_along(shown.model, path).of(keys) for path in paths]
            numbers: dict[str, int] = {}
            # Of what finds nothing for certain there is no statement.
            with suppress(EmptyResultSet), connection.cursor() as cursor:
                cursor.execute(*counted_by_code(Country, ways, ALL_COUNTRIES))
                numbers = dict(cursor.fetchall())
            codes = enumerate(code for code, _name in self.lookup_choices)
            return {f"{place}__c": numbers.get(code, 0) for place, code in codes}

    return CountryFilter


PARTICIPANTS = ("partner__country", "organisation__country", "country")


def participants_countries(rows: str, *more: str) -> type[admin.SimpleListFilter]:
    """A filter by the countries of those who take part, by the name of their rows."""
    return foreign_countries(*(f"{rows}__{path}" for path in PARTICIPANTS), *more)


PENDING = ~Q(state=PublicationState.WITHDRAWN)
"""There is still something to do on these."""


class ConditionFilter(admin.SimpleListFilter):
    """A filter whose choices are conditions, all counted in one pass over the records."""

    def conditions(self) -> dict[str, Q]:
        """The condition of each choice, in the order of `lookups`."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = self.conditions().get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Count]:
        conditions = enumerate(self.conditions().values())
        return {f"{place}__c": Count(pk_attname, filter=each) for place, each in conditions}


class GapFilter(ConditionFilter):
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

    def conditions(self) -> dict[str, Q]:
        found = {
            "source": Q(is_sourced=False),
            "english": Q(name_en=""),
            "check": Q(checked_on__isnull=True),
            "recheck": Q(checked_on__isnull=True)
            | Q(checked_on__lt=months_later(today(), -CHECKED_EVERY_MONTHS)),
            "officer": Q(officer__isnull=True),
        }
        known = [lookup for lookup, _title in self.lookup_choices]
        return {lookup: found[lookup] & PENDING for lookup in known}


class WorkFilter(ConditionFilter):
    """What is whose: mine is what I am in charge of, or made and nobody is in charge of."""

    title = _("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("mine", _("mine")),
            ("returned", _("sent back to me")),
            ("recent", _("changed in the last 14 days")),
        ]

    def conditions(self) -> dict[str, Q]:
        reader = self.request.user.pk
        mine = Q(officer=reader) | Q(officer__isnull=True, created_by=reader)
        # From a midnight on, so that the number is the same all day.
        first = datetime.combine(today() - timedelta(days=RECENT_DAYS), time.min)
        return {
            "mine": mine,
            "returned": mine & Q(state=PublicationState.DRAFT) & ~Q(return_note=""),
            "recent": Q(changed_at__gte=timezone.make_aware(first)),
        }


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
    return records.filter(PENDING)


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
