"""Nothing that an author saves runs in the page of a reader: by the parser's word.

`tests/browser/test_xss_in_chromium.py` has Chromium's.
"""

import re

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
READ = """
  query Read($id: ID!) {
    blog(id: $id) {
      title introMarkdown outline imagePrompt brief { focusOrNiche targetedAudience }
      content { html excerpt sections { heading anchor html } metaTitle metaDescription }
    }
  }
"""


def test_the_check_finds_what_it_is_there_for():
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


async def test_what_is_read_has_only_what_may_be_there(api: Api):
    author = await api.make_user()
    for vector in VECTORS:
        line = clean_line(vector)[:200].strip()
        lines = clean_lines(vector)
        plain = {"title": line, "introMarkdown": lines, "outline": [line], "imagePrompt": lines}
        brief = {"focusOrNiche": line, "targetedAudience": line}
        given = {**plain, "brief": BRIEF | brief, "markdown": vector}
        saved = await api.execute(SAVE, {"input": given}, as_user=author)
        blog = await api.execute(READ, {"id": saved["blog"]["id"]}, as_user=author)
        content = blog["content"]
        assert faults(content["html"]) == [], vector
        assert content["html"] == saved["blog"]["content"]["html"]
        for section in content["sections"]:
            assert faults(section["html"]) == [], vector
            assert re.fullmatch(r"section-[a-z0-9-]+", section["anchor"])
        # Plain text is what was typed: it is the reader's page that has to show it as text.
        assert {name: blog[name] for name in plain} == plain
        assert blog["brief"] == brief
        # The embedded database slows down with the number of documents.
        await api.services.database["blogs"].delete_many({})


@pytest.mark.parametrize("vector", VECTORS)
def test_what_is_rendered_has_only_what_may_be_there(vector: str):
    assert faults(render(vector).html) == []


async def test_what_lies_in_a_database_from_before_is_not_trusted(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, title="Tomatoes")
    bad = {"final_blog.html": "<script>alert(1)</script>", "final_blog.renderer": None}
    await api.services.database["blogs"].update_one({}, {"$set": bad})
    read = await api.execute(READ, {"id": blog["id"]}, as_user=author)
    assert read["content"]["html"] == blog["content"]["html"]
