"""Maps of partners: `{% partner_map partners %}` on any page, `{% partner_locator partner %}`."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context

from partners.models import Partner
from partners.places import MOST_NAMED, locator_of, map_of

register = template.Library()


@register.inclusion_tag("includes/map.html", takes_context=True)
def partner_map(context: Context, partners: Iterable[Partner]) -> dict[str, Any]:
    """The partners, public and joined with their countries, as points on the land; those without
    coordinates in a list below. The page loads `public/map.css`.
    """
    found = map_of(partners, home_name(context), context["request"].GET)
    return {
        "map": found.map,
        "without_place": found.rest[:MOST_NAMED],
        "not_named": len(found.rest[MOST_NAMED:]),
    }


@register.inclusion_tag("includes/locator.html", takes_context=True)
def partner_locator(context: Context, *partners: Partner) -> dict[str, Any]:
    """A small map with partners and home; nothing where they have no coordinates."""
    names = ", ".join(str(partner.name) for partner in partners)
    return {"view": locator_of(partners, home_name(context)), "title": names}


@register.inclusion_tag("includes/locator.html", takes_context=True)
def country_locator(context: Context, partners: Iterable[Partner]) -> dict[str, Any]:
    """The same for the partners of a country."""
    return partner_locator(context, *partners)


def home_name(context: Context) -> Any:
    return getattr(context.get("owner"), "name", "")
