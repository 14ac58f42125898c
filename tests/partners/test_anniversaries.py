"""Anniversaries of ties: which there are, when, and of whom."""

from datetime import date

import pytest
from django.utils.translation import override

from partners.anniversaries import anniversaries
from tests.factories import make_agreement, make_organisation, make_partner, make_tie

pytestmark = pytest.mark.django_db

YEAR_2027 = (date(2027, 1, 1), date(2027, 12, 31))


def make_public_tie(**values):
    home = make_organisation(state="published")
    partner = values.pop("partner", None) or make_partner(state="published")
    return make_tie(partner=partner, home_body=values.pop("home_body", home), **values)


def found(first: date, last: date) -> list[tuple[str, str, int]]:
    return [(one.tie.code, one.when.text, one.years) for one in anniversaries(first, last)]


def test_anniversary_is_as_exact_as_the_beginning():
    make_public_tie(code="to-the-day", since="2005-05-17")
    make_public_tie(code="to-the-month", since="2018-10")
    make_public_tie(code="to-the-year", since="2011")
    make_public_tie(code="open", since="2004/..")
    make_public_tie(code="not-known", since=None)
    assert found(*YEAR_2027) == [
        ("to-the-day", "2027-05-17", 22),
        ("to-the-month", "2027-10", 9),
    ]


def test_beginning_is_no_anniversary_and_every_year_after_it_is():
    make_public_tie(code="tie", since="2023-07-12")
    assert found(date(2022, 1, 1), date(2025, 12, 31)) == [
        ("tie", "2024-07-12", 1),
        ("tie", "2025-07-12", 2),
    ]


def test_anniversaries_are_those_between_the_days():
    make_public_tie(code="month", since="2018-10")
    make_public_tie(code="day", since="2014-12-25")
    assert found(date(2026, 10, 31), date(2026, 12, 25)) == [
        ("month", "2026-10", 8),
        ("day", "2026-12-25", 12),
    ]
    assert found(date(2026, 11, 1), date(2026, 12, 24)) == []


def test_leap_day_is_kept_on_the_last_of_february():
    make_public_tie(code="leap", since="2004-02-29")
    assert found(date(2027, 2, 1), date(2028, 3, 1)) == [
        ("leap", "2027-02-28", 23),
        ("leap", "2028-02-29", 24),
    ]


def test_founding_document_tells_the_day_where_the_tie_does_not():
    tie = make_public_tie(code="by-document", since=None)
    make_agreement(state="published", establishes=tie, signed_on="2015-10-14")
    make_agreement(state="published", establishes=tie, signed_on="2019-01-02")
    secret = make_public_tie(code="by-secret", since=None)
    make_agreement(state="internal", establishes=secret, signed_on="2015-10-14")
    assert found(*YEAR_2027) == [("by-document", "2027-10-14", 12)]


def test_ended_ties_have_none():
    make_public_tie(code="ended", since="2005-05-17", until="2026")
    make_public_tie(code="lasting", since="2006-05-17", until="2027-06")
    gone = make_partner(state="published", status="ended")
    make_public_tie(code="of-ended", since="2005-05-17", partner=gone)
    assert found(*YEAR_2027) == [("lasting", "2027-05-17", 21)]


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_ties_that_are_not_public_have_none(state):
    make_public_tie(since="2005-05-17", partner=make_partner(state=state))
    make_public_tie(since="2005-05-17", home_body=make_organisation(state=state))
    shown = make_public_tie(code="shown", since="2005-05-17")
    assert found(*YEAR_2027) == [("shown", "2027-05-17", 22)]
    other = make_partner(state="published")
    assert [one.tie for one in anniversaries(*YEAR_2027, shown.partner)] == [shown]
    assert anniversaries(*YEAR_2027, other) == []


def test_name_tells_the_partner_and_the_years_in_the_language():
    partner = make_partner(state="published", name_vi="Tỉnh Oryol", name_en="Oryol Oblast")
    make_public_tie(partner=partner, since="2017-07-07")
    make_public_tie(partner=partner, since="2026-08-08", kind="membership")
    tie, membership = anniversaries(*YEAR_2027)
    assert (tie.is_round, membership.is_round) == (True, False)
    with override("vi"):
        assert str(tie.name) == "Tỉnh Oryol: 10 năm thiết lập quan hệ"
        assert str(membership.name) == "Tỉnh Oryol: 1 năm tham gia"
    with override("en"):
        assert str(tie.name) == "Oryol Oblast: 10 years of relations"
        assert str(membership.name) == "Oryol Oblast: 1 year of membership"
