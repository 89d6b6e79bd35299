"""The clock of stored times."""

from datetime import UTC, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The current time, to the millisecond, as MongoDB stores it."""
    return as_stored(datetime.now(UTC))


def as_stored(instant: datetime) -> datetime:
    """Return the time to the millisecond, as MongoDB stores it."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
