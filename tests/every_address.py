"""Every address of the site with something in it, from the patterns of the URLs themselves."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from foreign_affairs.models import Import, ProposedChange
from tests.factories import MAKERS

PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")

OTHERS = {
    "number": "1",
    "name": "mark_checked",
    "kind": "partner",
    "id": "1",
    "year": "2023",
    "month": "5",
    "ending": "csv",
    "code": "there",
    "section": "partner",
    "file_code": "scan",
    "url": "nowhere",
    "app_label": "partners",
    "content_type_id": "1",
}


def filled(pattern: Any, **given: str) -> str:
    """The pattern of an address with these values, and invented ones, in its places."""
    values = {**OTHERS, **given}
    text = PLACE.sub(lambda found: values[found[1] or found[2]], str(pattern))
    if not isinstance(pattern, RoutePattern):
        text = text.replace("\\.", ".").strip("^$").replace("\\Z", "")
    return text


def admin_addresses(models: list[Any] | None = None) -> Iterator[str]:
    """Every page of the admin, each with a new row of its model (of `models`, or of all)."""
    site = admin.site
    for pattern in site.get_urls():
        if isinstance(pattern, URLPattern):
            yield f"/admin/{filled(pattern.pattern, object_id='1')}"
    for model, model_admin in site._registry.items():
        if models is not None and model not in models:
            continue
        maker = MAKERS.get(model)
        key = str(maker().pk) if maker else "1"
        prefix = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for pattern in model_admin.get_urls():
            number = key if model in (Import, ProposedChange) else "1"
            yield prefix + filled(pattern.pattern, object_id=key, number=number, id=key)


def public_addresses(code: str) -> Iterator[str]:
    """Every public page in Vietnamese, the records being called `code`, and the root's."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            here = prefix + filled(pattern.pattern, code=code, file_code=code)
            if here.startswith("/admin/"):
                continue
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, here)
            else:
                yield here

    yield from walk(get_resolver().url_patterns, "/")
