from django.urls import path

from foreign_affairs.views.base import record_paths
from partners import views
from partners.comparison import CompareView
from partners.feeds import PartnerFeed
from partners.pictures import partner_picture

app_name = "partners"

urlpatterns = [
    *record_paths("partners", views.PartnerList, views.PartnerDetail),
    path("compare/", CompareView.as_view(), name="compare"),
    path("map/", views.PartnerMap.as_view(), name="partner_map"),
    path("partners/<slug:code>/feed.atom", PartnerFeed(), name="partner_feed"),
    path("partners/<slug:code>/picture.png", partner_picture, name="partner_picture"),
    *record_paths("organisations", views.OrganisationList, views.OrganisationDetail),
    *record_paths("agreements", views.AgreementList, views.AgreementDetail),
    path(
        "agreements/<slug:code>/files/<slug:file_code>/",
        views.agreement_file,
        name="agreement_file",
    ),
    *record_paths("friendship", views.FriendshipAssociationList, views.FriendshipAssociationDetail),
]
