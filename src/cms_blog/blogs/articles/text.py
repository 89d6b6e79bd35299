"""Text and cover of an article: the stored paths that they need, and their types in the API."""

from functools import lru_cache

from cms_blog.blogs.articles.covers import cover_of
from cms_blog.blogs.content.content import content_of, text_of
from cms_blog.blogs.content.seo import Seo, cover_alt
from cms_blog.blogs.content.types import BlogContent
from cms_blog.blogs.records import BlogRecord
from cms_blog.context import Context
from cms_blog.media.schema import Image

STORED_TEXT = (
    "final_blog.markdown",
    "final_blog.html",
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
# Fields of `content` that need only the paths above; the others also need _DERIVED_FROM_TEXT.
_TEXT = {"content.markdown", "content.html", "content.__typename"}
_DERIVED_FROM_TEXT = (
    "final_blog.render",
    "final_blog.excerpt",
    "final_blog.word_count",
    "final_blog.reading_minutes",
    "meta.targeted_keyword",
    "meta.meta_title",
    "meta.meta_description",
    "meta.cover_image_alt",
)


def text_paths(fields: frozenset[str]) -> tuple[str, ...]:
    """Return the stored paths that the selected fields of `content` need."""
    return STORED_TEXT if _only_text(fields) else STORED_TEXT + _DERIVED_FROM_TEXT


@lru_cache(maxsize=512)
def _only_text(fields: frozenset[str]) -> bool:
    """Whether only the Markdown and the HTML of `content` are selected."""
    return all(field in _TEXT for field in fields if field.startswith("content."))


async def shown_cover(record: BlogRecord, context: Context) -> Image | None:
    """Return the cover as an image of this server, if it is one."""
    meta = record.raw_meta
    image = await cover_of(meta, context.services.storage)
    if image is None:
        return None
    return Image.of(image, cover_alt(meta.get("cover_image_alt"), record.title))


async def shown_content(record: BlogRecord, fields: frozenset[str], *, full: bool) -> BlogContent:
    """Return the text with the selected fields; `full`: with those for the author and admins."""
    final = record.final_blog
    if _only_text(fields):
        return BlogContent.of_text(*await text_of(final))
    meta = record.meta
    seo = Seo(meta.meta_title, meta.meta_description, meta.cover_image_alt)
    content = await content_of(final)
    return BlogContent.of(
        content,
        title=meta.title,
        keyword=meta.targeted_keyword if full else "",
        seo=seo,
        shows_checks=full,
    )
