"""Drafts: resumption at a position, and writing without clients."""

import asyncio
import gc
import weakref
from contextlib import aclosing

import pytest
from draft_sources import OWNER, Source, Writing
from post_inputs import GIVEN

from cms_blog.generation.drafts import Drafts
from cms_blog.generation.failures import GenerationFailed
from cms_blog.generation.gemini.responses import Progress


async def test_pieces_are_yielded_in_order_and_kept():
    writing = Writing()
    made = writing.draft
    assert (made.text, made.position, made.complete, made.result) == ("", 0, False, None)
    assert await writing.all(0, "a", "b", "c") == [1, 2, 3]
    assert (made.text, made.position, made.complete, made.result) == ("abc", 3, True, "post")
    assert [made.piece(position) for position in (1, 2, 3)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("after", "positions"),
    [
        (-1, [1, 2, 3, 4]),
        (0, [1, 2, 3, 4]),
        (1, [2, 3, 4]),
        (2, [3, 4]),
        (3, [4]),
        # Clamped to the number of pieces received.
        (4, [4]),
        (10_000, [4]),
    ],
)
async def test_a_draft_is_resumed_after_a_position(after: int, positions: list[int]):
    writing = Writing("", 0, "a", "b", "c")
    assert await writing.all(after, "d") == positions
    assert writing.draft.text == "abcd"


@pytest.mark.parametrize(
    ("after", "positions"),
    [(-1, [6, 7]), (4, [6, 7]), (5, [6, 7]), (6, [7]), (7, [7]), (8, [7])],
)
async def test_text_of_an_earlier_run_is_not_sent_again(after: int, positions: list[int]):
    writing = Writing("brought", 5, "f")
    made = writing.draft
    assert (made.text, made.position) == ("broughtf", 6)
    assert await writing.all(after, "g") == positions
    assert made.text == "broughtfg"
    assert made.position == 7
    assert [made.piece(position) for position in (6, 7)] == ["f", "g"]


async def test_slow_readers_do_not_delay_the_source():
    writing, source = Writing(), Source()
    source.write("a", "b", "c")
    source.end()
    async with aclosing(writing.follow(source, 0)) as positions:
        assert await anext(positions) == 1
        await asyncio.wait_for(source.ended.wait(), 60)
        assert writing.draft.text == "abc"
        assert [position async for position in positions] == [2, 3]


async def test_pieces_are_yielded_immediately():
    writing, source = Writing(), Source()
    made = writing.draft
    async with aclosing(writing.follow(source, 0)) as positions:
        for number, piece in enumerate("abc", start=1):
            source.write(piece)
            assert await asyncio.wait_for(anext(positions), 60) == number
            assert not made.complete
        source.end()
        assert [position async for position in positions] == []
    assert made.complete
    assert source.closed


async def test_without_a_client_writing_ends_after_the_background_time():
    writing, source = Writing(background_seconds=0), Source()
    async with aclosing(writing.follow(source, 0)) as positions:
        source.write("a")
        assert await anext(positions) == 1
    assert not source.closed
    await asyncio.wait_for(source.ended.wait(), 60)
    assert (writing.draft.text, writing.draft.complete) == ("a", False)
    # The pieces are kept, and a new call continues them.
    assert await writing.all(0, "b") == [1, 2]
    assert writing.draft.result == "post"


async def test_a_resumed_draft_continues_with_the_running_call():
    writing, first, unused = Writing(background_seconds=60), Source(), Source()
    async with aclosing(writing.follow(first, 0)) as positions:
        first.write("a")
        assert await anext(positions) == 1
    first.write("b")
    async with aclosing(writing.follow(unused, 1)) as positions:
        assert await anext(positions) == 2
        first.write("c")
        first.end()
        assert [position async for position in positions] == [3]
    assert (writing.draft.text, writing.draft.result) == ("abc", "post")


async def test_resuming_stops_the_timer_of_the_background_time():
    writing, source = Writing(background_seconds=0.05), Source()
    async with aclosing(writing.follow(source, 0)) as positions:
        source.write("a")
        assert await anext(positions) == 1
    timer = writing.draft.ending
    assert timer is not None
    async with aclosing(writing.follow(Source(), 1)) as positions:
        following = asyncio.ensure_future(anext(positions))
        await asyncio.sleep(0)
        assert timer.cancelled()
        source.write("b")
        assert await following == 2
    await writing.drafts.close()


async def finish_in_background(writing: Writing, source: Source) -> None:
    """Read the first position, leave, and let the source end after the second one."""
    async with aclosing(writing.follow(source, 0)) as positions:
        source.write("a")
        assert await anext(positions) == 1
    source.write("b")
    source.end()


async def test_a_draft_finished_in_the_background_is_not_written_again():
    writing, source = Writing(background_seconds=60), Source()
    await finish_in_background(writing, source)
    await asyncio.wait_for(source.ended.wait(), 60)
    assert await writing.all(0, "not asked for") == [1, 2]
    assert writing.draft.result == "post"


async def test_closing_the_drafts_ends_writing_with_and_without_clients():
    followed, left = Writing(), Source()
    abandoned, background = Writing(background_seconds=60), Source()
    async with aclosing(abandoned.follow(background, 0)) as positions:
        background.write("a")
        assert await anext(positions) == 1
    await abandoned.drafts.close()
    assert background.closed
    async with aclosing(followed.follow(left, 0)) as positions:
        left.write("a")
        assert await anext(positions) == 1
        await followed.drafts.close()
        with pytest.raises(GenerationFailed, match="restarting"):
            await anext(positions)
    assert left.closed


async def test_a_later_subscription_ends_the_earlier_one():
    writing, source = Writing(), Source()
    earlier = writing.follow(source, 0)
    async with aclosing(earlier):
        source.write("a")
        assert await anext(earlier) == 1
        waiting = asyncio.ensure_future(anext(earlier, None))
        # Until it waits for the next piece.
        await asyncio.sleep(0)
        async with aclosing(writing.follow(Source(), 0)) as later:
            assert await anext(later) == 1
            assert await waiting is None
            # The end of the earlier one does not end the writing.
            source.write("b")
            assert await anext(later) == 2
            source.end()
            assert [position async for position in later] == []
    assert (writing.draft.text, writing.draft.result) == ("ab", "post")


def test_a_draft_begins_empty():
    made = Drafts(lambda: 0).begin(OWNER, GIVEN)
    assert (made.text, made.position, made.owner, made.progress) == ("", 0, OWNER, Progress())
    assert (made.complete, made.result) == (False, None)


async def test_writing_continues_for_30_seconds_without_a_client():
    drafts, source = Drafts(), Source()
    draft = drafts.begin(OWNER, GIVEN)

    async def write() -> None:
        async for piece in source.pieces():
            draft.add(piece)

    source.write("a")
    positions = drafts.follow(draft, 0, write)
    assert await anext(positions) == 1
    time = asyncio.get_running_loop().time
    before = time()
    await positions.aclose()
    timer = draft.ending
    assert timer is not None
    assert before + 30 <= timer.when() <= time() + 30
    await drafts.close()


async def test_a_draft_can_be_followed_again_and_again():
    writing, source = Writing(background_seconds=60), Source()
    await finish_in_background(writing, source)
    for _ in range(3):
        assert await writing.all(0) == [1, 2]
    assert writing.draft.ending is None


async def test_a_finished_writer_is_released():
    writing = Writing()
    assert await writing.all(0, "a") == [1]
    await asyncio.sleep(0)
    assert writing.draft.writer is not None
    writer = weakref.ref(writing.draft.writer)
    writing.draft.writer = None
    gc.collect()
    assert writer() is None
