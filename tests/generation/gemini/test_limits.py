"""Concurrency limit and circuit breaker of calls to Gemini."""

import asyncio
from dataclasses import replace

import pytest
from api import Api
from emulator_app import LIMITS, opened

from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault
from cms_blog.generation.failures import GenerationFailed, Retry
from cms_blog.generation.gemini.resilience import CallLimits, CallQueue, CircuitBreaker


async def test_the_circuit_breaker_rejects_calls_while_gemini_is_down(services: Services, api: Api):
    author = await api.make_user()
    limits, now = replace(LIMITS, breaker_failures=3, breaker_seconds=60), 0.0
    async with opened(services, limits=limits) as lab:
        lab.gateway.text_breaker = CircuitBreaker(limits, clock=lambda: now)
        lab.emulator.faults.turn_on(Fault.SERVER_ERROR)
        await lab.run("generateIdeas", author)
        told = await lab.run("generateIdeas", author)
        assert (told.reason, told.calls, told.retry_after) == ("UNAVAILABLE", 0, 60)
        now = 59.5
        told = await lab.run("generateIdeas", author)
        assert (told.reason, told.calls, told.retry_after) == ("UNAVAILABLE", 0, 1)
        now = 60.0
        # One call is a probe. It fails, so the circuit breaker stays open.
        told = await lab.run("generateIdeas", author)
        assert (told.reason, told.calls) == ("UNAVAILABLE", 1)
        lab.emulator.faults.clear()
        now = 120.0
        for _ in range(2):
            told = await lab.run("generateIdeas", author)
            assert (told.typename, told.calls) == ("GenerateIdeasSuccess", 1)


async def test_calls_ended_by_our_own_timeouts_do_not_open_the_circuit_breaker(
    services: Services, api: Api
):
    author = await api.make_user()
    limits = replace(LIMITS, breaker_failures=1, step_seconds=0.3)
    async with opened(services, limits=limits) as lab:
        lab.emulator.faults.turn_on(Fault.HANG)
        told = await asyncio.gather(*(lab.run("generateIdeas", author) for _ in range(3)))
        assert [(each.reason, each.calls > 0) for each in told] == [("TIMED_OUT", True)] * 3
        assert not lab.gateway.text_breaker.is_open


async def test_failures_of_calls_that_began_before_the_last_success_do_not_count():
    breaker = CircuitBreaker(replace(LIMITS, breaker_failures=1))
    began = asyncio.get_running_loop().time()
    breaker.record_success()
    breaker.record(works=False, began=began - 1)
    assert not breaker.is_open
    breaker.record(works=None, began=began + 1)
    assert not breaker.is_open
    breaker.record(works=False, began=began + 1)
    assert breaker.is_open
    # A timeout neither opens nor closes it.
    breaker.record(works=None, began=began + 1)
    assert breaker.is_open
    breaker.record(works=True, began=began + 1)
    assert not breaker.is_open


async def test_images_have_a_circuit_breaker_of_their_own(services: Services, api: Api):
    author = await api.make_user()
    async with opened(services, limits=replace(LIMITS, breaker_failures=3)) as lab:
        lab.emulator.faults.turn_on(Fault.SERVER_ERROR)
        await lab.run("generateCoverImage", author)
        lab.emulator.faults.clear()
        told = await lab.run("generateCoverImage", author)
        assert (told.reason, told.calls) == ("UNAVAILABLE", 0)
        assert (await lab.run("generateIdeas", author)).typename == "GenerateIdeasSuccess"


async def test_images_and_texts_have_their_own_deadlines(services: Services, api: Api):
    author = await api.make_user()
    limits = replace(LIMITS, step_seconds=60, image_seconds=0.2)
    async with opened(services, limits=limits) as lab:
        lab.emulator.faults.turn_on(Fault.HANG)
        assert (await lab.run("generateCoverImage", author)).reason == "TIMED_OUT"
    limits = replace(LIMITS, step_seconds=0.2, image_seconds=60)
    async with opened(services, limits=limits) as lab:
        lab.emulator.faults.turn_on(Fault.HANG)
        assert (await lab.run("generateIdeas", author)).reason == "TIMED_OUT"


async def test_the_first_piece_of_a_stream_has_a_longer_timeout(services: Services, api: Api):
    author = await api.make_user()
    limits = replace(LIMITS, step_seconds=60, first_piece_seconds=0.2, idle_seconds=60)
    async with opened(services, limits=limits) as lab:
        lab.emulator.faults.turn_on(Fault.HANG)
        told = await lab.run("stream", author)
        assert (told.reason, told.deltas) == ("TIMED_OUT", 0)
    limits = replace(LIMITS, step_seconds=60, first_piece_seconds=60, idle_seconds=0.2)
    async with opened(services, limits=limits) as lab:
        lab.emulator.faults.turn_on(Fault.DRIP)
        told = await lab.run("stream", author)
        assert told.reason == "TIMED_OUT"
        assert told.deltas > 0


def test_default_timeouts():
    limits = CallLimits()
    assert (limits.step_seconds, limits.image_seconds) == (120, 120)
    assert (limits.first_piece_seconds, limits.idle_seconds) == (90, 30)
    assert limits.background_seconds == 30


def test_calls_are_repeated_over_about_20_seconds_while_gemini_is_overloaded(
    monkeypatch: pytest.MonkeyPatch,
):
    limits = CallLimits()
    attempts = {retry: limits.attempts_for(retry) for retry in Retry}
    assert attempts == {Retry.NEVER: 1, Retry.ONCE: 2, Retry.FEW: 3, Retry.MANY: 5}

    def middle(low: float, high: float) -> float:
        assert (low, high) == (0.5, 1.5)
        return (low + high) / 2

    monkeypatch.setattr("random.uniform", middle)
    assert sum(limits.backoff(attempt) for attempt in range(1, 5)) == pytest.approx(19.5)


def test_the_delay_that_gemini_requests_gets_jitter():
    limits = CallLimits()
    for attempt in range(1, 5):
        backoff = 1.3 * 2 ** (attempt - 1)
        for _ in range(20):
            pause = limits.backoff(attempt, delay=2)
            assert 2 + 0.5 * backoff <= pause <= 2 + 1.5 * backoff


async def test_concurrent_and_queued_calls_are_limited(services: Services, api: Api):
    author = await api.make_user()
    limits = replace(LIMITS, max_running=2, max_queued=3, step_seconds=1)
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
