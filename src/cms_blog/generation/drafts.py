"""Posts that are being streamed, kept for a while so that a lost connection can be taken up again.

In this process's memory. Another server, or this one after a restart, knows nothing of them: there
the client brings what had arrived, and a new draft begins behind that.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

from bson import ObjectId

from cms_blog.generation.inputs import BlogInput

SECONDS_KEPT = 600
_MOST_KEPT = 1_000


@dataclass(slots=True)
class Draft:
    """One post: what was asked for, and the pieces that have come so far."""

    id: str
    owner: ObjectId
    given: BlogInput
    forget_at: float
    # What another server wrote, and how many pieces that was.
    brought: str = ""
    before: int = 0
    # The pieces behind those.
    pieces: list[str] = field(default_factory=list[str])
    # Whether the last piece has come.
    whole: bool = False
    # Grows with each subscription that takes it over, so that an earlier one knows to stop.
    turn: int = 0
    # Set when there is something new, or when nothing more will come.
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        """All that has come."""
        return self.brought + "".join(self.pieces)

    @property
    def position(self) -> int:
        """How many pieces have come, wherever they were written."""
        return self.before + len(self.pieces)

    def piece(self, position: int) -> str:
        """The piece at a position behind `before`."""
        return self.pieces[position - self.before - 1]

    async def follow(self, source: AsyncGenerator[str], after: int) -> AsyncGenerator[int]:
        """The positions of the pieces behind `after`, while those of `source` are added.

        A place that there is not is the nearest one.

        They are added at their own pace: a client that reads slowly does not keep Gemini waiting.
        Closing this closes `source`, as does a later subscription's call of this.
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
    """The drafts of one process, the oldest first."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}

    def begin(self, owner: ObjectId, given: BlogInput, brought: str = "", before: int = 0) -> Draft:
        """A new draft, behind what was `brought`. Of too many, the oldest is forgotten."""
        self._forget()
        while len(self._drafts) >= _MOST_KEPT:
            del self._drafts[next(iter(self._drafts))]
        until = _now() + SECONDS_KEPT
        draft = Draft(secrets.token_urlsafe(12), owner, given, until, brought, before)
        self._drafts[draft.id] = draft
        return draft

    def find(self, draft_id: str, owner: ObjectId) -> Draft | None:
        """The owner's draft with this id; None where it is forgotten, or is somebody else's."""
        self._forget()
        draft = self._drafts.get(draft_id)
        return draft if draft is not None and draft.owner == owner else None

    def _forget(self) -> None:
        now = _now()
        for draft in [each for each in self._drafts.values() if each.forget_at <= now]:
            del self._drafts[draft.id]


def _now() -> float:
    return asyncio.get_running_loop().time()
