"""Publication at a set time.

An approved blog is stored as `published`. While its `published_at` is in the future, it is
SCHEDULED: that status is derived from the clock whenever a blog is read or matched, so that a post
becomes public at its time on every node, and no job publishes it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cms_blog.blogs.documents import BlogStatus
from cms_blog.database.document import Raw
from cms_blog.database.expressions import REMOVE, is_absent, or_, present

# Statuses by their stored values.
STORED = {status.value: status for status in BlogStatus if status is not BlogStatus.SCHEDULED}


def status_of(raw: Mapping[str, Any], at: datetime) -> BlogStatus:
    """Return the status of a stored blog at this time; `published_at` must have been read."""
    status = STORED[raw["status"]]
    if status is BlogStatus.PUBLISHED and _is_later(raw.get("published_at"), at):
        return BlogStatus.SCHEDULED
    return status


def _is_later(published_at: datetime | None, at: datetime) -> bool:
    # Blogs of the first release have no `published_at`; they are public.
    return published_at is not None and published_at > at


def unscheduled(at: datetime) -> Raw:
    """Return expressions that cancel the publication of a blog that is SCHEDULED at this time.

    A blog that was never public loses its slug, unless the author chose it: its next approval may
    have another title. The fields of other blogs stay.
    """
    never_public = _is_ahead("$first_published_at", at)
    is_generated = {"$and": [never_public, is_absent("$slug_chosen")]}
    # Nobody knows the earlier ones.
    slugs = {"$cond": [never_public, ["$slug"], present("$slugs")]}
    # Absent in blogs that an earlier release approved.
    first = or_("$first_published_at", "$published_at")
    return {
        "published_at": unless_scheduled("$published_at", at),
        "first_published_at": {"$cond": [never_public, REMOVE, present(first)]},
        "slug": {"$cond": [is_generated, REMOVE, present("$slug")]},
        "slugs": {"$cond": [is_generated, REMOVE, slugs]},
    }


def unless_scheduled(expression: object, at: datetime) -> Raw:
    """Return an expression for the value; absent in blogs that are SCHEDULED at this time."""
    return {"$cond": [_is_ahead("$published_at", at), REMOVE, present(expression)]}


def _is_ahead(field: str, at: datetime) -> Raw:
    """Return the expression for a time that was ahead at `at` and at the approval.

    An approval after `at` publishes a blog later than `at`, and does not schedule it.
    """
    return {"$and": [{"$gt": [field, at]}, {"$gt": [field, "$approved_at"]}]}


def having_status(statuses: Iterable[BlogStatus], at: datetime, *, to_change: bool = False) -> Raw:
    """Return the filter for blogs that have one of the statuses at this time.

    Args:
        to_change: for one blog, by its id. It may be approved between `at` and the command.
    """
    wanted = set(statuses)
    timed = wanted & {BlogStatus.PUBLISHED, BlogStatus.SCHEDULED}
    stored = sorted(wanted - {BlogStatus.SCHEDULED})
    if not timed or timed == {BlogStatus.PUBLISHED, BlogStatus.SCHEDULED}:
        return {"status": _one_of(stored)}
    later = {"$gt": at}
    due = later if BlogStatus.SCHEDULED in timed else {"$not": later}
    by_time: Raw = {"status": BlogStatus.PUBLISHED, "published_at": due}
    if to_change and due is later:
        # As in `_is_ahead`.
        by_time["approved_at"] = {"$not": later}
    others = sorted(wanted - timed)
    return {"$or": [{"status": _one_of(others)}, by_time]} if others else by_time


def _one_of(stored: list[BlogStatus]) -> object:
    return stored[0] if len(stored) == 1 else {"$in": stored}
