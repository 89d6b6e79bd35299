"""Absolute links in the HTML of posts: feed readers don't know the address of its page."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nh3 import Cleaner

_TAGS = frozenset(
    "a abbr b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i img input kbd li ol p pre s section "
    "strong sub sup table tbody td th thead tr ul".split()
)
# All attributes of rendered texts, which have been sanitised before.
_ATTRIBUTES = {
    "*": {"id", "class"},
    "a": {"href", "title", "role"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "input": {"type", "checked", "disabled"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}


def with_absolute_links(html: str, base: str) -> str:
    """Resolve the relative URLs of a rendered text against `base`, the URL of its page."""
    return _cleaner(base).clean(html)


def _cleaner(base: str) -> "Cleaner":
    from nh3 import Cleaner

    return Cleaner(
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", base),
    )
