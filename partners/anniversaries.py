"""Anniversaries of the ties with partners whose beginning is known to the day or the month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import ngettext

from foreign_affairs.bilingual import BilingualText
from foreign_affairs.dates import DateError, PartialDate, Precision
from foreign_affairs.models import Country
from foreign_affairs.views.base import shown
from partners.models import Agreement, Partner, Tie

ROUND = 5
"""Every fifth anniversary is a round one."""


@dataclass(frozen=True)
class Anniversary:
    """One anniversary of one tie; `when` is as exact as the date of the beginning, `began`."""

    tie: Tie
    began: PartialDate
    when: PartialDate
    years: int

    @property
    def is_round(self) -> bool:
        return self.years % ROUND == 0

    @property
    def partner(self) -> Partner:
        return self.tie.partner

    @property
    def flag_country(self) -> Country | None:
        return self.partner.flag_country

    @property
    def name(self) -> BilingualText:
        partner = self.partner.name
        if self.tie.kind == Tie.Kind.MEMBERSHIP:
            words = ngettext(
                "%(partner)s: %(years)s year of membership",
                "%(partner)s: %(years)s years of membership",
                self.years,
            )
        else:
            words = ngettext(
                "%(partner)s: %(years)s year of relations",
                "%(partner)s: %(years)s years of relations",
                self.years,
            )
        return BilingualText(words % {"partner": partner, "years": self.years}, partner.language)

    def get_absolute_url(self) -> str:
        return self.partner.get_absolute_url()


def anniversaries(first: date, last: date, partner: Partner | None = None) -> list[Anniversary]:
    """Those of the public ties that can lie between two days, the earliest first; of one partner
    alone where it is given.
    """
    ties = Tie.objects.public().exclude(partner__status=Partner.Status.ENDED)
    if partner is not None:
        ties = ties.filter(partner=partner)
    ties = ties.select_related("partner__country").prefetch_related(
        shown(Agreement, "established_by")
    )
    found = [one for tie in ties for one in _of_tie(tie, first, last)]
    return sorted(found, key=lambda one: (one.when.sort_key, one.tie.code))


def _of_tie(tie: Any, first: date, last: date) -> Iterator[Anniversary]:
    began = _beginning(tie)
    if began is None or began.start is None:
        return
    for year in range(first.year, last.year + 1):
        when = _moved(began, year)
        if year <= began.start.year or not when.start or not when.end:
            continue
        has_ended = tie.until and tie.until.end and tie.until.end < when.end
        if when.start <= last and when.end >= first and not has_ended:
            yield Anniversary(tie, began, when, year - began.start.year)


def _beginning(tie: Any) -> PartialDate | None:
    """Since when the tie stands, or when its first founding document was signed; None where that
    is not known to the month.
    """
    signed = [document.signed_on for document in tie.established_by.all() if document.signed_on]
    known = [tie.since] if tie.since else sorted(signed, key=lambda when: when.sort_key)
    began = known[0] if known else None
    return began if began and began.precision in (Precision.DAY, Precision.MONTH) else None


def _moved(began: PartialDate, year: int) -> PartialDate:
    """The same day or month of another year; 28 February where that year has no 29th."""
    rest = began.text[len("2024") :]
    try:
        return PartialDate.parse(f"{year}{rest}")
    except DateError:
        return PartialDate.parse(f"{year}-02-28")
