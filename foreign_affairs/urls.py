"""Every address: staff at /admin/, machines at the root, public pages below /vi/ and /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from foreign_affairs.views.monitor import healthz, metrics
from foreign_affairs.views.site import ToLanguage, robots
from foreign_affairs.views.sitemap import sitemap_index, sitemap_part

handler400 = "foreign_affairs.views.misunderstood.misunderstood"
handler500 = "foreign_affairs.views.site.fault"

urlpatterns = [
    path("", ToLanguage.as_view()),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<section>.xml", sitemap_part, name="sitemap_part"),
    *i18n_patterns(
        path("", include("foreign_affairs.urls_public")),
        path("", include("partners.urls")),
        path("", include("events.urls")),
        path("", include("indicators.urls")),
    ),
]
