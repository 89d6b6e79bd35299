"""Superlatives in a sentence."""

from itertools import pairwise

from cms_blog.blogs.content.checks.claim_words import (
    AFTER_MOST,
    AFTER_SABSE,
    COMPARING,
    ENGLISH_ARTICLES,
    FRENCH_ARTICLES,
    FRENCH_SUPERLATIVES,
    GERMAN_ARTICLES,
    GERMAN_ORDINALS,
    HINDI_SUPERLATIVES,
    NO_ENGLISH_SUPERLATIVES,
    NO_GERMAN_SUPERLATIVES,
    SPANISH_ARTICLES,
    SPANISH_SUPERLATIVES,
)

_ENDINGS = ("ste", "sten", "ster", "stes", "stem", "ßte", "ßten", "ßter", "ßtes", "ßtem")
# Words between an article and "más": "la capital europea más soleada".
_MOST_BETWEEN = 4


def has_superlative(words: list[str]) -> bool:
    """Whether a sentence, given as its words in their own case, has a superlative."""
    if not words:
        return False
    lower = [word.lower() for word in words]
    ahead = [*lower[1:], ""]
    for at, (before, word) in enumerate(pairwise(lower), start=1):
        after = ahead[at]
        if word in HINDI_SUPERLATIVES or (before == "सबसे" and word not in AFTER_SABSE):
            return True
        if word == "más" and after not in AFTER_MOST:
            if _has_article(lower[max(0, at - _MOST_BETWEEN - 1) : at]):
                return True
        elif (
            _is_english(before, word, after, at_the=at > 1 and lower[at - 2] == "at")
            or _is_german(before, words[at])
            or _is_romance(before, word, after)
        ):
            return True
    return lower[0] in HINDI_SUPERLATIVES


def _is_english(before: str, word: str, after: str, *, at_the: bool) -> bool:
    if before not in ENGLISH_ARTICLES or at_the:
        return False
    if word in {"most", "least"}:
        return after not in AFTER_MOST
    if word == "first":
        return after == "ever"
    return word in {"worst", "only"} or (
        word.endswith("est") and word not in NO_ENGLISH_SUPERLATIVES
    )


def _is_german(before: str, word: str) -> bool:
    # Nouns ("die Kiste") begin with a capital letter.
    if before not in GERMAN_ARTICLES or not word[:1].islower():
        return False
    if word in {"einzige", "einzigen"}:
        return True
    stem = word.rstrip("nrsm")
    return (
        word.endswith(_ENDINGS)
        and not word.startswith(NO_GERMAN_SUPERLATIVES)
        and not stem.endswith(GERMAN_ORDINALS)
    )


def _is_romance(before: str, word: str, after: str) -> bool:
    if before in FRENCH_ARTICLES and word in {"plus", "moins"}:
        return bool(after) and after not in AFTER_MOST
    if before in FRENCH_ARTICLES and word.startswith(FRENCH_SUPERLATIVES):
        return bool(after)
    return before in SPANISH_ARTICLES and word.startswith(SPANISH_SUPERLATIVES)


def _has_article(words: list[str]) -> bool:
    """Whether an article comes last before "más", with nothing that makes it a comparison."""
    for at in range(len(words) - 1, -1, -1):
        if words[at] in SPANISH_ARTICLES:
            return True
        is_relative = words[at] == "que" and at > 0 and words[at - 1] in SPANISH_ARTICLES
        if words[at] in COMPARING and not is_relative:
            return False
    return False
