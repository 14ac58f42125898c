"""Atom feeds of what was added or changed."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foreign_affairs.bilingual import active_language
from foreign_affairs.context import get_owner
from foreign_affairs.freshness import freshness
from foreign_affairs.models import Record
from foreign_affairs.records.downloads import OPEN_HEADERS
from foreign_affairs.search import searchable_models

NEWEST = 50
"""So many changes are in a feed."""


def newest_of(querysets: Iterable[QuerySet[Any]]) -> list[Any]:
    """The records changed last, from querysets that hold public ones only."""
    found = chain.from_iterable(
        records.order_by("-changed_at", "code")[:NEWEST] for records in querysets
    )
    ordered = sorted(found, key=lambda record: (record.changed_at, record.code), reverse=True)
    return ordered[:NEWEST]


def identity(record: Any, language: str) -> str:
    """A name of the entry that stays when the register moves to another host: of kind, code and
    language.
    """
    name = f"foreign-affairs-register/{record._meta.model_name}/{record.code}/{language}"
    return uuid5(NAMESPACE_URL, name).urn


class RegisterFeed(Feed):
    """What two feeds share. A subclass gives `title`, `link`, `items`, and `feed_url` and
    `feed_guid`, which stay.
    """

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Asked before the entries are read: what is written meanwhile is then not taken for sent.
        # The newest entry alone would not say when another was taken out.
        headers = OPEN_HEADERS | freshness().headers()
        response = super().__call__(request, *args, **kwargs)
        for name, value in headers.items():
            response[name] = value
        return response

    def author_name(self) -> str:
        owner = get_owner()
        return str(owner.name) if owner else _("Foreign-affairs register")

    def feed_copyright(self) -> str:
        return _("Creative Commons Attribution 4.0")

    def item_title(self, item: Any) -> str:
        return str(item.name)

    def item_description(self, item: Any) -> str:
        """HTML, as Atom of Django declares it."""
        return render_to_string("foreign_affairs/feed_entry.html", {"record": item}).strip()

    def item_link(self, item: Any) -> str:
        return str(item.get_absolute_url())

    def item_guid(self, item: Any) -> str:
        return identity(item, active_language())

    def item_updateddate(self, item: Any) -> datetime:
        return item.changed_at

    def item_categories(self, item: Any) -> list[str]:
        return [capfirst(str(item._meta.verbose_name))]


class ChangesFeed(RegisterFeed):
    """The newest changes of all public records."""

    def title(self) -> str:
        return _("Changes in the foreign-affairs register")

    def subtitle(self) -> str:
        return _("Public records that were added or changed, the newest first.")

    def link(self) -> str:
        return reverse("register:home")

    def feed_guid(self) -> str:
        return uuid5(NAMESPACE_URL, f"foreign-affairs-register/changes/{active_language()}").urn

    def items(self) -> list[Any]:
        models: list[Any] = [model for model in searchable_models() if issubclass(model, Record)]
        return newest_of(model.objects.public().with_names() for model in models)
