"""The public pages of what is measured and aimed at: indicators, figures, orientations."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foreign_affairs.models import Correction, Country
from foreign_affairs.text import sort_key
from foreign_affairs.views.base import RecordDetailView, RecordListView, shown, with_sources
from indicators.charts.chart import Chart, downloads_of
from indicators.charts.comparisons import chart_of_comparisons, charts_of_comparisons
from indicators.charts.kinds import (
    chart_of_breakdown,
    chart_of_series,
    chart_of_subjects,
    charts_of_percentages,
)
from indicators.charts.series import breakdowns, of_one_period, series_of
from indicators.charts.spans import period_key
from indicators.charts.trends import give_trends
from indicators.filters import IndicatorFilterSet, ObservationFilterSet, OrientationFilterSet
from indicators.models import Indicator, Observation, Orientation
from indicators.models.figures import SUBJECT_FIELDS
from partners.models import Partner

MOST_CHARTS = 4
"""So many charts of a kind are on a page, the newest; the tables have everything."""

MOST_CARDS = 12
"""More single figures stand in a table."""

FEW_OTHERS = 3
"""So many figures about others stand as cards; more of them compare better in a table."""

OF_THE_PROVINCE = {f"{field}__isnull": True for field in SUBJECT_FIELDS}


def branches(records: Iterable[Any]) -> list[Any]:
    """The records that are part of none of the others, each with its `children`."""
    known = {record.pk: record for record in records}
    roots: list[Any] = []
    for record in known.values():
        record.children = []
    for record in known.values():
        above = known.get(record.parent_id)
        (above.children if above else roots).append(record)
    return roots


def with_latest(indicators: Any) -> Any:
    """Annotates `latest_id`, the newest figure for the province (a plan only where there is
    nothing else), and `figure_count`, the number of figures about anything.
    """
    figures = Observation.objects.public().filter(indicator=OuterRef("pk")).order_by()
    newest = figures.filter(**OF_THE_PROVINCE).order_by(
        Case(When(nature=Observation.Nature.PLAN, then=Value(1)), default=Value(0)),
        Coalesce("period_end", "period_start").desc(nulls_last=True),
        "code",
    )
    counted = figures.values("indicator").annotate(number=Count("pk")).values("number")
    return indicators.annotate(
        latest_id=Subquery(newest.values("pk")[:1]),
        figure_count=Coalesce(Subquery(counted), Value(0)),
    )


def give_latest(indicators: Iterable[Any]) -> None:
    """Sets `latest` to the figure that `with_latest()` found, or None, in one query for all."""
    indicators = list(indicators)
    keys = [indicator.latest_id for indicator in indicators if indicator.latest_id]
    figures = {figure.pk: figure for figure in Observation.objects.with_names().filter(pk__in=keys)}
    for indicator in indicators:
        indicator.latest = figures.get(indicator.latest_id)


def newest_first(figures: Iterable[Any]) -> list[Any]:
    """By the end of the period, what has none last."""
    figures = list(figures)
    dated = [figure for figure in figures if figure.period]
    dated.sort(key=lambda figure: figure.period.sort_key[::-1], reverse=True)
    return [*dated, *(figure for figure in figures if not figure.period)]


def newest_of(figures: list[Any]) -> Any:
    """The last dated figure that is neither planned nor disputed, or None."""
    certain = (
        figure
        for figure in newest_first(figures)
        if figure.period
        and figure.value is not None
        and figure.nature != Observation.Nature.PLAN
        and not figure.is_disputed
    )
    return next(certain, None)


class TreeListView(RecordListView):
    """A list as a tree: a page has whole branches of what the filters leave."""

    paginate_by = 100

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        inside = queryset.order_by().values("pk")
        paginator, page, roots, is_paged = super().paginate_queryset(
            queryset.exclude(parent__in=inside), page_size
        )
        grown = {record.pk: record for record in branches(queryset)}
        page.object_list = [grown[root.pk] for root in roots]
        return paginator, page, page.object_list, is_paged


class IndicatorList(TreeListView):
    model = Indicator
    filterset_class = IndicatorFilterSet
    description = _(
        "The indicators by topic, with the latest figure for the province; each figure has a "
        "page of its own with its period, nature and source."
    )
    select = ("parent",)

    def get_queryset(self) -> QuerySet[Any]:
        topics = [
            When(topic=topic, then=Value(place)) for place, topic in enumerate(Indicator.Topic)
        ]
        return with_latest(super().get_queryset()).order_by(Case(*topics), "order", "code")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown_here, left = [], list(context["object_list"])
        while left:
            indicator = left.pop()
            shown_here.append(indicator)
            left += indicator.children
        give_latest(shown_here)
        give_trends(indicator.latest for indicator in shown_here)
        return context


class IndicatorDetail(RecordDetailView):
    model = Indicator
    select = ("parent",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = list(with_latest(self.object.parts.public().in_list_order()))
        give_latest(parts)
        figures = list(
            with_sources(
                Observation.objects.public()
                .with_names()
                .filter(indicator__in=[self.object, *parts])
                .in_list_order()
            )
        )
        own = [figure for figure in figures if figure.indicator_id == self.object.pk]
        own.sort(key=lambda figure: period_key(figure.period))
        about_others = [figure for figure in own if figure.subject]
        about_others.sort(key=lambda figure: sort_key(str(figure.subject.name)))
        of_the_province = [figure for figure in own if not figure.subject]
        charts = self.charts_over_time(of_the_province)
        drawn = {figure for chart in charts for figure in chart.figures}
        alone = newest_first(figure for figure in of_the_province if figure not in drawn)
        # A figure that stands alone is large enough.
        newest = newest_of(of_the_province)
        newest = None if newest in alone else newest
        give_trends([newest, *alone, *(part.latest for part in parts)])
        part_charts = self.charts_of_parts(figures)
        drawn_parts = {figure.indicator_id for chart in part_charts for figure in chart.figures}
        return super().get_context_data(
            newest=newest,
            alone=alone,
            are_cards=len(alone) <= MOST_CARDS,
            alone_downloads=downloads_of(alone),
            of_the_province=of_the_province,
            charts=charts,
            part_charts=part_charts,
            parts_left=[part for part in parts if part.pk not in drawn_parts],
            series=self.series(figures, parts),
            other_number=len(about_others),
            **self.charts_of_others(about_others),
            side_by_side=self.side_by_side(own),
            corrected=self.corrected(),
            **kwargs,
        )

    def charts_over_time(self, figures: list[Any]) -> list[Chart]:
        charts: list[Chart] = []
        for place, series in enumerate(series_of(figures)):
            chart = chart_of_series(series, f"time-{place}")
            said = charts_of_percentages(series, f"said-{place}")
            if chart and all(set(one.figures) <= set(chart.figures) for one in said):
                charts.append(chart.with_more(said))
            else:
                charts += [chart, *said] if chart else said
        return charts

    def charts_of_parts(self, figures: list[Any]) -> list[Chart]:
        """The whole with its parts, and what the newest of them say of before and of the plan."""
        found = breakdowns(self.object, figures)[:MOST_CHARTS]
        charts = [chart_of_breakdown(one, f"parts-{place}") for place, one in enumerate(found)]
        if found:
            said = charts_of_comparisons(found[0].figures, "compared")
            charts[0] = charts[0].with_more(said)
        return charts

    def charts_of_others(self, figures: list[Any]) -> dict[str, Any]:
        """`subject_charts`, and `about_others`: the figures that stand in none of them."""
        groups = of_one_period(figures)[:MOST_CHARTS]
        drawn = {figure for group in groups for figure in group}
        left = [figure for figure in figures if figure not in drawn]
        return {
            "subject_charts": [
                chart_of_subjects(group, f"subjects-{place}") for place, group in enumerate(groups)
            ],
            "about_others": left,
            "others_are_cards": len(left) <= FEW_OTHERS,
            "other_downloads": downloads_of(left),
        }

    def corrected(self) -> Any:
        """The accepted corrections of figures that were withdrawn for them."""
        withdrawn = (
            Observation.objects.nameable()
            .filter(indicator=self.object, state=Observation.State.WITHDRAWN)
            .order_by()
        )
        return (
            Correction.objects.accepted()
            .filter(about=Observation._meta.model_name, about_code__in=withdrawn.values("code"))
            .with_names()
            .in_list_order()
        )

    def series(self, figures: list[Any], parts: list[Any]) -> dict[str, Any] | None:
        """The figures for the province as a table: the indicator and its parts by period; None
        where the parts have figures for a single period.
        """
        cells: dict[Any, list[Any]] = defaultdict(list)
        for figure in figures:
            if not figure.subject:
                cells[figure.indicator_id, figure.period].append(figure)
        if len({period for pk, period in cells if pk != self.object.pk}) < 2:
            return None
        periods = sorted({period for _pk, period in cells}, key=period_key)
        rows = [
            (indicator, [cells.get((indicator.pk, period), []) for period in periods])
            for indicator in (self.object, *parts)
        ]
        return {"periods": periods, "rows": rows}

    def side_by_side(self, figures: list[Any]) -> list[list[Any]]:
        """The figures about the same thing and period that come from different sources."""
        groups = defaultdict(list)
        for figure in figures:
            if figure.period:
                groups[figure.subject, figure.period].append(figure)
        return [
            group
            for group in groups.values()
            if len({tuple(source.pk for source in figure.public_sources) for figure in group}) > 1
        ]


class ObservationList(RecordListView):
    model = Observation
    filterset_class = ObservationFilterSet
    description = _(
        "Every figure in the register, of the province and of what is connected with it, with "
        "its period, nature and source."
    )

    def get_queryset(self) -> QuerySet[Any]:
        figures: Any = super().get_queryset()
        return with_sources(figures.with_names())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = getattr(self.filterset.form, "cleaned_data", {}).get("indicator")
        way = reverse("indicators:indicator_detail", args=[chosen]) if chosen else ""
        return super().get_context_data(drawn_at=way, **kwargs)


class ObservationDetail(RecordDetailView):
    model = Observation
    select = ("indicator", *SUBJECT_FIELDS, "partner__country", "association__organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figure = self.object
        about = {field: getattr(figure, f"{field}_id") for field in SUBJECT_FIELDS}
        series = list(
            with_sources(
                Observation.objects.public()
                .with_names()
                .filter(indicator=figure.indicator_id, **about)
                .in_list_order()
            )
        )
        series.sort(key=lambda other: period_key(other.period))
        chart = next(
            (
                chart_of_series(one, "series", main=figure)
                for one in series_of(series)
                if figure in one.figures
            ),
            None,
        )
        drawn = chart.figures if chart else ()
        others = [other for other in series if other != figure and other not in drawn]
        same_period = [other for other in others if other.period and other.period == figure.period]
        return super().get_context_data(
            chart=chart,
            compared=chart_of_comparisons(figure, "compared"),
            same_period=same_period,
            other_periods=[other for other in others if other not in same_period],
            **kwargs,
        )


class OrientationList(TreeListView):
    model = Orientation
    filterset_class = OrientationFilterSet
    description = _(
        "What policy documents aim at in foreign relations and development: viewpoints, goals, "
        "spaces, corridors, tasks and projects, by document."
    )
    select = ("parent",)


class OrientationDetail(RecordDetailView):
    model = Orientation
    select = ("parent__parent__parent",)
    prefetch = (
        "fields",
        shown(Partner, "partners", "country"),
        shown(Country, "countries"),
        shown(Orientation, "parts"),
        shown(Orientation, "parts__parts"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        above: list[Orientation] = []
        record = self.object.parent
        while record and record.is_public and record not in above:
            above.insert(0, record)
            record = record.parent
        return super().get_context_data(above=above, **kwargs)
