"""A passage of a text: its place, its surroundings, and the check of a new version."""

from collections import Counter
from dataclasses import dataclass

from cms_blog.generation.answers.blocks import blocks_of
from cms_blog.generation.editing.structure import Element, addresses_of, definitions_of, elements_of
from cms_blog.validation.text import clean_lines

# Characters before and after the passage that the model gets.
_SURROUNDINGS = 2_000
# Shows a new version that swallows the text after it.
_SENTINEL = "\n\n.\n\n"


class UnfitVersion(ValueError):
    """A new version that does not fit into the text; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The first occurrence of a passage. `before` and `after` are the text around it."""

    text: str
    before: str
    after: str
    # The rest of the blocks that the passage touches, and the definitions of the whole text.
    block_start: str
    block_end: str
    definitions: str

    def check(self, version: str, allowed: str) -> None:
        """Compare the text with the passage and with its new version.

        `allowed` contains the addresses that the version may add.

        Raises:
            UnfitVersion: the version changes the text around it, splits the only block of the
                passage, adds a heading or an address, or lacks an address.
        """
        old, new = self._placed(self.text), self._placed(version)
        _check_addresses(addresses_of(old), addresses_of(new), allowed)
        start = len(self.block_start.encode())
        end = start + len(self.text.encode())
        if not _text(new).endswith(_text([each for each in old if each.at > end])):
            raise UnfitVersion("removes text after the passage")
        old, new = _without_text(old), _without_text(new)
        before = sum(each.at < start for each in old)
        after = sum(each.at > end for each in old)
        # Negative indices would count from the end.
        ends = len(old) - after, max(len(new) - after, 0)
        if _names(old[:before]) != _names(new[:before]) or (
            _names(old[ends[0] :]) != _names(new[ends[1] :])
        ):
            raise UnfitVersion("changes the form of the text around the passage")
        _check_blocks(old[before : ends[0]], new[before : ends[1]], start, end)

    def _placed(self, version: str) -> list[Element]:
        text = f"{self.block_start}{version}{self.block_end}{_SENTINEL}{self.definitions}"
        return list(elements_of(text))


def find_passage(markdown: str, quote: str) -> Passage | None:
    """Return the first occurrence of `quote`, compared without the white space around it.

    If it is not found as given, it is compared with the same cleaning as `markdown`.
    """
    text = quote.strip()
    at = markdown.find(text) if text else -1
    if at < 0:
        text = clean_lines(quote)
        at = markdown.find(text) if text else -1
    if at < 0:
        return None
    before, after = markdown[:at], markdown[at + len(text) :]
    start = len(before.encode())
    end = start + len(text.encode())
    first, last = _touched(markdown, start, end)
    source = markdown.encode()
    return Passage(
        text=text,
        before=before[-_SURROUNDINGS:],
        after=after[:_SURROUNDINGS],
        block_start=source[first:start].decode(),
        block_end=source[end:last].decode(),
        definitions=definitions_of(markdown),
    )


def _touched(markdown: str, start: int, end: int) -> tuple[int, int]:
    """Return the byte range of the blocks that a byte range touches."""
    starts = [0, *(block.start for block in blocks_of(markdown))]
    first = max(each for each in starts if each <= start)
    return first, min((each for each in starts if each >= end), default=len(markdown.encode()))


def _without_text(elements: list[Element]) -> list[Element]:
    return [each for each in elements if each.name != "Text"]


def _text(elements: list[Element]) -> str:
    return "".join(each.value for each in elements if each.name == "Text")


def _names(elements: list[Element]) -> list[str]:
    return [each.name for each in elements]


def _check_blocks(old: list[Element], new: list[Element], start: int, end: int) -> None:
    is_one_block = all(not each.is_block or not start < each.at < end for each in old)
    blocks = [[each.name for each in some if each.is_block] for some in (old, new)]
    if is_one_block and blocks[0] != blocks[1]:
        raise UnfitVersion("has more or other blocks than the passage, which is a single one")
    headings = [Counter(name for name in names if name.startswith("Heading")) for names in blocks]
    if headings[1] - headings[0]:
        raise UnfitVersion("adds a heading")


def _check_addresses(old: Counter[str], new: Counter[str], allowed: str) -> None:
    if lost := next(iter(old - new), None):
        raise UnfitVersion(f"lacks {lost}")
    added = next((each for each in new - old if each not in allowed), None)
    if added is not None:
        raise UnfitVersion(f"adds {added}")
