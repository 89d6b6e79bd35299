"""The mutation that changes slugs."""

from typing import Annotated

import strawberry

from cms_blog.blogs.results import BlogStatusError, EditConflictError, blog_of_result
from cms_blog.blogs.schema import BlogId, to_oid
from cms_blog.blogs.slugs.names import MAX_SLUG, are_unique
from cms_blog.blogs.slugs.service import MAX_SLUGS, update_slug
from cms_blog.blogs.types import Blog
from cms_blog.context import Info
from cms_blog.graphql.types.errors import InvalidInputError, NotFoundError


@strawberry.input(description="A new slug of a blog.")
class UpdateSlugInput:
    slug: str = strawberry.field(
        description=(
            f"Letters from a to z, digits, and single hyphens between them: 1 to {MAX_SLUG} "
            "characters. It must not be or have been the slug of another blog."
        )
    )
    expected_revision: int = strawberry.field(
        description="The current `revision`. Any other revision returns EditConflictError."
    )


@strawberry.type(description="The slug was changed.")
class UpdateSlugSuccess:
    blog: Blog = strawberry.field(description="The blog after the change.")


UpdateSlugResult = Annotated[
    UpdateSlugSuccess | InvalidInputError | NotFoundError | BlogStatusError | EditConflictError,
    strawberry.union("UpdateSlugResult", description="Result of `updateSlug`."),
]


@strawberry.type
class SlugsMutation:
    @strawberry.mutation(
        description=(
            "Change the slug of a blog that is not PENDING: its author may before the first "
            "publication, admins after it. `publishedBlog` finds a blog that was public by its old "
            f"slugs, too; there are {MAX_SLUGS} at most."
        )
    )
    async def update_slug(
        self,
        info: Info,
        id: BlogId,
        input: Annotated[UpdateSlugInput, strawberry.argument(description="The new slug.")],
    ) -> UpdateSlugResult:
        viewer, oid = info.context.signed_in(), to_oid(id)
        unique = are_unique(info.context.services.indexes.refused)
        with info.context.auditing("update_slug", blog=str(oid)):
            blog = await update_slug(viewer, oid, input, slugs_are_unique=unique)
        info.context.services.wakeup.wake()
        return UpdateSlugSuccess(blog=await blog_of_result(info, blog))
