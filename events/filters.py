"""The filters of the lists of what happens."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from events.models import (
    Commitment,
    CommitmentParty,
    Delegation,
    DelegationCountry,
    DelegationParticipant,
    Event,
    EventParticipant,
    Programme,
    ProgrammeParticipant,
    Recognition,
    RecognitionParty,
)
from foreign_affairs.filters import (
    FIRST_YEAR,
    LAST_YEAR,
    CodeFilter,
    RecordFilterSet,
    WordFilter,
    YearFilter,
    field_filter,
)
from foreign_affairs.models import Country
from foreign_affairs.views.base import by_name
from partners.models import Participation, Partner


class TakingPartFilterSet(RecordFilterSet):
    """Filters by who takes part. A row that names something not public finds nothing."""

    rows: type[Participation]

    country = CodeFilter(
        lambda: Country.objects.public().order_by(by_name()), _("Country"), method="filter_country"
    )
    partner = CodeFilter(
        lambda: Partner.objects.public().order_by(by_name(), "code"),
        _("Partner"),
        method="filter_partner",
    )

    def records_with(self, who: Q) -> QuerySet[Any]:
        """The keys of the records with a public row for which `who` holds."""
        return self.rows.objects.public().filter(who).values(self.rows.parent_field)

    def filter_country(self, records: Any, name: str, code: str) -> Any:
        whose = Q(country__code=code) | Q(partner__country__code=code)
        found = self.records_with(whose | Q(organisation__country__code=code))
        return records.filter(Q(pk__in=found) | self.lies_in(code))

    def filter_partner(self, records: Any, name: str, code: str) -> Any:
        """With the partner, or with a body of it, as the Daejeon police are one of Daejeon's."""
        whose = Q(partner__code=code) | Q(organisation__locality_abroad__code=code)
        return records.filter(pk__in=self.records_with(whose))

    def lies_in(self, code: str) -> Q:
        """The records that the country is named in otherwise."""
        return Q(pk__in=())


class EventFilterSet(TakingPartFilterSet):
    rows = EventParticipant

    kind = WordFilter(Event.Kind, _("Kind"))
    status = WordFilter(Event.Status, _("Status"))
    ahead = django_filters.ChoiceFilter(
        label=_("Announced events"),
        empty_label=_("All"),
        choices=(
            ("upcoming", _("Still to come")),
            ("unconfirmed", _("Past their date, not confirmed since")),
        ),
        method="filter_ahead",
    )
    location = WordFilter(Event.Location, _("Location"))
    year_from = YearFilter("held_on", "from")
    year_to = YearFilter("held_on", "to")

    def filter_ahead(self, events: Any, name: str, value: str) -> Any:
        return events.upcoming() if value == "upcoming" else events.unconfirmed()

    def lies_in(self, code: str) -> Q:
        return Q(country__code=code)


class DelegationFilterSet(TakingPartFilterSet):
    rows = DelegationParticipant

    direction = WordFilter(Delegation.Direction, _("Direction"))
    rank = WordFilter(Delegation.Rank, _("Class"))
    channel = WordFilter(Delegation.Channel, _("Channel"))
    status = WordFilter(Delegation.Status, _("Status"))
    year_from = YearFilter("period", "from")
    year_to = YearFilter("period", "to")

    def lies_in(self, code: str) -> Q:
        return Q(pk__in=DelegationCountry.objects.filter(country__code=code).values("delegation"))


class ProgrammeFilterSet(TakingPartFilterSet):
    rows = ProgrammeParticipant

    kind = WordFilter(Programme.Kind, _("Kind"))
    status = WordFilter(Programme.Status, _("Status"))
    field = field_filter()
    year_from = YearFilter("started_on", "from")
    year_to = YearFilter("started_on", "to")


class CommitmentFilterSet(TakingPartFilterSet):
    rows = CommitmentParty

    kind = WordFilter(Commitment.Kind, _("Kind"))
    status = WordFilter(Commitment.Status, _("Status"))
    year_from = YearFilter("said_on", "from")
    year_to = YearFilter("said_on", "to")


class RecognitionFilterSet(TakingPartFilterSet):
    rows = RecognitionParty

    kind = WordFilter(Recognition.Kind, _("Kind"))
    year_from = django_filters.NumberFilter(
        "year", "gte", label=_("From year"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    year_to = django_filters.NumberFilter(
        "year", "lte", label=_("To year"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
