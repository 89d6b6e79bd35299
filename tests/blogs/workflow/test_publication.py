"""Tests of statuses that depend on the time of publication, without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms_blog.blogs.documents import BlogStatus
from cms_blog.blogs.workflow.publication import (
    STORED,
    having_status,
    status_of,
    unless_scheduled,
    unscheduled,
)
from cms_blog.database.expressions import REMOVE, is_absent, present

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SAVED, PENDING = BlogStatus.SAVED, BlogStatus.PENDING
PUBLISHED, SCHEDULED = BlogStatus.PUBLISHED, BlogStatus.SCHEDULED
PUBLIC_NOW = {"status": "published", "published_at": {"$not": {"$gt": AT}}}
LATER: dict[str, Any] = {"status": "published", "published_at": {"$gt": AT}}


def test_scheduled_is_no_stored_status():
    assert {each.value for each in BlogStatus} - {*STORED} == {SCHEDULED.value}
    assert all(status.value == value for value, status in STORED.items())


@pytest.mark.parametrize(
    ("stored", "published_at", "expected"),
    [
        ("published", AT + SECOND, SCHEDULED),
        ("published", AT, PUBLISHED),
        ("published", AT - SECOND, PUBLISHED),
        ("published", None, PUBLISHED),
        ("saved", AT + SECOND, SAVED),
    ],
)
def test_a_published_blog_is_scheduled_until_its_time(
    stored: str, published_at: datetime | None, expected: BlogStatus
):
    assert status_of({"status": stored, "published_at": published_at}, AT) is expected


def test_a_blog_without_a_time_is_public():
    assert status_of({"status": "published"}, AT) is PUBLISHED


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([SAVED], {"status": "saved"}),
        ([SAVED, PENDING], {"status": {"$in": ["pending", "saved"]}}),
        ([PUBLISHED], PUBLIC_NOW),
        ([SCHEDULED], LATER),
        ([PUBLISHED, SCHEDULED], {"status": "published"}),
        ([SAVED, SCHEDULED], {"$or": [{"status": "saved"}, LATER]}),
        ([SAVED, PUBLISHED], {"$or": [{"status": "saved"}, PUBLIC_NOW]}),
        ([SAVED, PUBLISHED, SCHEDULED], {"status": {"$in": ["published", "saved"]}}),
    ],
)
def test_the_filter_compares_the_time_where_it_matters(
    statuses: list[BlogStatus], expected: dict[str, Any]
):
    assert having_status(statuses, AT) == expected


def test_a_blog_approved_since_then_is_not_scheduled():
    approved_before = {"approved_at": {"$not": {"$gt": AT}}}
    assert having_status([SCHEDULED], AT, to_change=True) == LATER | approved_before
    assert having_status([PUBLISHED], AT, to_change=True) == PUBLIC_NOW


def _ahead(field: str) -> dict[str, Any]:
    return {"$and": [{"$gt": [field, AT]}, {"$gt": [field, "$approved_at"]}]}


def test_a_value_is_absent_while_the_blog_is_scheduled():
    expected = {"$cond": [_ahead("$published_at"), REMOVE, present("$slug")]}
    assert unless_scheduled("$slug", AT) == expected


def test_a_cancelled_blog_that_was_never_public_keeps_a_chosen_slug_only():
    never = _ahead("$first_published_at")
    generated = {"$and": [never, is_absent("$slug_chosen")]}
    first = {"$ifNull": ["$first_published_at", "$published_at"]}
    slugs = {"$cond": [never, ["$slug"], present("$slugs")]}
    assert unscheduled(AT) == {
        "published_at": unless_scheduled("$published_at", AT),
        "first_published_at": {"$cond": [never, REMOVE, present(first)]},
        "slug": {"$cond": [generated, REMOVE, present("$slug")]},
        "slugs": {"$cond": [generated, REMOVE, slugs]},
    }
