"""Links of a text, and the comparison of addresses."""

from typing import Any, cast
from urllib.parse import unquote, urlsplit

from cms_blog.blogs.content.structure import BREAKS, events_of
from cms_blog.validation.email_address import ascii_domain

_DEFAULT_PORTS = {80, 443, None}
# Links whose text is their address.
_BARE = frozenset({"Autolink", "Email"})


def address_key(url: str) -> tuple[str, ...]:
    """Return a key that equal addresses share, whatever their spelling.

    Ignored are the scheme, the case of the host, a default port, percent-encoding, a slash at the
    end and the fragment.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return (url,)
    where = "" if port in _DEFAULT_PORTS else str(port)
    return ascii_domain(host), where, unquote(parts.path).rstrip("/"), unquote(parts.query)


def link_titles(markdown: str) -> dict[tuple[str, ...], str]:
    """Return the text of the first link to each address, by `address_key`."""
    titles: dict[tuple[str, ...], str] = {}
    text: list[str] | None = None
    address = ""
    for event, _ in events_of(markdown):
        named: tuple[str, Any] = (
            (event, "") if isinstance(event, str) else next(iter(event.items()))
        )
        name, value = named
        if name == "Start" and "Link" in value:
            link = cast("dict[str, str]", value["Link"])
            address = link["dest_url"]
            text = None if link["link_type"] in _BARE else []
        elif text is None:
            continue
        elif name == "End" and value == "Link":
            if title := " ".join("".join(text).split()):
                titles.setdefault(address_key(address), title)
            text = None
        else:
            # Line breaks separate words.
            text.append(value if name in ("Text", "Code") else " " * (name in BREAKS))
    return titles
