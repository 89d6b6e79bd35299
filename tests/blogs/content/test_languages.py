"""Texts in many languages through the API: saving, search, word counts."""

# ruff: noqa: RUF001 - some scripts have letters that look like Latin ones

from typing import Any

import pytest
from api import BRIEF, Api

SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) {
      ... on SaveBlogSuccess {
        blog {
          title outline introMarkdown brief { tone }
          content {
            markdown wordCount readingMinutes
            keywordReport { occurrences density inTitle inFirstParagraph inHeadings }
          }
        }
      }
      ... on InvalidInputError { fields { path message } }
    }
  }
"""
SEARCH = "query Search($words: String!) { blogs(search: $words) { nodes { title } totalCount } }"
HEBREW = "\u2067שלום\u2069"


async def saved(api: Api, **given: Any) -> dict[str, Any]:
    author = await api.make_user()
    whole = {"title": "Title", "markdown": "Text.", "brief": BRIEF} | given
    return (await api.execute(SAVE, {"input": whole}, as_user=author))["blog"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("One\x0btwo", "One two"),
        ("One\x85two\x0cthree", "One two three"),
        ("A\0 null\x07\x7f", "A null"),
        (f"Say {HEBREW} aloud", f"Say {HEBREW} aloud"),
        (f"Say {HEBREW[:-1]} aloud", "Say שלום aloud"),
        ("\ufeffTo\u200bma\u200bto\u200b", "Tomato"),
    ],
)
async def test_invisible_and_control_characters_are_removed(api: Api, typed: str, kept: str):
    blog = await saved(
        api, title=typed, outline=[typed], introMarkdown=typed, brief=BRIEF | {"tone": typed}
    )
    assert blog["title"] == blog["outline"][0] == blog["brief"]["tone"] == kept
    assert " ".join(blog["introMarkdown"].split()) == kept


async def test_line_ends_of_markdown_are_normalised(api: Api):
    blog = await saved(api, markdown="# One\x85\x85Two\x0c\x0c## Three\r\nfour\x0bfive\n")
    assert blog["content"]["markdown"] == "# One\n\nTwo\n\n## Three\nfour\nfive"


@pytest.mark.parametrize(
    ("title", "search"),
    [
        ("खाद बनाना सीखें", "सीखें"),
        ("Łódź in a day", "lodz"),
        ("Across the Øresund", "oresund"),
        ("Ba Na and Đà Nẵng", "da nang"),
        ("はじめての堆肥の作り方", "堆肥"),
        ("การทำปุ๋ยหมัก", "ปุ๋ย"),
    ],
)
async def test_words_of_every_script_are_found(api: Api, title: str, search: str):
    author = await api.make_user()
    await api.make_blog(author, title=title)
    await api.make_blog(author, title="Something else")
    found = await api.execute(SEARCH, {"words": search}, as_user=author)
    assert found == {"nodes": [{"title": title}], "totalCount": 1}


async def test_keywords_match_variants_of_characters(api: Api):
    blog = await saved(
        api,
        title="A Beginner’s Cafe\u0301",
        markdown="# The beginnerʼs café\n\nA beginner’s cafe\u0301 for two.",
        brief=BRIEF | {"targetedKeyword": "beginner's café"},
    )
    assert blog["content"]["keywordReport"] == {
        "occurrences": 2,
        "density": 0.5,
        "inTitle": True,
        "inFirstParagraph": True,
        "inHeadings": 1,
    }


async def test_reading_time_of_chinese(api: Api):
    content = (await saved(api, markdown="堆" * 2_000))["content"]
    assert (content["wordCount"], content["readingMinutes"]) == (2_000, 5)
    content = (await saved(api, markdown="堆" * 2_001))["content"]
    assert (content["wordCount"], content["readingMinutes"]) == (2_001, 6)
