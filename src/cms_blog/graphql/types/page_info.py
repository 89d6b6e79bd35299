"""Relay's PageInfo: the GraphQL Cursor Connections Specification, section 5."""

from typing import Any, Self

import strawberry

from cms_blog.database.pagination import Page

FIRST = "Maximum number of items: from 1 to 100; 20 without `first` and `last`."
AFTER = "The `endCursor` of the previous page; null for the first page."
LAST = "Maximum number of items, counted from the end: from 1 to 100. Excludes `first`."
BEFORE = "The `startCursor` of the next page; null for the last page."


@strawberry.type(
    description=(
        "Cursors of a page. The page with the `first` items knows whether more follow, the page "
        "with the `last` ones whether more precede it."
    )
)
class PageInfo:
    has_next_page: bool = strawberry.field(
        description="Whether more items follow this page; with `last`, whether `before` was given."
    )
    has_previous_page: bool = strawberry.field(
        description="Whether `after` was given; with `last`, whether more items precede this page."
    )
    start_cursor: str | None = strawberry.field(
        description="Cursor of the first item, `before` of the previous page; null without items."
    )
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last item, `after` of the next page; null without items."
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
