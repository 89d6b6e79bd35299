"""Public addresses: cases that the service of names can't give, without a request."""

from ipaddress import ip_address

import pytest

from cms_blog.webhooks.addresses import ForbiddenAddress, is_public, resolve


@pytest.mark.parametrize(
    ("address", "public"),
    [
        # Compatible and mapped addresses, NAT64, 6to4 and Teredo, each with either kind inside.
        ("::8.8.8.8", True),
        ("::10.0.0.1", False),
        ("64:ff9b::8.8.8.8", True),
        ("64:ff9b::10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("::ffff:168.63.129.16", False),
        ("2002:808:808::", True),
        ("2002:a00:1::", False),
        ("2001:0:808:808:0:0:f7f7:f7f7", True),
        ("2001:0:808:808:0:0:f5ff:fffe", False),
        ("168.63.129.15", True),
        ("168.63.129.16", False),
        ("239.255.255.250", False),
        ("224.0.1.1", False),
        ("fec0::1", False),
        ("ff0e::1", False),
        ("2606:4700::1111", True),
    ],
)
def test_the_inner_address_of_an_ipv6_address_counts(address: str, public: bool):
    assert is_public(ip_address(address)) is public


async def test_private_addresses_are_resolved_if_they_are_allowed():
    assert await resolve("127.0.0.1", 80, allow_private=True) == ["127.0.0.1"]
    assert await resolve("::1", 80, allow_private=True) == ["::1"]


async def test_an_address_with_a_zone_is_checked_without_it():
    with pytest.raises(ForbiddenAddress):
        await resolve("fe80::1%lo", 80, allow_private=False)


async def test_a_public_address_is_returned_once():
    assert await resolve("8.8.8.8", 443, allow_private=False) == ["8.8.8.8"]
