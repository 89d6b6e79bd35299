"""Changes of slugs. Old slugs of a blog that was public stay its own, and lead to it.

Each write of `slug` also writes `slugs`, whose unique index compares it with the old slugs of all
blogs. Documents of earlier releases have no `slugs`: the unique index of `slug` compares it with
theirs.
"""

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.slugs.names import MAX_SLUG, Slug, ends_with_id, with_id
from cms_blog.blogs.workflow.publication import having_status
from cms_blog.blogs.workflow.rules import (
    RULES,
    BlogAction,
    BlogStatusConflict,
    EditConflict,
    actors_of,
    may_see_all,
    no_blog,
)
from cms_blog.blogs.workflow.transitions import at_revision
from cms_blog.blogs.workflow.working_copies import WITHOUT_HTML
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.errors import FieldErrorCode
from cms_blog.outbox.announcements import Announcement, announced
from cms_blog.outbox.entries import pushing
from cms_blog.validation.inputs import Input, check, refuse

# Old slugs are never dropped, so their number is limited.
MAX_SLUGS = 50
_ATTEMPTS = 3


class SlugChange(Input):
    """Validated input of `update_slug`."""

    slug: Slug
    expected_revision: int


async def update_slug(
    actor: UserDocument, oid: ObjectId, given: object, *, slugs_are_unique: bool = True
) -> BlogRecord:
    """Change the slug: as the author before the first publication, as an admin after it.

    A repeated call, for example after a lost response, returns the changed blog.

    Args:
        slugs_are_unique: whether the database enforces unique slugs. It can't in a sharded
            collection, for example; then the blog's id is added to the slug.

    Raises:
        InvalidInput: also if the slug is or was that of another blog.
        NotFound, BlogStatusConflict, EditConflict
    """
    change = check(SlugChange, given)
    for attempt in range(1, _ATTEMPTS + 1):
        blog = await _to_change(actor, oid)
        slug = _slug_for(blog, change.slug, slugs_are_unique=slugs_are_unique)
        is_done = blog.slug == slug and (blog.was_public or blog.has_chosen_slug)
        if is_done and blog.revision - change.expected_revision in {0, 1}:
            return blog
        if blog.revision != change.expected_revision:
            raise EditConflict(blog)
        if (changed := await _changed(blog, slug)) is not None:
            return changed
        if attempt == _ATTEMPTS:
            raise EditConflict(await _to_change(actor, oid))
    raise AssertionError


async def _to_change(actor: UserDocument, oid: ObjectId) -> BlogRecord:
    """Return the blog, if the actor may change its slug now.

    Raises:
        NotFound, BlogStatusConflict
    """
    raw = await BlogDocument.find_raw(oid, WITHOUT_HTML)
    if raw is None or not may_see_all(blog := BlogRecord.of(raw), actor):
        raise no_blog()
    rule = RULES[BlogAction.UPDATE_SLUG]
    actors = actors_of(blog, actor, orphaned=False)
    if not rule.allows(blog) or {*actors}.isdisjoint(rule.actors):
        raise BlogStatusConflict(blog, BlogAction.UPDATE_SLUG)
    return blog


def _slug_for(blog: BlogRecord, given: str, *, slugs_are_unique: bool) -> str:
    """Return the slug to store.

    Raises:
        InvalidInput: the slug may belong to another blog, or there are too many.
    """
    if given in blog.slugs:
        return given
    slug = given if slugs_are_unique else with_id(given, blog.oid)
    if ends_with_id(slug) and slug != with_id(slug, blog.oid):
        refuse("slug", "can't end like the id of another blog", FieldErrorCode.NOT_ALLOWED)
    if len(slug) > MAX_SLUG:
        most = MAX_SLUG - len(str(blog.oid)) - 1
        refuse("slug", f"must have at most {most} characters", FieldErrorCode.TOO_LONG)
    if slug not in blog.slugs and len(blog.slugs) >= MAX_SLUGS:
        refuse(
            "slug",
            f"can't be another one: the blog has had {MAX_SLUGS} slugs. Choose one of them.",
            FieldErrorCode.TOO_MANY,
        )
    return slug


async def _changed(blog: BlogRecord, slug: str) -> BlogRecord | None:
    """Change the slug, if the blog is as it was read; return None otherwise.

    Raises:
        InvalidInput: the slug is or was that of another blog.
    """
    unchanged = having_status({blog.status}, now(), to_change=True) | {
        "_id": blog.oid,
        "revision": at_revision(blog.revision),
        "slug": blog.slug,
        # An approval sets it, and does not raise the revision.
        "approved_at": blog.raw.get("approved_at"),
    }
    try:
        raw = await BlogDocument.collection().find_one_and_update(
            unchanged,
            _update(blog, slug),
            return_document=ReturnDocument.AFTER,
        )
    except DuplicateKeyError:
        refuse("slug", "is or was the slug of another blog", FieldErrorCode.TAKEN)
    return None if raw is None else BlogRecord.of(raw)


def _update(blog: BlogRecord, slug: str) -> Raw:
    changes: Raw = {"$set": _changes(blog, slug)}
    if blog.status is not BlogStatus.PUBLISHED:
        return changes
    return changes | pushing(announced(Announcement.BLOG_UPDATED))


def _changes(blog: BlogRecord, slug: str) -> Raw:
    revision = blog.revision + 1
    # A scheduled publication may be due before the update.
    is_kept = blog.was_public or blog.status is BlogStatus.SCHEDULED
    changes: Raw = {
        "slug": slug,
        "slugs": [*dict.fromkeys([*blog.slugs, slug])] if is_kept else [slug],
        "revision": revision,
        "updated_at": now(),
    }
    if not blog.was_public:
        changes["slug_chosen"] = True
    if blog.is_as_approved:
        # The text is still the approved one, so that the blog can be republished.
        changes["approved_revision"] = revision
    return changes
