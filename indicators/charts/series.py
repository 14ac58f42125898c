"""Which figures may stand in one drawing: never two kinds of period, nor "to date" beside single
periods, nor two units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from indicators.charts.spans import Kind, Span, period_key
from indicators.models import Observation
from indicators.models.figures import SUBJECT_FIELDS

NATURES = tuple(Observation.Nature)


@dataclass(frozen=True)
class Series:
    """Figures of one indicator about one thing, for periods of one kind, the oldest first."""

    span: Span
    is_cumulative: bool
    figures: tuple[Any, ...]

    @property
    def drawable(self) -> tuple[Any, ...]:
        return tuple(figure for figure in self.figures if figure.value is not None)

    @property
    def is_comparison(self) -> bool:
        """Whether there is anything to see beside a single number."""
        return self.span.is_repeated and len(self.drawable) > 1

    def of_nature(self, figure: Any) -> tuple[Any, ...]:
        """The undisputed figures of the same nature as `figure`, up to it."""
        return tuple(
            other
            for other in self.drawable
            if other.nature == figure.nature
            and not other.is_disputed
            and period_key(other.period) <= period_key(figure.period)
        )


def about(figure: Any) -> tuple[int | None, ...]:
    """What the figure is about, as its foreign keys: all None for the province."""
    return tuple(getattr(figure, f"{field}_id") for field in SUBJECT_FIELDS)


def comparable(figure: Any) -> tuple[Any, ...]:
    """What figures of one series have in common."""
    return figure.indicator_id, about(figure), Span.of(figure.period), figure.is_cumulative


def in_time(figure: Any) -> tuple[Any, ...]:
    """Sorts from the oldest on, in one period the actual before the estimate before the plan."""
    return period_key(figure.period), NATURES.index(figure.nature), figure.code


def series_of(figures: Iterable[Any]) -> list[Series]:
    """All series of the figures, whole years first, what has no date last."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for figure in sorted(figures, key=in_time):
        groups[comparable(figure)].append(figure)
    found = [Series(key[2], key[3], tuple(group)) for key, group in groups.items()]
    return sorted(found, key=lambda series: (series.span, series.is_cumulative))


# --- a whole and its parts ------------------------------------------------------------------

Sum = Literal["exact", "different", "unknown"]


@dataclass(frozen=True)
class Breakdown:
    """An indicator's figure and those of its parts, for one thing, period and nature.

    There is no whole where no source gives one, and more than one where sources disagree.
    """

    period: Any
    wholes: tuple[Any, ...]
    parts: tuple[Any, ...]

    @property
    def figures(self) -> tuple[Any, ...]:
        return (*self.wholes, *self.parts)

    @property
    def adds_up(self) -> Sum:
        """Whether the parts make the whole; "unknown" where adding them would mean nothing."""
        values = [figure.value for figure in self.figures]
        is_exact = all(not one.qualifier and one.value_to is None for one in self.figures)
        if len(self.wholes) != 1 or not is_exact or min(values) < 0 or values[0] == 0:
            return "unknown"
        # Two figures of one part are what two sources say of it.
        is_plain = len({part.indicator_id for part in self.parts}) == len(self.parts)
        if not is_plain or not is_additive(self.wholes[0].indicator):
            return "unknown"
        return "exact" if sum(values[1:], Decimal()) == values[0] else "different"


def is_additive(indicator: Any) -> bool:
    """Whether values can be added: percentages of different things cannot."""
    return indicator.unit_vi != "%"


def breakdowns(indicator: Any, figures: Iterable[Any]) -> list[Breakdown]:
    """The figures of an indicator and its parts, side by side where they can be, newest first.

    A part in another unit is no part of a whole: it is left to the tables.
    """
    groups: dict[Any, list[Any]] = defaultdict(list)
    for figure in figures:
        if figure.value is not None and figure.indicator.unit_vi == indicator.unit_vi:
            # What has no date is of one time only where one document says it.
            documents = () if figure.period else tuple(one.pk for one in figure.public_sources)
            key = about(figure), figure.period, documents, figure.nature, figure.is_cumulative
            groups[key].append(figure)
    found = []
    for (_about, period, *_rest), group in groups.items():
        wholes = tuple(figure for figure in group if figure.indicator_id == indicator.pk)
        parts = tuple(figure for figure in group if figure.indicator_id != indicator.pk)
        if len({figure.indicator_id for figure in parts}) + bool(wholes) > 1 and parts:
            ordered = sorted(parts, key=lambda part: (part.indicator.order, part.indicator.code))
            found.append(Breakdown(period, wholes, tuple(ordered)))
    dated = [one for one in found if one.period]
    dated.sort(key=lambda one: period_key(one.period), reverse=True)
    return [*dated, *(one for one in found if not one.period)]


# --- the same of different things -----------------------------------------------------------


def of_one_period(figures: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The figures of one indicator about different things for exactly the same period.

    The newest come first. Figures of different years are never put beside each other, nor those
    without a year.
    """
    groups: dict[Any, list[Any]] = defaultdict(list)
    for figure in figures:
        if figure.value is not None and Span.of(figure.period).kind is not Kind.UNDATED:
            groups[figure.period, figure.nature, figure.is_cumulative].append(figure)
    found = [group for group in groups.values() if len({about(figure) for figure in group}) > 1]
    found.sort(key=lambda group: period_key(group[0].period), reverse=True)
    return [tuple(group) for group in found]
