"""GraphQL types and fields of the review queue and the decisions of admins."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Annotated, Any

import strawberry

from cms_blog.blogs.connection import After, Before, BlogConnection, First, Last, page_arguments
from cms_blog.blogs.documents import BlogStatus
from cms_blog.blogs.results import BlogStatusError, EditConflictError, blog_of_result
from cms_blog.blogs.schema import BlogId, to_oid
from cms_blog.blogs.search import MAX_SEARCH
from cms_blog.blogs.slugs.names import are_unique
from cms_blog.blogs.types import Blog
from cms_blog.context import Info
from cms_blog.database.pagination import PageRequest
from cms_blog.graphql.types.errors import InvalidInputError, NotFoundError, UserError
from cms_blog.graphql.types.node_ids import argument_oid, oid_of
from cms_blog.observability.audit import Action, AuditEntry
from cms_blog.review import service
from cms_blog.review.approval import SelfApproval, approve
from cms_blog.review.service import MAX_FEEDBACK

_SEARCH = (
    f"Words, {MAX_SEARCH} characters at most. Each must be a prefix of a word of the title, the "
    "excerpt, the keyword or the author's name, ignoring case and accents. Of working copies, the "
    "words of the published text count."
)
_REVIEWED = (
    "The reviewed `revision`. If the blog was edited since, the result is EditConflictError."
)


@strawberry.input(description="The revision to publish, and when.")
class ApproveBlogInput:
    expected_revision: int = strawberry.field(description=_REVIEWED)
    publish_at: datetime | None = strawberry.field(
        default=None,
        description=(
            "Time of publication, at most a year ahead; null, or a time in the last minute, "
            "publishes now. Not for the working copy of a published blog."
        ),
    )


@strawberry.input(description="The revision to reject, with feedback for the author.")
class RejectBlogInput:
    feedback: str = strawberry.field(
        description=f"Changes that the author should make: 1 to {MAX_FEEDBACK:,} characters."
    )
    expected_revision: int = strawberry.field(description=_REVIEWED)


@strawberry.input(description="The reason of an unpublishing.")
class UnpublishBlogInput:
    reason: str | None = strawberry.field(
        default=None,
        description=(
            f"Reason for the author and the history, {MAX_FEEDBACK:,} characters at most: the "
            "`feedback` of the review."
        ),
    )


@strawberry.input(description="The revision to publish again.")
class RepublishBlogInput:
    expected_revision: int = strawberry.field(description="The current `revision` of the blog.")


@strawberry.type(description="The blog was published, or its publication was scheduled.")
class ApproveBlogSuccess:
    blog: Blog = strawberry.field(
        description=(
            "The blog after the change: PUBLISHED or SCHEDULED, with its `slug`, and no working "
            "copy."
        )
    )


@strawberry.type(description="The blog, or its working copy, was returned to its author.")
class RejectBlogSuccess:
    blog: Blog = strawberry.field(
        description="The blog after the change: it or its working copy is REJECTED, with feedback."
    )


@strawberry.type(description="The blog is a draft again.")
class UnpublishBlogSuccess:
    blog: Blog = strawberry.field(description="The blog after the change: SAVED.")


@strawberry.type(description="The blog is public again.")
class RepublishBlogSuccess:
    blog: Blog = strawberry.field(
        description="The blog after the change: PUBLISHED, with its previous `publishedAt`."
    )


@strawberry.type(
    description=(
        "An admin can't approve their own blog while another admin exists, unless the operator "
        "allows it."
    )
)
class SelfApprovalError(UserError):
    pass


class SelfApprovalHandler(strawberry.ExceptionHandler[SelfApproval, SelfApprovalError]):
    def handle(self, exception: SelfApproval, **_: Any) -> SelfApprovalError:
        return SelfApprovalError(message=exception.message)


HANDLERS = (SelfApprovalHandler(),)

ApproveBlogResult = Annotated[
    ApproveBlogSuccess
    | NotFoundError
    | BlogStatusError
    | InvalidInputError
    | EditConflictError
    | SelfApprovalError,
    strawberry.union("ApproveBlogResult", description="Result of `approveBlog`."),
]
RejectBlogResult = Annotated[
    RejectBlogSuccess | InvalidInputError | NotFoundError | BlogStatusError | EditConflictError,
    strawberry.union("RejectBlogResult", description="Result of `rejectBlog`."),
]
UnpublishBlogResult = Annotated[
    UnpublishBlogSuccess | NotFoundError | BlogStatusError | InvalidInputError,
    strawberry.union("UnpublishBlogResult", description="Result of `unpublishBlog`."),
]
RepublishBlogResult = Annotated[
    RepublishBlogSuccess | NotFoundError | BlogStatusError | EditConflictError,
    strawberry.union("RepublishBlogResult", description="Result of `republishBlog`."),
]


@strawberry.type
class ReviewQuery:
    @strawberry.field(
        description=(
            "Blogs of all authors with this status, ordered by the time of their publication "
            "request, oldest first. PENDING includes published blogs whose working copy is "
            "PENDING. SCHEDULED ones are ordered by `publishedAt`. Admins only."
        )
    )
    async def admin_queue(
        self,
        info: Info,
        status: Annotated[
            BlogStatus, strawberry.argument(description="Status of the blogs to return.")
        ] = BlogStatus.PENDING,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        search: Annotated[str | None, strawberry.argument(description=_SEARCH)] = None,
        author_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only blogs of this author: a `User.id`."),
        ] = None,
    ) -> BlogConnection:
        info.context.admin()
        paths = info.selected()
        arguments = page_arguments(paths, PageRequest(first, after, last, before))
        page = await service.admin_queue(
            status,
            search=search,
            author_id=argument_oid("User", author_id, "authorId"),
            **arguments,
        )
        return await BlogConnection.of(service.QUEUE, page, info, paths)


def _auditing(info: Info, action: Action, blog_id: str) -> AbstractContextManager[AuditEntry]:
    oid = oid_of("Blog", blog_id)
    return info.context.auditing(action, blog=None if oid is None else str(oid))


@strawberry.type
class ReviewMutation:
    @strawberry.mutation(
        description=(
            "Publish a PENDING blog, now or at `publishAt`, or replace the text of a PUBLISHED one "
            "with its PENDING working copy; its `slug` and `firstPublishedAt` stay. Admins only."
        )
    )
    async def approve_blog(
        self,
        info: Info,
        id: BlogId,
        input: Annotated[
            ApproveBlogInput,
            strawberry.argument(description="The reviewed revision, and the time."),
        ],
    ) -> ApproveBlogResult:
        with _auditing(info, "approve_blog", id):
            blog = await approve(
                info.context.admin(),
                to_oid(id),
                input,
                slugs_are_unique=are_unique(info.context.services.indexes.refused),
                self_approval=not info.context.services.settings.require_other_approver,
            )
        info.context.services.wakeup.wake()
        return ApproveBlogSuccess(blog=await blog_of_result(info, blog))

    @strawberry.mutation(
        description=(
            "Return a PENDING blog, or a PENDING working copy, to its author, with feedback. "
            "Admins only."
        )
    )
    async def reject_blog(
        self,
        info: Info,
        id: BlogId,
        input: Annotated[
            RejectBlogInput,
            strawberry.argument(description="The reviewed revision and the feedback."),
        ],
    ) -> RejectBlogResult:
        with _auditing(info, "reject_blog", id):
            blog = await service.reject(info.context.admin(), to_oid(id), input)
        info.context.services.wakeup.wake()
        return RejectBlogSuccess(blog=await blog_of_result(info, blog))

    @strawberry.mutation(
        description=(
            "Remove a PUBLISHED blog from the public pages, or cancel the publication of a "
            "SCHEDULED one; it becomes a draft. A working copy is kept as a version. Admins only."
        )
    )
    async def unpublish_blog(
        self,
        info: Info,
        id: BlogId,
        input: Annotated[
            UnpublishBlogInput | None, strawberry.argument(description="The reason.")
        ] = None,
    ) -> UnpublishBlogResult:
        with _auditing(info, "unpublish_blog", id):
            blog = await service.unpublish(info.context.admin(), to_oid(id), input)
        info.context.services.wakeup.wake()
        return UnpublishBlogSuccess(blog=await blog_of_result(info, blog))

    @strawberry.mutation(
        description=(
            "Republish an unpublished blog that was not edited since, without another review. It "
            "keeps its `publishedAt`. Admins only."
        )
    )
    async def republish_blog(
        self,
        info: Info,
        id: BlogId,
        input: Annotated[
            RepublishBlogInput, strawberry.argument(description="The revision to publish.")
        ],
    ) -> RepublishBlogResult:
        with _auditing(info, "republish_blog", id):
            blog = await service.republish(info.context.admin(), to_oid(id), input)
        info.context.services.wakeup.wake()
        return RepublishBlogSuccess(blog=await blog_of_result(info, blog))
