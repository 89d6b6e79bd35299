"""Ids of headings, and resolution of links to headings."""

import unicodedata
from collections import Counter
from urllib.parse import unquote

from cms_blog.validation.text import is_in_word

# Keeps ids of headings apart from ids and `window` properties of the page that shows the text, for
# example an element `app` or a global `window.config` (DOM clobbering).
ANCHOR_PREFIX = "section-"


class Anchors:
    """Unique ids of the headings of one text."""

    def __init__(self) -> None:
        self._ids = _Unique(first=2)
        self._slugs = _Unique(first=1)
        self._by_slug: dict[str, str] = {}

    def add(self, heading: str) -> str:
        """Return the id of the next heading."""
        from slugify import slugify

        anchor = self._ids.of(ANCHOR_PREFIX + (slugify(heading, max_length=60) or "untitled"))
        self._by_slug[self._slugs.of(_github_slug(heading))] = anchor
        return anchor

    def target(self, fragment: str) -> str:
        """Return the id for a link to `#fragment`.

        Authors and models write the ids that GitHub generates, for example `#tips--tricks` or
        `#堆肥の作り方`.
        """
        name = unicodedata.normalize("NFC", unquote(fragment))
        if name in self._ids:
            return name
        if (anchor := self._by_slug.get(name.lower())) is not None:
            return anchor
        return ANCHOR_PREFIX + fragment.removeprefix(ANCHOR_PREFIX)


class _Unique:
    """Makes names unique with a numeric suffix; the second use of a name gets `first`."""

    def __init__(self, *, first: int) -> None:
        self._next: Counter[str] = Counter()
        self._taken: set[str] = set()
        self._first = first

    def of(self, name: str) -> str:
        """Return the name, with the lowest unused suffix if it is taken."""
        unique = name
        while unique in self._taken:
            # Continues at the last suffix, so that many equal headings take linear time.
            number = max(self._next[name], self._first)
            self._next[name] = number + 1
            unique = f"{name}-{number}"
        self._taken.add(unique)
        return unique

    def __contains__(self, name: str) -> bool:
        return name in self._taken


def _github_slug(heading: str) -> str:
    """Return GitHub's id of a heading: lower case, only words and hyphens, spaces as hyphens."""
    lower = unicodedata.normalize("NFC", heading).lower()
    kept = (char for char in lower if char in "-_ " or is_in_word(char))
    return "".join(kept).replace(" ", "-")
