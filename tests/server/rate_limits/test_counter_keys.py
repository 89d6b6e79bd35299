"""Keys of rate-limit counters: what counts as one client, and that no text forges a key."""

import pytest

from cms_blog.counter_keys import address_key, counter_key, network_of, user_key

HOSTILE = [
    *(
        "",
        "/",
        "//",
        "/wait",
        "ann/wait",
        "ann/attempts",
        "\x00",
        "ann\x00",
        "ann\n",
        " ann",
        "Ann",
    ),
    *("\u00e9", "e\u0301", "\ud800", "x" * 1_000_000, "address/ann", "user/ann", "LIMITER/user"),
]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:c000:207", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:0DB8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("2001:db8:1:1:ffff:ffff:ffff:ffff", "2001:db8:1:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_a_client_is_an_ipv4_address_or_an_ipv6_network(address: str, network: str):
    assert network_of(address) == network


def test_addresses_of_one_network_share_a_key():
    assert address_key("2001:db8::1") == address_key("2001:db8::ffff:1")
    assert address_key("::ffff:192.0.2.7") == address_key("192.0.2.7")
    assert address_key("192.0.2.7") != address_key("192.0.2.8")
    assert address_key("2001:db8::1") != address_key("2001:db8:0:1::1")


def test_a_key_is_its_kind_and_a_digest_of_each_component():
    key = counter_key("kind", "ann", "bob")
    kind, first, second = key.split("/")
    assert kind == "kind"
    assert len(first) == len(second) == 32
    assert int(first, 16) != int(second, 16)
    assert counter_key("kind", "ann") == f"kind/{first}"
    assert user_key("ann") == f"user/{first}"
    assert address_key("ann") == f"address/{first}"


def test_no_component_makes_the_key_of_another():
    keys = {counter_key("kind", text) for text in HOSTILE}
    keys |= {counter_key("kind", text, "") for text in HOSTILE}
    keys |= {counter_key("kind", "", text) for text in HOSTILE if text}
    keys |= {counter_key("other", text) for text in HOSTILE}
    assert len(keys) == 4 * len(HOSTILE) - 1
    assert all(len(key) < 80 for key in keys)


def test_the_cache_of_addresses_is_bounded():
    assert address_key.cache_info().maxsize == 10_000
