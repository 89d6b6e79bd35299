"""Sample sentences of the emulator: one TOML file per language in `words/`.

Placeholders are `{keyword}`, `{Keyword}` (capitalised), `{audience}`, `{niche}` and, for English
titles, `{Titled}` and `{Readers}`. Sentences must not inflect them: the author's words can be
singular or plural, with or without an article.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from tomllib import loads

from pydantic import BaseModel, ConfigDict

# The first one is the fallback for unsupported languages.
LANGUAGES = ("english", "german", "spanish", "french", "hindi")


class Register(StrEnum):
    """Register of a text, derived from the tone in the brief."""

    PLAIN = "plain"
    FRIENDLY = "friendly"
    FORMAL = "formal"
    ROUSING = "rousing"


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Beat(_Words):
    """One topic of a post: equivalent headings, and the section for them."""

    headings: tuple[str, ...]
    body: str


class Phrasebook(_Words):
    """The sentences of one language."""

    # Names of the language in briefs, in lower case.
    names: tuple[str, ...]
    # Chosen by the creativity of the brief.
    ideas: tuple[str, ...]
    bold_ideas: tuple[str, ...]
    # Second sentences of ideas.
    idea_tails: tuple[str, ...]
    # In the order of the ideas: each title belongs to the idea at the same index.
    titles: tuple[str, ...]
    bold_titles: tuple[str, ...]
    title_tails: tuple[str, ...]
    # First sentences of introductions by register, and the rest of introductions.
    openers: dict[Register, tuple[str, ...]]
    intros: tuple[str, ...]
    beats: tuple[Beat, ...]
    # Sections for any heading.
    sections: tuple[str, ...]
    # Additional paragraphs for posts with few sections.
    fillers: tuple[str, ...]
    # A section for which no other text is left.
    open_point: str
    conclusion_heading: str
    conclusion: str
    references_heading: str
    # Beginnings of new versions of a passage, and tags for any post.
    rephrasings: tuple[str, ...]
    tags: tuple[str, ...]
    # Notes that this is sample text; `{language}` is the requested language.
    offline_note: str
    other_language_note: str
    version: str


class Pictures(_Words):
    """Descriptions of covers: scenes, and styles to combine them with."""

    scenes: tuple[str, ...]
    manners: tuple[str, ...]


@cache
def phrasebooks() -> tuple[Phrasebook, ...]:
    """Return the supported languages."""
    return tuple(Phrasebook.model_validate(_read(language)) for language in LANGUAGES)


@cache
def pictures() -> Pictures:
    """Return the descriptions of covers."""
    return Pictures.model_validate(_read("pictures"))


def _read(name: str) -> dict[str, object]:
    folder = files("cms_blog.generation.emulator") / "words"
    return loads((folder / f"{name}.toml").read_text("utf-8"))
