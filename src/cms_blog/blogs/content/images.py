"""The names of the images that a blog shows, stored with it so that unused ones can be found."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from cms_blog.media.image_store import IMAGE_NAME

# In any address, also a relative one. Other servers' images with such a name count as well: an
# image that is kept too long does less harm than one that is missing.
_NAMED = re.compile(rf"(?<![0-9a-f]){IMAGE_NAME.pattern}(?![\w-])")


def image_names(*parts: object) -> list[str]:
    """The names in all texts within these parts of a stored blog, sorted."""
    return sorted({name for text in texts(parts) for name in _NAMED.findall(text)})


def texts(value: object) -> Iterator[str]:
    """Every string in the value, at any depth."""
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
