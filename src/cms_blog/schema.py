"""The root types put together: the whole API."""

from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from cms_blog.accounts import schema as accounts
from cms_blog.blogs import results as blogs_results
from cms_blog.blogs import schema as blogs
from cms_blog.context import Info
from cms_blog.generation import schema as generation
from cms_blog.graphql.types import errors
from cms_blog.graphql.types.scalars import SCALARS
from cms_blog.media import schema as media
from cms_blog.privacy import schema as privacy
from cms_blog.review import schema as review


@strawberry.type(description="What can be read.")
class Query(
    blogs.BlogsQuery, accounts.AccountsQuery, review.ReviewQuery, generation.GenerationQuery
):
    pass


@strawberry.type(
    description=(
        "What can be done. Each answers a union: its success, or the failures to expect. Select "
        "`... on UserError { message }` beside what you handle."
    )
)
class Mutation(
    accounts.AccountsMutation,
    generation.GenerationMutation,
    media.MediaMutation,
    blogs.BlogsMutation,
    review.ReviewMutation,
    privacy.PrivacyMutation,
):
    pass


@strawberry.type(description="What can be followed while it happens.")
class Subscription(generation.GenerationSubscription):
    pass


def create_schema() -> strawberry.Schema:
    """The schema that the server serves and that `schema.graphql` holds."""
    handlers: list[Any] = [
        *errors.HANDLERS,
        *accounts.HANDLERS,
        *blogs_results.HANDLERS,
        *media.HANDLERS,
        *generation.HANDLERS,
        *privacy.HANDLERS,
    ]
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        exception_handlers=handlers,
        config=StrawberryConfig(scalar_map=SCALARS, info_class=Info),
    )
