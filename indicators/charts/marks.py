"""What one figure is in a drawing: its value in words, and how far it reaches along the axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from foreign_affairs.bilingual import BilingualText
from foreign_affairs.templatetags.register import figure_number, number
from indicators.charts.scales import Scale

_SIGNS: Final = {"about": "≈ ", "more": "> ", "less": "< "}
_LOOSE: Final = Decimal("0.03")
"""How far “about” and “more than” reach beyond the value, as a part of it."""


@dataclass(frozen=True)
class Datum:
    """A value to draw: `label` says what it is, `written` how the page writes it, `short` where
    there is little room.
    """

    label: str
    value: Decimal
    written: str
    short: str = ""
    value_to: Decimal | None = None
    qualifier: str = ""
    nature: str = "actual"
    is_disputed: bool = False
    is_main: bool = False

    @classmethod
    def of(cls, figure: Any, label: str, *, is_main: bool = False) -> Datum:
        """The value of a figure that has one."""
        return cls(
            label=label,
            value=figure.value,
            written=figure_number(figure),
            short=_short(figure),
            value_to=figure.value_to,
            qualifier=figure.qualifier,
            nature=figure.nature,
            is_disputed=figure.is_disputed,
            is_main=is_main,
        )

    @property
    def note(self) -> str:
        """What has to be said wherever the value is."""
        return f"({_('disputed')})" if self.is_disputed else ""

    @property
    def other_language(self) -> str:
        """The language of a label that is not in that of the page, otherwise ''."""
        label = self.label
        return label.language if isinstance(label, BilingualText) and label.is_fallback else ""

    @property
    def reach(self) -> tuple[Decimal, Decimal] | None:
        """From where to where the value may lie, as far as the source leaves it open.

        How much “about” is no source says: the line only shows that the end is not exact.
        """
        loose = self.value * _LOOSE
        if self.value_to is not None:
            return self.value, self.value_to
        match self.qualifier:
            case "about":
                return self.value - loose, self.value + loose
            case "more":
                return self.value, self.value + 2 * loose
            case "less":
                return self.value - 2 * loose, self.value
        return None

    @property
    def drawn_to(self) -> Decimal:
        """Where the full bar ends: what is “less than” does not reach its value."""
        return self.reach[0] if self.reach and self.qualifier == "less" else self.value


def _short(figure: Any) -> str:
    if figure.value_to is not None:
        return figure_number(figure)
    mark = "%" if figure.indicator.unit == "%" else ""
    return f"{_SIGNS.get(figure.qualifier, '')}{number(figure.value)}{mark}"


def extremes(data: Iterable[Datum]) -> list[Decimal]:
    """All values that an axis has to cover."""
    data = list(data)
    return [datum.value for datum in data] + [
        end for datum in data if datum.reach for end in datum.reach
    ]


@dataclass(frozen=True)
class Mark:
    """The places of a datum along an axis: a full bar from `low` to `high`, and a thin line over
    `whisker` where the value is not exact.
    """

    low: float
    high: float
    whisker: tuple[float, float] | None

    @classmethod
    def of(cls, datum: Datum, scale: Scale) -> Mark:
        low, high = sorted((scale.zero, scale.place(datum.drawn_to)))
        ends = sorted(scale.place(end) for end in datum.reach) if datum.reach else None
        return cls(low, high, (ends[0], ends[1]) if ends else None)

    @property
    def size(self) -> float:
        return round(self.high - self.low, 3)
