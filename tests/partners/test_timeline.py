"""Moments of records that are already read."""

import pytest
import time_machine

from partners.timeline import Moment, by_year, last_activity, moments_of
from tests.factories import make_commitment, make_event, make_recognition, make_tie

pytestmark = pytest.mark.django_db


def test_moment_keeps_its_date_as_far_as_it_is_known() -> None:
    after = Moment("event", make_event(held_on=">2024-09"))
    assert (str(after.date), after.year) == (">2024-09", 2024)
    award = Moment("recognition", make_recognition(year=2021))
    assert (str(award.date), award.year) == ("2021", 2021)
    undated = Moment("tie", make_tie())
    assert (undated.date, undated.year, undated.is_activity) == (None, None, False)


def test_years_have_anchors_and_commitments_are_no_moments() -> None:
    event, tie = make_event(held_on="2024-09"), make_tie()
    moments = moments_of(events=[event], ties=[tie], commitments=[make_commitment()])
    years = by_year(moments)
    assert [(year.anchor, [moment.record for moment in year.moments]) for year in years] == [
        ("y2024", [event]),
        ("undated", [tie]),
    ]


@time_machine.travel("2024-06-01")
def test_last_activity_is_dated_past_and_did_happen() -> None:
    held = make_event(held_on="2023-12", status="held")
    make_up = [
        make_event(held_on="2024-09", status="held"),
        make_event(held_on="2024-04", status="announced"),
        make_event(held_on="2024-03", status="cancelled"),
        make_event(held_on=None, status="held"),
    ]
    older = make_event(held_on="2019", status="held")
    last = last_activity(moments_of(events=[*make_up, older, held]))
    assert last == Moment("event", held)
    assert last_activity(moments_of(events=make_up)) is None
