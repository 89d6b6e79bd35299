"""Comparison of addresses, and the titles of links."""

import pytest

from cms_blog.generation.answers.links import address_key, link_titles

PAGE = "https://en.wikipedia.org/wiki/Pot_(container)"


@pytest.mark.parametrize(
    "same",
    [
        "https://EN.wikipedia.org/wiki/Pot_(container)",
        "https://en.wikipedia.org/wiki/Pot_%28container%29",
        "https://en.wikipedia.org/wiki/Pot_(container)/",
        "https://en.wikipedia.org:443/wiki/Pot_(container)",
        "http://en.wikipedia.org/wiki/Pot_(container)#History",
    ],
)
def test_spellings_of_an_address_are_equal(same: str):
    assert address_key(same) == address_key(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "https://en.wikipedia.org/wiki/Pot",
        "https://de.wikipedia.org/wiki/Pot_(container)",
        "https://en.wikipedia.org/wiki/pot_(container)",
        "https://en.wikipedia.org/wiki/Pot_(container)?a=1",
        "https://en.wikipedia.org:8443/wiki/Pot_(container)",
        "https://[broken",
    ],
)
def test_other_addresses_are_different(other: str):
    assert address_key(other) != address_key(PAGE)


def test_international_hosts_are_equal():
    assert address_key("https://bücher.example/a") == address_key("https://xn--bcher-kva.example/a")
    assert address_key("https://straße.example/") != address_key("https://strasse.example/")


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        (f"[A page]({PAGE})", "A page"),
        (f"[A page](<{PAGE}>)", "A page"),
        (f'[A page]({PAGE} "title")', "A page"),
        (f"[A page][1]\n\n[1]: {PAGE}", "A page"),
        (f"[**A** `page`\nhere]({PAGE})", "A page here"),
        (f"[First]({PAGE}) [Second]({PAGE})", "First"),
        (rf"[A \_page\_]({PAGE})", "A _page_"),
        (f"![A picture]({PAGE})", None),
        (f"`[A page]({PAGE})`", None),
        (f"<{PAGE}>", None),
        (f"[]({PAGE})", None),
        (PAGE, None),
    ],
)
def test_titles_are_those_of_the_links_that_the_parser_finds(markdown: str, title: str | None):
    assert link_titles(markdown).get(address_key(PAGE)) == title
