"""Removes the headline, title and cover, from the beginning of a Markdown text.

Up to version 2 of the renderer, generated texts began with both, which are separate fields.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple, cast

from cms_blog.blogs.content.structure import BREAKS, events_of

_BLANK_LINES = re.compile(r"\A(?:[ \t]*\r?\n)+")


class _Block(NamedTuple):
    """A top-level block: the events inside it, its source, and its byte range."""

    kind: object
    inside: list[object]
    source: str
    start: int
    end: int


def without_headline(markdown: str, title: str, cover_image_url: str | None) -> str:
    """Return the text without a leading level-1 heading and cover that equal the fields.

    Removes one heading and one image at most. A text that would become empty stays as it is.
    """
    wanted = [partial(_is_title, title=title), partial(_is_cover, url=cover_image_url)]
    text = markdown
    while block := _first_block(text):
        found = next((is_wanted for is_wanted in wanted if is_wanted(block)), None)
        if found is None:
            break
        wanted.remove(found)
        text = _cut(text, block)
    return text if text.strip() else markdown


def _first_block(markdown: str) -> _Block | None:
    events: Iterator[tuple[object, Any]] = iter(events_of(markdown, footnotes=False))
    nothing: tuple[object, Any] = (None, None)
    opening, place = next(events, nothing)
    kind = _value(opening, "Start")
    if kind is None or place is None:
        return None
    source = markdown.encode()[place["start"] : place["end"]].decode()
    inside: list[object] = []
    depth = 1
    for event, _ in events:
        depth += (_value(event, "Start") is not None) - (_value(event, "End") is not None)
        if depth == 0:
            break
        inside.append(event)
    return _Block(kind, inside, source, place["start"], place["end"])


def _is_title(block: _Block, title: str) -> bool:
    """Whether the block is a level-1 heading with this text, as source or as rendered.

    Earlier versions wrote titles into the text unescaped, so that `List<String>` renders as `List`.
    """
    heading = _value(block.kind, "Heading")
    if heading is None or heading["level"] != "H1" or not title:
        return False
    typed = block.source.strip().removeprefix("#")
    return _one_line(title) in {_one_line(typed), _one_line(_plain(block.inside))}


def _is_cover(block: _Block, url: str | None) -> bool:
    """Whether the block is a paragraph that consists of the image with this address."""
    if block.kind != "Paragraph" or not block.inside or not url:
        return False
    image = _value(_value(block.inside[0], "Start"), "Image")
    # Otherwise, the paragraph continues after the image.
    if image is None or block.inside.index({"End": "Image"}) != len(block.inside) - 1:
        return False
    # The parser decodes entities in an address that was written unescaped.
    return image["dest_url"] == url or block.source.rstrip().endswith(f"](<{url}>)")


def _plain(events: list[object]) -> str:
    """Return the text of inline events, without HTML tags."""
    texts = [_value(event, "Text") or _value(event, "Code") or "" for event in events]
    return "".join(
        " " if event in BREAKS else text for event, text in zip(events, texts, strict=True)
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _value(event: object, name: str) -> Any:
    """Return the value of an event of this kind; None for other events."""
    return cast("dict[str, Any]", event).get(name) if isinstance(event, dict) else None


def _cut(markdown: str, block: _Block) -> str:
    source = markdown.encode()
    before, after = source[: block.start].decode(), source[block.end :].decode()
    return (before if before.strip() else "") + _BLANK_LINES.sub("", after)
