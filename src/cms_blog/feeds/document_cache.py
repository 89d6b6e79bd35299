"""Finished documents: compressed when they are written, and cached per process."""

import asyncio
import time
import zlib
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b

from cms_blog.database.clock import now
from cms_blog.graphql.execution.caches import Cache
from cms_blog.graphql.execution.response_cache import SecondsUnchanged
from cms_blog.graphql.transport.compression import COMPRESSION

_GZIP = 31
_CHUNK = 64 * 1024
# A document is kept for this many times the time that it took: a client that requests a large
# sitemap again and again causes 5 % of the load of one core at most.
_KEPT_FOR = 20


@dataclass(frozen=True, slots=True)
class Packed:
    """A document: gzipped, with its length and its validators.

    Attributes:
        tag: digest of the text, for the ETag.
        modified: time of the last change, to the second.
    """

    gzipped: bytes
    length: int
    tag: str
    modified: datetime

    def chunks(self) -> Generator[bytes]:
        """Yield the text in chunks of at most 64 KiB."""
        unpacking = zlib.decompressobj(_GZIP)
        data = self.gzipped
        while chunk := unpacking.decompress(data, _CHUNK):
            yield chunk
            data = unpacking.unconsumed_tail


class Packer:
    """Compresses a document while it is written."""

    def __init__(self) -> None:
        self._compressor = zlib.compressobj(COMPRESSION, wbits=_GZIP)
        self._digest = blake2b(digest_size=16)
        self._parts: list[bytes] = []
        self._length = 0

    def add(self, text: str) -> None:
        """Append to the document."""
        data = text.encode()
        self._length += len(data)
        self._digest.update(data)
        self._parts.append(self._compressor.compress(data))

    def finish(self, modified: datetime) -> Packed:
        """Return the finished document."""
        gzipped = b"".join((*self._parts, self._compressor.flush()))
        tag = self._digest.hexdigest()
        return Packed(gzipped, self._length, tag, modified.astimezone(UTC).replace(microsecond=0))


@dataclass(frozen=True, slots=True)
class Kept:
    """A cached document, and the times of the clock until which it is current.

    Attributes:
        until: end of its lifetime.
        changes_at: time at which public data changes without a request.
    """

    document: Packed
    until: float
    changes_at: float


type Build = Callable[[], Awaitable[Packed | None]]


class DocumentCache:
    """Cache of documents. Concurrent requests for one document share its building.

    Args:
        seconds: shortest lifetime of a document; 0 disables the cache.
        seconds_unchanged: returns the time until public data changes without a request.
        capacity: total bytes of the compressed documents; one may have a fiftieth of it.
        entries: maximum number of documents.
        clock: a monotonic clock, in seconds.
    """

    def __init__(
        self,
        seconds: float,
        seconds_unchanged: SecondsUnchanged,
        *,
        capacity: int,
        entries: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds = seconds
        self._seconds_unchanged = seconds_unchanged
        self._clock = clock
        # Without a lifetime: `Kept` has its own, and an expired document dates its successor.
        self._documents: Cache[str, Kept] = Cache(capacity, entries)
        self._building: dict[str, asyncio.Task[Kept | None]] = {}

    async def get(self, key: str, build: Build) -> Kept | None:
        """Return the document of `key`, from the cache or by `build`; None if `build` has none."""
        kept = self._documents.get(key)
        if kept is not None and self._clock() < kept.until:
            return kept
        if (task := self._building.get(key)) is None:
            task = self._building[key] = asyncio.create_task(self._build(key, build))
            task.add_done_callback(lambda _: self._building.pop(key, None))
        # A client that disconnects must not end the building for the others.
        return await asyncio.shield(task)

    def seconds_left(self, kept: Kept) -> tuple[float, float]:
        """Return the remaining lifetime of a document, and the time until public data changes."""
        at = self._clock()
        return max(0, kept.until - at), max(0, kept.changes_at - at)

    async def _build(self, key: str, build: Build) -> Kept | None:
        began = self._clock()
        # Read before the data: a change between the two reads must not be missed.
        changes_at = began + (await self._seconds_unchanged() if self.seconds else 0)
        document = await build()
        if document is None:
            return None
        built = self._clock()
        lifetime = max(self.seconds, _KEPT_FOR * (built - began)) if self.seconds else 0
        document = _dated(document, self._documents.get(key))
        kept = Kept(document, min(built + lifetime, changes_at), changes_at)
        if self.seconds:
            self._documents.put(key, kept, len(document.gzipped))
        return kept


def _dated(document: Packed, previous: Kept | None) -> Packed:
    """Return the document with a later date than a different previous one.

    The newest change of the posts does not date the removal of another post.
    """
    if previous is None or previous.document.tag == document.tag:
        return document
    if document.modified > previous.document.modified:
        return document
    return replace(document, modified=now().replace(microsecond=0))
