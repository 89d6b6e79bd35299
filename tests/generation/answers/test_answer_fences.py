"""Code fences around an answer, and in it."""

import pytest

from cms_blog.generation.answers.blocks import blocks_of
from cms_blog.generation.answers.fences import closed, unfenced

PROSE = "Take a big pot, and fill it with good soil. " * 5
CODE = "```py\na\n```\n\ntext\n\n```py\nb\n```"


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("```\na\n```", "a"),
        ("```markdown\na\nb\n```", "a\nb"),
        ("~~~md\na\n~~~", "a"),
        ("````\n```py\na\n```\n````", "```py\na\n```"),
        ("\n ```\na\n  ``` \n", "a"),
        ("Here it is:\n\n```markdown\na\n```", "a"),
        ("```markdown\na\n```\n\nHave a nice day!", "a"),
        ("Sure!\n\n```\na\n```\n\nLet me know if you want changes.", "a"),
        ("```markdown\na\n\n```py\nb\n```\n\nc\n```", "a\n\n```py\nb\n```\n\nc"),
        (f"```markdown\n{CODE}\n\nc\n```", f"{CODE}\n\nc"),
        ("Sure!\n\n~~~markdown\n```\na\n```\n~~~", "```\na\n```"),
        ("```markdown\n## A\n\nb", "## A\n\nb"),
        ("```\n```", ""),
        (f"Here it is:\n\n```\n{PROSE}\n```\n\nEnjoy!", PROSE.strip()),
    ],
)
def test_a_fence_around_the_answer_is_removed(text: str, inside: str):
    assert unfenced(text) == inside


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        "```\na\n```\n\ntext\n\n```\nb\n```",
        "```py\na\n```",
        "Look at this:\n\n```\na\n```\n\nIt is short.",
        "a\n```",
        # Too short, too much text around it, an unfinished sentence, code.
        f"An example:\n\n```\n{PROSE[:170].strip()}.\n```",
        f"{'An example. ' * 7}\n\n```\n{PROSE.strip()}\n```",
        f"An\n\nexample\n\n```\n{PROSE.strip()}\n```\n\nHere.",
        f"An example:\n\n```\n{PROSE}and\n```",
        f"An example:\n\n```\n{PROSE}\n\n    x = 1\n```",
        "```\na",
        "``` ```",
        "- a\n\n```\nb\n```",
        "a",
        "",
    ],
)
def test_code_blocks_are_kept(text: str):
    assert unfenced(text) == text


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("```py\na", "```py\na\n```"),
        ("~~~~\na\n~~~", "~~~~\na\n~~~\n~~~~"),
        ("```py\na\n```", "```py\na\n```"),
        ("a", "a"),
    ],
)
def test_open_fences_are_closed(text: str, whole: str):
    (block,) = blocks_of(text)
    assert closed(block) == whole
