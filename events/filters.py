from typing import Any

import django_filters
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from events.models import Commitment, Delegation, Event, Programme, Recognition
from foreign_affairs.filters import (
    FIRST_YEAR,
    LAST_YEAR,
    NEWEST_FIRST,
    RecordFilterSet,
    WordFilter,
    YearFilter,
    countries_of,
    country_filter,
    field_filter,
    partner_filter,
    partners_of,
)
from partners.models import Partner


class EventFilterSet(RecordFilterSet):
    orders = ("newest", "oldest")
    dated = "held_on"
    kind = WordFilter(Event.Kind, _("Kind"))
    status = WordFilter(Event.Status, _("Status"))
    ahead = django_filters.ChoiceFilter(
        label=_("Announced events"),
        empty_label=_("All"),
        choices=(
            ("upcoming", _("Upcoming")),
            ("unconfirmed", _("Past their date, not confirmed since")),
        ),
        method="filter_ahead",
    )
    location = WordFilter(Event.Location, _("Location"))
    country = country_filter("country", *countries_of("participants"))
    partner = partner_filter(Partner, *partners_of("participants"))
    year_from = YearFilter("held_on", "from")
    year_to = YearFilter("held_on", "to")

    def filter_ahead(self, events: Any, name: str, value: str) -> Any:
        return events.upcoming() if value == "upcoming" else events.unconfirmed()


class DelegationFilterSet(RecordFilterSet):
    orders = NEWEST_FIRST
    dated = "period"
    direction = WordFilter(Delegation.Direction, _("Direction"))
    rank = WordFilter(Delegation.Rank, _("Class"))
    channel = WordFilter(Delegation.Channel, _("Channel"))
    status = WordFilter(Delegation.Status, _("Status"))
    country = country_filter("countries__country", *countries_of("participants"))
    partner = partner_filter(Partner, *partners_of("participants"))
    year_from = YearFilter("period", "from")
    year_to = YearFilter("period", "to")


class ProgrammeFilterSet(RecordFilterSet):
    orders = NEWEST_FIRST
    dated = "started_on"
    kind = WordFilter(Programme.Kind, _("Kind"))
    status = WordFilter(Programme.Status, _("Status"))
    field = field_filter()
    country = country_filter(*countries_of("participants"))
    partner = partner_filter(Partner, *partners_of("participants"))
    year_from = YearFilter("started_on", "from")
    year_to = YearFilter("started_on", "to")


class CommitmentFilterSet(RecordFilterSet):
    orders = NEWEST_FIRST
    dated = "said_on"
    kind = WordFilter(Commitment.Kind, _("Kind"))
    status = WordFilter(Commitment.Status, _("Status"))
    country = country_filter(*countries_of("parties"))
    partner = partner_filter(Partner, *partners_of("parties"))
    year_from = YearFilter("said_on", "from")
    year_to = YearFilter("said_on", "to")


class RecognitionFilterSet(RecordFilterSet):
    orders = NEWEST_FIRST
    kind = WordFilter(Recognition.Kind, _("Kind"))
    country = country_filter(*countries_of("parties"))
    partner = partner_filter(Partner, *partners_of("parties"))
    year_from = django_filters.NumberFilter(
        "year", "gte", label=_("From year"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    year_to = django_filters.NumberFilter(
        "year", "lte", label=_("To year"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )

    @classmethod
    def moment(cls) -> Any:
        return F("year")
