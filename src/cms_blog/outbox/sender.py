"""The background tasks of each process that handle the entries of outboxes.

Each channel has its own task, and handles a bounded number of entries in parallel: a slow or
refusing recipient delays no other channel. Delivery is at least once: an entry is handled again if
its process dies before it is removed.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import structlog

from cms_blog.database.clock import now
from cms_blog.database.document import Raw, StoredDocument
from cms_blog.database.outages import is_outage
from cms_blog.observability.metrics import Metrics
from cms_blog.outbox.announcements import merged
from cms_blog.outbox.channels import Channel, Postponed
from cms_blog.outbox.claims import Claim, claim, due_documents, earliest, is_same, settle
from cms_blog.outbox.parked import park
from cms_blog.outbox.wakeup import Wakeup

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# For entries of other processes, and for scheduled ones.
_POLL_SECONDS = 15
# At shutdown, for running attempts.
_END_SECONDS = 5


class Sender:
    """Handles the entries of some channels.

    Args:
        ready: whether the indexes exist; without them, each look would read the collections.
    """

    def __init__(
        self,
        wakeup: Wakeup,
        channels: Sequence[Channel],
        metrics: Metrics,
        *,
        ready: Callable[[], bool] = lambda: True,
    ) -> None:
        self._wakeup = wakeup
        self._ready = ready
        self._lanes = [_Lane(channel, metrics, wakeup) for channel in channels]
        self._oldest: datetime | None = None
        metrics.watch("cms_blog_webhook_oldest_seconds", self._age)
        # In the order of the channels.
        self._kinds = list(dict.fromkeys(channel.kind for channel in channels))

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Handle entries during the block; afterwards, running attempts have a few seconds."""
        tasks = {asyncio.create_task(lane.run()) for lane in self._lanes}
        tasks.add(asyncio.create_task(self._run()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            if attempts := {attempt for lane in self._lanes for attempt in lane.attempts}:
                _, pending = await asyncio.wait(attempts, timeout=_END_SECONDS)
                for attempt in pending:
                    attempt.cancel()

    async def handle_due(self) -> None:
        """Handle all entries that are due, and wait for the end of their attempts."""
        started = True
        while started:
            started = any([await lane.start_due() for lane in self._lanes])
            while attempts := {attempt for lane in self._lanes for attempt in lane.attempts}:
                await asyncio.wait(attempts)

    async def _run(self) -> None:
        while True:
            try:
                if self._ready():
                    for kind in self._kinds:
                        await self._start_lanes(kind)
                    await self._measure()
            except Exception as error:
                _log_outage(error)
            await self._wakeup.wait(_POLL_SECONDS)

    async def _measure(self) -> None:
        """Read the time of the oldest event that was not delivered, if there are receivers."""
        if any(lane.channel.label is not None for lane in self._lanes):
            found = [await earliest(kind, "outbox_since") for kind in self._kinds]
            self._oldest = min((each for each in found if each is not None), default=None)

    def _age(self) -> float:
        # A scheduled event can be ahead.
        return 0 if self._oldest is None else max((now() - self._oldest).total_seconds(), 0)

    async def _start_lanes(self, kind: type[StoredDocument]) -> None:
        due = await earliest(kind, "outbox_due")
        if due is not None and due <= now():
            for lane in self._lanes:
                if lane.channel.kind is kind:
                    lane.wake()


class _Lane:
    """The entries of one channel, as this process handles them."""

    def __init__(self, channel: Channel, metrics: Metrics, wakeup: Wakeup) -> None:
        self.channel = channel
        self.attempts = set[asyncio.Task[None]]()
        self._metrics = metrics
        self._wakeup = wakeup
        self._free = asyncio.Semaphore(channel.parallel)
        self._woken = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None

    def wake(self) -> None:
        """Look for entries that are due."""
        self._woken.set()

    async def run(self) -> None:
        """Start attempts whenever the lane is woken."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                while await self.start_due():
                    pass
            except Exception as error:
                _log_outage(error)

    async def start_due(self) -> bool:
        """Start an attempt for an entry of each document that is due; return whether any was."""
        started = False
        async for outbox in due_documents(self.channel.kind):
            await self._free.acquire()
            claimed: Claim | None = None
            try:
                claimed = await claim(self.channel, outbox)
            finally:
                if claimed is None:
                    self._free.release()
            if claimed is not None:
                started = True
                attempt = asyncio.create_task(self._attempt(claimed))
                self.attempts.add(attempt)
                attempt.add_done_callback(self._ended)
        return started

    def _ended(self, attempt: asyncio.Task[None]) -> None:
        self.attempts.discard(attempt)
        self._free.release()
        # The next entry of the document can be due.
        self.wake()
        if not attempt.cancelled() and (failure := attempt.exception()) is not None:
            # The entry could not be changed: its lease ends, and it is tried again.
            _log.warning(f"{self.channel.topic}.unsettled", cause=type(failure).__name__)

    async def _attempt(self, claimed: Claim) -> None:
        (owner, entry), channel = claimed, self.channel
        changes: Raw | None = None
        following: Sequence[Raw] = ()
        try:
            async with asyncio.timeout(channel.attempt_seconds):
                handled = await channel.handle(owner, entry)
            if not isinstance(handled, bool):
                following = handled
            outcome = "dropped" if handled is False else "done"
        except Postponed as postponed:
            outcome = "postponed"
            changes = {"not_before": postponed.until, "attempts": entry.attempts - 1}
        except Exception as error:
            delay = channel.retries.delay(entry, now())
            outcome = "abandoned" if delay is None else "failed"
            changes = None if delay is None else {"not_before": now() + delay}
            _log_failure(channel, claimed, error, outcome)
            if changes is None and channel.retries.parks:
                await self._park(claimed, error)
        await self._settle(claimed, changes, following)
        self._metrics.count("cms_blog_outbox_entries", entry.kind, outcome)
        if not entry.scheduled:
            began = entry.at or entry.id.generation_time
            age = (now() - began).total_seconds()
            self._metrics.observe("cms_blog_outbox_age_seconds", entry.kind, outcome, seconds=age)
        if channel.label is not None:
            self._metrics.count("cms_blog_webhook_deliveries", channel.label, outcome)

    async def _park(self, claimed: Claim, error: Exception) -> None:
        (owner, entry), kind = claimed, self.channel.kind
        stored = next((each for each in owner["outbox"] if is_same(each, entry)), None)
        if stored is not None:
            await park(kind, owner["_id"], stored, type(error).__name__)

    async def _settle(self, claimed: Claim, changes: Raw | None, following: Sequence[Raw]) -> None:
        (owner, entry), kind = claimed, self.channel.kind
        if changes is not None:
            self._wake_in((changes["not_before"] - now()).total_seconds())
        if not following:
            await settle(kind, owner["_id"], entry, changes)
            return

        async def append(stored: Sequence[Raw]) -> Sequence[Raw]:
            kept, overflow = merged(stored, following)
            for each in overflow:
                await park(kind, owner["_id"], each, "TooManyEntries")
            return kept

        await settle(kind, owner["_id"], entry, changes, append)
        self._wakeup.wake()

    def _wake_in(self, seconds: float) -> None:
        """Look at that time, unless the next periodic look is earlier."""
        if seconds >= _POLL_SECONDS:
            return
        loop = asyncio.get_running_loop()
        at = loop.time() + max(seconds, 0)
        if self._timer is None or self._timer.cancelled() or self._timer.when() <= loop.time():
            self._timer = loop.call_at(at, self.wake)
        elif at < self._timer.when():
            self._timer.cancel()
            self._timer = loop.call_at(at, self.wake)


def _log_outage(error: Exception) -> None:
    # An outage is logged where requests report it.
    level = "warning" if is_outage(error) else "error"
    getattr(_log, level)("outbox.no_claims", cause=type(error).__name__)


def _log_failure(channel: Channel, claimed: Claim, error: Exception, outcome: str) -> None:
    # Without the server's message: it can quote the recipient, or a link of the mail.
    cause = type(error).__name__
    code = getattr(error, "code", None)
    about = {} if channel.label is None else {"receiver": channel.label}
    _log.warning(
        f"{channel.topic}.{outcome}",
        kind=claimed.entry.kind,
        entry=str(claimed.entry.id),
        owner=str(claimed.owner["_id"]),
        attempts=claimed.entry.attempts,
        cause=f"{cause} {code}" if isinstance(code, int) else cause,
        **about,
    )
