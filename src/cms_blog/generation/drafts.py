"""Posts that are being streamed, kept for a while so that a lost stream can be resumed.

Drafts are kept in this process's memory. On another server, or after a restart, the client sends
the text that had arrived, and a new draft continues it.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

from bson import ObjectId

from cms_blog.generation.inputs import BlogInput

SECONDS_KEPT = 600
MOST_KEPT = 1_000


@dataclass(slots=True)
class Draft:
    """One post: its input, and the pieces that have arrived."""

    id: str
    owner: ObjectId
    given: BlogInput
    forget_at: float
    # The text that another server wrote, and its number of pieces.
    brought: str
    before: int
    # The pieces after those.
    pieces: list[str] = field(default_factory=list[str])
    # Whether the last piece has arrived.
    whole: bool = False
    # Grows with each subscription that follows it, so that an earlier one stops.
    turn: int = 0
    # Set when a piece arrives, and at the end.
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        """The text so far."""
        return self.brought + "".join(self.pieces)

    @property
    def position(self) -> int:
        """The number of pieces so far, those of another server included."""
        return self.before + len(self.pieces)

    def piece(self, position: int) -> str:
        """The piece at a position after `before`."""
        return self.pieces[position - self.before - 1]

    async def follow(self, source: AsyncGenerator[str], after: int) -> AsyncGenerator[int]:
        """Yield the positions of the pieces after `after`, while those of `source` are added.

        `after` is clamped to the available range. Pieces are added at the pace of `source`, however
        slowly they are read. Closing this closes `source`, as does a later call of this method.
        """
        self.turn += 1
        filling = asyncio.create_task(self._fill(source, self.turn))
        try:
            position = min(max(after, self.before), self.position)
            while True:
                self.news.clear()
                while position < self.position:
                    position += 1
                    yield position
                if filling.done():
                    break
                await self.news.wait()
            await filling
        finally:
            filling.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.wait({filling})

    async def _fill(self, source: AsyncGenerator[str], turn: int) -> None:
        try:
            async with aclosing(source):
                async for piece in source:
                    if self.turn != turn:
                        return
                    self.pieces.append(piece)
                    self.news.set()
            self.whole = True
        finally:
            self.news.set()


class Drafts:
    """The drafts of one process, the oldest first.

    `clock` returns seconds; by default the event loop's.
    """

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._drafts: dict[str, Draft] = {}
        self._clock = clock or _loop_time

    def begin(self, owner: ObjectId, given: BlogInput, brought: str = "", before: int = 0) -> Draft:
        """Return a new draft that continues `brought`. Above MOST_KEPT, the oldest is dropped."""
        self._forget()
        while len(self._drafts) >= MOST_KEPT:
            del self._drafts[next(iter(self._drafts))]
        until = self._clock() + SECONDS_KEPT
        draft = Draft(secrets.token_urlsafe(12), owner, given, until, brought, before)
        self._drafts[draft.id] = draft
        return draft

    def find(self, draft_id: str, owner: ObjectId) -> Draft | None:
        """Return the owner's draft with this id; None if it was dropped or is another user's."""
        self._forget()
        draft = self._drafts.get(draft_id)
        return draft if draft is not None and draft.owner == owner else None

    def _forget(self) -> None:
        now = self._clock()
        for draft in [each for each in self._drafts.values() if each.forget_at <= now]:
            del self._drafts[draft.id]


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
