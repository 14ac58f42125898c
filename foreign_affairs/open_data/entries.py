"""Pages that gather what stands in several lists, as JSON: timeline, calendar, years, corrections.

Their answers begin as those of lists do and have the same keys around `results`; see
`foreign_affairs.open_data.records`.
"""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from foreign_affairs.addresses import has_pages
from foreign_affairs.open_data.columns import Absolute, reference_to
from foreign_affairs.open_data.records import (
    URL,
    closed,
    envelope,
    list_schema,
    paging,
    refused_response,
    respond,
)
from foreign_affairs.templatetags.register import badge, date_of, partial_date


class AlsoJson:
    """A page that `as_view(is_json=True)` serves as JSON.

    A subclass has `json_name`, the address of its JSON, which takes what that of the page takes,
    and `get_json(context)`. A form in the context that finds fault is answered with 400.
    """

    is_json = False
    json_name = ""
    request: HttpRequest
    kwargs: dict[str, Any]

    def get_json(self, context: dict[str, Any]) -> JsonResponse:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.urlencode()
        address = reverse(self.json_name, kwargs=self.kwargs) + (f"?{query}" if query else "")
        return super().get_context_data(json_url=address, **kwargs)  # type: ignore[misc]

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if not self.is_json:
            return super().render_to_response(context, **kwargs)  # type: ignore[misc]
        if "form" in context and context["form"].errors:
            return refused_response(context["form"].errors)
        return self.get_json(context)


def gathered(
    request: HttpRequest, kind: str, name: str, url: str, results: list[Any], page: Any = None
) -> JsonResponse:
    """The answer of such a page: `kind` is its `type`, `url` the page for people. Without `page`
    (Django's Page) all that there is stands in `results`.
    """
    page = page or Paginator(results, max(len(results), 1)).page(1)
    return respond(
        {
            **envelope(request, kind, name, reverse("register:data")),
            **paging(request, url, page),
            "results": results,
        }
    )


def entry_as_json(record: Any, absolute: Absolute, *, is_certain: bool = True) -> dict[str, Any]:
    """One public record (or anniversary) as a line: its kind, its name, its date and status also in
    words, whether it surely lies in the time asked for, and the record whose page has more. Ties
    and anniversaries lead to their partner.
    """
    model = type(record)
    name = getattr(record, "name", "") or f"{record.partner.name}: {record.get_kind_display()}"
    when = date_of(record)
    return {
        "kind": model.__name__.lower(),
        "name": str(name),
        "date": str(when) if when else None,
        "date_words": partial_date(when),
        "status": badge(record).get("label"),
        "is_certain": is_certain,
        "record": reference_to(record if has_pages(model) else record.partner, absolute),
    }


# The schema


def schemas() -> dict[str, Any]:
    """`entry`, and `<type>_list` for each of the pages."""
    text, day = {"type": "string"}, {"type": ["string", "null"]}
    number, is_so = {"type": "integer"}, {"type": "boolean"}
    reference = {"$ref": "#/$defs/reference"}
    entry = {
        **{"kind": text, "name": text, "date": day, "date_words": text},
        **{"status": {"type": ["string", "null"]}, "is_certain": is_so, "record": reference},
    }
    tally = closed({"counted": number, "has_many": is_so})
    year = {
        **{"year": number, "name": text, "url": URL, "json_url": URL},
        "numbers": {"type": "object", "additionalProperties": tally},
    }
    correction = {
        **{"kind": text, "name": text, "decided_on": {"type": "string", "format": "date"}},
        **{"text": text, "url": {"type": ["string", "null"], "format": "uri"}},
    }
    return {
        "entry": closed(entry),
        **{
            f"{kind}_list": list_schema(kind, {"$ref": "#/$defs/entry"})
            for kind in ("timeline", "calendar", "calendar_year", "calendar_month", "year")
        },
        "years_list": list_schema("years", closed(year)),
        "corrections_list": list_schema("corrections", closed(correction)),
    }
