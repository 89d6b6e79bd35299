"""Tokens and price of the last 30 days of each account, as admins see them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from api import Api, Person
from bson import ObjectId
from emulator_app import HASTY_LIMITS, LIMITS, EmulatorApp, opened
from generation_documents import STEPS
from limits.aio.storage import MemoryStorage

from cms_blog.accounts.budgets import Budgets, SiteBudget
from cms_blog.accounts.usage import record_usage
from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault
from cms_blog.graphql.types.node_ids import oid_of

DAY = date(2026, 11, 26)
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
LAST_INSTANT = datetime(2026, 11, 26, 23, 59, 59, 999_999, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
USD = 1_000_000
NONE = {"generationTokens": 0, "generationCostUsd": 0.0}
BUDGET = "{ viewer { generationBudget { used } } }"
ACCOUNTS = """
  { accounts { nodes { user { id } generationTokens generationCostUsd } } }
"""
ESTIMATE = """
  query ($input: GenerationEstimateInput!) {
    generationEstimate(input: $input) {
      ... on GenerationEstimateSuccess { tokens costUsd }
    }
  }
"""


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


class World:
    """An author, an admin, and an API that charges budgets by a manual clock."""

    def __init__(self, lab: EmulatorApp, author: Person, admin: Person, clock: Clock) -> None:
        self.lab, self.author, self.admin, self.clock = lab, author, admin, clock

    async def usage(self, person: Person | None = None) -> dict[str, Any]:
        return await shown(self.lab.api, self.admin, person or self.author)

    async def used(self) -> int:
        """Return what today's budget of the author has been charged, in micro-dollars."""
        data = await self.lab.api.execute(BUDGET, as_user=self.author)
        return data["generationBudget"]["used"]

    async def billed(self, step: str = "generateIdeas") -> int:
        """Run a step; return the tokens that its result reports."""
        outcome = await self.lab.run(step, self.author)
        assert outcome.last is not None
        return outcome.last["usage"]["inputTokens"] + outcome.last["usage"]["outputTokens"]

    async def called(self, times: int) -> None:
        """Wait until this number of calls to Gemini is running."""
        async with asyncio.timeout(30):
            while True:
                if self.lab.emulator.running == times:
                    return
                await asyncio.sleep(0.01)

    async def stored(self) -> list[dict[str, Any]]:
        raw = await self.lab.api.services.database["users"].find_one({"_id": oid(self.author)})
        assert raw is not None
        return raw.get("usage", [])


def oid(person: Person) -> ObjectId:
    found = oid_of("User", person.id)
    assert found is not None
    return found


async def shown(api: Api, admin: Person, person: Person) -> dict[str, Any]:
    nodes = (await api.execute(ACCOUNTS, as_user=admin))["nodes"]
    (usage,) = [node for node in nodes if node.pop("user")["id"] == person.id]
    return usage


@asynccontextmanager
async def opened_world(services: Services, api: Api, **options: Any) -> AsyncGenerator[World]:
    clock = Clock()
    author, admin = await api.make_user(), await api.make_admin()
    budgets = Budgets(USD, SiteBudget(USD, MemoryStorage()), clock)
    async with opened(services, budgets=budgets, **options) as lab:
        lab.gateway.today = lambda: clock().date()
        yield World(lab, author, admin, clock)


async def test_tokens_and_price_are_those_of_all_steps(services: Services, api: Api):
    async with opened_world(services, api) as world:
        assert await world.usage() == NONE
        tokens = 0
        for step in ("generateIdeas", "generateCoverImage", "stream"):
            tokens += await world.billed(step)
            assert await world.usage() == {
                "generationTokens": tokens,
                "generationCostUsd": await world.used() / USD,
            }
        assert await world.used() > 0
        assert await world.usage(world.admin) == NONE


async def test_a_day_counts_until_the_30th_day_ends(services: Services, api: Api):
    async with opened_world(services, api) as world:
        world.clock.now = LAST_INSTANT
        first, first_price = await world.billed(), await world.used()
        world.clock.now += MICROSECOND
        second, second_price = await world.billed("generateTitles"), await world.used()
        both = {
            "generationTokens": first + second,
            "generationCostUsd": (first_price + second_price) / USD,
        }
        assert await world.usage() == both
        # Without another call meanwhile.
        world.clock.now = LAST_INSTANT + timedelta(days=29)
        assert await world.usage() == both
        world.clock.now += MICROSECOND
        assert await world.usage() == {
            "generationTokens": second,
            "generationCostUsd": second_price / USD,
        }
        world.clock.now = LAST_INSTANT + timedelta(days=30)
        assert (await world.usage())["generationTokens"] == second
        world.clock.now += MICROSECOND
        assert await world.usage() == NONE
        # An entry of a node whose clock is ahead counts when its day has begun.
        world.clock.now = LAST_INSTANT
        assert (await world.usage())["generationTokens"] == first


async def test_two_calls_at_the_start_of_a_day_are_both_counted(services: Services, api: Api):
    released = asyncio.Event()

    async def pause(_: float) -> None:
        await released.wait()

    async with opened_world(services, api, pause=pause, pace=1) as world:
        world.clock.now = LAST_INSTANT + MICROSECOND
        running = [asyncio.create_task(world.billed("stream")) for _ in range(2)]
        await world.called(2)
        # Running calls count when they end.
        assert await world.usage() == NONE
        released.set()
        tokens = sum(await asyncio.gather(*running))
        used = await world.used()
        assert await world.usage() == {
            "generationTokens": tokens,
            "generationCostUsd": used / USD,
        }
        assert await world.stored() == [{"day": "2026-11-27", "tokens": tokens, "micro_usd": used}]


@pytest.mark.parametrize(
    ("fault", "counted"),
    [
        (Fault.OVERLOADED, "nothing"),
        (Fault.BAD_KEY, "nothing"),
        (Fault.SAFETY, "billed tokens"),
        (Fault.HANG, "the estimate"),
    ],
)
async def test_failed_calls_count_as_in_the_budgets(
    services: Services, api: Api, fault: Fault, counted: str
):
    limits = HASTY_LIMITS if fault is Fault.HANG else LIMITS
    async with opened_world(services, api, limits=limits) as world:
        world.lab.emulator.faults.turn_on(fault)
        outcome = await world.lab.run("generateIdeas", world.author)
        assert outcome.typename == "GenerationFailedError"
        usage, used = await world.usage(), await world.used()
        assert usage["generationCostUsd"] == used / USD
        if counted == "nothing":
            assert usage == NONE
            assert await world.stored() == []
        elif counted == "billed tokens":
            # The tokens of the prompt, for which the emulator reports no output.
            assert 0 < usage["generationTokens"] < 3_000
            assert 0 < used < 1_000
        else:
            # The 2,000 expected output tokens of each call, and the prompt.
            assert usage["generationTokens"] > 2_000 * outcome.calls
            assert used > 5_000 * outcome.calls


async def test_a_cancelled_call_counts_with_its_estimate_for_the_day_of_its_start(
    services: Services, api: Api
):
    async with opened_world(services, api) as world:
        world.clock.now = LAST_INSTANT
        given = {"steps": ["IDEAS"], "brief": STEPS["generateIdeas"][1]["brief"]}
        estimate = await world.lab.api.execute(ESTIMATE, {"input": given}, as_user=world.author)
        world.lab.emulator.faults.turn_on(Fault.HANG)
        running = asyncio.create_task(world.lab.run("generateIdeas", world.author))
        await world.called(1)
        world.clock.now += MICROSECOND
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        world.lab.emulator.faults.clear()
        tokens = await world.billed("generateTitles")
        assert await world.stored() == [
            {
                "day": "2026-11-26",
                "tokens": estimate["tokens"],
                "micro_usd": round(estimate["costUsd"] * USD),
            },
            {"day": "2026-11-27", "tokens": tokens, "micro_usd": await world.used()},
        ]


async def test_accounts_of_earlier_releases_have_used_nothing(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    users = api.services.database["users"]
    await users.update_one({"_id": oid(author)}, {"$unset": {"usage": ""}})
    assert await shown(api, admin, author) == NONE
    today = api.services.gateway.today()
    await record_usage(oid(author), today, 120, 7)
    expected = {"generationTokens": 120, "generationCostUsd": 0.000007}
    assert await shown(api, admin, author) == expected


async def test_tokens_above_the_range_of_int_are_its_maximum(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    for _ in range(2):
        await record_usage(oid(author), api.services.gateway.today(), 2**30, 5_000_000_000)
    expected = {"generationTokens": 2**31 - 1, "generationCostUsd": 10_000.0}
    assert await shown(api, admin, author) == expected


async def test_concurrent_calls_make_one_entry_and_lose_nothing(services: Services, api: Api):
    author = await api.make_user()
    await asyncio.gather(*(record_usage(oid(author), DAY, 3, number) for number in range(8)))
    raw = await services.database["users"].find_one({"_id": oid(author)})
    assert raw is not None
    assert raw["usage"] == [{"day": "2026-11-26", "tokens": 24, "micro_usd": 28}]


async def test_the_latest_30_days_are_stored_and_exported(services: Services, api: Api):
    author = await api.make_user()
    days = [DAY + timedelta(days=number) for number in range(31)]
    # The 29th and the 30th in reverse: a late settlement.
    for day in (*days[:28], days[29], days[28], days[30], days[5], days[0]):
        await record_usage(oid(author), day, 10, 2)
    expected = [{"day": day.isoformat(), "tokens": 10, "microUsd": 2} for day in days[1:]]
    expected[4] |= {"tokens": 20, "microUsd": 4}
    document = "mutation { exportMyData { ... on ExportMyDataSuccess { url } } }"
    url = (await api.execute(document, as_user=author))["url"]
    exported = (await api.http.get(url)).json()["account"]
    assert exported["generationUsage"] == expected


async def test_usage_of_deleted_accounts_is_not_stored(services: Services):
    gone = ObjectId()
    await record_usage(gone, DAY, 1, 1)
    assert await services.database["users"].find_one({"_id": gone}) is None
