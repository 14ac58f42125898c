"""The home page: the one page, beside the country's, that looks at all apps."""

from typing import Any

from django.views.generic import TemplateView

from events.models import Event, Programme
from foreign_affairs.views.base import by_name
from indicators.models import Indicator, Observation
from indicators.models.figures import SUBJECT_FIELDS
from partners.models import Agreement, AgreementStatus, Partner

NEWEST = 4
"""So many events and agreements are shown."""
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
            **self.get_partners(),
            agreement_total=agreements.total(),
            agreements=agreements.with_status()
            .exclude(status=AgreementStatus.PREPARED)
            .filter(signed_on_start__isnull=False)
            .in_list_order()[:NEWEST],
            programme_number=Programme.objects.public().count(),
            **self.get_events(),
            figures=self.get_key_figures(),
            **kwargs,
        )

    def get_partners(self) -> dict[str, Any]:
        """`partners`, and how many are established or prospective, in how many countries."""
        rows = Partner.objects.public().select_related("country")
        partners = list(rows.order_by(by_name(), "code"))
        numbers = {
            status: sum(partner.status == status for partner in partners)
            for status in Partner.Status.values
        }
        established = [row for row in partners if row.status == Partner.Status.ESTABLISHED]
        countries = {row.country_id for row in established if row.country_id}
        return {
            "partners": partners,
            "partner_numbers": numbers,
            "country_number": len(countries),
        }

    def get_events(self) -> dict[str, Any]:
        """`upcoming` events, the nearest first, and as many of the `last` ones as then fit."""
        events = Event.objects.public().select_related("country")
        dated = events.filter(held_on_start__isnull=False)
        upcoming = list(dated.upcoming().order_by("held_on_start", "code")[:NEWEST])
        last = dated.filter(status__in=(Event.Status.HELD, Event.Status.REPORTED)).in_list_order()
        return {"upcoming": upcoming, "last": last[: max(NEWEST - len(upcoming), 1)]}

    def get_key_figures(self) -> list[Observation]:
        """Of each key topic the newest actual figure of its first indicator, for the province."""
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
        return [first[topic] for topic in KEY_TOPICS if topic in first]
