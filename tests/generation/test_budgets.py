"""Daily budgets in micro-dollars: reserved before each call to Gemini and settled after it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api import Api, Person
from emulator_app import HASTY_LIMITS, LIMITS, EmulatorApp, opened, written
from generation_documents import STEPS
from limits.aio.storage import MemoryStorage, Storage
from limits.errors import StorageError
from live_servers import events, served

from cms_blog.accounts.budgets import Budgets, SiteBudget
from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault
from cms_blog.generation.gemini.resilience import CallLimits

IDEAS, GIVEN = STEPS["generateIdeas"]
BUDGET = "{ viewer { generationBudget { used limit resetsAt } } }"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
USD = 1_000_000


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Unreachable(MemoryStorage):
    """A storage that can become unavailable."""

    down = False

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        if self.down:
            raise StorageError(ConnectionError("down"))
        return await super().incr(key, expiry, amount)


class Account:
    """An author and a lab with budgets."""

    def __init__(self, lab: EmulatorApp, author: Person, site: SiteBudget, clock: Clock) -> None:
        self.lab, self.author, self.clock = lab, author, clock
        self._site = site

    async def budget(self, author: Person | None = None) -> dict[str, Any]:
        data = await self.lab.api.execute(BUDGET, as_user=author or self.author)
        return data["generationBudget"]

    async def called(self, times: int = 1) -> None:
        """Wait until this number of calls to Gemini is running."""
        async with asyncio.timeout(30):
            while True:
                if self.lab.emulator.running == times:
                    return
                await asyncio.sleep(0.01)

    async def spent(self) -> int:
        """Return the amount spent by the user, which equals that of the site."""
        used = (await self.budget())["used"]
        assert await self._site.add(self.clock().date(), 0) == used
        return used


async def cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def budgeted(
    services: Services,
    api: Api,
    *,
    user: int = USD,
    site: int = USD,
    storage: Storage | None = None,
    **options: Any,
) -> AsyncGenerator[Account]:
    clock = Clock()
    of_site = SiteBudget(site, storage or MemoryStorage())
    author = await api.make_user()
    async with opened(services, budgets=Budgets(user, of_site, clock), **options) as lab:
        yield Account(lab, author, of_site, clock)


async def test_the_budget_is_null_if_calls_are_not_charged(lab: EmulatorApp, author: Person):
    assert await lab.api.execute(BUDGET, as_user=author) == {"generationBudget": None}


@pytest.mark.parametrize("step", [*STEPS, "stream"])
async def test_steps_are_charged_as_billed(services: Services, api: Api, step: str):
    async with budgeted(services, api) as account:
        assert await account.budget() == {
            "used": 0,
            "limit": USD,
            "resetsAt": "2026-11-27T00:00:00.000Z",
        }
        told = await account.lab.run(step, account.author)
        assert told.last is not None
        usage = told.last["usage"]
        # Each call is rounded up.
        billed = usage["costUsd"] * USD
        assert billed > 0
        assert billed <= await account.spent() <= billed + told.calls


@pytest.mark.parametrize(
    ("fault", "costs"),
    [
        (Fault.OVERLOADED, "nothing"),
        (Fault.SERVER_ERROR, "nothing"),
        (Fault.BAD_KEY, "nothing"),
        (Fault.SAFETY, "billed tokens"),
        (Fault.HANG, "the estimate"),
        (Fault.CUT, "the estimate"),
    ],
)
async def test_charges_of_failed_calls(services: Services, api: Api, fault: Fault, costs: str):
    limits = HASTY_LIMITS if fault is Fault.HANG else LIMITS
    async with budgeted(services, api, limits=limits) as account:
        account.lab.emulator.faults.turn_on(fault)
        told = await account.lab.run("generateIdeas", account.author)
        assert told.typename == "GenerationFailedError"
        spent = await account.spent()
        if costs == "nothing":
            assert spent == 0
        elif costs == "billed tokens":
            assert 0 < spent < 1_000
        else:
            # The price of the 2,000 expected output tokens.
            assert spent > told.calls * 5_000


async def test_cancelled_calls_are_charged_the_estimate(services: Services, api: Api):
    async with budgeted(services, api) as account:
        account.lab.emulator.faults.turn_on(Fault.HANG)
        running = asyncio.create_task(account.lab.run("generateIdeas", account.author))
        await account.called()
        reserved = await account.spent()
        assert reserved > 5_000
        await cancelled(running)
        assert await account.spent() == reserved


async def test_cancelled_streams_are_charged_the_estimate(services: Services, api: Api):
    limits = replace(LIMITS, background_seconds=0)
    async with budgeted(services, api, pace=0.05, limits=limits) as account:
        reserved = 0
        async with served(account.lab.app) as url:
            async for _ in events(url, account.author):
                reserved = await account.spent()
                break
            # The emulator ends a call when its connection is closed.
            await account.called(0)
        assert await account.spent() == reserved > 15_000


async def test_streams_continued_in_the_background_are_charged_as_billed(
    services: Services, api: Api
):
    disconnected = asyncio.Event()

    async def pause(_: float) -> None:
        await disconnected.wait()

    async with budgeted(services, api, pause=pause) as account:
        async with served(account.lab.app) as url:
            async with aclosing(events(url, account.author)) as stream:
                first = await anext(stream)
                reserved = await account.spent()
            disconnected.set()
            await written(account.lab, first["runId"], account.author)
            spent = await account.spent()
            calls = account.lab.emulator.calls
            assert 0 < spent < reserved
            resume = {"runId": first["runId"], "after": 0}
            *_, success = [each async for each in events(url, account.author, resume=resume)]
        # The resumed client is told the cost, and causes none.
        assert success["__typename"] == "GenerateBlogSuccess"
        assert spent - calls <= success["usage"]["costUsd"] * USD <= spent
        assert (await account.spent(), account.lab.emulator.calls) == (spent, calls)


async def test_closing_the_gateway_ends_and_settles_calls_in_the_background(
    services: Services, api: Api
):
    async with budgeted(services, api, pace=60) as account:
        async with served(account.lab.app) as url:
            async for _ in events(url, account.author):
                break
            await account.called(1)
            reserved = await account.spent()
            await account.lab.gateway.close()
            await account.called(0)
        assert await account.spent() == reserved > 15_000


MESSAGES = {
    "user": "Your generation budget for today does not cover this step. It resets at 00:00 UTC.",
    "site": (
        "This site's generation budget for today does not cover this step. It resets at 00:00 UTC."
    ),
}


@pytest.mark.parametrize("scarce", MESSAGES)
async def test_steps_above_the_budget_are_refused(services: Services, api: Api, scarce: str):
    # Less than the estimate of the cheapest step.
    budget: dict[str, Any] = {scarce: 2_000}
    async with budgeted(services, api, **budget) as account:
        for step in (*STEPS, "stream"):
            told = await account.lab.run(step, account.author)
            assert (told.reason, told.calls) == ("QUOTA_EXCEEDED", 0)
            assert told.message == MESSAGES[scarce]
            assert told.retry_after == 12 * 3_600
        assert await account.spent() == 0


@pytest.mark.parametrize(("scarce", "calls_of_other"), [("user", 1), ("site", 0)])
async def test_the_budget_is_shared_by_the_user_or_the_site(
    services: Services, api: Api, scarce: str, calls_of_other: int
):
    other = await api.make_user()
    # Slightly more than one estimate.
    budget: dict[str, Any] = {scarce: 8_800}
    async with budgeted(services, api, **budget) as account:
        assert (await account.lab.run("generateIdeas", account.author)).calls == 1
        spent = await account.spent()
        assert (await account.lab.run("generateIdeas", account.author)).calls == 0
        assert await account.spent() == spent
        assert (await account.lab.run("generateIdeas", other)).calls == calls_of_other


@pytest.mark.parametrize("scarce", MESSAGES)
async def test_concurrent_steps_do_not_exceed_the_budget(services: Services, api: Api, scarce: str):
    budget: dict[str, Any] = {scarce: 18_000}
    async with budgeted(services, api, limits=CallLimits(), **budget) as account:
        account.lab.emulator.faults.turn_on(Fault.HANG)
        running = {
            asyncio.create_task(account.lab.run("generateIdeas", account.author)) for _ in range(8)
        }
        # Two estimates fit; the other steps fail at once.
        while len(running) > 2:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            assert {task.result().reason for task in done} == {"QUOTA_EXCEEDED"}
        await account.called(2)
        assert 16_000 < await account.spent() <= 18_000
        await cancelled(*running)


async def test_steps_across_midnight_are_charged_to_the_day_of_their_start(
    services: Services, api: Api
):
    async with budgeted(services, api) as account:
        account.clock.now = datetime(2026, 11, 26, 23, 59, 59, 999_999, tzinfo=UTC)
        account.lab.emulator.faults.turn_on(Fault.HANG)
        running = asyncio.create_task(account.lab.run("generateIdeas", account.author))
        await account.called()
        assert await account.spent() > 0
        account.clock.now += timedelta(microseconds=1)
        budget = await account.budget()
        assert (budget["used"], budget["resetsAt"]) == (0, "2026-11-28T00:00:00.000Z")
        await cancelled(running)
        account.lab.emulator.faults.clear()
        assert await account.spent() == 0
        assert (await account.lab.run("generateIdeas", account.author)).calls == 1
        assert 0 < await account.spent() < 5_000


async def test_calls_are_refused_while_the_site_budget_is_unavailable(services: Services, api: Api):
    storage = Unreachable()
    async with budgeted(services, api, storage=storage) as account:
        storage.down = True
        told = await account.lab.run("generateIdeas", account.author)
        assert (told.reason, told.calls, told.retry_after) == ("UNAVAILABLE", 0, 2)
        storage.down = False
        assert await account.spent() == 0


async def test_results_are_returned_even_if_the_budget_can_not_be_settled(
    services: Services, api: Api
):
    storage = Unreachable()
    async with budgeted(services, api, storage=storage, pace=0.01) as account:
        typenames: list[str] = []
        async with served(account.lab.app) as url:
            async for event in events(url, account.author):
                storage.down = True
                typenames.append(event["__typename"])
        assert typenames[-1] == "GenerateBlogSuccess"
