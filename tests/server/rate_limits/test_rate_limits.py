"""Rate limits in memory and, if redis-server is installed, in Redis."""

import asyncio
import shutil
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, suppress
from itertools import count
from pathlib import Path

import pytest
from adjusted_settings import settings_with
from free_ports import free_port
from structlog.testing import capture_logs

from cms_blog.counter_keys import user_key
from cms_blog.rate_limits import RateLimited, RateLimits
from cms_blog.settings import SettingsError, load_settings

numbers = count()


async def redis_server(port: int, folder: Path) -> asyncio.subprocess.Process:
    """A redis-server that takes connections."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        async for line in process.stdout:
            if b"Ready to accept connections" in line:
                break
    return process


@pytest.fixture(scope="module")
async def redis_uri(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[str]:
    port = free_port()
    process = await redis_server(port, tmp_path_factory.mktemp("redis"))
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    await process.wait()


@pytest.fixture(params=["memory", "redis"])
def storage(request: pytest.FixtureRequest) -> str:
    return "memory://" if request.param == "memory" else request.getfixturevalue("redis_uri")


type LimitsAt = Callable[..., RateLimits]


@pytest.fixture
async def limits_at() -> AsyncGenerator[LimitsAt]:
    async with AsyncExitStack() as stack:

        def make(storage: str, **settings: str) -> RateLimits:
            limits = RateLimits(settings_with(rate_limit_storage=storage, **settings))
            stack.push_async_callback(limits.close)
            return limits

        yield make


async def test_a_request_above_the_limit_is_refused_with_the_delay(
    limits_at: LimitsAt, storage: str
):
    limits = limits_at(storage, rate_limit_uploads="3/hour")
    for _ in range(3):
        await limits.hit("upload", user_key("ann"))
    with pytest.raises(RateLimited) as refused:
        await limits.hit("upload", user_key("ann"))
    extensions = refused.value.extensions
    assert extensions["code"] == "RATE_LIMITED"
    assert 1 <= extensions["retryAfterSeconds"] <= 3_600


async def test_users_and_actions_are_counted_separately(limits_at: LimitsAt, storage: str):
    limits = limits_at(storage, rate_limit_signups="1/hour", rate_limit_generations="1/hour")
    await limits.hit("signup", user_key("here"))
    await limits.hit("signup", user_key("there"))
    await limits.hit("generation", user_key("here"))
    with pytest.raises(RateLimited):
        await limits.hit("signup", user_key("here"))


async def test_each_of_several_rates_applies(limits_at: LimitsAt, storage: str):
    limits = limits_at(storage, rate_limit_uploads="100/second; 2/hour")
    await limits.hit("upload", user_key("bob"))
    await limits.hit("upload", user_key("bob"))
    with pytest.raises(RateLimited):
        await limits.hit("upload", user_key("bob"))


async def test_concurrent_requests_stay_within_the_limit(limits_at: LimitsAt, storage: str):
    limits = limits_at(storage, rate_limit_uploads="7/hour")
    results = await asyncio.gather(
        *(limits.hit("upload", user_key("many")) for _ in range(30)), return_exceptions=True
    )
    assert results.count(None) == 7


async def test_a_large_limit_holds_with_leases(limits_at: LimitsAt, storage: str):
    limits = limits_at(storage, rate_limit_requests="1200/hour")
    for _ in range(600):
        await limits.hit("request", user_key("dee"))
    at_once = [limits.hit("request", user_key("dee")) for _ in range(700)]
    results = await asyncio.gather(*at_once, return_exceptions=True)
    assert results.count(None) == 600
    await limits.hit("request", user_key("another user"))


async def test_processes_with_the_same_storage_share_a_large_limit(
    limits_at: LimitsAt, redis_uri: str
):
    nodes = [limits_at(redis_uri, rate_limit_requests="1000/hour") for _ in range(2)]
    passed = 0
    for number in range(1_200):
        with suppress(RateLimited):
            await nodes[number % 2].hit("request", user_key("eve"))
            passed += 1
    assert passed == 1_000


async def test_permits_return_when_the_window_ends(limits_at: LimitsAt, storage: str):
    limits = limits_at(storage, rate_limit_uploads="1/second")
    await limits.hit("upload", user_key("cyd"))
    async with asyncio.timeout(60):
        while True:
            await asyncio.sleep(0.1)
            with suppress(RateLimited):
                await limits.hit("upload", user_key("cyd"))
                break


async def test_five_of_many_concurrent_password_attempts_pass(limits_at: LimitsAt, storage: str):
    nodes = [limits_at(storage) for _ in range(1 if storage == "memory://" else 2)]
    results = await asyncio.gather(
        *(
            nodes[number % len(nodes)].password_attempt("d@example.com", "192.0.2.1")
            for number in range(100)
        ),
        return_exceptions=True,
    )
    assert results.count(None) == 5
    waits = {result.retry_after_seconds for result in results if isinstance(result, RateLimited)}
    assert waits == {1}


async def test_a_correct_password_resets_the_attempts(limits_at: LimitsAt, storage: str):
    limits = limits_at(storage)
    for _ in range(3):
        for _ in range(5):
            await limits.password_attempt("e@example.com", "192.0.2.2")
        with pytest.raises(RateLimited):
            await limits.password_attempt("e@example.com", "192.0.2.2")
        await limits.password_accepted("e@example.com", "192.0.2.2")
    await limits.password_attempt("e@example.com", "192.0.2.2")


async def test_processes_count_alone_without_the_storage_and_log_it_once(
    limits_at: LimitsAt,
):
    limits = limits_at(f"redis://127.0.0.1:{free_port()}/0", rate_limit_uploads="1/hour")
    with capture_logs() as logs:
        await limits.hit("upload", user_key("ann"))
        with pytest.raises(RateLimited):
            await limits.hit("upload", user_key("ann"))
        for _ in range(5):
            await limits.password_attempt("h@example.com", "5.5.5.5")
        with pytest.raises(RateLimited):
            await limits.password_attempt("h@example.com", "5.5.5.5")
        await limits.password_accepted("h@example.com", "5.5.5.5")
        await limits.password_attempt("h@example.com", "5.5.5.5")
    (line,) = logs
    assert (line["event"], line["log_level"]) == ("rate_limits.counted_alone", "error")


async def test_a_hanging_storage_delays_requests_briefly(limits_at: LimitsAt):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        limits = limits_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        # Waiting for each of them would take 50 seconds.
        async with asyncio.timeout(30):
            for _ in range(100):
                await limits.hit("upload", user_key("ann"))


async def test_a_restarted_storage_counts_for_all_processes_again(
    limits_at: LimitsAt, tmp_path: Path
):
    port = free_port()
    process = await redis_server(port, tmp_path)
    mine, others = (
        limits_at(f"redis://127.0.0.1:{port}/0", rate_limit_uploads="1/hour") for _ in range(2)
    )
    await mine.hit("upload", user_key("bob"))
    with pytest.raises(RateLimited):
        await others.hit("upload", user_key("bob"))
    process.kill()
    await process.wait()
    await others.hit("upload", user_key("bob"))
    with pytest.raises(RateLimited):
        await others.hit("upload", user_key("bob"))
    process = await redis_server(port, tmp_path)
    try:
        # What it had counted is gone with it.
        async with asyncio.timeout(60):
            while True:
                await mine.hit("upload", user_key(f"user {(number := next(numbers))}"))
                try:
                    await others.hit("upload", user_key(f"user {number}"))
                except RateLimited:
                    break
                await asyncio.sleep(0.1)
    finally:
        process.kill()
        await process.wait()


@pytest.mark.parametrize(
    "settings",
    [
        {"rate_limit_generations": "often"},
        {"rate_limit_generations": ""},
        {"rate_limit_storage": "mysql://here"},
    ],
)
def test_a_malformed_rate_stops_the_start(settings: dict[str, str]):
    with pytest.raises(SettingsError):
        load_settings(**settings)
