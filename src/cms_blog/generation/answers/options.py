"""Extracts options from an answer, and cleans each of them."""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

from cms_blog.generation.answers.blocks import Block, blocks_of
from cms_blog.generation.answers.characters import well_formed
from cms_blog.generation.answers.citations import without_citations
from cms_blog.generation.answers.fences import closed, unfenced
from cms_blog.generation.answers.headings import CLOSINGS, OPENINGS, at_level, heading_key
from cms_blog.generation.answers.remarks import is_closing_remark, is_no_ending, is_opening_remark
from cms_blog.validation.text import clean_line, clean_lines

# Positions of an answer at which JSON is looked for.
_MAX_ATTEMPTS = 100
_KEY = re.compile(r"(?:option|outline|title|idea|intro|prompt)?[ _-]?(\d{1,2})", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?:option|title|heading|headline|h[1-6])\s*[:.)-]"
    r"|(?:option|title|heading|idea|intro|introduction|prompt|outline)?\s*#?(\d{1,2})\s*[:.)-])\s+",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[-*+•–]\s+")  # noqa: RUF001 - models use the dash as a bullet
# A line end that was escaped twice. Not a path such as `C:\new`.
_ESCAPED_LINE_END = re.compile(r"(?<=[.!?,;:)*\"])(?<!\w:)\\n|\\n(?=\\n|[^a-z]|\Z)")
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "«": "»", "»": "«", "‘": "’", "「": "」"}  # noqa: RUF001
_LAYERS = 5
_MAX_LABEL_WORDS = 6


def options_in(text: str) -> list[object]:
    """Return the options of an answer, each a string or a list, in order; empty without any.

    Text around the JSON is ignored, and so is the name of the list.
    """
    for value in _json_values(text):
        if found := _options_of(value):
            return found
    return []


def json_object(text: str) -> dict[str, Any]:
    """Return the first JSON object in an answer; empty without one."""
    for value in _json_values(text):
        if isinstance(value, dict):
            return cast("dict[str, Any]", value)
    return {}


def _json_values(text: str) -> Iterator[object]:
    decoder = json.JSONDecoder(strict=False)
    at = 0
    for _ in range(_MAX_ATTEMPTS):
        starts = [place for place in (text.find("{", at), text.find("[", at)) if place >= 0]
        if not starts:
            return
        at = min(starts)
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at += 1
        else:
            yield value


def _options_of(value: object) -> list[object]:
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        numbers = {key: _KEY.fullmatch(key) for key in fields}
        keys = [(int(found[1]), key) for key, found in numbers.items() if found]
        if keys:
            return [_content(fields[key]) for _, key in sorted(keys)]
        (inner,) = fields.values() if len(fields) == 1 else (fields.get("options"),)
        return _options_of(inner)
    if isinstance(value, list) and value:
        items = cast("list[object]", value)
        return (
            [] if all(isinstance(each, int | float) for each in items) else [*map(_content, items)]
        )
    return []


def _content(value: object) -> object:
    """Return the only value of an object, for example of `{"title": "…"}`."""
    if not isinstance(value, dict):
        return value
    fields = cast("dict[str, object]", value)
    return next(iter(fields.values())) if len(fields) == 1 else fields


def plain_line(option: object, number: int) -> object:
    """Return an option as one line without decoration; `number` is its place, from 1."""
    if not isinstance(option, str):
        return option
    text = _peeled(unfenced(_characters(option)), number)
    text = re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", r"\1", text, flags=re.DOTALL)
    return clean_line(without_citations(text))


def markdown_text(option: object, number: int) -> object:
    """Return an introduction without decoration, heading and remarks."""
    if not isinstance(option, str):
        return option
    found = blocks_of(_peeled(unfenced(_characters(option)), number))
    while len(found) > 1 and _is_label(found[0]):
        del found[0]
    while found and is_no_ending(found[-1]):
        found.pop()
    if len(found) == 1 and found[0].is_heading:
        return ""
    sources = [without_citations(closed(each)).strip("\n") for each in found]
    text = "\n\n".join(source for source in sources if source)
    return clean_lines(_peeled(text, number) if len(found) == 1 else text)


def passage_text(option: object, number: int, passage: str) -> object:
    """Return a new version of `passage`, without decoration that the passage itself does not have.

    The version of a single paragraph or heading is one, too.
    """
    if not isinstance(option, str):
        return option
    own, text = blocks_of(passage), _characters(option)
    if all(each.fence is None for each in own):
        text = unfenced(text)
    if _peeled(passage, number) == passage:
        text = _peeled(text, number)
    found = _without_remarks(blocks_of(text), own)
    if len(own) == len(found) == 1 and own[0].is_heading:
        level = own[0].level
        line = found[0].source
        line = at_level(found[0], level) if found[0].is_heading else f"{'#' * level} {line}"
        return clean_line(without_citations(line))
    text = "\n\n".join(without_citations(closed(each)).strip("\n") for each in found)
    if len(own) == 1 and all(each.kind == "Paragraph" for each in (*own, *found)):
        text = text.replace("\n\n", "\n" if "\n" in passage else " ")
        text = text if "\n" in passage else clean_line(text)
    return clean_lines(text)


def _without_remarks(found: list[Block], own: list[Block]) -> list[Block]:
    """Drop labels and remarks around a new version of a passage with the blocks `own`."""
    has_label = bool(own) and _is_label(own[0])
    has_rule = bool(own) and own[-1].kind == "Rule"
    while len(found) > 1 and (
        is_opening_remark(found[0].text) or (_is_label(found[0]) and not has_label)
    ):
        found = found[1:]
    while len(found) > 1 and (
        is_closing_remark(found[-1].text) or (found[-1].kind == "Rule" and not has_rule)
    ):
        found = found[:-1]
    return found


def tag(option: object, number: int) -> object:
    """Return a tag as one line without decoration and number sign."""
    line = plain_line(option, number)
    return line.lstrip("#") if isinstance(line, str) else line


def outline(option: object, _: int) -> object:
    """Return the headings of an outline without decoration, introduction and conclusion."""
    if isinstance(option, str):
        lines = unfenced(_characters(option)).splitlines()
        option = [line for line in lines if line.strip()]
    if not isinstance(option, list):
        return option
    entries = [_content(each) for each in cast("list[object]", option)]
    numbers = _numbers(entries)
    headings = [plain_line(each, number) for each, number in zip(entries, numbers, strict=True)]
    last = len(headings) - 1
    return [
        heading
        for at, heading in enumerate(headings)
        if not (isinstance(heading, str) and _is_added_later(heading, at == 0, at == last))
    ]


def _numbers(entries: list[object]) -> list[int]:
    """Return the number with which each heading begins, if they count from 1; else 0."""
    labels = [_LABEL.match(each) if isinstance(each, str) else None for each in entries]
    numbers = [int(label[1]) if label and label[1] else 0 for label in labels]
    counted = [number for number in numbers if number]
    return numbers if counted == list(range(1, len(counted) + 1)) else [0] * len(entries)


def _is_added_later(heading: str, first: bool, last: bool) -> bool:
    begins = heading_key(heading.partition(":")[0])
    return (
        heading_key(heading) in OPENINGS | CLOSINGS
        or (first and begins in OPENINGS)
        or (last and begins in CLOSINGS)
    )


def _is_label(block: Block) -> bool:
    if block.is_heading or block.kind == "Rule":
        return True
    is_bold = block.only == "Strong" and len(block.text.split()) <= _MAX_LABEL_WORDS
    return is_bold or is_opening_remark(block.text)


def _characters(option: str) -> str:
    text = clean_lines(well_formed(option))
    return text if "`" in text else _ESCAPED_LINE_END.sub("\n", text).strip()


def _peeled(text: str, number: int) -> str:
    """Remove markup, a label and quotation marks around a text."""
    for _ in range(_LAYERS):
        inner = _inner(text, number).strip()
        if inner == text or not inner:
            break
        text = inner
    return text


def _inner(text: str, number: int) -> str:
    label = _LABEL.match(text)
    if label and (label[1] is None or int(label[1]) == number):
        return text[label.end() :]
    closing = _QUOTES.get(text[:1])
    inside = text[1:-1]
    if closing and text.endswith(closing) and closing not in inside and text[0] not in inside:
        return inside
    found = blocks_of(text)
    if len(found) != 1:
        return text
    (block,) = found
    if (block.kind == "Heading" and block.source.startswith("#")) or block.only:
        return block.inline
    is_item = block.kind == "List" and block.items == 1 and not text[0].isdigit()
    if is_item or (block.kind == "Paragraph" and text.startswith(("• ", "– "))):  # noqa: RUF001
        return _BULLET.sub("", text, count=1)
    return text
