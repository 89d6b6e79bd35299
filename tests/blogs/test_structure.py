"""The walk over a text: headings, footnotes, and HTML that would explode; without a server."""

import pytest
from pyromark import Options

from cms_blog.blogs.content.structure import Footnote, Heading, markdown_options, structure_of


@pytest.mark.parametrize(
    ("markdown", "headings"),
    [
        ("", []),
        ("a", []),
        ("# é\n\n## b", [(1, 0), (2, 6)]),
        ("a\n\n  ###### b\n", [(6, 3)]),
        ("\n# a", [(1, 1)]),
        ("a\nb\n---\n", [(2, 0)]),
        ("> # a\n\n- # b\n\n# c", [(1, 14)]),
        ("- a\n\n# b\n\n> c\n\n# d", [(1, 5), (1, 15)]),
        ("***\n# b", [(1, 4)]),
        ("a[^1]\n\n[^1]: # b\n\n# c", [(1, 18)]),
    ],
)
def test_headings_stand_in_no_quote_list_or_footnote(
    markdown: str, headings: list[tuple[int, int]]
):
    assert structure_of(markdown).headings == tuple(Heading(*heading) for heading in headings)


def test_extensions_of_commonmark():
    tables = Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_TASKLISTS
    assert markdown_options() == tables
    assert markdown_options(footnotes=True) == tables | Options.ENABLE_FOOTNOTES


def test_footnotes_and_references_are_in_bytes_and_their_labels_folded():
    structure = structure_of("é[^A] [^no] `[^a]`\n\n> [^a]: ü\n\n[^b]: c[^a]\n")
    assert structure.references == (Footnote("a", 2, 6), Footnote("a", 40, 44))
    assert structure.footnotes == (Footnote("a", 23, 32), Footnote("b", 33, 45))
    assert structure_of("a").footnotes == structure_of("a").references == ()


@pytest.mark.parametrize(
    ("opening", "unit", "closing", "most"),
    [
        ("", ">", " a", 1_413),
        # Each tag passes all that are open; formatting of three spellings is repeated, too.
        ("", "<div>", "", 1_413),
        ("a ", "<x>", "", 1_412),
        ("a ", "<b>", "", 1_412),
        # Each paragraph repeats the formatting that was left open: at most three of a spelling.
        ("<p><b>\n\n", "x\n\n", "", 49_998),
        ("<p><b><b>\n\n", "x\n\n", "", 24_997),
        ("<p><b><B>\n\n", "x\n\n", "", 24_997),
        ("<p><b><b><b>\n\n", "x\n\n", "", 16_663),
        ("<p><b><b><b><b>\n\n", "x\n\n", "", 16_663),
        ("<p><b><i><u a=1><u a=2>\n\n", "x\n\n", "", 12_496),
        # One whose end is beyond the piece that was read may be like no other.
        ("<p><b a=<<b a=<<b a=<<b a=<\n\n", "x\n\n", "", 12_496),
    ],
)
def test_texts_at_the_bound_of_what_may_be_repeated(
    opening: str, unit: str, closing: str, most: int
):
    assert not structure_of(opening + unit * most + closing).tangled
    assert structure_of(opening + unit * (most + 1) + closing).tangled


@pytest.mark.parametrize(
    "unit", ["<br>", "<IMG src=a>", "</div>", "< b>", "`<b>` ", "a\n\n", "---\n"]
)
def test_what_opens_nothing_is_never_too_much(unit: str):
    assert not structure_of(unit * 20_000).tangled


def test_links_are_not_repeated():
    assert not structure_of("<p><a>\n\n" + "x\n\n" * 100_001).tangled


def test_each_piece_of_formatting_repeats_what_is_open():
    tags = [f"<b a={number}>" for number in range(316)]
    assert not structure_of("a " + "".join(tags[:-1])).tangled
    assert structure_of("a " + "".join(tags)).tangled
