"""How many of the model's tokens a user may spend a day, in UTC.

It is kept in the user's document and changed by one atomic update: a step books an estimate before
it begins, and settles the difference when it is over, so that many steps at once can't pass.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import structlog
from bson import ObjectId
from pymongo.errors import PyMongoError

from cms_blog.accounts.documents import UserDocument
from cms_blog.outages import is_outage

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# About what a step costs; what is booked while one runs.
ESTIMATE = 2_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a user has spent of a day's tokens."""

    used: int
    limit: int
    resets_at: datetime


class AllowanceSpent(Exception):
    """Nothing is left for today."""

    def __init__(self, resets_at: datetime) -> None:
        super().__init__(f"nothing is left until {resets_at}")
        self.resets_at = resets_at


@dataclass(slots=True)
class Booking:
    """A step that runs on somebody's allowance; set `spent` as it goes."""

    spent: int = 0


async def allowance_of(user: UserDocument, limit: int) -> Allowance:
    """Where the user stands today, read anew: `user` may have been read some time ago."""
    today = _today()
    spent = {"generation_day": 1, "generation_tokens": 1}
    raw = await UserDocument.collection().find_one({"_id": user.oid}, spent) or {}
    used = raw["generation_tokens"] if raw.get("generation_day") == today.isoformat() else 0
    return Allowance(used, limit, _midnight(today))


@asynccontextmanager
async def spending(user: UserDocument, limit: int | None) -> AsyncGenerator[Booking]:
    """Run a step on the user's allowance; without a limit nothing is kept.

    Raises:
        AllowanceSpent
    """
    booking = Booking()
    if limit is None:
        yield booking
        return
    day = _today()
    if not await _book(user.oid, day.isoformat(), limit):
        raise AllowanceSpent(_midnight(day))
    try:
        yield booking
    finally:
        await _settle(user.oid, day.isoformat(), booking.spent)


async def _book(oid: ObjectId, day: str, limit: int) -> bool:
    users = UserDocument.collection()
    same_day = {"_id": oid, "generation_day": day}
    booked = {"$inc": {"generation_tokens": ESTIMATE}}
    result = await users.update_one(same_day | {"generation_tokens": {"$lt": limit}}, booked)
    if result.matched_count:
        return True
    opened = {"$set": {"generation_day": day, "generation_tokens": ESTIMATE}}
    result = await users.update_one({"_id": oid, "generation_day": {"$ne": day}}, opened)
    if result.matched_count:
        return True
    # The day may have been opened by another step between the two.
    result = await users.update_one(same_day | {"generation_tokens": {"$lt": limit}}, booked)
    return bool(result.matched_count)


async def _settle(oid: ObjectId, day: str, spent: int) -> None:
    try:
        # On the day that it was booked on; a step over midnight is a gift.
        await UserDocument.collection().update_one(
            {"_id": oid, "generation_day": day},
            {"$inc": {"generation_tokens": spent - ESTIMATE}},
        )
    except PyMongoError as failure:
        if not is_outage(failure):
            raise
        # What was written is worth more than the difference to the estimate.
        _log.warning("allowance.not_settled", user=str(oid), spent=spent, cause=str(failure)[:300])


def _today() -> date:
    return datetime.now(UTC).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
