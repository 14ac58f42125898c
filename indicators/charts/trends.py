"""The trend of one figure, small enough to stand beside its number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q
from django.utils.text import capfirst

from foreign_affairs.templatetags.register import figure_value, partial_date
from indicators.charts.comparisons import comparisons_of
from indicators.charts.kinds import HUNDRED
from indicators.charts.scales import Scale
from indicators.charts.series import Series, about, comparable, series_of
from indicators.models import Observation
from indicators.models.figures import SUBJECT_FIELDS

MOST: Final = 8
"""So many columns are legible at this size."""
WIDTH, HEIGHT = 96.0, 28.0


UNKNOWN: Final = Decimal("Infinity")


def bounds(figure: Any) -> tuple[Decimal, Decimal]:
    """The least and the greatest that a value can be; how far “about” reaches nobody knows."""
    if figure.value_to is not None:
        return figure.value, figure.value_to
    match figure.qualifier:
        case "about":
            return -UNKNOWN, UNKNOWN
        case "more":
            return figure.value, UNKNOWN
        case "less":
            return -UNKNOWN, figure.value
    return figure.value, figure.value


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    is_last: bool


@dataclass(frozen=True)
class Trend:
    """The undisputed figures of one series and nature up to `figure`, the oldest first."""

    figure: Any
    figures: tuple[Any, ...]

    width, height = WIDTH, HEIGHT

    @property
    def previous(self) -> Any:
        return self.figures[-2]

    @property
    def direction(self) -> str:
        """How the figure stands to the one before: "up", "down", "level"; "" where “about”,
        “more than” or a range leaves that open.
        """
        (low, high), (low_before, high_before) = bounds(self.figure), bounds(self.previous)
        if low > high_before:
            return "up"
        if high < low_before:
            return "down"
        return "level" if low == high == low_before == high_before else ""

    @property
    def description(self) -> str:
        return "; ".join(
            f"{capfirst(partial_date(figure.period))}: {figure_value(figure)}"
            for figure in self.slots
            if figure
        )

    @property
    def slots(self) -> list[Any]:
        """The figures with a None for each year in between that has none."""
        by_year = {figure.period.start.year: figure for figure in self.figures if is_yearly(figure)}
        if len(by_year) < len(self.figures):
            return list(self.figures[-MOST:])
        years = range(min(by_year), max(by_year) + 1)
        return [by_year.get(year) for year in years][-MOST:]

    @property
    def columns(self) -> list[Column]:
        slots = self.slots
        scale = Scale.over((figure.value for figure in slots if figure), length=HEIGHT)
        room = WIDTH / max(len(slots), 4)
        columns = []
        for place, figure in enumerate(slots):
            if figure:
                low, high = sorted((scale.zero, scale.place(figure.value)))
                columns.append(
                    Column(
                        x=round(place * room, 2),
                        y=round(HEIGHT - high, 2),
                        width=round(room - 3, 2),
                        height=round(max(high - low, 1.0), 2),
                        is_last=figure == self.figure,
                    )
                )
        return columns

    @property
    def zero(self) -> float:
        values = (figure.value for figure in self.slots if figure)
        return round(HEIGHT - Scale.over(values, length=HEIGHT).zero, 2)


@dataclass(frozen=True)
class Meter:
    """One comparison of a figure: a bar, and the line that stands for 100%."""

    words: str
    place: Decimal

    width, height = WIDTH, 10.0

    @property
    def scale(self) -> Scale:
        return Scale((min(self.place, Decimal()), max(self.place, HUNDRED)), WIDTH)

    @property
    def bar(self) -> tuple[float, float]:
        low, high = sorted((self.scale.zero, self.scale.place(self.place)))
        return low, round(high - low, 2)

    @property
    def line(self) -> float:
        return self.scale.place(HUNDRED)


def meters_of(figure: Any) -> list[Meter]:
    return [Meter(words, place) for _what, place, words in comparisons_of(figure)]


def give_trends(figures: Iterable[Any]) -> None:
    """Sets `trend` on each of these public figures, for `{% trend figure %}`: a Trend, or None
    where there is nothing to compare with. One query for all.
    """
    figures = [figure for figure in figures if figure is not None]
    others = Observation.objects.public().select_related("indicator")
    others = others.filter(indicator__in={figure.indicator_id for figure in figures})
    wanted = Q(pk__in=())
    for subject in {about(figure) for figure in figures}:
        wanted |= Q(**dict(zip((f"{name}_id" for name in SUBJECT_FIELDS), subject, strict=True)))
    found = {comparable(one.figures[0]): one for one in series_of(others.filter(wanted))}
    for figure in figures:
        figure.trend = trend_of(figure, found.get(comparable(figure)))


def trend_of(figure: Any, series: Series | None) -> Trend | None:
    if series is None or figure.value is None or not series.is_comparison or figure.is_disputed:
        return None
    alike = series.of_nature(figure)
    # Two figures for one time are a disagreement, not a trend.
    periods = {other.period for other in alike}
    if len(alike) < 2 or len(periods) < len(alike) or alike[-1] != figure:
        return None
    return Trend(figure, alike)


def is_yearly(figure: Any) -> bool:
    return series_of([figure])[0].span.is_once_a_year
