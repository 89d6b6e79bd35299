"""Comparison of a translation with its source: blocks, code, links, images and footnotes."""

import re
from collections import Counter
from typing import NamedTuple

from cms_blog.generation.editing.structure import Element, addresses_of, elements_of

_TAG = re.compile(r"</?[A-Za-z][\w-]*")


class Outline(NamedTuple):
    """The elements that a translation has in common with its source."""

    # Names of the block elements in order. Paragraphs of list items are left out: whether there
    # are any depends on empty lines.
    blocks: tuple[str, ...]
    # Contents of the code blocks in order.
    code: tuple[str, ...]
    # Code spans, checkboxes and HTML tags.
    inline: Counter[str]
    # Targets of links and images, bare addresses, and footnotes.
    addresses: Counter[str]


def outline_of(markdown: str) -> Outline:
    """Return the outline of a text."""
    elements = list(elements_of(markdown))
    blocks: list[str] = []
    code: list[str] = []
    inline: Counter[str] = Counter()
    items = 0
    in_code = False
    for element in elements:
        items += (element.name == "Item") - (element.name == "/Item")
        if element.name in ("CodeBlock", "/CodeBlock"):
            in_code = element.name == "CodeBlock"
            code += [""] * in_code
        if element.name in ("Html", "InlineHtml"):
            inline.update(_TAG.findall(element.value.lower()))
        elif element.name == "Text" and in_code:
            code[-1] += element.value
        elif element.name == "Code":
            inline[f"`{element.value}`"] += 1
        elif element.name == "TaskListMarker":
            inline[f"{element.name} {element.value}"] += 1
        elif element.is_block and not (items and element.name.endswith("Paragraph")):
            blocks.append(_block(element))
    return Outline(tuple(blocks), tuple(code), inline, addresses_of(elements))


def _block(element: Element) -> str:
    # The level of a heading is part of its name.
    if element.value is None or element.is_end or element.name.startswith("Heading"):
        return element.name
    return f"{element.name} {element.value}"


def difference(source: Outline, other: Outline) -> str:
    """Return the first difference of a translation from its source, in words; empty without one."""
    if source.blocks != other.blocks:
        counts = Counter(source.blocks), Counter(other.blocks)
        for name in dict.fromkeys((*source.blocks, *other.blocks)):
            if counts[0][name] != counts[1][name]:
                return f"has {counts[1][name]} instead of {counts[0][name]} of: {name}"
        return "has its blocks in another order"
    for number, (own, found) in enumerate(zip(source.code, other.code, strict=True), start=1):
        if own != found:
            return f"changes code block {number}"
    for own, found in ((source.addresses, other.addresses), (source.inline, other.inline)):
        if lost := next(iter(own - found), None):
            return f"lacks {lost}"
        if added := next(iter(found - own), None):
            return f"adds {added}"
    return ""
