"""Versions that decisions add."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.versions.changes import NewVersions
from cms_blog.blogs.versions.documents import BlogVersionCause
from cms_blog.blogs.workflow.rules import (
    RULES,
    BlogAction,
    BlogStatusConflict,
    EditConflict,
    no_blog,
)
from cms_blog.blogs.workflow.transitions import move
from cms_blog.blogs.workflow.working_copies import images_of_text
from cms_blog.database.document import Raw
from cms_blog.database.expressions import REMOVE
from cms_blog.errors import DomainError

# The text is needed, and what is derived from it is not.
WITHOUT_DERIVED = {
    f"{parent}final_blog.{name}": 0 for parent in ("", "working.") for name in ("html", "render")
}
_ATTEMPTS = 5


def version_of_publication(
    blog: BlogRecord, text: BlogRecord, admin: UserDocument, at: datetime
) -> NewVersions:
    """Return the version of the approved text, the blog's own or that of the working copy."""
    # A working copy replaces the text of the blog.
    new = NewVersions(blog) if text is blog else NewVersions.after(blog)
    new.add(revision=blog.revision, cause=BlogVersionCause.PUBLISHED, by=admin.oid, at=at)
    return new


async def unpublish_text(admin: UserDocument, oid: ObjectId, changes: Raw) -> BlogRecord:
    """Make the `changes` that unpublish the blog; a working copy becomes a version.

    The blog is read first, so an edit or an approval in between needs another attempt.

    Raises:
        NotFound, BlogStatusConflict
        EditConflict: the author edited the working copy during each attempt.
    """

    async def attempt() -> BlogRecord:
        raw = await BlogDocument.find_raw(oid, WITHOUT_DERIVED)
        if raw is None:
            raise no_blog()
        return await _unpublished(admin, BlogRecord.of(raw), changes)

    return await repeated(BlogAction.UNPUBLISH, attempt, EditConflict)


async def repeated(
    action: BlogAction,
    attempt: Callable[[], Awaitable[BlogRecord]],
    *also: type[DomainError],
) -> BlogRecord:
    """Repeat an attempt that failed because the blog was changed since it read the blog.

    That is so if the blog still allows the action, and after the errors `also`.
    """
    for _ in range(_ATTEMPTS - 1):
        with suppress(*also):
            try:
                return await attempt()
            except BlogStatusConflict as conflict:
                # For example, a working copy was approved since.
                if not RULES[action].allows(conflict.blog):
                    raise
    return await attempt()


async def _unpublished(admin: UserDocument, blog: BlogRecord, changes: Raw) -> BlogRecord:
    new = NewVersions(blog)
    added: dict[str, Any] = {}
    if blog.working_copy is not None:
        new = NewVersions.after(blog)
        new.keep_newest()
        # Concurrent edits of the removed text are refused.
        revision = blog.revision + 1
        added = {
            "working": REMOVE,
            "images": images_of_text(blog),
            "versions": {"$literal": new.entries},
            "revision": revision,
            "approved_revision": revision,
        }
    # An approval adds a version, and does not raise the revision.
    where = {"approved_at": blog.raw.get("approved_at")}
    return await new.storing(
        lambda: move(
            BlogAction.UNPUBLISH,
            admin,
            blog.oid,
            blog=changes | added,
            revision=blog.revision,
            where=where,
        )
    )
