"""Extracts one section from an answer that may contain more than that."""

from collections.abc import Sequence

from cms_blog.generation.answers.blocks import (
    Block,
    blocks_of,
    is_unfinished,
    without_front_matter,
)
from cms_blog.generation.answers.characters import well_formed
from cms_blog.generation.answers.citations import without_citations
from cms_blog.generation.answers.fences import closed, unfenced
from cms_blog.generation.answers.headings import (
    HEADING_KINDS,
    at_level,
    heading_key,
    keys_of,
    repeats_heading,
)
from cms_blog.generation.answers.remarks import is_no_ending, is_opening_remark
from cms_blog.validation.text import clean_lines


def section_body(answer: str, heading: str, level: int, others: Sequence[str]) -> str:
    """Return the text below the heading of a section; empty if the answer has none.

    `others` are the title and the other headings of the post: the section ends at the first of
    them. Other headings are kept, below the section's level.
    """
    own, ends = heading_key(heading), {heading_key(each) for each in others}
    text = without_front_matter(unfenced(clean_lines(well_formed(answer))))
    found = blocks_of(text)
    starts = [at for at, block in enumerate(found) if _is_heading(block, own)]
    body = found[starts[0] :] if starts else _without_beginning(found, ends - {own})
    kept: list[Block] = []
    for block in body:
        if any(_is_heading(block, each) for each in ends - {own}):
            break
        # A repeated or empty heading.
        above = keys_of(kept[-1]) if kept and kept[-1].is_heading else set[str]()
        repeats = repeats_heading(block, above)
        if not (_is_heading(block, own) or repeats) and (block.text or not block.is_heading):
            kept.append(block)
    while kept and is_no_ending(kept[-1]):
        kept.pop()
    sources = (_below(level, block) for block in kept)
    return "\n\n".join(source for source in sources if source)


def stops_in_sentence(answer: str) -> bool:
    """Whether the text of a section stops in the middle of a sentence."""
    found = blocks_of(unfenced(clean_lines(well_formed(answer))))
    while found and is_no_ending(found[-1]):
        found.pop()
    return bool(found) and found[-1].fence is None and is_unfinished(found[-1])


def _is_heading(block: Block, key: str) -> bool:
    return block.kind in HEADING_KINDS and key in keys_of(block)


def _without_beginning(found: list[Block], ends: set[str]) -> list[Block]:
    """Drop remarks, rules and the title before a section without its heading."""
    start = 0
    for block in found:
        is_title = block.is_heading and not ends.isdisjoint(keys_of(block))
        is_more = block.kind == "Rule" or is_opening_remark(block.text)
        if not (is_more or (is_title and block.level == 1 and start == 0)):
            break
        start += 1
    return found[start:]


def _below(level: int, block: Block) -> str:
    if block.is_heading:
        return without_citations(at_level(block, max(block.level, level + 1)))
    return without_citations(closed(block)).strip("\n")
