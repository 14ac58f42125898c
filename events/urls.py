from django.urls import path, re_path

from events import calendar_views as calendar
from events import views
from events.timeline_views import TimelineView
from foreign_affairs.views.base import record_paths

app_name = "events"

YEAR = r"(?P<year>[12]\d{3})"
MONTH = r"(?P<month>[1-9]|1[0-2])"

urlpatterns = [
    path("timeline/", TimelineView.as_view(), name="timeline"),
    path("timeline.json", TimelineView.as_view(is_json=True), name="timeline_json"),
    path("calendar/", calendar.CalendarView.as_view(), name="calendar"),
    path("calendar.json", calendar.CalendarView.as_view(is_json=True), name="calendar_json"),
    path("calendar/events.ics", calendar.event_feed, name="event_feed"),
    path("calendar/anniversaries.ics", calendar.anniversary_feed, name="anniversary_feed"),
    path("calendar/partners/<slug:code>.ics", calendar.partner_feed, name="partner_feed"),
    path("calendar/events/<slug:code>.ics", calendar.event_file, name="event_file"),
    # One address a month: no leading zeros, no thirteenth month.
    re_path(rf"^calendar/{YEAR}/$", calendar.CalendarYearView.as_view(), name="calendar_year"),
    re_path(
        rf"^calendar/{YEAR}\.json$",
        calendar.CalendarYearView.as_view(is_json=True),
        name="calendar_year_json",
    ),
    re_path(
        rf"^calendar/{YEAR}/{MONTH}/$", calendar.CalendarMonthView.as_view(), name="calendar_month"
    ),
    re_path(
        rf"^calendar/{YEAR}/{MONTH}\.json$",
        calendar.CalendarMonthView.as_view(is_json=True),
        name="calendar_month_json",
    ),
    *record_paths("events", views.EventList, views.EventDetail),
    *record_paths("delegations", views.DelegationList, views.DelegationDetail),
    *record_paths("programmes", views.ProgrammeList, views.ProgrammeDetail),
    *record_paths("commitments", views.CommitmentList, views.CommitmentDetail),
    *record_paths("recognitions", views.RecognitionList, views.RecognitionDetail),
]
