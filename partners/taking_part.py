"""What a partner, an organisation or a country takes part in, over all kinds of records."""

from collections.abc import Collection
from typing import Any

from django.db.models import Prefetch, Q

from foreign_affairs.models import Country
from foreign_affairs.views.base import shown
from partners.models import Agreement, AgreementParty, Participation, Partner, Tie


def parties() -> Prefetch:
    """The public parties of agreements, joined with what names them."""
    return shown(AgreementParty, "parties", "partner__country", "organisation", "country")


def taking_part(who: Q, **also: Q) -> dict[str, Any]:
    """The public records with a public row of participation for which `who` holds.

    A QuerySet each of `agreements`, `commitments`, `delegations`, `events`, `programmes`,
    `recognitions`; `also` adds records of a model by another condition: `event=Q(country=…)`.
    """
    found = {}
    for rows in Participation.__subclasses__():
        link: Any = rows._meta.get_field(rows.parent_field)
        name = link.related_model._meta.model_name
        joined = Q(pk__in=rows.objects.public().filter(who).values(link.attname))
        if name in also:
            joined |= Q(pk__in=link.related_model.objects.filter(also[name]).values("pk"))
        records = link.related_model.objects.public().filter(joined).in_list_order()
        if hasattr(link.related_model, "country"):
            records = records.select_related("country")
        found[f"{name}s"] = records
    found["agreements"] = with_parties(found["agreements"])
    return found


def with_partner(partner: Partner) -> dict[str, Any]:
    """What a partner, or a body that belongs to it, takes part in, and the documents by which its
    ties began; see `taking_part`.
    """
    ties = Tie.objects.public().filter(partner=partner)
    return taking_part(
        Q(partner=partner) | Q(organisation__locality_abroad=partner),
        agreement=Q(establishes__in=ties),
    )


def with_country(country: Country) -> dict[str, Any]:
    """What a country, its partners and its bodies take part in, what takes place there, and the
    documents by which the ties with its partners began; see `taking_part`.
    """
    ties = Tie.objects.public().filter(partner__country=country)
    whose = Q(country=country) | Q(partner__country=country)
    return taking_part(
        whose | Q(organisation__country=country),
        agreement=Q(establishes__in=ties),
        event=Q(country=country),
        delegation=Q(countries__country=country),
    )


def of_each(partners: Collection[int]) -> dict[int, dict[str, list[Any]]]:
    """What each of some partners (primary keys), or a body that belongs to it, takes part in: lists
    by the names that `taking_part` uses, as `with_partner()` finds them. Two queries for a kind.
    """
    found: dict[int, dict[str, list[Any]]] = {key: {} for key in partners}
    for rows in Participation.__subclasses__():
        link: Any = rows._meta.get_field(rows.parent_field)
        model = link.related_model
        whose = Q(partner__in=partners) | Q(organisation__locality_abroad__in=partners)
        pairs = (
            rows.objects.public()
            .filter(whose)
            .values_list(link.attname, "partner", "organisation__locality_abroad")
        )
        wanted = {(who, key) for key, *both in pairs for who in both if who in found}
        if model is Agreement:
            ties = Tie.objects.public().filter(partner__in=partners, established_by__isnull=False)
            wanted |= set(ties.values_list("partner", "established_by"))
        records = model.objects.public().filter(pk__in={key for _who, key in wanted})
        if model is Agreement:
            records = records.with_status()
        name = f"{model._meta.model_name}s"
        for partner in found:
            found[partner][name] = []
        for record in records.in_list_order():
            for partner in found:
                if (partner, record.pk) in wanted:
                    found[partner][name].append(record)
    return found


def with_parties(agreements: Any) -> Any:
    """Agreements with the status they have today and their public parties."""
    return agreements.with_status().prefetch_related(parties())
