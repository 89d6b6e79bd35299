"""Daily budgets in micro-dollars: reserved before each call to Gemini, and settled after it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api import Api, Person
from emulator_app import Lab, opened
from generation_documents import STEPS
from limits.aio.storage import MemoryStorage, Storage
from limits.errors import StorageError
from live_servers import events, served

from cms_blog.accounts.budgets import Budgets, SiteBudget
from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault
from cms_blog.generation.gemini.resilience import Limits

IDEAS, GIVEN = STEPS["generateIdeas"]
BUDGET = "{ viewer { generationBudget { used limit resetsAt } } }"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
USD = 1_000_000


class Clock:
    """The time in UTC, which tests set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Unreachable(MemoryStorage):
    """A storage that can be lost."""

    lost = False

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        if self.lost:
            raise StorageError(ConnectionError("lost"))
        return await super().incr(key, expiry, amount)


class Bank:
    """An author, a lab, and what the budgets of both have spent."""

    def __init__(self, lab: Lab, author: Person, site: SiteBudget, clock: Clock) -> None:
        self.lab, self.author, self.clock = lab, author, clock
        self._site = site

    async def budget(self, author: Person | None = None) -> dict[str, Any]:
        data = await self.lab.api.execute(BUDGET, as_user=author or self.author)
        return data["generationBudget"]

    async def called(self, times: int = 1) -> None:
        """Wait until as many calls to Gemini run."""
        async with asyncio.timeout(30):
            while True:
                if self.lab.emulator.running == times:
                    return
                await asyncio.sleep(0.01)

    async def spent(self) -> int:
        """What the user has spent, and the site has as well."""
        used = (await self.budget())["used"]
        assert await self._site.add(self.clock().date(), 0) == used
        return used


async def cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def bank(
    services: Services,
    api: Api,
    *,
    user: int = USD,
    site: int = USD,
    storage: Storage | None = None,
    **options: Any,
) -> AsyncGenerator[Bank]:
    clock = Clock()
    of_site = SiteBudget(site, storage or MemoryStorage())
    author = await api.make_user()
    async with opened(services, budgets=Budgets(user, of_site, clock), **options) as lab:
        yield Bank(lab, author, of_site, clock)


async def test_there_is_no_budget_where_nothing_is_spent(lab: Lab, author: Person):
    assert await lab.api.execute(BUDGET, as_user=author) == {"generationBudget": None}


@pytest.mark.parametrize("step", [*STEPS, "stream"])
async def test_a_step_costs_what_was_billed(services: Services, api: Api, step: str):
    async with bank(services, api) as bank_:
        assert await bank_.budget() == {
            "used": 0,
            "limit": USD,
            "resetsAt": "2026-11-27T00:00:00.000Z",
        }
        told = await bank_.lab.run(step, bank_.author)
        assert told.last is not None
        usage = told.last["usage"]
        # Each call is rounded up.
        billed = usage["costUsd"] * USD
        assert billed > 0
        assert billed <= await bank_.spent() <= billed + told.calls


@pytest.mark.parametrize(
    ("fault", "costs"),
    [
        (Fault.OVERLOADED, "nothing"),
        (Fault.SERVER_ERROR, "nothing"),
        (Fault.BAD_KEY, "nothing"),
        (Fault.SAFETY, "its tokens"),
        (Fault.HANG, "the estimate"),
        (Fault.CUT, "the estimate"),
    ],
)
async def test_a_call_without_a_result_costs_what_gemini_bills(
    services: Services, api: Api, fault: Fault, costs: str
):
    async with bank(services, api) as bank_:
        bank_.lab.emulator.faults.turn_on(fault)
        told = await bank_.lab.run("generateIdeas", bank_.author)
        assert told.typename == "GenerationFailedError"
        spent = await bank_.spent()
        if costs == "nothing":
            assert spent == 0
        elif costs == "its tokens":
            assert 0 < spent < 1_000
        else:
            # 2,000 tokens of output alone.
            assert spent > told.calls * 5_000


async def test_a_call_that_a_client_leaves_costs_its_estimate(services: Services, api: Api):
    async with bank(services, api) as bank_:
        bank_.lab.emulator.faults.turn_on(Fault.HANG)
        running = asyncio.create_task(bank_.lab.run("generateIdeas", bank_.author))
        await bank_.called()
        reserved = await bank_.spent()
        assert reserved > 5_000
        await cancelled(running)
        assert await bank_.spent() == reserved


async def test_a_stream_that_a_client_leaves_costs_its_estimate(services: Services, api: Api):
    async with bank(services, api, pace=0.05) as bank_:
        reserved = 0
        async with served(bank_.lab.app) as url:
            async for _ in events(url, bank_.author):
                reserved = await bank_.spent()
                break
            # The emulator ends a call when its connection is closed.
            await bank_.called(0)
        assert await bank_.spent() == reserved > 15_000


MESSAGES = {
    "user": "Your generation budget for today does not cover this step. It resets at 00:00 UTC.",
    "site": (
        "This site's generation budget for today does not cover this step. It resets at 00:00 UTC."
    ),
}


@pytest.mark.parametrize("scarce", MESSAGES)
async def test_a_step_is_refused_that_a_budget_does_not_cover(
    services: Services, api: Api, scarce: str
):
    # Less than the estimate of the cheapest step.
    budget: dict[str, Any] = {scarce: 3_000}
    async with bank(services, api, **budget) as bank_:
        for step in (*STEPS, "stream"):
            told = await bank_.lab.run(step, bank_.author)
            assert (told.reason, told.calls) == ("QUOTA_EXCEEDED", 0)
            assert told.message == MESSAGES[scarce]
            assert told.retry_after == 12 * 3_600
        assert await bank_.spent() == 0


@pytest.mark.parametrize(("scarce", "calls_of_other"), [("user", 1), ("site", 0)])
async def test_what_is_spent_counts_for_the_user_or_for_all(
    services: Services, api: Api, scarce: str, calls_of_other: int
):
    other = await api.make_user()
    # One estimate, and not much more.
    budget: dict[str, Any] = {scarce: 5_200}
    async with bank(services, api, **budget) as bank_:
        assert (await bank_.lab.run("generateIdeas", bank_.author)).calls == 1
        spent = await bank_.spent()
        assert (await bank_.lab.run("generateIdeas", bank_.author)).calls == 0
        assert await bank_.spent() == spent
        assert (await bank_.lab.run("generateIdeas", other)).calls == calls_of_other


@pytest.mark.parametrize("scarce", MESSAGES)
async def test_many_steps_at_once_do_not_overspend(services: Services, api: Api, scarce: str):
    budget: dict[str, Any] = {scarce: 12_000}
    async with bank(services, api, limits=Limits(), **budget) as bank_:
        bank_.lab.emulator.faults.turn_on(Fault.HANG)
        running = {
            asyncio.create_task(bank_.lab.run("generateIdeas", bank_.author)) for _ in range(8)
        }
        # Two estimates fit; the other steps fail at once.
        while len(running) > 2:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            assert {task.result().reason for task in done} == {"QUOTA_EXCEEDED"}
        await bank_.called(2)
        assert 10_000 < await bank_.spent() <= 12_000
        await cancelled(*running)


async def test_a_step_over_midnight_is_charged_to_the_day_on_which_it_began(
    services: Services, api: Api
):
    async with bank(services, api) as bank_:
        bank_.clock.now = datetime(2026, 11, 26, 23, 59, 59, 999_999, tzinfo=UTC)
        bank_.lab.emulator.faults.turn_on(Fault.HANG)
        running = asyncio.create_task(bank_.lab.run("generateIdeas", bank_.author))
        await bank_.called()
        assert await bank_.spent() > 0
        bank_.clock.now += timedelta(microseconds=1)
        budget = await bank_.budget()
        assert (budget["used"], budget["resetsAt"]) == (0, "2026-11-28T00:00:00.000Z")
        await cancelled(running)
        bank_.lab.emulator.faults.clear()
        assert await bank_.spent() == 0
        assert (await bank_.lab.run("generateIdeas", bank_.author)).calls == 1
        assert 0 < await bank_.spent() < 5_000


async def test_nothing_is_spent_while_the_sites_budget_can_not_be_read(
    services: Services, api: Api
):
    storage = Unreachable()
    async with bank(services, api, storage=storage) as bank_:
        storage.lost = True
        told = await bank_.lab.run("generateIdeas", bank_.author)
        assert (told.reason, told.calls, told.retry_after) == ("UNAVAILABLE", 0, 2)
        storage.lost = False
        assert await bank_.spent() == 0


async def test_a_result_is_kept_where_the_budget_can_not_be_settled(services: Services, api: Api):
    storage = Unreachable()
    async with bank(services, api, storage=storage, pace=0.01) as bank_:
        typenames: list[str] = []
        async with served(bank_.lab.app) as url:
            async for event in events(url, bank_.author):
                storage.lost = True
                typenames.append(event["__typename"])
        assert typenames[-1] == "GenerateBlogSuccess"
