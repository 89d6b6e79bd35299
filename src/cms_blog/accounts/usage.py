"""Tokens of an account's calls to Gemini and their price, by day (UTC).

`UserDocument.usage` has one entry for each of the latest 30 days with calls, in order of the days.
A call is added to the day of its start when it is settled, with the price that the budgets charge.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from bson import ObjectId

from cms_blog.accounts.documents import DayUsage, UserDocument

# Length of the window of `recent_usage`, and the number of stored entries.
DAYS = 30


async def record_usage(oid: ObjectId, day: date, tokens: int, micro_usd: int) -> None:
    """Add the tokens and the price of a call to those of the day."""
    if tokens == micro_usd == 0:
        return
    users = UserDocument.collection()
    entry = DayUsage(day=day.isoformat(), tokens=tokens, micro_usd=micro_usd)
    listed = {"_id": oid, "usage.day": entry.day}
    increment = {"$inc": {"usage.$.tokens": tokens, "usage.$.micro_usd": micro_usd}}
    if (await users.update_one(listed, increment)).matched_count:
        return
    not_listed = {"_id": oid, "usage.day": {"$ne": entry.day}}
    # Sorted: a call of the day before can be settled after the first one of a day.
    added = {"$each": [entry.model_dump()], "$sort": {"day": 1}, "$slice": -DAYS}
    if (await users.update_one(not_listed, {"$push": {"usage": added}})).matched_count:
        return
    # A concurrent call can have added the day since the first update.
    await users.update_one(listed, increment)


def recent_usage(usage: Iterable[DayUsage], today: date) -> tuple[int, int]:
    """Return the tokens, and their price in micro-dollars, of the 30 days that end with `today`."""
    first, last = (today - timedelta(days=DAYS - 1)).isoformat(), today.isoformat()
    recent = [each for each in usage if first <= each.day <= last]
    return sum(each.tokens for each in recent), sum(each.micro_usd for each in recent)
