"""What is not published can be found nowhere: the marker below may stand on no public page."""

import re
from itertools import chain
from typing import Any

import pytest
from django.test import Client

from foreign_affairs import search
from foreign_affairs.models import Record
from foreign_affairs.open_data.data_sets import public_models
from foreign_affairs.search import searchable_models
from partners.models import Partner
from tests import factories as make

pytestmark = pytest.mark.django_db

MARKER = "Bímậtquốcgia"
HIDDEN_STATES = ["draft", "review", "internal", "withdrawn"]


def hidden(state: str, number: int) -> dict[str, Any]:
    """Fields of a record that must never be read: every text has the marker."""
    return {
        "state": state,
        "code": f"secret-{number}",
        "name_vi": f"{MARKER} {number}",
        "name_en": f"{MARKER} {number}",
        "summary_vi": MARKER,
        "editor_note": MARKER,
        "source_note_vi": MARKER,
    }


def make_a_public_register_full_of_secrets(state: str) -> None:
    """Public records of every kind, each of which names hidden ones wherever a record can."""
    korea = make.make_country(code="kr")
    source = make.make_source(state="published", editor_note=MARKER)
    secret_source = make.make_source(**hidden(state, 1))
    sources = [source, secret_source]
    secret_partner = make.make_partner(country=korea, **hidden(state, 2))
    secret_body = make.make_organisation(country=korea, **hidden(state, 3))
    partner = make.make_partner(country=korea, state="published", sources=sources)
    body = make.make_organisation(
        country=korea,
        state="published",
        sources=sources,
        parent=secret_body,
        predecessor=secret_body,
        locality_abroad=secret_partner,
    )
    make.make_partner_name(partner=secret_partner, name=MARKER)
    make.make_contact(partner=partner, person=MARKER, note=MARKER)
    make.make_tie(partner=partner, home_body=secret_body, beginning_vi=MARKER)
    open_tie = make.make_tie(partner=partner, home_body=body)
    make.make_organisation_tie(organisation=body, partner=secret_partner, note_vi=MARKER)
    make.make_organisation_tie(organisation=secret_body, partner=partner, note_vi=MARKER)

    agreement_values = {"state": "published", "sources": sources, "establishes": open_tie}
    secret_agreement = make.make_agreement(**hidden(state, 4), establishes=open_tie)
    agreement = make.make_agreement(parent=secret_agreement, **agreement_values)
    make.make_agreement(parent=agreement, **hidden(state, 5))
    secret_tie = make.make_tie(code="secret-tie", partner=secret_partner, home_body=body)
    make.make_tie(partner=partner, home_body=body, kind="twinning", continues=secret_tie)
    make.make_agreement(state="published", sources=sources, establishes=secret_tie)
    make.make_agreement_act(agreement=agreement, body=secret_body, note_vi=MARKER)
    make.make_agreement_file(agreement=agreement, title=MARKER, is_released=False)
    association_body = make.make_organisation(**hidden(state, 6))
    secret_association = make.make_friendship_association(
        code="secret-6", organisation=association_body, state="published", country=korea
    )

    public = {"state": "published", "sources": sources}
    secret_event = make.make_event(country=korea, **hidden(state, 7))
    event = make.make_event(parent=secret_event, agreement=secret_agreement, **public)
    secret_programme = make.make_programme(**hidden(state, 8))
    programme = make.make_programme(parent=secret_programme, agreement=secret_agreement, **public)
    secret_visit = make.make_delegation(agreement=agreement, event=event, **hidden(state, 9))
    visit = make.make_delegation(
        agreement=secret_agreement, event=secret_event, funding=MARKER, **public
    )
    commitment = make.make_commitment(
        agreement=secret_agreement,
        event=secret_event,
        delegation=secret_visit,
        fulfilled_by=secret_programme,
        **public,
    )
    make.make_commitment(event=event, delegation=visit, **hidden(state, 10))
    recognition = make.make_recognition(**public)
    make.make_recognition(**hidden(state, 11))

    rows: list[tuple[Any, dict[str, Any]]] = [
        (make.make_agreement_party, {"agreement": agreement}),
        (make.make_event_participant, {"event": event}),
        (make.make_delegation_participant, {"delegation": visit}),
        (make.make_programme_participant, {"programme": programme}),
        (make.make_commitment_party, {"commitment": commitment}),
        (make.make_recognition_party, {"recognition": recognition}),
    ]
    for make_row, parent in rows:
        make_row(**parent, partner=secret_partner, person=MARKER)
        make_row(**parent, organisation=secret_body, person=MARKER)
        make_row(**parent, partner=partner)

    indicator = make.make_indicator(**public)
    secret_indicator = make.make_indicator(parent=indicator, **hidden(state, 12))
    make.make_indicator(parent=secret_indicator, **public)
    figure = {"indicator": indicator, "sources": sources, "state": "published"}
    make.make_observation(**figure, partner=partner)
    make.make_observation(**figure, partner=secret_partner, printed=MARKER)
    make.make_observation(**{**figure, "indicator": secret_indicator}, printed=MARKER)
    make.make_observation(**figure, association=secret_association, printed=MARKER)
    make.make_observation(**{**figure, "state": state}, partner=partner, printed=MARKER)
    withdrawn = make.make_observation(**{**figure, "state": "withdrawn"}, printed=MARKER)
    staff_only = dict.fromkeys(("claimant", "claimant_contact", "claim", "reason"), MARKER)
    public_text = {"text_vi": "Đã sửa.", "text_en": "Put right."}
    for disputed in (partner, agreement, indicator, withdrawn):
        make.make_correction(disputed, decision="accepted", **staff_only, **public_text)
        for decision in ("open", "rejected"):
            make.make_correction(disputed, decision=decision, text_vi=MARKER, **staff_only)
    for unseen in (secret_partner, secret_source, secret_indicator, secret_association):
        make.make_correction(unseen, decision="accepted", text_vi=MARKER, **staff_only)
    secret_orientation = make.make_orientation(partners=[partner], **hidden(state, 13))
    make.make_orientation(parent=secret_orientation, partners=[partner, secret_partner], **public)


def sitemap_paths(client: Client) -> list[str]:
    locations = re.findall(r"<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode())
    return [location.removeprefix("http://testserver") for location in locations]


LISTS = [
    "partners",
    "agreements",
    "organisations",
    "friendship",
    "events",
    "delegations",
    "programmes",
    "commitments",
    "recognitions",
    "indicators",
    "figures",
    "orientations",
    "countries",
    "sources",
]


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_nothing_that_is_not_public_can_be_read_anywhere(client: Client, state: str) -> None:
    make_a_public_register_full_of_secrets(state)
    search.rebuild()
    paths = sitemap_paths(client)
    assert len(paths) > 2 * len(LISTS)
    lists = [f"/{language}/{name}/" for language in ("vi", "en") for name in LISTS]
    assert set(lists) <= set(paths)
    downloads = [f"/vi/{name}/download.{ending}" for name in LISTS for ending in ("csv", "json")]
    searches = [f"/vi/search/?q={MARKER}&x=1", f"/en/partners/?q={MARKER}&x=1"]
    as_json = [
        f"{path.rstrip('/')}.json"
        for path in paths
        if path.startswith("/vi/") and path.split("/")[2] in LISTS
    ]
    feeds = ["/vi/feed.atom", *(f"{path}feed.atom" for path in paths if "/vi/partners/" in path)]
    feeds.remove("/vi/partners/feed.atom")
    sets = [f"/vi/data/{name}.{end}" for name in public_models() for end in ("csv", "json")]
    extra = ["/vi/corrections/", "/sitemap.xml", "/robots.txt", "/vi/search/?q=nothing"]
    extra += [f"/vi/calendar/{name}.ics" for name in ("events", "anniversaries")]
    extra += [f"/vi/calendar/partners/{partner.code}.ics" for partner in Partner.objects.public()]
    extra += [*as_json, *feeds, *sets]
    told: list[str] = []
    for path in chain(paths, downloads, extra):
        response: Any = client.get(path)
        assert response.status_code == 200, path
        body = response.getvalue() if response.streaming else response.content
        if MARKER.encode() in body or b"secret-" in body:
            told.append(path)
    assert told == []
    for path in searches:
        # The reader's own words come back in the search box, but no record does.
        assert f"{MARKER} 2" not in client.get(path).content.decode()


@pytest.mark.parametrize("state", HIDDEN_STATES)
@pytest.mark.parametrize(
    "model",
    [model for model in searchable_models() if issubclass(model, Record)],
    ids=lambda model: model.__name__,
)
def test_page_of_a_record_that_is_not_public_does_not_exist(
    client: Client, model: Any, state: str
) -> None:
    factory = {
        "FriendshipAssociation": make.make_friendship_association,
        "Observation": make.make_observation,
    }.get(model.__name__) or getattr(make, f"make_{model.__name__.lower()}")
    hidden_record: Any = factory(code="secret", state=state)
    shown_record: Any = factory(code="shown", state="published")
    addresses = [record.get_absolute_url() for record in (hidden_record, shown_record)]
    assert [client.get(address).status_code for address in addresses] == [404, 200]
