"""Addresses that events may be sent to (OWASP: Server-Side Request Forgery Prevention)."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

# Services of clouds at public addresses: the host of a virtual machine in Azure.
_OF_CLOUDS = frozenset({"168.63.129.16"})
# IPv6 networks whose last 32 bits are an IPv4 address: compatible addresses (RFC 4291, section
# 2.5.5.1), and NAT64 (RFC 6052).
_WITH_IPV4 = (IPv6Network("::/96"), IPv6Network("64:ff9b::/96"))


class ForbiddenAddress(Exception):
    """The host has an address that events must not be sent to."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is one of the Internet, also the IPv4 address inside of an IPv6 one."""
    if isinstance(address, IPv6Address):
        if (inner := _inner_ipv4(address)) is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and str(address) not in _OF_CLOUDS


def _inner_ipv4(address: IPv6Address) -> IPv4Address | None:
    if any(address in network for network in _WITH_IPV4):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo and teredo[1])


async def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Return the addresses of a host.

    Raises:
        ForbiddenAddress: one of them is not public.
        OSError: the name can't be resolved.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    if not allow_private and not all(is_public(ip_address(each)) for each in addresses):
        raise ForbiddenAddress
    return addresses
