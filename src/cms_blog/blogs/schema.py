"""Queries and mutations for blogs."""

from typing import Annotated

import strawberry
from bson import ObjectId

from cms_blog.accounts.types import User
from cms_blog.blogs import queries, service
from cms_blog.blogs.api_types.inputs import SaveBlogInput, UpdateBlogInput
from cms_blog.blogs.connection import After, Before, BlogConnection, First, Last, page_arguments
from cms_blog.blogs.documents import BlogStatus
from cms_blog.blogs.notes.presentation import present_note
from cms_blog.blogs.notes.service import read_note
from cms_blog.blogs.notes.types import ReviewNote
from cms_blog.blogs.presentation import present_one, projection
from cms_blog.blogs.results import (
    DeleteBlogResult,
    DeleteBlogSuccess,
    DiscardWorkingCopyInput,
    DiscardWorkingCopyResult,
    DiscardWorkingCopySuccess,
    RequestPublishResult,
    RequestPublishSuccess,
    SaveBlogResult,
    SaveBlogSuccess,
    UpdateBlogResult,
    UpdateBlogSuccess,
    WithdrawBlogResult,
    WithdrawBlogSuccess,
    blog_of_result,
)
from cms_blog.blogs.search import MAX_SEARCH
from cms_blog.blogs.stats import DashboardStats, stats_of
from cms_blog.blogs.tags.names import MAX_TAG
from cms_blog.blogs.types import Blog
from cms_blog.blogs.workflow import edits, transitions
from cms_blog.blogs.workflow.deletion import delete_blog
from cms_blog.blogs.workflow.rules import no_blog
from cms_blog.blogs.workflow.working_copies import discard_working_copy
from cms_blog.context import Info
from cms_blog.database.pagination import PageRequest
from cms_blog.graphql.execution.response_cache import PUBLIC
from cms_blog.graphql.types.node_ids import Node, argument_oid, decode_id, oid_of, part_of

_SEARCH = (
    f"Words, {MAX_SEARCH} characters at most. Each must be a prefix of a word of the title or the "
    "excerpt, ignoring case and accents."
)
_OWN_SEARCH = _SEARCH.replace("title or the excerpt", "title, the excerpt or the keyword")
_TAG = f"Only blogs with this tag, ignoring case; {MAX_TAG} characters at most. Blank returns all."
BlogId = Annotated[strawberry.ID, strawberry.argument(description="The blog's `id`.")]


async def node_of(info: Info, node_id: str) -> Node | None:
    """Return the blog, note or user with this id, if the viewer may see it."""
    match decode_id(node_id):
        case ("Blog", oid):
            return await _shown(info, oid)
        case None if (ids := part_of("ReviewNote", node_id)) is not None:
            return await _note(info, *ids)
        case ("User", oid):
            user = (await info.context.services.user_cache.get((oid,))).get(oid)
            return None if user is None else User.of(user)
        case _:
            return None


@strawberry.type
class BlogsQuery:
    @strawberry.field(description="The viewer's own blogs, newest first.")
    async def blogs(
        self,
        info: Info,
        status: Annotated[
            BlogStatus | None,
            strawberry.argument(description="Only blogs with this status; null returns all."),
        ] = None,
        search: Annotated[str | None, strawberry.argument(description=_OWN_SEARCH)] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        tag: Annotated[str | None, strawberry.argument(description=_TAG)] = None,
    ) -> BlogConnection:
        viewer = info.context.signed_in()
        paths = info.selected()
        arguments = page_arguments(paths, PageRequest(first, after, last, before))
        page = await queries.my_blogs(viewer, status=status, search=search, tag=tag, **arguments)
        return await BlogConnection.of(queries.MINE, page, info, paths)

    @strawberry.field(
        description="The blog with this id; null if it does not exist or the viewer may not see it."
    )
    async def blog(self, info: Info, id: BlogId) -> Blog | None:
        oid = oid_of("Blog", id)
        return None if oid is None else await _shown(info, oid)

    @strawberry.field(description="Number of the viewer's own blogs by status.")
    async def dashboard_stats(self, info: Info) -> DashboardStats:
        viewer = info.context.signed_in()
        (stats,) = await stats_of([viewer.oid], info.selected())
        return stats

    @strawberry.field(
        description="All published blogs, sorted by `firstPublishedAt`, newest first.",
        metadata=PUBLIC,
    )
    async def published_blogs(
        self,
        info: Info,
        search: Annotated[str | None, strawberry.argument(description=_SEARCH)] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        tag: Annotated[str | None, strawberry.argument(description=_TAG)] = None,
        author_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only blogs of this author: a `User.id`."),
        ] = None,
    ) -> BlogConnection:
        paths = info.selected()
        arguments = page_arguments(paths, PageRequest(first, after, last, before))
        page = await queries.published_blogs(
            search=search,
            tag=tag,
            author_id=argument_oid("User", author_id, "authorId"),
            **arguments,
        )
        return await BlogConnection.of(queries.PUBLISHED, page, info, paths)

    @strawberry.field(
        description=(
            "The published blog with this slug, which may be an old one: redirect to its `slug` if "
            "that differs. Null if it does not exist."
        ),
        metadata=PUBLIC,
    )
    async def published_blog(
        self,
        info: Info,
        slug: Annotated[str, strawberry.argument(description="The `slug`, or an old one.")],
    ) -> Blog | None:
        fields = info.selected()
        blog = await queries.read_published(slug, projection(fields))
        return None if blog is None else await present_one(blog, info.context, fields)


async def _shown(info: Info, oid: ObjectId) -> Blog | None:
    fields = info.selected()
    blog = await queries.read_blog(oid, info.context.viewer, projection(fields))
    return None if blog is None else await present_one(blog, info.context, fields)


async def _note(info: Info, oid: ObjectId, note_id: ObjectId) -> ReviewNote | None:
    noted = await read_note(info.context.viewer, oid, note_id)
    if noted is None:
        return None
    return await present_note(noted.blog, noted.note, info.context, info.selected())


def to_oid(id: str) -> ObjectId:
    """Decode the id of a blog.

    Raises:
        NotFound: it is not the id of a blog.
    """
    oid = oid_of("Blog", id)
    if oid is None:
        raise no_blog()
    return oid


@strawberry.type
class BlogsMutation:
    @strawberry.mutation(description="Save a new blog as a draft.")
    async def save_blog(
        self,
        info: Info,
        input: Annotated[SaveBlogInput, strawberry.argument(description="The blog.")],
    ) -> SaveBlogResult:
        viewer, services = info.context.signed_in(), info.context.services
        blog = await service.save_blog(
            viewer, input, receipts=services.receipts, storage=services.storage
        )
        return SaveBlogSuccess(blog=await blog_of_result(info, blog))

    @strawberry.mutation(
        description=(
            "Edit a blog of the viewer's own that is SAVED, REJECTED or PUBLISHED. Edits of a "
            "PUBLISHED blog change its `workingCopy`, and not what is public."
        )
    )
    async def update_blog(
        self,
        info: Info,
        id: BlogId,
        input: Annotated[UpdateBlogInput, strawberry.argument(description="The changes.")],
    ) -> UpdateBlogResult:
        viewer, services = info.context.signed_in(), info.context.services
        blog = await edits.update_blog(
            viewer,
            to_oid(id),
            input.given(),
            receipts=services.receipts,
            storage=services.storage,
        )
        return UpdateBlogSuccess(blog=await blog_of_result(info, blog))

    @strawberry.mutation(
        description=(
            "Delete a SAVED or REJECTED blog of the viewer's own. Admins may also delete such a "
            "blog of a deleted or suspended account. A repeated call returns NotFoundError."
        )
    )
    async def delete_blog(self, info: Info, id: BlogId) -> DeleteBlogResult:
        viewer, oid = info.context.signed_in(), to_oid(id)
        with info.context.auditing("delete_blog", blog=str(oid)):
            await delete_blog(viewer, oid)
        info.context.services.wakeup.wake()
        return DeleteBlogSuccess(deleted_id=id)

    @strawberry.mutation(
        description=(
            "Send a blog of the viewer's own for review: a SAVED or REJECTED one, or the working "
            "copy of a PUBLISHED one, which stays public unchanged."
        )
    )
    async def request_publish(self, info: Info, id: BlogId) -> RequestPublishResult:
        blog = await transitions.request_publish(info.context.signed_in(), to_oid(id))
        info.context.services.wakeup.wake()
        return RequestPublishSuccess(blog=await blog_of_result(info, blog))

    @strawberry.mutation(
        description=(
            "Withdraw a PENDING blog of the viewer's own, or its PENDING working copy, from "
            "review, or cancel the publication of a SCHEDULED one."
        )
    )
    async def withdraw_blog(self, info: Info, id: BlogId) -> WithdrawBlogResult:
        blog = await transitions.withdraw_blog(info.context.signed_in(), to_oid(id))
        info.context.services.wakeup.wake()
        return WithdrawBlogSuccess(blog=await blog_of_result(info, blog))

    @strawberry.mutation(
        description=(
            "Discard the working copy of a blog of the viewer's own, unless it is in review. The "
            "public text stays."
        )
    )
    async def discard_working_copy(
        self,
        info: Info,
        id: BlogId,
        input: Annotated[
            DiscardWorkingCopyInput, strawberry.argument(description="The revision to discard.")
        ],
    ) -> DiscardWorkingCopyResult:
        viewer = info.context.signed_in()
        blog = await discard_working_copy(viewer, to_oid(id), input.expected_revision)
        return DiscardWorkingCopySuccess(blog=await blog_of_result(info, blog))
