"""Names of the images that a blog uses. Stored with the blog, to find unused images."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from cms_blog.media.image_store import IMAGE_NAME, MEDIA_TYPES

# Matches in any address, including relative ones and those of other servers: keeping an unused
# image does less harm than deleting a used one.
_NAMED = re.compile(rf"(?<![0-9a-f]){IMAGE_NAME.pattern}(?![\w-])")
_ENDINGS = tuple(f".{extension}" for extension in MEDIA_TYPES)
# Projection of the parts of a stored blog that can contain images.
TEXT_FIELDS = {
    f"{parent}{path}": 1
    for parent in ("", "working.")
    for path in ("meta", "final_blog.markdown", "final_blog.html")
}
# Projection of the names of a stored blog. `images` is absent in blogs of earlier releases; their
# texts contain the names.
IMAGE_FIELDS = {"images": 1, "meta": 1, "final_blog.markdown": 1}


def image_names(*parts: object) -> list[str]:
    """Return the sorted image names in all strings of these parts of a stored blog."""
    return sorted({name for text in texts(parts) for name in _names_in(text)})


def _names_in(text: str) -> list[str]:
    # The search for names is slow, and most texts have no image.
    return _NAMED.findall(text) if any(ending in text for ending in _ENDINGS) else []


def texts(value: object) -> Iterator[str]:
    """Iterate over all strings in the value, at any depth."""
    match value:
        case str():
            yield value
        case Mapping():
            yield from texts(list(cast("Mapping[str, object]", value).values()))
        case Sequence() if not isinstance(value, bytes):
            for item in cast("Sequence[object]", value):
                yield from texts(item)
        case _:
            pass
