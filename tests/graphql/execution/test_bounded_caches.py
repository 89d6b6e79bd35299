"""Limits of a cache: total size, number of entries, lifetime."""

import pytest

from cms_blog.graphql.execution.caches import Cache


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def kept(cache: Cache[str, int], keys: str) -> str:
    return "".join(key for key in keys if cache.get(key) is not None)


def test_a_value_is_found_by_its_key():
    cache: Cache[str, int] = Cache(1_000, 10)
    cache.put("a", 1, 5)
    assert (cache.get("a"), cache.get("b")) == (1, None)


def test_least_recently_used_entries_are_evicted():
    cache: Cache[str, int] = Cache(100, 100)
    for key in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX":
        cache.put(key, 1, 2)
    assert len(cache) == 50
    assert cache.get("a") == 1
    cache.put("Y", 1, 1)
    assert kept(cache, "abcY") == "acY"
    cache.put("Z", 1, 1)
    assert kept(cache, "abcdYZ") == "acdYZ"


def test_the_number_of_entries_is_bounded():
    cache: Cache[str, int] = Cache(1_000_000, 3)
    for key in "abc":
        cache.put(key, 1, 1)
    assert kept(cache, "abc") == "abc"
    cache.put("d", 1, 1)
    assert kept(cache, "abcd") == "bcd"


@pytest.mark.parametrize(("size", "expected"), [(0, "ab"), (2, "ab"), (3, "a")])
def test_entries_above_a_fiftieth_of_the_capacity_are_not_stored(size: int, expected: str):
    cache: Cache[str, int] = Cache(100, 10)
    cache.put("a", 1, 2)
    cache.put("b", 1, size)
    assert kept(cache, "ab") == expected


def test_a_new_value_replaces_the_old_one_and_its_size():
    cache: Cache[str, int] = Cache(100, 100)
    for _ in range(200):
        cache.put("a", 1, 2)
    cache.put("a", 2, 1)
    for number in range(49):
        cache.put(f"b{number}", 1, 2)
    assert cache.get("a") == 2
    cache.put("a", 3, 3)
    assert cache.get("a") is None


def test_a_cache_without_capacity_stores_no_entry_with_a_size():
    cache: Cache[str, int] = Cache(0, 10)
    cache.put("a", 1, 1)
    assert (cache.get("a"), len(cache)) == (None, 0)


def test_an_entry_expires_after_its_lifetime(clock: Clock):
    cache: Cache[str, int] = Cache(1_000, 10, 5, clock)
    cache.put("a", 1, 1)
    clock.now += 4.9
    assert cache.get("a") == 1
    clock.now = 105
    assert cache.get("a") is None
    assert len(cache) == 0


def test_expired_entries_are_evicted_without_being_read(clock: Clock):
    cache: Cache[str, int] = Cache(1_000, 10, 5, clock)
    cache.put("a", 1, 1)
    clock.now += 1
    cache.put("b", 1, 1)
    clock.now = 105
    cache.put("c", 1, 1)
    assert len(cache) == 2
    clock.now = 110
    cache.put("d", 1, 10_000)
    assert len(cache) == 0


def test_reading_does_not_prolong_a_lifetime_or_change_the_order(clock: Clock):
    cache: Cache[str, int] = Cache(1_000, 2, 5, clock)
    cache.put("a", 1, 1)
    cache.put("b", 1, 1)
    assert cache.get("a") == 1
    cache.put("c", 1, 1)
    assert kept(cache, "abc") == "bc"


def test_a_lifetime_of_zero_disables_the_cache(clock: Clock):
    cache: Cache[str, int] = Cache(1_000, 10, 0, clock)
    cache.put("a", 1, 1)
    assert len(cache) == 0
