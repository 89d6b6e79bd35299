"""Names of slugs: their generation from titles, and the validation of those that people choose.

A slug that ends with the id of a blog belongs to that blog. So there is always a free one, which is
unique without an index, as in a sharded collection.
"""

import re
import unicodedata
from collections.abc import Container
from typing import Annotated

from bson import ObjectId
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError
from slugify import slugify
from text_unidecode import (  # pyright: ignore[reportMissingTypeStubs] - has no types
    unidecode,  # pyright: ignore[reportUnknownVariableType] - as above
)

from cms_blog.blogs.records import BlogRecord

# Of a slug that is given. A generated one has at most 80, and its id.
MAX_SLUG = 120
_MAX_GENERATED = 80
_UNIQUE_INDEXES = ("blogs.slug_1", "blogs.slugs_1")
_NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_ENDS_WITH_ID = re.compile("(?:.*-)?([0-9a-f]{24})")
# German spelling without umlauts; `slugify` only drops the dots.
_GERMAN = (
    *(("ä", "ae"), ("ö", "oe"), ("ü", "ue")),
    *(("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue")),
)
# `slugify` separates the marks of voiced kana and drops them: "ga" would become "ka".
_KANA = tuple(
    (kana, str(unidecode(kana)))  # pyright: ignore[reportUnknownArgumentType] - as above
    for kana in map(chr, range(0x3041, 0x30FF))
    if unicodedata.normalize("NFD", kana) != kana
)


def _checked(text: str) -> str:
    if not text:
        raise PydanticCustomError("blank", "can't be empty")
    if len(text) > MAX_SLUG:
        raise PydanticCustomError(
            "too_long_text", "must have at most {most} characters", {"most": MAX_SLUG}
        )
    if not _NAME.fullmatch(text):
        raise PydanticCustomError(
            "slug", "must consist of letters from a to z, digits, and single hyphens between them"
        )
    return text


type Slug = Annotated[str, AfterValidator(_checked)]


def are_unique(refused: Container[str]) -> bool:
    """Whether the database enforces unique slugs: it refused none of the indexes that do."""
    return not any(index in refused for index in _UNIQUE_INDEXES)


def slugs_for(blog: BlogRecord) -> list[str]:
    """Return the blog's slug, or candidates in order; the last contains the id and is unique."""
    if blog.slug is not None:
        return [blog.slug]
    base = _slug_of(blog.title)
    last = f"{base}-{blog.oid}"
    if _ENDS_WITH_ID.fullmatch(base):
        return [last]
    return [base, f"{base}-{str(blog.oid)[-6:]}", last]


def _slug_of(title: str) -> str:
    """Return the first words of the title; `blog` if it has none."""
    return (
        slugify(
            # Otherwise an umlaut may be a letter and a mark.
            unicodedata.normalize("NFC", title),
            max_length=_MAX_GENERATED,
            word_boundary=True,
            save_order=True,
            replacements=_GERMAN + _KANA,
        )
        or "blog"
    )


def ends_with_id(slug: str) -> bool:
    """Whether the slug ends with the id of a blog, or looks so."""
    return _ENDS_WITH_ID.fullmatch(slug) is not None


def with_id(slug: str, oid: ObjectId) -> str:
    """Return the slug with the blog's id at its end."""
    return slug if slug == str(oid) or slug.endswith(f"-{oid}") else f"{slug}-{oid}"
