"""Handlers of announcements: distribution to the receivers, and delivery to each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.outbox.announcements import distributed
from cms_blog.outbox.channels import Postponed, UnknownKind
from cms_blog.outbox.claims import is_same
from cms_blog.outbox.entries import Entry
from cms_blog.webhooks.payloads import Payloads
from cms_blog.webhooks.receivers import Receiver
from cms_blog.webhooks.signing import Signer

if TYPE_CHECKING:
    from cms_blog.webhooks.transport import Transport

_GIVEN_UP_AFTER = timedelta(days=3)
_DELAYS = [timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600, 1_800)]
_LONGEST_DELAY = timedelta(hours=1)
# After so many failures without a success, other events wait before they are tried.
_FAILURES = 5
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Handler that replaces an announcement by an entry for each receiver."""

    channels: Sequence[str]

    async def __call__(self, raw: Raw, entry: Entry) -> bool | Sequence[Raw]:
        """Return the entries of the receivers; without receivers, the announcement is dropped."""
        stored = next(each for each in raw["outbox"] if is_same(each, entry))
        return distributed(stored, self.channels) or False


@dataclass(frozen=True, slots=True)
class ThreeDaysOfRetries:
    """Attempts over three days from the event, or from the request to send it again."""

    parks: bool = True

    def delay(self, entry: Entry, time: datetime) -> timedelta | None:
        """Return the time until the next attempt after a failed one; None after three days."""
        since = entry.since or entry.at
        if since is not None and time - since >= _GIVEN_UP_AFTER:
            return None
        number = entry.attempts - 1
        return _DELAYS[number] if number < len(_DELAYS) else _LONGEST_DELAY


@dataclass(slots=True)
class _Health:
    """Pauses the deliveries to a receiver that fails: its entries would all wait for timeouts."""

    failures: int = 0
    paused_until: datetime | None = None

    def check(self) -> None:
        """Check that the receiver may be tried.

        Raises:
            Postponed
        """
        if self.paused_until is not None and now() < self.paused_until:
            raise Postponed(self.paused_until)

    def failed(self) -> None:
        """Count a failure; those of requests that began before a pause do not prolong it."""
        if self.paused_until is not None and now() < self.paused_until:
            return
        self.failures += 1
        if self.failures >= _FAILURES:
            pause = _FIRST_PAUSE * 2 ** min(self.failures - _FAILURES, 10)
            self.paused_until = now() + min(pause, _LONGEST_PAUSE)

    def succeeded(self) -> None:
        """End the pause."""
        self.failures, self.paused_until = 0, None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Handler that sends the events of one receiver."""

    receiver: Receiver
    payloads: Payloads
    signer: Signer
    transport: "Transport"
    _health: _Health = field(default_factory=_Health)

    async def __call__(self, raw: Raw, entry: Entry) -> bool:
        """Send an event.

        Raises:
            Postponed, QueryFailed
            any error of the transport
        """
        self._health.check()
        body = await self.payloads.body(raw, entry)
        headers = self.signer.headers(f"evt_{entry.id}", body)
        try:
            await self.transport.post(self.receiver.url.get_secret_value(), headers, body)
        except BaseException:
            # Also at the end of the time of an attempt, which cancels it.
            self._health.failed()
            raise
        self._health.succeeded()
        return True


async def unknown_receiver(_: Raw, entry: Entry) -> bool:
    """Keep an entry whose receiver is not configured, as long as others.

    Raises:
        UnknownKind
    """
    raise UnknownKind(entry.kind)
