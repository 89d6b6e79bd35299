"""Errors of drafts: reported to clients, else logged."""

import asyncio
from contextlib import aclosing

import pytest
from draft_sources import Source, Writing
from structlog.testing import capture_logs

from cms_blog.generation.failures import GenerationFailed, GenerationFailure, unavailable


@pytest.mark.parametrize(
    ("error", "logged"),
    [(ValueError("broken"), ["generation.draft_failed"]), (unavailable("Down.").failure, [])],
)
async def test_unexpected_errors_in_the_background_are_logged(error: Exception, logged: list[str]):
    writing, source = Writing(background_seconds=60), Source()
    async with aclosing(writing.follow(source, 0)) as positions:
        source.write("a")
        assert await anext(positions) == 1
    with capture_logs() as logs:
        source.end(error)
        await asyncio.wait_for(source.ended.wait(), 60)
        # The task's callbacks run in the next iteration of the event loop.
        await asyncio.sleep(0)
    assert [each["event"] for each in logs] == logged
    assert await writing.all(0, "b") == [1, 2]


async def test_errors_of_the_source_follow_its_pieces():
    writing, source = Writing(), Source()
    source.write("a")
    source.end(ValueError("broken"))
    positions = writing.follow(source, 0)
    assert await anext(positions) == 1
    with pytest.raises(ValueError, match="broken"):
        await anext(positions)
    assert source.closed
    assert not writing.draft.complete


async def test_errors_are_not_logged_while_a_client_receives_them():
    writing, source = Writing(background_seconds=60), Source()
    async with aclosing(writing.follow(source, 0)) as positions:
        source.write("a")
        assert await anext(positions) == 1
    with capture_logs() as logs:
        positions = writing.follow(Source(), 1)
        following = asyncio.ensure_future(anext(positions))
        await asyncio.sleep(0)
        # The piece and the error arrive at once: the client can see the end before its callbacks.
        source.write("b")
        source.end(ValueError("broken"))
        assert await following == 2
        with pytest.raises(ValueError, match="broken"):
            await anext(positions)
        for _ in range(3):
            await asyncio.sleep(0)
    assert logs == []


@pytest.mark.parametrize("finished", [True, False])
async def test_nothing_is_logged_if_writing_ends_without_an_error(finished: bool):
    problems: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: problems.append(context))
    writing, source = Writing(background_seconds=60 if finished else 0), Source()
    with capture_logs() as logs:
        async with aclosing(writing.follow(source, 0)) as positions:
            source.write("a")
            assert await anext(positions) == 1
        if finished:
            source.end()
        await asyncio.wait_for(source.ended.wait(), 60)
        for _ in range(3):
            await asyncio.sleep(0)
    assert (logs, problems) == ([], [])


async def test_a_restart_asks_clients_to_return_after_a_second():
    writing, source = Writing(), Source()
    source.write("a")
    async with aclosing(writing.follow(source, 0)) as positions:
        assert await anext(positions) == 1
        await writing.drafts.close()
        with pytest.raises(GenerationFailed) as failed:
            await anext(positions)
    assert failed.value.reason is GenerationFailure.UNAVAILABLE
    assert failed.value.retry_after_seconds == 1
