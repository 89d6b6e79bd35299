"""Sources of drafts that the test controls."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from bson import ObjectId
from post_inputs import GIVEN

from cms_blog.generation.drafts import Drafts

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
