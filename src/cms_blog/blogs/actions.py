"""An author's actions on a blog that do not edit it: delete, request publication, withdraw."""

from bson import ObjectId

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.workflow import REMOVE, BlogAction, allowing, conflict, move, now


async def delete_blog(viewer: UserDocument, oid: ObjectId) -> None:
    """Delete the blog for good: the author's own, or for an admin one without an author.

    Raises:
        NotFound, BlogStatusConflict
    """
    blogs = BlogDocument.collection()
    if (await blogs.delete_one(allowing(BlogAction.DELETE, viewer, oid))).deleted_count:
        return
    # Deleted accounts do not come back: an orphaned blog stays one.
    orphaned = viewer.role is Role.ADMIN and await _is_orphaned(oid)
    if orphaned:
        deletable = allowing(BlogAction.DELETE, viewer, oid, orphaned=True)
        if (await blogs.delete_one(deletable)).deleted_count:
            return
    raise await conflict(BlogAction.DELETE, viewer, oid, orphaned=orphaned)


async def _is_orphaned(oid: ObjectId) -> bool:
    """Whether the account of the blog's author was deleted."""
    raw = await BlogDocument.collection().find_one({"_id": oid}, {"author_id": 1})
    if raw is None:
        return False
    return await UserDocument.collection().find_one({"_id": raw["author_id"]}, {"_id": 1}) is None


async def request_publish(author: UserDocument, oid: ObjectId) -> BlogRecord:
    """Send the blog for review.

    Raises:
        NotFound, BlogStatusConflict
    """
    changes = {"requested_at": now(), "feedback": REMOVE}
    return await move(BlogAction.REQUEST_PUBLISH, author, oid, changes)


async def withdraw_blog(author: UserDocument, oid: ObjectId) -> BlogRecord:
    """Withdraw the blog from review.

    Raises:
        NotFound, BlogStatusConflict
    """
    return await move(BlogAction.WITHDRAW, author, oid, {"requested_at": REMOVE})
