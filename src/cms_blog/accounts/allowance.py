"""Daily generation budgets in micro-dollars: of each user, and of the whole site.

A day begins at midnight UTC. A call reserves its estimated price in both budgets before it starts,
and settles the difference to its real price afterwards, so that calls at the same time can't
overspend together. Both counters change by atomic increments: the user's in the user's document,
the site's in the storage of the rate limits.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Literal

import structlog
from bson import ObjectId
from limits.aio.storage import Storage
from limits.errors import StorageError
from pymongo.errors import PyMongoError

from cms_blog.accounts.documents import UserDocument
from cms_blog.counter_keys import counter_key
from cms_blog.database.outages import is_outage
from cms_blog.errors import Outage

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# The site's counter of a day outlives the day, so that calls over midnight can settle.
_KEPT_SECONDS = 2 * 86_400


@dataclass(frozen=True, slots=True)
class Allowance:
    """A user's budget of one day, in micro-dollars."""

    used: int
    limit: int
    resets_at: datetime


class BudgetSpent(Exception):
    """What is left of a budget does not cover the estimate."""

    def __init__(self, whose: Literal["user", "site"], resets_at: datetime, now: datetime) -> None:
        super().__init__(f"the budget of the {whose} is spent until {resets_at}")
        self.whose = whose
        self.resets_at = resets_at
        self.retry_after_seconds = ceil((resets_at - now).total_seconds())


@dataclass(slots=True)
class Reservation:
    """The price of one call in micro-dollars: set `spent` to what it turns out to be."""

    spent: int = 0


class SiteBudget:
    """What all users together may spend a day, in micro-dollars."""

    def __init__(self, limit: int, storage: Storage) -> None:
        self._limit = limit
        self._storage = storage

    async def reserve(self, day: date, amount: int) -> bool:
        """Whether `amount` fits into what is left of the day; if so, it is taken."""
        if await self.add(day, amount) <= self._limit:
            return True
        await self.add(day, -amount)
        return False

    async def add(self, day: date, amount: int) -> int:
        """Add `amount`, which may be negative, and return the day's total."""
        key = counter_key("generation/site", day.isoformat())
        return await self._storage.incr(key, _KEPT_SECONDS, amount)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Budgets:
    """The users' and the site's budgets.

    Args:
        per_user: micro-dollars a day.
        clock: the time in UTC.
    """

    def __init__(
        self,
        per_user: int,
        site: SiteBudget | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._per_user = per_user
        self._site = site
        self._clock = clock

    async def of(self, user: UserDocument) -> Allowance:
        """Return the user's budget of today, as the database has it now."""
        today = self._clock().date()
        spent = {"spend_day": 1, "spend_micro_usd": 1}
        raw = await UserDocument.collection().find_one({"_id": user.oid}, spent) or {}
        used = raw["spend_micro_usd"] if raw.get("spend_day") == today.isoformat() else 0
        return Allowance(used, self._per_user, _next_midnight(today))

    @asynccontextmanager
    async def reserved(self, user: UserDocument, estimate: int) -> AsyncGenerator[Reservation]:
        """Reserve `estimate` micro-dollars while a call runs, then charge what it `spent`.

        Raises:
            BudgetSpent: the user's budget or the site's does not cover the estimate.
            Outage: a budget can't be read. Nothing is spent then.
        """
        now = self._clock()
        day = now.date()
        try:
            await self._reserve(user.oid, now, estimate)
        except (PyMongoError, StorageError) as failure:
            if not _is_away(failure):
                raise
            raise Outage(f"budget: {failure.__cause__ or failure}") from failure
        reservation = Reservation()
        try:
            yield reservation
        finally:
            await self._settle(user.oid, day, reservation.spent - estimate)

    async def _reserve(self, oid: ObjectId, now: datetime, estimate: int) -> None:
        day = now.date()
        if not await _take(oid, day.isoformat(), estimate, self._per_user):
            raise BudgetSpent("user", _next_midnight(day), now)
        if self._site is None:
            return
        reserved = False
        try:
            reserved = await self._site.reserve(day, estimate)
        finally:
            if not reserved:
                await _give_back(oid, day.isoformat(), -estimate)
        if not reserved:
            raise BudgetSpent("site", _next_midnight(day), now)

    async def _settle(self, oid: ObjectId, day: date, difference: int) -> None:
        try:
            await _give_back(oid, day.isoformat(), difference)
        except PyMongoError as failure:
            _keep_estimate(failure, difference)
        if self._site is None:
            return
        try:
            await self._site.add(day, difference)
        except StorageError as failure:
            _keep_estimate(failure, difference)


async def _take(oid: ObjectId, day: str, amount: int, limit: int) -> bool:
    users = UserDocument.collection()
    # A node whose clock is ahead can have begun the next day.
    begun = {"_id": oid, "spend_day": {"$gte": day}}
    fits = begun | {"spend_micro_usd": {"$lte": limit - amount}}
    added = {"$inc": {"spend_micro_usd": amount}}
    if (await users.update_one(fits, added)).matched_count:
        return True
    if amount > limit:
        return False
    before = {"_id": oid, "spend_day": {"$not": {"$gte": day}}}
    first = {"$set": {"spend_day": day, "spend_micro_usd": amount}}
    if (await users.update_one(before, first)).matched_count:
        return True
    # Another call can have begun the day since the first update.
    return bool((await users.update_one(fits, added)).matched_count)


async def _give_back(oid: ObjectId, day: str, difference: int) -> None:
    # In the budget that it was taken from: what a call spends after midnight is not charged to the
    # new day.
    await UserDocument.collection().update_one(
        {"_id": oid, "spend_day": day}, {"$inc": {"spend_micro_usd": difference}}
    )


def _keep_estimate(failure: Exception, difference: int) -> None:
    """Leave the estimate charged: the generated text is worth more than the difference."""
    if not _is_away(failure):
        raise failure
    _log.warning("budget.not_settled", micro_usd=difference, cause=str(failure)[:300])


def _is_away(failure: Exception) -> bool:
    return isinstance(failure, StorageError) or is_outage(failure)


def _next_midnight(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
