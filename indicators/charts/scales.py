"""From values to places: round numbers for an axis that begins at nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import count
from typing import Final

_STEPS: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))


def ticks(values: Iterable[Decimal], most: int) -> list[Decimal]:
    """At most `most` (three or more) round numbers at even distances, which cover zero and all
    `values`.
    """
    values = list(values)
    low, high = min([*values, Decimal()]), max([*values, Decimal()])
    if low == high:
        return [Decimal(), Decimal(1)]
    for power in count(((high - low) / most).adjusted() - 1):
        for step in _STEPS:
            size = step.scaleb(power)
            first = (low / size).to_integral_value(ROUND_FLOOR)
            last = (high / size).to_integral_value(ROUND_CEILING)
            if last - first < most:
                return [size * number for number in range(int(first), int(last) + 1)]
    raise AssertionError  # pragma: no cover - the powers go on until a step is large enough


@dataclass(frozen=True)
class Scale:
    """Places from 0 to `length` for the values between the first and the last tick."""

    ticks: tuple[Decimal, ...]
    length: float = 100.0

    @classmethod
    def over(cls, values: Iterable[Decimal], *, most: int = 5, length: float = 100.0) -> Scale:
        return cls(tuple(ticks(values, most)), length)

    def place(self, value: Decimal) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return round(float((value - low) / (high - low)) * self.length, 3)

    @property
    def zero(self) -> float:
        return self.place(Decimal())
