"""An event in the words of schema.org."""

from events.models import Event
from foreign_affairs.open_data.columns import Absolute
from foreign_affairs.open_data.linked_data import CONTEXT, Node, dates, filled

STATUSES = {
    Event.Status.ANNOUNCED: "EventScheduled",
    Event.Status.PERMITTED: "EventScheduled",
    Event.Status.POSTPONED: "EventPostponed",
    Event.Status.CANCELLED: "EventCancelled",
}
"""What schema.org has a word for; of what was held it says nothing more than its date."""


def event_node(event: Event, absolute: Absolute) -> Node | None:
    """One event; None for a record that stands for several, or for an idea."""
    if event.count != 1 or event.status == Event.Status.IDEA:
        return None
    status = "" if event.is_unconfirmed else STATUSES.get(Event.Status(event.status), "")
    is_online = event.location == Event.Location.ONLINE
    return filled(
        {
            "@type": "Event",
            "@id": absolute(event.get_absolute_url()),
            "name": str(event.name),
            "description": str(event.summary),
            "url": absolute(event.get_absolute_url()),
            **dates(event.held_on, "startDate", "endDate"),
            "eventStatus": f"{CONTEXT}/{status}" if status else "",
            "eventAttendanceMode": f"{CONTEXT}/OnlineEventAttendanceMode" if is_online else "",
            "location": place(event),
        }
    )


def place(event: Event) -> Node:
    country = event.country
    name = str(event.place) or (str(country.name) if country else "")
    if not name:
        return {}
    address = {"@type": "PostalAddress", "addressCountry": country.code.upper()} if country else {}
    return filled({"@type": "Place", "name": name, "address": address})
