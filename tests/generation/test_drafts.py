"""Drafts: resumption at a position, ownership and retention."""

import asyncio
import gc
import weakref
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from bson import ObjectId
from post_inputs import GIVEN
from structlog.testing import capture_logs

from cms_blog.generation.drafts import MAX_DRAFTS, RETENTION_SECONDS, Drafts
from cms_blog.generation.failures import GenerationFailed, GenerationFailure, unavailable
from cms_blog.generation.gemini.responses import Progress

OWNER = ObjectId()


class Source:
    """A stream of pieces that the test controls."""

    def __init__(self) -> None:
        self._pieces = asyncio.Queue[str | Exception | None]()
        self.ended = asyncio.Event()

    @property
    def closed(self) -> bool:
        return self.ended.is_set()

    def write(self, *pieces: str) -> None:
        for piece in pieces:
            self._pieces.put_nowait(piece)

    def end(self, error: Exception | None = None) -> None:
        self._pieces.put_nowait(error)

    async def pieces(self) -> AsyncGenerator[str]:
        try:
            while (piece := await self._pieces.get()) is not None:
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            self.ended.set()


class Writing:
    """Drafts with one draft that is written from sources."""

    def __init__(
        self,
        earlier_text: str = "",
        earlier_count: int = 0,
        *pieces: str,
        background_seconds: float = 0,
    ) -> None:
        self.drafts = Drafts(lambda: 0, background_seconds)
        self.draft = self.drafts.begin(OWNER, GIVEN, earlier_text, earlier_count)
        self.draft.pieces += pieces

    def follow(self, source: Source, after: int) -> AsyncGenerator[int]:
        """Follow the draft; if it is not being written, write it from the source."""

        async def write() -> str:
            async with aclosing(source.pieces()) as pieces:
                async for piece in pieces:
                    self.draft.add(piece)
            self.draft.complete = True
            return "post"

        return self.drafts.follow(self.draft, after, write)

    async def all(self, after: int, *new: str) -> list[int]:
        """Return the positions after `after`, with these new pieces."""
        source = Source()
        source.write(*new)
        source.end()
        return [position async for position in self.follow(source, after)]


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


async def test_a_draft_finished_in_the_background_is_not_written_again():
    writing, source = Writing(background_seconds=60), Source()
    async with aclosing(writing.follow(source, 0)) as positions:
        source.write("a")
        assert await anext(positions) == 1
    source.write("b")
    source.end()
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


def test_drafts_are_kept_for_ten_minutes():
    now = 1_000.0
    drafts = Drafts(lambda: now)
    made = drafts.begin(OWNER, GIVEN, "brought", 3)
    assert (made.earlier_text, made.earlier_count, made.given) == ("brought", 3, GIVEN)
    assert RETENTION_SECONDS == 600
    now = 1_599.999
    assert drafts.find(made.id, OWNER) is made
    now = 1_600.0
    assert drafts.find(made.id, OWNER) is None
    now = 1_000.0
    assert drafts.find(made.id, OWNER) is None


def test_a_new_draft_drops_expired_ones_and_no_others():
    now = 0.0
    drafts = Drafts(lambda: now)
    old = drafts.begin(OWNER, GIVEN)
    now = 1.0
    young = drafts.begin(OWNER, GIVEN)
    now = 600.0
    drafts.begin(OWNER, GIVEN)
    now = 0.0
    assert drafts.find(old.id, OWNER) is None
    assert drafts.find(young.id, OWNER) is young


def test_drafts_are_found_only_by_their_owner():
    drafts = Drafts(lambda: 0)
    made, other = drafts.begin(OWNER, GIVEN), drafts.begin(ObjectId(), GIVEN)
    assert made.id != other.id
    # An id has 96 bits, so it can't be guessed.
    assert len(made.id) == 16
    assert drafts.find(made.id, OWNER) is made
    assert drafts.find(made.id, ObjectId()) is None
    assert drafts.find(other.id, OWNER) is None
    assert drafts.find("unknown", OWNER) is None


def test_above_the_limit_the_oldest_draft_is_dropped():
    drafts = Drafts(lambda: 0)
    made = [drafts.begin(OWNER, GIVEN) for _ in range(MAX_DRAFTS)]
    assert MAX_DRAFTS == 1_000
    assert drafts.find(made[0].id, OWNER) is made[0]
    made.append(drafts.begin(OWNER, GIVEN))
    assert drafts.find(made[0].id, OWNER) is None
    assert all(drafts.find(each.id, OWNER) is each for each in made[1:])


async def test_the_clock_is_the_event_loop_s_by_default():
    drafts = Drafts()
    made = drafts.begin(OWNER, GIVEN)
    assert made.expires_at == pytest.approx(asyncio.get_running_loop().time() + 600, abs=60)
    assert drafts.find(made.id, OWNER) is made


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
    async with aclosing(writing.follow(source, 0)) as positions:
        source.write("a")
        assert await anext(positions) == 1
    source.write("b")
    source.end()
    for _ in range(3):
        assert await writing.all(0) == [1, 2]
    assert writing.draft.ending is None


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


async def test_a_finished_writer_is_released():
    writing = Writing()
    assert await writing.all(0, "a") == [1]
    await asyncio.sleep(0)
    assert writing.draft.writer is not None
    writer = weakref.ref(writing.draft.writer)
    writing.draft.writer = None
    gc.collect()
    assert writer() is None


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
