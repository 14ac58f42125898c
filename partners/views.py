"""The public pages of who the partners are, and what binds."""

from pathlib import Path
from typing import Any

from django.db.models import Case, F, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from foreign_affairs import roles
from foreign_affairs.views.base import (
    RecordDetailView,
    RecordListView,
    by_name,
    figures_of,
    shown,
    with_sources,
)
from partners.filters import (
    AgreementFilterSet,
    FriendshipAssociationFilterSet,
    OrganisationFilterSet,
    PartnerFilterSet,
)
from partners.linked_data import partner_node
from partners.models import (
    Agreement,
    AgreementAct,
    AgreementFile,
    AgreementStatus,
    FriendshipAssociation,
    Organisation,
    OrganisationName,
    OrganisationTie,
    Partner,
    PartnerName,
    Tie,
)
from partners.places import MOST_NAMED
from partners.taking_part import parties, taking_part, with_parties, with_partner
from partners.timeline import History

MOST_NEIGHBOURS = 12
"""So many other partners of its country stand on a partner's page."""
PREPARED = AgreementStatus.PREPARED
PAST = (AgreementStatus.EXPIRED, AgreementStatus.ENDED)


class PartnerList(RecordListView):
    model = Partner
    filterset_class = PartnerFilterSet
    description = _(
        "Foreign localities and international organisations and networks with which the province "
        "has, is preparing or once had a standing relation."
    )
    select = ("country",)
    prefetch: tuple[Any, ...] = (shown(Tie, "ties", "home_body"),)


class PartnerMap(PartnerList):
    """The same partners as the list with the same filters, all pages of it at once."""

    paginate_by: Any = None
    template_name = "partners/partner_map.html"
    prefetch = ()

    @property
    def heading(self) -> str:
        return str(_("Map of partners"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`on_map`: the partners that have coordinates."""
        on_map = [row for row in self.object_list if row.latitude is not None]
        return super().get_context_data(
            on_map=on_map[:MOST_NAMED], on_map_not_named=len(on_map[MOST_NAMED:]), **kwargs
        )


class PartnerDetail(RecordDetailView):
    model = Partner
    select = ("country",)
    prefetch = (
        shown(PartnerName, "other_names"),
        shown(Tie, "ties", "home_body"),
        "fields",
    )

    def get_linked_data(self) -> dict[str, Any]:
        return partner_node(self.object, self.request.build_absolute_uri)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        partner = self.object
        figures = partner.observations.model.objects.public().with_names().in_list_order()
        results = Prefetch("observations", queryset=figures)
        found = with_partner(partner)
        found["programmes"] = found["programmes"].prefetch_related(results)
        happened = History(ties=partner.ties.all(), **found)
        agreements = happened.records["agreements"]
        tell_beginnings(happened.records["ties"], agreements)
        tied_bodies = partner.organisation_ties.public().select_related("organisation")
        organisation_ties = list(tied_bodies.in_list_order())
        tied = {tie.organisation_id for tie in organisation_ties}
        belonging = partner.organisations.public().order_by(by_name(), "code")
        return super().get_context_data(
            **happened.records,
            history=happened,
            query=f"partner={partner.code}",
            feed_url=reverse("partners:partner_feed", args=[partner.code]),
            picture_url=reverse("partners:partner_picture", args=[partner.code]),
            native_names=[row for row in partner.other_names.all() if row.kind == "native"],
            spellings=[row for row in partner.other_names.all() if row.kind != "native"],
            agreement_total=sum(agreement.count for agreement in agreements),
            current=[row for row in agreements if row.status not in (*PAST, PREPARED)],
            prepared=[row for row in agreements if row.status == PREPARED],
            past=[row for row in agreements if row.status in PAST],
            figures=figures_of(partner),
            organisation_ties=organisation_ties,
            organisations=[row for row in belonging if row.pk not in tied],
            orientations=partner.orientations.public().in_list_order(),
            **in_country(partner),
            **kwargs,
        )


def tell_beginnings(ties: list[Tie], agreements: list[Agreement]) -> None:
    """Gives each tie the public one that it continues as `earlier`, and as `founding` the
    documents by which it began.
    """
    known: dict[int | None, Any] = {tie.pk: tie for tie in ties}
    for tie in known.values():
        tie.earlier = known.get(tie.continues_id)
        tie.founding = [row for row in agreements if row.establishes_id == tie.pk]


def in_country(partner: Partner) -> dict[str, Any]:
    """The friendship associations for a partner's country, and other partners in it: all, or the
    first of many.
    """
    country = partner.country
    if country is None:
        return {}
    others = country.partners.public().exclude(pk=partner.pk).order_by(by_name(), "code")
    neighbours = list(others[: MOST_NEIGHBOURS + 1])
    return {
        "associations": country.friendship_associations.public().with_names(),
        "neighbours": neighbours[:MOST_NEIGHBOURS],
        "has_more_neighbours": len(neighbours) > MOST_NEIGHBOURS,
    }


class OrganisationList(RecordListView):
    model = Organisation
    filterset_class = OrganisationFilterSet
    description = _(
        "Bodies that sign agreements, host visits, take part, invest or carry out programmes, "
        "at home and abroad."
    )
    select = ("country", "locality_abroad__country")


class OrganisationDetail(RecordDetailView):
    model = Organisation
    select = (
        "country",
        "locality_abroad__country",
        "parent",
        "predecessor",
        "friendship_association__organisation",
    )
    prefetch = (
        shown(OrganisationName, "other_names"),
        shown(Organisation, "successors"),
        shown(Organisation, "parts"),
        shown(OrganisationTie, "partner_ties", "partner__country"),
        shown(Tie, "home_ties", "partner__country"),
        shown(AgreementAct, "agreement_acts", "agreement"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            figures=figures_of(self.object),
            **taking_part(Q(organisation=self.object)),
            **kwargs,
        )


class AgreementList(RecordListView):
    model = Agreement
    filterset_class = AgreementFilterSet
    description = _(
        "What the province and its bodies have signed with partners abroad, and whether it is "
        "still in force."
    )
    prefetch = (parties(),)

    def get_queryset(self) -> QuerySet[Agreement]:
        newest = F("signed_on_start").desc(nulls_last=True)
        return super().get_queryset().with_status().order_by(newest, "code")


class AgreementDetail(RecordDetailView):
    model = Agreement
    select = ("parent",)
    prefetch = (
        parties(),
        shown(AgreementAct, "acts", "body"),
        shown(AgreementFile, "files"),
        "fields",
    )

    def get_queryset(self) -> QuerySet[Agreement]:
        parts = with_parties(Agreement.objects.public().in_list_order())
        return super().get_queryset().with_status().prefetch_related(Prefetch("parts", parts))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agreement = self.object
        ties = Tie.objects.public().select_related("partner__country", "home_body")
        return super().get_context_data(
            tie=ties.filter(pk=agreement.establishes_id).first(),
            delegations=agreement.delegations.public().in_list_order(),
            events=agreement.events.public().select_related("country").in_list_order(),
            programmes=agreement.programmes.public().in_list_order(),
            commitments=agreement.commitments.public().in_list_order(),
            **kwargs,
        )


def agreement_file(request: HttpRequest, code: str, file_code: str) -> FileResponse:
    """A scan: to everybody once released and while its agreement is published, otherwise to staff
    who may see it. Who may not is told what he is told of a file that does not exist.
    """
    files = AgreementFile.objects.filter(agreement__code=code)
    user = request.user
    is_staff = user.is_active and user.is_staff and roles.has(user, "view", AgreementFile)
    scan = (files if is_staff else files.public()).filter(code=file_code).first()
    if scan is None or not scan.file.storage.exists(scan.file.name):
        raise Http404
    name = scan.code + Path(scan.file.name).suffix.lower()
    response = FileResponse(scan.file.open(), as_attachment=True, filename=name)
    if is_staff:
        add_never_cache_headers(response)
    return response


class FriendshipAssociationList(RecordListView):
    model = FriendshipAssociation
    filterset_class = FriendshipAssociationFilterSet
    description = _(
        "The Union of Friendship Organisations, its member associations and campaign committees."
    )
    select = ("organisation", "country")

    def get_queryset(self) -> QuerySet[FriendshipAssociation]:
        """The Union, its associations and the committees, each by name."""
        kinds = FriendshipAssociation.Kind.values
        place = Case(
            *(When(kind=kind, then=Value(place)) for place, kind in enumerate(kinds)),
            output_field=IntegerField(),
        )
        return super().get_queryset().order_by(place, by_name("organisation__name"), "code")


class FriendshipAssociationDetail(RecordDetailView):
    model = FriendshipAssociation
    select = ("organisation", "country", "union__organisation")
    prefetch = (
        shown(OrganisationName, "organisation__other_names"),
        shown(FriendshipAssociation, "members", "organisation", "country"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.object.organisation
        figures = self.object.observations.model.objects.public().filter(
            Q(association=self.object) | Q(organisation=organisation)
        )
        return super().get_context_data(
            figures=with_sources(figures.with_names().in_list_order()),
            partners=self.object.country.partners.public().order_by(by_name(), "code")
            if self.object.country
            else [],
            **taking_part(Q(organisation=organisation)),
            **kwargs,
        )
