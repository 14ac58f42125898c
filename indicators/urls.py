from django.urls import path, re_path

from foreign_affairs.views.base import record_paths
from indicators import views
from indicators.year_views import YearDetail, YearList

app_name = "indicators"

urlpatterns = [
    *record_paths("indicators", views.IndicatorList, views.IndicatorDetail),
    *record_paths("figures", views.ObservationList, views.ObservationDetail),
    *record_paths("orientations", views.OrientationList, views.OrientationDetail),
    path("years/", YearList.as_view(), name="year_list"),
    path("years.json", YearList.as_view(is_json=True), name="year_list_json"),
    re_path(r"^years/(?P<year>[12]\d{3})/$", YearDetail.as_view(), name="year_detail"),
    re_path(
        r"^years/(?P<year>[12]\d{3})\.json$",
        YearDetail.as_view(is_json=True),
        name="year_detail_json",
    ),
]
