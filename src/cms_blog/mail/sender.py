"""The background task of each process that handles the entries of outboxes.

Entries are claimed one at a time and handled in parallel: a slow or refusing recipient delays no
other. Delivery is at least once: a mail is repeated, with the same `Message-ID`, if its process
dies before the entry is removed.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import structlog

from cms_blog.database.clock import now
from cms_blog.database.outages import is_outage
from cms_blog.mail.claims import Claim, change, claim_next
from cms_blog.mail.delivery import Outbox, Postponed
from cms_blog.mail.outbox import delay_after
from cms_blog.mail.service import Mail
from cms_blog.observability.metrics import Metrics

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_PARALLEL = 8
# For entries of other processes, and for later attempts.
_POLL_SECONDS = 15
_ATTEMPT_SECONDS = 30
_LEASE_PER_ATTEMPT = 4
# At shutdown, for running attempts.
_END_SECONDS = 5


class Sender:
    """Handles the entries of some outboxes.

    Args:
        outboxes: those of one collection each.
        ready: whether the indexes exist; without them, each look would read the collections.
        attempt_seconds: timeout of an attempt; its lease is four times as long.
    """

    def __init__(
        self,
        mail: Mail,
        outboxes: Sequence[Outbox],
        metrics: Metrics,
        *,
        ready: Callable[[], bool] = lambda: True,
        attempt_seconds: float = _ATTEMPT_SECONDS,
    ) -> None:
        self._mail = mail
        self._outboxes = outboxes
        self._metrics = metrics
        self._ready = ready
        self._attempt_seconds = attempt_seconds
        self._lease = timedelta(seconds=_LEASE_PER_ATTEMPT * attempt_seconds)
        self._free = asyncio.Semaphore(_PARALLEL)
        self._attempts = set[asyncio.Task[None]]()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Handle entries during the block; afterwards, running attempts have a few seconds."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})
            if self._attempts:
                _, pending = await asyncio.wait(self._attempts, timeout=_END_SECONDS)
                for attempt in pending:
                    attempt.cancel()

    async def handle_due(self) -> None:
        """Handle all entries that are due, and wait for the end of their attempts."""
        await self._start_due()
        while self._attempts:
            await asyncio.wait(self._attempts)
            await self._start_due()

    async def _run(self) -> None:
        while True:
            try:
                if self._ready():
                    await self._start_due()
            except Exception as error:
                # An outage is logged where requests report it.
                level = "warning" if is_outage(error) else "error"
                getattr(_log, level)("mail.no_claims", cause=type(error).__name__)
            await self._mail.queued(_POLL_SECONDS)

    async def _start_due(self) -> None:
        """Start an attempt for each due entry."""
        for outbox in self._outboxes:
            while True:
                await self._free.acquire()
                try:
                    claim = await claim_next(outbox.kind, self._lease)
                except BaseException:
                    self._free.release()
                    raise
                if claim is None:
                    self._free.release()
                    break
                attempt = asyncio.create_task(self._attempt(outbox, claim))
                self._attempts.add(attempt)
                attempt.add_done_callback(self._ended)

    def _ended(self, attempt: asyncio.Task[None]) -> None:
        self._attempts.discard(attempt)
        self._free.release()
        if not attempt.cancelled() and (failure := attempt.exception()) is not None:
            # The entry could not be changed: its lease ends, and it is tried again.
            _log.warning("mail.unsettled", cause=type(failure).__name__)

    async def _attempt(self, outbox: Outbox, claim: Claim) -> None:
        owner, entry = claim
        changes: dict[str, Any] | None = None
        try:
            async with asyncio.timeout(self._attempt_seconds):
                outcome = "done" if await outbox.handle(owner, entry) else "dropped"
        except Postponed as postponed:
            outcome = "postponed"
            changes = {"not_before": postponed.until, "attempts": entry.attempts - 1}
        except Exception as error:
            delay = delay_after(entry.attempts)
            outcome = "abandoned" if delay is None else "failed"
            changes = None if delay is None else {"not_before": now() + delay}
            _log_failure(claim, error, outcome)
        await change(outbox.kind, owner["_id"], entry, changes)
        self._metrics.count("cms_blog_outbox_entries", entry.kind, outcome)


def _log_failure(claim: Claim, error: Exception, outcome: str) -> None:
    # Without the server's message: it can quote the recipient, or a link of the mail.
    cause = type(error).__name__
    code = getattr(error, "code", None)
    _log.warning(
        f"mail.{outcome}",
        kind=claim.entry.kind,
        entry=str(claim.entry.id),
        owner=str(claim.owner["_id"]),
        attempts=claim.entry.attempts,
        cause=f"{cause} {code}" if isinstance(code, int) else cause,
    )
