"""Daily generation budgets, per user and for the whole site, in millionths of a US dollar.

A day begins at midnight UTC. A call reserves its estimated price in both budgets before it starts
and settles the difference to the actual price afterwards, so that concurrent calls can't overspend
together. Both counters change by atomic increments: the user's counter in the user's document, the
site's counter in the storage backend of the rate limits.
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
from cms_blog.accounts.usage import record_usage
from cms_blog.counter_keys import CounterKey, counter_key
from cms_blog.database.outages import is_outage
from cms_blog.errors import Outage

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# The site's counter outlives its day, so that calls that run past midnight can settle.
_COUNTER_LIFETIME_SECONDS = 2 * 86_400


@dataclass(frozen=True, slots=True)
class DailyBudget:
    """A user's generation budget for one day, in micro-dollars."""

    used: int
    limit: int
    resets_at: datetime


class BudgetExceeded(Exception):
    """The remaining budget of the user or the site does not cover the estimate."""

    def __init__(self, owner: Literal["user", "site"], resets_at: datetime, now: datetime) -> None:
        super().__init__(f"the daily budget of the {owner} is spent until {resets_at}")
        self.owner = owner
        self.resets_at = resets_at
        self.retry_after_seconds = ceil((resets_at - now).total_seconds())


@dataclass(slots=True)
class Reservation:
    """Reserved price of one call. Set `spent` to its actual price, in micro-dollars.

    `tokens` are the tokens that have this price.
    """

    spent: int = 0
    tokens: int = 0


class SiteBudget:
    """Daily budget of all users together, in micro-dollars."""

    def __init__(self, limit: int, storage: Storage) -> None:
        self._limit = limit
        self._storage = storage

    async def reserve(self, day: date, amount: int) -> bool:
        """Reserve `amount` if the day's remaining budget covers it; return whether it does."""
        if await self.add(day, amount) <= self._limit:
            return True
        await self.add(day, -amount)
        return False

    async def covers(self, day: date, amount: int) -> bool:
        """Return whether the day's remaining budget covers `amount`, without reserving it."""
        return await self._storage.get(_site_key(day)) + amount <= self._limit

    async def add(self, day: date, amount: int) -> int:
        """Add `amount` (can be negative) and return the day's total."""
        return await self._storage.incr(_site_key(day), _COUNTER_LIFETIME_SECONDS, amount)


def _site_key(day: date) -> CounterKey:
    return counter_key("generation/site", day.isoformat())


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Budgets:
    """Budgets per user and, optionally, for the site.

    Args:
        per_user: limit per user and day, in micro-dollars.
        site: budget of the whole site; None for no limit.
        clock: returns the current time in UTC.
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

    async def today(self, user: UserDocument) -> DailyBudget:
        """Read the user's budget for the current day."""
        today = self._clock().date()
        spent = {"spend_day": 1, "spend_micro_usd": 1}
        raw = await UserDocument.collection().find_one({"_id": user.oid}, spent) or {}
        used = raw["spend_micro_usd"] if raw.get("spend_day") == today.isoformat() else 0
        return DailyBudget(used, self._per_user, _next_midnight(today))

    async def cover(self, user: UserDocument, amount: int) -> bool:
        """Return whether the remaining budgets of the user and the site cover `amount` today."""
        budget = await self.today(user)
        if budget.used + amount > budget.limit:
            return False
        return self._site is None or await self._site.covers(self._clock().date(), amount)

    @asynccontextmanager
    async def reserved(self, user: UserDocument, estimate: int) -> AsyncGenerator[Reservation]:
        """Reserve `estimate` micro-dollars while a call runs, then charge its actual price.

        Raises:
            BudgetExceeded: the budget of the user or the site does not cover the estimate.
            Outage: a budget can't be read; nothing is charged.
        """
        now = self._clock()
        day = now.date()
        try:
            await self._reserve(user.oid, now, estimate)
        except (PyMongoError, StorageError) as failure:
            if not is_outage(failure):
                raise
            raise Outage(f"budget: {failure.__cause__ or failure}") from failure
        reservation = Reservation()
        try:
            yield reservation
        finally:
            await self._settle(user.oid, day, reservation.spent - estimate)
            await _record(user.oid, day, reservation)

    async def _reserve(self, oid: ObjectId, now: datetime, estimate: int) -> None:
        day = now.date()
        if not await _reserve_for_user(oid, day.isoformat(), estimate, self._per_user):
            raise BudgetExceeded("user", _next_midnight(day), now)
        if self._site is None:
            return
        reserved = False
        try:
            reserved = await self._site.reserve(day, estimate)
        finally:
            if not reserved:
                await _adjust(oid, day.isoformat(), -estimate)
        if not reserved:
            raise BudgetExceeded("site", _next_midnight(day), now)

    async def _settle(self, oid: ObjectId, day: date, difference: int) -> None:
        try:
            await _adjust(oid, day.isoformat(), difference)
        except PyMongoError as failure:
            _log_outage(failure, "budget.not_settled", micro_usd=difference)
        if self._site is None:
            return
        try:
            await self._site.add(day, difference)
        except StorageError as failure:
            _log_outage(failure, "budget.not_settled", micro_usd=difference)


async def _reserve_for_user(oid: ObjectId, day: str, amount: int, limit: int) -> bool:
    users = UserDocument.collection()
    # `$gte`: a node whose clock is ahead can have started the next day already.
    started = {"_id": oid, "spend_day": {"$gte": day}}
    sufficient = started | {"spend_micro_usd": {"$lte": limit - amount}}
    increment = {"$inc": {"spend_micro_usd": amount}}
    if (await users.update_one(sufficient, increment)).matched_count:
        return True
    if amount > limit:
        return False
    not_started = {"_id": oid, "spend_day": {"$not": {"$gte": day}}}
    start = {"$set": {"spend_day": day, "spend_micro_usd": amount}}
    if (await users.update_one(not_started, start)).matched_count:
        return True
    # A concurrent call can have started the day since the first update.
    return bool((await users.update_one(sufficient, increment)).matched_count)


async def _adjust(oid: ObjectId, day: str, difference: int) -> None:
    # Only on the day of the reservation: usage after midnight is not charged to the new day.
    await UserDocument.collection().update_one(
        {"_id": oid, "spend_day": day}, {"$inc": {"spend_micro_usd": difference}}
    )


async def _record(oid: ObjectId, day: date, call: Reservation) -> None:
    try:
        await record_usage(oid, day, call.tokens, call.spent)
    except PyMongoError as failure:
        _log_outage(failure, "usage.not_recorded", tokens=call.tokens, micro_usd=call.spent)


def _log_outage(failure: Exception, event: str, **facts: int) -> None:
    """Log an outage after a call; the call itself has succeeded, and its estimate stays charged."""
    if not is_outage(failure):
        raise failure
    _log.warning(event, **facts, cause=str(failure)[:300])


def _next_midnight(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
