"""The mutation that restores a version."""

from typing import Annotated

import strawberry

from cms_blog.blogs.results import BlogStatusError, EditConflictError, blog_of_result
from cms_blog.blogs.schema import BlogId, to_oid
from cms_blog.blogs.types import Blog
from cms_blog.blogs.versions import restoring
from cms_blog.context import Info
from cms_blog.graphql.types.errors import InvalidInputError, NotFoundError


@strawberry.input(description="The version to restore.")
class RestoreVersionInput:
    revision: int = strawberry.field(description="The version's `revision`.")
    expected_revision: int = strawberry.field(
        description=(
            "The current `revision` of the blog. Any other revision returns EditConflictError."
        )
    )


@strawberry.type(description="The version was restored.")
class RestoreVersionSuccess:
    blog: Blog = strawberry.field(description="The blog after the change.")


RestoreVersionResult = Annotated[
    RestoreVersionSuccess | InvalidInputError | NotFoundError | BlogStatusError | EditConflictError,
    strawberry.union("RestoreVersionResult", description="Result of `restoreVersion`."),
]


@strawberry.type
class VersionsMutation:
    @strawberry.mutation(
        description=(
            "Restore a version of the viewer's own blog: its text, title, cover, tags, metadata "
            "and brief. This is an edit, as by `updateBlog`, of the blog or of the `workingCopy` "
            "of a PUBLISHED one, and the version stays. A repeated call succeeds without a second "
            "change."
        )
    )
    async def restore_version(
        self,
        info: Info,
        id: BlogId,
        input: Annotated[RestoreVersionInput, strawberry.argument(description="The version.")],
    ) -> RestoreVersionResult:
        viewer, storage = info.context.signed_in(), info.context.services.storage
        blog = await restoring.restore_version(viewer, to_oid(id), input, storage=storage)
        return RestoreVersionSuccess(blog=await blog_of_result(info, blog))
