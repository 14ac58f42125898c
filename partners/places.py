"""Partners as places on a map, and home as one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foreign_affairs.addresses import address_of
from foreign_affairs.bilingual import active_language
from foreign_affairs.maps.drawing import Map, Place, View, locate, make_map
from foreign_affairs.models import Country
from foreign_affairs.numbers import format_number
from partners.models import Partner

MOST_PLACES = 100
"""So many partners are named on a map; where there are more, their countries are."""
MOST_NAMED = 60
"""So many partners are named in a list beside a map."""


def map_of(partners: Iterable[Partner], home_name: Any) -> Map:
    """The map of public partners, joined with their countries; without coordinates they are left
    out. `home_name`: the name of the owner of the register, as text or bilingual text.
    """
    placed = [row for row in partners if row.latitude is not None]
    places = map(place_of, placed) if len(placed) <= MOST_PLACES else places_of_countries(placed)
    return make_map([*places, home(home_name)])


def places_of_countries(partners: Iterable[Partner]) -> Iterator[Place]:
    """A place for each country, where the middle one of its partners from west to east lies; what
    is of no country has its own.
    """
    by_country: dict[Country | None, list[Partner]] = {}
    for row in sorted(partners, key=lambda row: row.longitude or 0):
        by_country.setdefault(row.country, []).append(row)
    yield from map(place_of, by_country.pop(None, []))
    for country, rows in by_country.items():
        yield place_of_country(country, rows)


def place_of_country(country: Any, partners: Sequence[Partner]) -> Place:
    middle = partners[len(partners) // 2]
    number = format_number(len(partners), active_language())
    words = ngettext("%(number)s partner", "%(number)s partners", len(partners))
    return Place(
        name=str(country.name),
        label=f"{country.name} ({number})",
        latitude=float(middle.latitude or 0),
        longitude=float(middle.longitude or 0),
        shape=min((row.status for row in partners), key=Partner.Status.values.index),
        url=f"{address_of(Partner, 'list')}?country={country.code}",
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
