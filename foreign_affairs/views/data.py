"""The data page, and what programs fetch from it."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from foreign_affairs.context import get_owner
from foreign_affairs.freshness import freshness
from foreign_affairs.open_data.data_sets import data_sets, public_models, public_rows
from foreign_affairs.open_data.linked_data import catalogue
from foreign_affairs.open_data.package import write_package
from foreign_affairs.open_data.records import respond, schema
from foreign_affairs.records.downloads import OPEN_HEADERS, public_response

PACKAGE = "foreign-affairs-register.zip"


class DataView(TemplateView):
    """Every data set with its dictionary, and how to fetch it."""

    template_name = "foreign_affairs/data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sets = data_sets()
        records = [one for one in sets if one.list_url]
        total = sum(one.number for one in sets)
        absolute = self.request.build_absolute_uri
        return super().get_context_data(
            data_sets=sets,
            groups=[
                (_("Records with pages of their own"), records),
                (_("Rows inside records, code lists"), [one for one in sets if not one.list_url]),
            ],
            record_number=total,
            # The rows inside records are parts of these; all of them would be too much for a page.
            linked_data=catalogue(records, get_owner(), absolute),
            **kwargs,
        )


@require_safe
def data_set(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """A whole data set, written as the download of a list."""
    model = public_models().get(name)
    if model is None:
        raise Http404
    records = public_rows(model).in_list_order()
    return public_response(records, ending, for_excel=request.GET.get("for") == "excel")


@require_safe
def package(request: HttpRequest) -> HttpResponseBase:
    """The whole register as one zip, made while it is asked for by somebody who has it not yet."""
    state = freshness()
    headers = OPEN_HEADERS | state.headers()
    modified = int(state.modified_at.timestamp())
    unchanged = get_conditional_response(request, headers["ETag"], modified)
    if unchanged is not None:
        return unchanged
    homepage = request.build_absolute_uri(reverse("register:data"))
    return FileResponse(
        write_package(homepage, state),
        as_attachment=True,
        filename=PACKAGE,
        content_type="application/zip",
        headers=headers,
    )


@require_safe
def data_schema(request: HttpRequest) -> JsonResponse:
    return respond(schema())
