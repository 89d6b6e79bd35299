"""Headings: their source, and their comparison with those that were asked for."""

import re

from cms_blog.generation.answers.blocks import Block, blocks_of
from cms_blog.generation.answers.citations import without_citations
from cms_blog.validation.text import comparable

# Labels that models put before a heading: "1.", "1)", "Section 2:", "H2:", "##".
_LABEL = re.compile(
    r"\s*(?:#{1,6}\s+|h[1-6]\s*[:.)-]\s*|(?:section|part|abschnitt|sección|partie)\s+\d{1,2}\s*[:.)\u2013\u2014-]\s*"
    r"|\d{1,2}\s*[.):]\s+)",
    re.IGNORECASE,
)
# Headings of introductions, conclusions and references, which are added to every outline.
_OPENING_WORDS = (
    "introduction|intro|overview|einleitung|einführung|introducción|introdução|introduzione"
    "|inleiding|परिचय|प्रस्तावना|भूमिका|引言|前言|简介|はじめに|導入"
)
_CLOSING_WORDS = (
    "conclusion|conclusions|summary|final thoughts|wrapping up|in conclusion|references|sources"
    "|further reading|fazit|schluss|schlusswort|zusammenfassung|quellen|referenzen|conclusión"
    "|conclusiones|referencias|fuentes|références|sources|conclusão|referências|conclusione"
    "|riferimenti|conclusie|bronnen|निष्कर्ष|उपसंहार|संदर्भ|结论|结语|总结|参考文献|まとめ|おわりに|結論|参考"
)
OPENINGS = frozenset(map(comparable, _OPENING_WORDS.split("|")))
CLOSINGS = frozenset(map(comparable, _CLOSING_WORDS.split("|")))
# Models also write headings in HTML, or as bold or plain paragraphs.
HEADING_KINDS = frozenset({"Heading", "HtmlBlock", "Paragraph"})
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~&!])")
_DEEPEST = 6
# Longer blocks are no headings.
_LONGEST = 600


def heading_key(text: str) -> str:
    """Return the form in which headings are compared: without labels, case and punctuation."""
    plain = without_citations(text)
    return comparable(plain[found.end() :] if (found := _LABEL.match(plain)) else plain)


def keys_of(block: Block) -> set[str]:
    """Return the keys of a block: of its text, and of its source if that is not escaped.

    `List<String>` renders as `List`.
    """
    if len(block.source) > _LONGEST:
        return set()
    return {heading_key(block.text), heading_key(block.inline or block.source)}


def repeats_heading(block: Block, keys: set[str]) -> bool:
    """Whether a block has only the words of a heading with these keys, and is no code."""
    is_text = block.kind == "Paragraph" and (block.only or block.last == "Text")
    return bool(block.is_heading or is_text) and not keys.isdisjoint(keys_of(block))


def heading_line(text: str, level: int = 2) -> str:
    """Return a heading in Markdown that renders to exactly this text.

    Characters are escaped only if the parser would take them for markup.
    """
    for inline in (text, _MARKUP.sub(r"\\\1", text)):
        line = f"{'#' * level} {inline}"
        found = blocks_of(line)
        if len(found) == 1 and found[0].text == text and found[0].inline == inline:
            return line
    return f"{'#' * level} {_MARKUP.sub(r'\\\1', text)}"


def at_level(block: Block, level: int, *, keep_label: bool = True) -> str:
    """Return the source of a heading, at another level, with or without its number."""
    inline = " ".join(block.inline.split())
    label = None if keep_label else _LABEL.match(inline)
    is_atx = block.kind == "Heading" and block.source.lstrip().startswith("#")
    if is_atx and block.level == level and label is None:
        return block.source
    return f"{'#' * min(level, _DEEPEST)} {inline[label.end() :] if label else inline}"
