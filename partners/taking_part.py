"""What a partner, an organisation or a country takes part in, over all kinds of records."""

from typing import Any

from django.db.models import Prefetch, Q

from foreign_affairs.views.base import shown
from partners.models import AgreementParty, Participation


def parties() -> Prefetch:
    """The public parties of agreements, joined with what names them."""
    return shown(AgreementParty, "parties", "partner", "organisation", "country")


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


def with_parties(agreements: Any) -> Any:
    """Agreements with the status they have today and their public parties."""
    return agreements.with_status().prefetch_related(parties())
