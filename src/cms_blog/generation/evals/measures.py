"""Measurements of the answers to one brief. All functions are pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cms_blog.blogs.brief import INTRO_WORDS, POST_WORDS, PostLength
from cms_blog.blogs.content.markdown import Rendered
from cms_blog.blogs.content.prose import length_of
from cms_blog.blogs.content.seo import KeywordReport, Seo
from cms_blog.generation.inputs import BriefedInput
from cms_blog.generation.step_types import InvalidAnswer, OptionStep

# Chinese and Japanese text has about two characters for each word of English.
_IDEOGRAPHS_PER_WORD = 2
# A keyword more often than once in 40 words reads as stuffed.
_MIN_WORDS_PER_KEYWORD = 40
_OUTLINE_LEVEL = 2


@dataclass(slots=True)
class BriefResult:
    """Measurements of one brief. What a failed step prevented is 0 or None."""

    name: str
    language: str
    # The step that failed and the reason; None if all steps have a result.
    failure: str | None = None
    # Options asked for, and those of them that the first answer had.
    options: int = 0
    first_try: int = 0
    # Requests for options that the first answer lacked.
    repairs: int = 0
    # Texts with a limit on their length, and those of them within it.
    texts: int = 0
    within_length: int = 0
    words: int | None = None
    # Headings of the outline, and those of them that the answer has verbatim and in order.
    headings: int = 0
    headings_kept: int = 0
    # Names of steps whose text is in another language; None if no text was measured.
    other_language: list[str] | None = None
    keyword: KeywordReport | None = None
    keyword_used: bool | None = None
    claims: int | None = None
    # Of all texts. The cost is None if a price is unknown, and offline.
    seconds: float = 0
    cost_usd: float | None = None
    cover_seconds: float | None = None
    cover_cost_usd: float | None = None

    def language_kept(self) -> bool | None:
        """Whether all texts are in the brief's language; None if that is not known."""
        return None if self.other_language is None else not self.other_language


def usable_options[I: BriefedInput, O](step: OptionStep[I, O], answer: str, given: I) -> int:
    """Count the options of an answer that the step accepts."""
    try:
        return len(step.read(answer, given))
    except InvalidAnswer as invalid:
        return len(invalid.accepted)


def headings_kept(answer: Rendered, outline: Sequence[str]) -> int:
    """Count the entries of the outline that are headings of the answer, verbatim and in order."""
    found = [
        " ".join(section.heading.split())
        for section in answer.sections
        if section.level == _OUTLINE_LEVEL
    ]
    matcher = SequenceMatcher[str](None, outline, found, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def words_in(text: str) -> int:
    """Count the words; two Chinese or Japanese characters count as one word."""
    words, ideographs = length_of(text)
    return words - ideographs + ideographs // _IDEOGRAPHS_PER_WORD


def lengths(
    length: PostLength, intros: Sequence[str], post_words: int, seo: Seo
) -> tuple[int, int]:
    """Count the texts with a limit on their length, and those within it.

    A missing SEO field was too long, or not in the answer.
    """
    within = [
        *(_is_acceptable(words_in(intro), INTRO_WORDS[length]) for intro in intros),
        _is_acceptable(post_words, POST_WORDS[length]),
        seo.meta_title is not None,
        seo.meta_description is not None,
        seo.cover_image_alt is not None,
    ]
    return len(within), sum(within)


def _is_acceptable(words: int, asked: tuple[int, int]) -> bool:
    """Whether a text has as many words as the prompt asks for, or up to a quarter fewer or more."""
    least, most = asked
    return 0.75 * least <= words <= 1.25 * most


def is_keyword_used(report: KeywordReport, words: int) -> bool:
    """Whether the keyword is in the title or the first paragraph, in the text, and not stuffed."""
    begins = report.in_title or report.in_first_paragraph
    return begins and 0 < report.occurrences * _MIN_WORDS_PER_KEYWORD <= max(words, 0)


def total(costs: Sequence[float | None]) -> float | None:
    """Return the sum of the costs; None if one is unknown, or without any."""
    known = [cost for cost in costs if cost is not None]
    return sum(known) if known and len(known) == len(costs) else None
