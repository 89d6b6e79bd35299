"""Conversion of Gemini's answers to posts: title, references, sections."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from post_inputs import GIVEN

from cms_blog.blogs.content.markdown import MAX_MARKDOWN, render
from cms_blog.blogs.content.references import MAX_REFERENCE_TITLE, ReferenceStatus
from cms_blog.generation.failures import GenerationFailed, GenerationFailure
from cms_blog.generation.inputs import BlogInput
from cms_blog.generation.posts import (
    assembled,
    assembled_stream,
    lacking,
    lacking_section,
    new_section,
    references_of,
    section_at,
    sections_of,
    usable,
)

TITLE = "How to use List<String>"


def given(**changes: Any) -> BlogInput:
    return GIVEN.model_copy(update={"title": TITLE, "intro_markdown": "Intro."} | changes)


def with_links(*links: str) -> BlogInput:
    return given(brief=GIVEN.brief.model_copy(update={"reference_links": links}))


ANSWER = "## One\r\n\r\nText.\n\n## Two\n\nMore.\n\n## End\n\nDone.\n\n"
POST = "Intro.\n\n## One\n\nText.\n\n## Two\n\nMore.\n\n## End\n\nDone."
TWO = {"outline": ("One", "Two")}


def test_the_post_is_the_introduction_and_the_sections():
    assert assembled(ANSWER, given(**TWO)) == POST
    assert sections_of(POST, given(**TWO)) == POST.removeprefix("Intro.\n\n")
    for rest in ("    code", "X"):
        assert sections_of(f"Intro.\n\n{rest}", given(**TWO)) == rest


@pytest.mark.parametrize("size", [1, 1_000])
async def test_streamed_posts_are_equal(size: int):
    async def pieces(text: str) -> AsyncIterator[str]:
        for at in range(0, len(text), size):
            yield text[at : at + size]

    shown = [piece async for piece in assembled_stream(pieces(ANSWER), given(**TWO))]
    assert "".join(shown) == POST
    assert "" not in shown
    earlier, _, rest = POST.partition("\n\n## Two")
    rest = f"## Two{rest}"
    shown = [piece async for piece in assembled_stream(pieces(rest), given(**TWO), earlier)]
    assert earlier + "".join(shown) == POST


async def test_posts_without_a_section_are_unusable():
    async def pieces() -> AsyncIterator[str]:
        yield "## Two\n\nMore."

    with pytest.raises(GenerationFailed, match="the section 'One' is missing"):
        assembled("## Two\n\nMore.", given(**TWO))
    with pytest.raises(GenerationFailed, match="the section 'One' is missing"):
        _ = [piece async for piece in assembled_stream(pieces(), given(**TWO))]


@pytest.mark.parametrize(
    ("answer", "lacks"),
    [
        (ANSWER, ""),
        ("## Two\n\nMore.", "the sections ## One"),
        ("", "the sections ## One, ## Two"),
        ("## One\n\nA.\n\n## Two\n\nB.", "the rest of the text and its conclusion"),
        (ANSWER.replace("Done.", "Done and"), "the rest of the text and its conclusion"),
    ],
)
def test_answers_that_stopped_early_are_found(answer: str, lacks: str):
    assert lacking(given(**TWO))(answer) == lacks


def test_sections_that_stopped_in_a_sentence_are_found():
    assert lacking_section("Done.") == ""
    assert lacking_section("Done and") == "the rest of the section"


def test_the_name_of_a_missing_section_is_shortened():
    names = {"outline": ("x" * 100, "Two")}, {"outline": ("x" * 101, "Two")}
    for changes, shown in zip(names, ("x" * 100, "x" * 99 + "…"), strict=True):
        with pytest.raises(GenerationFailed, match=f"the section '{shown}' is missing"):
            assembled("", given(**changes))


async def rejection(answer: str) -> str:
    with pytest.raises(GenerationFailed) as failed:
        await usable(answer)
    assert failed.value.reason is GenerationFailure.UNUSABLE_OUTPUT
    return failed.value.message


@pytest.mark.parametrize("answer", ["", " \n", "\u200b\u3164"])
async def test_posts_without_text_are_unusable(answer: str):
    assert "it has no text" in await rejection(answer)


async def test_posts_above_the_maximum_length_are_unusable():
    assert len((await usable("x" * MAX_MARKDOWN)).markdown) == MAX_MARKDOWN
    with pytest.raises(GenerationFailed) as failed:
        await usable("x" * (MAX_MARKDOWN + 1))
    assert failed.value.reason is GenerationFailure.UNUSABLE_OUTPUT
    assert f"{MAX_MARKDOWN:,} characters" in failed.value.message


async def test_posts_with_excessive_nesting_are_unusable():
    message = await rejection(
        "> " * 1_500 + "a\n\n" + "b\n\n" * 1_500 + "<b>" * 2_000 + "\n\nc" * 99
    )
    assert "the text has too many nested quotes, lists or tags" in message


@pytest.mark.parametrize(
    ("reported", "status"),
    [
        ("URL_RETRIEVAL_STATUS_SUCCESS", ReferenceStatus.READ),
        ("URL_RETRIEVAL_STATUS_ERROR", ReferenceStatus.UNREADABLE),
        ("URL_RETRIEVAL_STATUS_PAYWALL", ReferenceStatus.PAYWALLED),
        ("URL_RETRIEVAL_STATUS_UNSAFE", ReferenceStatus.UNSAFE),
        ("URL_RETRIEVAL_STATUS_UNSPECIFIED", ReferenceStatus.NOT_READ),
        (None, ReferenceStatus.NOT_READ),
    ],
)
def test_references_have_the_status_reported_by_gemini(
    reported: str | None, status: ReferenceStatus
):
    read = (
        {} if reported is None else {"https://a.example/": reported, "https://c.example/": "other"}
    )
    (found,) = references_of(with_links("https://a.example/"), read, "")
    assert (found.url, found.title, found.status) == ("https://a.example/", None, status)


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("[A page](https://a.example/)", "A page"),
        ("[A page](<https://a.example/>)", "A page"),
        ('[A page](https://a.example/ "title")', "A page"),
        ("[First](https://a.example/) [Second](https://a.example/)", "First"),
        ("[B](https://b.example/) [A](https://a.example/)", "A"),
        (r"[A \_page\_](https://a.example/)", "A _page_"),
        ("![A picture](https://a.example/)", None),
        ("[A page](https://a.example/more)", None),
        ("[](https://a.example/)", None),
        ("[A\npage](https://a.example/)", "A page"),
        ("[A page](https://A.EXAMPLE)", "A page"),
        (f"[{'x' * 300}](https://a.example/)", "x" * MAX_REFERENCE_TITLE),
        (f"[{'x' * 301}](https://a.example/)", "x" * (MAX_REFERENCE_TITLE - 1) + "…"),
        ("https://a.example/", None),
    ],
)
def test_references_have_the_title_of_their_first_link(markdown: str, title: str | None):
    (found,) = references_of(with_links("https://a.example/"), {}, markdown)
    assert found.title == title


def test_references_are_in_the_order_of_the_brief():
    links = ("https://b.example/", "https://a.example/")
    found = references_of(with_links(*links), {}, "[A](https://a.example/)")
    assert [(each.url, each.title) for each in found] == [(links[0], None), (links[1], "A")]
    longest = "https://a.example/" + "x" * 2_030
    assert references_of(with_links(longest), {}, f"[A]({longest})")[0].title == "A"


MARKDOWN = "Intro.\n\n# A\n\nOne.\n\n## B\n\nTwo.\n\n## B\n\nThree.\n"


@pytest.mark.parametrize(
    ("anchor", "text"),
    [
        ("section-a", "# A\n\nOne.\n\n"),
        ("section-b", "## B\n\nTwo.\n\n"),
        ("section-b-2", "## B\n\nThree.\n"),
    ],
)
def test_sections_are_found_with_their_offset(anchor: str, text: str):
    found = section_at(render(MARKDOWN), anchor)
    assert found is not None
    section, start = found
    assert section.anchor == anchor
    assert MARKDOWN[start:].startswith(text)
    assert section.markdown == text


@pytest.mark.parametrize("anchor", ["section-c", "", "a", "section-b-3"])
def test_unknown_anchors_are_not_found(anchor: str):
    assert section_at(render(MARKDOWN), anchor) is None
    assert section_at(render("No section."), anchor) is None


@pytest.mark.parametrize(
    ("old", "heading"),
    [
        ("## B\n\nTwo.", "## B"),
        ("  ## B ##\n\nTwo.", "## B ##"),
        ("B\n---\n\nTwo.", "## B"),
        ("B\n===\n\nTwo.", "# B"),
    ],
)
@pytest.mark.parametrize("answer", ["New.", "## B\n\nNew.", "```\n# B\nNew.\n```", "\n#\n\nNew.\n"])
def test_new_sections_keep_their_heading(old: str, heading: str, answer: str):
    assert replaced(answer, old) == f"{heading}\n\nNew.\n\n"


def replaced(answer: str, old: str) -> str:
    content = render(old)
    return new_section(answer, content.sections[0], TITLE, content)


@pytest.mark.parametrize("answer", ["#New.", "####### New.", "New.\n\n### More\n\nText."])
def test_text_is_not_mistaken_for_a_heading(answer: str):
    assert replaced(answer, "## B\n\nTwo.") == f"## B\n\n{answer}\n\n"


@pytest.mark.parametrize("answer", ["", "\n", "## B", "# B\n\n\n"])
def test_new_sections_without_text_are_unusable(answer: str):
    with pytest.raises(GenerationFailed) as failed:
        replaced(answer, "## B\n\nTwo.")
    assert "it has no text below the heading" in failed.value.message


def test_new_sections_end_at_the_next_one_and_begin_after_the_title():
    content = render("## A\n\nOne.\n\n## B\n\nTwo.")
    for answer in (f"# {TITLE}\n\nNew.", "New.\n\n## B\n\nTwo.", "## A\n\nNew.\n\n# B"):
        assert new_section(answer, content.sections[0], TITLE, content) == "## A\n\nNew.\n\n"
