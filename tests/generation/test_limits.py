"""The waiting line and the circuit breaker."""

import asyncio
from dataclasses import replace

import pytest
from api import Api
from emulator_app import LIMITS, opened

from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault
from cms_blog.generation.failures import GenerationFailed
from cms_blog.generation.gemini.resilience import Line


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
