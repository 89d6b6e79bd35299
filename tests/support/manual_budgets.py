"""Daily budgets over a manual clock, and the storage of the site's budget."""

from collections.abc import Iterator
from datetime import UTC, datetime

from manual_storage import ManualClock, ManualStorage

from cms_blog.accounts.budgets import Budgets, SiteBudget
from cms_blog.accounts.documents import UserDocument

NOW = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
TODAY, MIDNIGHT = NOW.date(), datetime(2026, 11, 27, tzinfo=UTC)
LIMIT = 1_000


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


class Storage(ManualStorage):
    """Storage backend that raises `failures` for the next operations."""

    def __init__(self) -> None:
        super().__init__(ManualClock())
        self.failures: Iterator[Exception | None] = iter(())

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        if failure := next(self.failures, None):
            raise failure
        return await super().incr(key, expiry, amount)


def budgets(clock: Clock, site: SiteBudget | None = None) -> Budgets:
    return Budgets(LIMIT, site, clock)


async def spend(budgets: Budgets, user: UserDocument, estimate: int, spent: int) -> None:
    async with budgets.reserved(user, estimate) as reservation:
        reservation.spent = spent


async def used(budgets: Budgets, user: UserDocument) -> int:
    return (await budgets.today(user)).used
