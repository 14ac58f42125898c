"""Columns over an axis of years, with a gap for each year that has no figure.

Up and down places are rem, sideways per cent of a width that is never less than `width` rem. Of one
year, the plan is the widest and stands behind, the actual figure the narrowest and before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from indicators.charts.marks import Datum, Mark, extremes
from indicators.charts.scales import Scale

HEIGHT: Final = 11.0
ABOVE, BELOW = 1.6, 0.5
"""The room for values above the highest tick, and below the years, in rem."""
YEAR_LINE = 1.35
LETTER = 0.56
"""About the width of a letter or digit, in rem."""
PHONE, DESK = 15.5, 42.0
"""The room on the narrowest screen, and on one where a drawing has its full width, in rem."""
NAME = 2.5
"""The room of a year's name, in rem."""
NARROWEST = 1.1
"""A year's room where there are many, in rem."""
WIDTHS: Final = {"plan": 0.86, "estimate": 0.64, "actual": 0.42}
ONLY_WIDTH = 0.64
"""The parts of a year's room that columns take: of several natures, of one."""


@dataclass(frozen=True)
class Column:
    """`x` is the left side, `mark` goes upwards; `top` and `bottom` are measured downwards."""

    datum: Datum
    x: float
    width: float
    mark: Mark

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 3)

    @property
    def top(self) -> float:
        return _down(self.mark.high)

    @property
    def bottom(self) -> float:
        return _down(self.mark.low)

    @property
    def whisker(self) -> tuple[float, float] | None:
        ends = self.mark.whisker
        return (_down(ends[1]), _down(ends[0])) if ends else None

    @property
    def ends(self) -> tuple[float, float]:
        """The highest and the lowest place of the column with its whisker."""
        whisker = self.whisker or (self.top, self.bottom)
        return min(self.top, whisker[0]), max(self.bottom, whisker[1])


@dataclass(frozen=True)
class Year:
    """The columns of a year, from the back to the front."""

    year: int
    middle: float
    columns: tuple[Column, ...]
    room: str
    """Where its name has room: "any", "roomy" or "none"."""

    @property
    def front(self) -> Column:
        return self.columns[-1]

    @property
    def has_clear_end(self) -> bool:
        """Whether a value at the end of the foremost column can be about no other."""
        highest = min((column.ends[0] for column in self.columns), default=0.0)
        lowest = max((column.ends[1] for column in self.columns), default=0.0)
        return bool(self.columns) and self.front.ends == (highest, lowest)


@dataclass(frozen=True)
class Label:
    """A value at a column; `anchor` is the side of the text that stands at `x`."""

    text: str
    x: float
    y: float
    anchor: str
    room: str = "any"
    """Where it is shown: on "any" screen, only on a "roomy" or only on a "cramped" one."""


@dataclass(frozen=True)
class Columns:
    years: tuple[Year, ...]
    labels: tuple[Label, ...]
    scale: Scale
    width: float
    """In rem: narrower, the columns would run into each other."""
    reference: Decimal | None = None

    template = "includes/figure_columns.svg"

    @classmethod
    def of(
        cls, data: Mapping[int, Sequence[Datum]], *, reference: Decimal | None = None
    ) -> Columns:
        """Lay out the data of each year that has some, in each the foremost first."""
        every = [datum for some in data.values() for datum in some]
        values = extremes(every) + ([] if reference is None else [reference])
        scale = Scale.over(values, length=HEIGHT)
        run = range(min(data), max(data) + 1)
        room = 100 / len(run)
        gutter = _gutter(scale)
        longest = max(len(some[0].short) for some in data.values()) * LETTER + 0.4
        needed = len(run) * longest + gutter
        slot = max(longest, NAME) if needed <= PHONE else NARROWEST
        step = ceil(NAME / slot)
        others = "roomy" if len(run) * NAME + gutter <= DESK else "none"
        widths = WIDTHS if len({datum.nature for datum in every}) > 1 else {}
        years = tuple(
            Year(
                year,
                round((place + 0.5) * room, 3),
                _behind(data.get(year, ()), (place + 0.5) * room, room, widths, scale),
                others if (run[-1] - year) % step else "any",
            )
            for place, year in enumerate(run)
        )
        if needed <= PHONE:
            labels = _every_label(years)
        elif needed <= DESK:
            labels = (*_every_label(years, "roomy"), *_few_labels(years, "cramped"))
        else:
            labels = _few_labels(years)
        return cls(years, labels, scale, round(len(run) * slot, 1), reference)

    @property
    def years_y(self) -> float:
        """The line of the years, below the values of columns that hang."""
        return round(HEIGHT + ABOVE + YEAR_LINE + (1.2 if self.scale.zero else 0), 3)

    @property
    def height(self) -> float:
        return round(self.years_y + BELOW, 3)

    @property
    def gutter(self) -> int:
        """The room left of the axis for the longest number at a tick, in rem."""
        return _gutter(self.scale)

    @property
    def ticks(self) -> list[tuple[float, Decimal]]:
        return [(_down(self.scale.place(tick)), tick) for tick in self.scale.ticks]

    @property
    def reference_place(self) -> float | None:
        return None if self.reference is None else _down(self.scale.place(self.reference))

    @property
    def zero(self) -> float:
        return _down(self.scale.zero)


def _gutter(scale: Scale) -> int:
    longest = max(len(f"{tick:,f}") for tick in scale.ticks)
    return min(10, ceil(longest * 0.5 + 0.8))


def _behind(
    data: Sequence[Datum], middle: float, room: float, widths: Mapping[str, float], scale: Scale
) -> tuple[Column, ...]:
    columns = []
    for datum in reversed(data):
        width = room * widths.get(datum.nature, ONLY_WIDTH)
        mark = Mark.of(datum, scale)
        columns.append(Column(datum, round(middle - width / 2, 3), round(width, 3), mark))
    return tuple(columns)


def _every_label(years: Sequence[Year], room: str = "any") -> tuple[Label, ...]:
    clear = (year for year in years if year.has_clear_end)
    return tuple(_label(year, [year.front], "middle", room) for year in clear)


def _few_labels(years: Sequence[Year], room: str = "any") -> tuple[Label, ...]:
    """The last value that is no plan and the highest, each clear of all that it would run into."""
    filled = [year for year in years if year.columns]
    clear = [year for year in filled if year.has_clear_end]
    known = [year for year in clear if year.front.datum.nature != "plan"] or clear
    if not known:
        return ()
    last, highest = known[-1], max(known, key=lambda year: year.front.datum.value)
    reach = _years_wide(last)
    labels = [_label(last, _columns(filled, last.year - reach + 1, last.year), "end", room)]
    half = ceil(_years_wide(highest) / 2)
    if years[0].year + half <= highest.year <= last.year - reach - half:
        near = _columns(filled, highest.year - half, highest.year + half)
        labels.append(_label(highest, near, "middle", room))
    return tuple(labels)


def _years_wide(year: Year) -> int:
    """Over so many years the value reaches where each has the least room."""
    return ceil((len(year.front.datum.short) * LETTER + 0.4) / NARROWEST)


def _columns(years: Sequence[Year], first: int, last: int) -> list[Column]:
    return [column for year in years if first <= year.year <= last for column in year.columns]


def _label(year: Year, near: Sequence[Column], anchor: str, room: str) -> Label:
    """Above a column, below one that hangs, and clear of those near to it."""
    column = year.front
    if column.datum.value < 0:
        y = max(other.ends[1] for other in near) + 1.05
    else:
        y = min(other.ends[0] for other in near) - 0.4
    x = round(column.x + column.width, 3) if anchor == "end" else column.middle
    return Label(column.datum.short, x, round(y, 3), anchor, room)


def _down(place: float) -> float:
    return round(HEIGHT + ABOVE - place, 3)
