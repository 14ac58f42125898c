"""Where a request comes from, whoever handed it on."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

UNIX = "unix"
"""In TRUSTED_PROXIES: the proxy that reaches us through a socket file, which has no address."""


def address_of(request: HttpRequest) -> str | None:
    """The address of whoever asks; None where it cannot be known.

    What `X-Forwarded-For` says is believed as far as TRUSTED_PROXIES have written it: everything
    left of the first address that is none of them comes from the visitor and may be invented.
    """
    hops = [neighbour_of(request)]
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    hops[:0] = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    while len(hops) > 1 and is_trusted(hops[-1]):
        hops.pop()
    try:
        return str(plain(hops[-1]))
    except ValueError:
        return None


def source_of(request: HttpRequest) -> str | None:
    """The address that limits count by: of IPv6 the network, of which a visitor has all."""
    address = address_of(request)
    if address is None or "." in address:
        return address
    return str(IPv6Network((address, 64), strict=False).network_address)


def comes_from_proxy(request: HttpRequest) -> bool:
    """Whether the neighbour of the connection is a proxy of ours."""
    return is_trusted(neighbour_of(request))


def neighbour_of(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR") or UNIX


def is_trusted(hop: str) -> bool:
    if hop == UNIX:
        return UNIX in settings.TRUSTED_PROXIES
    try:
        address = plain(hop)
    except ValueError:
        return False
    return any(address in network for network in settings.TRUSTED_PROXIES if network != UNIX)


def plain(text: str) -> IPv4Address | IPv6Address:
    """The address; one of IPv4 that is written as IPv6 as what it is. Raises ValueError."""
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
