"""Reads without a limit, for example of a whole collection.

With the timeout of a command, the driver would send `maxTimeMS`, and the server adds up the time of
all batches of a cursor: a long read would fail at the same place on every attempt.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any

from pymongo import ASCENDING, timeout
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection

from cms_blog.database.pagination import Listing, position_of

# Bounds the memory: a blog with its working copy can take several hundred kilobytes.
_PAGE = 50


async def read_all[D: Mapping[str, Any]](
    collection: AsyncCollection[D],
    filter_: Mapping[str, Any],
    projection: Mapping[str, int] | None = None,
    *,
    listing: Listing | None = None,
    session: AsyncClientSession | None = None,
    page: int = _PAGE,
) -> AsyncGenerator[D]:
    """Yield all matching documents, in the order of their ids or of `listing`.

    One command per page: a cursor would not survive the loss of the primary, nor a consumer that
    takes minutes. The ids of a collection have one type; `listing` is ascending and not nullable.
    """
    sort = [("_id", ASCENDING)] if listing is None else listing.sort
    within = filter_
    while True:
        with timeout(0):
            found = await collection.find(
                within, projection, sort=sort, limit=page, session=session
            ).to_list()
        for document in found:
            yield document
        if len(found) < page:
            return
        last: Mapping[str, Any] = found[-1]
        if listing is None:
            rest = [{"_id": {"$gt": last["_id"]}}]
        else:
            (rest,) = listing.ranges(position_of(listing, last), None)
        within = {"$and": [filter_, *rest]} if filter_ else {"$and": rest}


async def unhurried[T](items: AsyncIterator[T]) -> AsyncGenerator[T]:
    """Yield the items; the commands that read them have no timeout."""
    while True:
        # Around one step: a `timeout` around the `yield` would apply to the consumer as well.
        with timeout(0):
            try:
                item = await anext(items)
            except StopAsyncIteration:
                return
        yield item
