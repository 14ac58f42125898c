"""The public pages of partners, organisations, agreements and friendship organisations."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from tests.factories import (
    make_agreement,
    make_agreement_act,
    make_agreement_file,
    make_agreement_party,
    make_commitment,
    make_commitment_party,
    make_contact,
    make_cooperation_field,
    make_country,
    make_delegation,
    make_delegation_participant,
    make_event,
    make_event_participant,
    make_friendship_association,
    make_indicator,
    make_observation,
    make_organisation,
    make_organisation_name,
    make_organisation_tie,
    make_orientation,
    make_partner,
    make_partner_name,
    make_programme,
    make_programme_participant,
    make_recognition,
    make_recognition_party,
    make_source,
    make_tie,
    make_user,
)
from tests.public_pages import words_of

pytestmark = pytest.mark.django_db

SECRET = "Điều chưa công bố"
MODELS = ("partner", "organisation", "agreement", "friendshipassociation")
MAKE: dict[str, Any] = {
    "partner": make_partner,
    "organisation": make_organisation,
    "agreement": make_agreement,
    "friendshipassociation": make_friendship_association,
}


def list_of(client: Client, model: str, language: str = "en", /, **filters: Any) -> Any:
    with override(language):
        return client.get(reverse(f"partners:{model}_list"), filters)


def page_of(client: Client, record: Any, language: str = "en") -> Any:
    with override(language):
        return client.get(record.get_absolute_url())


def codes(records: Any) -> list[str]:
    return [record.code for record in records]


def listed(page: Any) -> list[str]:
    return codes(page.context["object_list"])


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


# lists


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_list_has_public_records_only(client: Client, model: str, state: str) -> None:
    public = MAKE[model](state="published")
    hidden = MAKE[model](state=state)
    page = list_of(client, model)
    assert public.code in listed(page)
    assert hidden.code not in listed(page)
    assert page_of(client, hidden).status_code == 404


@pytest.mark.parametrize("model", MODELS)
def test_list_costs_the_same_with_one_and_three_rows(client: Client, model: str) -> None:
    def fill() -> None:
        record = MAKE[model](state="published")
        if model == "agreement":
            make_agreement_party(agreement=record)
            make_agreement_party(
                agreement=record, organisation=make_organisation(state="published")
            )
        if model == "partner":
            make_tie(partner=record, home_body=make_organisation(state="published"))

    address = reverse(f"partners:{model}_list")
    fill()
    with_one = queries_of(client, address)
    fill()
    fill()
    assert queries_of(client, address) == with_one
    assert with_one <= 15


@pytest.mark.parametrize("model", MODELS)
def test_wrong_filter_value_gets_a_sentence(client: Client, model: str) -> None:
    make_country(code="kr")
    MAKE[model](state="published")
    page = list_of(client, model, kind="no-such-kind", country="\x00", page="x")
    assert set(page.context["filter"].form.errors) == {"kind", "country"}
    assert listed(page) == []
    assert page.status_code == 400
    assert "The list cannot be filtered like this" in words_of(page)


def test_year_that_is_none_is_said_and_kept_in_its_field(client: Client) -> None:
    page = list_of(client, "agreement", year_from="hai nghìn", year_to="99")
    assert set(page.context["filter"].form.errors) == {"year_from", "year_to"}
    assert 'value="hai nghìn"' in page.content.decode()


def test_list_pages_by_fifty_and_keeps_its_filters(client: Client) -> None:
    for _ in range(51):
        make_organisation(state="published", kind="company")
    make_organisation(state="published", kind="school")
    page = list_of(client, "organisation", kind="company", page="2")
    assert len(listed(page)) == 1
    assert "?kind=company&amp;page=1" in page.content.decode()
    assert listed(list_of(client, "organisation", kind="company", page="99")) == listed(page)


def test_active_filters_can_be_taken_away_one_by_one(client: Client) -> None:
    korea = make_country(code="kr", name_en="South Korea")
    make_partner(state="published", country=korea)
    page = list_of(client, "partner", country="kr", kind="province", q="", page="1")
    assert page.context["active_filters"] == [
        {
            "label": "Kind of partner",
            "value": "Province",
            "remove_url": "/en/partners/?country=kr&q=",
        },
        {
            "label": "Country",
            "value": "South Korea",
            "remove_url": "/en/partners/?kind=province&q=",
        },
    ]


def test_names_are_sorted_by_the_alphabet_of_the_language(client: Client) -> None:
    for vi, en in (("Đông", "Cedar"), ("Dương", "Birch"), ("Ân", "Zinc"), ("An", "Ash")):
        make_partner(state="published", name_vi=vi, name_en=en)

    def names(language: str) -> list[str]:
        with override(language):
            page = list_of(client, "partner", language)
            return [str(partner.name) for partner in page.context["object_list"]]

    assert names("vi") == ["An", "Ân", "Dương", "Đông"]
    assert names("en") == ["Ash", "Birch", "Cedar", "Zinc"]


def test_list_is_searched_by_other_spellings(client: Client) -> None:
    row = make_partner_name(partner=make_partner(state="published"), name="Chămpasắc")
    make_partner(state="published")
    assert listed(list_of(client, "partner", q="cham pa sac")) == [row.partner.code]


def test_partner_filters_look_at_public_ties(client: Client) -> None:
    body = make_organisation(state="published")
    old = make_tie(
        partner=make_partner(state="published"), home_body=body, kind="twinning", since="1999"
    )
    new = make_tie(
        partner=make_partner(state="published"), home_body=body, kind="friendship", since="2015-09"
    )
    make_tie(
        partner=make_partner(state="published"),
        home_body=make_organisation(state="internal"),
        kind="twinning",
        since="1999",
    )
    assert listed(list_of(client, "partner", tie="twinning")) == [old.partner.code]
    assert listed(list_of(client, "partner", year_to=2000)) == [old.partner.code]
    assert listed(list_of(client, "partner", year_from=2015)) == [new.partner.code]


@pytest.mark.parametrize(
    ("signed_on", "year_from", "year_to", "is_found"),
    [
        ("2016-09", 2016, 2016, True),
        ("2016-09", 2017, None, False),
        ("2018/2019", 2019, 2019, True),
        (">2020", 2024, None, True),
        (">2020", None, 2020, False),
        ("<2000", 1990, 1995, True),
        (None, 1990, None, False),
    ],
)
def test_year_filter_asks_when_the_date_can_be(
    client: Client, signed_on: str, year_from: int, year_to: int, is_found: bool
) -> None:
    make_agreement(state="published", signed_on=signed_on)
    years = {"year_from": year_from, "year_to": year_to}
    page = list_of(client, "agreement", **{name: year for name, year in years.items() if year})
    assert bool(listed(page)) is is_found


def test_agreements_are_filtered_by_partner_country_field_and_status(client: Client) -> None:
    field = make_cooperation_field()
    country = make_country()
    partner = make_partner(state="published", country=country)
    police = make_organisation(state="published", locality_abroad=partner, country=None)
    direct = make_agreement(state="published", signed_on="2020", duration="until_ended")
    direct.fields.set([field])
    make_agreement_party(agreement=direct, partner=partner)
    make_agreement_party(agreement=direct, partner=partner, role="signatory")
    through_body = make_agreement(state="published", signed_on="2019")
    make_agreement_party(agreement=through_body, organisation=police)
    make_agreement(state="published")
    by_partner = list_of(client, "agreement", partner=partner.code)
    assert listed(by_partner) == [direct.code, through_body.code]
    assert by_partner.context["total"] == 2
    assert listed(list_of(client, "agreement", country=country.code)) == [direct.code]
    assert listed(list_of(client, "agreement", field=field.code)) == [direct.code]
    assert listed(list_of(client, "agreement", status="in_force")) == [direct.code]


def test_filter_does_not_tell_of_a_party_that_is_not_public(client: Client) -> None:
    country = make_country()
    make_partner(state="published", country=country)
    agreement = make_agreement(state="published")
    make_agreement_party(agreement=agreement, partner=make_partner(country=country))
    hidden = make_organisation(country=country)
    make_agreement_party(agreement=agreement, organisation=hidden)
    assert listed(list_of(client, "agreement")) == [agreement.code]
    assert listed(list_of(client, "agreement", country=country.code)) == []


def test_total_of_agreements_adds_up_what_they_stand_for(client: Client) -> None:
    make_agreement(state="published", count=5, level="district")
    make_agreement(state="published")
    page = list_of(client, "agreement")
    assert (page.context["total"], page.context["totals"]["records"]) == (6, 2)
    assert list_of(client, "agreement", level="district").context["total"] == 5


@pytest.mark.parametrize("model", MODELS)
def test_download_has_the_filtered_public_records(client: Client, model: str) -> None:
    kind = MAKE[model](state="published").kind
    wanted = MAKE[model](state="published", name_vi="Tên") if model != MODELS[3] else None
    MAKE[model](state="internal", editor_note=SECRET)
    address = reverse(f"partners:{model}_download", args=["csv"])
    filters = {"kind": kind, "q": "ten"} if wanted else {"kind": kind}
    response = client.get(address, filters)
    assert response.headers["Content-Disposition"].startswith("attachment")
    text = response.getvalue().decode("utf-8-sig")
    assert SECRET not in text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 1
    if wanted:
        assert wanted.code in rows[0].values()


def test_list_offers_downloads_with_its_filters(client: Client) -> None:
    make_partner(state="published")
    page = list_of(client, "partner", kind="province", page="1")
    assert page.context["downloads"] == [
        {"label": "CSV", "url": "/en/partners/download.csv?kind=province"},
        {"label": "XLSX", "url": "/en/partners/download.xlsx?kind=province"},
        {"label": "JSON", "url": "/en/partners/download.json?kind=province"},
    ]


def test_download_with_a_wrong_filter_says_so_instead_of_sending_everything(
    client: Client,
) -> None:
    make_partner(state="published")
    response = client.get("/en/partners/download.csv?kind=no-such-kind")
    assert response.status_code == 400
    assert "The list cannot be filtered like this" in words_of(response)


def test_download_in_an_unknown_form_does_not_exist(client: Client) -> None:
    assert client.get("/vi/partners/download.exe").status_code == 404


# partners


def make_rich_partner(partner: Any) -> dict[str, Any]:
    """One public thing of each kind that the page of a partner shows."""
    body = make_organisation(state="published")
    tie = make_tie(partner=partner, home_body=body)
    agreement = make_agreement(
        state="published", establishes=tie, signed_on="2020", duration="until_ended"
    )
    programme = make_programme(state="published")
    make_observation(
        state="published", indicator=make_indicator(state="published"), programme=programme
    )
    rows = [
        make_agreement_party(agreement=agreement, partner=partner),
        make_delegation_participant(delegation=make_delegation(state="published"), partner=partner),
        make_event_participant(
            event=make_event(state="published", country=make_country()), partner=partner
        ),
        make_programme_participant(programme=programme, partner=partner),
        make_commitment_party(commitment=make_commitment(state="published"), partner=partner),
        make_recognition_party(recognition=make_recognition(state="published"), partner=partner),
    ]
    make_partner_name(partner=partner)
    make_friendship_association(state="published", country=partner.country)
    return {
        **{f"{row.parent_field}s": row.parent_record for row in rows},
        "organisation_ties": make_organisation_tie(
            organisation=make_organisation(state="published"), partner=partner
        ),
        "organisations": make_organisation(state="published", locality_abroad=partner),
        "orientations": make_orientation(state="published", partners=[partner]),
        "figures": make_observation(
            state="published", indicator=make_indicator(state="published"), partner=partner
        ),
        "neighbours": make_partner(state="published", country=partner.country),
    }


def test_partner_page_has_everything_about_it(client: Client) -> None:
    partner = make_partner(
        state="published",
        within_vi="bang Telangana",
        within_en="Telangana State",
        seat_en="Hyderabad",
        profile_en="A city.",
        strengths_en="Software.",
        latitude="17.38405",
        longitude="78.45636",
        website="https://example.org/",
        wikidata_id="Q1361",
        fields=[make_cooperation_field(name_en="Education")],
    )
    made = make_rich_partner(partner)
    page = page_of(client, partner)
    text = words_of(page)
    for words in (
        *("Telangana State", "Hyderabad", "A city.", "Software.", "17.38405", "example.org"),
        *("Q1361", "Education", partner.other_names.get().name),
    ):
        assert words in text
    for name, record in made.items():
        assert codes(page.context[name]) == [record.code], name
        address = (getattr(record, "organisation", None) or record).get_absolute_url()
        assert address.removeprefix("/vi") in page.content.decode(), name


def test_partner_page_costs_the_same_with_one_and_three_of_everything(client: Client) -> None:
    partner = make_partner(state="published")
    make_rich_partner(partner)
    with_one = queries_of(client, partner.get_absolute_url())
    make_rich_partner(partner)
    make_rich_partner(partner)
    assert queries_of(client, partner.get_absolute_url()) == with_one
    assert with_one <= 25


def test_partner_page_names_the_first_of_many_partners_in_its_country(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("partners.views.MOST_NEIGHBOURS", 2)
    country = make_country()
    partner = make_partner(state="published", country=country)
    others = [make_partner(state="published", country=country) for _number in range(2)]
    all_of_them = f'href="/en/partners/?country={country.code}"'
    page = page_of(client, partner)
    assert codes(page.context["neighbours"]) == codes(others)
    assert all_of_them not in page.content.decode().partition("Other partners in")[2]
    make_partner(state="published", country=country, name_vi="Ỷ", name_en="")
    page = page_of(client, partner)
    assert codes(page.context["neighbours"]) == codes(others)
    assert all_of_them in page.content.decode()


def test_partner_page_hides_what_is_not_public_about_it(client: Client) -> None:
    partner = make_partner(state="published", editor_note=SECRET)
    secret = {"state": "internal", "name_vi": SECRET, "name_en": SECRET}
    body = make_organisation(**secret)
    make_tie(partner=partner, home_body=body, beginning_vi=SECRET)
    open_tie = make_tie(partner=partner, home_body=make_organisation(state="published"))
    make_agreement(**secret, establishes=open_tie)
    make_agreement_party(agreement=make_agreement(**secret), partner=partner, person=SECRET)
    shown = make_agreement_party(agreement=make_agreement(state="published"), partner=partner)
    make_agreement_party(agreement=shown.agreement, organisation=body, person=SECRET)
    make_event_participant(event=make_event(**secret), partner=partner)
    make_organisation_tie(organisation=body, partner=partner, note_vi=SECRET)
    make_organisation(**secret, locality_abroad=partner)
    make_orientation(**secret, partners=[partner])
    make_observation(state="internal", partner=partner, printed=SECRET)
    make_partner(**secret, country=partner.country)
    make_friendship_association(
        state="published", country=partner.country, organisation=make_organisation(**secret)
    )
    make_contact(partner=partner, person=SECRET)
    partner.sources.add(make_source(**secret))
    page = page_of(client, partner, "vi")
    assert codes(page.context["agreements"]) == [shown.agreement.code]
    assert SECRET not in page.content.decode()


def test_tie_without_a_date_is_said_in_words_and_names_what_it_continues(client: Client) -> None:
    partner = make_partner(state="published")
    before = make_tie(
        partner=partner, kind="traditional", home_body=make_organisation(state="published")
    )
    make_tie(
        partner=partner,
        kind="friendship",
        home_body=make_organisation(state="published"),
        since=None,
        continues=before,
    )
    text = words_of(page_of(client, partner))
    assert "Start date not stated in the sources" in text
    assert f"Continues: traditional relation – {partner.name_en}" in text


@time_machine.travel("2026-03-01 12:00:00+07:00", tick=False)
def test_partner_page_parts_agreements_by_their_status_today(client: Client) -> None:
    partner = make_partner(state="published")
    expected = {
        "2026-03-01": "expiring",
        "2026-09-01": "expiring",
        "2026-09-02": "in_force",
        "2026-02-28": "expired",
    }
    for until in expected:
        agreement = make_agreement(
            state="published",
            code=f"until-{until}",
            signed_on="2020",
            duration="fixed",
            effective_until=until,
        )
        make_agreement_party(agreement=agreement, partner=partner)
    page = page_of(client, partner)
    statuses = {row.code: row.status for row in page.context["agreements"]}
    assert statuses == {f"until-{until}": status for until, status in expected.items()}
    assert codes(page.context["past"]) == ["until-2026-02-28"]
    # A status is that of the day of the reader, not of the start of the server.
    with time_machine.travel("2026-03-02 00:00:01+07:00", tick=False):
        assert len(page_of(client, partner).context["past"]) == 2


@time_machine.travel("2024-06-01")
def test_partner_page_tells_the_last_activity_that_is_public_and_happened(client: Client) -> None:
    partner = make_partner(state="published")
    for state, status, held_on in (
        ("published", "announced", "2024-05"),
        ("internal", "held", "2024-04"),
        ("published", "held", "2023"),
        ("published", "held", "2019-03"),
    ):
        event = make_event(
            state=state, status=status, held_on=held_on, name_en=f"{status} {held_on}"
        )
        make_event_participant(event=event, partner=partner)
    page = page_of(client, partner)
    assert page.context["history"].last_activity.record.name_en == "held 2023"
    facts = words_of(page).partition("Last dated activity")[2]
    assert facts.startswith(" 2023 held 2023 ")


def test_partner_page_without_a_dated_activity_says_so(client: Client) -> None:
    partner = make_partner(state="published")
    make_event_participant(event=make_event(state="published", status="held"), partner=partner)
    assert "Last dated activity none in the sources" in words_of(page_of(client, partner))


def test_claims_without_a_date_name_their_public_source_in_every_section(client: Client) -> None:
    partner = make_partner(state="published")
    sources = {
        name: [make_source(name_en=f"Paper of {name}", state="published"), make_source()]
        for name in ("delegation", "programme", "agreement", "dated")
    }
    public = {"state": "published"}
    visit = make_delegation(**public, sources=sources["delegation"])
    make_delegation_participant(delegation=visit, partner=partner)
    programme = make_programme(**public, sources=sources["programme"])
    make_programme_participant(programme=programme, partner=partner)
    agreement = make_agreement(**public, sources=sources["agreement"])
    make_agreement_party(agreement=agreement, partner=partner)
    event = make_event(**public, held_on="2019", sources=sources["dated"])
    make_event_participant(event=event, partner=partner)
    page = page_of(client, partner)
    stated = re.findall(r"as stated by (Paper of \w+)", words_of(page))
    assert sorted(stated) == ["Paper of agreement", "Paper of delegation", "Paper of programme"]
    # What has a section of its own is not told a second time among what has no date.
    [year] = [year for year in page.context["history"].years if year.number is None]
    assert [moment.record for moment in year.moments] == [visit]


def test_document_by_which_the_tie_began_belongs_to_the_partner(client: Client) -> None:
    partner = make_partner(state="published")
    tie = make_tie(partner=partner, home_body=make_organisation(state="published"))
    hidden_tie = make_tie(partner=partner, kind="twinning", home_body=make_organisation())
    founding = make_agreement(state="published", code="founding", establishes=tie)
    make_agreement(state="published", code="of-hidden-tie", establishes=hidden_tie)
    page = page_of(client, partner)
    assert codes(page.context["agreements"]) == ["founding"]
    assert [row.founding for row in page.context["ties"]] == [[founding]]


def test_agreement_in_preparation_stands_apart(client: Client) -> None:
    partner = make_partner(state="published", status="prospective")
    make_agreement_party(
        agreement=make_agreement(state="published", code="planned"), partner=partner
    )
    page = page_of(client, partner)
    assert (codes(page.context["prepared"]), page.context["current"]) == (["planned"], [])


def test_text_without_english_stands_in_vietnamese_and_says_so(client: Client) -> None:
    partner = make_partner(state="published", profile_vi="Một tỉnh lớn.", profile_en="")
    english = page_of(client, partner)
    assert '<div lang="vi"><p>Một tỉnh lớn.</p></div>' in english.content.decode()
    assert english.context["is_untranslated"] is True
    vietnamese = page_of(client, partner, "vi")
    assert '<div lang="vi">' not in vietnamese.content.decode()
    assert vietnamese.context["is_untranslated"] is False


# organisations


def test_organisation_page_tells_its_line_its_parts_and_what_it_takes_part_in(
    client: Client,
) -> None:
    old, new = (make_organisation(state="published") for _ in range(2))
    province = make_organisation(
        state="published", predecessor=old, valid_from="1997", valid_until="2025-06-30"
    )
    new.predecessor = province
    new.save()
    part = make_organisation(state="published", parent=province)
    tie = make_tie(partner=make_partner(state="published"), home_body=province)
    row = make_event_participant(event=make_event(state="published"), organisation=province)
    act = make_agreement_act(agreement=make_agreement(state="published"), body=province)
    make_organisation_name(organisation=province, name="Bình Dương (tỉnh)")
    text = words_of(page_of(client, province))
    for words in (
        *(old.name_en, new.name_en, part.name_en, tie.partner.name_en, row.event.name_en),
        *(act.agreement.name_en, "Bình Dương (tỉnh)", "1997", "30 June 2025"),
    ):
        assert words in text


def test_organisation_page_names_no_relative_that_is_not_public(client: Client) -> None:
    secret = {"state": "internal", "name_vi": SECRET, "name_en": SECRET}
    body = make_organisation(
        state="published",
        parent=make_organisation(**secret),
        predecessor=make_organisation(**secret),
        locality_abroad=make_partner(**secret),
    )
    make_organisation(**secret, parent=body)
    make_organisation(**secret, predecessor=body)
    make_organisation_tie(organisation=body, partner=make_partner(**secret), note_vi=SECRET)
    make_tie(partner=make_partner(**secret), home_body=body)
    make_agreement_act(agreement=make_agreement(**secret), body=body, note_vi=SECRET)
    make_friendship_association(state="internal", organisation=body)
    for language in ("vi", "en"):
        page = page_of(client, body, language).content.decode()
        assert SECRET not in page
        assert "/friendship/" not in page.partition("<main")[2].partition("<footer")[0]


def test_organisation_page_costs_the_same_with_one_and_three_of_everything(
    client: Client,
) -> None:
    body = make_organisation(state="published")

    def fill() -> None:
        make_organisation(state="published", parent=body)
        make_tie(partner=make_partner(state="published"), home_body=body)
        make_organisation_tie(organisation=body, partner=make_partner(state="published"))
        make_event_participant(
            event=make_event(state="published", country=make_country()), organisation=body
        )
        make_agreement_party(agreement=make_agreement(state="published"), organisation=body)
        make_agreement_act(agreement=make_agreement(state="published"), body=body)
        make_observation(
            state="published", indicator=make_indicator(state="published"), organisation=body
        )

    fill()
    with_one = queries_of(client, body.get_absolute_url())
    fill()
    fill()
    assert queries_of(client, body.get_absolute_url()) == with_one
    assert with_one <= 25


# agreements


def test_agreement_page_has_its_parties_acts_and_what_followed(client: Client) -> None:
    tie = make_tie(
        partner=make_partner(state="published"), home_body=make_organisation(state="published")
    )
    agreement = make_agreement(
        state="published",
        signed_on="2005-05-17",
        place_en="Daejeon",
        effective_until="2030",
        content_en="Cooperation in science.",
        languages="vi ko lo",
        establishes=tie,
        count=2,
    )
    body = make_organisation(state="published")
    make_agreement_party(
        agreement=agreement,
        organisation=body,
        person="Kim A",
        office_en="Mayor",
    )
    make_agreement_act(
        agreement=agreement, kind="extended", done_on="2010", document="15/QĐ", note_en="Again"
    )
    part = make_agreement(state="published", parent=agreement)
    followed = [
        make_event(state="published", agreement=agreement),
        make_delegation(state="published", agreement=agreement),
        make_programme(state="published", agreement=agreement),
        make_commitment(state="published", agreement=agreement),
    ]
    text = words_of(page_of(client, agreement))
    for words in (
        *("17 May 2005", "Daejeon", "2030", "Cooperation in science.", "2 documents"),
        *("Vietnamese, Korean, Lao", tie.partner.name_en, tie.home_body.name_en, "Kim A", "Mayor"),
        *(body.name_en, "Extended", "15/QĐ", "Again", part.name_en),
        *(record.name_en for record in followed),
    ):
        assert words in text


def test_agreement_page_hides_the_tie_with_a_partner_that_is_not_public(client: Client) -> None:
    secret = {"state": "internal", "name_vi": SECRET, "name_en": SECRET}
    tie = make_tie(partner=make_partner(**secret), home_body=make_organisation(state="published"))
    agreement = make_agreement(state="published", establishes=tie, parent=make_agreement(**secret))
    make_agreement_act(agreement=agreement, body=make_organisation(**secret), note_en=SECRET)
    make_event(**secret, agreement=agreement)
    page = page_of(client, agreement)
    assert page.context["tie"] is None
    assert SECRET not in page.content.decode()


def test_agreement_in_preparation_is_not_said_to_lack_a_date(client: Client) -> None:
    agreement = make_agreement(state="published", signed_on=None)
    assert "Not signed yet" in words_of(page_of(client, agreement))


def test_agreement_page_costs_the_same_with_one_and_three_of_everything(client: Client) -> None:
    agreement = make_agreement(state="published")

    def fill() -> None:
        make_agreement_party(agreement=agreement)
        make_agreement_act(agreement=agreement, body=make_organisation(state="published"))
        make_agreement_party(agreement=make_agreement(state="published", parent=agreement))
        make_event(state="published", agreement=agreement)

    fill()
    with_one = queries_of(client, agreement.get_absolute_url())
    fill()
    fill()
    assert queries_of(client, agreement.get_absolute_url()) == with_one
    assert with_one <= 25


# files of agreements


def address_of(scan: Any) -> str:
    return reverse("partners:agreement_file", args=[scan.agreement.code, scan.code])


@pytest.mark.parametrize(
    ("state", "is_released", "is_open"),
    [
        ("published", True, True),
        ("published", False, False),
        ("internal", True, False),
        ("withdrawn", True, False),
    ],
)
def test_scan_is_open_only_when_released_and_published(
    client: Client, state: str, is_released: bool, is_open: bool
) -> None:
    agreement = make_agreement(state=state)
    scan = make_agreement_file(agreement=agreement, is_released=is_released, title="Bản quét")
    response = client.get(address_of(scan))
    if is_open:
        assert response.getvalue() == Path(scan.file.path).read_bytes()
        assert response.headers["Content-Disposition"].startswith("attachment; ")
        assert "Bản quét" in words_of(page_of(client, agreement))
    else:
        assert response.status_code == 404
        assert str(settings.MEDIA_ROOT) not in response.content.decode()
        if state == "published":
            assert "Bản quét" not in page_of(client, agreement).content.decode()


@pytest.mark.parametrize("role", ["Viewer", "Editor", "Approver", "Administrator"])
def test_staff_who_may_see_agreements_get_the_scan(client: Client, role: str) -> None:
    scan = make_agreement_file(agreement=make_agreement(state="draft"))
    client.force_login(make_user(role))
    response = client.get(address_of(scan))
    assert response.getvalue() == Path(scan.file.path).read_bytes()
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("given", [{}, {"is_staff": False}, {"is_active": False}])
def test_account_without_the_role_gets_no_scan(client: Client, given: dict[str, Any]) -> None:
    scan = make_agreement_file(agreement=make_agreement(state="draft"))
    role = None if not given else "Viewer"
    client.force_login(make_user(role, **given))
    assert client.get(address_of(scan)).status_code == 404


def test_scan_is_found_only_under_its_own_agreement(client: Client) -> None:
    scan = make_agreement_file(agreement=make_agreement(state="published"), is_released=True)
    other = make_agreement(state="published")
    address = reverse("partners:agreement_file", args=[other.code, scan.code])
    assert client.get(address).status_code == 404


def test_scan_lost_from_the_disk_does_not_exist(client: Client) -> None:
    scan = make_agreement_file(agreement=make_agreement(state="published"), is_released=True)
    Path(scan.file.path).unlink()
    assert client.get(address_of(scan)).status_code == 404


# friendship organisations


def test_friendship_page_has_its_country_union_members_and_programmes(client: Client) -> None:
    union = make_friendship_association(state="published", kind="union", country=None)
    country = make_country()
    association = make_friendship_association(
        state="published", union=union, country=country, founded_on="2011"
    )
    partner = make_partner(state="published", country=country)
    row = make_programme_participant(
        programme=make_programme(state="published"), organisation=association.organisation
    )
    figure = make_observation(
        state="published", indicator=make_indicator(state="published"), association=association
    )
    page = page_of(client, association)
    assert codes(page.context["partners"]) == [partner.code]
    assert codes(page.context["programmes"]) == [row.programme.code]
    assert codes(page.context["figures"]) == [figure.code]
    for words in (country.name_en, union.organisation.name_en, "2011"):
        assert words in words_of(page)
    assert association.organisation.name_en in words_of(page_of(client, union))


def test_friendship_organisation_is_public_only_with_its_organisation(client: Client) -> None:
    secret = make_organisation(state="internal", name_vi=SECRET, name_en=SECRET)
    association = make_friendship_association(state="published", organisation=secret)
    assert listed(list_of(client, "friendshipassociation")) == []
    assert page_of(client, association).status_code == 404


def test_friendship_page_names_no_union_that_is_not_public(client: Client) -> None:
    secret = make_organisation(state="published", name_vi=SECRET, name_en=SECRET)
    union = make_friendship_association(
        state="internal", kind="union", organisation=secret, country=None
    )
    association = make_friendship_association(state="published", union=union)
    assert SECRET not in page_of(client, association).content.decode()
