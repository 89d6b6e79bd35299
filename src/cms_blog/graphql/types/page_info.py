"""Relay's PageInfo, for pages that run forward.

The GraphQL Cursor Connections Specification, section 5.
"""

from typing import Any, Self

import strawberry

from cms_blog.database.pagination import Page

FIRST = "How many at most: from 1 to 100."
AFTER = "The `endCursor` of the page before; null for the first page."


@strawberry.type(
    description=(
        "Where a page stands in its list. Pages run forward: `hasPreviousPage` says whether "
        "`after` was given."
    )
)
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether the list goes on behind this page.")
    has_previous_page: bool = strawberry.field(description="Whether `after` was given.")
    start_cursor: str | None = strawberry.field(description="Null where the page is empty.")
    end_cursor: str | None = strawberry.field(
        description="Send it as `after` to get the next page. Null where the page is empty."
    )

    @classmethod
    def of(cls, page: Page[Any], cursors: list[str]) -> Self:
        """The info of `page`, whose items have these cursors."""
        return cls(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )
