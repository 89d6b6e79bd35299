"""Limits of concurrent operations and temporary blocks, with a clock of the test."""

import pytest

from cms_blog.counter_keys import CounterKey
from cms_blog.graphql.execution.client_limits import Blocks, ConcurrencyLimit
from cms_blog.rate_limits import RateLimited

A, B = CounterKey("a"), CounterKey("b")


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def is_blocked(blocks: Blocks, client: CounterKey) -> bool:
    try:
        blocks.check(client)
    except RateLimited:
        return True
    return False


def test_a_client_has_as_many_slots_as_the_limit():
    limit = ConcurrencyLimit(2)
    with limit.slot("a"):
        with limit.slot("a"), pytest.raises(RateLimited) as refused, limit.slot("a"):
            pytest.fail("a third slot")
        assert refused.value.retry_after_seconds == 1
        with limit.slot("a"), limit.slot("b"), limit.slot("b"):
            assert limit.held == {"a": 2, "b": 2}
        assert limit.held == {"a": 1}
    assert limit.held == {}


def test_without_a_client_all_share_the_slots():
    limit = ConcurrencyLimit(1)
    with limit.slot(), pytest.raises(RateLimited), limit.slot():
        pytest.fail("a second slot")
    with limit.slot(), limit.slot("a"):
        assert limit.held == {"": 1, "a": 1}


def test_a_slot_is_free_again_after_an_error():
    limit = ConcurrencyLimit(1)
    with pytest.raises(ZeroDivisionError), limit.slot("a"):
        raise ZeroDivisionError
    assert limit.held == {}


def test_a_block_ends_exactly_after_its_time():
    clock = Clock()
    blocks = Blocks(clock)
    blocks.add(A, 5)
    clock.now += 3.5
    with pytest.raises(RateLimited) as refused:
        blocks.check(A)
    assert refused.value.retry_after_seconds == 2
    clock.now += 1
    assert is_blocked(blocks, A)
    blocks.check(B)
    clock.now += 0.5
    blocks.check(A)
    clock.now -= 1
    # It has ended, whatever the clock says later.
    blocks.check(A)


def test_the_latest_ten_thousand_clients_are_blocked():
    blocks = Blocks(Clock())
    clients = [CounterKey(str(number)) for number in range(10_000)]
    for client in clients:
        blocks.add(client, 5)
    # Blocked again: it takes no other's place, and is the latest.
    blocks.add(clients[1], 5)
    assert is_blocked(blocks, clients[0])
    blocks.add(A, 5)
    blocks.add(B, 5)
    assert [is_blocked(blocks, each) for each in (*clients[:4], A, B)] == [
        *(False, True, False, True, True, True),
    ]
