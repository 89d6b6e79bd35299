"""New versions of a passage: cleaning, and the comparison with the text around it."""

import json

import pytest

from cms_blog.blogs.brief import Brief
from cms_blog.generation import steps
from cms_blog.generation.answers.options import passage_text
from cms_blog.generation.editing.passage import UnfitVersion, find_passage
from cms_blog.generation.inputs import RewriteMode, RewriteTextInput
from cms_blog.generation.step_types import InvalidAnswer

BRIEF = Brief(focus_or_niche="Gardens", targeted_keyword="pots", targeted_audience="families")
TEXT = """\
Intro with **bold words** here.

## Sun and *light*

They need [sun](https://example.com/a "t") and [water][w], see https://example.org/b[^1].

- One item
- Another [item](#sun-and-light)

| A | B |
|---|---|
| cell | d |

```python
x = 1
```

> A quote
> on two lines

[w]: https://example.com/w

[^1]: A note.
"""
SUN = 'They need [sun](https://example.com/a "t") and [water][w], see https://example.org/b[^1].'
ITEMS = "- One item\n- Another [item](#sun-and-light)"
NOTE = "see https://example.org/b[^1]"
KEPT = "[a](https://example.com/a) [w](https://example.com/w) https://example.org/b [^1]"


@pytest.mark.parametrize(
    ("quote", "version"),
    [
        ("Intro with **bold words** here.", "Another beginning, *slanted* or not."),
        ("bold words", "other words"),
        ("Sun and *light*", "Light"),
        ("## Sun and *light*", "## Light"),
        (SUN, KEPT),
        (SUN, KEPT.replace("[w](https://example.com/w)", "[water][w]")),
        ("One item", "Something else"),
        (ITEMS, "- Only [one](#sun-and-light)"),
        (ITEMS, "No list, but a [link](#sun-and-light)."),
        (f"{SUN}\n\n{ITEMS}", f"{KEPT}\n\nMore.\n\n- [x](#sun-and-light)"),
        ("cell", "e"),
        ("x = 1", "x = 2"),
        ("> A quote\n> on two lines", "> Another quote"),
        ("A quote\n> on two lines", "Another quote"),
    ],
)
def test_versions_that_fit_are_accepted(quote: str, version: str):
    passage = find_passage(TEXT, quote)
    assert passage is not None
    passage.check(version, TEXT)


@pytest.mark.parametrize(
    ("quote", "version", "reason"),
    [
        ("bold words", "two\n\nparagraphs", "form|single"),
        ("Intro with **bold words** here.", "Two.\n\nParagraphs.", "single one"),
        ("Intro with **bold words** here.", "- A list", "single one"),
        ("Intro with **bold words** here.", "## A heading", "single one"),
        ("Intro with **bold", "Intro", "form of the text around"),
        ("## Sun and *light*", "Light", "single one"),
        ("## Sun and *light*", "### Light", "single one"),
        (SUN, KEPT.replace("https://example.com/a", "https://example.com/b"), "lacks https"),
        (SUN, KEPT.replace(" https://example.org/b", ""), "lacks https://example.org/b"),
        (SUN, KEPT.replace("[^1]", ""), r"lacks \[\^1\]"),
        (SUN, KEPT + " [x](https://evil.example)", "adds https://evil.example"),
        (SUN, KEPT + " www.evil.example", "adds www.evil.example"),
        ("One item", "One\n- item", "single one"),
        (ITEMS, "- One", "lacks #sun-and-light"),
        (f"{SUN}\n\n{ITEMS}", f"{KEPT}\n\n## New\n\n[x](#sun-and-light)", "adds a heading"),
        (f"{SUN}\n\n{ITEMS}", f"{KEPT}\n\n<!-- [x](#sun-and-light)", "lacks|form"),
        (ITEMS, "[x](#sun-and-light)\n\n```\nopen", "removes text after"),
        ("cell", "e | f", "removes text"),
    ],
)
def test_versions_that_do_not_fit_are_refused(quote: str, version: str, reason: str):
    passage = find_passage(TEXT, quote)
    assert passage is not None
    with pytest.raises(UnfitVersion, match=reason):
        passage.check(version, TEXT)


@pytest.mark.parametrize(
    ("passage", "option", "expected"),
    [
        ("Old words", "New words", "New words"),
        ("Old words", '"New words"', "New words"),
        ("Old words", "2. New words", "New words"),
        ("Old words", "**New words**", "New words"),
        ("**Old** words", "**New** words", "**New** words"),
        ("**Old words**", "**New words**", "**New words**"),
        ('"Old words"', '"New words"', '"New words"'),
        ("- Old", "- New", "- New"),
        ("Old words", "```\nNew words\n```", "New words"),
        ("```\nold\n```", "```\nnew\n```", "```\nnew\n```"),
        ("Old words", "## New words", "New words"),
        ("## Old words", "New words", "## New words"),
        ("## Old words", "# New words", "## New words"),
        ("Old words.", "### Version 2\n\nNew words.", "New words."),
        ("Old words.", "Sure! Here is the new version:\n\nNew words.", "New words."),
        ("Old words.", "New words.\n\nLet me know if you want any changes!", "New words."),
        ("Old words.", "New words.\n\nMore words.", "New words. More words."),
        ("Old words.", "New\nwords.", "New words."),
        ("Old\nwords.", "New\nwords.", "New\nwords."),
        ("One.\n\nTwo.", "Three.\n\nFour.", "Three.\n\nFour."),
        ("## Old\n\nText.", "## New\n\nText.", "## New\n\nText."),
        ("Old words.", "New [cite: 1] words.", "New words."),
        ("Old", "New \ud83d", "New \ufffd"),
        ("Old", "a.\\n\\nB", "a. B"),
    ],
)
def test_versions_are_cleaned(passage: str, option: str, expected: str):
    assert passage_text(option, 2, passage) == expected


@pytest.mark.parametrize(
    ("markdown", "quote", "before"),
    [
        ("a b a b", "b", "a "),
        ("One (two|three)+ four", "(two|three)+", "One "),
        ("मिट्टी और धूप", "धूप", "मिट्टी और "),
        ("堆肥的做法", "做法", "堆肥的"),
        ("שלום עולם", "עולם", "שלום "),
        ("A 🍅 tomato", "🍅 tomato", "A "),
        ("A\nline end", "A\r\nline end", ""),
        ("A text", " \n text\t ", "A "),
        ("x \u2066isolated\u2069 y", "\u2066isolated", "x "),
    ],
)
def test_the_first_occurrence_is_found(markdown: str, quote: str, before: str):
    passage = find_passage(markdown, quote)
    assert passage is not None
    assert passage.before == before
    assert markdown == passage.before + passage.text + passage.after
    assert passage.block_start + passage.text + passage.block_end == markdown


@pytest.mark.parametrize("quote", ["", " \n", "\u2066", "Missing", "one", "\ud83c", "O.e"])
def test_other_texts_are_not_found(quote: str):
    assert find_passage("One 🍅.", quote) is None


def test_the_surroundings_are_limited():
    passage = find_passage("a" * 3_000 + " QUOTE " + "b" * 3_000, "QUOTE")
    assert passage is not None
    assert passage.before == "a" * 1_999 + " "
    assert passage.after == " " + "b" * 1_999


def _given(
    mode: RewriteMode = RewriteMode.IMPROVE, instruction: str | None = None
) -> RewriteTextInput:
    return RewriteTextInput(
        brief=BRIEF, markdown=TEXT, quote=f" {SUN}\n", mode=mode, instruction=instruction
    )


def test_the_model_gets_the_passage_and_not_the_whole_text():
    long = RewriteTextInput(
        brief=BRIEF,
        markdown=f"{'far ' * 2_000}\n\n{TEXT}",
        quote="bold words",
        mode=RewriteMode.SHORTEN,
    )
    prompt = steps.REWRITE.prompt(long)
    data = json.loads(prompt.data.partition("\n")[2])
    assert data["quote"] == "bold words"
    assert data["before"].endswith("\n\nIntro with **")
    assert len(data["before"]) == 2_000
    assert data["after"].startswith("** here.\n\n## Sun")
    assert data.keys() == {"task", "brief", "quote", "before", "after", "mode", "instruction"}
    assert prompt.task.endswith(steps.REWRITE.modes[RewriteMode.SHORTEN])


@pytest.mark.parametrize("mode", RewriteMode)
def test_every_mode_has_an_instruction(mode: RewriteMode):
    assert steps.REWRITE.modes[mode] in steps.REWRITE.prompt(_given(mode, "x")).task


def test_the_passage_itself_and_repetitions_are_no_versions():
    answer = json.dumps({"option_1": SUN.upper(), "option_2": KEPT, "option_3": f"{KEPT}!"})
    with pytest.raises(InvalidAnswer) as invalid:
        steps.REWRITE.read(answer, _given())
    assert invalid.value.accepted == (KEPT,)
    assert "option_3 repeats another option" in invalid.value.reason


def test_an_address_of_the_instruction_may_be_added():
    options = [f"{KEPT} [x](https://new.example/p) {word}" for word in ("a", "b", "c")]
    answer = json.dumps({f"option_{n}": text for n, text in enumerate(options, 1)})
    allowing = _given(RewriteMode.CUSTOM, "Link https://new.example/p")
    assert steps.REWRITE.read(answer, allowing) == tuple(options)
    with pytest.raises(InvalidAnswer, match=r"adds https://new\.example/p"):
        steps.REWRITE.read(answer, _given())


def test_the_expected_output_grows_with_the_passage():
    def tokens(size: int) -> int:
        given = RewriteTextInput(
            brief=BRIEF, markdown="x" * size, quote="x" * size, mode=RewriteMode.EXPAND
        )
        return steps.REWRITE.prompt(given).output_tokens

    assert (tokens(1_000), tokens(1_002), tokens(3_000)) == (2_500, 2_503, 5_500)
