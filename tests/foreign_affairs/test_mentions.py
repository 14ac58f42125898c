"""Which public records name a record, and which of them the public loses with it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foreign_affairs.mentions import SHOWN, public_mentions, ways_to
from foreign_affairs.models import Record
from partners.models import Organisation, Partner
from tests.factories import (
    make_agreement,
    make_agreement_party,
    make_delegation,
    make_event,
    make_event_participant,
    make_friendship_association,
    make_observation,
    make_organisation,
    make_orientation,
    make_partner,
    make_source,
    make_tie,
)

pytestmark = pytest.mark.django_db


def public(make: Any, **given: Any) -> Any:
    return make(state="published", **given)


def who_names(*records: Record) -> list[set[tuple[Any, bool]]]:
    """For each record who names it, and whether that one is lost with it."""
    found = public_mentions(records)
    return [
        {(one.record, one.is_lost) for one in found[record.pk].shown}
        if record.pk in found
        else set()
        for record in records
    ]


def test_keys_rows_and_links_are_mentions() -> None:
    partner = public(make_partner)
    party = make_agreement_party(agreement=public(make_agreement), partner=partner)
    body = public(make_organisation, locality_abroad=partner)
    orientation = public(make_orientation, partners=[partner, public(make_partner)])
    assert who_names(partner) == [{(party.agreement, False), (body, False), (orientation, False)}]


def test_figure_is_lost_with_what_it_is_about() -> None:
    partner = public(make_partner)
    figure = public(make_observation, partner=partner)
    assert who_names(partner) == [{(figure, True)}]
    assert who_names(figure.indicator) == [{(figure, True)}]


def test_friendship_organisation_is_lost_with_its_organisation_and_its_figures_too() -> None:
    association = public(make_friendship_association)
    figure = public(make_observation, association=association)
    assert who_names(association.organisation) == [{(association, True), (figure, True)}]


def test_tie_is_named_through_by_the_agreement_that_establishes_it() -> None:
    partner, home = public(make_partner), public(make_organisation)
    tie = make_tie(partner=partner, home_body=home)
    agreement = public(make_agreement, establishes=tie)
    assert who_names(partner) == [{(agreement, False)}]
    assert who_names(home) == [{(agreement, False), (partner, False)}]


def test_source_is_named_by_what_cites_it() -> None:
    source, other = public(make_source), public(make_source)
    cites = public(make_delegation, sources=[source, other])
    assert who_names(source, other) == [{(cites, False)}, {(cites, False)}]


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_what_the_public_does_not_read_is_no_mention(state: str) -> None:
    partner = public(make_partner)
    make_event_participant(event=make_event(state=state), partner=partner)
    make_observation(state=state, partner=partner)
    assert who_names(partner) == [set()]


def test_records_taken_away_together_do_not_count_for_each_other() -> None:
    whole = public(make_organisation)
    part = public(make_organisation, parent=whole)
    assert who_names(whole, part) == [set(), set()]
    assert who_names(whole) == [{(part, False)}]


def test_only_the_first_are_named_and_all_are_counted() -> None:
    partner = public(make_partner)
    for _number in range(SHOWN + 2):
        make_event_participant(event=public(make_event), partner=partner)
    figure = public(make_observation, partner=partner)
    mentions = public_mentions([partner])[partner.pk]
    assert (len(mentions.shown), mentions.total, mentions.more) == (SHOWN, SHOWN + 3, 3)
    assert mentions.shown[0].record == figure


def test_mentions_cost_the_same_for_one_record_and_for_three() -> None:
    def named() -> Partner:
        partner = public(make_partner)
        make_event_participant(event=public(make_event), partner=partner)
        public(make_observation, partner=partner)
        public(make_friendship_association)
        public(make_delegation, sources=[])
        return partner

    partners = [named()]
    public_mentions(partners)
    with CaptureQueriesContext(connection) as for_one:
        names = [str(one.record) for one in public_mentions(partners)[partners[0].pk].shown]
    partners += [named(), named()]
    with CaptureQueriesContext(connection) as for_three:
        for mentions in public_mentions(partners).values():
            names += [str(one.record) for one in mentions.shown]
    assert len(names) == 8
    assert len(for_three) == len(for_one)


@pytest.mark.parametrize("model", [Organisation, Partner])
def test_ways_to_a_record_end(model: Any) -> None:
    ways = [(way.model, way.path) for way in ways_to(model)]
    assert len(ways) == len(set(ways)) > 10
