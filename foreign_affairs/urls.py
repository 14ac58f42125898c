"""Every address: staff at /admin/, machines at the root, public pages below /vi/ and /en/."""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from foreign_affairs import urls_public
from foreign_affairs.sitemaps import SITEMAPS
from foreign_affairs.views.site import ToLanguage, healthz, robots

APPS = ["partners", "events", "indicators"]


def _missing(app):  # TEMPORARY until the other pages are there
    names = {
        "events": ["event", "delegation", "programme", "commitment", "recognition"],
        "indicators": ["indicator", "observation", "orientation"],
    }[app]
    from foreign_affairs.views.base import RecordListView

    rows = []
    for name in names:
        for end in ("list", "detail", "download"):
            tail = {"list": "", "detail": "<slug:code>/", "download": "download.<ending>"}[end]
            rows.append(path(f"{name}/{tail}", RecordListView.as_view(), name=f"{name}_{end}"))
    return (rows, app)


urlpatterns = [
    path("", ToLanguage.as_view()),
    path("admin/", admin.site.urls),
    path("healthz", healthz),
    path("robots.txt", robots),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    *i18n_patterns(
        path("", include(urls_public)),
        *(
            path("", include(f"{app}.urls" if find_spec(f"{app}.urls") else _missing(app)))
            for app in APPS
        ),
    ),
]
