"""Finds claims without a source: sentences with a figure, a quotation or a superlative.

The rules are approximate; docs/explanation/generation/answers.md states their precision and recall.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from cms_blog.blogs.content.checks.claim_words import (
    EVIDENCE,
    EXAMPLE,
    FIGURE,
    FIRST_PERSON,
    INSTRUCTION,
    SPEECH,
)
from cms_blog.blogs.content.checks.figures import Figure, has_ratio, heaviest
from cms_blog.blogs.content.checks.passages import (
    QUOTED,
    lower_words,
    paragraphs,
    sentences,
    words_of,
)
from cms_blog.blogs.content.checks.superlatives import has_superlative
from cms_blog.blogs.content.markdown import Rendered
from cms_blog.blogs.content.prose import shortened

MAX_CLAIMS = 100
MAX_SENTENCE = 500
# Shorter quotations are names or ironic. Without an attribution, so are longer ones.
_MIN_ATTRIBUTED_WORDS = 3
_MIN_QUOTED_WORDS = 8


class ClaimKind(StrEnum):
    """Reason why a sentence needs a source."""

    FIGURE = "figure"
    QUOTATION = "quotation"
    SUPERLATIVE = "superlative"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that needs a source, and the anchor of its section."""

    kind: ClaimKind
    sentence: str
    anchor: str | None


def unsourced_claims(content: Rendered) -> tuple[Claim, ...]:
    """Return the first 100 claims whose paragraph has no link. Takes linear time."""
    return tuple(islice(_claims(content), MAX_CLAIMS))


def _claims(content: Rendered) -> Iterator[Claim]:
    for paragraph in paragraphs(content):
        if paragraph.sourced:
            continue
        for place in sentences(paragraph.checked):
            kind = ClaimKind.QUOTATION if paragraph.is_quote else kind_of(paragraph.checked[place])
            if kind is not None:
                sentence = shortened(paragraph.text[place], MAX_SENTENCE)
                yield Claim(kind, sentence, paragraph.anchor)
            if paragraph.is_quote:
                break


def kind_of(sentence: str) -> ClaimKind | None:
    """Return the kind of the claim that a sentence makes; None if it makes none."""
    if _has_quotation(sentence):
        return ClaimKind.QUOTATION
    # Names and labels in quotation marks are no statements of the author.
    plain = QUOTED.sub(" ", sentence)
    if _has_figure(plain):
        return ClaimKind.FIGURE
    if has_superlative(words_of(plain)):
        return ClaimKind.SUPERLATIVE
    return None


def _has_figure(sentence: str) -> bool:
    words = lower_words(sentence)
    number = heaviest(sentence)
    if number is not Figure.STRONG and (FIGURE.found_in(words) or has_ratio(words)):
        number = Figure.STRONG
    if number is Figure.WEAK and (FIRST_PERSON.found_in(words) or not EVIDENCE.found_in(words)):
        return False
    return number is not Figure.NONE and not EXAMPLE.found_in(words)


def _has_quotation(sentence: str) -> bool:
    quotes = [found[0] for found in QUOTED.finditer(sentence)]
    if not quotes:
        return False
    around = lower_words(QUOTED.sub(" ", sentence))
    if INSTRUCTION.found_in(around):
        return False
    if SPEECH.found_in(around):
        return any(len(quote.split()) >= _MIN_ATTRIBUTED_WORDS for quote in quotes)
    return any(
        len(quote.split()) >= _MIN_QUOTED_WORDS and "?" not in quote[-3:] for quote in quotes
    )
