"""Records as JSON for the pages of others, one or a page of a list, and the schema of both."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from foreign_affairs.addresses import address_of, has_pages
from foreign_affairs.bilingual import active_language
from foreign_affairs.context import get_owner
from foreign_affairs.models import InlineRow
from foreign_affairs.open_data.columns import (
    REFERENCE,
    Absolute,
    schema_of,
    value_of,
    with_references,
    words_of,
)
from foreign_affairs.records.downloads import OPEN_HEADERS
from foreign_affairs.records.export import export_columns
from foreign_affairs.records.outgoing import AnyColumn
from foreign_affairs.records.resources import REGISTRY, RecordResource, resource_for

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@cache
def public_columns(model: Any) -> list[AnyColumn]:
    return export_columns(model, public=True, derived=True)


@cache
def inside(model: Any) -> list[Any]:
    """The kinds of public rows inside a record of the model, as files have them."""
    return [
        row_model
        for row_model, resource in REGISTRY.items()
        if resource.is_public
        and issubclass(row_model, InlineRow)
        and row_model.parent_model() is model
    ]


# Responses


def respond(data: dict[str, Any], status: int = 200) -> JsonResponse:
    """JSON that other sites may fetch, and that search engines need not list beside the page."""
    return JsonResponse(
        data,
        status=status,
        headers=OPEN_HEADERS | {"X-Robots-Tag": "noindex"},
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


def list_response(request: HttpRequest, model: Any, heading: str, page: Page[Any]) -> JsonResponse:
    """The records of one page of a list, with the addresses of the pages around it."""
    absolute = request.build_absolute_uri
    keys = [record.pk for record in flattened(page.object_list)]
    columns = public_columns(model)
    found = with_references(model.objects.public(), columns).in_bulk(keys)
    return respond(
        {
            **envelope(request, model._meta.model_name, heading, data_set_of(model)),
            **paging(request, address_of(model, "list"), page),
            "results": [record_as_json(found[key], absolute) for key in keys if key in found],
        }
    )


def refused_response(errors: dict[str, list[str]]) -> JsonResponse:
    """Filters that cannot be understood: a sentence for each."""
    return respond({"errors": errors}, status=400)


def detail_response(request: HttpRequest, model: Any, code: str) -> JsonResponse | None:
    """One public record with the rows inside it; None if there is none with this code."""
    absolute = request.build_absolute_uri
    found = with_references(model.objects.public().filter(code=code), public_columns(model))
    record = found.first()
    if record is None:
        return None
    return respond(
        {
            **envelope(request, model._meta.model_name, str(record.name), data_set_of(model)),
            **record_as_json(record, absolute),
            "rows": {
                resource_for(rows).file_name: list(rows_as_json(rows, record, absolute))
                for rows in inside(model)
            },
        }
    )


def data_set_of(model: Any) -> str:
    """The place on the page of open data that describes the model's columns."""
    return f"{reverse('register:data')}#{resource_for(model).file_name}"


def envelope(request: HttpRequest, kind: str, name: str, described_at: str) -> dict[str, Any]:
    """What each answer says of itself: what it is, whose, on which terms, where it is described."""
    owner = get_owner()
    title = _("Foreign-affairs register")
    return {
        "type": kind,
        "name": name,
        "language": active_language(),
        "source": f"{owner.name}: {title}" if owner else title,
        "data_up_to": str(owner.data_up_to) if owner else None,
        "licence": LICENCE,
        "documentation": request.build_absolute_uri(described_at),
        "schema": request.build_absolute_uri(reverse("register:data_schema")),
    }


def paging(request: HttpRequest, path: str, page: Page[Any]) -> dict[str, Any]:
    """The page for people at `path`, and where in the list this answer stands."""
    number = page.number
    return {
        "url": request.build_absolute_uri(with_query(request, path)),
        "count": page.paginator.count,
        "page": number,
        "pages": page.paginator.num_pages,
        "next": page_url(request, number + 1) if page.has_next() else None,
        "previous": page_url(request, number - 1) if page.has_previous() else None,
    }


def with_query(request: HttpRequest, path: str, page: int | None = None) -> str:
    """The path with the filters of the request."""
    filters = request.GET.copy()
    filters.pop("page", None)
    if page is not None:
        filters["page"] = str(page)
    return f"{path}?{filters.urlencode()}" if filters else path


def page_url(request: HttpRequest, number: int) -> str:
    return request.build_absolute_uri(with_query(request, request.path, number))


# Records


def flattened(records: Iterable[Any]) -> Iterator[Any]:
    """The records in the order of the page, those of a tree each followed by its branches."""
    for record in records:
        yield record
        yield from flattened(getattr(record, "children", ()))


def record_as_json(record: Any, absolute: Absolute) -> dict[str, Any]:
    """The record (read `with_references`) with its pages and what all its columns hold."""
    model: Any = type(record)
    return {
        "code": record.code,
        "name": str(record.name),
        "url": absolute(address_of(model, "detail", record.code)),
        "json_url": absolute(address_of(model, "detail_json", record.code)),
        "changed_at": record.changed_at.isoformat(timespec="seconds"),
        **cells_as_json(record, public_columns(model), absolute),
    }


def rows_as_json(rows: Any, record: Any, absolute: Absolute) -> Iterator[dict[str, Any]]:
    """The public rows of a kind inside the record; what they say of it again is left out."""
    columns = columns_inside(rows)
    found = rows.objects.public().filter(**{rows.parent_field: record}).in_list_order()
    for row in with_references(found.select_related(rows.parent_field), columns):
        yield {"code": row.code, **cells_as_json(row, columns, absolute)}


def cells_as_json(record: Any, columns: list[AnyColumn], absolute: Absolute) -> dict[str, Any]:
    """`values` by column as in files, references with name and address; `words` for people."""
    words = {column.name: words_of(column, record) for column in columns}
    return {
        "values": {column.name: value_of(column, record, absolute) for column in columns},
        "words": {name: text for name, text in words.items() if text},
    }


# The schema

URL = {"type": "string", "format": "uri"}


def schema() -> dict[str, Any]:
    """The JSON Schema of all answers: `$defs` has `<file>_list` and `<file>_record` for each kind
    with pages, made from the columns, and `<type>_list` for pages that gather several kinds.
    """
    from foreign_affairs.open_data.entries import schemas

    definitions: dict[str, Any] = {"reference": REFERENCE, **schemas()}
    for model, resource in REGISTRY.items():
        if resource.is_public and has_pages(model):
            definitions |= schemas_of(model, resource)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Foreign-affairs register",
        "$defs": definitions,
    }


def schemas_of(model: Any, resource: type[RecordResource]) -> dict[str, Any]:
    name = resource.file_name
    text = {"type": "string"}
    record = {
        "code": text,
        "name": text,
        "url": URL,
        "json_url": URL,
        "changed_at": {"type": "string", "format": "date-time"},
        **cells_schema(public_columns(model)),
    }
    rows = {
        resource_for(kind).file_name: {
            "type": "array",
            "items": closed({"code": text, **cells_schema(columns_inside(kind))}),
        }
        for kind in inside(model)
    }
    kind = model._meta.model_name
    return {
        name: closed(record),
        f"{name}_record": closed({**about(kind), **record, "rows": closed(rows)}),
        f"{name}_list": list_schema(kind, {"$ref": f"#/$defs/{name}"}),
    }


def about(kind: str) -> dict[str, Any]:
    """What `envelope` says."""
    text = {"type": "string"}
    return {
        "type": {"const": kind},
        "name": text,
        "language": {"enum": ["vi", "en"]},
        "source": text,
        "data_up_to": {"type": ["string", "null"]},
        "licence": {"const": LICENCE},
        "documentation": URL,
        "schema": URL,
    }


def list_schema(kind: str, result: dict[str, Any]) -> dict[str, Any]:
    """Of an answer with several `result`s."""
    number = {"type": "integer"}
    page = {"type": ["string", "null"], "format": "uri"}
    return closed(
        {
            **about(kind),
            "url": URL,
            "count": number,
            "page": number,
            "pages": number,
            "next": page,
            "previous": page,
            "results": {"type": "array", "items": result},
        }
    )


def columns_inside(rows: Any) -> list[AnyColumn]:
    """The columns of rows inside a record, without the one that leads to it."""
    return [column for column in public_columns(rows) if column.name != rows.parent_field]


def cells_schema(columns: list[AnyColumn]) -> dict[str, Any]:
    return {
        "values": closed({column.name: schema_of(column) for column in columns}),
        "words": {
            "type": "object",
            "propertyNames": {"enum": [column.name for column in columns]},
            "additionalProperties": {"type": "string"},
        },
    }


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
