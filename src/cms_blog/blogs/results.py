"""Results and error types of the mutations for blogs."""

from typing import Annotated, Any, cast

import strawberry

from cms_blog.blogs.presentation import present_one
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.types import Blog
from cms_blog.blogs.workflow.rules import BlogStatusConflict, EditConflict
from cms_blog.context import Info
from cms_blog.graphql.types.errors import InvalidInputError, NotFoundError, UserError
from cms_blog.graphql.types.selection import below


@strawberry.type(
    description=(
        "The blog's status does not allow this action. A repeated action also returns this error, "
        "for example after a lost response: `blog.status` then shows that it was done."
    )
)
class BlogStatusError(UserError):
    blog: Blog = strawberry.field(description="The current blog.")


@strawberry.type(description="The blog was edited after it was read. Nothing was changed.")
class EditConflictError(UserError):
    blog: Blog = strawberry.field(
        description="The current blog. Merge the changes and retry with its `revision`."
    )


@strawberry.type(description="The blog was saved.")
class SaveBlogSuccess:
    blog: Blog = strawberry.field(description="The saved blog.")


@strawberry.type(description="The blog was changed.")
class UpdateBlogSuccess:
    blog: Blog = strawberry.field(description="The blog after the change.")


@strawberry.type(description="The blog was permanently deleted.")
class DeleteBlogSuccess:
    deleted_id: strawberry.ID = strawberry.field(description="Id of the deleted blog.")


@strawberry.type(description="The blog, or its working copy, was sent for review.")
class RequestPublishSuccess:
    blog: Blog = strawberry.field(
        description="The blog after the change: it or its working copy is PENDING."
    )


@strawberry.type(description="The blog is a draft again, or its working copy can be edited again.")
class WithdrawBlogSuccess:
    blog: Blog = strawberry.field(
        description="The blog after the change: it is SAVED, or its working copy is EDITING."
    )


@strawberry.input(description="The revision of the working copy to discard.")
class DiscardWorkingCopyInput:
    expected_revision: int = strawberry.field(
        description="The current `revision`. Any other revision returns EditConflictError."
    )


@strawberry.type(description="The working copy was discarded.")
class DiscardWorkingCopySuccess:
    blog: Blog = strawberry.field(description="The blog after the change, without working copy.")


SaveBlogResult = Annotated[
    SaveBlogSuccess | InvalidInputError,
    strawberry.union("SaveBlogResult", description="Result of `saveBlog`."),
]
UpdateBlogResult = Annotated[
    UpdateBlogSuccess | InvalidInputError | NotFoundError | BlogStatusError | EditConflictError,
    strawberry.union("UpdateBlogResult", description="Result of `updateBlog`."),
]
DeleteBlogResult = Annotated[
    DeleteBlogSuccess | NotFoundError | BlogStatusError,
    strawberry.union("DeleteBlogResult", description="Result of `deleteBlog`."),
]
RequestPublishResult = Annotated[
    RequestPublishSuccess | NotFoundError | BlogStatusError,
    strawberry.union("RequestPublishResult", description="Result of `requestPublish`."),
]
WithdrawBlogResult = Annotated[
    WithdrawBlogSuccess | NotFoundError | BlogStatusError,
    strawberry.union("WithdrawBlogResult", description="Result of `withdrawBlog`."),
]

DiscardWorkingCopyResult = Annotated[
    DiscardWorkingCopySuccess | NotFoundError | BlogStatusError | EditConflictError,
    strawberry.union("DiscardWorkingCopyResult", description="Result of `discardWorkingCopy`."),
]


async def blog_of_result(info: Info, blog: BlogRecord) -> Blog:
    """Build the `blog` field of a result type."""
    return await present_one(blog, info.context, below(info.selected(), "blog"))


class BlogStatusHandler(strawberry.ExceptionHandler[BlogStatusConflict, BlogStatusError]):
    async def handle(
        self, exception: BlogStatusConflict, *, info: strawberry.Info[Any, Any], **_: Any
    ) -> BlogStatusError:
        blog = await blog_of_result(cast("Info", info), exception.blog)
        return BlogStatusError(message=exception.message, blog=blog)


class EditConflictHandler(strawberry.ExceptionHandler[EditConflict, EditConflictError]):
    async def handle(
        self, exception: EditConflict, *, info: strawberry.Info[Any, Any], **_: Any
    ) -> EditConflictError:
        blog = await blog_of_result(cast("Info", info), exception.blog)
        return EditConflictError(message=exception.message, blog=blog)


HANDLERS = (BlogStatusHandler(), EditConflictHandler())
