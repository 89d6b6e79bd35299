"""What the offline writer says: one TOML file a language in `words/`.

Templates take `{keyword}`, `{Keyword}` (as a sentence begins), `{audience}` and `{niche}`; and for
English titles, `{Titled}` and `{Readers}`. They stand where no inflection is needed: what an author
types may be one or many, with an article or without.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from tomllib import loads

from pydantic import BaseModel, ConfigDict

# The first one stands in for every language that is not here.
LANGUAGES = ("english", "german", "spanish", "french", "hindi")


class Register(StrEnum):
    """What the many words for a tone come down to."""

    PLAIN = "plain"
    FRIENDLY = "friendly"
    FORMAL = "formal"
    ROUSING = "rousing"


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Beat(_Words):
    """One stage of a post: headings that say the same, and the section that goes with them."""

    headings: tuple[str, ...]
    body: str


class Phrasebook(_Words):
    """One language."""

    # As people write them in a brief, in lower case.
    names: tuple[str, ...]
    # Sober ones and bold ones: a brief's creativity chooses.
    ideas: tuple[str, ...]
    bold_ideas: tuple[str, ...]
    # A second sentence for an idea, and a tail for a title.
    idea_tails: tuple[str, ...]
    # In the order of the ideas: each title goes with the idea in its place.
    titles: tuple[str, ...]
    bold_titles: tuple[str, ...]
    title_tails: tuple[str, ...]
    # The first sentence of an introduction, by register, and what follows it.
    openers: dict[Register, tuple[str, ...]]
    intros: tuple[str, ...]
    beats: tuple[Beat, ...]
    # For headings that the author wrote: sections that go with any of them.
    sections: tuple[str, ...]
    # One more paragraph, where a post has few sections.
    fillers: tuple[str, ...]
    conclusion_heading: str
    conclusion: str
    references_heading: str
    # Say that this was written offline; `{language}` is what was asked for.
    offline_note: str
    other_language_note: str
    version: str


class Pictures(_Words):
    """Descriptions of covers: a scene, and the manner in which it is painted."""

    scenes: tuple[str, ...]
    manners: tuple[str, ...]


@cache
def phrasebooks() -> tuple[Phrasebook, ...]:
    """All languages that the writer speaks."""
    return tuple(Phrasebook.model_validate(_read(language)) for language in LANGUAGES)


@cache
def pictures() -> Pictures:
    """What covers can show."""
    return Pictures.model_validate(_read("pictures"))


def _read(name: str) -> dict[str, object]:
    folder = files("cms_blog.generation.emulator") / "words"
    return loads((folder / f"{name}.toml").read_text("utf-8"))
