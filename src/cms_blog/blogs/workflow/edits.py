"""Edits of drafts, and of the working copies of published blogs."""

from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from cms_blog.accounts.credentials import invalid_token
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.checks.provenance import ReceiptContents, Receipts, measured
from cms_blog.blogs.content.content import copied_meta, stored_content
from cms_blog.blogs.content.images import image_names
from cms_blog.blogs.content.markdown import RENDERER, check_renderable, rendered
from cms_blog.blogs.documents import (
    BlogDocument,
    BlogStatus,
    FinalBlog,
    Meta,
    WorkingCopyStatus,
)
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.search import stored_words
from cms_blog.blogs.service import has_account
from cms_blog.blogs.tags.names import stored_tags
from cms_blog.blogs.workflow.changes import BlogChanges
from cms_blog.blogs.workflow.rules import RULES, BlogAction, EditConflict, no_blog
from cms_blog.blogs.workflow.transitions import (
    allowing,
    allowing_copy,
    at_revision,
    conflict,
    move,
)
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.database.expressions import REMOVE
from cms_blog.validation.inputs import check, refuse

# The HTML is most of a blog's size, and edits do not need it.
_WITHOUT_HTML = {"final_blog.html": 0, "working.final_blog.html": 0}


async def update_blog(
    author: UserDocument, oid: ObjectId, given: Mapping[str, Any], *, receipts: Receipts
) -> BlogRecord:
    """Apply the changes if the blog is still at `expected_revision`.

    Edits of a published blog change its working copy; the first one creates it. A repeated call,
    for example after a lost response, returns the changed blog.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict, EditConflict
        Unauthenticated: the author's account was deleted meanwhile.
    """
    changes = check(BlogChanges, given)
    if not changes.given:
        refuse("expectedRevision", "is the only field: give at least one field to change")
    if "markdown" in changes.given:
        check_renderable(changes.markdown, "markdown")
    received = receipts.read(changes.receipts, author.oid)
    blog = await _to_edit(author, oid, _WITHOUT_HTML)
    if blog.revision != changes.expected_revision:
        return _already_applied(changes, await _to_edit(author, oid))
    if blog.status is BlogStatus.PUBLISHED:
        update = await _copy_update(blog, changes, received)
        filter_ = allowing_copy(BlogAction.UPDATE, author, oid, revision=blog.revision)
        # The copy must not be created twice, nor again after it was discarded.
        filter_["working.status"]["$exists"] = blog.copy_status is not None
    else:
        update = await _blog_update(blog, changes, received)
        filter_ = allowing(BlogAction.UPDATE, author, oid, revision=blog.revision)
    edited = await _edited(filter_, update | {"revision": blog.revision + 1})
    if edited is None:
        return _already_applied(changes, await _to_edit(author, oid))
    if "working.status" in update:
        await _require_account(author, edited)
    return edited


async def _edited(filter_: Raw, update: Raw) -> BlogRecord | None:
    # The new text is not read back.
    sent = {path: update[path] for path in ("final_blog", "working.final_blog") if path in update}
    removed = {path: "" for path, value in update.items() if value == REMOVE}
    changes = {"$set": {path: update[path] for path in update.keys() - removed.keys()}}
    raw = await BlogDocument.collection().find_one_and_update(
        filter_,
        changes | ({"$unset": removed} if removed else {}),
        dict.fromkeys(sent, 0) or None,
        return_document=ReturnDocument.AFTER,
    )
    if raw is None:
        return None
    for path, text in sent.items():
        parent = raw["working"] if path.startswith("working.") else raw
        parent["final_blog"] = text
    return BlogRecord.of(raw)


async def _blog_update(blog: BlogRecord, changes: BlogChanges, received: ReceiptContents) -> Raw:
    """Return the changes of a draft."""
    meta = changes.applied_to(blog.meta)
    text = await _text_update(blog, meta, changes, received)
    final = blog.final_blog
    names = image_names(meta.model_dump(), changes.markdown or final.markdown)
    excerpt = text["final_blog"]["excerpt"] if "final_blog" in text else final.excerpt
    return {
        "meta": meta.model_dump(),
        **stored_words(title=meta.title, excerpt=excerpt, keyword=meta.targeted_keyword),
        "images": sorted({*names, *_copy_images(blog)}),
        "updated_at": now(),
        **stored_tags(changes.tags_of(blog)),
        **text,
    }


async def _copy_update(blog: BlogRecord, changes: BlogChanges, received: ReceiptContents) -> Raw:
    """Return the changes of the working copy, which is created if the blog has no copy."""
    copy = blog.working_copy
    source = copy or blog
    meta = changes.applied_to(source.meta)
    text = await _text_update(source, meta, changes, received, whole=copy is None)
    names = image_names(meta.model_dump(), changes.markdown or source.final_blog.markdown)
    working: Raw = {
        "meta": meta.model_dump(),
        "images": names,
        "updated_at": now(),
        "tags": stored_tags(changes.tags_of(source))["tags"],
        **text,
    }
    if copy is None:
        working["status"] = WorkingCopyStatus.EDITING
    update = {f"working.{name}": value for name, value in working.items() if value is not None}
    update["images"] = sorted({*names, *_images_of_text(blog)})
    # Absent in blogs that an earlier release approved.
    update["approved_revision"] = blog.public_revision
    return update


async def _text_update(
    source: BlogRecord,
    meta: Meta,
    changes: BlogChanges,
    received: ReceiptContents,
    *,
    whole: bool = False,
) -> Raw:
    """Return the changes of `final_blog` and `provenance`; `whole`: of all their fields."""
    final = source.final_blog
    markdown = changes.markdown if "markdown" in changes.given else final.markdown
    # Texts of earlier versions are stored again: they may begin with the old title and cover.
    outdated = bool(markdown) and final.renderer != RENDERER
    if whole or outdated or markdown != final.markdown or received.digests:
        text = await rendered(markdown)
        provenance = measured(text, received, source.provenance)
        return {
            "final_blog": stored_content(meta, text).model_dump(),
            "provenance": None if provenance is None else provenance.model_dump(),
        }
    if source.raw.get("final_blog"):
        return {"final_blog.render": final.render | copied_meta(meta)}
    # In old blogs, `final_blog` may be null, so that its fields can't be set.
    return {"final_blog": FinalBlog(render=copied_meta(meta)).model_dump()}


def _images_of_text(blog: BlogRecord) -> list[str]:
    """Return the names of the images in the blog's own text and cover, without the copy's."""
    return image_names(blog.meta.model_dump(), blog.final_blog.markdown)


def _copy_images(blog: BlogRecord) -> list[str]:
    copy = blog.working_copy
    return [] if copy is None else copy.raw["images"]


async def _require_account(author: UserDocument, blog: BlogRecord) -> None:
    """Remove a working copy that was created while the author's account was being deleted.

    As in `save_blog`: either this check sees the mark, or the deletion sees the copy.
    """
    if not await has_account(author.oid):
        await remove_working_copy(blog)
        raise invalid_token()


def _already_applied(changes: BlogChanges, blog: BlogRecord) -> BlogRecord:
    """Return the blog if its last edit was the same change of the same revision.

    Raises:
        EditConflict
    """
    text = blog
    if blog.status is BlogStatus.PUBLISHED:
        text = blog.working_copy or blog
    markdown = changes.markdown if "markdown" in changes.given else None
    if (
        blog.revision != changes.expected_revision + 1
        or changes.applied_to(text.meta) != text.meta
        or changes.tags_of(text) != text.tags
        or markdown not in {None, text.final_blog.markdown}
    ):
        raise EditConflict(blog)
    return blog


async def _to_edit(
    author: UserDocument, oid: ObjectId, projection: Raw | None = None
) -> BlogRecord:
    raw = await BlogDocument.collection().find_one(
        {"_id": oid, "author_id": author.oid}, projection
    )
    if raw is None:
        raise no_blog()
    if not RULES[BlogAction.UPDATE].allows(blog := BlogRecord.of(raw)):
        raise await conflict(BlogAction.UPDATE, author, oid)
    return blog


async def discard_working_copy(author: UserDocument, oid: ObjectId, revision: int) -> BlogRecord:
    """Remove the working copy if the blog is still at this revision.

    Raises:
        NotFound, BlogStatusConflict, EditConflict
    """
    action = BlogAction.DISCARD_WORKING_COPY
    raw = await BlogDocument.collection().find_one(
        allowing_copy(action, author, oid, revision=revision), _WITHOUT_HTML
    )
    if raw is None:
        raise await conflict(action, author, oid, revision=revision)
    changes = _without_copy(BlogRecord.of(raw))
    return await move(action, author, oid, copy=changes, revision=revision)


async def remove_working_copy(blog: BlogRecord) -> None:
    """Remove the working copy, whatever its status, unless it was edited since it was read."""
    unchanged = {"_id": blog.oid, "revision": at_revision(blog.revision)}
    await BlogDocument.collection().update_one(unchanged, [{"$set": _without_copy(blog)}])


def _without_copy(blog: BlogRecord) -> Raw:
    return {
        "working": REMOVE,
        "images": _images_of_text(blog),
        # Concurrent edits of the removed text are refused.
        "revision": blog.revision + 1,
    }
