"""Top-level blocks of a Markdown text, as the parser finds them."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from cms_blog.blogs.content.prose import plain
from cms_blog.blogs.content.structure import BREAKS, Event, Place, events_of
from cms_blog.validation.text import UNSPACED_LETTERS, is_in_word

# Thai, Lao, Burmese and Khmer have no mark at the end of a sentence.
_UNPUNCTUATED = re.compile(f"[{UNSPACED_LETTERS}]")
_MORE_FOLLOWS = ",;:(-\u2013\u2014、\uff0c\uff1b\uff1a\uff08"


class Block(NamedTuple):
    """A top-level block. Offsets are bytes of the text; those of `first_end` start at the block."""

    # The parser's name, for example "Paragraph"; "Definition" for link reference definitions.
    kind: str
    source: str
    start: int
    # Text in one line, without markup.
    text: str
    # Level of a heading, also of one in HTML; else 0.
    level: int = 0
    # Text of the first line, and its end. Equal to `text` for other blocks than paragraphs.
    first_line: str = ""
    first_end: int = 0
    # Info string of a fenced code block; None for other blocks.
    fence: str | None = None
    # Source of a heading, or of the only inline element of a paragraph, without its markers.
    inline: str = ""
    # Name of that element: "Strong" or "Emphasis".
    only: str = ""
    # Number of items of a list.
    items: int = 0
    # Name of the last inline element, for example "Link"; "Text" for text.
    last: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether the block is a heading, in Markdown or HTML."""
        return self.level > 0

    @property
    def after_first_line(self) -> str:
        """Source below the first line."""
        return self.source.encode()[self.first_end :].decode()


def blocks_of(markdown: str, *, front_matter: bool = False) -> list[Block]:
    """Return the top-level blocks. No text between them is lost.

    With `front_matter`, text between two rules is a "MetadataBlock", wherever it stands.
    """
    source = markdown.encode()
    found: list[Block] = []
    end = 0
    for events in _top_level(markdown, front_matter):
        place = events[0][1]
        start = max(source.rfind(b"\n", 0, place["start"]) + 1, end)
        found += _definitions(source, end, start)
        end = place["end"]
        found.append(_block(events, source, start, end))
    found += _definitions(source, end, len(source))
    return found


def without_front_matter(markdown: str) -> str:
    """Return the text without YAML metadata at its beginning or after its first paragraph."""
    for block in blocks_of(markdown, front_matter=True)[:2]:
        # Metadata has no empty lines: two rules in a text are not metadata.
        if block.kind == "MetadataBlock" and "\n\n" not in block.source:
            source = markdown.encode()
            end = block.start + len(block.source.encode())
            return (source[: block.start] + source[end:]).decode()
    return markdown


def _top_level(markdown: str, front_matter: bool) -> Iterator[list[tuple[Event, Place]]]:
    """Yield the events of each top-level block."""
    depth = 0
    group: list[tuple[Event, Place]] = []
    for event, place in events_of(markdown, front_matter=front_matter):
        if isinstance(event, dict):
            depth += ("Start" in event) - ("End" in event)
        group.append((event, place))
        if depth == 0:
            yield group
            group = []


def _definitions(source: bytes, start: int, end: int) -> list[Block]:
    text = source[start:end].decode().strip("\n")
    return [Block("Definition", text, start, "")] if text.strip() else []


def _block(events: list[tuple[Event, Place]], source: bytes, start: int, end: int) -> Block:
    kind, value = _named(events[0][0])
    own = source[start:end].decode().rstrip()
    text = _text(events)
    first, first_end = _first_line(events, text, start, end) if kind == "Paragraph" else (text, 0)
    level, inline, only = 0, "", ""
    if kind == "Heading":
        level = int(value["level"][1])
        inner = [place for _, place in events[1:-1]]
        inline = source[inner[0]["start"] : inner[-1]["end"]].decode() if inner else ""
    elif kind == "HtmlBlock":
        level, inline = _html_level(own), text
    elif kind == "Paragraph" and (only := _only(events)):
        inline = source[events[2][1]["start"] : events[-3][1]["end"]].decode()
    # Of an indented code block, the value is a string.
    fenced = kind == "CodeBlock" and isinstance(value, dict)
    fence = cast("dict[str, str]", value).get("Fenced") if fenced else None
    items = sum(event == {"Start": "Item"} for event, _ in events) if kind == "List" else 0
    return Block(
        kind, own, start, text, level, first, first_end, fence, inline, only, items, _last(events)
    )


def _only(events: list[tuple[Event, Place]]) -> str:
    """Return the name of the strong or emphasised text that is all of a paragraph."""
    inside = [event for event, _ in events[1:-1]]
    for name in ("Strong", "Emphasis"):
        start, end = {"Start": name}, {"End": name}
        if inside[:1] == [start] and inside[-1] == end and end not in inside[:-1] != [start]:
            return name
    return ""


def _named(event: Event) -> tuple[str, Any]:
    """Return the name and the attributes of the event that starts a block."""
    if isinstance(event, str):
        return event, None
    value = event.get("Start", event)
    if isinstance(value, str):
        return value, None
    return next(iter(cast("dict[str, Any]", value).items()))


def _text(events: list[tuple[Event, Place]]) -> str:
    texts: list[str] = []
    for event, _ in events:
        if isinstance(event, str):
            texts.append(" ")
        elif "Html" in event:
            texts.append(plain(event["Html"]))
        else:
            texts.append(event.get("Text") or event.get("Code") or "")
            # Cells and items are separate words.
            texts.append(" " if event.get("End") in ("TableCell", "Item", "Paragraph") else "")
    return " ".join("".join(texts).split())


def _first_line(
    events: list[tuple[Event, Place]], text: str, start: int, end: int
) -> tuple[str, int]:
    for at, (event, place) in enumerate(events):
        if event in BREAKS:
            return _text(events[:at]), place["end"] - start
    return text, end - start


def _html_level(source: str) -> int:
    tag = source.lstrip()[:4].lower()
    is_heading = tag.startswith("<h") and tag[2:3].isdigit() and tag[3:4] in (">", " ")
    return int(tag[2]) if is_heading and source.rstrip().endswith(">") else 0


def _last(events: list[tuple[Event, Place]]) -> str:
    for event, _ in reversed(events):
        if isinstance(event, str):
            continue
        name, value = next(iter(event.items()))
        if name != "End":
            return name
        if value in ("Link", "Image"):
            return cast("str", value)
    return ""


def is_open(block: Block) -> bool:
    """Whether a fenced code block has no closing fence."""
    return block.fence is not None and len(blocks_of(f"{block.source}\n\nx")) == 1


def is_unfinished(block: Block) -> bool:
    """Whether a block stops in the middle: a paragraph in a sentence, or an open code block.

    The end of a list or table can't be told, so they count as finished.
    """
    if block.fence is not None:
        return is_open(block)
    if block.kind != "Paragraph" or block.last != "Text" or not block.text:
        return False
    last = block.text[-1]
    if _UNPUNCTUATED.match(last):
        return False
    return last in _MORE_FOLLOWS or is_in_word(last)
