"""Events and anniversaries as iCalendar (RFC 5545, with the names of RFC 7986).

Only what is known to the day stands in a feed, as whole days; a calendar program knows no other
dates. The UID of an entry comes from the code of its record alone, so that it is the same in both
languages and outlives a change of the site's address.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import STATUS, TRANSP, Calendar, Component, vDuration, vText
from icalendar import Event as Entry

from events.models import Event
from foreign_affairs.bilingual import BilingualText, active_language
from foreign_affairs.dates import PartialDate, format_partial_date
from foreign_affairs.models import Owner
from partners.anniversaries import Anniversary

REGISTER = UUID("5d0c9d0e-6a2f-5c4b-9a53-0c5b7a1e2f60")
"""The name space of the UIDs. Never change it: every subscriber would have everything twice."""
ASK_AGAIN = timedelta(days=1)
PRODUCT = "-//Foreign-affairs register//Calendar//{language}"

STATUSES = {
    Event.Status.PERMITTED: STATUS.CONFIRMED,
    Event.Status.HELD: STATUS.CONFIRMED,
    Event.Status.REPORTED: STATUS.CONFIRMED,
    # On the day that is still entered, a postponed event does not take place.
    Event.Status.POSTPONED: STATUS.CANCELLED,
    Event.Status.CANCELLED: STATUS.CANCELLED,
}
"""What is only announced or an idea is tentative."""


def of_event(event: Event, request: HttpRequest) -> Entry | None:
    """The event as its days; None where the day is not known."""
    place = [str(part) for part in (event.place, event.country and event.country.name) if part]
    said = [capfirst(str(event.status_label)), str(event.summary)]
    return _entry(
        event,
        event.held_on,
        f"event:{event.code}",
        request,
        changed_at=event.changed_at,
        version=event.version,
        created=event.created_at,
        status=STATUSES.get(Event.Status(event.status), STATUS.TENTATIVE),
        description="\n\n".join(text for text in said if text),
        location=", ".join(place) or None,
        categories=[capfirst(str(event.get_kind_display()))],
    )


def of_anniversary(anniversary: Anniversary, request: HttpRequest) -> Entry | None:
    """The anniversary as its day; None where the day is not known."""
    tie, partner = anniversary.tie, anniversary.partner
    began = format_partial_date(anniversary.began, active_language())
    return _entry(
        anniversary,
        anniversary.when,
        f"anniversary:{tie.code}:{anniversary.years}",
        request,
        changed_at=max(tie.changed_at, partner.changed_at),
        version=tie.version + partner.version,
        created=tie.created_at,
        status=STATUS.CONFIRMED,
        description=_("Since: %(date)s") % {"date": began},
        categories=[
            _("Anniversary"),
            *([_("Milestone anniversary")] if anniversary.is_round else []),
        ],
    )


def _entry(
    record: Any,
    when: PartialDate | None,
    key: str,
    request: HttpRequest,
    *,
    changed_at: datetime,
    version: int,
    **values: Any,
) -> Entry | None:
    known = when.days if when else None
    if known is None:
        return None
    entry = Entry.new(
        uid=str(uuid5(REGISTER, key)),
        start=known[0],
        # The first day that is no more of it.
        end=known[1] + timedelta(days=1),
        # Without a METHOD this is when the entry was last revised.
        stamp=changed_at,
        last_modified=changed_at,
        sequence=version,
        url=request.build_absolute_uri(record.get_absolute_url()),
        transparency=TRANSP.TRANSPARENT,
        **values,
    )
    name: BilingualText = record.name
    entry.add("summary", vText(name, params={"LANGUAGE": name.language}))
    return entry


def response(key: str, title: str, entries: Iterable[Component | None]) -> HttpResponse:
    """A calendar to open or to subscribe to, named after its title and whose register it is of.
    `key` tells the calendars apart and is the name of the file.
    """
    language = active_language()
    owner = Owner.objects.filter(code=Owner.CODE).first()
    calendar = Calendar.new(
        uid=str(uuid5(REGISTER, f"calendar:{key}:{language}")),
        prodid=PRODUCT.format(language=language.upper()),
        calscale="GREGORIAN",
        name=f"{title} – {owner.name}" if owner else title,
        subcomponents=[entry for entry in entries if entry is not None],
    )
    calendar.add("refresh-interval", vDuration(ASK_AGAIN), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    return HttpResponse(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'inline; filename="{key}.ics"',
            "X-Robots-Tag": "noindex",
        },
    )
