"""The public pages of what is measured and aimed at: indicators, figures, orientations."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from foreign_affairs.dates import PartialDate
from foreign_affairs.models import Country
from foreign_affairs.text import sort_key
from foreign_affairs.views.base import RecordDetailView, RecordListView, shown, with_sources
from indicators.filters import IndicatorFilterSet, ObservationFilterSet, OrientationFilterSet
from indicators.models import Indicator, Observation, Orientation
from indicators.models.figures import SUBJECT_FIELDS
from partners.models import Partner

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


def period_key(period: PartialDate | None) -> tuple[Any, ...]:
    """Sorts periods from the oldest on, undated figures last."""
    return (0, *period.sort_key) if period else (1,)


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
        "What is measured, by topic, with the latest figure for the province; each figure has a "
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
        return super().get_context_data(
            parts=parts,
            series=self.series(figures, parts),
            of_the_province=[figure for figure in own if not figure.subject],
            about_others=about_others,
            side_by_side=self.side_by_side(own),
            **kwargs,
        )

    def series(self, figures: list[Any], parts: list[Any]) -> dict[str, Any] | None:
        """The figures for the province as a table: the indicator and its parts by period."""
        cells: dict[Any, list[Any]] = defaultdict(list)
        for figure in figures:
            if not figure.subject:
                cells[figure.indicator_id, figure.period].append(figure)
        if not parts or not cells:
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


class ObservationDetail(RecordDetailView):
    model = Observation
    select = ("indicator", *SUBJECT_FIELDS, "association__organisation")

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
        series.remove(figure)
        same_period = [other for other in series if other.period and other.period == figure.period]
        return super().get_context_data(
            same_period=same_period,
            other_periods=[other for other in series if other not in same_period],
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
