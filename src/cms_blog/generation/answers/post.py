"""Assembles a post: our introduction and headings, the model's sections.

The model writes sections under headings that it was given. Its text is parsed as it arrives; the
headings are recognised in any form and replaced by those of the outline, in their order.
"""

from collections.abc import Sequence

from cms_blog.generation.answers.blocks import (
    Block,
    blocks_of,
    is_open,
    is_unfinished,
    without_front_matter,
)
from cms_blog.generation.answers.characters import Lines
from cms_blog.generation.answers.fences import closed_above, is_wrapper_language
from cms_blog.generation.answers.headings import (
    CLOSINGS,
    HEADING_KINDS,
    heading_key,
    keys_of,
    repeats_heading,
)
from cms_blog.generation.answers.parts import SECTION_LEVEL, Group, Outline, Parts, flat
from cms_blog.generation.answers.remarks import is_no_ending, is_opening_remark
from cms_blog.validation.text import comparable

# Text above the first heading that is longer than this many characters is the first section.
_MIN_UNTITLED = 200
# A paragraph of the introduction with more letters is a repetition, wherever it stands.
_MIN_REPEATED = 40
_DEEPEST = 6


class PostAssembler:
    """Assembles one post from a text that arrives in pieces.

    `feed` and `finish` return the new part of the post. The post is the concatenation of all of
    them; it only grows. A block is complete when the next one begins.
    """

    def __init__(self, outline: Outline) -> None:
        self._keys = [heading_key(each) for each in outline.headings]
        self._title = heading_key(outline.title)
        self._intro = {comparable(each.text) for each in blocks_of(outline.intro_markdown)}
        self._parts = Parts(outline)
        # Number of the part being written.
        self._current = 0
        self._lines = Lines()
        self._tail = ""
        # Level of the outline's headings in the model's text; None until one is found.
        self._level: int | None = None
        # Blocks before the first heading of the outline.
        self._above: list[Block] = []
        self._unknown: list[Group] = []
        # Keys of the latest block, if it is a heading.
        self._heading: set[str] = set()
        # Blocks that are dropped at the end of the text, or if it starts again.
        self._held: list[Block] = []
        # Whether the model repeats a section: its blocks may have been returned.
        self._repeating = self._skipping = self._wrapped = False
        self._unfinished = False

    @property
    def missing(self) -> list[str]:
        """Headings of the outline that have no text yet."""
        return self._parts.missing

    @property
    def is_unfinished(self) -> bool:
        """Whether the text stops in a sentence or has no conclusion. Call `finish` before."""
        return self._unfinished or not self._parts.has_end

    def feed(self, piece: str) -> str:
        """Add a piece of the model's text."""
        if not (lines := self._lines.add(piece)):
            return self._parts.new(self._current)
        self._tail += lines
        found = self._blocks()
        # Above the first heading nothing is returned, and front matter may still end.
        begun = self._current > 0 or any(self._begins(each) is not None for each in found[:-1])
        if found and begun:
            self._add(found[:-1])
            self._tail = self._tail.encode()[found[-1].start :].decode()
        return self._parts.new(self._current)

    def finish(self) -> str:
        """End the text: add what was held back, without remarks of the model."""
        self._tail += self._lines.end()
        found = self._blocks()
        while self._close_code(found):
            found = self._blocks()
        self._tail = ""
        if found and is_open(found[-1]) and self._is_end_of_wrapper(found[-1]):
            found.pop()
        self._add(found)
        self._unfinished = any(each.is_heading or is_unfinished(each) for each in found[-1:])
        self._drop_remarks()
        self._release()
        self._resolve(len(self._keys) + 1)
        return self._parts.new(self._current)

    def restore(self, text: str) -> None:
        """Continue a text of which all blocks are complete and have been returned."""
        self.feed(text)
        self._add(blocks_of(self._tail + self._lines.end()))
        self._tail = ""
        self._release()
        self._parts.new(self._current)

    def _blocks(self) -> list[Block]:
        """Return the blocks of the text that have not been added yet, without a fence around."""
        while True:
            if self._current == 0:
                self._tail = without_front_matter(self._tail)
            found = blocks_of(self._tail)
            if not self._unwrap(found):
                return found

    def _unwrap(self, found: Sequence[Block]) -> bool:
        """Remove the first line of a fence around sections. Return whether there was one."""
        for block in found:
            if is_wrapper_language(block.fence) and self._has_section(block):
                start = len(self._tail.encode()[: block.start].decode())
                # An empty line, so that the content does not join the block before.
                content = self._tail[start:].partition("\n")[2]
                self._tail = f"{self._tail[:start]}\n{content}"
                self._wrapped = True
                return True
        return False

    def _has_section(self, code: Block) -> bool:
        """Whether a code block contains a heading of the outline, possibly in another one."""
        for block in blocks_of(code.source.partition("\n")[2]):
            if block.is_heading and (
                self._wrapped or self._index(block, keys_of(block)) is not None
            ):
                return True
            if is_wrapper_language(block.fence) and self._has_section(block):
                return True
        return False

    def _close_code(self, found: Sequence[Block]) -> bool:
        """Close a code block that was left open above a section. Return whether there was one."""
        if not (found and is_open(found[-1])):
            return False

        def begins_section(block: Block) -> bool:
            level = self._level or SECTION_LEVEL
            return block.level == level and self._index(block, keys_of(block)) is not None

        if closed := closed_above(found[-1], begins_section):
            self._tail = self._tail.encode()[: found[-1].start].decode() + closed
        return bool(closed)

    def _is_end_of_wrapper(self, block: Block) -> bool:
        return not block.fence and (self._wrapped or not block.source.partition("\n")[2].strip())

    def _add(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if not self._begin_section(block) and not self._is_repeated(block):
                self._place(block)

    def _begins(self, block: Block) -> tuple[int, str] | None:
        """Return the index of the section that this block begins, and the block's other lines."""
        if (index := self._index(block, keys_of(block))) is not None:
            return index, ""
        if block.first_line == block.text:
            return None
        index = self._index(block, {heading_key(block.first_line)})
        return None if index is None else (index, block.after_first_line)

    def _begin_section(self, block: Block) -> bool:
        """Begin a section if the block is a heading of the outline. Return whether it is."""
        if (begun := self._begins(block)) is None:
            return False
        self._drop_remarks()
        self._release()
        is_title = block.level == 1 and self._title in keys_of(block)
        if block.is_heading and self._level is None and not is_title:
            self._level = block.level
        self._resolve(begun[0] + 1)
        self._current = begun[0] + 1
        self._repeating = self._skipping = False
        self._add(blocks_of(begun[1]))
        return True

    def _index(self, block: Block, keys: set[str]) -> int | None:
        """Return the index of the first heading with one of these keys that has no section."""
        if block.kind not in HEADING_KINDS or block.level > (self._level or _DEEPEST):
            return None
        for index, each in enumerate(self._keys):
            part = index + 1
            if each in keys and part != self._current and not self._parts.has_text(part):
                return index
        return None

    def _is_repeated(self, block: Block) -> bool:
        """Whether the block repeats a heading, or text of the introduction or of a section."""
        if self._is_repeated_heading(block):
            return True
        key = comparable(block.text)
        if len(key) > _MIN_REPEATED and key in self._intro:
            return True
        if self._current == 0 or self._repeating:
            if key in self._intro and block.text:
                return True
            if block.level == 1 and self._level != 1 and self._current == 0:
                return True
        return self._skipping or (self._repeating and block.source in self._parts)

    def _is_repeated_heading(self, block: Block) -> bool:
        keys = keys_of(block)
        if repeats_heading(block, self._heading):
            return True
        is_section = block.is_heading and block.level <= (self._level or _DEEPEST)
        is_own = 0 < self._current <= len(self._keys) and self._keys[self._current - 1] in keys
        begins = is_own and not self._parts.has_text(self._current)
        if begins or (is_section and not keys.isdisjoint(self._keys)):
            # If the model starts again, the half sentence before will come again.
            self._held = [each for each in self._held if not is_unfinished(each)]
            self._repeating = self._repeating or not begins
            self._skipping = not is_own
            return True
        is_title = self._title in keys and (block.is_heading or self._current == 0)
        self._repeating |= is_title and self._current > 0
        return is_title

    def _place(self, block: Block) -> None:
        """Add a block to the current section, or hold it if it may have to be dropped."""
        if block.only == "Strong" and heading_key(block.text) in CLOSINGS:
            # The other headings of such an answer are bold as well.
            block = block._replace(kind="Heading", level=self._level or SECTION_LEVEL)
        if is_no_ending(block) or is_unfinished(block):
            self._held.append(block)
        else:
            if block.is_heading:
                self._drop_remarks()
            self._release()
            self._put(block)

    def _drop_remarks(self) -> None:
        """Drop remarks and rules at the end of a section: they do not belong to the post."""
        while self._held and is_no_ending(self._held[-1]):
            self._held.pop()

    def _release(self) -> None:
        held, self._held = self._held, []
        for block in held:
            self._put(block)

    def _put(self, block: Block) -> None:
        self._heading = keys_of(block) if block.is_heading else set()
        top = self._level or (self._unknown[0].heading.level if self._unknown else _DEEPEST)
        if block.is_heading and block.level <= top:
            self._unknown.append(Group(block, []))
            if not self.missing:
                self._resolve(len(self._keys) + 1)
        elif self._unknown:
            self._unknown[-1].blocks.append(block)
        elif self._current == 0:
            self._above.append(block)
        else:
            self._append(self._current, block)

    def _append(self, part: int, *blocks: Block) -> None:
        shift = SECTION_LEVEL - (self._level or SECTION_LEVEL)
        for block in blocks:
            self._parts.append(part, block, block.level + shift)

    def _resolve(self, next_part: int) -> None:
        """Place unknown headings, now that the next known section begins or the text ends.

        If as many sections are missing before it, they are reworded headings of the outline. If
        not, they are subsections, and before the first section they stay as they are.
        """
        groups, self._unknown = self._unknown, []
        above, self._above = self._above, []
        last = len(self._keys) + 1
        missing = [
            part for part in range(self._current + 1, next_part) if not self._parts.has_text(part)
        ]
        closing = [group for group in groups if heading_key(group.heading.text) in CLOSINGS]
        others = [group for group in groups if group not in closing]
        if missing == [1] and not others and sum(len(each.text) for each in above) > _MIN_UNTITLED:
            self._append(1, *(each for each in above if not is_opening_remark(each.text)))
        elif missing and (
            len(others) == len(missing) or (len(others) > len(missing) and next_part == last)
        ):
            for part, group in zip(missing, others, strict=False):
                self._append(part, *group.blocks)
            others = others[len(missing) :]
        if next_part == last and not self.missing:
            self._current = last
            rest = [group for group in groups if group in others or group in closing]
            self._append(last, *flat(rest))
        else:
            self._append(self._current, *flat(others))
            self._append(last, *flat(closing))
