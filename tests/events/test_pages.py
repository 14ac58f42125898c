"""The public pages of events, delegations, programmes, commitments and recognitions."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from tests.factories import (
    make_agreement,
    make_commitment,
    make_commitment_party,
    make_cooperation_field,
    make_country,
    make_delegation,
    make_delegation_country,
    make_delegation_participant,
    make_event,
    make_event_participant,
    make_indicator,
    make_observation,
    make_organisation,
    make_partner,
    make_programme,
    make_programme_participant,
    make_recognition,
    make_recognition_party,
    make_source,
)
from tests.public_pages import words_of

pytestmark = pytest.mark.django_db

KINDS = ("event", "delegation", "programme", "commitment", "recognition")
SECRET = "Chuyến đi chưa công bố"


def list_of(client: Client, kind: str, language: str = "en", /, **filters: Any) -> Any:
    with override(language):
        return client.get(reverse(f"events:{kind}_list"), filters)


def page_of(client: Client, record: Any, language: str = "en") -> Any:
    with override(language):
        return client.get(record.get_absolute_url())


def codes(response: Any) -> list[str]:
    return [record.code for record in response.context["object_list"]]


def make_rich(kind: str, state: str = "published") -> Any:
    """A record with one of everything that its page shows."""
    record: Any
    partner, country = make_partner(state=state), make_country()
    agreement = make_agreement(state=state)
    if kind == "event":
        record = make_event(
            state=state, parent=make_event(state=state), agreement=agreement, country=country
        )
        make_event_participant(event=record, partner=partner)
        make_event_participant(event=record, organisation=make_organisation(state=state))
        make_event(state=state, parent=record, country=country)
        make_delegation(state=state, event=record)
        make_commitment_party(commitment=make_commitment(state=state, event=record))
        make_observation(state=state, event=record)
    elif kind == "delegation":
        record = make_delegation(state=state, agreement=agreement, event=make_event(state=state))
        make_delegation_participant(delegation=record, partner=partner)
        make_delegation_country(delegation=record, country=country)
        make_commitment_party(commitment=make_commitment(state=state, delegation=record))
    elif kind == "programme":
        record = make_programme(
            state=state,
            agreement=agreement,
            parent=make_programme(state=state),
            fields=[make_cooperation_field()],
        )
        make_programme_participant(programme=record, partner=partner)
        make_programme(state=state, parent=record)
        make_commitment_party(commitment=make_commitment(state=state, fulfilled_by=record))
        make_observation(state=state, programme=record)
    elif kind == "commitment":
        record = make_commitment(
            state=state,
            agreement=agreement,
            event=make_event(state=state),
            delegation=make_delegation(state=state),
            fulfilled_by=make_programme(state=state),
        )
        make_commitment_party(commitment=record, partner=partner)
    else:
        record = make_recognition(state=state)
        make_recognition_party(recognition=record, partner=partner)
    return record


def queries(fetch: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = fetch()
    assert words_of(response)
    return len(captured)


# what costs how much


@pytest.mark.parametrize("kind", KINDS)
def test_list_costs_the_same_with_one_and_three_rows(client: Client, kind: str) -> None:
    make_rich(kind)
    list_of(client, kind)
    one = queries(lambda: list_of(client, kind))
    make_rich(kind)
    make_rich(kind)
    assert queries(lambda: list_of(client, kind)) == one
    assert one <= 15


@pytest.mark.parametrize("kind", KINDS)
def test_detail_costs_the_same_with_one_and_three_related_rows(client: Client, kind: str) -> None:
    record = make_rich(kind)
    page_of(client, record)
    one = queries(lambda: page_of(client, record))
    for _number in range(2):
        if kind == "event":
            make_event_participant(event=record, partner=make_partner(state="published"))
            make_event(state="published", parent=record)
            make_delegation(state="published", event=record)
            make_commitment_party(commitment=make_commitment(state="published", event=record))
            make_observation(state="published", event=record)
        elif kind == "delegation":
            make_delegation_participant(delegation=record)
            make_delegation_country(delegation=record)
            make_commitment_party(commitment=make_commitment(state="published", delegation=record))
        elif kind == "programme":
            make_programme_participant(programme=record)
            make_programme(state="published", parent=record)
            make_observation(state="published", programme=record)
        elif kind == "commitment":
            make_commitment_party(commitment=record)
        else:
            make_recognition_party(recognition=record)
    assert queries(lambda: page_of(client, record)) == one
    assert one <= 25


# what is public


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
@pytest.mark.parametrize("kind", KINDS)
def test_only_published_records_have_pages(client: Client, kind: str, state: str) -> None:
    hidden = make_rich(kind, state)
    shown = make_rich(kind)
    found = list_of(client, kind)
    assert hidden.code not in codes(found)
    assert shown.code in codes(found)
    assert hidden.name_en not in words_of(found)
    assert page_of(client, hidden).status_code == 404
    assert str(shown.name_en) in words_of(page_of(client, shown))


@pytest.mark.parametrize("kind", KINDS)
def test_download_has_published_records_only(client: Client, kind: str) -> None:
    hidden, shown = make_rich(kind, "internal"), make_rich(kind)
    with override("en"):
        response = client.get(reverse(f"events:{kind}_download", args=["csv"]))
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert shown.code in text
    assert hidden.code not in text
    assert hidden.name_vi not in text


def hide(*records: Any) -> None:
    for record in records:
        type(record).objects.filter(pk=record.pk).update(
            state="internal", name_vi=SECRET, name_en=SECRET
        )


def assert_silent(response: Any, *records: Any) -> None:
    """The page is there, and neither names nor links to the records."""
    text = response.content.decode()
    assert response.context["record"].name_en in text
    assert SECRET not in text
    for record in records:
        assert record.code not in text


def test_event_names_nothing_that_is_not_public(client: Client) -> None:
    event = make_rich("event")
    partner = event.participants.filter(partner__isnull=False).get().partner
    related = [partner, event.parent, event.agreement, *event.parts.all()]
    related += [*event.delegations.all(), *event.commitments.all()]
    related += [figure.indicator for figure in event.observations.all()]
    source = event.sources.get()
    hide(*related, source)
    page = page_of(client, event)
    assert_silent(page, *related, source)
    assert list(page.context["figures"]) == []
    assert "Part of" not in words_of(page)


def test_delegation_names_nothing_that_is_not_public(client: Client) -> None:
    delegation = make_rich("delegation")
    related = [delegation.agreement, delegation.event, *delegation.commitments.all()]
    related += [row.partner for row in delegation.participants.all()]
    hide(*related)
    assert_silent(page_of(client, delegation), *related)


def test_programme_names_nothing_that_is_not_public(client: Client) -> None:
    programme = make_rich("programme")
    related = [programme.agreement, programme.parent, *programme.parts.all()]
    related += [*programme.fulfils.all(), *(row.partner for row in programme.participants.all())]
    hide(*related)
    assert_silent(page_of(client, programme), *related)


def test_commitment_names_nothing_that_is_not_public(client: Client) -> None:
    commitment = make_rich("commitment")
    related = [commitment.agreement, commitment.event, commitment.delegation]
    related += [commitment.fulfilled_by, *(row.partner for row in commitment.parties.all())]
    hide(*related)
    assert_silent(page_of(client, commitment), *related)
    assert SECRET not in list_of(client, "commitment").content.decode()


def test_recognition_names_nothing_that_is_not_public(client: Client) -> None:
    recognition = make_rich("recognition")
    partner = recognition.parties.get().partner
    hide(partner)
    assert_silent(page_of(client, recognition), partner)
    assert SECRET not in list_of(client, "recognition").content.decode()


def test_commitment_inside_an_event_hides_a_party_that_is_not_public(client: Client) -> None:
    event = make_event(state="published")
    commitment = make_commitment(state="published", event=event)
    giver = make_partner(state="published")
    make_commitment_party(commitment=commitment, partner=giver)
    draft = make_partner(state="draft", name_en=SECRET)
    make_commitment_party(commitment=commitment, partner=draft)
    text = words_of(page_of(client, event))
    assert giver.name_en in text
    assert SECRET not in text


def test_staff_columns_of_a_delegation_are_on_no_page(client: Client) -> None:
    delegation = make_delegation(
        state="published",
        funding="Ngân sách bí mật",
        cost_vnd=123456789,
        editor_note="Chỉ nội bộ",
    )
    text = page_of(client, delegation).content.decode()
    for secret in ("Ngân sách bí mật", "123456789", "123,456,789", "Chỉ nội bộ"):
        assert secret not in text


def test_country_of_a_participant_that_is_not_public_finds_nothing(client: Client) -> None:
    country = make_country()
    make_partner(state="published", country=country)
    event = make_event(state="published")
    draft = make_partner(state="draft", country=country)
    make_event_participant(event=event, partner=draft)
    assert codes(list_of(client, "event", country=country.code)) == []


# what is said


def test_event_page_has_every_public_fact(client: Client) -> None:
    event = make_event(
        state="published",
        kind="forum",
        status="held",
        held_on="2019-09-17/2019-09-18",
        count=3,
        is_recurring=True,
        location="abroad",
        place_en="Daejeon Convention Centre",
        country=make_country(name_en="Korea"),
        result_en="Three memoranda.",
        expected_attendance=1200,
        attendance=1050,
        source_note_en="The source gives two dates.",
        checked_on=date(2024, 5, 3),
    )
    make_event_participant(
        event=event,
        organisation=make_organisation(state="published", name_en="Becamex"),
        person="Trần Văn A",
        office_en="Director",
        role="organiser",
        side="home",
    )
    text = words_of(page_of(client, event))
    for fact in (
        "Forum",
        "Held",
        "17–18 September 2019",
        "3 events",
        "recurring",
        "abroad",
        "Daejeon Convention Centre",
        "Korea",
        "Three memoranda.",
        "1,200",
        "1,050",
        "The source gives two dates.",
        "3 May 2024",
        "Trần Văn A, Director, Becamex",
        "organiser",
        "Vietnamese side",
    ):
        assert fact in text


@time_machine.travel("2024-10-01 12:00+07:00")
def test_event_past_its_date_is_said_to_be_unconfirmed(client: Client) -> None:
    event = make_event(state="published", status="announced", held_on="2024-09")
    assert "Announced, not confirmed since" in words_of(page_of(client, event))
    assert "No source in the register says whether it took place" in words_of(
        page_of(client, event)
    )
    assert codes(list_of(client, "event", ahead="unconfirmed")) == [event.code]
    assert codes(list_of(client, "event", ahead="upcoming")) == []


@time_machine.travel("2024-08-01 12:00+07:00")
def test_events_to_come_stand_first_then_the_latest(client: Client) -> None:
    for code, status, held_on in (
        ("undated", "held", None),
        ("old", "held", "2011"),
        ("later", "announced", "2024-12"),
        ("recent", "held", "2024-05-06"),
        ("next", "permitted", "2024-09"),
        ("overdue", "announced", "2024-02"),
    ):
        make_event(state="published", code=code, status=status, held_on=held_on)
    page = list_of(client, "event")
    assert codes(page) == ["next", "later", "recent", "overdue", "old", "undated"]
    text = words_of(page)
    assert text.index("Upcoming") < text.index("Earlier")


def test_undated_and_uncounted_are_said_in_words(client: Client) -> None:
    event = make_event(state="published", held_on=None, count=None)
    text = words_of(page_of(client, event))
    assert "Date not stated in the sources" in text
    assert "Many, number not stated in the sources" in text


def test_delegation_page_has_every_public_fact(client: Client) -> None:
    delegation = make_delegation(
        state="published",
        direction="out",
        rank="medical",
        channel="people",
        status="reported",
        period="2022-08",
        count=6,
        persons=1234,
        purpose_en="To treat patients.",
        result_en="Many were treated.",
        decision_number="12/QĐ-UBND",
        decided_on=date(2022, 7, 1),
        is_in_plan=False,
        reported_on=date(2022, 9, 2),
    )
    make_delegation_country(delegation=delegation, country=make_country(name_en="Laos"), days=5)
    text = words_of(page_of(client, delegation))
    for fact in (
        "Outgoing",
        "Medical",
        "People-to-people channel",
        "Reported",
        "August 2022",
        "6 delegations",
        "1,234",
        "To treat patients.",
        "Many were treated.",
        "12/QĐ-UBND",
        "1 July 2022",
        "not in the annual plan",
        "2 September 2022",
        "Laos 5 days",
    ):
        assert fact in text


def test_delegation_totals_keep_exchanges_apart(client: Client) -> None:
    make_delegation(state="published", direction="in", count=4, persons=40)
    make_delegation(state="published", direction="in", count=None)
    make_delegation(state="published", direction="out", count=2, persons=15)
    make_delegation(state="published", direction="exchange", count=11)
    make_delegation(state="internal", direction="in", count=100, persons=1000)
    totals = [
        (row["delegations"], row["persons"], row["uncounted"])
        for row in list_of(client, "delegation").context["directions"]
    ]
    assert totals == [(4, 40, 1), (2, 15, 0), (11, 0, 0)]
    found = list_of(client, "delegation", direction="out").context["directions"]
    assert [row["delegations"] for row in found] == [0, 2, 0]


def test_programme_page_has_every_public_fact(client: Client) -> None:
    programme = make_programme(
        state="published",
        kind="scholarship",
        status="running",
        started_on="2008",
        ended_on="2020",
        is_recurring=True,
        decision_number="34/QĐ",
        decided_on=date(2008, 2, 3),
        result_en="Fifty graduates.",
        fields=[make_cooperation_field(name_en="Education")],
    )
    make_programme_participant(
        programme=programme,
        partner=make_partner(state="published", name_en="Champasak"),
        role="beneficiary",
    )
    figure = make_observation(
        state="published",
        programme=programme,
        indicator=make_indicator(state="published", unit_en="students"),
        value=57,
        period="2012",
    )
    page = page_of(client, programme)
    text = words_of(page)
    for fact in (
        "Scholarships",
        "Running",
        "2008 – 2020",
        "every year",
        "34/QĐ 3 February 2008",
        "Fifty graduates.",
        "Education",
        "Beneficiary Champasak",
        "57 students",
    ):
        assert fact in text
    assert f'href="/en/figures/{figure.code}/"' in page.content.decode()


@pytest.mark.parametrize(
    ("kind", "given", "received"),
    [
        ("promise", "Promised by Daejeon", "Given to Binh Duong"),
        ("offer", "Offered by Daejeon", "Given to Binh Duong"),
        ("request", "Asked of Daejeon", "Asked by Binh Duong"),
    ],
)
def test_commitment_says_who_gives_to_whom(
    client: Client, kind: str, given: str, received: str
) -> None:
    commitment = make_commitment(
        state="published",
        kind=kind,
        status="in_progress",
        said_on="2022-01-06",
        due="2026",
        quantity="20",
        unit_en="students",
        result_en="Twelve came.",
    )
    home = make_organisation(state="published", name_en="Binh Duong")
    partner = make_partner(state="published", name_en="Daejeon")
    make_commitment_party(commitment=commitment, organisation=home, role="receiver")
    make_commitment_party(commitment=commitment, partner=partner, role="giver")
    for text in (
        words_of(page_of(client, commitment)),
        words_of(list_of(client, "commitment")),
    ):
        for fact in (given, received, "In progress", "6 January 2022", "2026", "20 students"):
            assert fact in text
    assert "Twelve came." in words_of(page_of(client, commitment))


@pytest.mark.parametrize(
    ("rank", "out_of", "words"),
    [(1, None, "place 1"), (3, 7, "place 3 of 7"), (None, 21, "one of 21")],
)
def test_recognition_says_its_rank(
    client: Client, rank: int | None, out_of: int | None, words: str
) -> None:
    recognition = make_recognition(state="published", rank=rank, out_of=out_of)
    assert words in words_of(page_of(client, recognition))
    assert words in words_of(list_of(client, "recognition"))


def test_recognitions_stand_by_year_with_undated_ones_last(client: Client) -> None:
    for code, year in (("a", None), ("b", 2019), ("c", 2023), ("d", 2019)):
        make_recognition(state="published", code=code, year=year)
    page = list_of(client, "recognition")
    assert codes(page) == ["c", "b", "d", "a"]
    assert re.findall(r"<h2>([^<]+)</h2>", page.content.decode())[:3] == [
        "2023",
        "2019",
        "Year not stated in the sources",
    ]


@pytest.mark.parametrize(
    ("kind", "field"),
    [("delegation", "period"), ("programme", "started_on"), ("commitment", "said_on")],
)
def test_list_goes_from_the_latest_back_with_undated_records_last(
    client: Client, kind: str, field: str
) -> None:
    make: Any = {
        "delegation": make_delegation,
        "programme": make_programme,
        "commitment": make_commitment,
    }[kind]
    for code, when in (("undated", None), ("old", "2011"), ("new", "2022-08")):
        make(state="published", code=code, **{field: when})
    assert codes(list_of(client, kind)) == ["new", "old", "undated"]


# in two languages


def test_text_without_english_stands_in_vietnamese_and_says_so(client: Client) -> None:
    event = make_event(state="published", name_vi="Hội thảo", name_en="", result_vi="Đã ký")
    english = page_of(client, event)
    assert '<span lang="vi">Hội thảo</span>' in english.content.decode()
    assert english.context["is_untranslated"] is True
    vietnamese = page_of(client, event, "vi")
    assert 'lang="vi">Hội thảo' not in vietnamese.content.decode()
    assert vietnamese.context["is_untranslated"] is False


def test_dates_and_numbers_follow_the_language(client: Client) -> None:
    event = make_event(state="published", held_on="2023-07-05", attendance=1500)
    english, vietnamese = page_of(client, event), page_of(client, event, "vi")
    assert "5 July 2023" in words_of(english)
    assert "1,500" in words_of(english)
    assert "Ngày 05 tháng 7 năm 2023" in words_of(vietnamese)
    assert "1.500" in words_of(vietnamese)


# filters


@pytest.mark.parametrize("kind", KINDS)
def test_partner_filter_finds_those_who_take_part(client: Client, kind: str) -> None:
    make_rich(kind)
    wanted = make_rich(kind)
    rows = wanted.parties if hasattr(wanted, "parties") else wanted.participants
    partner = rows.filter(partner__isnull=False).get().partner
    page = list_of(client, kind, partner=partner.code)
    assert codes(page) == [wanted.code]
    assert [(badge["label"], badge["value"]) for badge in page.context["active_filters"]] == [
        ("Partner", partner.name_en)
    ]
    country = list_of(client, kind, country=partner.country.code)
    assert codes(country) == [wanted.code]


def test_partner_filter_finds_what_its_bodies_take_part_in(client: Client) -> None:
    partner = make_partner(state="published")
    police = make_organisation(state="published", locality_abroad=partner)
    row = make_event_participant(event=make_event(state="published"), organisation=police)
    make_event(state="published")
    assert codes(list_of(client, "event", partner=partner.code)) == [row.event.code]


def test_country_filter_finds_delegations_that_went_there(client: Client) -> None:
    make_delegation_country(delegation=make_delegation(state="published"))
    row = make_delegation_country(delegation=make_delegation(state="published"))
    page = list_of(client, "delegation", country=row.country.code)
    assert codes(page) == [row.delegation.code]


@pytest.mark.parametrize("kind", KINDS)
def test_year_filter_narrows(client: Client, kind: str) -> None:
    dates = {
        "event": (make_event, "held_on"),
        "delegation": (make_delegation, "period"),
        "programme": (make_programme, "started_on"),
        "commitment": (make_commitment, "said_on"),
        "recognition": (make_recognition, "year"),
    }
    make: Any
    make, field = dates[kind]
    for year in (2011, 2015, 2019):
        make(state="published", code=f"of-{year}", **{field: year})
    page = list_of(client, kind, year_from="2012", year_to="2016")
    assert codes(page) == ["of-2015"]


@pytest.mark.parametrize(
    ("name", "value"), [("status", "nonsense"), ("year_from", "soon"), ("partner", "nobody")]
)
def test_wrong_filter_value_is_answered_with_a_sentence(
    client: Client, name: str, value: str
) -> None:
    make_rich("event")
    page = list_of(client, "event", **{name: value})
    assert codes(page) == []
    with override("en"):
        [reason] = page.context["filter"].form.errors[name]
    assert reason in words_of(page)


def test_source_filter_names_public_sources_only(client: Client) -> None:
    hidden = make_source(state="internal", name_en=SECRET)
    make_event(state="published", sources=[hidden])
    assert SECRET not in list_of(client, "event").content.decode()
    assert codes(list_of(client, "event", source=hidden.code)) == []
