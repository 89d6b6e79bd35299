"""Metadata for search engines and the keyword report."""

# ruff: noqa: RUF001 - some scripts have letters that look like Latin ones

import pytest

from cms_blog.blogs.content.markdown import render
from cms_blog.blogs.content.seo import FilledSeo, KeywordReport, Seo, keyword_report


def report(keyword: str, markdown: str, title: str = "") -> KeywordReport:
    return keyword_report(keyword, title, render(markdown))


@pytest.mark.parametrize(
    ("keyword", "text", "occurrences"),
    [
        ("beginner's guide", "A beginner’s guide. The Beginner's\nGuide!", 2),
        ("beginner’s guide", "beginner's guide, beginnerʼs guide", 2),
        ("café", "cafe\u0301 Café CAFÉ", 3),
        ("cafe\u0301", "café", 1),
        ("well-known", "well\u2011known", 1),
        ("compost", "Kompost com\u00adpost composting *com*post precompost", 2),
        ("garden", "gardens gar garden.", 1),
        ("a b", "ba b a b", 1),
        ("a a", "ba a a", 1),
        ("a a", "a a a a", 2),
        ("खाद", "खादें खाद", 1),
        ("बना", "बनाना", 0),
        ("堆肥", "はじめての堆肥の作り方、堆肥", 2),
        ("iPhone", "新しいiPhoneケース iPhones", 1),
        ("ปุ๋ย", "การทำปุ๋ยหมัก", 1),
        ("ปุ", "การทำปุ๋ย", 0),
        ("c++", "c++, (c++) c+++", 3),
        ("  Sun   light ", "sun\nlight", 1),
        ("sun", "", 0),
        ("", "sun", 0),
        ("!", "", 0),
    ],
)
def test_occurrences(keyword: str, text: str, occurrences: int):
    assert report(keyword, text).occurrences == occurrences


@pytest.mark.parametrize(
    ("keyword", "text", "density"),
    [
        ("sun", "sun and rain and sun", 0.4),
        ("balcony tomatoes", "Balcony tomatoes grow on", 0.5),
        ("a", "a b c", 0.3333),
        ("堆肥", "堆肥の作り方堆肥の作", 0.4),
        ("c++", "c++ c+++", 1),
        ("++", "c++", 0),
        ("x", "", 0),
        ("-a -", "-a - b", 0.5),
    ],
)
def test_density(keyword: str, text: str, density: float):
    assert report(keyword, text).density == density


def test_density_is_at_most_one():
    assert report("a b c", "a b c").density == 1
    # The hyphen is part of the keyword but not a word.
    assert report("a - b", "a - b").density == 1
    # Five Thai letters count as one word.
    assert report("กข", "กขกข").density == 1


def test_keyword_in_title_first_paragraph_and_headings():
    markdown = (
        "# Sun and rain\n\n![](/x)\n\nFirst one.\n\nThen sun.\n\n## The SUN\n\nsun sun\n\n## Rain\n"
    )
    assert report("sun", markdown, "Sun!") == KeywordReport(
        occurrences=5, density=0.4167, in_title=True, in_first_paragraph=False, in_headings=2
    )
    found = report("first one", markdown, "Sun")
    assert (found.in_title, found.in_first_paragraph, found.in_headings) == (False, True, 0)
    assert report("", markdown, "").in_title is False
    assert report("sun", "# no paragraph: sun").in_first_paragraph is False
    assert report("xxxx", "# no paragraph").in_first_paragraph is False
    assert report("one two", "one\ntwo").in_first_paragraph is True


def test_missing_metadata_is_derived():
    content = render("# A\n\n" + "word " * 50)
    filled = Seo().filled("t" * 61, content)
    assert filled.meta_title == "t" * 59 + "…"
    assert filled.meta_description == content.excerpt[:158].rpartition(" ")[0] + "…"
    assert len(Seo().filled("x", render("y" * 160)).meta_description) == 160
    assert Seo().filled("x" * 193, content).cover_image_alt == "Cover: " + "x" * 193
    assert Seo().filled("x" * 194, content).cover_image_alt == "Cover: " + "x" * 192 + "…"
    assert Seo().filled("Title", render("")).meta_description == "Title"
    own = Seo("a", "b", "c").filled("t", content)
    assert own == FilledSeo("a", "b", "c")
