from foreign_affairs.views.base import record_paths
from indicators import views

app_name = "indicators"

urlpatterns = [
    *record_paths("indicators", views.IndicatorList, views.IndicatorDetail),
    *record_paths("figures", views.ObservationList, views.ObservationDetail),
    *record_paths("orientations", views.OrientationList, views.OrientationDetail),
]
