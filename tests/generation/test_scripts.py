"""Briefs in a hundred languages in all steps; `scripts.txt` has a phrase of each.

They include direction marks and joiners, which some scripts need.
"""

import unicodedata
from collections.abc import Sequence
from itertools import batched
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from api import Person
from emulator_app import EmulatorApp
from generation_documents import STEPS

from cms_blog.generation.prompts import SYSTEM


class Phrase(NamedTuple):
    """English name of a language, and a few words in it."""

    language: str
    words: str


_LINES = (Path(__file__).parent / "scripts.txt").read_text("utf-8").splitlines()
PHRASES = [Phrase(*line.split("\t")) for line in _LINES]
GROUPS = list(batched(PHRASES, 25, strict=False))
# Right-to-left and left-to-right marks, joiners, a byte order mark, and a variation selector.
MARKS = "\u200f\u200e\u061c\u200d\u200c\u200b\u2060\ufeff\ufe0f"
TEMPLATES = "{keyword} {0.__class__} {{7*7}} ${7*7} %(niche)s"


def test_phrases_cover_a_hundred_languages_and_forty_scripts():
    assert len({phrase.language for phrase in PHRASES}) >= 100
    letters = {letter for phrase in PHRASES for letter in phrase.words if letter.isalpha()}
    assert len({unicodedata.name(letter).split()[0] for letter in letters}) >= 40


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0].language)
@pytest.mark.parametrize("step", [*STEPS, "stream"])
async def test_all_scripts_are_accepted_and_no_rule_is_repeated(
    lab: EmulatorApp, author: Person, group: Sequence[Phrase], step: str
):
    told = await lab.run(step, author, **_changed(step, group))
    assert told.typename.endswith("Success"), told
    assert told.last is not None
    assert not _contains_rules(told.last)
    if content := told.last.get("content"):
        headings = [section["heading"] for section in content["sections"]]
        if step == "translateBlog":
            # The emulator writes the language before each translated text.
            headings = [heading.partition(") ")[2] for heading in headings]
        for phrase in group:
            assert phrase.words in headings
            assert phrase.words in content["html"]


def _contains_rules(answer: object) -> bool:
    return any(rule in str(answer) for rule in SYSTEM.splitlines() if rule)


def _changed(step: str, group: Sequence[Phrase]) -> dict[str, Any]:
    first, second, third, *_ = (phrase.words for phrase in group)
    brief = {
        "focusOrNiche": f"{first} {MARKS} {TEMPLATES}",
        "targetedKeyword": second,
        "targetedAudience": f"{third}{MARKS}",
        "tone": first,
        "language": group[0].language,
    }
    changed: dict[str, Any] = {
        "brief": brief,
        "selectedIdea": f"{first}: {TEMPLATES}",
        "title": f"{second} {MARKS} {third}",
        "introMarkdown": f"{first} {MARKS}\n\n{TEMPLATES}",
        "outline": [phrase.words for phrase in group],
        "prompt": f"{third} {MARKS} {TEMPLATES}",
        "language": group[0].language,
    }
    if step == "translateBlog":
        changed["markdown"] = "\n\n".join(f"## {each.words}\n\n{each.words}" for each in group)
    name = "generateBlog" if step == "stream" else step
    given = STEPS[name][1]
    taken = {key: value for key, value in changed.items() if key in given}
    return {"input": given | taken} if step == "stream" else taken
