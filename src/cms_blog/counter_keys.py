"""Keys of rate-limit counters: a typed prefix and a digest of each component."""

from functools import lru_cache
from hashlib import blake2b
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import NewType

# Made by `counter_key` alone, so that no text from a client becomes part of a key.
CounterKey = NewType("CounterKey", str)

# An IPv6 customer has a /64 at least (RFC 6177).
_IPV6_PREFIX = 64
_MAX_ADDRESSES_KEPT = 10_000


def counter_key(kind: str, *components: str) -> CounterKey:
    """Return the key of the counter for `components`."""
    digests = (
        blake2b(component.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        for component in components
    )
    return CounterKey("/".join((kind, *digests)))


@lru_cache(_MAX_ADDRESSES_KEPT)
def address_key(address: str) -> CounterKey:
    """Return the key for a client by its IP address."""
    return counter_key("address", network_of(address))


def user_key(user_id: object) -> CounterKey:
    """Return the key for a signed-in user."""
    return counter_key("user", str(user_id))


def network_of(address: str) -> str:
    """Return the network that counts as one client: an IPv4 address, or an IPv6 /64.

    An IPv4-mapped address (RFC 4291, section 2.5.5.2) is an IPv4 address.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        # The client of a UNIX socket has no IP address.
        return address
    if not isinstance(ip, IPv6Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(IPv6Network((int(ip), _IPV6_PREFIX), strict=False))
