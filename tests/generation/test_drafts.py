"""Drafts: resumption at a position, ownership and retention."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from bson import ObjectId
from generation_documents import IDEA, INTRO, OUTLINE, TITLE

from cms_blog.blogs.brief import Brief
from cms_blog.generation.drafts import MAX_DRAFTS, RETENTION_SECONDS, Draft, Drafts
from cms_blog.generation.inputs import BlogInput

BRIEF = Brief(focus_or_niche="Gardens", targeted_keyword="pots", targeted_audience="families")
GIVEN = BlogInput(
    brief=BRIEF,
    selected_idea=IDEA,
    title=TITLE,
    intro_markdown=INTRO,
    outline=tuple(OUTLINE),
)
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


def written(*pieces: str) -> AsyncGenerator[str]:
    """A stream of pieces that is complete."""
    source = Source()
    source.write(*pieces)
    source.end()
    return source.pieces()


def draft(earlier_text: str = "", earlier_count: int = 0, *pieces: str) -> Draft:
    made = Drafts(lambda: 0).begin(OWNER, GIVEN, earlier_text, earlier_count)
    made.pieces += pieces
    return made


async def followed(made: Draft, after: int, *new: str) -> list[int]:
    return [position async for position in made.follow(written(*new), after)]


async def test_pieces_are_yielded_in_order_and_kept():
    made = Drafts(lambda: 0).begin(OWNER, GIVEN)
    assert (made.text, made.position, made.complete) == ("", 0, False)
    assert await followed(made, 0, "a", "b", "c") == [1, 2, 3]
    assert (made.text, made.position, made.complete) == ("abc", 3, True)
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
    made = draft("", 0, "a", "b", "c")
    assert await followed(made, after, "d") == positions
    assert made.text == "abcd"


@pytest.mark.parametrize(
    ("after", "positions"),
    [(-1, [6, 7]), (4, [6, 7]), (5, [6, 7]), (6, [7]), (7, [7]), (8, [7])],
)
async def test_text_of_an_earlier_run_is_not_sent_again(after: int, positions: list[int]):
    made = draft("brought", 5, "f")
    assert (made.text, made.position) == ("broughtf", 6)
    assert await followed(made, after, "g") == positions
    assert made.text == "broughtfg"
    assert made.position == 7
    assert [made.piece(position) for position in (6, 7)] == ["f", "g"]


async def test_slow_readers_do_not_delay_the_source():
    made, source = draft(), Source()
    source.write("a", "b", "c")
    source.end()
    async with aclosing(made.follow(source.pieces(), 0)) as positions:
        assert await anext(positions) == 1
        await asyncio.wait_for(source.ended.wait(), 5)
        assert made.text == "abc"
        assert [position async for position in positions] == [2, 3]


async def test_pieces_are_yielded_immediately():
    made, source = draft(), Source()
    async with aclosing(made.follow(source.pieces(), 0)) as positions:
        for number, piece in enumerate("abc", start=1):
            source.write(piece)
            assert await asyncio.wait_for(anext(positions), 5) == number
            assert not made.complete
        source.end()
        assert [position async for position in positions] == []
    assert made.complete
    assert source.closed


async def test_closing_closes_the_source_and_keeps_the_pieces():
    made, source = draft(), Source()
    async with aclosing(made.follow(source.pieces(), 0)) as positions:
        source.write("a")
        assert await anext(positions) == 1
    assert source.closed
    assert (made.text, made.complete) == ("a", False)
    assert await followed(made, 0, "b") == [1, 2]


async def test_errors_of_the_source_follow_its_pieces():
    made, source = draft(), Source()
    source.write("a")
    source.end(ValueError("broken"))
    positions = made.follow(source.pieces(), 0)
    assert await anext(positions) == 1
    with pytest.raises(ValueError, match="broken"):
        await anext(positions)
    assert source.closed
    assert not made.complete


async def test_a_later_subscription_ends_the_earlier_one():
    made, first, second = draft(), Source(), Source()
    earlier = made.follow(first.pieces(), 0)
    async with aclosing(earlier):
        first.write("a")
        assert await anext(earlier) == 1
        async with aclosing(made.follow(second.pieces(), 0)) as later:
            assert await anext(later) == 1
            second.write("b")
            assert await anext(later) == 2
            # The earlier source's next piece is dropped, and its stream ends.
            first.write("lost")
            assert [position async for position in earlier] == [2]
            assert first.closed
            assert not made.complete
            second.end()
            assert [position async for position in later] == []
    assert (made.text, made.complete) == ("ab", True)


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
