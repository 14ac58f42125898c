"""The home page: the one page, beside the country's, that looks at all apps."""

from collections import Counter
from typing import Any

from django.db.models import CharField, Value
from django.views.generic import TemplateView

from events.calendars import Entry, near_anniversaries
from events.models import Event, Programme
from foreign_affairs.dates import today
from foreign_affairs.models import NamedRecord, Record
from foreign_affairs.search import searchable_models
from foreign_affairs.text import sort_key
from foreign_affairs.views.base import by_name
from indicators.charts.trends import give_trends
from indicators.models import Indicator, Observation
from indicators.models.figures import SUBJECT_FIELDS
from partners.models import Agreement, AgreementStatus, Partner
from partners.places import MOST_NAMED

NEXT = 3
"""So many things to come are shown: events first, then anniversaries."""
NEWEST = 3
"""So many agreements are shown, and at most so many changes."""
KEY_TOPICS = (
    Indicator.Topic.STANDING,
    Indicator.Topic.GROWTH,
    Indicator.Topic.TRADE,
    Indicator.Topic.INVESTMENT,
    Indicator.Topic.INDUSTRY,
    Indicator.Topic.BUDGET,
)


class HomeView(TemplateView):
    template_name = "foreign_affairs/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agreements = Agreement.objects.public()
        return super().get_context_data(
            **get_partners(),
            agreement_total=agreements.total(),
            agreements=agreements.with_status()
            .exclude(status=AgreementStatus.PREPARED)
            .filter(signed_on_start__isnull=False)
            .in_list_order()[:NEWEST],
            changes=get_changes(),
            programme_number=Programme.objects.public().count(),
            **get_events(),
            figures=get_key_figures(),
            **kwargs,
        )


def get_partners() -> dict[str, Any]:
    """`partners`, and those that are `named`; how many there are of each status; the `countries`
    of the established ones with the number of each, most first; and how many established ones are
    `bodies` of no country.
    """
    partners = list(Partner.objects.public().with_names().order_by(by_name(), "code"))
    established = [row for row in partners if row.status == Partner.Status.ESTABLISHED]
    numbers = Counter(row.country for row in established)
    bodies = numbers.pop(None, 0)
    return {
        "partners": partners,
        "named": partners[:MOST_NAMED],
        "partner_numbers": {
            status: sum(row.status == status for row in partners)
            for status in Partner.Status.values
        },
        "countries": sorted(
            numbers.items(), key=lambda found: (-found[1], sort_key(str(found[0].name)))
        ),
        "bodies": bodies,
    }


def get_events() -> dict[str, Any]:
    """`upcoming` events and `anniversaries`, the nearest first; and the `last` event held."""
    events = Event.objects.public().select_related("country")
    dated = events.filter(held_on_start__isnull=False)
    upcoming = list(dated.upcoming().order_by("held_on_start", "code")[:NEXT])
    last = dated.filter(status__in=(Event.Status.HELD, Event.Status.REPORTED)).in_list_order()
    return {
        "upcoming": upcoming,
        "anniversaries": get_anniversaries(NEXT - len(upcoming)),
        "last": last.first(),
    }


def get_anniversaries(number: int) -> list[Entry]:
    day = today()
    ahead = [entry for entry in near_anniversaries() if entry.when.end and entry.when.end >= day]
    return ahead[:number]


def get_changes() -> list[NamedRecord]:
    """What people changed last. What came with a folder of the register was changed by nobody."""
    named: list[Any] = [model for model in searchable_models() if issubclass(model, NamedRecord)]
    columns = ("code", "name_vi", "name_en", "changed_at")
    rows = [
        model.objects.public()
        .filter(changed_by__isnull=False)
        .order_by()
        .annotate(label=Value(model._meta.label, output_field=CharField()))
        .values("label", *columns)
        for model in named
    ]
    models = {model._meta.label: model for model in named}
    newest = rows[0].union(*rows[1:], all=True).order_by("-changed_at", "code")[:NEWEST]
    return [models[row.pop("label")](**row, state=Record.State.PUBLISHED) for row in newest]


def get_key_figures() -> list[Observation]:
    """Of each key topic the newest actual figure of its first indicator, for the province, with
    its trend.
    """
    figures = (
        Observation.objects.public()
        .with_names()
        .filter(
            indicator__topic__in=KEY_TOPICS,
            nature=Observation.Nature.ACTUAL,
            value__isnull=False,
            is_disputed=False,
            period_start__isnull=False,
            **{f"{subject}__isnull": True for subject in SUBJECT_FIELDS},
        )
        .order_by("indicator__order", "indicator__code", "-period_end", "code")
    )
    first: dict[str, Observation] = {}
    for figure in figures:
        first.setdefault(figure.indicator.topic, figure)
    found = [first[topic] for topic in KEY_TOPICS if topic in first]
    give_trends(found)
    return found
