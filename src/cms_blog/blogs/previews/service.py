"""Rendering of texts that are not saved, and previews of blogs by a link."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple

from bson import ObjectId
from pymongo import ReturnDocument

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.links.tokens import Token
from cms_blog.accounts.user_cache import UserCache
from cms_blog.blogs.brief import MAX_PHRASE
from cms_blog.blogs.content.markdown import MAX_MARKDOWN, Rendered, check_renderable, rendered
from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.blogs.previews.links import PreviewLinks
from cms_blog.blogs.records import ALWAYS_READ, BlogRecord
from cms_blog.blogs.service import MAX_TITLE
from cms_blog.blogs.workflow.rules import BlogAction, actions_of, may_see_all, no_blog
from cms_blog.blogs.workflow.transitions import conflict
from cms_blog.database.document import EXISTS, Raw
from cms_blog.errors import FieldErrorCode
from cms_blog.validation.inputs import Input, Line, Text, check, refuse

MAX_HOURS = 720
_WITHOUT_TEXT = {"final_blog": 0, "working.final_blog": 0}
# In the blog only, or needed to know which text is shown.
_ALWAYS_READ = (*ALWAYS_READ, "preview_epoch", "slug", "working.status")


class UnsavedText(Input):
    """Validated input of `preview_content`, with the limits of `NewBlog`."""

    title: Annotated[str, Line(MAX_TITLE)]
    markdown: Annotated[str, Text(MAX_MARKDOWN)]
    targeted_keyword: Annotated[str, Line(MAX_PHRASE)]


async def preview_content(given: object) -> tuple[UnsavedText, Rendered]:
    """Return the validated input and its text, rendered as a save renders it.

    Raises:
        InvalidInput
    """
    unsaved = check(UnsavedText, given)
    check_renderable(unsaved.markdown, "markdown")
    return unsaved, await rendered(unsaved.markdown)


class NewLink(Input):
    """Validated input of `create_preview_link`: the lifetime."""

    hours: int


class Preview(NamedTuple):
    """A blog, the text that its preview shows, and the author; None if the account is gone."""

    blog: BlogRecord
    text: BlogRecord
    author: UserDocument | None
    expires_at: datetime


async def create_preview_link(
    viewer: UserDocument, oid: ObjectId, given: object, *, links: PreviewLinks
) -> Token:
    """Return the token of a preview link, as the author or an admin.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict
    """
    hours = check(NewLink, given).hours
    if not 1 <= hours <= MAX_HOURS:
        refuse("hours", f"must be from 1 to {MAX_HOURS}", FieldErrorCode.NOT_ALLOWED)
    action = BlogAction.CREATE_PREVIEW_LINK
    raw = await BlogDocument.find_raw(oid, _WITHOUT_TEXT)
    if raw is None or action not in actions_of(BlogRecord.of(raw), viewer):
        raise await conflict(action, viewer, oid)
    return links.issue(oid, viewer.oid, raw.get("preview_epoch", 0), timedelta(hours=hours))


async def revoke_preview_links(viewer: UserDocument, oid: ObjectId) -> BlogRecord:
    """End all preview links of the blog, as the author or an admin.

    Raises:
        NotFound
    """
    # A deleted blog has no author.
    own: Raw = {"author_id": EXISTS if viewer.role is Role.ADMIN else viewer.oid}
    raw = await BlogDocument.collection().find_one_and_update(
        {"_id": oid, **own}, {"$inc": {"preview_epoch": 1}}, return_document=ReturnDocument.AFTER
    )
    if raw is None:
        raise no_blog()
    return BlogRecord.of(raw)


async def read_preview(
    token: str, paths: Collection[str], *, links: PreviewLinks, user_cache: UserCache
) -> Preview | None:
    """Return the working copy or else the current text; None if the link has ended or is invalid.

    `paths` are the paths of the stored text to read, in the blog and in its working copy.
    """
    claims = links.read(token)
    if claims is None:
        return None
    read = {*_ALWAYS_READ, *paths, *(f"working.{path}" for path in paths)}
    raw = await BlogDocument.find_raw(claims.blog_id, dict.fromkeys(read, 1))
    if raw is None or raw.get("preview_epoch", 0) != claims.epoch:
        return None
    blog = BlogRecord.of(raw)
    users = await user_cache.get({claims.creator_id, blog.author_id})
    creator = users.get(claims.creator_id)
    if creator is None or not creator.may_sign_in or not may_see_all(blog, creator):
        return None
    text = blog.working_copy if blog.status is BlogStatus.PUBLISHED else None
    return Preview(blog, text or blog, users.get(blog.author_id), claims.expires_at)
