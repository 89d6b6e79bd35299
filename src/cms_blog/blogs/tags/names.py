"""Names of tags: their input, the keys that they are compared by, and how they are stored."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from cms_blog.database.document import Raw
from cms_blog.database.expressions import REMOVE
from cms_blog.errors import BadRequest
from cms_blog.validation.inputs import Line
from cms_blog.validation.text import clean_line, folded

MAX_TAGS = 10
MAX_TAG = 50


def tag_key(tag: str) -> str:
    """Return the key of a tag: without case, compatibility forms and invisible characters.

    Case is folded as Unicode does without a language: "Straße" equals "STRASSE", and the dotless i
    of Turkish differs from "i".
    """
    # Compatibility forms can contain spaces.
    return " ".join(folded(tag).split())


def without_duplicates(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags without those that have the key of an earlier one."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag_key(tag), tag)
    return tuple(first.values())


type Tags = Annotated[
    tuple[Annotated[str, Line(MAX_TAG)], ...],
    Field(max_length=MAX_TAGS),
    AfterValidator(without_duplicates),
]


def stored_tags(tags: Sequence[str]) -> Raw:
    """Return the stored fields of a blog with these tags; `REMOVE` if it has none."""
    if not tags:
        return {"tags": REMOVE, "tag_keys": REMOVE}
    return {"tags": [*tags], "tag_keys": [tag_key(tag) for tag in tags]}


def tag_filter(tag: str | None) -> Raw:
    """Return the filter for blogs with this tag; of all blogs if it is None or blank.

    Raises:
        BadRequest: the tag is too long.
    """
    cleaned = clean_line(tag or "")
    if len(cleaned) > MAX_TAG:
        raise BadRequest(f"`tag` must have at most {MAX_TAG} characters.")
    key = tag_key(cleaned)
    return {"tag_keys": key} if key else {}
