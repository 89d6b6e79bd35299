"""Sections taken from answers that contain more than that."""

import pytest

from cms_blog.generation.answers.section import section_body, stops_in_sentence

OTHERS = ["My Title", "Soil", "Harvest"]


@pytest.mark.parametrize(
    "answer",
    [
        "New.",
        "## Bins\n\nNew.",
        "# Bins\n\n## Bins\n\nNew.",
        "\ufeff**Bins**\n\nNew.",
        "<h2>Bins</h2>\n\nNew.",
        "```markdown\n## Bins\n\nNew.\n```",
        "\n#\n\nNew.\n",
        "Sure! Here's the rewritten section:\n\n## Bins\n\nNew.",
        "Sure! Here's the rewritten section:\n\nNew.\n\nLet me know if you want it changed!",
        "---\ntitle: Bins\n---\n\nNew.",
        "# My Title\n\n## Soil\n\nOld.\n\n## Bins\n\nNew.\n\n## Harvest\n\nOld.",
        "New.\n\n## Harvest\n\nOld.",
        "New.\n\n**Harvest**\n\nOld.",
    ],
)
def test_the_answer_is_reduced_to_the_section(answer: str):
    assert section_body(answer, "Bins", 2, OTHERS) == "New."


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        ("### Plastic bins\n\nNew.", "### Plastic bins\n\nNew."),
        ("## Plastic bins\n\nNew.", "### Plastic bins\n\nNew."),
        ("```py\na\n```\n\ntext\n\n```py\nb\n```", "```py\na\n```\n\ntext\n\n```py\nb\n```"),
        ("```\na\n```\n\ntext\n\n```\nb\n```", "```\na\n```\n\ntext\n\n```\nb\n```"),
        ("```py\na", "```py\na\n```"),
        ("#New.", "#New."),
        ("Here is why pots crack.", "Here is why pots crack."),
        ("Of course, pots can crack.", "Of course, pots can crack."),
        ("### Plastic\n\n**Plastic**\n\nNew.", "### Plastic\n\nNew."),
        ("### `make`\n\n`make`\n\nNew.", "### `make`\n\n`make`\n\nNew."),
        ("New [cite: 1].", "New."),
        ("## Bins", ""),
        ("", ""),
    ],
)
def test_other_text_is_kept(answer: str, body: str):
    assert section_body(answer, "Bins", 2, OTHERS) == body


@pytest.mark.parametrize(
    ("answer", "stops"),
    [
        ("New and", True),
        ("## Bins\n\nNew and", True),
        ("```markdown\nNew and\n```", True),
        ("New and\n\nLet me know if you want it changed!", True),
        ("New.", False),
        ("New:\n\n- a\n- b", False),
        ("New.\n\n```py\na", False),
        ("New.\n\n---", False),
        ("", False),
    ],
)
def test_sections_that_stop_in_a_sentence_are_found(answer: str, stops: bool):
    assert stops_in_sentence(answer) is stops
