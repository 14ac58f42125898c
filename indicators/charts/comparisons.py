"""What figures say of the same period of the year before and of the plan, both being 100."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foreign_affairs.templatetags.register import figure_comparisons
from indicators.charts.chart import Chart
from indicators.charts.kinds import HUNDRED, name_of_indicator, when_of
from indicators.charts.marks import Datum
from indicators.charts.rows import Rows


def comparisons_of(figure: Any) -> list[tuple[str, Decimal, str]]:
    """Each comparison of a figure: with what ("period" or "plan"), its place on a scale where that
    is 100, and in words.
    """
    places = []
    if figure.change_percent is not None:
        places.append(("period", HUNDRED + figure.change_percent))
    if figure.same_period_percent is not None:
        places.append(("period", figure.same_period_percent))
    if figure.plan_percent is not None:
        places.append(("plan", figure.plan_percent))
    words = figure_comparisons(figure)
    return [(what, place, said) for (what, place), said in zip(places, words, strict=True)]


def chart_of_comparisons(figure: Any, key: str) -> Chart | None:
    """All that one figure says; None where it says nothing."""
    data = [_datum(figure, place, capfirst(said)) for _what, place, said in comparisons_of(figure)]
    if not data:
        return None
    heading = _("Compared with the same period and the plan")
    return Chart(
        key=key,
        heading=heading,
        title=f"{figure.name}: {heading}",
        drawing=Rows.of(data, reference=HUNDRED),
        figures=(figure,),
        data=tuple(data),
        tick_mark="%",
        reference=_("Dashed line: the same period of the previous year, or the plan"),
    )


def charts_of_comparisons(figures: Sequence[Any], key: str) -> list[Chart]:
    """What several indicators' figures of one period say, where at least two say the same kind."""
    headings = {
        "period": (
            _("On the same period of the previous year"),
            _("Dashed line: the same period of the previous year"),
        ),
        "plan": (_("Share of the plan"), _("Dashed line: the plan")),
    }
    charts = []
    for wanted, (heading, reference) in headings.items():
        said = [
            (figure, _datum(figure, place, name_of_indicator(figure), words))
            for figure in figures
            for what, place, words in comparisons_of(figure)
            if what == wanted
        ]
        if len({figure.pk for figure, _datum in said}) > 1:
            data = tuple(datum for _figure, datum in said)
            charts.append(
                Chart(
                    key=f"{key}-{wanted}",
                    heading=heading,
                    title=f"{heading}: {when_of(figures[0])}",
                    drawing=Rows.of(data, reference=HUNDRED),
                    figures=tuple(dict.fromkeys(figure for figure, _datum in said)),
                    data=data,
                    tick_mark="%",
                    reference=reference,
                )
            )
    return charts


def _datum(figure: Any, place: Decimal, label: str, words: str = "") -> Datum:
    return Datum(label, place, words, nature=figure.nature, is_disputed=figure.is_disputed)
