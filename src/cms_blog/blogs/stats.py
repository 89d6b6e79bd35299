"""The GraphQL type of the numbers of blogs by status."""

from collections.abc import Collection, Sequence

import strawberry
from bson import ObjectId

from cms_blog.blogs import queries
from cms_blog.blogs.documents import BlogStatus

# Counted only if it is selected.
_CHANGED = "publishedWithChanges"


@strawberry.type(description="Number of an author's blogs by status.")
class DashboardStats:
    total: int = strawberry.field(description="All blogs.")
    saved: int = strawberry.field(description="Blogs with the status SAVED.")
    pending: int = strawberry.field(description="Blogs with the status PENDING.")
    published: int = strawberry.field(description="Blogs with the status PUBLISHED.")
    rejected: int = strawberry.field(description="Blogs with the status REJECTED.")
    scheduled: int = strawberry.field(
        description="Blogs with the status SCHEDULED, which `published` does not count."
    )
    published_with_changes: int = strawberry.field(
        description="Blogs with the status PUBLISHED that have a working copy."
    )


async def stats_of(
    author_ids: Sequence[ObjectId], selected: Collection[str]
) -> list[DashboardStats]:
    """Count the blogs of each author; `selected` are the selected fields of the type."""
    counts = await queries.count_by_status(author_ids)
    changed = await queries.count_changed(author_ids) if _CHANGED in selected else {}
    return [
        DashboardStats(
            total=sum(counts[oid].values()),
            saved=counts[oid][BlogStatus.SAVED],
            pending=counts[oid][BlogStatus.PENDING],
            published=counts[oid][BlogStatus.PUBLISHED],
            rejected=counts[oid][BlogStatus.REJECTED],
            scheduled=counts[oid][BlogStatus.SCHEDULED],
            published_with_changes=changed.get(oid, 0),
        )
        for oid in author_ids
    ]
