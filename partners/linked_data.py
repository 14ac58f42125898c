"""A partner in the words of schema.org."""

from foreign_affairs.open_data.columns import Absolute
from foreign_affairs.open_data.linked_data import Node, filled
from partners.models import Partner

WIKIDATA = "https://www.wikidata.org/wiki/"


def partner_node(partner: Partner, absolute: Absolute) -> Node:
    """A locality, or an international organisation; its public other names must be prefetched."""
    is_body = partner.kind in Partner.BODY_KINDS
    described = {
        "@type": "Organization" if is_body else "AdministrativeArea",
        "@id": absolute(partner.get_absolute_url()),
        "name": str(partner.name),
        "alternateName": [row.name for row in partner.other_names.all()],
        "description": str(partner.summary),
        "url": absolute(partner.get_absolute_url()),
        "sameAs": list(filter(None, (partner.website, wikidata(partner)))),
    }
    return filled(described if is_body else {**described, **place(partner)})


def wikidata(partner: Partner) -> str:
    return f"{WIKIDATA}{partner.wikidata_id}" if partner.wikidata_id else ""


def place(partner: Partner) -> Node:
    """Where a locality lies."""
    found: Node = {}
    if partner.country:
        found["containedInPlace"] = {
            "@type": "Country",
            "name": str(partner.country.name),
            "identifier": partner.country.code.upper(),
        }
    if partner.latitude is not None and partner.longitude is not None:
        found["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(partner.latitude),
            "longitude": float(partner.longitude),
        }
    return found
