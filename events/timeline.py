"""The timeline of the province, a partner or a country, read page by page in a fixed number of
queries.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import (
    Coalesce,
    ExtractDay,
    ExtractMonth,
    ExtractYear,
)

from events.models import Delegation, Event, Programme, Recognition
from foreign_affairs.models import Country
from partners.models import Agreement, Partner, Tie
from partners.taking_part import with_country, with_partner
from partners.timeline import DATE_FIELDS, Moment

MODELS: dict[str, Any] = {
    "tie": Tie,
    "agreement": Agreement,
    "delegation": Delegation,
    "event": Event,
    "programme": Programme,
    "recognition": Recognition,
}


class Timeline:
    """Everything public that happened, newest first and what has no date last; a sequence of
    `partners.timeline.Moment` that can be counted, sliced and paged.

    `kinds`: model names, keys of `MODELS`; none means all. `partner` or `country`: what is with
    that one, or with a body that belongs to it. `year`: what can lie in that year; a date that is
    open on one side counts with the end that it has.

        Timeline(year=2023)[:10]
        by_year(Timeline(kinds=["event"], partner=daejeon))

    `len()` and a slice cost one query each, the records of a slice one more for each kind and
    for what it joins, whatever their number.
    """

    def __init__(
        self,
        kinds: Collection[str] = (),
        *,
        partner: Partner | None = None,
        country: Country | None = None,
        year: int | None = None,
    ) -> None:
        self.kinds = list(kinds) or list(MODELS)
        self.records = {
            kind: in_year(records, kind, year) if year else records
            for kind, records in records_with(partner, country).items()
        }

    @cached_property
    def counts(self) -> Counter[tuple[str, int | None]]:
        """How many moments there are, by kind (all kinds, also those left out) and year."""
        parts = [
            records.order_by()
            .annotate(moment_kind=Value(kind, CharField()), moment_year=year_of(kind))
            .values_list("moment_kind", "moment_year")
            .annotate(number=Count("pk", distinct=True))
            for kind, records in self.records.items()
        ]
        rows = parts[0].union(*parts[1:], all=True)
        return Counter({(kind, year): number for kind, year, number in rows})

    def __len__(self) -> int:
        return sum(number for (kind, _year), number in self.counts.items() if kind in self.kinds)

    def __iter__(self) -> Iterator[Moment]:
        return iter(self[:])

    def __getitem__(self, part: slice) -> list[Moment]:
        parts = [
            self.records[kind]
            .order_by()
            .annotate(moment_kind=Value(kind, CharField()), moment_day=day_of(kind))
            .values_list("moment_day", "moment_kind", "code", "pk")
            for kind in self.kinds
        ]
        rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        keys = [
            (row[1], row[3]) for row in rows.order_by("-moment_day", "moment_kind", "code")[part]
        ]
        wanted = defaultdict(list)
        for kind, key in keys:
            wanted[kind].append(key)
        found = {
            (kind, record.pk): record
            for kind, keys_of_kind in wanted.items()
            for record in self.records[kind].filter(pk__in=keys_of_kind)
        }
        # What was withdrawn between the two queries is left out.
        return [Moment(kind, found[kind, key]) for kind, key in keys if (kind, key) in found]

    def pages_of_years(self, size: int) -> list[tuple[int | None, int, int]]:
        """(year, number of moments, page on which it begins), newest first, for pages of `size`."""
        by_year: Counter[int | None] = Counter()
        for (kind, year), number in self.counts.items():
            if kind in self.kinds:
                by_year[year] += number
        pages, before = [], 0
        for year in sorted(by_year, key=lambda year: -(year or 0)):
            pages.append((year, by_year[year], before // size + 1))
            before += by_year[year]
        return pages


def records_with(partner: Partner | None, country: Country | None) -> dict[str, QuerySet[Any]]:
    """The public records of each kind, with what a line about them names."""
    ties = Tie.objects.public().select_related("partner__country")
    if partner is not None:
        found = with_partner(partner)
        ties = ties.filter(partner=partner)
    elif country is not None:
        found = with_country(country)
        ties = ties.filter(partner__country=country)
    else:
        found = {f"{kind}s": model.objects.public() for kind, model in MODELS.items()}
        found["agreements"] = found["agreements"].with_status()
    found["ties"] = ties
    return {kind: found[f"{kind}s"] for kind in MODELS}


def in_year(records: QuerySet[Any], kind: str, year: int) -> QuerySet[Any]:
    field = DATE_FIELDS[kind]
    if kind == "recognition":
        return records.filter(**{field: year})
    start, end = f"{field}_start", f"{field}_end"
    days = date(year, 1, 1), date(year, 12, 31)
    return records.filter(
        Q(**{f"{start}__lte": days[1], f"{end}__gte": days[0]})
        | Q(**{f"{start}__range": days, f"{end}__isnull": True})
        | Q(**{f"{end}__range": days, f"{start}__isnull": True})
    )


def first_day(kind: str) -> Coalesce:
    field = DATE_FIELDS[kind]
    return Coalesce(f"{field}_start", f"{field}_end")


def year_of(kind: str) -> Any:
    """The year under which a moment stands, as `Moment.year`."""
    return F("year") if kind == "recognition" else ExtractYear(first_day(kind))


def day_of(kind: str) -> Any:
    """The first day of a moment as a number like 20050517, 0 without one, as `Moment.sort_key`."""
    if kind == "recognition":
        known: Any = F("year") * 10_000 + 101
        missing = Q(year__isnull=True)
    else:
        day = first_day(kind)
        known = ExtractYear(day) * 10_000 + ExtractMonth(day) * 100 + ExtractDay(day)
        missing = Q(**{f"{DATE_FIELDS[kind]}_{side}__isnull": True for side in ("start", "end")})
    return Case(When(missing, then=Value(0)), default=known, output_field=IntegerField())
