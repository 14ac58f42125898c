from django.urls import path

from foreign_affairs.views.base import record_paths
from partners import views

app_name = "partners"

urlpatterns = [
    *record_paths("partners", views.PartnerList, views.PartnerDetail),
    *record_paths("organisations", views.OrganisationList, views.OrganisationDetail),
    *record_paths("agreements", views.AgreementList, views.AgreementDetail),
    path(
        "agreements/<slug:code>/files/<slug:file_code>/",
        views.agreement_file,
        name="agreement_file",
    ),
    *record_paths("friendship", views.FriendshipAssociationList, views.FriendshipAssociationDetail),
]
