"""Stored XSS: rendered HTML is checked with an HTML parser.

`tests/browser/test_xss_in_chromium.py` checks the same vectors in Chromium.
"""

import re
from itertools import batched
from typing import Any

import pytest
from api import BRIEF, Api
from html_safety import faults
from xss_vectors import VECTORS

from cms_blog.blogs.content.markdown import render
from cms_blog.validation.text import clean_line, clean_lines

SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) {
      ... on SaveBlogSuccess { blog { id content { html } } }
      ... on InvalidInputError { fields { path message } }
    }
  }
"""
PLAIN = ("title", "introMarkdown", "outline", "imagePrompt")
SHOWN = """
  id title introMarkdown outline imagePrompt brief { focusOrNiche targetedAudience }
  content { html excerpt sections { heading anchor html } metaTitle metaDescription }
"""
READ = f"query ($id: ID!) {{ blog(id: $id) {{ {SHOWN} }} }}"
LIST = f"query ($first: Int!) {{ blogs(first: $first) {{ nodes {{ {SHOWN} }} }} }}"


def test_the_checker_finds_unsafe_html():
    for html, fault in [
        ("<p onclick=x>", "onclick"),
        ("<script></script>", "script"),
        ("<a href='javascript:x'>", "javascript"),
        ("<a href=' java\tscript:x'>", "script"),
        ("<img src='data:x'>", "data"),
        ("<!-- x -->", "comment"),
        ("<p id=x>", "id"),
        ("<h1 id=app>", "id"),
        ("<svg></svg>", "svg"),
        ("<p>x</p></div>", "opens or closes"),
        ("<input type=text disabled>", "type"),
        ("<input type=checkbox>", "not disabled"),
        ("<li id=section-a>", "id"),
        ("<h1 id=section-a>a</h1><h2 id=section-a>b</h2>", "2 elements"),
        ("<sup class=x>", "class"),
    ]:
        assert fault in " ".join(faults(html)), html
    assert faults('<h1 id="section-a">a &lt; b</h1>\n<p><a href="/x">y</a></p>') == []


@pytest.mark.slow
async def test_html_of_saved_blogs_is_safe(api: Api):
    author = await api.make_user()
    for vectors in batched(VECTORS, 20, strict=False):
        saved: dict[str, tuple[str, dict[str, Any], str]] = {}
        for vector in vectors:
            given = inputs(vector)
            result = await api.execute(SAVE, {"input": given}, as_user=author)
            blog = result["blog"]
            saved[blog["id"]] = vector, given, blog["content"]["html"]
        page = await api.execute(LIST, {"first": len(vectors)}, as_user=author)
        assert {blog["id"] for blog in page["nodes"]} == saved.keys()
        for blog in page["nodes"]:
            vector, given, html = saved[blog["id"]]
            content = blog["content"]
            assert faults(content["html"]) == [], vector
            assert content["html"] == html
            for section in content["sections"]:
                assert faults(section["html"]) == [], vector
                assert re.fullmatch(r"section-[a-z0-9-]+", section["anchor"])
            # Plain-text fields are not escaped: the page that shows them must do that.
            assert {name: blog[name] for name in PLAIN} == {name: given[name] for name in PLAIN}
            assert blog["brief"].items() <= given["brief"].items()


def inputs(vector: str) -> dict[str, Any]:
    """Return the input of a blog with the vector in each of its texts."""
    line = clean_line(vector)[:200].strip()
    plain = dict(zip(PLAIN, (line, lines := clean_lines(vector), [line], lines), strict=True))
    brief = {"focusOrNiche": line, "targetedAudience": line}
    return {**plain, "brief": BRIEF | brief, "markdown": vector}


@pytest.mark.parametrize("vector", VECTORS)
def test_rendered_html_is_safe(vector: str):
    assert faults(render(vector).html) == []


async def test_stored_html_of_earlier_versions_is_not_trusted(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, title="Tomatoes")
    bad = {"final_blog.html": "<script>alert(1)</script>", "final_blog.renderer": None}
    await api.services.database["blogs"].update_one({}, {"$set": bad})
    read = await api.execute(READ, {"id": blog["id"]}, as_user=author)
    assert read["content"]["html"] == blog["content"]["html"]
