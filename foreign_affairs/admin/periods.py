"""From–to in the lists: what surely lies within, what may straddle, what has no date.

A date is known as far as it is known, so a record of “2023” is neither inside nor outside of
3/2023–5/2023. The list shows what surely lies within; what straddles and what is undated is
counted above it and listed on request, so that nothing disappears silently.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.contrib.admin.filters import FacetsMixin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foreign_affairs.dates import today
from foreign_affairs.forms import PartialDateFormField
from foreign_affairs.kept import kept, of_state
from foreign_affairs.numbers import format_number
from foreign_affairs.register_state import register_state

Found = TypeVar("Found")

FROM, TO, SPAN = "from", "to", "span"
STRADDLING, UNDATED = "straddling", "undated"


class PeriodFilter(admin.ListFilter):
    """The filter by one date of the records; `dated_by` and `yearly_by` make one."""

    template = "admin/period_filter.html"
    parameters: ClassVar[tuple[str, ...]] = (FROM, TO, SPAN)

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.typed = {
            name: params.pop(name)[-1].strip() for name in self.parameters if name in params
        }
        self.problems: list[str] = []
        self.first = self._read(FROM)
        self.last = self._read(TO)
        if self.first and self.last and self.last < self.first:
            self.problems.append(_("The period ends before it begins: write the earlier day first"))
        if self.problems:
            self.first = self.last = None

    def _read(self, name: str) -> date | None:
        """The first day that is meant by “from”, the last that is meant by “to”."""
        try:
            known = PartialDateFormField(required=False).clean(self.typed.get(name))
        except ValidationError as error:
            self.problems += [message.rstrip(".") for message in error.messages]
            return None
        if known is None:
            return None
        if known.start is None or known.end is None:
            text = {"text": self.typed[name]}
            self.problems.append(_("“%(text)s” is open: write a day, a month or a year") % text)
            return None
        return known.start if name == FROM else known.end

    # What the database is asked

    def starts_from(self, day: date) -> Q:
        """Surely not before `day`."""
        raise NotImplementedError

    def ends_by(self, day: date) -> Q:
        """Surely not after `day`."""
        raise NotImplementedError

    def undated(self) -> Q:
        raise NotImplementedError

    def within(self) -> Q:
        condition = ~self.undated()
        if self.first:
            condition &= self.starts_from(self.first)
        if self.last:
            condition &= self.ends_by(self.last)
        return condition

    def straddling(self) -> Q:
        condition = ~self.undated() & ~self.within()
        if self.first:
            condition &= ~self.ends_by(self.first - timedelta(days=1))
        if self.last:
            condition &= ~self.starts_from(self.last + timedelta(days=1))
        return condition

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.problems:
            return queryset
        if self.span == UNDATED:
            return queryset.filter(self.undated())
        if not self.is_set:
            return queryset
        wanted = self.straddling() if self.span == STRADDLING else self.within()
        return queryset.filter(wanted)

    # What the page shows

    @property
    def is_set(self) -> bool:
        """Whether a period is asked for, and understood."""
        return bool(self.first or self.last)

    @property
    def span(self) -> str:
        return self.typed.get(SPAN, "")

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.parameters)

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """The one form: what was typed, and what else the address says, which stays."""
        this_year = today().year
        years = [(_("this year"), this_year), (_("last year"), this_year - 1)]
        yield {
            "from": self.typed.get(FROM, ""),
            "to": self.typed.get(TO, ""),
            "kept": [
                (name, value)
                for name, values in changelist.filter_params.items()
                if name not in self.parameters
                for value in values
            ],
            "is_active": bool(self.is_set or self.problems or self.span),
            "clear": changelist.get_query_string(dict.fromkeys(self.parameters)),
            "years": [
                {
                    "name": name,
                    "query_string": changelist.get_query_string({FROM: year, TO: year, SPAN: None}),
                    "selected": self.typed.get(FROM) == self.typed.get(TO) == str(year),
                }
                for name, year in years
            ],
        }


def dated_by(field: str, name: Any) -> type[PeriodFilter]:
    """A filter by a PartialDateField, through the first and the last day that it can mean."""

    class ByPartialDate(PeriodFilter):
        title = name

        def starts_from(self, day: date) -> Q:
            return Q(**{f"{field}_start__gte": day})

        def ends_by(self, day: date) -> Q:
            return Q(**{f"{field}_end__lte": day})

        def undated(self) -> Q:
            return Q(**{f"{field}__isnull": True})

    return ByPartialDate


def yearly_by(field: str, name: Any) -> type[PeriodFilter]:
    """A filter by a whole number that is a year."""

    class ByYear(PeriodFilter):
        title = name

        def starts_from(self, day: date) -> Q:
            is_first = (day.month, day.day) == (1, 1)
            return Q(**{f"{field}__gte": day.year if is_first else day.year + 1})

        def ends_by(self, day: date) -> Q:
            is_last = (day.month, day.day) == (12, 31)
            return Q(**{f"{field}__lte": day.year if is_last else day.year - 1})

        def undated(self) -> Q:
            return Q(**{f"{field}__isnull": True})

    return ByYear


MOST_KEPT = 2
"""With more parameters than these there is no end of lists, of which none is asked for twice."""


class CountedChangeList(ChangeList):
    """Counts once for a state of the register and a reader; the list itself is read each time."""

    state = cached_property(lambda self: register_state())

    def counted(self, what: str, compute: Callable[[], Found]) -> Found:
        """What is worked out from the records of the list, which the address says in full."""
        filters = self.get_filters_params()
        if self.query or len(filters) > MOST_KEPT:
            return compute()
        chosen = sorted((name, tuple(values)) for name, values in filters.items())
        reader = self.request.user.pk
        with of_state(self.state):
            return kept(("admin", self.model._meta.label, what, reader, chosen), compute)

    def get_filters(self, request: HttpRequest) -> Any:
        self.request = request
        specs, *rest = super().get_filters(request)
        for spec in specs:
            if isinstance(spec, FacetsMixin):
                what = " ".join(str(name) for name in spec.expected_parameters())
                count = partial(spec.get_facet_queryset, self)
                spec.get_facet_queryset = partial(self.numbers, what, count)  # type: ignore[method-assign]
        return specs, *rest

    def numbers(self, what: str, count: Callable[[], Any], changelist: Any) -> Any:
        return self.counted(what, count)


class SummedChangeList(CountedChangeList):
    """Says above the list what its records add up to, and what the period leaves out."""

    @property
    def period(self) -> PeriodFilter | None:
        found = (spec for spec in self.filter_specs if isinstance(spec, PeriodFilter))
        return next(found, None)

    @cached_property
    def summary(self) -> dict[str, Any]:
        admin_of_model: Any = self.model_admin
        period = self.period
        summary: dict[str, Any] = {
            "totals": self.counted("totals", lambda: admin_of_model.totals(self.queryset)),
            "problems": period.problems if period else [],
        }
        if period and period.is_set:
            summary |= self._left_out(period)
        return summary

    def _left_out(self, period: PeriodFilter) -> dict[str, Any]:
        """How many straddle and are undated, with links; totals of what straddles, apart."""
        everything = self.get_queryset(period.request, list(period.parameters))
        records = self.model._default_manager.filter(pk__in=everything.order_by().values("pk"))
        counts = records.aggregate(
            straddling=Count("pk", filter=period.straddling()),
            undated=Count("pk", filter=period.undated()),
        )
        admin_of_model: Any = self.model_admin
        straddling: list[str] = []
        if counts["straddling"] and period.span != STRADDLING:
            straddling = admin_of_model.totals(records.filter(period.straddling()))
        return {
            "span": period.span,
            "within": self.get_query_string({SPAN: None}),
            "left_out": [
                {
                    "span": span,
                    "text": text % {"number": format_number(counts[span], "vi")},
                    "query_string": self.get_query_string({SPAN: span}),
                }
                for span, text in (
                    (STRADDLING, straddle_sentence(counts["straddling"])),
                    (UNDATED, undated_sentence(counts["undated"])),
                )
                if counts[span] or period.span == span
            ],
            "straddling_totals": straddling,
        }


def straddle_sentence(count: int) -> str:
    return ngettext(
        "%(number)s record may lie partly in the period, partly outside",
        "%(number)s records may lie partly in the period, partly outside",
        count,
    )


def undated_sentence(count: int) -> str:
    return ngettext("%(number)s record has no date", "%(number)s records have no date", count)
