"""Channels: what handles the entries of outboxes, how many at once, and when again."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from cms_blog.database.document import Raw, StoredDocument
from cms_blog.outbox.entries import Entry

# Handles an entry of a raw document; it is removed afterwards, or tried again after an error.
# Returns False if the entry had no effect, because its cause is gone, or the entries that follow.
type Handler = Callable[[Raw, Entry], Awaitable[bool | Sequence[Raw]]]

# Attempts over a day: 1, 2, 4 … 32 minutes after the first, then every hour.
MAX_ATTEMPTS = 30
_FIRST_DELAY = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(hours=1)
_UNKNOWN_AFTER = timedelta(minutes=10)


class Postponed(Exception):
    """The entry must not be handled before this time. The attempt does not count as a failure."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class UnknownKind(Exception):
    """No builder is known, for example because a newer release queued the entry."""


def delay_after(attempts: int) -> timedelta | None:
    """Return the time until the next attempt; None after the last one, a day after the first."""
    if attempts >= MAX_ATTEMPTS:
        return None
    # 2**6 minutes exceed the longest delay.
    return min(_FIRST_DELAY * 2 ** min(attempts - 1, 6), _LONGEST_DELAY)


class Retries(Protocol):
    """Schedule of the attempts for an entry."""

    @property
    def parks(self) -> bool:
        """Whether entries that are given up are kept for the operator."""
        ...

    def delay(self, entry: Entry, time: datetime) -> timedelta | None:
        """Return the time until the next attempt after a failed one; None after the last one."""
        ...


@dataclass(frozen=True, slots=True)
class DayOfRetries:
    """Attempts over a day; then the entry is dropped."""

    parks: bool = False

    def delay(self, entry: Entry, time: datetime) -> timedelta | None:
        """Return the time until the next attempt; None after the last one."""
        del time
        return delay_after(entry.attempts)


@dataclass(frozen=True, slots=True)
class Channel:
    """Entries of a collection that one handler handles.

    Args:
        kind: document class of the collection.
        name: channel of the entries; None: the entries without one.
        topic: beginning of the names of log lines.
        label: name of the recipient of all entries in logs, if there is one.
        parallel: number of entries that are handled at once.
        attempt_seconds: timeout of an attempt; its lease is four times as long.
    """

    kind: type[StoredDocument]
    handle: Handler
    name: str | None = None
    topic: str = "mail"
    label: str | None = None
    parallel: int = 8
    attempt_seconds: float = 30
    retries: Retries = DayOfRetries()
    # For entries of all other channels, for example of a receiver that is not configured any more.
    # Other nodes may know it: only what waits for minutes is handled.
    all_but: frozenset[str | None] | None = None

    def takes(self, entry: Entry, time: datetime) -> bool:
        """Whether an entry that is due is of this channel."""
        if self.all_but is None:
            return entry.channel == self.name
        return entry.channel not in self.all_but and time - entry.not_before > _UNKNOWN_AFTER

    @property
    def lease(self) -> timedelta:
        """Time after which the entry of a process that died is due again."""
        return timedelta(seconds=4 * self.attempt_seconds)
