"""What pages say of themselves to search engines, in the words of schema.org.

A page says only what it also shows. A date that is not known is left out; one that is known to the
month is `2016-09`, as ISO 8601 allows.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from foreign_affairs.bilingual import LANGUAGE_CODES
from foreign_affairs.dates import PartialDate, Precision
from foreign_affairs.open_data.columns import Absolute
from foreign_affairs.open_data.data_sets import DataSet
from foreign_affairs.open_data.records import LICENCE

CONTEXT = "https://schema.org"
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""So that no text can end the element that it stands in."""

Node = dict[str, Any]


def script(node: Node) -> SafeString:
    """A data block, which no browser runs and no Content-Security-Policy concerns."""
    text = json.dumps({"@context": CONTEXT, **filled(node)}, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def filled(node: Node) -> Node:
    """The node without what is empty."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def dates(value: PartialDate | None, start: str, end: str) -> Node:
    """A date as the properties `start` and `end`; nothing where a side of it is open."""
    if value is None:
        return {}
    if value.precision in (Precision.DAY, Precision.MONTH, Precision.YEAR):
        return {start: value.text}
    if value.precision == Precision.RANGE:
        first, _slash, last = value.text.partition("/")
        return {start: first, end: last}
    return {}


def breadcrumb(steps: Iterable[tuple[str, str]], absolute: Absolute) -> Node:
    """The way to a page: (name, address) of each step."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(address)}
            for place, (name, address) in enumerate(steps, start=1)
        ],
    }


def owner_node(owner: Any, absolute: Absolute) -> Node:
    """Whose register it is."""
    return filled(
        {
            "@type": "GovernmentOrganization",
            "@id": absolute(reverse("register:contact")) + "#owner",
            "name": str(owner.name),
            "description": str(owner.subject),
            "url": absolute(reverse("register:home")),
            "email": owner.email,
            "telephone": owner.phone,
            "address": str(owner.contact),
        }
    )


def catalogue(data_sets: Iterable[DataSet], owner: Any, absolute: Absolute) -> Node:
    """The data sets as one catalogue."""
    page = absolute(reverse("register:data"))
    publisher = owner_node(owner, absolute) if owner else None
    shared = {
        "license": LICENCE,
        "isAccessibleForFree": True,
        "inLanguage": list(LANGUAGE_CODES),
        "creator": {"@id": publisher["@id"], "@type": publisher["@type"]} if publisher else None,
    }
    return {
        "@type": "DataCatalog",
        "@id": page,
        "name": _("Open data of the foreign-affairs register"),
        "url": page,
        "license": LICENCE,
        "publisher": publisher,
        "dataset": [filled({**data_set_node(one, absolute), **shared}) for one in data_sets],
    }


def data_set_node(data_set: DataSet, absolute: Absolute) -> Node:
    address = f"{absolute(reverse('register:data'))}#{data_set.name}"
    described = _(
        "%(name)s of the foreign-affairs register: all public rows, in %(columns)d columns that "
        "are described in Vietnamese and English."
    )
    return {
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": data_set.heading,
        "description": described % {"name": data_set.heading, "columns": len(data_set.columns)},
        "dateModified": data_set.changed_at and localdate(data_set.changed_at).isoformat(),
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": absolute(file["url"]),
                "encodingFormat": file["content_type"],
            }
            for file in data_set.downloads
        ],
    }
