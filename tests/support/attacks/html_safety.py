"""Checks that HTML is safe to embed, with a browser's parser (lexbor)."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

# Deliberately not imported from the renderer, so that the test is independent of it.
TAGS = set(
    "a abbr b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i img input kbd li ol p pre s "
    "section strong sub sup table tbody td th thead tr ul".split()
)
_ANYTHING = ".*"
ATTRIBUTES = {
    ("a", "href"): _ANYTHING,
    ("a", "title"): _ANYTHING,
    ("a", "rel"): "noopener noreferrer",
    ("a", "id"): "footnote-ref-[0-9]+",
    ("a", "class"): "footnote-back",
    ("a", "role"): "doc-backlink",
    ("abbr", "title"): _ANYTHING,
    ("code", "class"): "language-[A-Za-z0-9+#._-]{1,40}",
    ("img", "src"): _ANYTHING,
    ("img", "alt"): _ANYTHING,
    ("img", "title"): _ANYTHING,
    ("img", "width"): _ANYTHING,
    ("img", "height"): _ANYTHING,
    ("img", "loading"): "lazy",
    ("input", "type"): "checkbox",
    ("input", "disabled"): "",
    ("input", "checked"): "",
    ("li", "id"): "footnote-[0-9]+",
    ("ol", "start"): _ANYTHING,
    ("section", "class"): "footnotes",
    ("sup", "class"): "footnote-ref",
    ("td", "align"): "left|center|right",
    ("th", "align"): "left|center|right",
    **{(f"h{level}", "id"): "section-[a-z0-9-]+" for level in range(1, 7)},
}
SCHEMES = {"", "http", "https", "mailto"}
# Browsers remove these characters before they parse the scheme (URL standard, section 4.4).
_LEFT_OUT = re.compile("[\x00-\x20]")


def faults(html: str) -> list[str]:
    """Return the unsafe parts of the HTML; empty if it is safe."""
    found = [*_faults(html), *_faults(_mutated(html))]
    return found if _is_closed(html) else [*found, "opens or closes what is not its own"]


def _faults(html: str) -> Iterator[str]:
    body = LexborHTMLParser(f"<body>{html}").body
    assert body is not None
    for node in body.traverse(include_text=True):
        tag = node.tag or ""
        if node is body or tag in {"-text", "body"}:
            continue
        if tag not in TAGS:
            yield tag
        for name, value in node.attributes.items():
            allowed = ATTRIBUTES.get((tag, name))
            if allowed is None or not re.fullmatch(allowed, value or "", re.DOTALL):
                yield f"{tag} {name}={value}"
            if name in {"href", "src"} and not _is_safe(value or ""):
                yield f"{tag} {name}={value}"
        if tag == "input" and "disabled" not in node.attributes:
            yield "an input that is not disabled"
    ids = Counter(node.attributes["id"] for node in body.css("[id]"))
    yield from (f"{times} elements with the id {id_}" for id_, times in ids.items() if times > 1)


def _mutated(html: str) -> str:
    """Return the HTML after parsing and serialising it, as a page's script can do."""
    body = LexborHTMLParser(f"<body>{html}").body
    return (body.inner_html if body else None) or ""


def _is_closed(html: str) -> bool:
    """Return whether all elements are balanced."""
    within: list[str] = []
    for slash, name in re.findall(r"<(/?)([a-z0-9]+)", html):
        if not slash:
            within += [name] if name not in {"br", "hr", "img", "input"} else []
        elif not within or within.pop() != name:
            return False
    return not within


def _is_safe(address: str) -> bool:
    try:
        return urlsplit(_LEFT_OUT.sub("", address)).scheme in SCHEMES
    except ValueError:
        # Not a URL: `http://[`.
        return address.startswith(("http://", "https://", "//"))
