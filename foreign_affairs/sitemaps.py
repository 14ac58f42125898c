"""The sitemap: every public page in both languages, by kind of record and in parts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Max, Model, QuerySet
from django.urls import reverse

from events.calendars import content
from foreign_affairs.addresses import address_of
from foreign_affairs.freshness import freshness
from foreign_affairs.search import searchable_models
from indicators.years import known_years

PAGES = (
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


class Page(NamedTuple):
    """The name of a page's address, the numbers in it, and when the page last changed."""

    name: str
    numbers: tuple[int, ...]
    written_at: datetime | None


class BothLanguages(Sitemap):
    i18n = alternates = True

    def get_latest_lastmod(self) -> datetime | None:
        """That of the register: what was withdrawn, too, makes a sitemap another one."""
        return freshness().written_at


class Entries:
    """Records in each language, of which a page can be cut without reading the others."""

    def __init__(self, records: QuerySet[Any], languages: Sequence[str]) -> None:
        self.records, self.languages = records, languages

    def __len__(self) -> int:
        return self.records.count() * len(self.languages)

    def __getitem__(self, part: slice) -> list[tuple[Any, str]]:
        """The part, which begins with a record."""
        number = len(self.languages)
        records = self.records[part.start // number : part.stop // number]
        return [(record, language) for record in records for language in self.languages]


class RecordSitemap(BothLanguages):
    """The pages of the public records of one model."""

    limit = 5_000 * len(settings.LANGUAGES)

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    def items(self) -> QuerySet[Any]:
        records = self.model._default_manager.public().order_by("code")  # type: ignore[attr-defined]
        return records.only("code", "changed_at")

    @property
    def paginator(self) -> "Paginator[Any]":
        entries: Any = Entries(self.items(), [code for code, _ in settings.LANGUAGES])
        return Paginator(entries, self.limit)

    def lastmod(self, record: Any) -> datetime:
        return record.changed_at


class ListSitemap(BothLanguages):
    """The lists; one is as new as its newest public record."""

    def items(self) -> list[type[Model]]:
        return searchable_models()

    def location(self, model: type[Model]) -> str:
        return address_of(model, "list")

    def lastmod(self, model: type[Model]) -> datetime | None:
        records = model._default_manager.public()  # type: ignore[attr-defined]
        return records.aggregate(newest=Max("changed_at"))["newest"]


class PageSitemap(BothLanguages):
    """The pages of no single record, the years and the months in which there is something.

    They are made from everything, so they are as new as the register.
    """

    def items(self) -> list[Page]:
        months = content()
        pages: list[tuple[str, tuple[int, ...]]] = [
            *((name, ()) for name in PAGES),
            *(("indicators:year_detail", (year,)) for year in known_years()),
            *(("events:calendar_year", (year,)) for year in sorted(months)),
            *(
                ("events:calendar_month", (year, month))
                for year in sorted(months)
                for month in sorted(months[year])
                if month
            ),
        ]
        written_at = freshness().written_at
        return [Page(name, numbers, written_at) for name, numbers in pages]

    def location(self, page: Page) -> str:
        return reverse(page.name, args=page.numbers)

    def lastmod(self, page: Page) -> datetime | None:
        return page.written_at


SITEMAPS: dict[str, Any] = {
    "pages": PageSitemap(),
    "lists": ListSitemap(),
    **{str(model._meta.model_name): RecordSitemap(model) for model in searchable_models()},
}
