"""The sitemap: every public page in both languages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Model
from django.urls import reverse

from events.calendars import content
from foreign_affairs.addresses import address_of
from foreign_affairs.search import searchable_models
from indicators.years import known_years


class BothLanguages(Sitemap):
    i18n = alternates = True


class RecordSitemap(BothLanguages):
    """The pages of the public records of one model."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    def items(self) -> Iterable[Any]:
        return self.model._default_manager.public().order_by("code")  # type: ignore[attr-defined]

    def lastmod(self, record: Any) -> datetime:
        return record.changed_at


class ListSitemap(BothLanguages):
    """The pages of no record, and the lists; a list is as new as its newest public record."""

    def items(self) -> Iterable[type[Model] | str]:
        pages = (
            "register:home",
            "register:search",
            "register:data",
            "register:correction_list",
            "register:contact",
            "partners:partner_map",
            "partners:compare",
            "events:calendar",
            "events:timeline",
            "indicators:year_list",
        )
        return [*pages, *searchable_models()]

    def location(self, item: type[Model] | str) -> str:
        if isinstance(item, str):
            return reverse(item)
        return address_of(item, "list")

    def lastmod(self, item: type[Model] | str) -> datetime | None:
        if isinstance(item, str):
            return None
        records = item._default_manager.public()  # type: ignore[attr-defined]
        return records.aggregate(newest=Max("changed_at"))["newest"]


class TimeSitemap(BothLanguages):
    """The years and months in which there is something."""

    def items(self) -> list[tuple[str, tuple[int, ...]]]:
        months = content()
        return [
            *(("indicators:year_detail", (year,)) for year in known_years()),
            *(("events:calendar_year", (year,)) for year in sorted(months)),
            *(
                ("events:calendar_month", (year, month))
                for year in sorted(months)
                for month in sorted(months[year])
                if month
            ),
        ]

    def location(self, item: tuple[str, tuple[int, ...]]) -> str:
        name, numbers = item
        return reverse(name, args=numbers)


SITEMAPS = {
    "lists": ListSitemap(),
    "times": TimeSitemap(),
    **{model._meta.label_lower: RecordSitemap(model) for model in searchable_models()},
}
