"""Streamed posts, kept for ten minutes so that an interrupted stream can be resumed.

A post is written by a task of its own. If its client disconnects, the task continues in the
background for a while, so that a client that resumes soon causes no second call.

Drafts are kept in this process's memory. On another server, or after a restart, the client sends
the text received so far, and a new draft continues it.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from bson import ObjectId

from cms_blog.generation.failures import GenerationFailed, GenerationFailure
from cms_blog.generation.gemini.responses import Progress
from cms_blog.generation.inputs import BlogInput

RETENTION_SECONDS = 600
MAX_DRAFTS = 1_000
BACKGROUND_SECONDS = 30

log = structlog.stdlib.get_logger(__name__)


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
    # The finished post; None until then.
    result: object | None = None
    # Usage and links of all calls for this post, also of interrupted ones.
    progress: Progress = field(default_factory=Progress)
    # The task that writes the post, and the timer that ends it without a client.
    writer: asyncio.Task[None] | None = None
    ending: asyncio.TimerHandle | None = None
    # Incremented by each subscription, so that earlier ones stop.
    epoch: int = 0
    # Set when a piece is added, when the writer ends, and by a later subscription.
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

    def add(self, piece: str) -> None:
        """Add the next piece."""
        self.pieces.append(piece)
        self.changed.set()


class Drafts:
    """The drafts of one process, oldest first.

    `clock` returns seconds; by default the event loop's. `background_seconds` is how long a post
    is written without a client.
    """

    def __init__(
        self,
        clock: Callable[[], float] | None = None,
        background_seconds: float = BACKGROUND_SECONDS,
    ) -> None:
        self._drafts: dict[str, Draft] = {}
        self._clock = clock or _loop_time
        self._background_seconds = background_seconds
        self._writers = set[asyncio.Task[None]]()

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

    async def follow(
        self, draft: Draft, after: int, write: Callable[[], Awaitable[object]]
    ) -> AsyncGenerator[int]:
        """Yield the positions of the pieces after `after`, until the post is finished.

        Unless the post is being written or is finished, `write` starts: it adds the pieces and
        returns the result. It does not wait for slow readers. `after` is clamped to the available
        range. A later call ends this one. Closing this ends `write` after `background_seconds`.

        Raises:
            the errors of `write`
        """
        draft.epoch += 1
        epoch = draft.epoch
        draft.changed.set()
        if draft.ending is not None:
            draft.ending.cancel()
            draft.ending = None
        writer = self._writer(draft, write)
        try:
            position = min(max(after, draft.earlier_count), draft.position)
            while True:
                draft.changed.clear()
                while position < draft.position:
                    position += 1
                    yield position
                if writer.done() or draft.epoch != epoch:
                    break
                await draft.changed.wait()
            if draft.epoch == epoch:
                _raise_failure(writer)
        finally:
            if draft.epoch == epoch and not writer.done():
                loop = asyncio.get_running_loop()
                draft.ending = loop.call_later(self._background_seconds, writer.cancel)

    async def close(self) -> None:
        """Cancel the writing of all posts, and wait until their calls are settled."""
        writers = list(self._writers)
        for writer in writers:
            writer.cancel()
        await asyncio.gather(*writers, return_exceptions=True)

    def _writer(self, draft: Draft, write: Callable[[], Awaitable[object]]) -> asyncio.Task[None]:
        """Return the task that writes the post. Start it if it has to be continued."""
        if draft.writer is not None and (draft.result is not None or not draft.writer.done()):
            return draft.writer

        async def run() -> None:
            draft.result = await write()

        def ended(task: asyncio.Task[None]) -> None:
            self._writers.discard(task)
            draft.changed.set()
            failure = None if task.cancelled() else task.exception()
            # With a client, the transport logs it.
            if (
                isinstance(failure, Exception)
                and draft.ending is not None
                and not isinstance(failure, GenerationFailed)
            ):
                log.error("generation.draft_failed", exc_info=failure)

        draft.writer = asyncio.create_task(run())
        self._writers.add(draft.writer)
        draft.writer.add_done_callback(ended)
        return draft.writer

    def _remove_expired(self) -> None:
        now = self._clock()
        for draft in [each for each in self._drafts.values() if each.expires_at <= now]:
            del self._drafts[draft.id]


def _raise_failure(writer: asyncio.Task[None]) -> None:
    if writer.cancelled():
        raise GenerationFailed(
            GenerationFailure.UNAVAILABLE,
            "The server is restarting. Resume the text in a moment.",
            retry_after_seconds=1,
        )
    writer.result()


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
