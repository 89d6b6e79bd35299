"""Cursor (keyset) pagination: an index seeks the start of a page, so no rows are skipped.

A list is sorted by a date and then by `_id`. Old documents may lack the date: MongoDB sorts them
first in ascending and last in descending order, and the filters here do the same.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple, Self
from zlib import crc32

from bson import ObjectId

from cms_blog.database.clock import EPOCH
from cms_blog.database.document import Raw, StoredDocument
from cms_blog.errors import BadRequest

MAX_PAGE = 100
DEFAULT_PAGE = 20

# Digest of the list's name, date in milliseconds, document id.
_CURSOR = struct.Struct(">Lq12s")
_NO_DATE = -(2**63)
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


type Bound = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Position:
    """A position in a list: a document's sort date and id."""

    at: datetime | None
    oid: ObjectId


@dataclass(frozen=True, slots=True)
class Listing:
    """A sorted list. Cursors contain its name, so that cursors of other lists are rejected."""

    name: str
    sort_field: str
    direction: Literal[1, -1]
    # Whether documents may lack the sort date.
    nullable: bool = False

    @property
    def sort(self) -> list[tuple[str, int]]:
        """Argument of MongoDB's `sort`."""
        return [(self.sort_field, self.direction), ("_id", self.direction)]

    def order(self, position: Position) -> tuple[bool, datetime, ObjectId]:
        """Sort key of `position` in ascending order, like MongoDB's: missing dates come first."""
        return (position.at is not None, position.at or _EARLIEST, position.oid)

    def cursor(self, position: Position) -> str:
        """Encode `position` as an opaque cursor."""
        millis = _NO_DATE if position.at is None else (position.at - EPOCH) // timedelta(0, 0, 1000)
        packed = _CURSOR.pack(crc32(self.name.encode()), millis, position.oid.binary)
        return urlsafe_b64encode(packed).decode()

    def position(self, cursor: str, argument: str = "after") -> Position:
        """Decode a cursor of this list, the value of `argument`.

        Raises:
            BadRequest: not a cursor, or a cursor of another list.
        """
        try:
            tag, millis, oid = _CURSOR.unpack(urlsafe_b64decode(cursor.encode("ascii")))
            at = None if millis == _NO_DATE else EPOCH + timedelta(milliseconds=millis)
        except (ValueError, OverflowError, struct.error):
            tag, at, oid = None, None, b""
        if tag != crc32(self.name.encode()):
            raise BadRequest(
                f"`{argument}` must be a cursor of this list: an edge's `cursor`, `startCursor` or "
                "`endCursor`."
            )
        return Position(at, ObjectId(oid))

    def reversed(self) -> Self:
        """The same list in the opposite order."""
        return replace(self, direction=1 if self.direction == -1 else -1)

    def ranges(self, after: Position | None, before: Position | None) -> Sequence[Sequence[Bound]]:
        """Return the bounds of the scans that read the documents between two positions, in order.

        Documents with and without a date are separate scans: one filter for both would give the
        query planner no bound for the index scan.
        """
        if after is None and before is None:
            return [[]]
        if not self.nullable:
            return [[*self.after(after), *self.reversed().after(before)]]
        # Whether the documents of each part have a date.
        parts = (True, False) if self.direction == -1 else (False, True)
        start = 0 if after is None else parts.index(after.at is not None)
        end = 1 if before is None else parts.index(before.at is not None)
        found: list[Sequence[Bound]] = []
        for number in range(start, end + 1):
            bounds = [
                *self.after(after if number == start else None),
                *self.reversed().after(before if number == end else None),
            ]
            every = {self.sort_field: {"$gte": _EARLIEST} if parts[number] else None}
            found.append(bounds or [every])
        return found

    def after(self, position: Position | None) -> Sequence[Bound]:
        """Return the filter for documents after `position`, if it is given."""
        if position is None:
            return []
        field, at = self.sort_field, position.at
        beyond = "$gt" if self.direction == 1 else "$lt"
        same_date = {field: at, "_id": {beyond: position.oid}}
        if at is not None:
            # The range is logically redundant, but bounds the index scan.
            later = [{field: {beyond: at}}, same_date]
            return [{field: {f"{beyond}e": at}, "$or": later}]
        if self.direction == 1 and not self.nullable:
            return [{"$or": [same_date, {field: {"$gte": _EARLIEST}}]}]
        return [same_date]


@dataclass(frozen=True, slots=True)
class Page[T]:
    """A page of a list. `total` is None unless it was requested."""

    items: list[T]
    # Positions of the items, for their cursors.
    positions: list[Position]
    has_next: bool
    has_previous: bool
    total: int | None = None


class Source[T](NamedTuple):
    """Documents of a list, and how they are read."""

    document: type[StoredDocument]
    # Fields to read, without those that positions need.
    projection: Mapping[str, int] | None
    of: Callable[[Raw], T]
    # Whether the page may be stale: the read preference of MONGODB_URI applies.
    may_be_stale: bool = False


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The arguments of a connection, as in Relay's Cursor Connections Specification, section 4.

    A page has the `first` items between the cursors `after` and `before`, or the `last` ones.

    Raises:
        BadRequest: `first` and `last` are both given, or not from 1 to 100.
    """

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None:
            raise BadRequest("`first` and `last` exclude each other. Pass one of them.")
        for name, size in (("first", self.first), ("last", self.last)):
            if size is not None and not 1 <= size <= MAX_PAGE:
                raise BadRequest(f"`{name}` must be from 1 to {MAX_PAGE}; not {size}.")

    @property
    def backward(self) -> bool:
        """Whether the page is counted from the end."""
        return self.last is not None

    @property
    def size(self) -> int:
        """Maximum number of items."""
        return self.first or self.last or DEFAULT_PAGE


async def read_page[T](
    source: Source[T], *parts: tuple[Listing, Raw], page: PageRequest, count: bool
) -> Page[T]:
    """Return a page of a list.

    One command reads each part, or two if the sort date may be missing and the page is not full;
    one more counts it if `count` is set.

    Args:
        parts: listings with their filters. The list merges them, so they have the same name and
            direction, and no document is in two of them.

    Raises:
        BadRequest: a cursor is invalid.
    """
    listing, size = parts[0][0], page.size
    after = None if page.after is None else listing.position(page.after)
    before = None if page.before is None else listing.position(page.before, "before")
    # A page that is counted from the end is read from the end.
    scanned = [(each.reversed() if page.backward else each, filter_) for each, filter_ in parts]
    if page.backward:
        after, before = before, after
    # One more than the page, to know whether there are more.
    scans = [await _scan(source, *part, (after, before), size + 1) for part in scanned]
    found = scans[0]
    if len(scans) > 1:
        found = sorted(
            (each for scan in scans for each in scan),
            key=lambda each: listing.order(each[0]),
            reverse=scanned[0][0].direction == -1,
        )
    total = sum([await count_of(source.document, each) for _, each in parts]) if count else None
    return _page(found, page, total)


def page_of[T](
    listing: Listing, found: Iterable[tuple[Position, T]], page: PageRequest, *, count: bool
) -> Page[T]:
    """Return a page of the items `found`, in any order, that were read without a limit.

    Raises:
        BadRequest: a cursor is invalid.
    """
    after = None if page.after is None else listing.order(listing.position(page.after))
    before = page.before and listing.order(listing.position(page.before, "before"))
    descending = listing.direction == -1
    items = sorted(found, key=lambda each: listing.order(each[0]), reverse=descending)

    def is_between(position: Position) -> bool:
        at = listing.order(position)
        first, last = (before, after) if descending else (after, before)
        return (not first or first < at) and (not last or at < last)

    shown = [each for each in items if is_between(each[0])]
    return _page(shown[:: -1 if page.backward else 1], page, len(items) if count else None)


def _page[T](found: Sequence[tuple[Position, T]], page: PageRequest, total: int | None) -> Page[T]:
    """Return the page with the first items `found`; one more tells that there are more."""
    more = len(found) > page.size
    shown = found[: page.size][:: -1 if page.backward else 1]
    return Page(
        items=[item for _, item in shown],
        positions=[position for position, _ in shown],
        has_next=page.before is not None if page.backward else more,
        has_previous=more if page.backward else page.after is not None,
        total=total,
    )


async def _scan[T](
    source: Source[T],
    listing: Listing,
    filter_: Raw,
    between: tuple[Position | None, Position | None],
    limit: int,
) -> list[tuple[Position, T]]:
    # Positions need the sort field.
    fields = source.projection and {**source.projection, listing.sort_field: 1}
    kind = source.document
    collection = kind.preferred() if source.may_be_stale else kind.collection()
    found: list[Raw] = []
    for bounds in listing.ranges(*between):
        within = {"$and": [filter_, *bounds]} if bounds else filter_
        wanted = limit - len(found)
        cursor = collection.find(within, fields, sort=listing.sort, limit=wanted)
        found += await cursor.to_list()
        if len(found) == limit:
            break
    return [(position_of(listing, raw), source.of(raw)) for raw in found]


def position_of(listing: Listing, raw: Mapping[str, Any]) -> Position:
    """Return the position of a document in the listing."""
    parent, _, name = listing.sort_field.rpartition(".")
    fields: Mapping[str, Any] = (raw.get(parent) or {}) if parent else raw
    return Position(fields.get(name), raw["_id"])


async def count_of(document: type[StoredDocument], filter_: Raw) -> int:
    """Count the documents that match."""
    # PyMongo's `count_documents` is an aggregation that reads each match; the `count` command
    # counts them in the index.
    return int((await document.answer("count", query=filter_))["n"])
