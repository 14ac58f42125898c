"""The kinds of charts: over time, a whole and its parts, the same of different things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foreign_affairs.bilingual import BilingualText
from foreign_affairs.templatetags.register import figure_unit, number, partial_date, percent
from indicators.charts.chart import Chart
from indicators.charts.columns import Columns
from indicators.charts.marks import Datum
from indicators.charts.rows import Rows
from indicators.charts.series import Breakdown, Series, is_additive
from indicators.models import Observation

FEWEST_YEARS: Final = 3
"""With fewer, bars with their words beside them say more than columns."""
LONGEST_RUN: Final = 25
"""Over more years, gaps included, columns would be too thin."""
HUNDRED: Final = Decimal(100)
MOST_ROWS: Final = 40
"""More bars below each other nobody compares: the table has the others."""


def chart_of_series(series: Series, key: str, main: Any = None) -> Chart | None:
    """Figures of one thing over time; None where there is nothing to compare. `main` stands out.

    Of very many only the newest are drawn.
    """
    if not series.is_comparison:
        return None
    heading = series.span.name
    if series.is_cumulative:
        heading = _("%(heading)s, cumulative") % {"heading": heading}
    figures = series.drawable
    return _over_time(series, key, heading, figures, _in_time(figures, main))


def charts_of_percentages(series: Series, key: str) -> list[Chart]:
    """The changes on the same period, and the shares of the plan, that the sources state over
    time; each where there are at least two.
    """
    kinds = (
        ("change_percent", _("Year-on-year change"), None, ""),
        ("plan_percent", _("Share of the plan"), HUNDRED, _("Dashed line: the plan")),
    )
    charts = []
    for name, heading, line, reference in kinds:
        figures = tuple(figure for figure in series.figures if getattr(figure, name) is not None)
        if not series.span.is_repeated or len(figures) < 2:
            continue
        data = [
            _percentage(datum, getattr(figure, name))
            for figure, datum in zip(figures, _in_time(figures), strict=True)
        ]
        words = {
            "title": f"{figures[0].indicator.name}: {heading} ({series.span.name})",
            "unit": "",
            "tick_mark": "%",
            "reference": reference,
        }
        charts.append(_over_time(series, f"{key}-{name}", heading, figures, data, line, **words))
    return charts


def _over_time(
    series: Series,
    key: str,
    heading: str,
    figures: tuple[Any, ...],
    data: list[Datum],
    line: Decimal | None = None,
    **words: Any,
) -> Chart:
    drawing = _columns(series, figures, data, line)
    if drawing:
        return _chart(key, heading, drawing, figures, data, **words)
    data = data[-MOST_ROWS:]
    return _chart(key, heading, Rows.of(data, reference=line), figures, data, **words)


def _in_time(figures: Sequence[Any], main: Any = None) -> list[Datum]:
    return _labelled(figures, lambda figure: capfirst(when_of(figure)), main)


def _percentage(datum: Datum, value: Decimal) -> Datum:
    """What a figure says beside its value: nothing of how exact that is holds for it."""
    words = percent(value)
    return replace(datum, value=value, written=words, short=words, value_to=None, qualifier="")


def _columns(
    series: Series, figures: Sequence[Any], data: Sequence[Datum], line: Decimal | None
) -> Columns | None:
    if not series.span.is_once_a_year:
        return None
    by_year: dict[int, list[Datum]] = {}
    for figure, datum in zip(figures, data, strict=True):
        by_year.setdefault(figure.period.start.year, []).append(datum)
    years = by_year.keys()
    if len(years) < FEWEST_YEARS:
        return None
    # Two of one nature in one year can be told apart by words only.
    is_plain = all(len({d.nature for d in some}) == len(some) for some in by_year.values())
    fits = max(years) - min(years) < LONGEST_RUN
    return Columns.of(by_year, reference=line) if is_plain and fits else None


def chart_of_breakdown(breakdown: Breakdown, key: str) -> Chart:
    """A whole and its parts."""
    figures = breakdown.figures
    first = figures[0]
    sums = breakdown.adds_up
    data = [
        *_labelled(breakdown.wholes, name_of_indicator, is_main=True),
        *_labelled(breakdown.parts, name_of_indicator),
    ][:MOST_ROWS]
    if sums == "exact":
        whole = breakdown.wholes[0].value
        data = [datum if datum.is_main else _with_share(datum, whole) for datum in data]
    words = {
        "exact": _("The parts add up to the whole; their shares are calculated from the figures."),
        "different": _("The parts that the sources give do not add up to the whole."),
    }
    remarks = [words[sums]] if sums in words else []
    if not is_additive(first.indicator):
        remarks.append(_("These rates refer to different things and cannot be added up."))
    notes = dict.fromkeys(
        str(figure.source_note)
        for figure in breakdown.wholes or breakdown.parts
        if figure.is_disputed
    )
    heading = capfirst(when_of(first))
    if first.subject:
        heading = f"{first.subject.name}, {when_of(first)}"
    return _chart(
        key,
        heading,
        Rows.of(data),
        figures,
        data,
        remarks=(*remarks, *(note for note in notes if note)),
    )


def chart_of_subjects(figures: Sequence[Any], key: str) -> Chart:
    """Figures about different things for exactly the same period, in the order they are given."""
    data = _labelled(figures, lambda figure: figure.subject.name)[:MOST_ROWS]
    return _chart(key, capfirst(when_of(figures[0])), Rows.of(data), tuple(figures), data)


# --- words ----------------------------------------------------------------------------------


def _chart(
    key: str,
    heading: str,
    drawing: Rows | Columns,
    figures: tuple[Any, ...],
    data: Sequence[Datum],
    **words: Any,
) -> Chart:
    first = figures[0]
    if len(data) < len(figures):
        left = _("The chart shows %(drawn)s of %(total)s figures; the table has them all.")
        left %= {"drawn": number(len(data)), "total": number(len(figures))}
        words["remarks"] = (left, *words.get("remarks", ()))
    return Chart(
        key=key,
        heading=heading,
        drawing=drawing,
        figures=figures,
        data=tuple(data),
        **{
            "title": f"{first.indicator.name}: {heading}",
            "unit": figure_unit(first),
            "tick_mark": "%" if first.indicator.unit == "%" else "",
            **words,
        },
    )


def _labelled(
    figures: Sequence[Any],
    name: Callable[[Any], str],
    main: Any = None,
    *,
    is_main: bool = False,
) -> list[Datum]:
    """The data of figures; those of one name are told apart by their sources."""
    names = [name(figure) for figure in figures]
    times = Counter(names)
    return [
        Datum.of(
            figure,
            f"{label} – {_sources(figure)}" if times[label] > 1 else label,
            is_main=is_main or figure == main,
        )
        for figure, label in zip(figures, names, strict=True)
    ]


def _with_share(datum: Datum, whole: Decimal) -> Datum:
    share = percent(round(datum.value / whole * 100, 1).normalize())
    return replace(datum, written=f"{datum.written} ({share})")


def _sources(figure: Any) -> str:
    return "; ".join(str(source.name) for source in figure.public_sources)


def name_of_indicator(figure: Any) -> BilingualText:
    name: BilingualText = figure.indicator.name
    return name


def when_of(figure: Any) -> str:
    """The period of a figure, and its nature where that is not the usual one."""
    words = partial_date(figure.period) or _("Date not stated in the sources")
    if figure.nature == Observation.Nature.ACTUAL:
        return words
    return f"{words}, {figure.get_nature_display()}"
