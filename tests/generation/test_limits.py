"""Concurrency limit and circuit breaker of calls to Gemini."""

import asyncio
from dataclasses import replace

import pytest
from api import Api
from emulator_app import LIMITS, opened

from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault
from cms_blog.generation.failures import GenerationFailed
from cms_blog.generation.gemini.resilience import CallQueue


async def test_the_circuit_breaker_rejects_calls_while_gemini_is_down(services: Services, api: Api):
    author = await api.make_user()
    limits = replace(LIMITS, breaker_failures=3, breaker_seconds=0.3)
    async with opened(services, limits=limits) as lab:
        lab.emulator.faults.turn_on(Fault.SERVER_ERROR)
        await lab.run("generateIdeas", author)
        told = await lab.run("generateIdeas", author)
        assert (told.reason, told.calls, told.retry_after) == ("UNAVAILABLE", 0, 1)
        await asyncio.sleep(0.35)
        # One call is a probe. It fails, so the circuit breaker stays open.
        told = await lab.run("generateIdeas", author)
        assert (told.reason, told.calls) == ("UNAVAILABLE", 1)
        lab.emulator.faults.clear()
        await asyncio.sleep(0.35)
        for _ in range(2):
            told = await lab.run("generateIdeas", author)
            assert (told.typename, told.calls) == ("GenerateIdeasSuccess", 1)


async def test_hanging_calls_do_not_count_after_later_successes(services: Services, api: Api):
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


async def test_failures_other_than_outages_do_not_open_the_circuit_breaker(
    services: Services, api: Api
):
    author = await api.make_user()
    async with opened(services, limits=replace(LIMITS, breaker_failures=2)) as lab:
        lab.emulator.faults.turn_on(Fault.SAFETY)
        for _ in range(4):
            told = await lab.run("generateIdeas", author)
            assert (told.reason, told.calls) == ("BLOCKED", 1)


async def test_concurrent_and_queued_calls_are_limited(services: Services, api: Api):
    author = await api.make_user()
    limits = replace(LIMITS, max_running=2, max_queued=3, call_seconds=1, step_seconds=2)
    async with opened(services, limits=limits) as lab:
        lab.emulator.faults.turn_on(Fault.HANG)
        running = [asyncio.create_task(lab.run("generateIdeas", author)) for _ in range(6)]
        most = 0
        while not all(task.done() for task in running):
            most = max(most, lab.emulator.running)
            await asyncio.sleep(0.01)
        told = [task.result() for task in running]
        assert most == 2
        # Two run and three are queued until their timeout; the sixth is rejected.
        assert sorted(each.reason or "" for each in told) == ["TIMED_OUT"] * 5 + ["UNAVAILABLE"]


async def test_waiting_for_a_slot_ends_at_the_deadline():
    queue = CallQueue(replace(LIMITS, max_running=1))
    now = asyncio.get_running_loop().time()
    async with queue.slot(now + 1):
        with pytest.raises(GenerationFailed) as failed:
            async with queue.slot(now + 0.05):
                pass
    assert failed.value.reason.name == "TIMED_OUT"
    # The call that timed out holds no slot.
    async with queue.slot(now + 1):
        pass
