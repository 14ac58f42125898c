"""Reads everything a dossier needs at a fixed number of queries, in every state."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Prefetch, Q

from events.models import (
    Commitment,
    Delegation,
    DelegationCountry,
    Event,
    Programme,
    Recognition,
)
from foreign_affairs import roles
from foreign_affairs.models import Correction, Record, Source
from indicators.models import Observation
from partners.models import Agreement, AgreementAct, Contact, Participation

ROWS: dict[Any, type[Participation]] = {
    rows.parent_model(): rows for rows in Participation.__subclasses__()
}
"""The rows of participation of each kind of record."""


@dataclass(frozen=True)
class Circle:
    """Whose dossier it is, and the bodies through which it takes part: primary keys."""

    partners: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    countries: frozenset[int] = frozenset()

    def condition(self) -> Q:
        """The rows of participation that name somebody of the circle."""
        return (
            Q(partner__in=self.partners)
            | Q(organisation__in=self.organisations)
            | Q(country__in=self.countries)
        )

    def has(self, row: Participation) -> bool:
        return (
            row.partner_id in self.partners
            or row.organisation_id in self.organisations
            or row.country_id in self.countries
        )


NOTHING = Q()
"""No further condition."""


def rows_with_it(model: Any) -> list[Prefetch]:
    """Who takes part, and what else is said of a record row by row."""
    rows: Any = ROWS[model]
    link = rows._meta.get_field(rows.parent_field)
    bodies = rows.objects.select_related("partner", "organisation", "country")
    found = [Prefetch(link.remote_field.name, bodies)]
    if model is Agreement:
        acts = AgreementAct.objects.select_related("body").in_list_order()
        found.append(Prefetch("acts", acts))
    if model is Delegation:
        found.append(Prefetch("countries", DelegationCountry.objects.all()))
    return found


def rows_of(record: Any) -> list[Any]:
    """The prefetched rows of participation of any record."""
    link: Any = ROWS[type(record)]._meta.get_field(ROWS[type(record)].parent_field)
    return list(getattr(record, link.remote_field.name).all())


class Holdings:
    """The records around a circle that the reader may see; `is_own` tells those in which it takes
    part itself from those that only stand under one of its agreements.
    """

    def __init__(self, user: Any, circle: Circle) -> None:
        self.user = user
        self.circle = circle
        self.agreements = self.read_agreements()
        under = Q(agreement__in=[agreement.pk for agreement in self.agreements])
        here = Q(countries__country__in=circle.countries)
        self.delegations = self.read(Delegation, "agreement", "event", own=here, under=under)
        here = Q(country__in=circle.countries)
        self.events = self.read(Event, "agreement", own=here, under=under)
        self.programmes = self.read(Programme, "agreement", under=under)
        said_in = ("agreement", "event", "delegation", "fulfilled_by")
        self.commitments = self.read(Commitment, *said_in, under=under)
        self.recognitions = self.read(Recognition)

    def may(self, model: type[Model]) -> bool:
        return roles.has(self.user, "view", model)

    def mine(self, model: Any, own: Q) -> Q:
        """The records in which the circle takes part, and those for which `own` holds."""
        rows: Any = ROWS[model]
        link = rows._meta.get_field(rows.parent_field)
        mine = Q(pk__in=rows.objects.filter(self.circle.condition()).values(link.attname))
        return mine | Q(pk__in=model.objects.filter(own).values("pk")) if own else mine

    def read(self, model: Any, *joined: str, own: Q = NOTHING, under: Q = NOTHING) -> list[Any]:
        """What is the circle's own, and what stands `under` its agreements, with who takes part."""
        return self.listed(model, self.mine(model, own) | under, *joined)

    def read_agreements(self) -> list[Any]:
        """The agreements of the circle, and what was signed under them."""
        mine = self.mine(Agreement, Q(establishes__partner__in=self.circle.partners))
        parts = Q(parent__in=Agreement.objects.filter(mine).values("pk"))
        return self.listed(Agreement, mine | parts, "parent", "establishes")

    def listed(self, model: Any, condition: Q, *joined: str) -> list[Any]:
        if not self.may(model):
            return []
        records = model.objects.filter(condition).in_list_order().select_related(*joined)
        if model is Agreement:
            records = records.with_status()
        listed = list(records.prefetch_related(*rows_with_it(model)))
        for record in listed:
            record.is_own = self.is_own(record)
        return listed

    def is_own(self, record: Any) -> bool:
        circle = self.circle
        if any(circle.has(row) for row in rows_of(record)):
            return True
        if isinstance(record, Agreement) and record.establishes:
            return record.establishes.partner_id in circle.partners
        if isinstance(record, Event):
            return record.country_id in circle.countries
        if isinstance(record, Delegation):
            return any(stay.country_id in circle.countries for stay in record.countries.all())
        return False

    def own(self, records: Iterable[Any]) -> list[Any]:
        return [record for record in records if record.is_own]

    def figures(self, about: Q) -> list[Any]:
        """The figures about what `about` says, and about the events and programmes found."""
        if not self.may(Observation):
            return []
        results = Q(programme__in=[record.pk for record in self.own(self.programmes)])
        results |= Q(event__in=[record.pk for record in self.own(self.events)])
        figures = Observation.objects.filter(about | results)
        return list(figures.with_names().in_list_order())

    def contacts(self, partners: Iterable[int], organisations: Iterable[int]) -> list[Any]:
        if not self.may(Contact):
            return []
        whose = Q(partner__in=partners) | Q(organisation__in=organisations)
        contacts = Contact.objects.filter(whose).select_related("partner", "organisation")
        return list(contacts.order_by("-is_current", "person", "code"))

    def corrections(self, records: Iterable[Any]) -> list[Any]:
        """What was said against these records, undecided first."""
        codes: dict[str, list[str]] = {}
        for record in records:
            codes.setdefault(str(record._meta.model_name), []).append(record.code)
        if not codes or not self.may(Correction):
            return []
        about = Q()
        for name, its in codes.items():
            about |= Q(about=name, about_code__in=its)
        found = Correction.objects.filter(about).in_list_order()
        return sorted(found, key=lambda row: row.decision != Correction.Decision.OPEN)

    def sources(self, records: Iterable[Any]) -> list[Any]:
        """Every source that one of these records cites, in one query."""
        keys: dict[Any, list[int]] = {}
        for record in records:
            if isinstance(record, Record) and record.needs_source():
                keys.setdefault(type(record), []).append(record.pk)
        if not keys or not self.may(Source):
            return []
        cited = Q()
        for model, its in keys.items():
            links = model.sources.through.objects
            field = model.sources.field.m2m_field_name()
            cited |= Q(pk__in=links.filter(**{f"{field}_id__in": its}).values("source_id"))
        return list(Source.objects.filter(cited).in_list_order())
