"""What search engines show of a blog, and how it uses the words that it is to be found by."""

import html
import re
from dataclasses import dataclass

from cms_blog.blogs.markdown import Rendered
from cms_blog.blogs.prose import shortened

MAX_META_TITLE = 60
MAX_META_DESCRIPTION = 160
MAX_COVER_ALT = 200

_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_WORD = re.compile(r"\w+")
# Scripts that put no spaces between words: there a phrase may begin anywhere.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Seo:
    """What somebody wrote for search engines; None where it is derived from the text."""

    meta_title: str | None = None
    meta_description: str | None = None
    cover_image_alt: str | None = None

    def filled(self, title: str, content: Rendered) -> "FilledSeo":
        """The same with nothing left out."""
        return FilledSeo(
            self.meta_title or shortened(title, MAX_META_TITLE),
            self.meta_description or shortened(content.excerpt or title, MAX_META_DESCRIPTION),
            self.cover_image_alt or shortened(f"Cover: {title}", MAX_COVER_ALT),
        )


@dataclass(frozen=True, slots=True)
class FilledSeo:
    """What a page's head and its cover need."""

    meta_title: str
    meta_description: str
    cover_image_alt: str


@dataclass(frozen=True, slots=True)
class KeywordReport:
    """How a text uses a keyword. `density` is the share of its words, from 0 to 1."""

    occurrences: int
    density: float
    in_title: bool
    in_first_paragraph: bool
    in_headings: int


def keyword_report(keyword: str, title: str, content: Rendered) -> KeywordReport:
    """How the text uses the keyword, whatever its case and the spaces in it."""
    pattern = _phrase(keyword)
    text = _plain(content.html)
    occurrences = sum(1 for _ in pattern.finditer(text)) if pattern else 0
    words = len(_WORD.findall(text))
    size = len(_WORD.findall(keyword))
    paragraphs = (_plain(found[1]) for found in _PARAGRAPH.finditer(content.html))
    first = next((paragraph for paragraph in paragraphs if paragraph), "")
    return KeywordReport(
        occurrences=occurrences,
        density=round(min(occurrences * size / words, 1), 4) if words else 0,
        in_title=_has(pattern, title),
        in_first_paragraph=_has(pattern, first),
        in_headings=sum(_has(pattern, section.heading) for section in content.sections),
    )


def _phrase(keyword: str) -> re.Pattern[str] | None:
    words = keyword.split()
    if not words:
        return None
    phrase = r"\s+".join(map(re.escape, words))
    if not _UNSPACED.search(keyword):
        phrase = rf"(?<!\w){phrase}(?!\w)"
    return re.compile(phrase, re.IGNORECASE)


def _has(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())
