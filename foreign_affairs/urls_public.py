"""Public pages of what all apps share; see `foreign_affairs.urls` for the rest."""

from django.urls import path

from foreign_affairs.views.base import record_paths
from foreign_affairs.views.home import HomeView
from foreign_affairs.views.reference import CountryDetail, CountryList, SourceDetail, SourceList
from foreign_affairs.views.search import SearchView

app_name = "register"

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("search/", SearchView.as_view(), name="search"),
    *record_paths("countries", CountryList, CountryDetail),
    *record_paths("sources", SourceList, SourceDetail),
]
