"""Access to mail for services and resolvers."""

import asyncio

from cms_blog.errors import DomainError


class MailUnavailable(DomainError):
    """The server sends no mail, because none is configured."""


class Mail:
    """Whether mail can be sent, and the signal that an outbox has a new entry.

    Args:
        available: see `Settings.sends_mail`.
    """

    def __init__(self, *, available: bool) -> None:
        self.available = available
        self._queued = asyncio.Event()

    def require(self) -> None:
        """Check that mail can be sent.

        Raises:
            MailUnavailable
        """
        if not self.available:
            raise MailUnavailable(
                "This server sends no mail. Contact its administrator, who can set SMTP_URL."
            )

    def wake(self) -> None:
        """Start the delivery now. Call it after the update that queued an entry."""
        self._queued.set()

    async def queued(self, timeout_seconds: float) -> None:
        """Wait for the next call of `wake`, or for the timeout."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._queued.wait()
        except TimeoutError:
            pass
        self._queued.clear()
