"""The three kinds of dossier: what each is about, and its sections in order."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foreign_affairs.admin.pages import admin_page
from foreign_affairs.collation import in_vietnamese_order
from foreign_affairs.dates import format_partial_date, months_later, today
from foreign_affairs.dossiers.contents import Dossier, Fact, Section
from foreign_affairs.models import Country, OtherName, Owner, StrOrPromise
from indicators.dossiers import rows, sections
from indicators.dossiers.reading import Circle, Holdings
from partners.models import (
    FriendshipAssociation,
    Organisation,
    OrganisationTie,
    Partner,
)

CHECKED_WITHIN_MONTHS = 12


def partner_dossier(partner: Partner, user: Any) -> Dossier:
    ties = list(partner.ties.select_related("home_body", "continues__partner").in_list_order())
    tied = ties_of_organisations(partner)
    organisations = tied_to(partner, tied)
    # A body of our own that is tied to a partner deals with others too; one abroad acts for it.
    abroad = [
        row for row in organisations if row.country is None or row.country.code != Country.HOME
    ]
    circle = Circle(frozenset({partner.pk}), frozenset(row.pk for row in abroad))
    holdings = Holdings(user, circle)
    theirs = [row.pk for row in abroad if row.locality_abroad_id == partner.pk]
    figures = holdings.figures(Q(partner=partner) | Q(organisation__in=theirs))
    orientations = partner.orientations.select_related("parent").in_list_order()
    names = list(partner.other_names.in_list_order())
    country = partner.country
    associations = with_names(country.friendship_associations) if country else []
    return made(
        partner,
        holdings,
        kind=_("Dossier of a partner"),
        subtitle=subtitle(partner, names),
        facts=(
            fact(_("Country"), country, dossier_url(country)),
            fact(_("Kind"), partner.get_kind_display()),
            fact(_("Status of the relation"), partner.get_status_display()),
            fact(_("Since"), first_since(ties)),
            fact(_("Lies in"), partner.within_vi),
            fact(_("Capital or seat"), partner.seat_vi),
            fact(_("Fields of cooperation"), ", ".join(map(str, partner.fields.all()))),
            *kept_by(partner),
        ),
        figures=figures,
        before=(sections.ties(ties),),
        contacts=holdings.contacts([partner.pk], theirs),
        after=(
            sections.orientations(orientations),
            associations_section(associations),
            organisations_section(organisations, tied),
            sections.notes(partner),
        ),
        names=[row for row in names if row.kind != OtherName.Kind.NATIVE],
        cited=(*orientations, *organisations, *associations),
        no_tie=not ties,
    )


def country_dossier(country: Country, user: Any) -> Dossier:
    partners = list(
        country.partners.prefetch_related("ties").order_by(in_vietnamese_order("name_vi"), "code")
    )
    associations = with_names(country.friendship_associations)
    bodies = list(
        country.organisations.order_by(in_vietnamese_order("name_vi"), "code").select_related(
            "country"
        )
    )
    # All that the province does is done with bodies of the home country.
    acting = [] if country.code == Country.HOME else bodies
    acting_keys = {row.pk for row in acting} | {row.organisation_id for row in associations}
    circle = Circle(
        frozenset(row.pk for row in partners), frozenset(acting_keys), frozenset({country.pk})
    )
    holdings = Holdings(user, circle)
    about = Q(partner__in=circle.partners) | Q(association__in=[row.pk for row in associations])
    figures = holdings.figures(about | Q(organisation__in=circle.organisations))
    orientations = country.orientations.select_related("parent").in_list_order()
    return made(
        country,
        holdings,
        kind=_("Dossier of a country"),
        subtitle=rows.dash(country.name_en, country.official_name_vi),
        facts=(
            fact(_("Region"), country.get_region_display()),
            fact(_("Official name"), country.official_name_vi),
            fact(_("Official name in English"), country.official_name_en),
        ),
        figures=figures,
        before=(partners_section(partners), associations_section(associations)),
        contacts=holdings.contacts(circle.partners, circle.organisations),
        after=(
            sections.orientations(orientations),
            organisations_section(bodies, ties_by_organisation(bodies)),
        ),
        names=list(country.other_names.in_list_order()),
        cited=(*partners, *associations, *orientations, *bodies),
    )


def friendship_dossier(association: FriendshipAssociation, user: Any) -> Dossier:
    organisation = association.organisation
    country = association.country
    circle = Circle(organisations=frozenset({organisation.pk}))
    holdings = Holdings(user, circle)
    figures = holdings.figures(Q(association=association) | Q(organisation=organisation))
    names = list(organisation.other_names.in_list_order())
    members = with_names(association.members)
    partners: list[Partner] = []
    if country:
        partners = list(
            country.partners.prefetch_related("ties").order_by(
                in_vietnamese_order("name_vi"), "code"
            )
        )
    union = association.union
    return made(
        association,
        holdings,
        kind=_("Dossier of a friendship organisation"),
        subtitle=subtitle(organisation, names),
        facts=(
            fact(_("Kind"), association.get_kind_display()),
            fact(_("Organisation"), organisation, admin_page(organisation)),
            fact(_("Friendship with"), country, dossier_url(country)),
            fact(_("Member of"), union, dossier_url(union)),
            fact(_("Founded"), rows.dated(association.founded_on)),
            *kept_by(association),
        ),
        figures=figures,
        before=(
            sections.section(
                "members",
                _("Members"),
                (_("founded on"), _("name"), _("kind")),
                sections.group("", map(rows.association_row, members)),
            ),
            partners_section(partners),
        ),
        contacts=holdings.contacts([], [organisation.pk]),
        after=(
            organisations_section([organisation], ties_by_organisation([organisation])),
            sections.notes(association),
        ),
        names=[row for row in names if row.kind != OtherName.Kind.NATIVE],
        cited=(organisation, *members, *partners),
    )


def made(
    record: Any,
    holdings: Holdings,
    *,
    kind: str,
    subtitle: str,
    facts: Iterable[Fact | None],
    figures: list[Any],
    before: tuple[Section, ...],
    contacts: Iterable[Any],
    after: tuple[Section, ...],
    names: Iterable[Any],
    cited: Iterable[Any],
    no_tie: bool = False,
) -> Dossier:
    """What all kinds share; sections without a line are left out."""
    own_sources = list(record.sources.all()) if hasattr(record, "sources") else []
    happened = (
        *(*holdings.agreements, *holdings.delegations, *holdings.events),
        *(*holdings.programmes, *holdings.commitments, *holdings.recognitions),
    )
    every = (
        *before,
        sections.agreements(holdings),
        sections.activities(holdings),
        sections.commitments(holdings),
        sections.people(holdings),
        sections.contacts(contacts, record),
        sections.figures(figures, record),
        sections.recognitions(holdings),
        *after,
        sections.corrections(holdings.corrections([record, *figures])),
        sections.names(names),
        sections.sources(holdings.sources([record, *happened, *figures, *cited])),
    )
    owner = Owner.objects.filter(code=Owner.CODE).first()
    is_public = getattr(record, "is_public", True)
    return Dossier(
        kind=kind,
        code=record.code,
        name=record.name_vi,
        subtitle=subtitle,
        printed_on=today(),
        facts=tuple(one for one in facts if one),
        gaps=tuple(str(gap) for gap in gaps(record, own_sources, no_tie)),
        glance=sections.glance(holdings),
        sections=tuple(section for section in every if section.rows),
        owner=owner.name_vi if owner else "",
        data_up_to=up_to(owner),
        state="" if is_public else str(record.get_state_display()),
        state_code="" if is_public else record.state,
    )


def up_to(owner: Owner | None) -> str:
    return format_partial_date(owner.data_up_to, "vi") if owner and owner.data_up_to else ""


# The head


def fact(label: StrOrPromise, value: Any, url: str = "") -> Fact | None:
    return Fact(str(label), str(capfirst(str(value))), url) if value else None


def dossier_url(record: Any) -> str:
    return admin_page(record, "dossier") if record else ""


def subtitle(named: Any, names: Iterable[OtherName]) -> str:
    native = [row.name for row in names if row.kind == OtherName.Kind.NATIVE]
    return " · ".join(rows.facts(named.name_en, *native))


def first_since(ties: Iterable[Any]) -> str:
    known = [tie.since for tie in ties if tie.since]
    return rows.dated(min(known, key=lambda value: value.sort_key)) if known else ""


def kept_by(record: Any) -> tuple[Fact | None, ...]:
    return (
        fact(_("Officer in charge"), record.officer),
        fact(_("Checked on"), rows.dated(record.checked_on)),
    )


def gaps(record: Any, own_sources: list[Any], no_tie: bool) -> Iterable[StrOrPromise]:
    """What the record itself still lacks; a country of the code list lacks nothing."""
    if isinstance(record, Country):
        return
    if not own_sources:
        yield _("a source")
    if not record.name_en:
        yield _("the English name")
    if isinstance(record, Partner) and not record.summary_en:
        yield _("the English summary")
    if record.officer_id is None:
        yield _("an officer in charge")
    if record.checked_on is None:
        yield _("a check of its facts")
    elif record.checked_on < months_later(today(), -CHECKED_WITHIN_MONTHS):
        yield _("a check within twelve months")
    if no_tie:
        yield _("a tie to the province")


# Who else


def with_names(associations: Any) -> list[FriendshipAssociation]:
    found = associations.with_names().order_by(in_vietnamese_order("organisation__name_vi"))
    return list(found)


def associations_section(associations: Iterable[FriendshipAssociation]) -> Section:
    return sections.section(
        "associations",
        _("Friendship organisations"),
        (_("founded on"), _("name"), _("kind")),
        sections.group("", map(rows.association_row, associations)),
    )


def partners_section(partners: Iterable[Partner]) -> Section:
    return sections.section(
        "partners",
        _("Partners in this country"),
        ("", _("partner"), _("status of the relation")),
        sections.group("", map(rows.partner_row, partners)),
    )


def organisations_section(
    organisations: Iterable[Organisation], tied: dict[int, list[OrganisationTie]]
) -> Section:
    return sections.section(
        "organisations",
        _("Organisations"),
        ("", _("organisation"), _("kind")),
        sections.group("", (rows.organisation_row(row, tied[row.pk]) for row in organisations)),
    )


def grouped(ties: Iterable[OrganisationTie]) -> dict[int, list[OrganisationTie]]:
    found: dict[int, list[OrganisationTie]] = defaultdict(list)
    for tie in ties:
        found[tie.organisation_id].append(tie)
    return found


def ties_of_organisations(partner: Partner) -> dict[int, list[OrganisationTie]]:
    return grouped(partner.organisation_ties.in_list_order())


def ties_by_organisation(organisations: Iterable[Organisation]) -> dict[int, list[OrganisationTie]]:
    keys = [row.pk for row in organisations]
    return grouped(OrganisationTie.objects.filter(organisation__in=keys).in_list_order())


def tied_to(partner: Partner, tied: dict[int, list[OrganisationTie]]) -> list[Organisation]:
    """The organisations that belong to a partner or are tied to it."""
    found = Organisation.objects.filter(Q(locality_abroad=partner) | Q(pk__in=list(tied)))
    return list(found.select_related("country").order_by(in_vietnamese_order("name_vi"), "code"))
