"""Whatever a step returns can be saved unchanged: hostile texts, generated."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms_blog.blogs.brief import Brief
from cms_blog.blogs.content.markdown import check_renderable, render
from cms_blog.blogs.service import NewBlog
from cms_blog.blogs.workflow.changes import BlogChanges
from cms_blog.generation import posts, steps
from cms_blog.generation.editing.service import translated
from cms_blog.generation.failures import GenerationFailed
from cms_blog.generation.inputs import (
    BlogInput,
    BriefedInput,
    RewriteMode,
    RewriteTextInput,
    SuggestTagsInput,
    TranslateBlogInput,
)
from cms_blog.generation.step_types import InvalidAnswer, OptionStep
from cms_blog.validation.inputs import check

BRIEF = Brief(focus_or_niche="Gardens", targeted_keyword="pots", targeted_audience="families")
GIVEN = BlogInput(
    brief=BRIEF,
    selected_idea="Idea",
    title="Title",
    intro_markdown="Intro.",
    outline=("One", "Two"),
)
# Fragments that are Markdown, HTML or Unicode at its limits, and any text in between.
FRAGMENTS = (
    "## One\n\n", "## Two\n\n", "# Title\n\n", "**One**\n", "```\n", "~~~md\n", "    x\n",
    "> " * 40, "- " * 20, "<b>" * 50, "<h2>One</h2>\n\n", "---\n", "a: b\n---\n",
    "[a]: x\n", "|a|\n|-|\n", "\n\n", "[cite: 1]", "【3†source】", "`", "\\", "\\n", "\r", "\r\n",
    "\0", "\x0b", "\x85", "\u2028", "\ufeff", "\u200b", "\u202e", "\u2066", "\u2069", "\u3164",
    "\u0e33", "\ud83d", "\ude00", "\U0010ffff", "\uffff", "नमस्ते", "你好。", "שלום", "สวัสดี", "🍅",
    "x" * 130, " ", "\t", "Sure! Here is the post:\n\n", "1. ",
)  # fmt: skip
HOSTILE = st.lists(
    st.sampled_from(FRAGMENTS)
    | st.text(st.characters(exclude_categories=()), max_size=8)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
    max_size=14,
).map("".join)
FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def save(**fields: Any) -> NewBlog:
    whole = {"brief": BRIEF, "title": "Title", "markdown": "Text."} | fields
    return check(NewBlog, whole)


def post_of(answer: str) -> str | None:
    try:
        return asyncio.run(posts.usable(posts.assembled(answer, GIVEN))).markdown
    except GenerationFailed:
        return None


@FEW
@given(HOSTILE, HOSTILE, HOSTILE)
def test_posts_are_saved_unchanged(before: str, one: str, two: str):
    answer = f"{before}\n\n## One\n\n{one} a.\n\n## Two\n\n{two} b."
    post = post_of(answer)
    if post is not None:
        check_renderable(post)
        assert save(markdown=post).markdown == post
        assert check(BlogChanges, {"expected_revision": 1, "markdown": post}).markdown == post
        assert post.encode()


@FEW
@given(HOSTILE, st.integers(1, 9))
def test_streamed_posts_are_equal(text: str, size: int):
    answer = f"## One\n\n{text} a.\n\n## Two\n\n{text} b.\n\n## End\n\nc."

    async def streamed() -> str:
        async def pieces() -> AsyncIterator[str]:
            for at in range(0, len(answer), size):
                yield answer[at : at + size]

        return "".join([piece async for piece in posts.assembled_stream(pieces(), GIVEN)])

    try:
        whole = posts.assembled(answer, GIVEN)
    except GenerationFailed:
        return
    assert asyncio.run(streamed()) == whole


@FEW
@given(HOSTILE)
def test_sections_are_saved_unchanged(answer: str):
    content = render("## One\n\nOld.\n\n## Two\n\nOld.")
    try:
        section = posts.new_section(answer, content.sections[0], "Title", content)
        whole = asyncio.run(posts.usable(f"{section}## Two\n\nOld.")).markdown
    except GenerationFailed:
        return
    assert save(markdown=whole).markdown == whole


OPTIONS: list[tuple[OptionStep[Any, Any], str, int]] = [
    (steps.IDEAS, "selected_idea", 300),
    (steps.TITLES, "title", 120),
    (steps.INTROS, "intro_markdown", 1_500),
    (steps.IMAGE_PROMPTS, "image_prompt", 600),
]


@FEW
@given(st.lists(HOSTILE, min_size=5, max_size=6))
def test_options_are_saved_unchanged(texts: list[str]):
    answer = {f"option_{number}": text for number, text in enumerate(texts, start=1)}
    for step, field, most in OPTIONS:
        for option in accepted(step, answer):
            assert getattr(save(**{field: option}), field) == option
            assert 0 < len(option) <= most


@FEW
@given(st.lists(HOSTILE, min_size=3, max_size=6))
def test_outlines_are_saved_unchanged(headings: list[str]):
    for outline in accepted(steps.OUTLINES, {"option_1": headings}):
        assert save(outline=outline).outline == outline


@FEW
@given(st.lists(HOSTILE, min_size=3, max_size=4))
def test_versions_of_a_passage_are_saved_unchanged(texts: list[str]):
    given = RewriteTextInput(
        brief=BRIEF, markdown="Before.\n\nOld one. Old two.\n\nAfter.", quote="Old one.",
        mode=RewriteMode.IMPROVE,
    )  # fmt: skip
    answer = {f"option_{number}": f"{text} new." for number, text in enumerate(texts, start=1)}
    for version in accepted(steps.REWRITE, answer, given):
        whole = given.markdown.replace(given.quote, version)
        check_renderable(whole)
        assert save(markdown=whole).markdown == whole


@FEW
@given(st.lists(HOSTILE, min_size=5, max_size=6))
def test_tags_are_single_lines_of_at_most_50_characters(texts: list[str]):
    given = SuggestTagsInput(brief=BRIEF, title="Title", markdown="Text.")
    answer = {f"option_{number}": text for number, text in enumerate(texts, start=1)}
    for tag in accepted(steps.TAGS, answer, given):
        assert save(title=tag).title == tag
        assert 0 < len(tag) <= 50


class Told:
    """A run whose every answer is the same."""

    usage = None

    def __init__(self, answer: str) -> None:
        self.answer = answer

    async def write(self, _: object) -> str:
        return self.answer


@FEW
@given(
    st.sampled_from(("", "\ufeff", "Sure! Here is the translation:\n\n")),
    st.text(st.characters(exclude_categories=()), max_size=8),
    st.sampled_from(("", *FRAGMENTS)) | st.text(st.characters(exclude_categories=()), max_size=8),
)
def test_translations_are_saved_unchanged(before: str, title: str, text: str):
    given = TranslateBlogInput(title="Title", markdown="## One\n\nText.", language="German")
    answer = f"{before}\n\n# T {title}\n\n## O {title}\n\nD {text}"
    try:
        translation = asyncio.run(translated(given, cast("Any", Told(answer))))
    except GenerationFailed:
        return
    markdown = translation.content.markdown
    saved = save(title=translation.title, markdown=markdown)
    assert (saved.title, saved.markdown) == (translation.title, markdown)


def accepted(
    step: OptionStep[Any, Any], answer: dict[str, Any], given: BriefedInput | None = None
) -> tuple[Any, ...]:
    try:
        return step.read(json.dumps(answer), given or IDEAS_GIVEN)
    except InvalidAnswer as invalid:
        return invalid.accepted


IDEAS_GIVEN = steps.IDEAS.takes(brief=BRIEF)
