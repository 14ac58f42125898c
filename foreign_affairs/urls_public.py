"""Public pages of what all apps share; see `foreign_affairs.urls` for the rest."""

from django.urls import path
from django.views.generic import TemplateView

from foreign_affairs.open_data.feeds import ChangesFeed
from foreign_affairs.views import data
from foreign_affairs.views.base import record_paths
from foreign_affairs.views.corrections import CorrectionList
from foreign_affairs.views.home import HomeView
from foreign_affairs.views.pictures import general_picture
from foreign_affairs.views.reference import CountryDetail, CountryList, SourceDetail, SourceList
from foreign_affairs.views.search import SearchView, SuggestionsView

app_name = "register"

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("search/", SearchView.as_view(), name="search"),
    path("search/suggestions/", SuggestionsView.as_view(), name="search_suggestions"),
    path(
        "contact/",
        TemplateView.as_view(template_name="foreign_affairs/contact.html"),
        name="contact",
    ),
    path("corrections/", CorrectionList.as_view(), name="correction_list"),
    path("corrections.json", CorrectionList.as_view(is_json=True), name="correction_list_json"),
    path("picture.png", general_picture, name="picture"),
    path("feed.atom", ChangesFeed(), name="feed"),
    path("data/", data.DataView.as_view(), name="data"),
    path("data/schema.json", data.data_schema, name="data_schema"),
    path(f"data/{data.PACKAGE}", data.package, name="data_package"),
    path("data/<slug:name>.<ending>", data.data_set, name="data_set"),
    *record_paths("countries", CountryList, CountryDetail),
    *record_paths("sources", SourceList, SourceDetail),
]
