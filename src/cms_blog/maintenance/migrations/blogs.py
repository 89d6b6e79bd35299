"""Migration of blogs."""

from datetime import datetime
from typing import Any

from cms_blog.blogs.content.content import below_headline, stored_content
from cms_blog.blogs.content.images import image_names
from cms_blog.blogs.content.markdown import RENDERER, rendered
from cms_blog.blogs.documents import BlogStatus, FinalBlog, Meta
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.search import stored_words
from cms_blog.blogs.slugs.names import slugs_for
from cms_blog.database.clock import now
from cms_blog.database.document import SCHEMA_VERSION, Raw
from cms_blog.maintenance.migrations.changes import Changes, Unfit, version_of
from cms_blog.outbox.announcements import Announcement, announced
from cms_blog.outbox.claims import DELETED

# Projection for `is_old`.
SIGNS: dict[str, int] = {
    "status": 1,
    "schema_version": 1,
    "final_blog.renderer": 1,
    "working.final_blog.renderer": 1,
    "images": 1,
    "keyword_words": 1,
    "slug": 1,
    "slugs": 1,
    "published_at": 1,
    "outbox.kind": 1,
}
# Every write of a server to a blog changes one of these fields.
GUARDS = ("status", "revision", "updated_at", "schema_version")


def is_old(signs: Raw) -> bool:
    """Return whether the blog has an earlier schema version or was rendered by another renderer."""
    # A deleted blog has no content.
    return signs.get("status") != DELETED and (
        version_of(signs) < SCHEMA_VERSION
        or _is_outdated(signs)
        or (bool(signs.get("working")) and _is_outdated(signs["working"]))
        or signs.get("images") is None
        or signs.get("keyword_words") is None
        or _has_no_slugs(signs)
        or _is_unannounced(signs)
    )


def _is_outdated(text: Raw) -> bool:
    final: Raw = text.get("final_blog") or {}
    return final.get("renderer") != RENDERER


def _has_no_slugs(raw: Raw) -> bool:
    return raw.get("slug") is not None and raw.get("slugs") is None


def _is_unannounced(raw: Raw) -> bool:
    """Whether the blog will be published and no event waits for it.

    It was scheduled by a release without webhooks, or restored from a backup.
    """
    published_at: datetime | None = raw.get("published_at")
    return (
        raw["status"] == BlogStatus.PUBLISHED
        and published_at is not None
        and published_at > now()
        and all(each["kind"] != Announcement.BLOG_PUBLISHED for each in raw.get("outbox") or ())
    )


async def changes_of(raw: Raw) -> Changes:
    """Return the updates that bring the blog to the current version.

    Raises:
        Unfit, pydantic.ValidationError: the blog can't be migrated.
    """
    changes = Changes()
    meta = _meta(raw, changes)
    await _text(raw, meta, changes)
    working: Raw = raw.get("working") or {}
    if working:
        await _text(working, Meta.model_validate(working.get("meta") or {}), changes, "working.")
    final: Raw = changes.fields.get("final_blog") or raw.get("final_blog") or {}
    excerpt = final.get("excerpt") or ""
    words = stored_words(title=meta.title, excerpt=excerpt, keyword=meta.targeted_keyword)
    if any(raw.get(field) != value for field, value in words.items()):
        changes.set("search words", **words)
    images = image_names(meta.model_dump(), final.get("markdown"), working.get("images"))
    if raw.get("images") != images:
        changes.set("image names", images=images)
    if raw.get("revision") is None:
        changes.set("a revision", revision=1)
    _dates(raw, changes)
    if raw["status"] == BlogStatus.PUBLISHED and raw.get("slug") is None:
        changes.slugs = slugs_for(BlogRecord.of(raw))
        changes.set("a slug")
    elif _has_no_slugs(raw):
        changes.set("a list of slugs", slugs=[raw["slug"]])
    if _is_unannounced(raw):
        changes.entry = announced(Announcement.BLOG_PUBLISHED, at=raw["published_at"])
        changes.set("the event of a scheduled publication")
    changes.version(raw)
    return changes


def _meta(raw: Raw, changes: Changes) -> Meta:
    stored: dict[str, Any] = raw.get("meta") or {}
    meta = Meta.model_validate(stored)
    # Unknown fields are kept.
    whole = stored | meta.model_dump(mode="json")
    if whole != stored:
        changes.set("new fields of the brief", meta=whole)
    return meta


async def _text(raw: Raw, meta: Meta, changes: Changes, prefix: str = "") -> None:
    """Render a text of another renderer again; `prefix` is the path of a working copy's fields."""
    stored: dict[str, Any] = raw.get("final_blog") or {}
    final = FinalBlog.model_validate(stored)
    if final.renderer == RENDERER:
        return
    if final.html.strip() and not final.markdown.strip():
        raise Unfit("the text is HTML without Markdown, which can't be sanitised")
    markdown = below_headline(final, meta.title, meta.cover_image_url).markdown
    content = stored_content(meta, await rendered(markdown))
    whole = {f"{prefix}final_blog": stored | content.model_dump()}
    changes.set("HTML of the current renderer", **whole)
    if markdown != final.markdown:
        changes.kinds.add("title and cover removed from the text")


def _dates(raw: Raw, changes: Changes) -> None:
    if raw["status"] not in set(BlogStatus):
        raise Unfit(f"unknown status {raw['status']!r}")
    created = raw.get("created_at") or raw["_id"].generation_time
    updated = raw.get("updated_at") or created
    if raw.get("created_at") is None:
        changes.set("dates", created_at=created)
    if raw.get("updated_at") is None:
        changes.set("dates", updated_at=updated)
    if raw["status"] == BlogStatus.PENDING and raw.get("requested_at") is None:
        changes.set("dates", requested_at=updated)
    if raw["status"] == BlogStatus.PUBLISHED and raw.get("published_at") is None:
        changes.set("dates", published_at=updated)
