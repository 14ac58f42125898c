"""The calendars for programs, read back by another package than the one that wrote them."""

import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
import vobject
from django.test import Client

from events.models import Event
from tests.factories import (
    make_country,
    make_event,
    make_event_participant,
    make_organisation,
    make_owner,
    make_partner,
    make_tie,
)

pytestmark = pytest.mark.django_db

PUBLIC = {"state": "published"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-29 12:00+07:00", tick=False):
        yield


def read(client: Client, path: str, language: str = "en") -> Any:
    response = client.get(f"/{language}/calendar/{path}")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(response.content.decode())


def entries(calendar: Any) -> list[Any]:
    return list(calendar.contents.get("vevent", []))


def summaries(calendar: Any) -> list[str]:
    return [entry.summary.value for entry in entries(calendar)]


def test_event_is_read_back_as_it_was_entered(client: Client):
    event = make_event(
        code="meet-korea",
        name_vi="Gặp gỡ Hàn Quốc; lần 2, năm 2024",
        name_en="Meet Korea",
        summary_vi="Tóm tắt, dài " * 20,
        status="held",
        held_on="2024-05-16/2024-05-17",
        place_vi="Thành phố mới Bình Dương",
        country=make_country(name_vi="Việt Nam"),
        **PUBLIC,
    )
    (entry,) = entries(read(client, "events.ics", "vi"))
    assert entry.summary.value == "Gặp gỡ Hàn Quốc; lần 2, năm 2024"
    assert entry.summary.params == {"LANGUAGE": ["vi"]}
    assert entry.dtstart.value == date(2024, 5, 16)
    assert entry.dtend.value == date(2024, 5, 18)
    assert entry.dtstart.params == {"VALUE": ["DATE"]}
    changed = event.changed_at.astimezone(UTC).replace(microsecond=0)
    assert entry.dtstamp.value == changed
    assert entry.last_modified.value == changed
    assert entry.sequence.value == str(event.version)
    assert entry.status.value == "CONFIRMED"
    assert entry.location.value == "Thành phố mới Bình Dương, Việt Nam"
    assert entry.description.value == f"Đã tổ chức\n\n{event.summary_vi}"
    assert entry.url.value == "http://testserver/vi/events/meet-korea/"


def test_lines_are_folded_as_the_standard_wants(client: Client):
    make_event(name_vi="Hội nghị xúc tiến đầu tư " * 8, held_on="2024-05-16", **PUBLIC)
    content = client.get("/vi/calendar/events.ics").content
    assert content.count(b"\n") == content.count(b"\r\n") > 0
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("idea", "TENTATIVE"),
        ("announced", "TENTATIVE"),
        ("permitted", "CONFIRMED"),
        ("held", "CONFIRMED"),
        ("reported", "CONFIRMED"),
        ("postponed", "CANCELLED"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_status_says_what_is_sure(client: Client, status: str, expected: str):
    make_event(held_on="2024-05-16", status=status, **PUBLIC)
    (entry,) = entries(read(client, "events.ics"))
    assert entry.status.value == expected


def test_announced_event_past_its_date_says_so(client: Client):
    make_event(held_on="2024-05-16", status="announced", summary_vi="", summary_en="", **PUBLIC)
    (entry,) = entries(read(client, "events.ics", "vi"))
    assert entry.description.value == "Đã công bố, chưa có xác nhận"


@pytest.mark.parametrize(
    "held_on", ["2024-09", "2024", "2024-09/2024-12", "2004/..", ">2024-09", None]
)
def test_no_day_is_made_up(client: Client, held_on: str | None):
    event = make_event(held_on=held_on, **PUBLIC)
    assert entries(read(client, "events.ics")) == []
    assert client.get(f"/en/calendar/events/{event.code}.ics").status_code == 404
    page = client.get(event.get_absolute_url())
    assert ".ics" not in page.content.decode()


def test_entry_keeps_its_uid_and_counts_its_changes(client: Client):
    event = make_event(held_on="2024-05-16", **PUBLIC)
    (before,) = entries(read(client, "events.ics"))
    with time_machine.travel("2026-12-24 09:30+07:00", tick=False):
        event.held_on = "2024-05-23"
        event.save()
        (after,) = entries(read(client, "events.ics"))
        (vietnamese,) = entries(read(client, "events.ics", "vi"))
    assert after.uid.value == before.uid.value == vietnamese.uid.value
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert after.dtstamp.value == datetime(2026, 12, 24, 2, 30, tzinfo=UTC)
    assert after.dtstart.value == date(2024, 5, 23)


def test_two_events_have_two_uids_and_two_calendars_too(client: Client):
    make_event(held_on="2024-05-16", **PUBLIC)
    make_event(held_on="2024-05-16", **PUBLIC)
    first, second = entries(read(client, "events.ics"))
    assert first.uid.value != second.uid.value
    events, anniversaries = read(client, "events.ics"), read(client, "anniversaries.ics")
    assert events.uid.value != anniversaries.uid.value
    assert events.uid.value == read(client, "events.ics").uid.value


def test_calendar_names_itself_and_its_owner(client: Client):
    make_owner(name_en="Binh Duong Province")
    calendar = read(client, "events.ics")
    assert calendar.x_wr_calname.value == "Events – Binh Duong Province"
    assert calendar.version.value == "2.0"
    assert calendar.refresh_interval.value == "P1D"
    assert calendar.refresh_interval.params == {"VALUE": ["DURATION"]}


def test_name_in_the_other_language_is_marked_as_such(client: Client):
    make_event(name_vi="Hội nghị", name_en="", held_on="2024-05-16", **PUBLIC)
    (entry,) = entries(read(client, "events.ics", "en"))
    assert (entry.summary.value, entry.summary.params) == ("Hội nghị", {"LANGUAGE": ["vi"]})


def test_anniversaries_from_this_year_on(client: Client):
    home = make_organisation(**PUBLIC)
    gangnam = make_partner(code="gangnam", name_en="Gangnam District", **PUBLIC)
    tie = make_tie(partner=gangnam, home_body=home, since="2022-01-06")
    make_tie(partner=gangnam, home_body=home, kind="membership", since="2018-10")
    found = entries(read(client, "anniversaries.ics"))
    assert [entry.dtstart.value for entry in found] == [
        date(year, 1, 6) for year in range(2026, 2032)
    ]
    fifth = found[1]
    assert fifth.summary.value == "Gangnam District: 5 years of relations"
    assert fifth.dtend.value == date(2027, 1, 7)
    assert fifth.description.value == "Since: 6 January 2022"
    assert fifth.url.value == "http://testserver/en/partners/gangnam/"
    assert fifth.sequence.value == str(tie.version + gangnam.version)
    assert len({entry.uid.value for entry in found}) == 6


def test_partner_has_its_events_and_anniversaries(client: Client):
    home = make_organisation(**PUBLIC)
    partner = make_partner(name_en="Daejeon", **PUBLIC)
    police = make_organisation(locality_abroad=partner, **PUBLIC)
    own, of_police, other = (
        make_event(name_en=name, held_on=held_on, **PUBLIC)
        for name, held_on in (
            ("Own", "2024-05-16"),
            ("Of its police", "2024-05-14"),
            ("Of others", "2024-05-17"),
        )
    )
    make_event_participant(event=own, partner=partner)
    make_event_participant(event=of_police, organisation=police)
    make_event_participant(event=other, partner=make_partner(**PUBLIC))
    make_tie(partner=partner, home_body=home, since="2005-05-17")
    make_tie(partner=make_partner(**PUBLIC), home_body=home, since="2005-05-17")
    calendar = read(client, f"partners/{partner.code}.ics")
    assert summaries(calendar) == [
        "Own",
        "Of its police",
        *(f"Daejeon: {years} years of relations" for years in range(21, 27)),
    ]


def test_event_file_has_that_event_alone(client: Client):
    make_event(name_en="Other", held_on="2024-05-16", **PUBLIC)
    event = make_event(name_en="One", held_on="2024-05-16", **PUBLIC)
    assert summaries(read(client, f"events/{event.code}.ics")) == ["One"]
    page = client.get(f"/en/events/{event.code}/").content.decode()
    assert f'href="/en/calendar/events/{event.code}.ics"' in page


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_no_calendar_names_what_is_not_public(client: Client, state: str):
    partner = make_partner(**PUBLIC)
    hidden = make_event(name_en="Secret", held_on="2024-05-16", state=state)
    make_event_participant(event=hidden, partner=partner)
    hidden_partner = make_partner(name_en="Secret", state=state)
    make_tie(partner=hidden_partner, home_body=make_organisation(**PUBLIC), since="2022-01-06")
    for path in ("events.ics", "anniversaries.ics", f"partners/{partner.code}.ics"):
        assert entries(read(client, path)) == []
    for path in (f"events/{hidden.code}.ics", f"partners/{hidden_partner.code}.ics"):
        assert client.get(f"/en/calendar/{path}").status_code == 404


def test_calendar_that_did_not_change_is_not_sent_again(client: Client):
    make_event(held_on="2024-05-16", **PUBLIC)
    first = client.get("/en/calendar/events.ics")
    again = client.get("/en/calendar/events.ics", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_every_shipped_event_with_a_day_is_in_the_calendar(client: Client, shipped_register: None):
    calendar = read(client, "events.ics", "vi")
    known = [event for event in Event.objects.public() if event.held_on and event.held_on.days]
    days = {(str(event.name_vi), event.held_on.days[0]) for event in known}
    assert {(entry.summary.value, entry.dtstart.value) for entry in entries(calendar)} == days
    assert len(days) == 6
    for entry in [*entries(calendar), *entries(read(client, "anniversaries.ics"))]:
        address = urlsplit(entry.url.value)
        assert (address.scheme, address.netloc) == ("http", "testserver")
        assert re.fullmatch(r"[0-9a-f-]{36}", entry.uid.value)
