"""Builds the versions of blogs. Their documents are read in one query, as far as selected."""

from collections.abc import Iterator, Mapping, Sequence

from cms_blog.accounts.types import User
from cms_blog.blogs.content.content import word_count_of
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.versions.history import is_in_blog
from cms_blog.blogs.versions.store import newest_text, unpacked, versions_by_id
from cms_blog.blogs.versions.types import BlogVersion, VersionText
from cms_blog.database.document import Raw

# Fields of the documents by their names in the API. The others are in the blog's entries.
_STORED = {
    "title": "title",
    "tags": "tags",
    "coverImageUrl": "cover_image_url",
    "markdown": "text",
    "wordCount": "word_count",
}
# Where a blog has them. The title and the cover are removed from a text of an earlier release, and
# its words are counted again.
_MARKDOWN = ("meta.title", "meta.cover_image_url", "final_blog.markdown", "final_blog.renderer")
_CURRENT: Mapping[str, tuple[str, ...]] = {
    "title": ("meta.title",),
    "tags": ("tags",),
    "coverImageUrl": ("meta.cover_image_url",),
    "markdown": _MARKDOWN,
    "wordCount": (*_MARKDOWN, "final_blog.word_count"),
}
# What `newest_text` needs.
_WHICH = ("revision", "approved_revision", "working.status")


def text_paths(selected: frozenset[str]) -> Iterator[str]:
    """Yield the paths of the current text in a blog that the fields of its versions need."""
    for name in selected & _CURRENT.keys():
        for path in _CURRENT[name]:
            yield path
            # `working.meta` is read as a whole.
            yield "working.meta" if path.startswith("meta.") else f"working.{path}"
        yield from _WHICH


async def versions_of(
    records: Sequence[BlogRecord], users: Mapping[bytes, User], selected: frozenset[str]
) -> list[list[BlogVersion]]:
    """Return the versions of each blog, newest first; `selected` are the paths below `versions`.

    An entry without its document, for example of a backup that is not of one point in time, is
    left out if fields of the document are selected.
    """
    fields = {_STORED[name]: 1 for name in selected & _STORED.keys()}
    entries = [[*reversed(record.versions)] for record in records]
    if fields:
        stored = [e["version_id"] for each in entries for e in each if not is_in_blog(e)]
        documents = await versions_by_id(stored, fields)
        texts = {oid: _text_of(raw) for oid, raw in documents.items()}
        for record, each in zip(records, entries, strict=True):
            if each and is_in_blog(each[0]) and (text := newest_text(record)) is not None:
                texts[each[0]["version_id"]] = await _current(text, selected)
    else:
        texts = {e["version_id"]: VersionText() for each in entries for e in each}
    return [
        [
            BlogVersion.of(entry, users.get(entry["by"].binary), texts[entry["version_id"]])
            for entry in each
            if entry["version_id"] in texts
        ]
        for each in entries
    ]


def _text_of(version: Raw) -> VersionText:
    return VersionText(
        title=version.get("title", ""),
        tags=version.get("tags", []),
        cover_image_url=version.get("cover_image_url"),
        markdown=unpacked(version["text"]) if "text" in version else "",
        word_count=version.get("word_count", 0),
    )


async def _current(text: BlogRecord, selected: frozenset[str]) -> VersionText:
    final = text.final_blog
    return VersionText(
        title=text.title,
        tags=text.tags,
        cover_image_url=text.cover_image_url,
        markdown=final.markdown,
        word_count=await word_count_of(final) if "wordCount" in selected else 0,
    )
