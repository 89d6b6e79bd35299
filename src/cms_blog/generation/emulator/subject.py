"""Subject of a request, in the form that the templates of `phrasebook.py` use."""

import hashlib
import json
import re
from dataclasses import dataclass
from random import Random
from typing import Any, Self, cast

from cms_blog.generation.emulator.phrasebook import Phrasebook, Register, phrasebooks
from cms_blog.generation.emulator.wire import Json

_MAX_PHRASE = 50
# Words of this length ("of", "and", "the") stay in lower case in an English title.
_SHORT_WORD = 3
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
    keyword: str
    audience: str
    niche: str
    links: tuple[str, ...]
    seed: str

    @classmethod
    def of(cls, data: Json) -> Self:
        """Return the subject of a prompt's data part, with defaults for missing fields."""
        brief = cast("Json", data["brief"]) if isinstance(data["brief"], dict) else {}
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
            keyword=self.keyword,
            Keyword=_capital(self.keyword),
            Titled=_titled(self.keyword),
            Readers=_titled(self.audience),
            audience=self.audience,
            niche=self.niche,
            **also,
        )

    def render_markdown(self, template: str, **also: str) -> str:
        """Fill in a template as Markdown. The author's words are escaped."""
        return template.strip().format(
            keyword=escaped(self.keyword),
            Keyword=escaped(_capital(self.keyword)),
            Titled=escaped(_titled(self.keyword)),
            Readers=escaped(_titled(self.audience)),
            audience=escaped(self.audience),
            niche=escaped(self.niche),
            **also,
        )


def escaped(text: str) -> str:
    """Return the text with a backslash before characters that are markup in Markdown."""
    return _MARKUP.sub(r"\\\1", text)


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
    sentence = first[1:].islower() and rest[:1].islower() and first.isascii()
    return f"{first.lower()}{space}{rest}" if sentence else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _titled(text: str) -> str:
    return " ".join(_capital(word) if len(word) > _SHORT_WORD else word for word in text.split())
