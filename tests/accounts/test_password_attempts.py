"""Delays between password attempts: per account and address, per address, and per account."""

import asyncio
from collections.abc import Callable, Iterable

import pytest
from manual_storage import ManualClock, ManualStorage

from cms_blog.rate_limits import RateLimited, RateLimits
from cms_blog.settings import Settings

ADA, EVE = "ada@example.com", "eve@example.com"
HOME, AWAY = "192.0.2.1", "198.51.100.1"
HOUR = 3_600
WEEK = 7 * 86_400


class Attempts:
    """Makes password attempts and advances a manual clock."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.storage = ManualStorage(self.clock)
        settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue] - pydantic-settings takes it
        self.limits = RateLimits(settings, storage=self.storage, clock=self.clock)

    async def attempt(self, account: str = ADA, address: str = HOME) -> int:
        """Return the seconds to wait; 0 if the attempt is allowed."""
        try:
            await self.limits.password_attempt(account, address)
        except RateLimited as limited:
            return limited.retry_after_seconds
        return 0

    async def passed(self, attempts: Iterable[tuple[str, str]]) -> int:
        """Make attempts until one is rejected; return the number of accepted ones."""
        number = 0
        for account, address in attempts:
            if await self.attempt(account, address):
                break
            number += 1
        return number

    async def delays(
        self, number: int, address: Callable[[int], str] = lambda _: HOME
    ) -> list[int]:
        """Return the delays before the next attempts, each made as soon as it is allowed."""
        found: list[int] = []
        for count in range(number):
            wait = await self.attempt(ADA, address(count))
            assert await self.attempt(ADA, address(count)) == wait
            found.append(wait)
            self.clock.advance(wait - 0.001)
            assert await self.attempt(ADA, address(count)) == 1
            self.clock.advance(0.001)
            assert await self.attempt(ADA, address(count)) == 0
        return found


@pytest.fixture
def attempts() -> Attempts:
    return Attempts()


def place(number: int) -> str:
    return f"10.{number // 250}.{number % 250}.1"


def from_everywhere(account: str = ADA, number: int = 1_000) -> Iterable[tuple[str, str]]:
    return ((account, place(count)) for count in range(number))


async def test_delay_for_one_account_and_address_doubles_up_to_15_minutes(
    attempts: Attempts,
):
    assert await attempts.passed((ADA, HOME) for _ in range(100)) == 5
    assert await attempts.delays(12) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


async def test_delay_for_one_account_from_all_addresses_is_at_most_30_seconds(attempts: Attempts):
    assert await attempts.passed(from_everywhere()) == 30
    delays = await attempts.delays(8, lambda count: place(1_000 + count))
    assert delays == [1, 2, 4, 8, 16, 30, 30, 30]


async def test_delay_for_one_address_counts_attempts_at_all_accounts(attempts: Attempts):
    accounts = ((f"user{number}@example.com", HOME) for number in range(1_000))
    assert await attempts.passed(accounts) == 200
    assert await attempts.attempt("another@example.com", HOME) == 1
    assert await attempts.attempt("another@example.com", AWAY) == 0


async def test_attempts_expire_after_one_hour(attempts: Attempts):
    await attempts.passed((ADA, HOME) for _ in range(4))
    attempts.clock.advance(HOUR - 1)
    assert await attempts.passed((ADA, HOME) for _ in range(9)) == 1
    attempts.clock.advance(1)
    assert await attempts.passed((ADA, HOME) for _ in range(9)) == 5


async def test_delays_expire_after_one_hour(attempts: Attempts):
    await attempts.passed((ADA, HOME) for _ in range(9))
    assert await attempts.delays(3) == [1, 2, 4]
    attempts.clock.advance(HOUR)
    await attempts.passed((ADA, HOME) for _ in range(9))
    assert await attempts.delays(1) == [1]


async def test_slow_attempts_from_one_address_do_not_delay_other_addresses(attempts: Attempts):
    for _ in range(1_000):
        await attempts.attempt(ADA, AWAY)
        attempts.clock.advance(900)
    assert await attempts.attempt(ADA, HOME) == 0


async def test_rejected_attempts_are_not_counted(attempts: Attempts):
    for _ in range(1_000):
        await attempts.attempt(ADA, AWAY)
    assert await attempts.passed(from_everywhere()) == 30 - 5
    assert await attempts.passed((EVE, AWAY) for _ in range(9)) == 5
    attempts.clock.advance(1)
    assert await attempts.attempt(ADA, AWAY) == 0
    assert await attempts.attempt(ADA, AWAY) == 2


async def test_attempts_rejected_for_their_address_do_not_count_for_the_account(
    attempts: Attempts,
):
    await attempts.passed((f"user{number}@example.com", HOME) for number in range(1_000))
    attempts.clock.advance(HOUR - 100)
    assert await attempts.attempt(EVE, HOME) == 0
    assert [await attempts.attempt(ADA, HOME) for _ in range(10)] == [2] * 10
    attempts.clock.advance(100)
    assert await attempts.passed((ADA, HOME) for _ in range(9)) == 5


async def test_delay_for_one_address_doubles_up_to_15_minutes(attempts: Attempts):
    await attempts.passed((f"user{number}@example.com", HOME) for number in range(1_000))
    delays: list[int] = []
    for number in range(12):
        account = f"later{number}@example.com"
        delays.append(await attempts.attempt(account, HOME))
        attempts.clock.advance(delays[-1])
        assert await attempts.attempt(account, HOME) == 0
    assert delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


async def test_servers_of_different_releases_share_the_counters(attempts: Attempts):
    await attempts.attempt()
    await attempts.limits.password_accepted(EVE, HOME)
    assert {"/".join(key.split("/")[:2]) for key in attempts.storage.counters} == {
        "password/account-address",
        "password/address",
        "password/account",
        "password/known-address",
    }


async def test_one_address_stays_limited_during_a_distributed_attack(attempts: Attempts):
    await attempts.passed(from_everywhere())
    attempts.clock.advance(1)
    assert await attempts.attempt(ADA, place(500)) == 0
    assert await attempts.attempt(ADA, place(501)) == 2
    assert await attempts.attempt(EVE, place(501)) == 0


@pytest.mark.parametrize(
    "account",
    [
        *(
            f"{ADA}/wait",
            f"{ADA}/attempts",
            f"{ADA}/delayed",
            f"/{ADA}",
            f"{ADA}/{HOME}",
            f"{ADA}/",
        ),
        *(
            f"{HOME}/{ADA}",
            f"password/account/{ADA}",
            "",
            "/",
            f"{ADA}\x00",
            "\ud800",
            "x" * 100_000,
        ),
    ],
)
async def test_account_names_cannot_collide_in_counter_keys(attempts: Attempts, account: str):
    for _ in range(50):
        await attempts.attempt(account, HOME)
        await attempts.attempt(account, AWAY)
        attempts.clock.advance(1)
    assert await attempts.passed((ADA, HOME) for _ in range(9)) == 5
    assert not any(ADA in key or HOME in key for key in attempts.storage.counters)


@pytest.mark.parametrize(
    ("pairs", "passes"),
    [
        ([(ADA, HOME)] * 300, 5),
        ([(ADA, place(count)) for count in range(300)], 30),
        ([(f"{count}@example.com", HOME) for count in range(300)], 200),
    ],
    ids=["account at address", "account", "address"],
)
async def test_concurrent_attempts_are_limited_like_sequential_ones(
    attempts: Attempts, pairs: list[tuple[str, str]], passes: int
):
    waits = await asyncio.gather(*(attempts.attempt(*pair) for pair in pairs))
    assert waits.count(0) == passes
    attempts.clock.advance(max(waits))
    waits = await asyncio.gather(*(attempts.attempt(*pair) for pair in pairs))
    assert waits.count(0) == 1


async def test_correct_password_resets_the_account_counter(attempts: Attempts):
    await attempts.passed((ADA, HOME) for _ in range(9))
    await attempts.delays(3)
    await attempts.limits.password_accepted(ADA, HOME)
    assert await attempts.passed((ADA, HOME) for _ in range(9)) == 5
    assert await attempts.delays(1) == [1]


async def test_correct_password_resets_attempts_from_other_addresses(attempts: Attempts):
    await attempts.passed(from_everywhere())
    await attempts.limits.password_accepted(ADA, AWAY)
    assert await attempts.passed((ADA, place(500 + count)) for count in range(99)) == 30
    assert await attempts.attempt(ADA, place(600)) == 1


async def test_correct_password_keeps_counters_of_other_accounts(attempts: Attempts):
    await attempts.passed((EVE, HOME) for _ in range(9))
    await attempts.limits.password_accepted(ADA, HOME)
    assert await attempts.attempt(EVE, HOME) == 1


async def test_correct_passwords_are_not_counted_for_the_address(attempts: Attempts):
    for number in range(500):
        assert await attempts.attempt(f"user{number}@example.com", HOME) == 0
        await attempts.limits.password_accepted(f"user{number}@example.com", HOME)
    wrong = ((f"other{number}@example.com", HOME) for number in range(500))
    assert await attempts.passed(wrong) == 200
    assert await attempts.attempt("another@example.com", HOME) == 1


async def test_attackers_cannot_delay_the_owner_at_a_known_address(attempts: Attempts):
    await attempts.limits.password_accepted(ADA, HOME)
    await attempts.limits.password_accepted(EVE, place(2_000))
    await attempts.passed(from_everywhere())
    assert await attempts.attempt(ADA, place(2_000)) == 1
    assert await attempts.attempt(ADA, AWAY) == 1
    assert await attempts.passed((ADA, HOME) for _ in range(9)) == 5


async def test_address_is_known_for_one_week(attempts: Attempts):
    await attempts.limits.password_accepted(ADA, HOME)
    attempts.clock.advance(WEEK - 1)
    await attempts.passed(from_everywhere())
    assert await attempts.attempt(ADA, HOME) == 0
    attempts.clock.advance(1)
    await attempts.passed(from_everywhere(number=31))
    assert await attempts.attempt(ADA, HOME) >= 1


async def test_ipv6_network_counts_as_one_address(attempts: Attempts):
    hosts = ((ADA, f"2001:db8:1:2::{number:x}") for number in range(1, 99))
    assert await attempts.passed(hosts) == 5
    assert await attempts.attempt(ADA, "2001:db8:1:3::1") == 0
    await attempts.limits.password_accepted(ADA, "2001:db8:1:3::1")
    await attempts.passed(from_everywhere())
    assert await attempts.attempt(ADA, "2001:db8:1:3::2") == 0


@pytest.mark.parametrize(
    ("seconds", "duration"),
    [
        *((1, "1 second"), (2, "2 seconds"), (59, "59 seconds"), (60, "1 minute")),
        *((61, "2 minutes"), (120, "2 minutes"), (121, "3 minutes"), (3_600, "60 minutes")),
    ],
)
def test_the_message_says_when_to_try_again(seconds: int, duration: str):
    limited = RateLimited(seconds)
    assert limited.message == f"Too many requests. Try again in {duration}."
    assert limited.extensions == {"code": "RATE_LIMITED", "retryAfterSeconds": seconds}
