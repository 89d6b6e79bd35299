"""Streams over a real server and connection: pace, end, resumption."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any, cast

import pytest
from api import Api, Person
from emulator_app import LIMITS, EmulatorApp, opened, written
from generation_documents import INTRO, STEPS, STREAM
from live_servers import INPUT, events, served

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.seo import Seo
from cms_blog.context import Services
from cms_blog.generation import service
from cms_blog.generation.emulator.faults import Fault
from cms_blog.server.app import create_app


@pytest.fixture
async def slow(services: Services) -> AsyncIterator[tuple[EmulatorApp, str]]:
    """A lab with a slow stream, and the address of its API."""
    limits = replace(LIMITS, step_seconds=30, background_seconds=0)
    async with (
        opened(services, pace=0.05, limits=limits) as lab,
        served(create_app(replace(services, gateway=lab.gateway))) as url,
    ):
        yield lab, url


def _snake(value: Any) -> Any:
    """Return an input with the names that resolvers receive."""
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return {
            re.sub("[A-Z]", lambda f: "_" + f[0].lower(), k): _snake(v) for k, v in given.items()
        }
    return value


async def idle(lab: EmulatorApp) -> None:
    """Wait until no calls are running in the emulator and the gateway."""
    for _ in range(3_000):
        if not (lab.emulator.running or lab.gateway.queue.running):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("calls are still running")


async def called(lab: EmulatorApp, calls: int) -> None:
    """Wait until this number of calls has arrived in the emulator."""
    for _ in range(3_000):
        if lab.emulator.calls >= calls:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the call is missing")


async def test_deltas_are_sent_immediately(services: Services, author: Person):
    written = asyncio.Semaphore(0)
    async with (
        opened(
            services,
            pause=lambda _: written.acquire(),
            limits=replace(LIMITS, step_seconds=30),
        ) as lab,
        served(create_app(replace(services, gateway=lab.gateway))) as url,
        aclosing(events(url, author)) as stream,
        asyncio.timeout(30),
    ):
        for position in range(1, 6):
            pending = asyncio.ensure_future(anext(stream))
            # Lets the emulator send its next pieces, until they complete a block.
            while not (await asyncio.wait({pending}, timeout=0.01))[0]:
                written.release()
            event = await pending
            assert (event["__typename"], event["position"]) == ("BlogDelta", position)


async def test_the_first_delta_does_not_wait_for_the_second(services: Services, api: Api):
    author = await api.make_user()
    async with (
        # The second piece comes long after the timeout of the stream.
        opened(services, pace=60, limits=replace(LIMITS, background_seconds=0)) as lab,
        served(create_app(replace(services, gateway=lab.gateway))) as url,
    ):
        async with aclosing(events(url, author)) as stream:
            event = await anext(stream)
        assert (event["__typename"], event["position"]) == ("BlogDelta", 1)
        assert event["markdown"] == INTRO
        await idle(lab)


async def test_slow_clients_do_not_delay_gemini(lab: EmulatorApp, author: Person):
    user = await UserDocument.find_one(UserDocument.email == author.email)
    assert user is not None
    stream = service.stream_blog(user, _snake(INPUT), gateway=lab.gateway)
    async with aclosing(stream):
        await anext(stream)
        await idle(lab)
        # All pieces were received, and can still be read.
        assert lab.gateway.queue.running == 0
        rest = [event async for event in stream]
    assert isinstance(rest[-1], service.Post)


async def test_posts_do_not_wait_for_hanging_seo_calls(
    lab: EmulatorApp, author: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(service, "SEO_SECONDS", 0.1)
    user = await UserDocument.find_one(UserDocument.email == author.email)
    assert user is not None
    stream = service.stream_blog(user, _snake(INPUT), gateway=lab.gateway)
    async with aclosing(stream):
        await anext(stream)
        # The text is being sent: only the call for the SEO fields hangs.
        lab.emulator.faults.turn_on(Fault.HANG)
        last = [event async for event in stream][-1]
    assert isinstance(last, service.Post)
    assert last.seo == Seo()


async def test_disconnecting_cancels_the_call_after_the_background_time(
    slow: tuple[EmulatorApp, str], author: Person
):
    lab, url = slow
    async with aclosing(events(url, author)) as stream:
        await anext(stream)
        assert lab.emulator.running == 1
    await idle(lab)


async def test_streams_resumed_in_time_continue_the_same_call(services: Services, api: Api):
    author = await api.make_user()
    resumed = asyncio.Event()
    async with (
        opened(services, pause=lambda _: resumed.wait()) as lab,
        served(create_app(replace(services, gateway=lab.gateway))) as url,
    ):
        async with aclosing(events(url, author)) as stream:
            first = await anext(stream)
        assert (lab.emulator.running, lab.emulator.calls) == (1, 1)
        resume = {"runId": first["runId"], "after": 0}
        async with aclosing(events(url, author, resume=resume)) as stream:
            assert await anext(stream) == first
            resumed.set()
            *deltas, success = [event async for event in stream]
        # One call for the text, one for the SEO fields.
        assert lab.emulator.calls == 2
    text = "".join(event["markdown"] for event in [first, *deltas])
    assert success["content"]["markdown"] == text
    assert [each["status"] for each in success["references"]] == ["UNREADABLE"]


async def test_a_finished_stream_is_sent_again_without_a_call(services: Services, api: Api):
    author = await api.make_user()
    async with (
        opened(services) as lab,
        served(create_app(replace(services, gateway=lab.gateway))) as url,
    ):
        *deltas, success = await _all(events(url, author))
        calls = lab.emulator.calls
        resume = {"runId": deltas[0]["runId"], "after": 1}
        assert await _all(events(url, author, resume=resume)) == [*deltas[1:], success]
        assert lab.emulator.calls == calls
    assert [each["status"] for each in success["references"]] == ["UNREADABLE"]
    assert success["usage"]["outputTokens"] > 0


async def test_a_stream_continued_by_a_second_call_keeps_links_and_usage(
    services: Services, api: Api
):
    author = await api.make_user()
    async with (
        opened(services, limits=replace(LIMITS, background_seconds=0)) as lab,
        served(create_app(replace(services, gateway=lab.gateway))) as url,
    ):
        # The text is complete when the call for the SEO fields, which hangs, is interrupted.
        async with aclosing(events(url, author)) as stream:
            first = await anext(stream)
            lab.emulator.faults.turn_on(Fault.HANG)
            await called(lab, 2)
        await written(lab, first["runId"], author)
        lab.emulator.faults.clear()
        resume = {"runId": first["runId"], "after": 1}
        success = (await _all(events(url, author, resume=resume)))[-1]
        assert lab.emulator.calls == 3
    assert [each["status"] for each in success["references"]] == ["UNREADABLE"]
    assert success["usage"]["outputTokens"] > len(success["content"]["markdown"]) / 4


async def test_interrupted_streams_can_be_resumed(slow: tuple[EmulatorApp, str], author: Person):
    lab, url = slow
    first: list[dict[str, Any]] = []
    async with aclosing(events(url, author)) as stream:
        async for event in stream:
            first.append(event)
            if len(first) == 6:
                break
    await idle(lab)
    # As if two of the six had been lost.
    resume = {"runId": first[0]["runId"], "after": 4}
    rest = [event async for event in events(url, author, resume=resume)]
    deltas = [event for event in rest if event["__typename"] == "BlogDelta"]
    assert [delta["position"] for delta in deltas] == list(range(5, 5 + len(deltas)))
    assert {delta["runId"] for delta in deltas} == {first[0]["runId"]}
    success = rest[-1]
    assert success["__typename"] == "GenerateBlogSuccess"
    document, given = STEPS["generateBlog"]
    whole = await lab.api.execute(document, {"input": given}, as_user=author)
    assert success["content"]["markdown"] == whole["content"]["markdown"]
    text = "".join(event["markdown"] for event in first[:4] + deltas)
    assert whole["content"]["markdown"] == text


async def test_of_two_resumptions_the_later_one_continues(
    slow: tuple[EmulatorApp, str], author: Person
):
    _, url = slow
    async with aclosing(events(url, author)) as earlier:
        run_id = (await anext(earlier))["runId"]
        resume = {"runId": run_id, "after": 1}
        later = asyncio.create_task(_all(events(url, author, resume=resume)))
        rest = [event async for event in earlier]
    assert rest[-1]["__typename"] == "GenerationFailedError"
    assert "Another subscription" in rest[-1]["message"]
    events_later = await later
    assert events_later[-1]["__typename"] == "GenerateBlogSuccess"
    positions = [each["position"] for each in events_later[:-1]]
    assert positions == list(range(2, 2 + len(positions)))


@pytest.mark.parametrize("after", [-5, 10_000])
async def test_positions_out_of_range_are_clamped(
    slow: tuple[EmulatorApp, str], author: Person, after: int
):
    lab, url = slow
    async with aclosing(events(url, author)) as stream:
        run_id = (await anext(stream))["runId"]
    await idle(lab)
    resume = {"runId": run_id, "after": after}
    async with aclosing(events(url, author, resume=resume)) as stream:
        event = await anext(stream)
    assert event["runId"] == run_id
    assert event["position"] <= 3
    await idle(lab)


async def test_another_server_continues_the_text_of_the_client(
    slow: tuple[EmulatorApp, str], services: Services, author: Person
):
    _, url = slow
    async with aclosing(events(url, author)) as stream:
        first = [await anext(stream) for _ in range(4)]
    text = "".join(event["markdown"] for event in first)
    resume = {"runId": first[0]["runId"], "after": 4, "markdown": text}
    async with (
        opened(services, pace=0.001) as other,
        served(create_app(replace(services, gateway=other.gateway))) as elsewhere,
    ):
        rest = [event async for event in events(elsewhere, author, resume=resume)]
    *deltas, success = rest
    assert [delta["position"] for delta in deltas] == list(range(5, 5 + len(deltas)))
    (run_id,) = {delta["runId"] for delta in deltas}
    assert run_id != first[0]["runId"]
    whole = text + "".join(delta["markdown"] for delta in deltas)
    assert success["__typename"] == "GenerateBlogSuccess"
    assert success["content"]["markdown"] == whole


async def test_streams_interrupted_after_the_last_delta_can_be_resumed(
    slow: tuple[EmulatorApp, str], services: Services, author: Person
):
    _, url = slow
    *deltas, success = [event async for event in events(url, author)]
    text = "".join(event["markdown"] for event in deltas)
    resume = {"runId": deltas[0]["runId"], "after": len(deltas), "markdown": text}
    async with (
        opened(services, pace=0.001) as other,
        served(create_app(replace(services, gateway=other.gateway))) as elsewhere,
    ):
        (only,) = [event async for event in events(elsewhere, author, resume=resume)]
    assert only["content"]["markdown"] == success["content"]["markdown"]


async def _all(stream: AsyncGenerator[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event async for event in stream]


async def test_streams_of_other_users_can_not_be_resumed(
    slow: tuple[EmulatorApp, str], author: Person
):
    lab, url = slow
    async with aclosing(events(url, author)) as stream:
        run_id = (await anext(stream))["runId"]
    other = await lab.api.make_user()
    for known in (run_id, "no-such-run"):
        resume = {"runId": known, "after": 0}
        async with aclosing(events(url, other, resume=resume)) as stream:
            event = await anext(stream)
        assert (event["position"], event["runId"] == known) == (1, False)
    await idle(lab)


async def test_a_stream_ends_with_one_success(lab: EmulatorApp, author: Person):
    told = await lab.run("stream", author)
    assert told.typename == "GenerateBlogSuccess"
    assert told.deltas > 10
    document, given = STEPS["generateBlog"]
    whole = await lab.api.execute(document, {"input": given}, as_user=author)
    assert told.last is not None
    assert told.last["content"] == whole["content"]


async def test_a_stream_ends_with_one_error(lab: EmulatorApp, author: Person):
    lab.emulator.faults.turn_on(Fault.CUT)
    told = await lab.run("stream", author)
    assert told.typename == "GenerationFailedError"
    assert told.deltas > 3


async def test_streams_with_invalid_input(lab: EmulatorApp, author: Person):
    told = await lab.run("stream", author, input=INPUT | {"outline": []})
    assert (told.typename, told.deltas, told.calls) == ("InvalidInputError", 0, 0)


async def test_streams_require_authentication(lab: EmulatorApp):
    response = await lab.api.http.post(
        "/graphql",
        json={"query": STREAM, "variables": {"input": INPUT}},
        headers={"Accept": "text/event-stream"},
    )
    assert "UNAUTHENTICATED" in response.text
    assert "BlogDelta" not in response.text
