"""Continuations of answers that were cut off."""

import pytest

from cms_blog.generation.answers.joining import Joiner

TEXT = "## Pots\n\nTake a big pot.\n\n## Water\n\nWater the tomatoes in the mor"


@pytest.mark.parametrize(
    ("text", "more", "whole"),
    [
        (TEXT, "ning.", f"{TEXT}ning."),
        # The longest overlap.
        (TEXT, "in the morning.", f"{TEXT}ning."),
        (TEXT, "Water the tomatoes in the morning.", f"{TEXT}ning."),
        ("It rains", "It rains and pours.", "It rains and pours."),
        ("in the", "the sun", "in the sun"),
        # A common letter is no overlap.
        ("a bot", "tle", "a bottle"),
        # Acknowledgements and fences.
        (TEXT, "Sure, continuing where I left off:\n\nning.", f"{TEXT}ning."),
        (TEXT, "Okay.\n\nin the morning.", f"{TEXT}ning."),
        (TEXT, "```markdown\nning.", f"{TEXT}ning."),
        ("```py\nx = 1\ny", "```py\ny = 2\n```", "```py\nx = 1\ny = 2\n```"),
        # Missing spaces and lines.
        ("It rains.", "Then it stops.", "It rains. Then it stops."),
        ("It rains.", "## Sun\n\nIt shines.", "It rains.\n\n## Sun\n\nIt shines."),
        ("下雨。", "停了。", "下雨。停了。"),
        ("It rains.\n\n", "Then it stops.", "It rains.\n\nThen it stops."),
        ("It rains.", "", "It rains."),
        ("", "Sure!\n\n## Sun", "Sure!\n\n## Sun"),
    ],
)
def test_continuations_are_joined(text: str, more: str, whole: str):
    for size in (1, 1_000):
        joiner = Joiner(text)
        pieces = [joiner.add(more[at : at + size]) for at in range(0, len(more), size)]
        assert text + "".join(pieces) + joiner.end() == whole


def test_pieces_after_the_first_block_are_not_held_back():
    joiner = Joiner("It rains")
    assert joiner.add(" and") == ""
    assert joiner.add(" pours.\n\nThen") == " and pours.\n\nThen"
    assert joiner.add(" it stops.") == " it stops."
    assert joiner.end() == ""


@pytest.mark.parametrize(
    ("pieces", "whole"),
    [
        (["a \ud83c", "\udf45 b"], "a 🍅 b"),
        (["a \ud83c\udf45 b"], "a 🍅 b"),
        (["a \ud83c", " b"], "a \ufffd b"),
        (["\udf45 b"], "\ufffd b"),
        (["a \ud83c"], "a \ufffd"),
        (["🍅", "🍅"], "🍅🍅"),
    ],
)
def test_surrogate_pairs_are_joined_and_lone_surrogates_replaced(pieces: list[str], whole: str):
    joiner = Joiner("")
    assert "".join(map(joiner.add, pieces)) + joiner.end() == whole
