"""Structure of Markdown texts: headings, footnotes, limits of HTML."""

import pytest
from pyromark import Options

from cms_blog.blogs.content.structure import (
    BREAKS,
    Footnote,
    Heading,
    events_of,
    markdown_options,
    structure_of,
)


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
def test_headings_in_quotes_lists_and_footnotes_are_ignored(
    markdown: str, headings: list[tuple[int, int]]
):
    assert structure_of(markdown).headings == tuple(Heading(*heading) for heading in headings)


def test_enabled_extensions():
    tables = Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_TASKLISTS
    assert markdown_options() == tables
    assert markdown_options(footnotes=True) == tables | Options.ENABLE_FOOTNOTES


def test_footnotes_have_byte_ranges_and_case_folded_labels():
    structure = structure_of("é[^A] [^no] `[^a]`\n\n> [^a]: ü\n\n[^b]: c[^a]\n")
    assert structure.references == (Footnote("a", 2, 6), Footnote("a", 40, 44))
    assert structure.footnotes == (Footnote("a", 23, 32), Footnote("b", 33, 45))
    assert structure_of("a").footnotes == structure_of("a").references == ()


@pytest.mark.parametrize(
    ("opening", "unit", "closing", "most"),
    [
        ("", ">", " a", 1_413),
        # Each tag visits all open elements.
        ("", "<div>", "", 1_413),
        ("a ", "<x>", "", 1_412),
        ("a ", "<b>", "", 1_412),
        # Each paragraph reopens unclosed formatting, at most three identical elements.
        ("<p><b>\n\n", "x\n\n", "", 49_998),
        ("<p><b><b>\n\n", "x\n\n", "", 24_997),
        ("<p><b><B>\n\n", "x\n\n", "", 24_997),
        ("<p><b><b><b>\n\n", "x\n\n", "", 16_663),
        ("<p><b><b><b><b>\n\n", "x\n\n", "", 16_663),
        ("<p><b><i><u a=1><u a=2>\n\n", "x\n\n", "", 12_496),
        # A tag that may continue after its piece may differ from all others.
        ("<p><b a=<<b a=<<b a=<<b a=<\n\n", "x\n\n", "", 12_496),
    ],
)
def test_limits_of_open_and_reopened_elements(opening: str, unit: str, closing: str, most: int):
    assert not structure_of(opening + unit * most + closing).too_complex
    assert structure_of(opening + unit * (most + 1) + closing).too_complex


@pytest.mark.parametrize(
    "unit", ["<br>", "<IMG src=a>", "</div>", "< b>", "`<b>` ", "a\n\n", "---\n"]
)
def test_text_that_opens_no_elements_is_not_limited(unit: str):
    assert not structure_of(unit * 20_000).too_complex


def test_links_are_not_reopened():
    assert not structure_of("<p><a>\n\n" + "x\n\n" * 100_001).too_complex


def test_each_formatting_element_counts_the_open_ones():
    tags = [f"<b a={number}>" for number in range(316)]
    assert not structure_of("a " + "".join(tags[:-1])).too_complex
    assert structure_of("a " + "".join(tags)).too_complex


def test_limits_are_exact():
    # n tags visit n² + 3n + 1 open elements; each `<br>` before them visits one.
    visits = "<br>" * 2_019 + "<x>" * 1_412
    assert not structure_of(f"a {visits}").too_complex
    assert structure_of(f"a <br>{visits}").too_complex
    reopened = "<p><b>\n\n" + "x\n\n" * 49_998
    assert not structure_of(reopened).too_complex
    assert structure_of(f"{reopened[:-2]}</i>").too_complex


def test_line_breaks_are_events():
    assert [event for event, _ in events_of("a\nb  \nc") if event in BREAKS] == list(BREAKS)


def test_metadata_is_recognised_on_request_only():
    text = "---\na: b\n---\n\n|a|\n|-|\n"
    assert next(event for event, _ in events_of(text)) == "Rule"
    kinds = [
        next(iter(event["Start"]))
        for event, _ in events_of(text, front_matter=True)
        if isinstance(event, dict) and isinstance(event.get("Start"), dict)
    ]
    assert kinds[:2] == ["MetadataBlock", "Table"]
