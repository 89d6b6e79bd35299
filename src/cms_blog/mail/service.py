"""Access to mail for services and resolvers."""

from cms_blog.errors import DomainError
from cms_blog.outbox.wakeup import Wakeup


class MailUnavailable(DomainError):
    """The server sends no mail, because none is configured."""


class Mail:
    """Whether mail can be sent, and the signal that an outbox has a new entry.

    Args:
        available: see `Settings.sends_mail`.
        wakeup: signal to the sender; None: this process has none.
    """

    def __init__(self, *, available: bool, wakeup: Wakeup | None = None) -> None:
        self.available = available
        self._wakeup = wakeup or Wakeup()

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
        self._wakeup.wake()
