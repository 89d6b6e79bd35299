"""Habits of real models, through the endpoint and the real client.

docs/explanation/generation/answers.md has a table of them; a test compares the two.
"""

import re
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from api import Person
from emulator_app import EmulatorApp
from generation_documents import BRIEF, EXCLUDING_STEPS, INTRO, OUTLINE, REGENERATE, STEPS, TITLE
from model_habits import (
    CODE,
    HABITS,
    LONE,
    OTHER_HEADING,
    SUBSECTION,
    Habit,
    imitate,
)

WIKIPEDIA = "https://en.wikipedia.org/wiki/Pot_%28container%29"
SHORT = STEPS["generateBlog"][1] | {"brief": BRIEF | {"length": "SHORT"}}
CHANGES = {"generateBlog": SHORT, "stream": {"input": SHORT}}
# A post whose second section is rewritten.
MARKDOWN = "\n\n".join((INTRO, *(f"## {each}\n\nOld text." for each in OUTLINE)))
SECTION = {
    "brief": BRIEF,
    "title": TITLE,
    "markdown": MARKDOWN,
    "anchor": "section-watering",
    "instruction": "Shorter.",
}
EMOJI = "🍅..." * 48
END = LONE.replace("\ud83c", "\ufffd")

type Expected = Mapping[str, Callable[[str], str]]


def _below(heading: str, text: str) -> Callable[[str], str]:
    return lambda post: post.replace(f"## {heading}\n\n", f"## {heading}\n\n{text}\n\n")


def _above(heading: str, text: str) -> Callable[[str], str]:
    return lambda post: post.replace(f"## {heading}\n\n", f"{text}\n\n## {heading}\n\n")


def _code_at_ends(post: str) -> str:
    return f"{_below(OUTLINE[0], CODE)(post)}\n\n{CODE}"


# What the author gets of habits that add a text of their own. The other answers are the same as
# without the habit.
POSTS: Expected = {
    "fence-around-code": _code_at_ends,
    "two-code-blocks": _code_at_ends,
    "open-code": _above(OUTLINE[1], CODE),
    "other-heading": _above(OUTLINE[0], OTHER_HEADING),
    "added-heading": _above(OUTLINE[1], "### One more thing\n\nIt is easy."),
    "divided-pairs": lambda post: f"{post}\n\n{EMOJI}",
    "lone-surrogate": lambda post: f"{post}\n\n{END}",
}
_CODE_AROUND: Callable[[str], str] = _below("Watering", CODE)
SECTIONS: Expected = {
    "fence-around-code": lambda text: f"{_CODE_AROUND(text)}\n\n{CODE}",
    "two-code-blocks": lambda text: f"{_CODE_AROUND(text)}\n\n{CODE}",
    "open-code": lambda text: f"{text}\n\n{CODE}",
    "other-heading": _below("Watering", SUBSECTION),
    "divided-pairs": lambda text: f"{text}\n\n{EMOJI}",
    "lone-surrogate": lambda text: f"{text}\n\n{END}",
}
OPTIONS: Expected = {"lone-surrogate": lambda option: f"{option} \ufffd"}
INTROS: Expected = {"escaped-lines": lambda intro: intro.replace(". ", ".\n\n", 1)}
# Habits after which Gemini is called again.
CONTINUED = {name for name, habit in HABITS.items() if habit.more or name.startswith("stop-")}
ONE_UNUSABLE = ["long-option", "repeated-option", "empty-option"]


def _steps_of(name: str) -> list[str]:
    """Return the steps whose answers have the habit."""
    habit = HABITS[name]
    everywhere = habit.whole != "{}"
    return [
        # Both assemble a post alike, but continue it by different code.
        *(["stream"] if habit.post or everywhere else []),
        *(["generateBlog"] if habit.post and name in CONTINUED else []),
        *(["regenerateSection"] if habit.section or everywhere else []),
        *(EXCLUDING_STEPS if habit.option or habit.options or everywhere else []),
        *(["generateIntros"] if habit.intro and not habit.option else []),
        *(["generateOutlines"] if habit.outline else []),
    ]


async def _text(lab: EmulatorApp, author: Person, step: str) -> Any:
    """Return the texts that the author gets from a step."""
    if step == "regenerateSection":
        result = await lab.api.execute(REGENERATE, {"input": SECTION}, as_user=author)
        return result.get("newSection", result)
    events = [event async for event in lab.events(step, author, **CHANGES.get(step, {}))]
    last = events[-1]
    if "content" not in last:
        return last.get("options", last)
    markdown, fields = last["content"]["markdown"], ("metaTitle", "metaDescription")
    if step == "stream":
        assert "".join(event["markdown"] for event in events[:-1]) == markdown
    return {"markdown": markdown} | {field: last["content"][field] for field in fields}


@pytest.fixture(scope="module")
def usual() -> dict[str, Any]:
    """Texts without habits, by step."""
    return {}


async def _expected(
    lab: EmulatorApp, author: Person, name: str, step: str, usual: dict[str, Any]
) -> Any:
    known = "generateBlog" if step == "stream" else step
    if known not in usual:
        usual[known] = await _text(lab, author, known)
    text: Any = usual[known]
    option = OPTIONS.get(name, str)
    if known == "generateBlog":
        return {
            "markdown": POSTS.get(name, str)(text["markdown"]),
            "metaTitle": option(text["metaTitle"]),
            "metaDescription": option(text["metaDescription"]),
        }
    if step == "regenerateSection":
        return SECTIONS.get(name, str)(text)
    if step == "generateOutlines":
        return [{"headings": [option(each) for each in offered["headings"]]} for offered in text]
    change = INTROS.get(name, option) if step == "generateIntros" else option
    return [change(each) for each in text]


@pytest.mark.parametrize("name", [name for name in HABITS if name not in ONE_UNUSABLE])
async def test_texts_without_the_habit(
    lab: EmulatorApp, author: Person, name: str, usual: dict[str, Any]
):
    texts = _steps_of(name)
    expected = {step: await _expected(lab, author, name, step, usual) for step in texts}
    calls = lab.emulator.calls
    lab.emulator.changes.append(imitate(HABITS[name]))
    assert {step: await _text(lab, author, step) for step in texts} == expected
    # A post has a second call, for the search metadata.
    usually = sum(2 if step in {"generateBlog", "stream"} else 1 for step in texts)
    more = len(texts) if name in CONTINUED else 0
    assert lab.emulator.calls - calls == usually + more


@pytest.mark.parametrize("step", EXCLUDING_STEPS)
@pytest.mark.parametrize("name", ONE_UNUSABLE)
async def test_only_an_unusable_option_is_requested_again(
    lab: EmulatorApp, author: Person, name: str, step: str
):
    requested: list[int] = []
    before = await _text(lab, author, step)
    record = Habit(options=lambda options, asked: requested.append(asked.options) or options)
    lab.emulator.changes += [imitate(record), imitate(HABITS[name])]
    options = await _text(lab, author, step)
    assert options[:4] == [*before[:2], *before[3:]]
    assert len(options) == 5
    assert requested == [5, 1]


async def test_references_with_another_spelling(lab: EmulatorApp, author: Person):
    links = ["https://example.com/tomatoes", WIKIPEDIA]
    lab.emulator.changes.append(imitate(HABITS["respelled-links"]))
    given = STEPS["generateBlog"][1] | {"brief": BRIEF | {"referenceLinks": links}}
    post = (await lab.run("generateBlog", author, **given)).last
    assert post is not None
    assert "(https://En.wikipedia.org/wiki/Pot_(container)/)" in post["content"]["markdown"]
    # The emulator never retrieves links.
    assert post["references"] == [
        {"url": links[0], "title": "example.com/tomatoes", "status": "UNREADABLE"},
        {
            "url": links[1],
            "title": "en.wikipedia.org/wiki/Pot_%28container%29",
            "status": "UNREADABLE",
        },
    ]


async def test_excerpts_have_no_citation_marks(lab: EmulatorApp, author: Person):
    usual = (await lab.run("generateBlog", author)).last
    lab.emulator.changes.append(imitate(HABITS["citations"]))
    marked = (await lab.run("generateBlog", author)).last
    assert usual is not None
    assert marked is not None
    assert marked["content"]["excerpt"] == usual["content"]["excerpt"]


@pytest.mark.parametrize("step", ["generateBlog", "stream"])
async def test_several_habits_at_once(
    lab: EmulatorApp, author: Person, step: str, usual: dict[str, Any]
):
    expected = await _expected(lab, author, "", step, usual)
    names = ("introduction", "numbers", "citations", "controls", "windows-lines", "fence")
    lab.emulator.changes += [imitate(HABITS[name]) for name in (*names, "chatter")]
    assert await _text(lab, author, step) == expected


def test_every_habit_has_a_row_in_the_docs(project: Path):
    docs = (project / "docs/explanation/generation/answers.md").read_text("utf-8")
    table = docs.partition("## What models do")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    named = [re.findall(r"`([a-z0-9-]+)`", cells[-1]) for cells in rows[1:]]
    assert all(named)
    assert sorted(chain.from_iterable(named)) == sorted(HABITS)
