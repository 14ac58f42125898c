from events import views
from foreign_affairs.views.base import record_paths

app_name = "events"

urlpatterns = [
    *record_paths("events", views.EventList, views.EventDetail),
    *record_paths("delegations", views.DelegationList, views.DelegationDetail),
    *record_paths("programmes", views.ProgrammeList, views.ProgrammeDetail),
    *record_paths("commitments", views.CommitmentList, views.CommitmentDetail),
    *record_paths("recognitions", views.RecognitionList, views.RecognitionDetail),
]
