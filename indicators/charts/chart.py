"""A drawing and what stands around it on a page: description, legend, remarks, downloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from foreign_affairs.views.base import ENDINGS
from indicators.charts.columns import Columns
from indicators.charts.marks import Datum
from indicators.charts.rows import Rows
from indicators.models import Observation


@dataclass(frozen=True)
class Chart:
    """A drawing with its words. `key` tells it from the others of the page."""

    key: str
    heading: str
    title: str
    drawing: Rows | Columns
    figures: tuple[Any, ...]
    data: tuple[Datum, ...]
    unit: str = ""
    tick_mark: str = ""
    """What stands behind each number of the axis: "%" or nothing."""
    remarks: tuple[str, ...] = ()
    reference: str = ""
    """What the line across the bars stands for."""
    more: tuple[Chart, ...] = ()
    """Other drawings of the same figures: they share table and downloads."""

    def with_more(self, charts: Sequence[Chart]) -> Chart:
        return replace(self, more=tuple(charts))

    @property
    def description(self) -> str:
        """Everything that is drawn, in words."""
        return "; ".join(
            ": ".join(text for text in (datum.label, self._said(datum)) if text)
            for datum in self.data
        )

    def _said(self, datum: Datum) -> str:
        value = f"{datum.written} {self.unit}" if datum.written else ""
        return f"{value.strip()} {datum.note}".strip()

    @property
    def natures(self) -> list[tuple[str, str]]:
        """The natures that are drawn, with their names; none where all is actual."""
        drawn = {datum.nature for datum in self.data}
        named = [(nature.value, capfirst(str(nature.label))) for nature in Observation.Nature]
        return [pair for pair in named if pair[0] in drawn] if drawn != {"actual"} else []

    @property
    def has_disputed(self) -> bool:
        return any(datum.is_disputed for datum in self.data)

    @property
    def has_loose_ends(self) -> bool:
        return any(datum.reach for datum in self.data)

    @property
    def sources(self) -> list[Any]:
        """What all the figures come from; empty where they come from different documents."""
        first: list[Any] = self.figures[0].public_sources
        return first if all(figure.public_sources == first for figure in self.figures) else []

    @property
    def downloads(self) -> list[dict[str, str]]:
        return downloads_of(self.figures)


def downloads_of(figures: Iterable[Any]) -> list[dict[str, str]]:
    """The files with exactly these figures, as `includes/downloads.html` wants them."""
    query = "|".join(figure.code for figure in figures)
    return [
        {
            "label": ending.upper(),
            "url": f"{reverse('indicators:observation_download', args=[ending])}?figure={query}",
        }
        for ending in ENDINGS
    ]
