"""Subject of a request, in the form that the templates of `phrasebook.py` use."""

import hashlib
import json
import re
from dataclasses import dataclass
from random import Random
from typing import Any, Self, cast

from cms_blog.blogs.brief import PostLength
from cms_blog.generation.emulator.phrasebook import Phrasebook, Register, phrasebooks
from cms_blog.generation.emulator.wire import Json

_MAX_PHRASE = 50
# Words of this length ("of", "and", "the") stay in lower case in an English title.
_SHORT_WORD = 3
# English plurals and gerunds stand without an article, as do phrases that begin with one.
_BARE_ENDINGS = ("s", "ing")
_MASS_NOUNS = frozenset(
    "ai art bread care code coffee data design development education energy equipment finance food "
    "furniture health history knowledge literature management music nutrition photography prep "
    "privacy research review safety science security sleep software tea travel waste work yoga "
    "graphql python".split()
)
_DETERMINERS = frozenset("a an the my your our their how".split())
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")
_REGISTERS = {
    Register.FRIENDLY: "friend warm casual fun humo witty playful conversation locker amical "
    "amable simpátic freund cordial informal relax easy cheer",
    Register.FORMAL: "formal academic professional authorit serious sachlich expert scientific "
    "technical förmlich technisch profesional professionnel académ formel technique técnic",
    Register.ROUSING: "inspir motiv persua enthusias bold energ excit begeist überzeug convinc "
    "entusias enthous passion optimis",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A brief with defaults, and the phrasebook of its language."""

    book: Phrasebook
    # Whether the language is supported; if not, `book` is English.
    supported: bool
    language: str
    register: Register
    creativity: str
    # A value of `PostLength` in requests of this project.
    length: str
    keyword: str
    audience: str
    niche: str
    links: tuple[str, ...]
    seed: str

    @classmethod
    def of(cls, data: Json) -> Self:
        """Return the subject of a prompt's data part, with defaults for missing fields."""
        brief = cast("Json", data["brief"]) if isinstance(data.get("brief"), dict) else {}
        language = str(brief.get("language") or "English")
        books = phrasebooks()
        book = next((book for book in books if _supports(book, language)), None)
        links = brief.get("referenceLinks")
        seed = {key: value for key, value in data.items() if key != "exclude"}
        return cls(
            book=book or books[0],
            supported=book is not None,
            language=language,
            register=_register(str(brief.get("tone") or "")),
            creativity=str(brief.get("creativity") or "Medium").lower(),
            length=str(brief.get("length") or PostLength.MEDIUM),
            keyword=_phrase(brief.get("targetedKeyword"), "this topic"),
            audience=_phrase(brief.get("targetedAudience"), "readers"),
            niche=_mid_sentence(_phrase(brief.get("focusOrNiche"), "this field")),
            links=tuple(map(str, cast("list[Any]", links))) if isinstance(links, list) else (),
            seed=hashlib.sha256(json.dumps(seed, sort_keys=True).encode()).hexdigest(),
        )

    def random(self, purpose: str) -> Random:
        """Return a random generator that is seeded with the request."""
        return Random(f"{self.seed} {purpose}")  # noqa: S311 - no secret: the result must be reproducible

    def render(self, template: str, **also: str) -> str:
        """Fill in a template as plain text."""
        return template.format(
            keyword=self._mentioned(self.keyword),
            Keyword=_capital(self.keyword),
            Titled=self._title(template),
            Readers=_titled(self.audience),
            audience=self.audience,
            niche=self.niche,
            **also,
        )

    def render_markdown(self, template: str, **also: str) -> str:
        """Fill in a template as Markdown. The author's words are escaped."""
        return template.strip().format(
            keyword=escaped(self._mentioned(self.keyword)),
            Keyword=escaped(_capital(self.keyword)),
            Titled=escaped(self._title(template)),
            Readers=escaped(_titled(self.audience)),
            audience=escaped(self.audience),
            niche=escaped(self.niche),
            **also,
        )

    def render_picture(self, template: str) -> str:
        """Fill in a description of a picture, which is in English in any language."""
        is_english = self.book is phrasebooks()[0]
        return template.format(
            keyword=self._mentioned(self.keyword) if is_english else f"“{self.keyword}”",
            niche=self.niche if is_english and self.supported else f"“{self.niche}”",
        )

    def _mentioned(self, phrase: str) -> str:
        """Return the phrase, in quotation marks where English would need an article.

        The phrasebooks of the other languages have marks in the sentences.
        """
        words = phrase.lower().split()
        last = words[-1]
        fits = last.endswith(_BARE_ENDINGS) or last in _MASS_NOUNS or words[0] in _DETERMINERS
        return phrase if fits or self.book is not phrasebooks()[0] else f"“{phrase}”"

    def _title(self, template: str) -> str:
        titled = _titled(self.keyword)
        # Before a colon, the phrase stands alone.
        return titled if template.startswith("{Titled}:") else self._mentioned(titled)


def escaped(text: str) -> str:
    """Return the text with a backslash before characters that are markup in Markdown."""
    return _MARKUP.sub(r"\\\1", text)


def is_supported(language: str) -> bool:
    """Whether the emulator writes in a language, named as in a brief."""
    return any(_supports(book, language) for book in phrasebooks())


def _supports(book: Phrasebook, language: str) -> bool:
    named = language.strip().lower()
    # Ignores additions: "German (Austria)", "es-MX", "français, soutenu".
    first = re.split(r"[\s(,/_-]", named, maxsplit=1)[0]
    return named in book.names or first in book.names


def _register(tone: str) -> Register:
    folded = tone.lower()
    if "informal" in folded:
        return Register.FRIENDLY
    for register, stems in _REGISTERS.items():
        if any(stem in folded for stem in stems.split()):
            return register
    return Register.PLAIN


def _phrase(value: object, default: str) -> str:
    text = " ".join(str(value or default).split())
    if len(text) <= _MAX_PHRASE:
        return text
    return text[:_MAX_PHRASE].rsplit(" ", 1)[0].rstrip(",;:-") + "…"


def _mid_sentence(text: str) -> str:
    """Return the text for use within a sentence: "home cooking"; single words stay unchanged."""
    first, space, rest = text.partition(" ")
    if not rest and first.isascii() and first.endswith("ing"):
        return first.lower()
    sentence = first[1:].islower() and rest[:1].islower() and first.isascii()
    return f"{first.lower()}{space}{rest}" if sentence else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _titled(text: str) -> str:
    return " ".join(_capital(word) if len(word) > _SHORT_WORD else word for word in text.split())
