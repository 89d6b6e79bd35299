"""The parts of a post: the introduction, the sections of the outline, and the end."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cms_blog.generation.answers.blocks import Block
from cms_blog.generation.answers.citations import without_citations
from cms_blog.generation.answers.fences import closed
from cms_blog.generation.answers.headings import at_level, heading_line

SECTION_LEVEL = 2


class Outline(NamedTuple):
    """The parts of a post that the author has chosen."""

    title: str
    intro_markdown: str
    headings: Sequence[str]


class Group(NamedTuple):
    """A heading that is not in the outline, with the blocks below it."""

    heading: Block
    blocks: list[Block]


def flat(groups: Iterable[Group]) -> Iterator[Block]:
    """Yield the blocks of all groups, the headings included."""
    for group in groups:
        yield group.heading
        yield from group.blocks


class Parts:
    """The blocks of each part. Part 0 is the introduction, the last one follows the outline.

    `new` returns them in order, each once: a part is returned after those before it are complete.
    """

    def __init__(self, outline: Outline) -> None:
        self._headings = outline.headings
        self._parts: list[list[str]] = [[] for _ in range(len(outline.headings) + 2)]
        self._parts[0].append(outline.intro_markdown)
        # The part being returned, and the number of its returned blocks.
        self._returning = self._returned = 0

    @property
    def missing(self) -> list[str]:
        """Headings of sections without text."""
        parts = zip(self._headings, self._parts[1:-1], strict=True)
        return [heading for heading, blocks in parts if not blocks]

    @property
    def has_end(self) -> bool:
        """Whether a text follows the sections of the outline."""
        return bool(self._parts[-1])

    def has_text(self, part: int) -> bool:
        """Whether the part has a block."""
        return bool(self._parts[part])

    def __contains__(self, source: str) -> bool:
        return any(source in part for part in self._parts)

    def append(self, part: int, block: Block, level: int) -> None:
        """Add a block; a heading gets this level, but stays below that of its section."""
        in_section = 0 < part <= len(self._headings)
        source = closed(block)
        if block.is_heading:
            level = max(level, SECTION_LEVEL + in_section)
            source = at_level(block, level, keep_label=in_section)
        source = without_citations(source).strip("\n")
        if not source:
            return
        if in_section and not self._parts[part]:
            self._parts[part].append(heading_line(self._headings[part - 1], SECTION_LEVEL))
        self._parts[part].append(source)

    def new(self, current: int) -> str:
        """Return the blocks that have not been returned yet; `current` is being written."""
        begins = self._returning == self._returned == 0
        new: list[str] = []
        while True:
            part = self._parts[self._returning]
            new += part[self._returned :]
            self._returned = len(part)
            complete = self._returning < current and part
            if not complete or self._returning + 1 == len(self._parts):
                break
            self._returning, self._returned = self._returning + 1, 0
        text = "".join(f"\n\n{each}" for each in new)
        return text.removeprefix("\n\n") if begins else text
