"""Code fences: removes one around the whole answer, closes one that was left open."""

from collections.abc import Callable, Sequence

from cms_blog.generation.answers.blocks import Block, blocks_of, is_open, is_unfinished
from cms_blog.generation.answers.remarks import is_closing_remark, is_opening_remark

_MARKDOWN = frozenset({"markdown", "md"})
_UNNAMED = frozenset({"", "text", "txt", "plaintext"})
# Longest sentence before or after a wrapper, in characters.
_MAX_REMARK = 300
# A code block is prose between remarks from this length on, and this many times as long as they.
_MIN_PROSE = 200
_PROSE_RATIO = 3
_MAX_REMARKS = 2


def unfenced(text: str) -> str:
    """Return the text without a fence around all of it and without a remark before or after it.

    The wrapper may itself contain code blocks with fences of the same length. A text that begins
    and ends with code blocks has no wrapper.
    """
    body = text.strip()
    found = blocks_of(body)
    fences = [each for each in found if each.fence is not None]
    if not fences or not is_wrapper_language(fences[0].fence):
        return body
    opening, last = fences[0], fences[-1]
    if last is not opening and is_open(last) and not last.fence:
        # The wrapper's last fence has no partner: the one of its first line ended a code block.
        inner = body.encode()[opening.start : last.start].decode().partition("\n")[2].strip()
        remark = last.source.partition("\n")[2]
        around = [*_before(opening, found), *blocks_of(remark)]
        balanced = not any(map(is_open, blocks_of(inner)))
        return inner if balanced and _is_wrapper(opening, around, inner) else body
    inner = _content(opening)
    around = [each for each in found if each is not opening]
    if is_open(opening):
        named = (opening.fence or "").strip().lower() in _MARKDOWN
        return inner if named or _has_heading(inner) else body
    return inner if _is_wrapper(opening, around, inner) else body


def is_wrapper_language(fence: str | None) -> bool:
    """Whether a fence with this info string can be around Markdown."""
    return fence is not None and fence.strip().lower() in _MARKDOWN | _UNNAMED


def _before(opening: Block, found: list[Block]) -> list[Block]:
    return found[: found.index(opening)]


def _is_wrapper(opening: Block, around: Sequence[Block], inner: str) -> bool:
    """Whether only remarks are around a code block. Beside a block without a language, a paragraph
    is a remark only by its words, unless the block has headings."""
    if any(each.kind not in ("Paragraph", "Rule") for each in around):
        return False
    if any(len(each.text) > _MAX_REMARK for each in around):
        return False
    named = (opening.fence or "").strip().lower() in _MARKDOWN
    return (
        named
        or _has_heading(inner)
        or all(is_opening_remark(each.text) or is_closing_remark(each.text) for each in around)
        or _is_prose(inner, around)
    )


def _is_prose(inner: str, around: Sequence[Block]) -> bool:
    """Whether a code block is an answer with at most a sentence before and after it.

    Answers end with a finished paragraph; code rarely does.
    """
    found = blocks_of(inner)
    return (
        len(around) <= _MAX_REMARKS
        and len(inner) >= max(_MIN_PROSE, _PROSE_RATIO * sum(len(each.text) for each in around))
        and all(each.kind in ("Paragraph", "List") for each in found)
        and not is_unfinished(found[-1])
    )


def _has_heading(markdown: str) -> bool:
    return any(each.is_heading for each in blocks_of(markdown))


def _content(block: Block) -> str:
    lines = block.source.split("\n")
    return "\n".join(lines[1:] if is_open(block) else lines[1:-1]).strip()


def closed(block: Block) -> str:
    """Return the source of the block, with a closing fence if that is missing."""
    return f"{block.source}\n{_fence(block)}" if is_open(block) else block.source


def closed_above(code: Block, begins_section: Callable[[Block], bool]) -> str:
    """Return the source of an open code block, closed above the first section in it.

    Empty if it contains no section.
    """
    lines = code.source.split("\n")
    for number, line in enumerate(lines):
        if line.startswith("#") and any(map(begins_section, blocks_of(line))):
            own = "\n".join(lines[:number]).rstrip()
            return "\n".join([own, _fence(code), "", *lines[number:]])
    return ""


def _fence(code: Block) -> str:
    line = code.source.lstrip().partition("\n")[0]
    return line[: len(line) - len(line.lstrip(line[0]))]
