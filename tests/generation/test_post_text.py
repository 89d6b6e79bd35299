"""Conversion of Gemini's answers to posts: title, references, sections."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from test_drafts import GIVEN

from cms_blog.blogs.content.markdown import MAX_MARKDOWN, render
from cms_blog.blogs.content.references import MAX_REFERENCE_TITLE, ReferenceStatus
from cms_blog.generation.failures import GenerationFailed, GenerationFailure
from cms_blog.generation.inputs import BlogInput
from cms_blog.generation.posts import (
    new_section,
    references_of,
    section_at,
    untitled,
    usable,
    whole_post,
    without_title,
)

TITLE = "How to use List<String>"


def given(**changes: Any) -> BlogInput:
    return GIVEN.model_copy(update={"title": TITLE, "intro_markdown": "Intro."} | changes)


def with_links(*links: str) -> BlogInput:
    return given(brief=GIVEN.brief.model_copy(update={"reference_links": links}))


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Text.", "Text."),
        ("\n\n  Text.\n", "Text.\n"),
        ("# A\n\nText.", "Text."),
        ("#\nText.", "Text."),
        ("#\tA\nText.", "Text."),
        ("  # A\nText.", "Text."),
        ("# A\n# B\n\n\n## How To Use list<string>!\nText.", "Text."),
        ("# A", ""),
        ("#", ""),
        ("", ""),
        ("#A\nText.", "#A\nText."),
        ("## A\nText.", "## A\nText."),
        ("## \nText.", "## \nText."),
        ("##\nText.", "##\nText."),
        (f"###### {TITLE}\nText.", "Text."),
        (f"####### {TITLE}\nText.", f"####### {TITLE}\nText."),
        (f"## {TITLE} again\nText.", f"## {TITLE} again\nText."),
        (f"Text.\n# {TITLE}\nText.", f"Text.\n# {TITLE}\nText."),
        (f"**{TITLE}**\nText.", f"**{TITLE}**\nText."),
    ],
)
async def test_titles_at_the_beginning_are_removed(text: str, body: str):
    assert without_title(text, given()) == body
    assert without_title(body, given()) == body

    async def pieces() -> AsyncIterator[str]:
        for char in text:
            yield char

    shown = [piece async for piece in untitled(pieces(), given())]
    assert "".join(shown) == body
    assert "" not in shown


@pytest.mark.parametrize("intro", ["# Why", "# Why \nBecause.", f"## {TITLE}"])
def test_headings_of_the_introduction_are_kept(intro: str):
    heading = intro.partition("\n")[0].strip()
    chosen = given(intro_markdown=intro)
    assert without_title(f"{heading}\n\nText.", chosen) == f"{heading}\n\nText."
    assert without_title(f"# A\n{heading} \nText.", chosen) == f"{heading} \nText."
    assert without_title("# Why not\nText.", chosen) == "Text."


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["a", "b"], ["a", "b"]),
        (["# ", "A", "\n", "\n", "b", "c"], ["b", "c"]),
        (["# A\nb", "c\n# d\n"], ["b", "c\n# d\n"]),
        # Held back until the end of the line.
        (["#", "# ", "b", "\nc", "d"], ["## b\nc", "d"]),
        (["## ", "b"], ["## b"]),
        (["#", "# ", TITLE, "\n"], []),
        ([" ", "\n"], []),
        ([], []),
    ],
)
async def test_possible_titles_are_held_back_in_streams(pieces: list[str], shown: list[str]):
    async def source() -> AsyncIterator[str]:
        for piece in pieces:
            yield piece

    assert [piece async for piece in untitled(source(), given())] == shown


@pytest.mark.parametrize(
    ("answer", "markdown"),
    [
        ("Text.", "Text.\n"),
        ("# A\n\nText.\n\n", "Text.\n"),
        ("```markdown\n# A\n\nText.\n```\n", "Text.\n"),
        ("Text.\r\n\r\n## B\r\n\r\nMore.", "Text.\n\n## B\n\nMore.\n"),
    ],
)
async def test_the_post_is_the_text_below_the_title(answer: str, markdown: str):
    content = await whole_post(answer, given())
    assert content == render(markdown)


async def rejection(answer: str) -> str:
    with pytest.raises(GenerationFailed) as failed:
        await whole_post(answer, given())
    assert failed.value.reason is GenerationFailure.UNUSABLE_OUTPUT
    return failed.value.message


@pytest.mark.parametrize("answer", ["", " \n", "# A", "# A\n\n \n", "```\n# A\n```"])
async def test_posts_without_text_are_unusable(answer: str):
    assert "it has no text below the title" in await rejection(answer)


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
        ("[A\npage](https://a.example/)", None),
        (f"[{'x' * 300}](https://a.example/)", "x" * MAX_REFERENCE_TITLE),
        (f"[{'x' * 301}](https://a.example/)", None),
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
@pytest.mark.parametrize(
    "answer", ["New.", "## B\n\nNew.", "###### Other\nNew.", "```\n# B\nNew.\n```", "\n#\n\nNew.\n"]
)
def test_new_sections_keep_their_heading(old: str, heading: str, answer: str):
    (section,) = render(old).sections
    assert new_section(answer, section) == f"{heading}\n\nNew.\n\n"


@pytest.mark.parametrize("answer", ["#New.", "####### New.", "New.\n\n### More\n\nText."])
def test_text_is_not_mistaken_for_a_heading(answer: str):
    (section,) = render("## B\n\nTwo.").sections
    assert new_section(answer, section) == f"## B\n\n{answer}\n\n"


@pytest.mark.parametrize("answer", ["", "\n", "## B", "# B\n\n\n"])
def test_new_sections_without_text_are_unusable(answer: str):
    (section,) = render("## B\n\nTwo.").sections
    with pytest.raises(GenerationFailed) as failed:
        new_section(answer, section)
    assert "it has no text below the heading" in failed.value.message
