"""Streamed posts, kept for ten minutes so that an interrupted stream can be resumed.

Drafts are kept in this process's memory. On another server, or after a restart, the client sends
the text received so far, and a new draft continues it.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

from bson import ObjectId

from cms_blog.generation.inputs import BlogInput

RETENTION_SECONDS = 600
MAX_DRAFTS = 1_000


@dataclass(slots=True)
class Draft:
    """One post: its input, and the pieces received so far."""

    id: str
    owner: ObjectId
    given: BlogInput
    # In seconds of the clock of `Drafts`.
    expires_at: float
    # Text of an earlier run, and its number of pieces.
    earlier_text: str
    earlier_count: int
    # The pieces after those.
    pieces: list[str] = field(default_factory=list[str])
    # Whether the last piece has been received.
    complete: bool = False
    # Incremented by each `follow`, so that earlier ones stop.
    epoch: int = 0
    # Set when a piece is added, and at the end.
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        """The text so far."""
        return self.earlier_text + "".join(self.pieces)

    @property
    def position(self) -> int:
        """The number of pieces so far, including those of an earlier run."""
        return self.earlier_count + len(self.pieces)

    def piece(self, position: int) -> str:
        """Return the piece at a position; it must be after `earlier_count`."""
        return self.pieces[position - self.earlier_count - 1]

    async def follow(self, source: AsyncGenerator[str], after: int) -> AsyncGenerator[int]:
        """Yield the positions of the pieces after `after`, while those of `source` are added.

        `after` is clamped to the available range. Pieces are added at the pace of `source`, even if
        they are read more slowly. Closing this or calling it again closes `source`.
        """
        self.epoch += 1
        filler = asyncio.create_task(self._fill(source, self.epoch))
        try:
            position = min(max(after, self.earlier_count), self.position)
            while True:
                self.changed.clear()
                while position < self.position:
                    position += 1
                    yield position
                if filler.done():
                    break
                await self.changed.wait()
            await filler
        finally:
            filler.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.wait({filler})

    async def _fill(self, source: AsyncGenerator[str], epoch: int) -> None:
        try:
            async with aclosing(source):
                async for piece in source:
                    if self.epoch != epoch:
                        return
                    self.pieces.append(piece)
                    self.changed.set()
            self.complete = True
        finally:
            self.changed.set()


class Drafts:
    """The drafts of one process, oldest first.

    `clock` returns seconds; by default the event loop's.
    """

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._drafts: dict[str, Draft] = {}
        self._clock = clock or _loop_time

    def begin(
        self, owner: ObjectId, given: BlogInput, earlier_text: str = "", earlier_count: int = 0
    ) -> Draft:
        """Return a new draft that continues `earlier_text`. Drop the oldest above MAX_DRAFTS."""
        self._remove_expired()
        while len(self._drafts) >= MAX_DRAFTS:
            del self._drafts[next(iter(self._drafts))]
        expires_at = self._clock() + RETENTION_SECONDS
        draft_id = secrets.token_urlsafe(12)
        draft = Draft(draft_id, owner, given, expires_at, earlier_text, earlier_count)
        self._drafts[draft.id] = draft
        return draft

    def find(self, draft_id: str, owner: ObjectId) -> Draft | None:
        """Return the owner's draft with this id; None if it expired or is another user's."""
        self._remove_expired()
        draft = self._drafts.get(draft_id)
        return draft if draft is not None and draft.owner == owner else None

    def _remove_expired(self) -> None:
        now = self._clock()
        for draft in [each for each in self._drafts.values() if each.expires_at <= now]:
            del self._drafts[draft.id]


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
