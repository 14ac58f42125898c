"""Bars that lie below each other, each with its words above it: for names of any length.

Along the axis places are per cent of the room there is; across it they are rem, so that a drawing
is as legible on a phone, and with larger text, as on a wide screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Final

from indicators.charts.marks import Datum, Mark, extremes
from indicators.charts.scales import Scale

LONGEST_LINE: Final = 34
"""So many letters fit into the narrowest screen."""
LINE, BAR, GAP = 1.35, 0.9, 0.85
"""The height of a line of words, of a bar, and of what is between two rows, in rem."""
AXIS = 1.7


@dataclass(frozen=True)
class Line:
    """A line of words: some of the label, then the value, then what is noted of it."""

    y: float
    words: str = ""
    value: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    datum: Datum
    lines: tuple[Line, ...]
    top: float
    mark: Mark

    @property
    def middle(self) -> float:
        return round(self.top + BAR / 2, 3)


@dataclass(frozen=True)
class Rows:
    """`reference` is a value that all are compared with, like the plan's 100%."""

    rows: tuple[Row, ...]
    scale: Scale
    height: float
    reference: Decimal | None = None

    template = "includes/figure_rows.svg"
    bar = BAR

    @classmethod
    def of(cls, data: Sequence[Datum], *, reference: Decimal | None = None) -> Rows:
        """Lay out one row for each datum, in their order."""
        values = extremes(data) + ([] if reference is None else [reference])
        # Long numbers at the ticks would run into each other on a phone.
        longest = max(len(f"{value:f}".split(".")[0]) for value in values)
        scale = Scale.over(values, most=5 if longest < 6 else 3)
        rows, top = [], 0.0
        for datum in data:
            lines = _lines(datum, top)
            bar = round(top + len(lines) * LINE + 0.15, 3)
            rows.append(Row(datum, lines, bar, Mark.of(datum, scale)))
            top = bar + BAR + GAP
        return cls(tuple(rows), scale, round(top - GAP + AXIS, 3), reference)

    @property
    def floor(self) -> float:
        """Where the lines of the ticks end."""
        return round(self.height - AXIS + 0.3, 3)

    @property
    def ticks(self) -> list[tuple[float, Decimal]]:
        return [(self.scale.place(tick), tick) for tick in self.scale.ticks]

    @property
    def reference_place(self) -> float | None:
        return None if self.reference is None else self.scale.place(self.reference)


def _lines(datum: Datum, top: float) -> tuple[Line, ...]:
    lines = [{"words": line} for line in wrap(datum.label, LONGEST_LINE)] or [{}]
    for name, text in (("value", datum.written), ("note", datum.note)):
        length = len(" ".join([*lines[-1].values(), text]))
        if text and length > LONGEST_LINE:
            lines.append({})
        if text:
            lines[-1][name] = text
    return tuple(
        Line(round(top + (number + 0.8) * LINE, 3), **line) for number, line in enumerate(lines)
    )
