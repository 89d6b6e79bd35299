"""Places of quoted passages: pure functions."""

import pytest

from cms_blog.blogs.content.markdown import render
from cms_blog.blogs.notes.passages import Place, Quote, Sections, place_of, range_of, squeezed

TEXT = """Intro: sun.

# One

The sun  is
good. **Bold** text.

## Two

The sun is good. $1.
\u0416\u4e2d\u6587"""


def found(quote: Quote, text: str = TEXT) -> str | None:
    """The source of the passage, with `?` behind it if there are several."""
    place = place_of(squeezed(text), quote)
    if place is None:
        return None
    return text[range_of(text, place)] + ("" if place.is_unique else "?")


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (Quote("Intro"), "Intro"),
        (Quote("\u4e2d\u6587"), "\u4e2d\u6587"),
        (Quote("$1."), "$1."),
        (Quote("**Bold** text"), "**Bold** text"),
        # Markup is part of the source.
        (Quote("Bold text"), None),
        (Quote("the sun"), None),
        (Quote("The sun is good."), "The sun  is\ngood.?"),
        (Quote("The\r\nsun is\t good."), "The sun  is\ngood.?"),
        (Quote("The sun is good.", suffix=" **Bold"), "The sun  is\ngood."),
        (Quote("The sun is good.", suffix="**Bold"), "The sun  is\ngood."),
        (Quote("The sun is good.", prefix="## Two\n\n"), "The sun is good."),
        (Quote("The sun is good.", prefix="## Two", suffix="$1."), "The sun is good."),
        (Quote("The sun is good.", prefix="changed", suffix=" $1."), "The sun is good."),
        (Quote("The sun is good.", prefix="## Two", suffix="changed"), "The sun is good."),
        (Quote("The sun is good.", prefix="changed", suffix="changed"), "The sun  is\ngood.?"),
        # The text around a passage that is there once may have changed.
        (Quote("Intro", prefix="changed", suffix="changed"), "Intro"),
        (Quote(TEXT), TEXT),
        (Quote(TEXT + "."), None),
    ],
)
def test_passages_are_found_by_their_words(quote: Quote, expected: str | None):
    assert found(quote) == expected


def test_the_text_around_a_passage_may_be_in_its_first_and_last_word():
    assert place_of("b abc", Quote("b", prefix="a", suffix="c")) == Place(3, 4, True)


def test_the_text_before_and_the_text_after_count_together():
    assert place_of("a x b a x c d x c", Quote("x", "a", "c")) == Place(8, 9, True)


def test_of_several_places_the_first_with_the_most_equal_text_around_it_is_found():
    assert place_of("x b a x a x", Quote("x", prefix="a")) == Place(6, 7, False)


def test_a_quote_needs_no_text_around_it():
    assert Quote("x") == Quote("x", prefix="", suffix="")


def test_a_place_beyond_the_end_of_the_text_is_an_error():
    with pytest.raises(ValueError, match="not in the text"):
        range_of("a b", Place(0, 4, True))


def test_overlapping_occurrences_are_several():
    assert found(Quote("aa"), "aaa") == "aa?"
    assert found(Quote("a a"), "a a a") == "a a?"


@pytest.mark.parametrize(
    ("quote", "anchor"),
    [
        ("Intro: sun.", None),
        ("# One", "section-one"),
        ("The sun is good. **Bold", "section-one"),
        ("text. ## Two", "section-one"),
        (". ## Two", "section-one"),
        ("## Two", "section-two"),
        ("\u0416\u4e2d\u6587", "section-two"),
    ],
)
def test_the_anchor_is_that_of_the_section_where_the_passage_begins(quote: str, anchor: str | None):
    sections = Sections.of(render(TEXT))
    assert sections.text == squeezed(TEXT)
    place = place_of(sections.text, Quote(quote))
    assert place is not None
    assert sections.anchor_at(place) == anchor


def test_sections_need_no_blank_lines_between_them():
    sections = Sections.of(render("a.\n# B\nc.\n# D"))
    place = place_of(sections.text, Quote(". # D"))
    assert place is not None
    assert sections.anchor_at(place) == "section-b"


def test_a_text_without_headings_has_no_anchors():
    sections = Sections.of(render("Only text."))
    place = place_of(sections.text, Quote("text"))
    assert place is not None
    assert sections.anchor_at(place) is None
