"""Cursors, and the filter for the rest of a list, without a database."""

import operator
import struct
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Literal, cast
from zlib import crc32

import pytest
from bson import ObjectId

from cms_blog.database.pagination import (
    DEFAULT_PAGE,
    MAX_PAGE,
    Listing,
    Page,
    PageRequest,
    Position,
)
from cms_blog.errors import BadRequest
from cms_blog.graphql.execution.limits import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_MOMENT = datetime(1, 1, 1, tzinfo=UTC) + timedelta(milliseconds=1)
NOON = datetime(2026, 5, 6, 12, 30, 15, 123_000, tzinfo=UTC)
IDS = [ObjectId(f"{number:024x}") for number in (1, 2, 3)]
MINE = Listing("mine", "updated_at", -1)

DATES = [None, FIRST_MOMENT, EPOCH, NOON, NOON + timedelta(milliseconds=1)]


COMPARE = {"$gt": operator.gt, "$gte": operator.ge, "$lt": operator.lt, "$lte": operator.le}


def matches(filter_: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    """Evaluate the operators of the filters like MongoDB."""
    return all(
        any(matches(part, document) for part in condition)
        if field == "$or"
        else fits(document[field], condition)
        for field, condition in filter_.items()
    )


def fits(value: Any, condition: Any) -> bool:
    if not isinstance(condition, Mapping) or not condition:
        return value == condition
    bounds = cast("Mapping[str, Any]", condition)
    # Comparisons match only values of the same type.
    return value is not None and all(COMPARE[name](value, bounds[name]) for name in bounds)


@pytest.mark.parametrize(("direction", "bound"), [(1, "$gte"), (-1, "$lte")])
@pytest.mark.parametrize("nullable", [True, False])
def test_the_first_filter_bounds_the_index_scan(
    direction: Literal[1, -1], bound: str, nullable: bool
):
    (filter_,), *_ = Listing("any", "at", direction, nullable).ranges(Position(NOON, IDS[0]), None)
    assert filter_["at"] == {bound: NOON}


@pytest.mark.parametrize(
    ("direction", "after", "before", "dated"),
    [
        # Descending: documents without a date come last.
        (-1, NOON, ..., [True, False]),
        (-1, None, ..., [False]),
        (-1, ..., NOON, [True]),
        (-1, ..., None, [True, False]),
        (-1, NOON, None, [True, False]),
        (-1, None, NOON, []),
        (1, NOON, ..., [True]),
        (1, None, ..., [False, True]),
        (1, ..., NOON, [False, True]),
        (1, ..., None, [False]),
        (1, None, NOON, [False, True]),
        (1, NOON, None, []),
    ],
)
def test_documents_without_a_date_are_a_scan_of_their_own(
    direction: Literal[1, -1], after: Any, before: Any, dated: list[bool]
):
    listing = Listing("any", "at", direction, nullable=True)
    ends = [None if at is ... else Position(at, IDS[1]) for at in (after, before)]
    scans = listing.ranges(*ends)
    assert [all(bound["at"] is not None for bound in bounds) for bounds in scans] == dated
    assert all(bounds for bounds in scans)


def test_lists_are_sorted_by_date_and_id_in_the_same_direction():
    assert MINE.sort == [("updated_at", -1), ("_id", -1)]
    assert Listing("any", "at", 1).sort == [("at", 1), ("_id", 1)]


@pytest.mark.parametrize(
    "at", [*DATES, EPOCH - timedelta(milliseconds=126), datetime(9999, 12, 31, tzinfo=UTC)]
)
def test_a_cursor_decodes_to_its_position(at: datetime | None):
    position = Position(at, IDS[1])
    assert MINE.position(MINE.cursor(position)) == position


@pytest.mark.parametrize(
    ("at", "cursor"),
    [
        (NOON, "aajTkwAAAZ39RHRTAAAAAAAAAAAAAAAB"),
        (None, "aajTk4AAAAAAAAAAAAAAAAAAAAAAAAAB"),
    ],
)
def test_cursors_of_earlier_releases_stay_valid(at: datetime | None, cursor: str):
    assert MINE.cursor(Position(at, IDS[0])) == cursor
    assert MINE.position(cursor) == Position(at, IDS[0])


def test_cursors_have_a_precision_of_milliseconds():
    later = NOON + timedelta(microseconds=999)
    assert MINE.cursor(Position(later, IDS[0])) == MINE.cursor(Position(NOON, IDS[0]))


def packed(millis: int) -> str:
    """Encode a cursor of `MINE` with any date."""
    return urlsafe_b64encode(struct.pack(">Lq12s", crc32(b"mine"), millis, IDS[0].binary)).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "é", "\ud800", "eHh4", "1", MINE.cursor(Position(NOON, IDS[0]))[4:]),
        *(packed(2**63 - 1), packed(-(2**63) + 1), packed(253_402_300_800_000)),
        Listing("others", "updated_at", -1).cursor(Position(NOON, IDS[0])),
    ],
)
def test_other_text_and_cursors_of_other_lists_are_rejected(cursor: str):
    with pytest.raises(BadRequest):
        MINE.position(cursor)


def page_of(name: str, size: int) -> PageRequest:
    return PageRequest(first=size) if name == "first" else PageRequest(last=size)


@pytest.mark.parametrize("name", ["first", "last"])
def test_pages_have_at_most_100_items(name: str):
    sizes = [page_of(name, size).size for size in (1, 2, 99, 100)]
    assert sizes == [1, 2, 99, MAX_PAGE]


@pytest.mark.parametrize("name", ["first", "last"])
@pytest.mark.parametrize("size", [0, -1, 101, 2**31 - 1])
def test_other_sizes_of_a_page_are_rejected(name: str, size: int):
    with pytest.raises(BadRequest, match=f"`{name}` must be from 1 to 100; not {size}"):
        page_of(name, size)


def test_a_page_has_20_items_by_default():
    assert PageRequest().size == DEFAULT_PAGE == DEFAULT_PAGE_SIZE == 20
    assert MAX_PAGE == MAX_PAGE_SIZE


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("nullable", [True, False])
def test_the_filters_match_exactly_the_items_between_two_positions(
    direction: Literal[1, -1], nullable: bool
):
    listing = Listing("any", "at", direction, nullable)
    dates = DATES if nullable else DATES[1:]
    ordered: list[dict[str, Any]] = [{"at": at, "_id": oid} for at in dates for oid in IDS]
    ordered = ordered[::direction]
    positions = [Position(document["at"], document["_id"]) for document in ordered]
    ends = [None, *range(len(ordered))]
    for start, end in product(ends, ends):
        scans = listing.ranges(
            None if start is None else positions[start], None if end is None else positions[end]
        )
        found = [
            each
            for scan in scans
            for each in ordered
            if all(matches(bound, each) for bound in scan)
        ]
        assert found == ordered[0 if start is None else start + 1 : end]


def test_the_total_is_absent_unless_it_was_counted():
    assert Page([], [], has_next=False, has_previous=False).total is None


def test_missing_dates_are_ordered_before_all_others():
    assert MINE.order(Position(None, IDS[0])) == (False, datetime(1, 1, 1, tzinfo=UTC), IDS[0])
    assert MINE.order(Position(NOON, IDS[1])) == (True, NOON, IDS[1])


def test_lists_without_missing_dates_continue_after_one():
    position = Position(None, IDS[0])
    same_date = {"at": None, "_id": {"$gt": IDS[0]}}
    dated = {"at": {"$gte": datetime(1, 1, 1, tzinfo=UTC)}}
    assert Listing("any", "at", 1).nullable is False
    assert Listing("any", "at", 1).after(position) == [{"$or": [same_date, dated]}]
    assert Listing("any", "at", 1, nullable=True).after(position) == [same_date]
    assert Listing("any", "at", -1).after(position) == [{"at": None, "_id": {"$lt": IDS[0]}}]
