"""The ways from records to what lists choose by."""

import pytest

from events.models import Delegation, Event
from foreign_affairs.ways import public_way_along, reaching, way_along
from tests.factories import (
    make_country,
    make_delegation,
    make_delegation_country,
    make_delegation_participant,
    make_event,
    make_partner,
    make_source,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["published", "draft", "internal", "withdrawn"])
def test_way_through_a_record_that_is_not_public_leads_nowhere(state: str) -> None:
    event = make_event(state="published")
    on_the_way = make_delegation(event=event, state=state)
    country = make_country()
    make_delegation_country(delegation=on_the_way, country=country)
    path = "delegations__countries__country"
    assert list(reaching([way_along(Event, path)], country.code)) == [event.pk]
    found = [event.pk] if state == "published" else []
    assert list(reaching([public_way_along(Event, path)], country.code)) == found


@pytest.mark.parametrize("path", ["participants__partner", "sources"])
@pytest.mark.parametrize("state", ["published", "review"])
def test_end_of_a_way_is_public(path: str, state: str) -> None:
    source = make_source(code="there", state=state)
    visit = make_delegation(sources=[source])
    partner = make_partner(code="there", state=state)
    make_delegation_participant(delegation=visit, partner=partner)
    found = [visit.pk] if state == "published" else []
    assert list(reaching([public_way_along(Delegation, path)], "there")) == found


def test_record_that_is_reached_in_two_ways_is_there_once() -> None:
    country = make_country()
    visit = make_delegation()
    make_delegation_country(delegation=visit, country=country)
    for _ in range(2):
        partner = make_partner(state="published", country=country)
        make_delegation_participant(delegation=visit, partner=partner)
    paths = ("countries__country", "participants__partner__country")
    ways = [public_way_along(Delegation, path) for path in paths]
    assert list(reaching(ways, country.code)) == [visit.pk]
