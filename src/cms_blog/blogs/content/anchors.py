"""Ids of headings, and which of them a text's own links mean."""

import unicodedata
from collections import Counter
from urllib.parse import unquote

from cms_blog.validation.text import is_in_word

# A page may have an element `app` of its own, or a script that reads `window.config`: with this
# prefix, no heading of a text takes the place of either.
ANCHOR_PREFIX = "section-"


class Anchors:
    """The ids of one text's headings, each of them unique."""

    def __init__(self) -> None:
        self._ids = _Unique(first=2)
        self._slugs = _Unique(first=1)
        self._by_slug: dict[str, str] = {}

    def add(self, heading: str) -> str:
        """Give the next heading its id."""
        from slugify import slugify

        anchor = self._ids.of(ANCHOR_PREFIX + (slugify(heading, max_length=60) or "untitled"))
        self._by_slug[self._slugs.of(_github_slug(heading))] = anchor
        return anchor

    def target(self, fragment: str) -> str:
        """The id that a link to `#fragment` means.

        Authors and models write GitHub's ids of headings: `#tips--tricks`, `#堆肥の作り方`.
        """
        name = unicodedata.normalize("NFC", unquote(fragment))
        if name in self._ids:
            return name
        if (anchor := self._by_slug.get(name.lower())) is not None:
            return anchor
        return ANCHOR_PREFIX + fragment.removeprefix(ANCHOR_PREFIX)


class _Unique:
    """Numbers the repetitions of a name, `first` being the number of its second use."""

    def __init__(self, *, first: int) -> None:
        self._next: Counter[str] = Counter()
        self._taken: set[str] = set()
        self._first = first

    def of(self, name: str) -> str:
        """The name, or the name with the first number that makes it unique."""
        unique = name
        while unique in self._taken:
            # Goes on from the last number: a thousand headings of one name take linear time.
            number = max(self._next[name], self._first)
            self._next[name] = number + 1
            unique = f"{name}-{number}"
        self._taken.add(unique)
        return unique

    def __contains__(self, name: str) -> bool:
        return name in self._taken


def _github_slug(heading: str) -> str:
    """GitHub's id of a heading: lower case, words and hyphens only, spaces as hyphens."""
    lower = unicodedata.normalize("NFC", heading).lower()
    kept = (char for char in lower if char in "-_ " or is_in_word(char))
    return "".join(kept).replace(" ", "-")
