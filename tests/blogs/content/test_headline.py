"""Removal of title and cover from the beginning of a text."""

import pytest

from cms_blog.blogs.content.headline import without_headline

TITLE = "A *b* & c"
COVER = "https://example.com/a.png?a=1&copy=2"
HEADING = f"# {TITLE}"
IMAGE = f"![{TITLE}](<{COVER}>)"


@pytest.mark.parametrize(
    "markdown",
    [
        f"{HEADING}\n\n{IMAGE}\n\nText.",
        f"{IMAGE}\n\n{HEADING}\n\nText.",
        f"{HEADING}\n{IMAGE}\n\nText.",
        f"{HEADING}\nText.",
        "# A \\*b\\* & c ##\n\nText.",
        f"   {HEADING}\n\nText.",
        f"\n \n{HEADING}\n \n\nText.",
        f"{HEADING}\r\n\r\n{IMAGE}\r\n\r\nText.",
        "# A \\*b\\* &amp; c\n\nText.",
        "# A `*b*` &amp; c\n\nText.",
        "# A  \\*b\\*  &  c\n\nText.",
        "# A <i>\\*b\\*</i> & c\n\nText.",
        "A \\*b\\*\n& c\n===\n\nText.",
        f"#\t{TITLE}\n\nText.",
        f"{IMAGE}\n\nText.",
        f"![]({COVER})\n\nText.",
        f"![*a* `b`]({COVER} 'title')\n\nText.",
        # The address with an escaped `&`.
        f"![x]({COVER.replace('&', '&amp;')})\n\nText.",
        f"   {IMAGE}   \n\nText.",
    ],
)
def test_title_and_cover_are_removed(markdown: str):
    assert without_headline(markdown, TITLE, COVER) == "Text."


@pytest.mark.parametrize(
    "markdown",
    [
        "",
        " \n",
        "Text.",
        f"#{TITLE}\n\nText.",
        f"#{HEADING}\n\nText.",
        "## A \\*b\\* & c\n\nText.",
        f"# ![x](<{COVER}>)\n\nText.",
        f"{HEADING}!\n\nText.",
        f"{HEADING.upper()}\n\nText.",
        f"{HEADING} #x\n\nText.",
        f"> {HEADING}\n\nText.",
        f"- {HEADING}\n\nText.",
        f"---\n\n{HEADING}\n\nText.",
        f"    {HEADING}\n\nText.",
        f"```\n{HEADING}\n```\n\nText.",
        f"Text.\n\n{HEADING}",
        f"{TITLE}\n---\n\nText.",
        f"**{TITLE}**\n\nText.",
        "# \n\nText.",
        f"{IMAGE}\nText.",
        f"Text {IMAGE}\n\nText.",
        f"{IMAGE} {IMAGE}\n\nText.",
        f"[{IMAGE}](https://example.com/)\n\nText.",
        f"> {IMAGE}\n\nText.",
        f"![x]({COVER}.webp)\n\nText.",
        f"[x](<{COVER}>)\n\nText.",
        f"<img src='{COVER}'>\n\nText.",
        f"Text.\n\n{IMAGE}",
        # Removal would leave an empty text.
        HEADING,
        IMAGE,
        f"{HEADING}\n\n{IMAGE}\n \n",
    ],
)
def test_other_text_is_unchanged(markdown: str):
    assert without_headline(markdown, TITLE, COVER) == markdown


def test_at_most_one_title_and_one_cover_are_removed():
    twice = f"{HEADING}\n\n{IMAGE}\n\n"
    for rest in (f"{HEADING}\n\nText.", f"{IMAGE}\n\nText.", f"{HEADING}\n\n{IMAGE}"):
        assert without_headline(twice + rest, TITLE, COVER) == rest


def test_without_a_cover_no_image_is_removed():
    kept = f"{IMAGE}\n\nText."
    for cover in (None, "", "https://example.com/other.png"):
        assert without_headline(f"{HEADING}\n\n{kept}", TITLE, cover) == kept
    assert without_headline("![x]()\n\nText.", TITLE, "") == "![x]()\n\nText."


def test_without_a_title_no_heading_is_removed():
    assert without_headline("#\n\nText.", "", COVER) == "#\n\nText."


@pytest.mark.parametrize(
    "title",
    [
        "How to use List<String> in Java",
        "__init__ explained",
        "C#",
        "Learn C #",
        "[a](b)",
        "`",
        "# a",
    ],
)
def test_unescaped_titles_of_earlier_versions_are_removed(title: str):
    label = title.replace("[", "(").replace("]", ")")
    text = f"# {title}\n\n![{label}](<{COVER}>)\n\nText."
    assert without_headline(text, title, COVER) == "Text."


@pytest.mark.parametrize(
    ("rest", "kept"),
    [
        ("\n    code\n", "    code\n"),
        ("\n\n\n- a\n- b", "- a\n- b"),
        ("é 日本\n\nText.\n", "é 日本\n\nText.\n"),
        ("[a]: /b\n\n[a]", "[a]: /b\n\n[a]"),
        ("[^1]: b\n\n[^1]", "[^1]: b\n\n[^1]"),
    ],
)
def test_the_rest_is_unchanged(rest: str, kept: str):
    assert without_headline(f"# Ünï 日\n{rest}", "Ünï 日", None) == kept
    assert without_headline(f"[x]: /y\n\n# Ünï 日\n{rest}", "Ünï 日", None) == f"[x]: /y\n\n{kept}"
    assert without_headline(f"[^1]: y\n\n# Ünï 日\n{rest}", "Ünï 日", None) == f"[^1]: y\n\n{kept}"


def test_unescaped_addresses_of_earlier_versions_are_removed():
    cover = "https://example.com/a.png?a=1&copy;=2"
    assert without_headline(f"![x](<{cover}>) \n\nText.", "", cover) == "Text."
    assert without_headline(f"![x](<{cover}x>)\n\nText.", "", cover) != "Text."
