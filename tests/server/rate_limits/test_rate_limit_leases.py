"""Leases of rate limits and the fallback of each process, with a manual clock and storage."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast, override

import pytest
from adjusted_settings import settings_with
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.errors import StorageError
from manual_storage import ManualClock, ManualStorage
from pydantic import SecretStr
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from structlog.testing import capture_logs

from cms_blog.counter_keys import user_key
from cms_blog.rate_limits import LimitedAction, RateLimited, RateLimits

ANN, BOB = user_key("ann"), user_key("bob")


class FailingStorage(ManualStorage):
    """Storage that fails while `failure` is set."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.failure: StorageError | None = None
        self.calls = 0

    @override
    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        self.calls += 1
        if self.failure is not None:
            raise self.failure
        return await super().incr(key, expiry, amount)

    @property
    def counted(self) -> int:
        """Sum of all counters."""
        return sum(count for count, _ in self.counters.values())


@pytest.fixture
def monotonic(monkeypatch: pytest.MonkeyPatch) -> ManualClock:
    """The monotonic clock of the module, which starts at zero."""
    clock = ManualClock(0)
    fake = SimpleNamespace(monotonic=clock, time=lambda: 5_000.0)
    monkeypatch.setattr("cms_blog.rate_limits.time", fake)
    return clock


@pytest.fixture
def storage(monotonic: ManualClock) -> FailingStorage:
    del monotonic
    return FailingStorage(ManualClock())


def make_limits(storage: FailingStorage | None, **settings: Any) -> RateLimits:
    made = settings_with(_env_file=None, **settings)
    if storage is None:
        return RateLimits(made)
    return RateLimits(made, storage=storage, clock=storage.clock)


async def passed(limits: RateLimits, action: LimitedAction, number: int) -> int:
    """Make requests; return the number of accepted ones."""
    found = 0
    for _ in range(number):
        try:
            await limits.hit(action, ANN)
        except RateLimited:
            continue
        found += 1
    return found


@pytest.mark.parametrize(
    ("action", "accepted"),
    [
        *(("request", 2), ("refused", 3), ("signup", 4)),
        *(("generation", 5), ("upload", 6), ("export", 7), ("link", 8), ("invitation", 9)),
    ],
)
async def test_each_action_has_the_limit_of_its_setting(
    storage: FailingStorage, action: LimitedAction, accepted: int
):
    limits = make_limits(
        storage,
        rate_limit_requests="2/hour",
        rate_limit_signups="4/hour",
        rate_limit_generations="5/hour",
        rate_limit_uploads="6/hour",
        rate_limit_refused="3/hour",
        rate_limit_exports="7/hour",
        rate_limit_links="8/hour",
        rate_limit_invitations="9/hour",
    )
    assert await passed(limits, action, 11) == accepted


@pytest.mark.parametrize(
    ("rates", "leased"),
    [
        *(("1/hour", 1), ("199/hour", 1), ("200/hour", 1), ("399/hour", 1), ("400/hour", 2)),
        *(("1200/hour", 6), ("40000/hour", 200)),
    ],
)
async def test_a_lease_has_one_200th_of_the_limit(storage: FailingStorage, rates: str, leased: int):
    limits = make_limits(storage, rate_limit_requests=rates)
    for number in range(1, 4):
        for _ in range(leased):
            if number * leased <= int(rates.partition("/")[0]):
                await limits.hit("request", ANN)
                assert storage.counted == number * leased


async def test_the_lowest_of_several_limits_decides_the_size_of_a_lease(storage: FailingStorage):
    limits = make_limits(storage, rate_limit_requests="600/minute; 4000/hour")
    await limits.hit("request", ANN)
    assert [count for count, _ in storage.counters.values()] == [3, 3]


@pytest.mark.parametrize("rates", ["400/minute; 4000/hour", "4000/hour; 400/minute"])
async def test_a_lease_ends_with_the_shortest_window(
    storage: FailingStorage, monotonic: ManualClock, rates: str
):
    limits = make_limits(storage, rate_limit_requests=rates)
    await limits.hit("request", ANN)
    monotonic.advance(60)
    await limits.hit("request", ANN)
    assert storage.counted == 8
    monotonic.advance(59.9)
    await limits.hit("request", ANN)
    assert storage.counted == 8


async def test_leases_belong_to_one_action_and_one_caller(storage: FailingStorage):
    limits = make_limits(storage, rate_limit_requests="400/hour", rate_limit_uploads="400/hour")
    for action, key in (("request", ANN), ("request", BOB), ("upload", ANN)):
        await limits.hit(cast("LimitedAction", action), key)
    assert [count for count, _ in storage.counters.values()] == [2, 2, 2]


async def test_concurrent_requests_share_a_lease(storage: FailingStorage):
    limits = make_limits(storage, rate_limit_requests="1200/hour")
    await asyncio.gather(*(limits.hit("request", ANN) for _ in range(6)))
    assert storage.counted == 6
    await asyncio.gather(*(limits.hit("request", ANN) for _ in range(7)))
    assert storage.counted == 18


async def test_at_most_10_000_leases_are_kept(storage: FailingStorage):
    limits = make_limits(storage, rate_limit_requests="600/hour")
    await limits.hit("request", ANN)
    for number in range(9_999):
        await limits.hit("request", user_key(number))
    await limits.hit("request", ANN)
    assert storage.counted == 30_000
    await limits.hit("request", BOB)
    await limits.hit("request", ANN)
    assert storage.counted == 30_006


@pytest.mark.parametrize(
    ("passed_seconds", "wait"),
    [(0, 3_600), (0.5, 3_600), (1, 3_599), (3_598, 2), (3_599, 1), (3_599.9, 1)],
)
async def test_the_delay_is_the_rest_of_the_window_rounded_up(
    storage: FailingStorage, passed_seconds: float, wait: int
):
    limits = make_limits(storage, rate_limit_uploads="1/hour")
    await limits.hit("upload", ANN)
    storage.clock.advance(passed_seconds)
    with pytest.raises(RateLimited) as limited:
        await limits.hit("upload", ANN)
    assert limited.value.retry_after_seconds == wait


async def test_a_process_counts_alone_for_two_seconds_after_a_failure(
    storage: FailingStorage, monotonic: ManualClock
):
    limits = make_limits(storage, rate_limit_uploads="1/hour")
    storage.failure = StorageError(OSError("refused"))
    with capture_logs() as lines:
        await limits.hit("upload", ANN)
        for seconds in (0, 1.9):
            monotonic.now = seconds
            with pytest.raises(RateLimited):
                await limits.hit("upload", ANN)
    assert storage.calls == 1
    (line,) = lines
    assert (line["event"], line["log_level"], line["seconds"]) == (
        "rate_limits.counted_alone",
        "error",
        2,
    )
    storage.failure = None
    monotonic.now = 2
    await limits.hit("upload", ANN)
    assert storage.counted == 1


async def test_the_delay_of_a_process_that_counts_alone_uses_real_time():
    settings = settings_with(_env_file=None, rate_limit_uploads="1/hour")
    storage = FailingStorage(ManualClock())
    limits = RateLimits(settings, storage=storage, clock=storage.clock)
    storage.failure = StorageError(OSError("refused"))
    await limits.hit("upload", ANN)
    with pytest.raises(RateLimited) as limited:
        await limits.hit("upload", ANN)
    assert 3_590 <= limited.value.retry_after_seconds <= 3_600


@pytest.mark.parametrize("wrapped", [True, False])
async def test_the_log_has_the_first_300_characters_of_the_cause(
    storage: FailingStorage, wrapped: bool
):
    cause = OSError("c" * 400)
    storage.failure = StorageError(ValueError("v" * 400))
    storage.failure.__cause__ = cause if wrapped else None
    with capture_logs() as lines:
        await make_limits(storage).hit("upload", ANN)
    assert lines[0]["cause"] == ("c" if wrapped else "v") * 300


async def test_the_storage_in_memory_is_the_default():
    limits = make_limits(None, rate_limit_uploads="2/hour")
    assert isinstance(limits.storage, MemoryStorage)
    assert await passed(limits, "upload", 4) == 2
    await limits.close()


async def test_requests_do_not_wait_for_redis_for_long(monkeypatch: pytest.MonkeyPatch):
    limits = make_limits(None, rate_limit_storage=SecretStr("redis://127.0.0.1:1/0"))
    assert isinstance(limits.storage, RedisStorage)
    client: Any = cast("Any", limits.storage.bridge).storage
    options = client.connection_pool.connection_kwargs
    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (0.5, 0.5)
    # One immediate retry.
    assert options["retry"] == Retry(NoBackoff(), 1)
    with capture_logs() as lines:
        await limits.hit("upload", ANN)
    assert [line["event"] for line in lines] == ["rate_limits.counted_alone"]
    closed: list[bool] = []
    close = client.aclose

    async def record() -> None:
        closed.append(True)
        await close()

    monkeypatch.setattr(client, "aclose", record)
    await limits.close()
    assert closed == [True]


def test_the_given_storage_replaces_that_of_the_settings(storage: FailingStorage):
    assert make_limits(storage).storage is storage
