"""Edits of drafts, and of the working copies of published blogs."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from cms_blog.accounts.credentials import invalid_token
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.articles.covers import with_cover_file
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
from cms_blog.blogs.versions.changes import NewVersions
from cms_blog.blogs.versions.documents import BlogVersionCause
from cms_blog.blogs.versions.store import remove_history
from cms_blog.blogs.workflow.changes import BlogChanges, TextChange
from cms_blog.blogs.workflow.rules import RULES, BlogAction, EditConflict, no_blog
from cms_blog.blogs.workflow.transitions import (
    allowing,
    allowing_copy,
    conflict,
)
from cms_blog.blogs.workflow.working_copies import (
    WITHOUT_HTML,
    images_of_text,
    remove_working_copy,
)
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.database.expressions import REMOVE
from cms_blog.media.storage import Storage
from cms_blog.validation.inputs import check, refuse

_NO_RECEIPTS = ReceiptContents()
_ATTEMPTS = 3


async def update_blog(
    author: UserDocument,
    oid: ObjectId,
    given: Mapping[str, Any],
    *,
    receipts: Receipts,
    storage: Storage,
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
    blog = await to_edit(author, oid, WITHOUT_HTML)

    async def edit(blog: BlogRecord) -> BlogRecord | None:
        cause = BlogVersionCause.EDITED
        return await change_text(
            author, blog, changes, storage=storage, cause=cause, received=received
        )

    revision = changes.expected_revision
    edited = await edit_at(revision, author, blog, edit)
    return edited or already_applied(changes, revision, await to_edit(author, oid))


async def edit_at(
    revision: int,
    author: UserDocument,
    blog: BlogRecord,
    edit: Callable[[BlogRecord], Awaitable[BlogRecord | None]],
) -> BlogRecord | None:
    """Make the edit if the blog is at this revision; return None if it is at another one.

    `edit` returns None if the blog was changed since it was read. Is it still at the revision, as
    after `unpublishBlog`, then only its status was changed, and the edit is repeated.
    """
    for _ in range(_ATTEMPTS):
        if blog.revision != revision:
            break
        if (edited := await edit(blog)) is not None:
            return edited
        blog = await to_edit(author, blog.oid, WITHOUT_HTML)
    return None


async def change_text(
    author: UserDocument,
    blog: BlogRecord,
    change: TextChange,
    *,
    storage: Storage,
    cause: BlogVersionCause,
    received: ReceiptContents = _NO_RECEIPTS,
    where: Raw | None = None,
    also: Raw | None = None,
) -> BlogRecord | None:
    """Change the blog as it was read by `to_edit`, which adds the version after `cause`.

    Args:
        where: more conditions on the blog.
        also: more fields to set.

    Returns:
        None if the blog was changed since it was read.

    Raises:
        Unauthenticated: the author's account was deleted meanwhile.
    """
    if blog.status is BlogStatus.PUBLISHED:
        prefix = "working."
        update = await _copy_update(blog, change, received, storage)
        filter_ = allowing_copy(BlogAction.UPDATE, author, blog.oid, revision=blog.revision)
        # The copy must not be created twice, nor again after it was discarded.
        filter_["working.status"]["$exists"] = blog.copy_status is not None
    else:
        prefix = ""
        update = await _blog_update(blog, change, received, storage)
        filter_ = allowing(BlogAction.UPDATE, author, blog.oid, revision=blog.revision)
    revision, at = blog.revision + 1, update[f"{prefix}updated_at"]
    new = NewVersions.after(blog)
    new.add(revision=revision, cause=cause, by=author.oid, at=at)
    update |= {"revision": revision, "versions": new.entries} | (also or {})
    # An approval adds a version, and does not raise the revision.
    filter_["approved_at"] = blog.raw.get("approved_at")
    edited = await new.storing(lambda: _edited(filter_ | (where or {}), update))
    if edited is not None and "working.status" in update:
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


async def _blog_update(
    blog: BlogRecord, changes: TextChange, received: ReceiptContents, storage: Storage
) -> Raw:
    """Return the changes of a draft."""
    meta = await with_cover_file(changes.applied_to(blog.meta), storage)
    text = await _text_update(blog, meta, changes, received)
    final = blog.final_blog
    names = image_names(meta.model_dump(), changes.new_markdown or final.markdown)
    excerpt = text["final_blog"]["excerpt"] if "final_blog" in text else final.excerpt
    return {
        "meta": meta.model_dump(),
        **stored_words(title=meta.title, excerpt=excerpt, keyword=meta.targeted_keyword),
        "images": names,
        "updated_at": now(),
        **stored_tags(changes.tags_of(blog)),
        **text,
    }


async def _copy_update(
    blog: BlogRecord, changes: TextChange, received: ReceiptContents, storage: Storage
) -> Raw:
    """Return the changes of the working copy, which is created if the blog has no copy."""
    copy = blog.working_copy
    source = copy or blog
    meta = await with_cover_file(changes.applied_to(source.meta), storage)
    text = await _text_update(source, meta, changes, received, whole=copy is None)
    names = image_names(meta.model_dump(), changes.new_markdown or source.final_blog.markdown)
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
    update["images"] = sorted({*names, *images_of_text(blog)})
    # Absent in blogs that an earlier release approved.
    update["approved_revision"] = blog.public_revision
    return update


async def _text_update(
    source: BlogRecord,
    meta: Meta,
    changes: TextChange,
    received: ReceiptContents,
    *,
    whole: bool = False,
) -> Raw:
    """Return the changes of `final_blog` and `provenance`; `whole`: of all their fields."""
    final = source.final_blog
    markdown = final.markdown if changes.new_markdown is None else changes.new_markdown
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


async def _require_account(author: UserDocument, blog: BlogRecord) -> None:
    """Remove a working copy that was created while the author's account was being deleted.

    As in `save_blog`: either this check sees the mark, or the deletion sees the copy.
    """
    if not await has_account(author.oid):
        await remove_working_copy(blog)
        await remove_history(blog.author_id, [blog.oid])
        raise invalid_token()


def already_applied(change: TextChange, revision: int, blog: BlogRecord) -> BlogRecord:
    """Return the blog if its last edit was the same change of the same revision.

    Raises:
        EditConflict
    """
    text = blog.current_text
    if (
        blog.revision != revision + 1
        or _given(change.applied_to(text.meta)) != _given(text.meta)
        or change.tags_of(text) != text.tags
        or change.new_markdown not in {None, text.final_blog.markdown}
    ):
        raise EditConflict(blog)
    return blog


def _given(meta: Meta) -> Meta:
    """Return what the author gave, without the measures of the cover."""
    return meta.model_copy(update={"cover_file": None})


async def to_edit(author: UserDocument, oid: ObjectId, projection: Raw | None = None) -> BlogRecord:
    """Return the blog, if its author may edit it now.

    Raises:
        NotFound, BlogStatusConflict
    """
    raw = await BlogDocument.collection().find_one(
        {"_id": oid, "author_id": author.oid}, projection
    )
    if raw is None:
        raise no_blog()
    if not RULES[BlogAction.UPDATE].allows(blog := BlogRecord.of(raw)):
        raise await conflict(BlogAction.UPDATE, author, oid)
    return blog
