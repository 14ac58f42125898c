"""Files handed to a browser."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.http import Http404, HttpResponse, StreamingHttpResponse

from foreign_affairs.bilingual import active_language
from foreign_affairs.dates import today
from foreign_affairs.freshness import freshness
from foreign_affairs.records.blank import blank_template
from foreign_affairs.records.export import CONTENT_TYPES, PROGRAMS, export_bytes
from foreign_affairs.records.outgoing import AnyColumn
from foreign_affairs.records.resources import resource_for

OPEN_HEADERS = {"Access-Control-Allow-Origin": "*"}
"""On everything that other sites may fetch and show: it is public and no cookie changes it."""


def download_response(
    queryset: models.QuerySet[Any],
    ending: str,
    *,
    public: bool = True,
    columns: Sequence[AnyColumn] | None = None,
    language: str = PROGRAMS,
    for_excel: bool = False,
) -> StreamingHttpResponse:
    """Streams the records as csv, xlsx or json. Raises Http404 for any other ending.

    With `public` staff columns are left out and records that are not public are not named;
    the queryset itself must hold public records only, and other sites may fetch the file. The
    rest is as for `export_bytes`.
    """
    resource = resource_for(queryset.model)
    if ending not in CONTENT_TYPES or (public and not resource.is_public):
        raise Http404
    headers = attachment(f"{resource.file_name}-{today().isoformat()}.{ending}")
    if public:
        headers |= OPEN_HEADERS | freshness().headers()
    return StreamingHttpResponse(
        export_bytes(
            queryset,
            ending,
            columns=columns,
            language=language,
            for_excel=for_excel,
            public=public,
            derived=True,
        ),
        content_type=CONTENT_TYPES[ending],
        headers=headers,
    )


def public_response(
    records: models.QuerySet[Any], ending: str, *, for_excel: bool
) -> StreamingHttpResponse:
    """Public records as a visitor downloads them. Raises Http404 for an unknown ending.

    CSV and JSON are for programs; XLSX, and CSV `for_excel`, have the headings and words of the
    page's language.
    """
    is_for_people = ending == "xlsx" or (ending == "csv" and for_excel)
    return download_response(
        records,
        ending,
        public=True,
        language=active_language() if is_for_people else PROGRAMS,
        for_excel=for_excel,
    )


def blank_response(model: type[models.Model], language: str) -> HttpResponse:
    """The template for new records of the model."""
    return HttpResponse(
        blank_template(model, language),
        content_type=CONTENT_TYPES["xlsx"],
        headers=attachment(f"{resource_for(model).file_name}-blank.xlsx"),
    )


def attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
