"""Relay's PageInfo, for forward pagination.

The GraphQL Cursor Connections Specification, section 5.
"""

from typing import Any, Self

import strawberry

from cms_blog.database.pagination import Page

FIRST = "Maximum number of items: from 1 to 100."
AFTER = "The `endCursor` of the previous page; null for the first page."


@strawberry.type(
    description=(
        "Cursors of a page. Only forward pagination is supported: `hasPreviousPage` is true if "
        "`after` was given."
    )
)
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more items follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether `after` was given.")
    start_cursor: str | None = strawberry.field(
        description="Cursor of the first item; null without items."
    )
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last item and `after` of the next page; null without items."
    )

    @classmethod
    def of(cls, page: Page[Any], cursors: list[str]) -> Self:
        """Create the info of `page` from the cursors of its items."""
        return cls(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )
