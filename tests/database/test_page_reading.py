"""Pages of a list, read from a collection in memory that evaluates their filters."""

import operator
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Literal, cast

import pytest
from bson import ObjectId

from cms_blog.database.document import StoredDocument
from cms_blog.database.pagination import (
    Listing,
    Page,
    PageRequest,
    Position,
    Source,
    page_of,
    position_of,
    read_page,
)
from cms_blog.errors import BadRequest

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
DATES = [None, NOON, NOON + timedelta(hours=1)]
ROWS: list[dict[str, Any]] = [
    {"_id": ObjectId(f"{number:024x}"), "at": DATES[number // 2], "odd": number % 2 == 1}
    for number in range(6)
]
COMPARE = {"$gt": operator.gt, "$gte": operator.ge, "$lt": operator.lt, "$lte": operator.le}


class Rows:
    """Documents in memory, in place of those of a collection; `reads` are the reads so far."""

    def __init__(self, rows: Sequence[dict[str, Any]] = ROWS) -> None:
        self.rows = rows
        self.reads: list[tuple[str, Any, int]] = []
        self._found: list[dict[str, Any]] = []
        self._from = ""

    def collection(self) -> "Rows":
        self._from = "primary"
        return self

    def preferred(self) -> "Rows":
        self._from = "preferred"
        return self

    def find(
        self, filter_: Any, projection: Any, *, sort: list[tuple[str, int]], limit: int
    ) -> "Rows":
        self.reads.append((self._from, projection, limit))
        found = [row for row in self.rows if matches(filter_, row)]
        for field, direction in reversed(sort):
            found.sort(key=lambda row: rank(row[field]), reverse=direction == -1)
        self._found = found[:limit]
        return self

    async def to_list(self) -> list[dict[str, Any]]:
        return self._found

    async def answer(self, command: str, *, query: Any) -> dict[str, Any]:
        assert command == "count"
        return {"n": float(sum(matches(query, row) for row in self.rows)), "ok": 1.0}

    def source(self, **changes: Any) -> Source[int]:
        document = cast("type[StoredDocument]", self)
        return Source(document, None, number_of)._replace(**changes)


def rank(value: Any) -> tuple[bool, Any]:
    return (value is not None, value)


def number_of(raw: Mapping[str, Any]) -> int:
    return int(str(raw["_id"]), 16)


def matches(filter_: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Evaluate the operators of the filters like MongoDB."""
    for field, condition in filter_.items():
        if field in {"$and", "$or"}:
            found = [matches(part, row) for part in condition]
            if not (all(found) if field == "$and" else any(found)):
                return False
        elif isinstance(condition, Mapping):
            bounds = cast("Mapping[str, Any]", condition)
            value = row[field]
            # Comparisons match only values of the same type.
            if value is None or not all(COMPARE[name](value, bounds[name]) for name in bounds):
                return False
        elif row[field] != condition:
            return False
    return True


def listing_of(direction: Literal[1, -1]) -> Listing:
    return Listing("any", "at", direction, nullable=True)


def expected(listing: Listing, rows: list[dict[str, Any]], page: PageRequest) -> Page[int]:
    """The page, by slices of the whole list."""
    ordered = rows[:: listing.direction]
    cursors = [listing.cursor(position_of(listing, row)) for row in ordered]
    start = 0 if page.after is None else cursors.index(page.after) + 1
    end = len(ordered) if page.before is None else cursors.index(page.before)
    within = ordered[start:end]
    backward = page.last is not None
    shown = within[-page.size :] if backward else within[: page.size]
    more = len(within) > page.size
    return Page(
        items=[number_of(row) for row in shown],
        positions=[position_of(listing, row) for row in shown],
        has_next=page.before is not None if backward else more,
        has_previous=more if backward else page.after is not None,
        total=len(rows),
    )


def requests(listing: Listing, rows: list[dict[str, Any]]) -> list[PageRequest]:
    """Each size of a page in each direction, between any two cursors."""
    ends = [None, *(listing.cursor(position_of(listing, row)) for row in rows)]
    sizes = [None, 1, 2, 4, 6, 7]
    return [
        PageRequest(**{name: size}, after=after, before=before)
        for name in ("first", "last")
        for size, after, before in product(sizes, ends, ends)
    ]


@pytest.mark.parametrize("direction", [1, -1])
async def test_pages_are_slices_of_the_list(direction: Literal[1, -1]):
    listing, rows = listing_of(direction), Rows()
    found = [(position_of(listing, row), number_of(row)) for row in ROWS]
    for page in requests(listing, ROWS):
        wanted = expected(listing, ROWS, page)
        assert await read_page(rows.source(), (listing, {}), page=page, count=True) == wanted
        assert page_of(listing, found[::-1], page, count=True) == wanted


@pytest.mark.parametrize("direction", [1, -1])
async def test_parts_are_merged(direction: Literal[1, -1]):
    listing, rows = listing_of(direction), Rows(ROWS[::-1])
    parts = [(listing, {"odd": True}), (listing, {"odd": False})]
    for page in requests(listing, ROWS):
        found = await read_page(rows.source(), *parts, page=page, count=True)
        assert found == expected(listing, ROWS, page)


async def test_the_filter_applies_with_and_without_a_cursor():
    listing, rows = listing_of(1), Rows()
    part = (listing, {"odd": True})
    first = await read_page(rows.source(), part, page=PageRequest(first=1), count=True)
    assert (first.items, first.has_next, first.total) == ([1], True, 3)
    page = PageRequest(first=9, after=listing.cursor(first.positions[0]))
    rest = await read_page(rows.source(), part, page=page, count=False)
    assert (rest.items, rest.has_next, rest.total) == ([3, 5], False, None)
    assert page_of(listing, [], PageRequest(), count=False).total is None


async def limits_of(page: PageRequest) -> list[int]:
    rows = Rows()
    await read_page(rows.source(), (listing_of(1), {}), page=page, count=False)
    return [limit for _, _, limit in rows.reads]


async def test_one_document_more_than_the_page_is_read_in_as_few_reads_as_possible():
    def at(number: int) -> str:
        return listing_of(1).cursor(position_of(listing_of(1), ROWS[number]))

    assert await limits_of(PageRequest(first=3)) == [4]
    # Rows with and without a date are two reads, unless the first of them fills the page.
    assert await limits_of(PageRequest(first=3, after=at(0))) == [4, 3]
    assert await limits_of(PageRequest(first=1, after=at(0))) == [2, 1]
    assert await limits_of(PageRequest(first=3, after=at(2))) == [4]
    assert await limits_of(PageRequest(last=1, before=at(5))) == [2]
    assert await limits_of(PageRequest(last=3, before=at(5))) == [4, 1]


async def test_the_read_preference_and_the_fields_are_those_of_the_source():
    for changes, read in [
        ({}, ("primary", None, 2)),
        ({"may_be_stale": True}, ("preferred", None, 2)),
        ({"projection": {"title": 1}}, ("primary", {"title": 1, "at": 1}, 2)),
    ]:
        rows = Rows()
        source = rows.source(**changes)
        await read_page(source, (listing_of(1), {}), page=PageRequest(first=1), count=False)
        assert rows.reads == [read]


@pytest.mark.parametrize("argument", ["after", "before"])
async def test_the_argument_of_an_invalid_cursor_is_named(argument: str):
    page = PageRequest(**cast("dict[str, Any]", {argument: "x"}))
    with pytest.raises(BadRequest, match=f"^`{argument}` must be a cursor of this list: "):
        await read_page(Rows().source(), (listing_of(1), {}), page=page, count=False)
    with pytest.raises(BadRequest, match=f"^`{argument}` must be a cursor of this list: "):
        page_of(listing_of(1), [], page, count=False)


def test_first_and_last_exclude_each_other():
    with pytest.raises(BadRequest, match=r"^`first` and `last` exclude each other\."):
        PageRequest(first=1, last=1)


@pytest.mark.parametrize(
    ("field", "raw", "at"),
    [
        ("at", {"at": NOON}, NOON),
        ("at", {}, None),
        ("meta.at", {"meta": {"at": NOON}, "at": None}, NOON),
        ("meta.at", {"meta": {}}, None),
        ("meta.at", {"meta": None}, None),
        ("meta.at", {}, None),
    ],
)
def test_positions_have_the_sort_date(field: str, raw: dict[str, Any], at: datetime | None):
    oid = ObjectId()
    assert position_of(Listing("any", field, 1), {"_id": oid, **raw}) == Position(at, oid)
