"""The orders of a list that a reader may choose: `?sort=oldest`."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foreign_affairs.collation import in_code_order
from foreign_affairs.filters import RecordFilterSet
from foreign_affairs.views.base import by_name

LABELS = {
    "newest": _("newest first"),
    "oldest": _("oldest first"),
    "name": _("by name"),
    "indicator": _("by indicator"),
}


def chosen_order(filters: type[RecordFilterSet], request: HttpRequest) -> str:
    """The order that the address asks for; '' for the one that the list has by itself."""
    wanted = request.GET.get("sort", "")
    return wanted if wanted in filters.orders[1:] else ""


def in_chosen_order(
    records: QuerySet[Any], filters: type[RecordFilterSet], request: HttpRequest
) -> QuerySet[Any]:
    """The records in the order that the address asks for; undated ones last in either direction."""
    order = chosen_order(filters, request)
    if not order:
        return records
    if order == "name":
        return records.order_by(by_name(), in_code_order())
    moment = filters.moment()
    first = moment.desc(nulls_last=True) if order == "newest" else moment.asc(nulls_last=True)
    return records.order_by(first, in_code_order())


def order_links(filters: type[RecordFilterSet], request: HttpRequest) -> list[dict[str, Any]]:
    """The orders of a list: `label`, `url` of its first page and `is_current`."""
    chosen = chosen_order(filters, request)
    links = []
    for place, order in enumerate(filters.orders):
        query = request.GET.copy()
        query.pop("page", None)
        query.pop("sort", None)
        if place:
            query["sort"] = order
        url = f"{request.path}?{query.urlencode()}" if query else request.path
        current = order == (chosen or filters.orders[0])
        links.append({"label": LABELS[order], "url": url, "is_current": current})
    return links
