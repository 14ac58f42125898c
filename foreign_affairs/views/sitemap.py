"""The sitemap and its parts. Each is as old as the register: what was withdrawn changes it, too."""

from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from foreign_affairs.freshness import freshness
from foreign_affairs.sitemaps import SITEMAPS


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return dated(index(request, SITEMAPS, sitemap_url_name="sitemap_part"))


@require_safe
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    return dated(sitemap(request, SITEMAPS, section=section))


def dated(response: HttpResponse) -> HttpResponse:
    for name, value in freshness().headers().items():
        response.headers[name] = value
    return response
