from django.urls import path, re_path

from events import calendar_views as calendar
from events import views
from events.timeline_views import TimelineView
from foreign_affairs.views.base import record_paths

app_name = "events"

urlpatterns = [
    path("timeline/", TimelineView.as_view(), name="timeline"),
    path("calendar/", calendar.CalendarView.as_view(), name="calendar"),
    path("calendar/events.ics", calendar.event_feed, name="event_feed"),
    path("calendar/anniversaries.ics", calendar.anniversary_feed, name="anniversary_feed"),
    path("calendar/partners/<slug:code>.ics", calendar.partner_feed, name="partner_feed"),
    path("calendar/events/<slug:code>.ics", calendar.event_file, name="event_file"),
    # One address a month: no leading zeros, no thirteenth month.
    re_path(
        r"^calendar/(?P<year>[12]\d{3})/$",
        calendar.CalendarYearView.as_view(),
        name="calendar_year",
    ),
    re_path(
        r"^calendar/(?P<year>[12]\d{3})/(?P<month>[1-9]|1[0-2])/$",
        calendar.CalendarMonthView.as_view(),
        name="calendar_month",
    ),
    *record_paths("events", views.EventList, views.EventDetail),
    *record_paths("delegations", views.DelegationList, views.DelegationDetail),
    *record_paths("programmes", views.ProgrammeList, views.ProgrammeDetail),
    *record_paths("commitments", views.CommitmentList, views.CommitmentDetail),
    *record_paths("recognitions", views.RecognitionList, views.RecognitionDetail),
]
