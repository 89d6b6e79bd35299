"""Options taken from JSON, and cleaned."""

import pytest

from cms_blog.generation.answers.options import markdown_text, options_in, outline, plain_line


@pytest.mark.parametrize(
    "text",
    [
        '{"option_1": "a", "option_2": "b"}',
        '{"option_2": "b", "option_1": "a"}',
        'Sure! Here you are [1]: {"option_1": "a", "option_2": "b"} Anything else?',
        '```json\n["a", "b"]\n```',
        '{"options": ["a", "b"]}',
        '{"titles": [{"title": "a"}, {"title": "b"}]}',
        '{"1": "a", "2": "b"}',
    ],
)
def test_options_are_found_in_json(text: str):
    assert options_in(text) == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "[",
        "[" * 5_000,
        "{}",
        "[1, 3]",
        '{"brief": {"a": "b"}, "exclude": ["a"]}',
        "- a\n- b",
    ],
)
def test_answers_without_options(text: str):
    assert options_in(text) == []


@pytest.mark.parametrize(
    "option",
    [
        '"A title"',
        "“A title”",
        "2. A title",
        "2) A title",
        '2. **"A title"**',
        "**A title**",
        "*A title*",
        "## A title",
        "# **A title**",
        "H2: A title",
        "Title: A title",
        "Option 2: A title",
        "- A title",
        "• A title",
        "```\nA title\n```",
        "A title\\n",
        "A\ntitle",
        "\ufeffA title",
        "A **title**",
        "A title [cite: 1, 3]",
        "A title【3†source】",
    ],
)
def test_decoration_is_removed_from_lines(option: str):
    assert plain_line(option, 2) == "A title"


@pytest.mark.parametrize(
    "option",
    [
        "1984: A Novel",
        "3. Liga",
        r"C:\new and C:\temp",
        '"A" and "B"',
        "List<String> in Java",
        "__init__ explained",
        "2 * 3 * 4",
        "`x`",
        "#hash",
        "C#",
        "Title case",
    ],
)
def test_text_that_resembles_decoration_is_kept(option: str):
    assert plain_line(option, 2) == option


@pytest.mark.parametrize(
    "option",
    [
        "## Intro\n\nThe text.\n\nMore.",
        "**Introduction**\n\nThe text.\n\nMore.",
        "Intro 2: The text.\n\nMore.",
        "```markdown\nThe text.\n\nMore.\n```",
        "The text.\\n\\nMore.",
        '"The text.\n\nMore."',
        "Sure! Here is the intro:\n\nThe text.\n\nMore.",
        "The text.\n\nMore.\n\n---",
        "The text [cite: 1].\n\nMore.",
    ],
)
def test_introductions_are_the_text_below_a_heading(option: str):
    assert markdown_text(option, 2) == "The text.\n\nMore."


@pytest.mark.parametrize(
    "option",
    [
        ["Sun", "Water", "Pots"],
        ["Introduction", "Sun", "Water", "Pots", "Conclusion"],
        ["Introduction: Why now", "1. Sun", "2. Water", "3. Pots", "Fazit"],
        ["## Sun", "**Water**", '"Pots"'],
        ["H2: Sun", "H2: Water", "H2: Pots", "Conclusion: Go"],
        [{"heading": "Sun"}, {"heading": "Water"}, {"heading": "Pots"}],
        "- Sun\n- Water\n- Pots",
    ],
)
def test_outlines_have_no_introduction_and_conclusion(option: object):
    assert outline(option, 1) == ["Sun", "Water", "Pots"]


@pytest.mark.parametrize("option", [7, None, {"a": "b", "c": "d"}])
def test_other_values_are_left_to_the_validation(option: object):
    assert plain_line(option, 1) == markdown_text(option, 1) == outline(option, 1) == option
