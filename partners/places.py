"""Partners as places on a map, and home as one."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foreign_affairs.maps.drawing import Map, Place, View, locate, make_map
from partners.models import Partner


def map_of(partners: Iterable[Partner], home_name: Any) -> Map:
    """The map of public partners, joined with their countries; without coordinates they are left
    out. `home_name`: the name of the owner of the register, as text or bilingual text.
    """
    places = [place_of(row) for row in partners if row.latitude is not None]
    return make_map([*places, home(home_name)])


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
