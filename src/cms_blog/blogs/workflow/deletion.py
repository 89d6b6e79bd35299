"""Deletion of blogs.

A deleted blog has the status `deleted`, which is not one of `BlogStatus`, and neither an author nor
a slug, so that no list finds it; `BlogDocument.find_raw` does not return it.
"""

from bson import ObjectId

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.blogs.content.images import IMAGE_FIELDS, image_names
from cms_blog.blogs.documents import BlogDocument
from cms_blog.blogs.versions.store import delete_versions_of, images_of_versions
from cms_blog.blogs.workflow.events import deleted
from cms_blog.blogs.workflow.rules import BlogAction
from cms_blog.blogs.workflow.transitions import allowing, conflict
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.database.expressions import or_, present
from cms_blog.media.unused import list_unused
from cms_blog.outbox.claims import DELETED
from cms_blog.outbox.entries import OUTBOX_FIELDS

_KEPT = dict.fromkeys(("status", "deleted", "schema_version", *OUTBOX_FIELDS), 1)


async def delete_blog(viewer: UserDocument, oid: ObjectId) -> None:
    """Permanently delete the own blog or, as an admin, one of a deleted or suspended account.

    Raises:
        NotFound, BlogStatusConflict
    """
    if await _is_deleted(allowing(BlogAction.DELETE, viewer, oid)):
        return
    # A reinstatement at this moment comes after the deletion.
    orphaned = viewer.role is Role.ADMIN and await _is_orphaned(oid)
    deletable = allowing(BlogAction.DELETE, viewer, oid, orphaned=True)
    if orphaned and await _is_deleted(deletable):
        return
    raise await conflict(BlogAction.DELETE, viewer, oid, orphaned=orphaned)


async def _is_deleted(filter_: Raw) -> bool:
    """Delete the blog that matches, with its versions; return whether one did.

    Their images are listed as unused.
    """
    blog = await mark_deleted(filter_)
    if blog is None:
        return False
    versions = await images_of_versions([blog["_id"]])
    await delete_versions_of([blog["_id"]])
    await list_unused(image_names(blog, versions))
    return True


async def mark_deleted(filter_: Raw) -> Raw | None:
    """Delete the content of the blog that matches, and announce it in the same update.

    Its id and its outbox stay until all entries are handled: see `outbox.claims.settle`.

    Returns:
        The fields with images of the blog before; None if no blog matched.
    """
    left = {"deleted.slug": present("$slug"), "deleted.revision": or_("$revision", 1)}
    update = [
        {"$set": {"status": DELETED, **left, **deleted(now())}},
        {"$project": _KEPT},
    ]
    return await BlogDocument.collection().find_one_and_update(filter_, update, IMAGE_FIELDS)


async def _is_orphaned(oid: ObjectId) -> bool:
    """Whether the account of the blog's author was deleted, or is suspended."""
    raw = await BlogDocument.find_raw(oid, {"author_id": 1, "status": 1})
    if raw is None:
        return False
    author = await UserDocument.collection().find_one({"_id": raw["author_id"]}, {"suspended": 1})
    return author is None or bool(author.get("suspended"))
