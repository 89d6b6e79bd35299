"""The signal that an outbox has a new entry."""

import asyncio


class Wakeup:
    """Signal to the sender of this process; senders of others look periodically."""

    def __init__(self) -> None:
        self._queued = asyncio.Event()

    def wake(self) -> None:
        """Start the delivery now. Call it after the update that queued an entry."""
        self._queued.set()

    async def wait(self, timeout_seconds: float) -> None:
        """Wait for the next call of `wake`, or for the timeout."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._queued.wait()
        except TimeoutError:
            pass
        self._queued.clear()
