"""Text and cover of an article: the stored paths that they need, and their types in the API.

The renderer stores the values that it derives from a text. A query for these values alone reads no
text, unless another version of the renderer stored it: then they are derived again, from the text
that a second query reads.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.articles.covers import cover_of
from cms_blog.blogs.content.content import content_of
from cms_blog.blogs.content.markdown import RENDERER, rendered
from cms_blog.blogs.content.seo import Seo, cover_alt
from cms_blog.blogs.content.types import BlogContent
from cms_blog.blogs.documents import BlogDocument, FinalBlog
from cms_blog.blogs.records import ALWAYS_READ, BlogRecord
from cms_blog.blogs.workflow.rules import may_see
from cms_blog.context import Context
from cms_blog.database.document import Raw
from cms_blog.graphql.types.selection import below
from cms_blog.media.schema import Image
from cms_blog.outbox.claims import DELETED

STORED_TEXT = (
    "final_blog.renderer",
    # Needed to remove the title and the cover from the texts of earlier versions.
    "meta.title",
    "meta.cover_image_url",
)
STORED_COVER = (
    "meta.cover_image_url",
    "meta.cover_file",
    # For the text that replaces the image.
    "meta.cover_image_alt",
    "meta.title",
)
# The stored paths of the fields of `content`, besides STORED_TEXT. Other fields need all of them.
_STORED: Mapping[str, tuple[str, ...]] = {
    "__typename": (),
    "markdown": ("final_blog.markdown",),
    "html": ("final_blog.html",),
    "excerpt": ("final_blog.excerpt",),
    "wordCount": ("final_blog.word_count",),
    "readingMinutes": ("final_blog.reading_minutes",),
    "metaTitle": ("meta.meta_title",),
    "metaDescription": ("meta.meta_description", "final_blog.excerpt"),
    "coverImageAlt": ("meta.cover_image_alt",),
}
_SEO = {"content.metaTitle", "content.metaDescription", "content.coverImageAlt"}
# The stored texts of a blog, and the selected paths that show them.
_TEXTS = {"final_blog": "content", "working.final_blog": "workingCopy.content"}
# HTML of another renderer is not shown.
_READ_AGAIN = [name for name in FinalBlog.model_fields if name not in {"html", "render"}]
TEXT_PATHS = (
    *STORED_TEXT,
    *sorted(set[str]().union(*_STORED.values())),
    # The sections.
    "final_blog.render",
    "meta.targeted_keyword",
)


@lru_cache(maxsize=512)
def text_paths(fields: frozenset[str]) -> tuple[str, ...]:
    """Return the stored paths that the selected fields of `content` need."""
    if not _are_stored(fields):
        return TEXT_PATHS
    paths = {path for field in below(fields, "content") for path in _STORED[field]}
    return (*STORED_TEXT, *sorted(paths))


@lru_cache(maxsize=512)
def _are_stored(fields: frozenset[str]) -> bool:
    """Whether each selected field of `content` has a stored value."""
    return below(fields, "content") <= _STORED.keys()


async def shown_cover(record: BlogRecord, context: Context) -> Image | None:
    """Return the cover as an image of this server, if it is one."""
    meta = record.raw_meta
    image = await cover_of(meta, context.services.storage)
    if image is None:
        return None
    return Image.of(image, cover_alt(meta.get("cover_image_alt"), record.title))


async def shown_content(record: BlogRecord, fields: frozenset[str], *, full: bool) -> BlogContent:
    """Return the text with the selected fields; `full`: with those for the author and admins.

    `with_texts` must have read the text of records of another renderer.
    """
    final, raw_meta = record.final_blog, record.raw_meta
    seo = Seo(*map(raw_meta.get, ("meta_title", "meta_description", "cover_image_alt")))
    if _are_stored(fields):
        values = final if final.renderer == RENDERER else await rendered(final.markdown)
        filled = seo.filled(record.title, values) if not _SEO.isdisjoint(fields) else None
        return BlogContent.of_stored(values, filled)
    return BlogContent.of(
        await content_of(final),
        title=record.title,
        keyword=raw_meta.get("targeted_keyword") or "" if full else "",
        seo=seo,
        shows_checks=full,
    )


async def with_texts(
    records: Sequence[BlogRecord], viewer: UserDocument | None, fields: frozenset[str]
) -> Sequence[BlogRecord]:
    """Return the records with the texts from which selected values must be derived again.

    No command if the current renderer stored all texts. `fields` are the selected paths of `Blog`.
    """
    shown = [path for path, selected in _TEXTS.items() if selected in fields]
    old = [record.oid for record in records if any(_lacks_text(record, path) for path in shown)]
    if not old:
        return records
    read = [*ALWAYS_READ, *(f"{path}.{name}" for path in shown for name in _READ_AGAIN)]
    cursor = BlogDocument.collection().find({"_id": {"$in": old}}, dict.fromkeys(read, 1))
    found = [BlogRecord.of(raw) for raw in await cursor.to_list() if raw["status"] != DELETED]
    # A blog may have been unpublished and edited since it was read.
    current = {blog.oid: blog for blog in found if may_see(blog, viewer)}
    return [_with_text(record, current.get(record.oid)) for record in records]


def _lacks_text(record: BlogRecord, path: str) -> bool:
    """Whether another renderer stored the text at `path`, and the query did not read it."""
    final: Raw | None = _holder(record, path).get("final_blog")
    return final is not None and final.get("renderer") != RENDERER and "markdown" not in final


def _holder(record: BlogRecord, path: str) -> Mapping[str, Any]:
    """Return what holds the text at `path`: the blog or its working copy; empty without one."""
    return record.raw if path == "final_blog" else record.raw.get("working") or {}


def _with_text(record: BlogRecord, current: BlogRecord | None) -> BlogRecord:
    if current is None:
        return record
    raw, read = {**record.raw}, current.raw
    if read.get("final_blog"):
        raw["final_blog"] = read["final_blog"]
    if raw.get("working") and read.get("working"):
        raw["working"] = raw["working"] | read["working"]
    return record._replace(raw=raw)
