"""Published posts for feeds and the sitemap."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.accounts.user_cache import UserCache
from cms_blog.blogs.articles.languages import language_tag
from cms_blog.blogs.content.content import text_of
from cms_blog.blogs.content.markdown import off_loop
from cms_blog.blogs.documents import BlogDocument, BlogStatus
from cms_blog.blogs.queries import PUBLISHED, published_blogs
from cms_blog.blogs.records import ALWAYS_READ, BlogRecord
from cms_blog.blogs.workflow.publication import having_status
from cms_blog.database.clock import now
from cms_blog.database.pagination import PageRequest, count_of
from cms_blog.feeds.absolute_links import with_absolute_links
from cms_blog.site.links import SiteLinks

# Posts in a feed: the newest ones.
POSTS_IN_FEED = 30
_BATCH = 500

_TIMES = ("approved_at", "first_published_at", "updated_at")
_OF_POST = (
    *("meta.title", "meta.language", "meta.cover_image_url", "meta.meta_description"),
    *("final_blog.markdown", "final_blog.html", "final_blog.renderer", "final_blog.excerpt"),
    *("tags", "slug"),
)
_POST = dict.fromkeys((*ALWAYS_READ, *_TIMES, *_OF_POST), 1)
_LOCATION = dict.fromkeys((*ALWAYS_READ, *_TIMES, "slug"), 1)
# Ids of posts in feeds are derived from it (RFC 9562, section 5.5): never change it.
_IDS = UUID("7d1e0c3a-5f0b-4d4e-9d43-6c1f0f7f2a51")


@dataclass(frozen=True, slots=True)
class Author:
    """The author of a post: name, and their website."""

    name: str
    website: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """The public page of a post, and when it changed.

    Attributes:
        updated: time when the public text last changed.
        changed: time of the last change of any kind.
    """

    url: str
    updated: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """A published post with its text, as feeds show it.

    Attributes:
        urn: id that never changes, also if the slug or the site's address does.
        html: sanitised, with absolute links.
    """

    urn: str
    location: Location
    title: str
    html: str
    summary: str
    author: Author
    tags: Sequence[str]
    language: str | None
    cover_url: str | None
    published: datetime


def urn_of(oid: ObjectId) -> str:
    """Return the URN of a post, which depends on its id only."""
    return uuid5(_IDS, str(oid)).urn


async def newest(
    *, tag: str | None = None, author_id: ObjectId | None = None
) -> Sequence[BlogRecord]:
    """Return the newest published blogs that have a page, POSTS_IN_FEED at most.

    Raises:
        BadRequest: `tag` is too long.
    """
    page = await published_blogs(
        search=None,
        tag=tag,
        author_id=author_id,
        projection=_POST,
        page=PageRequest(first=POSTS_IN_FEED),
        count=False,
    )
    return [blog for blog in page.items if blog.slug]


async def posts_of(
    blogs: Sequence[BlogRecord], links: SiteLinks, users: UserCache
) -> Sequence[Post]:
    """Return the blogs as posts, with all authors read in one query."""
    ids = {blog.author_id for blog in blogs}
    found = await users.get(ids) if ids else {}
    authors = {oid: _author(found.get(oid)) for oid in ids}
    return [await _post(blog, authors[blog.author_id], links) for blog in blogs]


def _author(user: UserDocument | None) -> Author:
    # As `User.deleted` of accounts/types.py.
    return Author("Deleted user") if user is None else Author(user.name, user.website_url)


async def _post(blog: BlogRecord, author: Author, links: SiteLinks) -> Post:
    meta, final, location = blog.meta, blog.final_blog, location_of(blog, links)
    _, html = await text_of(final)
    return Post(
        urn=urn_of(blog.oid),
        location=location,
        title=blog.title,
        html=await off_loop(lambda text: with_absolute_links(text, location.url), html),
        summary=meta.meta_description or final.excerpt,
        author=author,
        tags=blog.tags,
        language=language_tag(meta.language),
        cover_url=blog.cover_image_url or None,
        published=blog.first_published_at or location.updated,
    )


def location_of(blog: BlogRecord, links: SiteLinks) -> Location:
    """Return the public page of a blog with a slug."""
    changed = blog.instant("updated_at") or blog.oid.generation_time
    # The public text changes with a publication and nothing else. Blogs of the first release have
    # no time of it.
    updated = blog.published_at or changed
    return Location(links.post(blog.slug or ""), updated, max(updated, changed))


async def count_published() -> int:
    """Count the published blogs, in an index."""
    return await count_of(BlogDocument, having_status({BlogStatus.PUBLISHED}, now()))


async def locations(links: SiteLinks, *, skip: int, limit: int) -> AsyncIterator[Location]:
    """Yield the pages of published blogs, the oldest first, read in batches.

    New posts come last, so that the earlier parts of a sitemap stay as they are.
    """
    cursor = BlogDocument.collection().find(
        having_status({BlogStatus.PUBLISHED}, now()),
        _LOCATION,
        sort=PUBLISHED.reversed().sort,
        skip=skip,
        limit=limit,
        batch_size=_BATCH,
    )
    async with cursor:
        async for raw in cursor:
            blog = BlogRecord.of(raw)
            if blog.slug:
                yield location_of(blog, links)
