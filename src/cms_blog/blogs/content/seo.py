"""Metadata for search engines, and the keyword report."""

import re
from dataclasses import dataclass

from cms_blog.blogs.content.markdown import Rendered
from cms_blog.blogs.content.prose import length_of, plain, shortened
from cms_blog.blogs.documents import FinalBlog
from cms_blog.validation.text import IDEOGRAPHS, UNSPACED_LETTERS, folded, is_in_word, is_mark

MAX_META_TITLE = 60
MAX_META_DESCRIPTION = 160
MAX_COVER_ALT = 200

_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
# Scripts without spaces between words: there a phrase may begin anywhere.
_UNSPACED = re.compile(f"[{IDEOGRAPHS}{UNSPACED_LETTERS}]")


@dataclass(frozen=True, slots=True)
class Seo:
    """Metadata that was written by the author; None is derived from the text."""

    meta_title: str | None = None
    meta_description: str | None = None
    cover_image_alt: str | None = None

    def filled(self, title: str, content: Rendered | FinalBlog) -> "FilledSeo":
        """Derive the missing values from title and text."""
        return FilledSeo(
            self.meta_title or shortened(title, MAX_META_TITLE),
            self.meta_description or shortened(content.excerpt or title, MAX_META_DESCRIPTION),
            cover_alt(self.cover_image_alt, title),
        )


def cover_alt(given: str | None, title: str) -> str:
    """Return the text for people who can't see the cover; None is derived from the title."""
    return given or shortened(f"Cover: {title}", MAX_COVER_ALT)


@dataclass(frozen=True, slots=True)
class FilledSeo:
    """Complete metadata of a page."""

    meta_title: str
    meta_description: str
    cover_image_alt: str


@dataclass(frozen=True, slots=True)
class KeywordReport:
    """Use of a keyword in a text. `density` is its share of the words, from 0 to 1."""

    occurrences: int
    density: float
    in_title: bool
    in_first_paragraph: bool
    in_headings: int


def keyword_report(keyword: str, title: str, content: Rendered) -> KeywordReport:
    """Report the use of the keyword, ignoring case, white space and variants of characters."""
    phrase = keyword_key(keyword)
    occurrences = _count(phrase, plain(content.html))
    words = content.word_count
    share = occurrences * length_of(phrase).words / words if words else 0
    paragraphs = (plain(found[1]) for found in _PARAGRAPH.finditer(content.html))
    first = next(filter(None, paragraphs), "")
    return KeywordReport(
        occurrences=occurrences,
        density=round(min(share, 1), 4),
        in_title=_count(phrase, title) > 0,
        in_first_paragraph=_count(phrase, first) > 0,
        in_headings=sum(_count(phrase, section.heading) > 0 for section in content.sections),
    )


def keyword_key(text: str) -> str:
    """Return the form in which a keyword is compared: without case, on one line."""
    return " ".join(folded(text).split())


def _count(phrase: str, text: str) -> int:
    """Count the occurrences of the phrase as whole words."""
    line = keyword_key(text)
    found = 0
    start = line.find(phrase) if phrase else -1
    while start >= 0:
        end = start + len(phrase)
        # Not `line[end:][:1]`, which copies the rest of the text for each occurrence.
        before, after = line[start - 1 : start], line[end : end + 1]
        if _is_boundary(before, phrase[0]) and _is_boundary(phrase[-1], after):
            found += 1
        else:
            end = start + 1
        start = line.find(phrase, end)
    return found


def _is_boundary(before: str, after: str) -> bool:
    """Whether a word may begin between two characters; at an end of the text, one is empty."""
    if not before or not after:
        return True
    if is_mark(after):
        return False
    within = is_in_word(before) and is_in_word(after)
    return not within or bool(_UNSPACED.search(before + after))
