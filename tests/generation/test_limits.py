"""The waiting line, the circuit breaker and the daily budget."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from documents import STEPS
from lab import LIMITS, Lab, opened

from api import Api, Person
from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault
from cms_blog.generation.failures import GenerationFailed
from cms_blog.generation.limits import Line

IDEAS, GIVEN = STEPS["generateIdeas"]
BUDGET = "{ viewer { generationBudget { used limit resetsAt } } }"


async def test_a_breaker_answers_at_once_while_gemini_is_down(services: Services, api: Api):
    author = await api.make_user()
    limits = replace(LIMITS, breaker_failures=3, breaker_seconds=0.3)
    async with opened(services, limits=limits) as lab:
        lab.emulator.faults.turn_on(Fault.SERVER_ERROR)
        await lab.run("generateIdeas", author)
        told = await lab.run("generateIdeas", author)
        assert (told.reason, told.calls, told.retry_after) == ("UNAVAILABLE", 0, 1)
        await asyncio.sleep(0.35)
        # One looks whether it is back; it is not, and the breaker stays.
        told = await lab.run("generateIdeas", author)
        assert (told.reason, told.calls) == ("UNAVAILABLE", 1)
        lab.emulator.faults.clear()
        await asyncio.sleep(0.35)
        for _ in range(2):
            told = await lab.run("generateIdeas", author)
            assert (told.typename, told.calls) == ("GenerateIdeasSuccess", 1)


async def test_calls_that_hang_say_nothing_where_later_ones_were_answered(
    services: Services, api: Api
):
    author = await api.make_user()
    async with opened(services, limits=replace(LIMITS, breaker_failures=3)) as lab:
        lab.emulator.faults.turn_on(Fault.HANG, times=5)
        hanging = [asyncio.create_task(lab.run("generateIdeas", author)) for _ in range(5)]
        while lab.emulator.running < 5:
            await asyncio.sleep(0.01)
            assert not any(each.done() for each in hanging)
        assert (await lab.run("generateIdeas", author)).typename == "GenerateIdeasSuccess"
        assert {(await each).reason for each in hanging} == {"TIMED_OUT"}
        assert (await lab.run("generateIdeas", author)).typename == "GenerateIdeasSuccess"


async def test_what_is_not_an_outage_does_not_trip_the_breaker(services: Services, api: Api):
    author = await api.make_user()
    async with opened(services, limits=replace(LIMITS, breaker_failures=2)) as lab:
        lab.emulator.faults.turn_on(Fault.SAFETY)
        for _ in range(4):
            told = await lab.run("generateIdeas", author)
            assert (told.reason, told.calls) == ("BLOCKED", 1)


async def test_only_so_many_calls_run_at_once(services: Services, api: Api):
    author = await api.make_user()
    limits = replace(LIMITS, at_once=2, waiting=3, call_seconds=1, step_seconds=2)
    async with opened(services, limits=limits) as lab:
        lab.emulator.faults.turn_on(Fault.HANG)
        running = [asyncio.create_task(lab.run("generateIdeas", author)) for _ in range(6)]
        most = 0
        while not all(task.done() for task in running):
            most = max(most, lab.emulator.running)
            await asyncio.sleep(0.01)
        told = [task.result() for task in running]
        assert most == 2
        # Two run, three wait for their turn, and the last is told to come again.
        assert sorted(each.reason or "" for each in told) == ["TIMED_OUT"] * 5 + ["UNAVAILABLE"]


async def test_who_waits_too_long_is_told():
    line = Line(replace(LIMITS, at_once=1))
    now = asyncio.get_running_loop().time()
    async with line.turn(now + 1):
        with pytest.raises(GenerationFailed) as failed:
            async with line.turn(now + 0.05):
                pass
    assert failed.value.reason.name == "TIMED_OUT"
    # The one that gave up holds no place.
    async with line.turn(now + 1):
        pass


async def test_there_is_no_budget_unless_it_is_set(lab: Lab, author: Person):
    assert await lab.api.execute(BUDGET, as_user=author) == {"generationBudget": None}


async def test_a_budget_counts_what_was_billed(services: Services, api: Api):
    author = await api.make_user()
    async with opened(services, daily_tokens=3_000) as lab:
        first = await _budget(lab, author)
        assert (first["used"], first["limit"]) == (0, 3_000)
        assert first["resetsAt"].endswith("T00:00:00.000Z")
        result = await lab.api.execute(IDEAS, {"input": GIVEN}, as_user=author)
        usage = result["usage"]
        spent = usage["inputTokens"] + usage["outputTokens"]
        assert (await _budget(lab, author))["used"] == spent
        # What failed after it was billed counts as well.
        lab.emulator.faults.turn_on(Fault.SAFETY)
        await lab.run("generateIdeas", author)
        assert (await _budget(lab, author))["used"] > spent


async def test_over_the_budget_nothing_is_asked(services: Services, api: Api):
    author, other = await api.make_user(), await api.make_user()
    async with opened(services, daily_tokens=1) as lab:
        assert (await lab.run("generateIdeas", author)).typename == "GenerateIdeasSuccess"
        for step in (*STEPS, "stream"):
            told = await lab.run(step, author)
            assert (told.reason, told.calls) == ("QUOTA_EXCEEDED", 0)
            assert told.retry_after is not None
            assert 0 < told.retry_after <= 86_400
        assert (await lab.run("generateIdeas", other)).typename == "GenerateIdeasSuccess"


async def test_many_steps_at_once_do_not_pass_the_budget(services: Services, api: Api):
    author = await api.make_user()
    async with opened(services, daily_tokens=6_000) as lab:
        told = await asyncio.gather(*(lab.run("generateIdeas", author) for _ in range(30)))
        # Each books 2,000 before it begins, so a few may run at once, but never all.
        assert 3 <= sum(each.typename == "GenerateIdeasSuccess" for each in told) < 30
        assert (await _budget(lab, author))["used"] < 6_000 + 2_000


async def test_a_new_day_begins_with_nothing_spent(services: Services, api: Api):
    author = await api.make_user()
    await services.database["users"].update_one(
        {"email": author.email}, {"$set": {"generation_day": "2020-01-01", "generation_tokens": 9}}
    )
    async with opened(services, daily_tokens=5) as lab:
        assert (await _budget(lab, author))["used"] == 0
        assert (await lab.run("generateIdeas", author)).typename == "GenerateIdeasSuccess"


async def _budget(lab: Lab, author: Person) -> dict[str, Any]:
    return (await lab.api.execute(BUDGET, as_user=author))["generationBudget"]
