from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from foreign_affairs.filters import (
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
from partners.models import (
    Agreement,
    AgreementStatus,
    FriendshipAssociation,
    Organisation,
    OrganisationTie,
    Partner,
    Tie,
)


class PartnerFilterSet(RecordFilterSet):
    orders = ("name", "newest", "oldest")
    status = WordFilter(Partner.Status, _("Status of the relation"))
    tie = WordFilter(Tie.Kind, _("Kind of tie"), method="filter_tie")
    kind = WordFilter(Partner.Kind, _("Kind of partner"))
    country = country_filter("country")
    field = field_filter()
    year_from = YearFilter("since", "from", method="filter_since")
    year_to = YearFilter("since", "to", method="filter_since")

    @classmethod
    def moment(cls) -> Any:
        """When the first tie began."""
        ties = Tie.objects.public().filter(partner=OuterRef("pk"), since_start__isnull=False)
        return Subquery(ties.order_by("since_start").values("since_start")[:1])

    def filter_tie(self, partners: Any, name: str, kind: str) -> Any:
        ties = Tie.objects.public().filter(kind=kind)
        return partners.filter(pk__in=ties.values("partner"))

    def filter_since(self, partners: Any, name: str, year: int) -> Any:
        """Partners with a tie that began within the years."""
        ties = self.filters[name].lie_in(Tie.objects.public(), year)
        return partners.filter(pk__in=ties.values("partner"))


class OrganisationFilterSet(RecordFilterSet):
    kind = WordFilter(Organisation.Kind, _("Kind"))
    role = WordFilter(OrganisationTie.Role, _("Tie to a partner"), method="filter_role")
    country = country_filter("country")
    partner = partner_filter(Partner, "locality_abroad", "partner_ties__partner")

    def filter_role(self, organisations: Any, name: str, role: str) -> Any:
        ties = OrganisationTie.objects.public().filter(role=role)
        return organisations.filter(pk__in=ties.values("organisation"))


class AgreementFilterSet(RecordFilterSet):
    orders = NEWEST_FIRST
    dated = "signed_on"
    status = WordFilter(AgreementStatus, _("Status"))
    kind = WordFilter(Agreement.Kind, _("Kind of document"))
    level = WordFilter(Agreement.Level, _("Level"))
    legal_class = WordFilter(Agreement.LegalClass, _("Legal class"))
    country = country_filter(*countries_of("parties"))
    partner = partner_filter(Partner, *partners_of("parties"))
    field = field_filter()
    year_from = YearFilter("signed_on", "from")
    year_to = YearFilter("signed_on", "to")


class FriendshipAssociationFilterSet(RecordFilterSet):
    kind = WordFilter(FriendshipAssociation.Kind, _("Kind"))
    country = country_filter("country")
    year_from = YearFilter("founded_on", "from")
    year_to = YearFilter("founded_on", "to")
