"""Partners as places on a map, and home as one."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foreign_affairs.addresses import address_of
from foreign_affairs.bilingual import active_language
from foreign_affairs.maps.drawing import Map, Place, View, locate, make_map
from foreign_affairs.numbers import format_number
from partners.models import Partner

MOST_PLACES = 100
"""So many partners are named on a map; where there are more, their countries are."""
MOST_NAMED = 60
"""So many partners are named in a list beside a map."""


class Drawn(NamedTuple):
    """A map, and the partners that are not on it."""

    map: Map
    rest: list[Partner]


def map_of(partners: Iterable[Partner], home_name: Any, query: QueryDict) -> Drawn:
    """The map of public partners, joined with their countries, that a list with this query has.
    `home_name`: the name of the owner of the register, as text or bilingual text.
    """
    rows = list(partners)
    placed = [row for row in rows if row.latitude is not None]
    if len(placed) <= MOST_PLACES:
        places = [place_of(row) for row in placed]
        rest = [row for row in rows if row.latitude is None]
    else:
        countries = {row.country for row in placed if row.country}
        by_country = {country: list[Partner]() for country in countries}
        for row in rows:
            if row.country in by_country:
                by_country[row.country].append(row)
        places = [place_of_country(*found, query) for found in by_country.items()]
        places += [place_of(row) for row in placed if row.country is None]
        rest = [row for row in rows if row.latitude is None and row.country not in countries]
    return Drawn(make_map([*places, home(home_name)]), rest)


def place_of_country(country: Any, partners: Sequence[Partner], query: QueryDict) -> Place:
    """A country with all of its partners, where the middle one from west to east lies."""
    placed = [row for row in partners if row.latitude is not None]
    middle = sorted(placed, key=lambda row: (row.longitude, row.code))[len(placed) // 2]
    number = format_number(len(partners), active_language())
    words = ngettext("%(number)s partner", "%(number)s partners", len(partners))
    narrowed = query.copy()
    narrowed["country"] = country.code
    narrowed.pop("page", None)
    return Place(
        name=str(country.name),
        label=f"{country.name} ({number})",
        latitude=float(middle.latitude or 0),
        longitude=float(middle.longitude or 0),
        shape=min((row.status for row in partners), key=Partner.Status.values.index),
        url=f"{address_of(Partner, 'list')}?{narrowed.urlencode()}",
        described=words % {"number": number},
        country=str(country.name),
        language=country.name.language if country.name.is_fallback else "",
    )


def locator_of(partners: Iterable[Partner], home_name: Any) -> View | None:
    """Where partners lie, in the world or around home; None without coordinates."""
    places = [place_of(row) for row in partners if row.latitude is not None]
    return locate(places, home(home_name)) if places else None


def place_of(partner: Partner) -> Place:
    """A partner that has coordinates, joined with its country."""
    country = str(partner.country.name) if partner.country else ""
    status = str(partner.get_status_display())
    return Place(
        name=str(partner.name),
        label=short_name(partner),
        latitude=float(partner.latitude or 0),
        longitude=float(partner.longitude or 0),
        shape=partner.status,
        url=partner.get_absolute_url(),
        described=", ".join(filter(None, (country, status))),
        country=country,
        language=partner.name.language if partner.name.is_fallback else "",
    )


def short_name(partner: Partner) -> str:
    """The name without the word for what kind of locality it is, as maps write it."""
    name, kind = str(partner.name), str(partner.get_kind_display()).casefold()
    if name.casefold().startswith(f"{kind} "):
        return name[len(kind) + 1 :]
    return name[: -len(kind) - 1] if name.casefold().endswith(f" {kind}") else name


def home(name: Any) -> Place:
    latitude, longitude = settings.MAP_HOME
    return Place(
        name=(full := str(name or capfirst(_("home province")))),
        label=full,
        latitude=latitude,
        longitude=longitude,
        shape="home",
    )
