"""The connection types for lists of blogs."""

from typing import Annotated, Any, Self

import strawberry

from cms_blog.blogs.presentation import present, projection
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.types import Blog
from cms_blog.context import Info
from cms_blog.database.pagination import Listing, Page, PageRequest
from cms_blog.graphql.types.page_info import AFTER, BEFORE, FIRST, LAST, PageInfo
from cms_blog.graphql.types.selection import below

First = Annotated[int | None, strawberry.argument(description=FIRST)]
After = Annotated[str | None, strawberry.argument(description=AFTER)]
Last = Annotated[int | None, strawberry.argument(description=LAST)]
Before = Annotated[str | None, strawberry.argument(description=BEFORE)]


@strawberry.type(description="A blog in a list, with its cursor.")
class BlogEdge:
    cursor: str = strawberry.field(
        description="The position in the list: pass it as `after` to continue from here."
    )
    node: Blog = strawberry.field(description="The blog.")


@strawberry.type(description="A page of a list of blogs.")
class BlogConnection:
    edges: list[BlogEdge] = strawberry.field(description="The blogs with their cursors.")
    nodes: list[Blog] = strawberry.field(description="The blogs without their cursors.")
    page_info: PageInfo = strawberry.field(
        description="Whether there are more pages, and the cursors of this one."
    )
    total_count: int = strawberry.field(
        description="The number of blogs in the whole list. Counted only if selected."
    )

    @classmethod
    async def of(
        cls, listing: Listing, page: Page[BlogRecord], info: Info, paths: frozenset[str]
    ) -> Self:
        """Build the page; `paths` are the paths selected below the connection."""
        nodes = await present(page.items, info.context, _fields(paths))
        # Most clients select only `nodes`: cursors are encoded only if selected.
        placed = page.positions if not paths.isdisjoint({"edges", "pageInfo"}) else []
        cursors = [listing.cursor(position) for position in placed]
        return cls(
            edges=[BlogEdge(cursor=c, node=n) for c, n in zip(cursors, nodes, strict=False)],
            nodes=nodes,
            page_info=PageInfo.of(page, cursors),
            total_count=page.total or 0,
        )


def page_arguments(paths: frozenset[str], page: PageRequest) -> dict[str, Any]:
    """Arguments of `queries.read_page` for a field that returns a BlogConnection."""
    return {
        "page": page,
        "projection": projection(_fields(paths)),
        "count": "totalCount" in paths,
    }


def _fields(paths: frozenset[str]) -> frozenset[str]:
    return below(paths, "nodes", "edges.node")
