"""The sitemap: every public page in both languages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Model
from django.urls import reverse

from foreign_affairs.search import searchable_models
from foreign_affairs.views.base import namespace_of


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
    """The home page, search and the lists; a list is as new as its newest public record."""

    def items(self) -> Iterable[type[Model] | str]:
        return ["register:home", "register:search", *searchable_models()]

    def location(self, item: type[Model] | str) -> str:
        if isinstance(item, str):
            return reverse(item)
        return reverse(f"{namespace_of(item)}:{item._meta.model_name}_list")

    def lastmod(self, item: type[Model] | str) -> datetime | None:
        if isinstance(item, str):
            return None
        records = item._default_manager.public()  # type: ignore[attr-defined]
        return records.aggregate(newest=Max("changed_at"))["newest"]


SITEMAPS = {
    "lists": ListSitemap(),
    **{model._meta.label_lower: RecordSitemap(model) for model in searchable_models()},
}
