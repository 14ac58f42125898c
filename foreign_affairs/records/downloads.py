"""Files handed to a browser."""

from typing import Any

from django.db import models
from django.http import Http404, StreamingHttpResponse

from foreign_affairs.dates import today
from foreign_affairs.records.export import CONTENT_TYPES, export_bytes
from foreign_affairs.records.resources import resource_for


def download_response(
    queryset: models.QuerySet[Any], ending: str, *, public: bool = True
) -> StreamingHttpResponse:
    """Streams the records as csv, xlsx or json. Raises Http404 for any other ending.

    With `public` staff columns are left out and records that are not public are not named;
    the queryset itself must hold public records only.
    """
    resource = resource_for(queryset.model)
    if ending not in CONTENT_TYPES or (public and not resource.is_public):
        raise Http404
    name = f"{resource.file_name}-{today().isoformat()}.{ending}"
    return StreamingHttpResponse(
        export_bytes(queryset, ending, public=public, derived=True),
        content_type=CONTENT_TYPES[ending],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
