"""Posts made from the answers of models that chat, wrap, decorate, repeat and forget."""

import re

import pytest

from cms_blog.generation.answers.headings import heading_line
from cms_blog.generation.answers.parts import Outline
from cms_blog.generation.answers.post import PostAssembler

INTRO = "The intro is not long.\n\nIt is forty characters long, and a few more than that."
OUTLINE = Outline("My Title", INTRO, ["Choosing a Pot", "Watering", "Harvest"])
POT = "Take a big pot.\n\n```py\nx = 1\n```\n\nFine."
SECTIONS = (
    f"## Choosing a Pot\n\n{POT}\n\n## Watering\n\nWater it.\n\n## Harvest\n\nPick it.\n\n"
    "## Conclusion\n\nGo now."
)
POST = f"{INTRO}\n\n{SECTIONS}"
CASES = {
    "plain": SECTIONS,
    "title": f"# My Title\n\n{SECTIONS}",
    "another title": f"# Pots for All\n\n{SECTIONS}",
    "bold title": f"**My Title**\n\n{SECTIONS}",
    "html title": f"<h1>My Title</h1>\n\n{SECTIONS}",
    "title twice, with a byte order mark": f"\ufeff# My Title\n\n## My Title\n\n{SECTIONS}",
    "introduction": f"# My Title\n\n{POST}",
    "chatter": f"Sure! Here is it:\n\n{SECTIONS}\n\n---\n\nLet me know if you want any changes!",
    "front matter": f"---\ntitle: My Title\ntags: [a]\n---\n\n{SECTIONS}",
    "fence": f"```markdown\n{SECTIONS}\n```",
    "fence without a language": f"Here:\n\n```\n{SECTIONS}\n```\n\nAnything else?",
    "tildes": f"Sure!\n\n~~~\n# My Title\n\n{POST}\n~~~",
    "a fence around each section": "\n\n".join(
        f"```markdown\n## {section.strip()}\n```" for section in SECTIONS.split("## ")[1:]
    ),
    "bold and HTML headings": SECTIONS.replace("## Watering", "**Watering**").replace(
        "## Harvest", "<h2>Harvest</h2>"
    ),
    "heading without a blank line": SECTIONS.replace("## Watering\n\n", "**Watering**\n"),
    "numbered headings": SECTIONS.replace("## ", "## 1. "),
    "labels": SECTIONS.replace("## ", "## H2: "),
    "level 3": SECTIONS.replace("## ", "### "),
    "level 1": SECTIONS.replace("## ", "# "),
    "setext heading": SECTIONS.replace("## Watering", "Watering\n---"),
    "repeated heading": SECTIONS.replace(
        "## Watering", "## Watering\n\n**Watering**\n\n### Watering"
    ),
    "all headings twice": re.sub(r"^## (.+)$", r"## \1\n\n**\1**", SECTIONS, flags=re.MULTILINE),
    "all headings bold": re.sub(r"^## (.+)$", r"**\1**", SECTIONS, flags=re.MULTILINE),
    "reworded heading": SECTIONS.replace("## Watering", "## How to water"),
    "reworded first heading": SECTIONS.replace("## Choosing a Pot", "## Pots"),
    "all reworded": SECTIONS.replace("Choosing a Pot", "1")
    .replace("Watering", "2")
    .replace("Harvest", "3"),
    "rules between sections": SECTIONS.replace("\n\n## ", "\n\n---\n\n## "),
    "Windows line ends": SECTIONS.replace("\n", "\r\n"),
    "citation marks": SECTIONS.replace("Water it.", "[cite_start]Water it [cite: 1, 3].").replace(
        "Pick it.", "Pick it【3†source】."
    ),
    "started again": SECTIONS[: SECTIONS.index("er it.")] + f"\n\n# My Title\n\n{POST}",
    "started again at a section": SECTIONS[: SECTIONS.index("er it.")]
    + SECTIONS[SECTIONS.index("\n\n## Watering") :],
    "remark between sections": SECTIONS.replace(
        "\n\n## Harvest", "\n\nWould you like me to continue?\n\n## Harvest"
    ),
    "sections in another order": SECTIONS.replace(
        "## Watering\n\nWater it.\n\n## Harvest\n\nPick it.",
        "## Harvest\n\nPick it.\n\n## Watering\n\nWater it.",
    ),
}


def post_of(text: str, size: int = 10_000, outline: Outline = OUTLINE) -> str:
    assembler = PostAssembler(outline)
    pieces = [assembler.feed(text[at : at + size]) for at in range(0, len(text), size)]
    post = "".join(pieces) + assembler.finish()
    assert assembler.missing == []
    assert not assembler.is_unfinished
    return post


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize("case", CASES)
def test_posts_consist_of_introduction_and_sections(case: str, size: int):
    assert post_of(CASES[case], size) == POST


@pytest.mark.parametrize(
    ("text", "post"),
    [
        # Another heading above the first section, and subsections.
        (f"## Choosing a bin\n\nKept.\n\n{SECTIONS}", f"{INTRO}\n\n## Choosing a bin\n\nKept."),
        (SECTIONS.replace("Water it.", "### Plastic bins\n\nKept."), "### Plastic bins"),
        # A heading that is not in the outline becomes a subsection.
        (
            SECTIONS.replace("Water it.", "Water it.\n\n## When\n\nAt 6.\n\n## How\n\nSo."),
            "### When",
        ),
        # A post may end with code, a rule and a note, or a table.
        (f"{SECTIONS}\n\n---\n\nA note.", "---\n\nA note."),
        (SECTIONS.replace("\n\nWater it.", "\n\n---\nWater it.\n\n---\nAgain."), "---\n\nAgain."),
        (f"{SECTIONS}\n\n[a]: https://a.example", "[a]: https://a.example"),
        (f"{SECTIONS}\n\n`[cite: 1]` stays.", "`[cite: 1]` stays."),
        (f"{SECTIONS}\n\nLet me know in the comments what you change!", "in the comments"),
    ],
)
def test_other_text_is_kept(text: str, post: str):
    for size in (1, 10_000):
        assert post in post_of(text, size)


def test_open_code_blocks_are_closed():
    assembler = PostAssembler(OUTLINE)
    post = assembler.feed(f"{SECTIONS}\n\n```py\na") + assembler.finish()
    assert post == f"{POST}\n\n```py\na\n```"
    assert assembler.is_unfinished


@pytest.mark.parametrize("size", [1, 10_000])
def test_code_blocks_are_closed_above_the_next_section(size: int):
    code = "```py\n# Watering\n## Pots\nx = 2"
    text = SECTIONS.replace("## Watering", f"{code}\n\n## Watering")
    text = text.replace("## Conclusion", f"{code}\n\n## Conclusion")
    # The last block is open until the end: it could belong to the code.
    expected = POST.replace("## Watering", f"{code}\n```\n\n## Watering")
    assembler = PostAssembler(OUTLINE)
    pieces = [assembler.feed(text[at : at + size]) for at in range(0, len(text), size)]
    post = "".join(pieces) + assembler.finish()
    assert post == expected.replace("## Conclusion", f"{code}\n\n## Conclusion") + "\n```"
    assert assembler.is_unfinished


@pytest.mark.parametrize("below", ["`npm install`", "```\nnpm install\n```", "1. npm install"])
def test_code_below_an_equal_heading_is_kept(below: str):
    text = f"### npm install\n\n{below}\n\nDone."
    assert text in post_of(SECTIONS.replace("Water it.", text))


@pytest.mark.parametrize(
    ("text", "missing", "unfinished"),
    [
        (SECTIONS[: SECTIONS.index("\n\n## Harvest")], ["Harvest"], True),
        (SECTIONS[: SECTIONS.index("\n\nPick")], ["Harvest"], True),
        (SECTIONS[: SECTIONS.index("\n\n## Conclusion")], [], True),
        (SECTIONS[: SECTIONS.index("\n\nGo now")], [], True),
        (SECTIONS[:-2], [], True),
        (f"{SECTIONS} Because", [], True),
        (SECTIONS, [], False),
        ("", list(OUTLINE.headings), True),
        ("I can't help with that.", list(OUTLINE.headings), True),
    ],
)
def test_missing_sections_and_half_sentences_are_found(
    text: str, missing: list[str], unfinished: bool
):
    assembler = PostAssembler(OUTLINE)
    assembler.feed(text)
    assembler.finish()
    assert (assembler.missing, assembler.is_unfinished) == (missing, unfinished)


@pytest.mark.parametrize("end", ["Take a big pot.", "x = 1\n```", "Water it.", "Pick it."])
def test_posts_continue_after_a_block(end: str):
    text = POST[: POST.index(end) + len(end)]
    assembler = PostAssembler(OUTLINE)
    assembler.restore(text.removeprefix(INTRO))
    assert text + assembler.feed(POST[len(text) :]) + assembler.finish() == POST


HEADINGS = ["Using List<String>", "__init__ and friends", "C# # and [x](y)", "a&amp;b", "1. x", "#"]


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_are_verbatim(heading: str):
    outline = Outline("T", INTRO, [heading, "Other"])
    post = post_of(f"## {heading}\n\nA.\n\n## Other\n\nB.\n\n## End\n\nC.", outline=outline)
    assert f"\n\n{heading_line(heading)}\n\nA." in post


def test_text_without_a_heading_is_the_first_section():
    long = "Tomatoes need sun. " * 20
    assert post_of(SECTIONS.replace(f"## Choosing a Pot\n\n{POT}", long)) == POST.replace(
        POT, long.strip()
    )
