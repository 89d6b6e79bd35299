"""Removal of working copies."""

from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.images import image_names
from cms_blog.blogs.documents import BlogDocument
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.versions.changes import NewVersions
from cms_blog.blogs.workflow.rules import BlogAction
from cms_blog.blogs.workflow.transitions import allowing_copy, at_revision, conflict, move
from cms_blog.database.document import Raw
from cms_blog.database.expressions import REMOVE

# The HTML is most of a blog's size, and changes of a text do not need it.
WITHOUT_HTML = {"final_blog.html": 0, "working.final_blog.html": 0}


def images_of_text(blog: BlogRecord) -> list[str]:
    """Return the names of the images in the blog's own text and cover, without the copy's."""
    return image_names(blog.meta.model_dump(), blog.final_blog.markdown)


async def discard_working_copy(author: UserDocument, oid: ObjectId, revision: int) -> BlogRecord:
    """Remove the working copy if the blog is still at this revision.

    Raises:
        NotFound, BlogStatusConflict, EditConflict
    """
    action = BlogAction.DISCARD_WORKING_COPY
    raw = await BlogDocument.collection().find_one(
        allowing_copy(action, author, oid, revision=revision), WITHOUT_HTML
    )
    if raw is None:
        raise await conflict(action, author, oid, revision=revision)
    new = NewVersions.after(blog := BlogRecord.of(raw))
    new.keep_newest()
    changes = _without_copy(blog) | {"versions": {"$literal": new.entries}}
    return await new.storing(lambda: move(action, author, oid, copy=changes, revision=revision))


async def remove_working_copy(blog: BlogRecord) -> None:
    """Remove the working copy, whatever its status, unless it was edited since it was read."""
    unchanged = {
        "_id": blog.oid,
        # The shard key.
        "author_id": blog.author_id,
        "revision": at_revision(blog.revision),
    }
    await BlogDocument.collection().update_one(unchanged, [{"$set": _without_copy(blog)}])


def _without_copy(blog: BlogRecord) -> Raw:
    return {
        "working": REMOVE,
        "images": images_of_text(blog),
        # Concurrent edits of the removed text are refused.
        "revision": blog.revision + 1,
    }
