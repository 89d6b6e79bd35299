"""Documents of feeds: packing, lifetime, sharing and limits of the cache."""

import asyncio
import gzip
import math
from datetime import UTC, datetime, timedelta

import pytest

from cms_blog.feeds.document_cache import DocumentCache, Packed, Packer

AT = datetime(2024, 5, 1, 12, 0, 0, 999_000, tzinfo=UTC)


def packed(text: str = "a", modified: datetime = AT) -> Packed:
    packer = Packer()
    packer.add(text)
    return packer.finish(modified)


class World:
    """A cache, its clock, and the number of documents that were built."""

    def __init__(self, seconds: float = 5) -> None:
        self.now = 0.0
        self.unchanged = math.inf
        self.takes = 0.0
        self.built = 0
        self.events: list[str] = []
        self.document: Packed | None = packed()
        self.cache = DocumentCache(
            seconds,
            self._seconds_unchanged,
            capacity=100_000,
            entries=3,
            clock=lambda: self.now,
        )

    async def _seconds_unchanged(self) -> float:
        self.events.append("asked when data changes")
        return self.unchanged

    async def build(self) -> Packed | None:
        self.events.append("built")
        self.built += 1
        self.now += self.takes
        await asyncio.sleep(0)
        return self.document

    async def get(self, key: str = "a") -> Packed | None:
        kept = await self.cache.get(key, self.build)
        return kept and kept.document


@pytest.mark.parametrize("text", ["", "a", "ä" * 100_000, "\U0001f600" * 70_000])
def test_a_packed_text_is_gzip_and_comes_back_in_chunks(text: str):
    packer = Packer()
    for start in range(0, len(text), 9_999):
        packer.add(text[start : start + 9_999])
    document = packer.finish(AT)
    assert gzip.decompress(document.gzipped).decode() == text
    chunks = list(document.chunks())
    assert b"".join(chunks).decode() == text
    assert max(map(len, chunks), default=0) <= 64 * 1024
    assert document.length == len(text.encode())
    assert document.modified == AT.replace(microsecond=0)
    assert (packed(text).tag, packed(f"{text}b").tag == document.tag) == (document.tag, False)


async def test_a_document_is_kept_for_its_lifetime():
    world = World()
    await world.get()
    world.now = 4.9
    await world.get()
    assert world.events == ["asked when data changes", "built"]
    world.now = 5
    await world.get()
    assert world.built == 2


async def test_a_document_expires_when_public_data_changes():
    world = World()
    world.unchanged = 3
    kept = await world.cache.get("a", world.build)
    assert kept is not None
    assert world.cache.seconds_left(kept) == (3, 3)
    world.now = 2.9
    await world.get()
    assert world.built == 1
    world.now = 3
    await world.get()
    assert world.built == 2


async def test_a_document_is_kept_for_twenty_times_as_long_as_it_took():
    world = World()
    world.takes = 2
    kept = await world.cache.get("a", world.build)
    assert kept is not None
    assert world.cache.seconds_left(kept) == (40, math.inf)
    world.now = 41.9
    await world.get()
    assert world.built == 1
    world.now = 42
    await world.get()
    assert world.built == 2


async def test_a_cache_without_a_lifetime_builds_each_document():
    world = World(seconds=0)
    world.takes = 2
    kept = await world.cache.get("a", world.build)
    assert kept is not None
    assert world.cache.seconds_left(kept) == (0, 0)
    await world.get()
    assert world.events == ["built", "built"]


async def test_concurrent_requests_share_a_building_also_if_one_is_cancelled():
    world = World()
    first = asyncio.create_task(world.get())
    others = [asyncio.create_task(world.get()) for _ in range(3)]
    other = asyncio.create_task(world.get("b"))
    await asyncio.sleep(0)
    first.cancel()
    assert await asyncio.gather(*others, other) == [world.document] * 4
    with pytest.raises(asyncio.CancelledError):
        await first
    assert world.built == 2


async def test_a_failed_building_fails_its_requests_and_is_tried_again():
    world = World()

    async def fail() -> Packed | None:
        await asyncio.sleep(0)
        raise TimeoutError

    failures = await asyncio.gather(
        *(world.cache.get("a", fail) for _ in range(2)), return_exceptions=True
    )
    assert [type(failure) for failure in failures] == [TimeoutError] * 2
    assert await world.get() == world.document


async def test_a_missing_document_is_not_kept():
    world = World()
    world.document = None
    assert await world.get() is None
    world.document = packed()
    assert await world.get() == world.document


async def test_a_different_document_is_never_dated_before_the_previous_one():
    world = World()
    await world.get()
    for text, modified, kept in [
        ("a", AT, True),
        ("b", AT + timedelta(days=1), True),
        ("c", AT + timedelta(days=1), False),
        ("d", AT, False),
    ]:
        world.now += 5
        world.document = packed(text, modified)
        document = await world.get()
        assert document is not None
        assert (document.tag, document.gzipped) == (world.document.tag, world.document.gzipped)
        assert (document.modified == world.document.modified) is kept
        if not kept:
            assert timedelta(0) <= datetime.now(UTC) - document.modified < timedelta(minutes=1)


async def test_a_cache_has_three_documents_at_most():
    world = World()
    for key in "abcd":
        await world.get(key)
    await world.get("d")
    assert world.built == 4
    await world.get("a")
    assert world.built == 5


@pytest.mark.parametrize(("size", "kept"), [(2_000, True), (2_001, False)])
async def test_a_document_has_a_fiftieth_of_the_cache_at_most(size: int, *, kept: bool):
    world = World()
    world.document = Packed(b"x" * size, size, "tag", AT)
    await world.get()
    await world.get()
    assert world.built == (1 if kept else 2)
