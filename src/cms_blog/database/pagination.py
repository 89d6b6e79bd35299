"""Cursor (keyset) pagination: an index seeks the start of a page, so no rows are skipped.

A list is sorted by a date and then by `_id`. Old documents may lack the date: MongoDB sorts them
first in ascending and last in descending order, and the filters here do the same.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zlib import crc32

from bson import ObjectId

from cms_blog.errors import BadRequest

MAX_FIRST = 100

# Digest of the list's name, date in milliseconds, document id.
_CURSOR = struct.Struct(">Lq12s")
_NO_DATE = -(2**63)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


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
        millis = (
            _NO_DATE if position.at is None else (position.at - _EPOCH) // timedelta(0, 0, 1000)
        )
        packed = _CURSOR.pack(crc32(self.name.encode()), millis, position.oid.binary)
        return urlsafe_b64encode(packed).decode()

    def position(self, cursor: str) -> Position:
        """Decode a cursor of this list.

        Raises:
            BadRequest: not a cursor, or a cursor of another list.
        """
        try:
            tag, millis, oid = _CURSOR.unpack(urlsafe_b64decode(cursor.encode("ascii")))
            at = None if millis == _NO_DATE else _EPOCH + timedelta(milliseconds=millis)
        except (ValueError, OverflowError, struct.error):
            tag, at, oid = None, None, b""
        if tag != crc32(self.name.encode()):
            raise BadRequest(
                "`after` must be a cursor of this list: an edge's `cursor` or `endCursor`."
            )
        return Position(at, ObjectId(oid))

    def after(self, position: Position) -> Mapping[str, Any]:
        """Return the filter for documents after `position`."""
        field, at = self.sort_field, position.at
        beyond = "$gt" if self.direction == 1 else "$lt"
        same_date = {field: at, "_id": {beyond: position.oid}}
        if at is None:
            return (
                {"$or": [same_date, {field: {"$gt": _EARLIEST}}]}
                if self.direction == 1
                else same_date
            )
        later = [{field: {beyond: at}}, same_date]
        if self.nullable and self.direction == -1:
            return {"$or": [*later, {field: None}]}
        # Logically redundant, but it gives the query planner a bound for the index scan.
        return {field: {f"{beyond}e": at}, "$or": later}


@dataclass(frozen=True, slots=True)
class Page[T]:
    """A page of a list. `total` is None unless it was requested."""

    items: list[T]
    # Positions of the items, for their cursors.
    positions: list[Position]
    has_next: bool
    has_previous: bool
    total: int | None = None


def check_first(first: int) -> int:
    """Return `first` unchanged.

    Raises:
        BadRequest: `first` is not from 1 to 100.
    """
    if not 1 <= first <= MAX_FIRST:
        raise BadRequest(f"`first` must be from 1 to {MAX_FIRST}; not {first}.")
    return first
