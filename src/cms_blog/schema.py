"""The GraphQL schema: root types composed of the domains' fields."""

from functools import cache
from typing import Annotated, Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from cms_blog.accounts import schema as accounts
from cms_blog.accounts.invitations import schema as invitations
from cms_blog.accounts.links import schema as links
from cms_blog.administration import schema as administration
from cms_blog.blogs import results as blogs_results
from cms_blog.blogs import schema as blogs
from cms_blog.blogs.notes import schema as notes
from cms_blog.blogs.previews import schema as previews
from cms_blog.blogs.related import schema as related
from cms_blog.blogs.slugs import schema as slugs
from cms_blog.blogs.tags import schema as tags
from cms_blog.blogs.versions import schema as versions
from cms_blog.context import Info
from cms_blog.generation import schema as generation
from cms_blog.graphql.types import errors
from cms_blog.graphql.types.node_ids import Node, oid_of
from cms_blog.graphql.types.scalars import SCALARS
from cms_blog.media import schema as media
from cms_blog.privacy import schema as privacy
from cms_blog.profiles import schema as profiles
from cms_blog.review import schema as review


@strawberry.type(description="Read operations.")
class Query(
    blogs.BlogsQuery,
    previews.PreviewsQuery,
    tags.TagsQuery,
    related.RelatedQuery,
    accounts.AccountsQuery,
    invitations.InvitationsQuery,
    review.ReviewQuery,
    generation.GenerationQuery,
    administration.AdministrationQuery,
):
    @strawberry.field(
        description=(
            "The object with this id; null if it does not exist or the viewer may not see it."
        )
    )
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The object's `id`.")],
    ) -> Node | None:
        if (oid := oid_of("Account", id)) is not None:
            return await administration.account_node(info, oid)
        return await blogs.node_of(info, id)


@strawberry.type(
    description=(
        "Write operations. Each returns a union of its success type and its expected errors. "
        "Select `... on UserError { message }` besides the errors that you handle."
    )
)
class Mutation(
    accounts.AccountsMutation,
    links.LinksMutation,
    invitations.InvitationsMutation,
    profiles.ProfilesMutation,
    generation.GenerationMutation,
    media.MediaMutation,
    blogs.BlogsMutation,
    versions.VersionsMutation,
    slugs.SlugsMutation,
    notes.NotesMutation,
    previews.PreviewsMutation,
    review.ReviewMutation,
    administration.AdministrationMutation,
    privacy.PrivacyMutation,
):
    pass


@strawberry.type(description="Streams of events.")
class Subscription(generation.GenerationSubscription):
    pass


@cache
def create_schema() -> strawberry.Schema:
    """Return the schema that the server serves, built once: nothing changes it."""
    handlers: list[Any] = [
        *errors.HANDLERS,
        *accounts.HANDLERS,
        *links.HANDLERS,
        *blogs_results.HANDLERS,
        *media.HANDLERS,
        *generation.HANDLERS,
        *review.HANDLERS,
    ]
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        exception_handlers=handlers,
        config=StrawberryConfig(scalar_map=SCALARS, info_class=Info),
    )


@cache
def schema_text() -> str:
    """Return the schema in SDL, as in `schema.graphql`."""
    return create_schema().as_str()
