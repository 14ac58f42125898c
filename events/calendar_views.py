"""The calendar: its overview, its years and months, and its files for calendar programs."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe
from django.views.generic import TemplateView

from events import ical
from events.calendars import (
    WEEKDAYS,
    Content,
    Entry,
    Month,
    Year,
    content,
    near_anniversaries,
    not_in_calendar,
)
from events.models import Event
from foreign_affairs.bilingual import active_language
from foreign_affairs.dates import format_partial_date, today
from foreign_affairs.open_data.entries import AlsoJson, entry_as_json, gathered
from partners.anniversaries import Anniversary, anniversaries
from partners.models import Partner
from partners.taking_part import taking_part as records_with

NEWEST = 6
"""So many of the last events stand on the overview."""
YEARS_AHEAD = 5
"""The feed of anniversaries goes to the end of the fifth year ahead."""


class CalendarPage(AlsoJson, TemplateView):
    """A page of the calendar; `name` is the name of its address."""

    name = ""

    @property
    def json_name(self) -> str:  # type: ignore[override]
        return f"events:{self.name}_json"

    def get_heading(self) -> str:
        return _("Calendar of foreign relations")

    def get_entries(self, context: dict[str, Any]) -> list[tuple[Any, bool]]:
        """What JSON has of the page: records, and whether each surely stands in its time."""
        raise NotImplementedError

    def get_json(self, context: dict[str, Any]) -> JsonResponse:
        absolute = self.request.build_absolute_uri
        lines = [
            entry_as_json(record, absolute, is_certain=is_certain)
            for record, is_certain in self.get_entries(context)
        ]
        url = reverse(f"events:{self.name}", kwargs=self.kwargs)
        return gathered(self.request, self.name, self.get_heading(), url, lines)


class CalendarView(CalendarPage):
    """What comes, what was last, and the way to every month in which there is something."""

    template_name = "events/calendar.html"
    name = "calendar"

    def get_entries(self, context: dict[str, Any]) -> list[tuple[Any, bool]]:
        """What comes, or may still come."""
        dated = [(event, event.held_on) for event in context["upcoming"]]
        dated += [(entry.record, entry.when) for entry in context["anniversaries"]]
        return [(record, when.lies_within(today(), date.max)) for record, when in dated]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        events = Event.objects.public().select_related("country")
        day = today()
        near = [entry for entry in near_anniversaries() if entry.when.end and entry.when.end >= day]
        years = [
            {
                "number": year,
                "months": [
                    (Month(year, month), number)
                    for month, number in sorted(months.items())
                    if month
                ],
                "without_month": months.get(0, 0),
            }
            for year, months in sorted(content().items(), reverse=True)
        ]
        return super().get_context_data(
            upcoming=events.upcoming()
            .filter(held_on_start__isnull=False)
            .order_by("held_on_start", "code"),
            last=events.filter(held_on_end__lt=day).in_list_order()[:NEWEST],
            anniversaries=near,
            years=years,
            not_in_calendar=not_in_calendar(),
            **kwargs,
        )


class CalendarYearView(CalendarPage):
    template_name = "events/calendar_year.html"
    name = "calendar_year"

    def get_heading(self) -> str:
        return _("Calendar of %(year)s") % self.kwargs

    def get_entries(self, context: dict[str, Any]) -> list[tuple[Any, bool]]:
        return certainty(context["year"], context["year"].entries)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = content()
        year = Year(int(kwargs.pop("year")))
        if year.number not in known:
            raise Http404
        return super().get_context_data(year=year, **beside(year.number, list(known)), **kwargs)


class CalendarMonthView(CalendarPage):
    """A month; an empty one says so and leads to the nearest in which there is something."""

    template_name = "events/calendar_month.html"
    name = "calendar_month"

    def get_heading(self) -> str:
        month = Month(int(self.kwargs["year"]), int(self.kwargs["month"]))
        words = format_partial_date(month.when, active_language())
        return _("Calendar of %(month)s") % {"month": words}

    def get_entries(self, context: dict[str, Any]) -> list[tuple[Any, bool]]:
        """Also what may have been in any other month of its years."""
        return certainty(context["month"], context["month"].all_entries)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        month = Month(int(kwargs.pop("year")), int(kwargs.pop("month")))
        known = content()
        months = months_of(known)
        return super().get_context_data(
            month=month,
            weekdays=WEEKDAYS,
            has_year=month.year in known,
            is_empty=month not in months,
            **beside(month, months),
            **kwargs,
        )


def certainty(time: Month | Year, entries: Iterable[Entry]) -> list[tuple[Any, bool]]:
    return [(entry.record, entry.when.lies_within(time.first, time.last)) for entry in entries]


def months_of(known: Content) -> list[Month]:
    return [Month(year, number) for year, months in known.items() for number in months if number]


def beside(here: Any, known: list[Any]) -> dict[str, Any]:
    """`previous` and `next`: the nearest months or years in which there is something, or None."""
    return {
        "previous": max((one for one in known if one < here), default=None),
        "next": min((one for one in known if one > here), default=None),
    }


def with_days(events: Any) -> Any:
    """The events that can stand on days of their own, with what names their place."""
    closed = events.filter(held_on_start__isnull=False, held_on_end__isnull=False)
    return closed.select_related("country").in_list_order()


def coming_anniversaries(partner: Partner | None = None) -> list[Anniversary]:
    """From the beginning of this year to the end of the last year ahead."""
    year = today().year
    return anniversaries(date(year, 1, 1), date(year + YEARS_AHEAD, 12, 31), partner)


@require_safe
@conditional_page
def event_feed(request: HttpRequest) -> HttpResponse:
    """All public events of which the day is known."""
    events = with_days(Event.objects.public())
    entries = [ical.of_event(event, request) for event in events]
    return ical.response("events", _("Events"), entries)


@require_safe
@conditional_page
def anniversary_feed(request: HttpRequest) -> HttpResponse:
    entries = [ical.of_anniversary(one, request) for one in coming_anniversaries()]
    return ical.response("anniversaries", _("Anniversaries"), entries)


@require_safe
@conditional_page
def partner_feed(request: HttpRequest, code: str) -> HttpResponse:
    """The events in which a partner or a body of its locality takes part, and its anniversaries."""
    partner = get_object_or_404(Partner.objects.public(), code=code)
    who = Q(partner=partner) | Q(organisation__locality_abroad=partner)
    events = with_days(records_with(who)["events"])
    entries = [
        *(ical.of_event(event, request) for event in events),
        *(ical.of_anniversary(one, request) for one in coming_anniversaries(partner)),
    ]
    return ical.response(f"partner-{code}", str(partner.name), entries)


@require_safe
@conditional_page
def event_file(request: HttpRequest, code: str) -> HttpResponse:
    """One event, to be put into a calendar; there is none while its day is not known."""
    event = get_object_or_404(Event.objects.public().select_related("country"), code=code)
    entry = ical.of_event(event, request)
    if entry is None:
        raise Http404
    return ical.response(f"event-{code}", str(event.name), [entry])
