"""Pages of blogs in the API."""

from typing import Annotated, Any, Self

import strawberry

from cms_blog.blogs.presentation import present
from cms_blog.blogs.queries import position_of
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.types import Blog
from cms_blog.context import Info
from cms_blog.database.pagination import Listing, Page
from cms_blog.graphql.types.page_info import AFTER, FIRST, PageInfo
from cms_blog.graphql.types.selection import below

First = Annotated[int, strawberry.argument(description=FIRST)]
After = Annotated[str | None, strawberry.argument(description=AFTER)]


@strawberry.type(description="A blog at its place in a list.")
class BlogEdge:
    cursor: str = strawberry.field(description="This place: send it as `after` to go on from here.")
    node: Blog = strawberry.field(description="The blog.")


@strawberry.type(description="A page of a list of blogs.")
class BlogConnection:
    edges: list[BlogEdge] = strawberry.field(description="The blogs with their cursors.")
    nodes: list[Blog] = strawberry.field(description="The blogs, where no cursors are needed.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(
        description="How many blogs the whole list has. Counted only when asked for."
    )

    @classmethod
    async def of(
        cls, listing: Listing, page: Page[BlogRecord], info: Info, paths: frozenset[str]
    ) -> Self:
        """The page, as far as `paths` are selected below it."""
        nodes = await present(page.items, info.context, _fields(paths))
        # Made where somebody looks at them: a list of plain nodes is the rule.
        placed = page.items if not paths.isdisjoint({"edges", "pageInfo"}) else []
        cursors = [listing.cursor(position_of(listing, blog)) for blog in placed]
        return cls(
            edges=[BlogEdge(cursor=c, node=n) for c, n in zip(cursors, nodes, strict=False)],
            nodes=nodes,
            page_info=PageInfo.of(page, cursors),
            total_count=page.total or 0,
        )


def page_arguments(paths: frozenset[str], first: int, after: str | None) -> dict[str, Any]:
    """What `reading.read_page` takes for a field that answers a BlogConnection with `paths`."""
    return {
        "first": first,
        "after": after,
        "fields": _fields(paths),
        "count": "totalCount" in paths,
    }


def _fields(paths: frozenset[str]) -> frozenset[str]:
    return below(paths, "nodes", "edges.node")
