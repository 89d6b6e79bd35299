"""GitHub's extensions of Markdown: task lists, footnotes, bare links, links to headings."""

# ruff: noqa: RUF001 - some scripts have letters that look like Latin ones

import re
from html import unescape

import pytest
from api import BRIEF, Api

from cms_blog.blogs.content.anchors import Anchors
from cms_blog.blogs.content.bare_links import addresses_in, with_links
from cms_blog.blogs.content.footnotes import MAX_FOOTNOTES
from cms_blog.blogs.content.markdown import render

HEADINGS = (
    "# What's in a bin?\n\n## Tips & Tricks\n\n## Café grounds\n\n## 堆肥の作り方\n\n"
    "## snake_case and `code`\n\n## 🌱 Seeds\n\n"
)
SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) {
      ... on SaveBlogSuccess { blog { content { html sections { anchor } excerpt wordCount } } }
    }
  }
"""


def test_input_elements_become_disabled_checkboxes():
    html = render("<input type=text name=a value=b><INPUT CHECKED='x' onclick=y>").html
    assert html == (
        '<p><input type="checkbox" disabled=""><input type="checkbox" checked="" disabled=""></p>\n'
    )


def test_task_lists_and_strikethrough():
    assert render("- [ ] ~~a~~\n- [x] ~b~\n- [X] c\n- [y] d\n").html == (
        "<ul>\n"
        '<li><input type="checkbox" disabled="">\n<del>a</del></li>\n'
        '<li><input type="checkbox" checked="" disabled="">\n<del>b</del></li>\n'
        '<li><input type="checkbox" checked="" disabled="">\nc</li>\n'
        "<li>[y] d</li>\n"
        "</ul>\n"
    )


@pytest.mark.parametrize(
    ("slug", "anchor"),
    [
        ("whats-in-a-bin", "section-what-s-in-a-bin"),
        ("Whats-In-A-Bin", "section-what-s-in-a-bin"),
        ("what-s-in-a-bin", "section-what-s-in-a-bin"),
        ("section-what-s-in-a-bin", "section-what-s-in-a-bin"),
        ("tips--tricks", "section-tips-tricks"),
        ("tips-tricks", "section-tips-tricks"),
        ("café-grounds", "section-cafe-grounds"),
        ("cafe\u0301-grounds", "section-cafe-grounds"),
        ("caf%C3%A9-grounds", "section-cafe-grounds"),
        ("堆肥の作り方", "section-dui-fei-nozuo-rifang"),
        ("snake_case-and-code", "section-snake-case-and-code"),
        ("-seeds", "section-seeds"),
        ("nowhere", "section-nowhere"),
    ],
)
def test_links_to_headings_by_githubs_slugs(slug: str, anchor: str):
    html = render(f"[a](<#{slug}> 't') before\n\n{HEADINGS}").html
    assert f'<a href="#{anchor}" title="t" rel="noopener noreferrer">a</a>' in html
    assert (anchor == "section-nowhere") is (f' id="{anchor}"' not in html)


async def test_links_to_headings_in_a_saved_blog(api: Api):
    slugs = ["whats-in-a-bin", "tips--tricks", "café-grounds", "堆肥の作り方"]
    markdown = HEADINGS + " ".join(f"[x](#{slug})" for slug in slugs)
    given = {"brief": BRIEF, "title": "x", "markdown": markdown}
    saved = await api.execute(SAVE, {"input": given}, as_user=await api.make_user())
    content = saved["blog"]["content"]
    targets = re.findall('href="#([^"]+)"', content["html"])
    assert targets == [section["anchor"] for section in content["sections"]][:4]


def test_repeated_headings_are_numbered_in_ids_and_slugs():
    anchors = Anchors()
    ids = [anchors.add(heading) for heading in ["Sun", "Sun", "sun!", "Sun 1", "Sun-1", "!", "?"]]
    names = ["sun", "sun-2", "sun-3", "sun-1", "sun-1-2", "untitled", "untitled-2"]
    assert ids == [f"section-{name}" for name in names]
    assert [anchors.target(slug) for slug in ("sun", "sun-1", "sun-2", "sun-1-1")] == ids[:4]
    assert anchors.target("sun-1-2") == "section-sun-1-2"


def test_ids_have_at_most_60_characters_of_the_heading():
    assert Anchors().add("x" * 60) == Anchors().add("x" * 61) == "section-" + "x" * 60


def test_existing_ids_take_precedence_over_slugs():
    anchors = Anchors()
    assert anchors.add("Sun") == "section-sun"
    assert anchors.add("Section sun") == "section-section-sun"
    assert anchors.target("section-sun") == "section-sun"
    assert anchors.target("section-section-sun") == "section-section-sun"
    anchors.add("Section one")
    assert anchors.target("section-one") == "section-section-one"
    assert anchors.target("section-two") == "section-two"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.b/c_d?x=1&amp;y=2#z now", ["https://a.b/c_d?x=1&y=2#z"]),
        ("http://a.b", ["http://a.b"]),
        ("https://a https://b.c", ["https://b.c"]),
        ('"x" https://a.b "y"', ["https://a.b"]),
        ("https://a.b/c))d", ["https://a.b/c))d"]),
        ("HTTPS://A.B", ["HTTPS://A.B"]),
        ("www.a.b/c WWW.d.e", ["http://www.a.b/c", "http://WWW.d.e"]),
        ("www.a", ["http://www.a"]),
        ("www. www.. https://a..b", []),
        ("https://a https://localhost:80", []),
        ("https://a.", []),
        ("https://a_b.c.d", ["https://a_b.c.d"]),
        ("https://a.b_c.d https://a.b.c_d", []),
        ("https://bücher.example/ä", ["https://bücher.example/ä"]),
        ("xhttps://a.b 1www.a.b", []),
        ("www.a.b/https://c https://d/www.e.f", ["http://www.a.b/https://c"]),
        ("(https://a.b) *https://c.d* _www.e.f_", ["https://a.b", "https://c.d", "http://www.e.f"]),
        ("https://a.b/(c) (https://d.e/(f))", ["https://a.b/(c)", "https://d.e/(f)"]),
        ("(https://a.b/c). https://d.e/(f)).", ["https://a.b/c", "https://d.e/(f)"]),
        ("https://a.b/(c)) www.d/.), a", ["https://a.b/(c)", "http://www.d/"]),
        ("https://a./b https://.a/b https://a.b/X A@b.X", ["https://a.b/X", "mailto:A@b.X"]),
        ("https://a.b/c)) https://d.e/(f", ["https://a.b/c", "https://d.e/(f"]),
        ("https://a.b/c?! https://d.e/:; https://f.g.", ["https://a.b/c", "https://d.e/", "https://f.g"]),
        ("https://a.b&lt;c https://d.e&gt;f", ["https://a.b", "https://d.e"]),
        ("https://a.b\"c https://d.e/'f", ["https://a.b", "https://d.e/'f"]),
        ("見https://a.b/页。完（https://c.d）", ["https://a.b/页", "https://c.d"]),
        ("ada.l+x@a.b, b_c-d@e-f.g", ["mailto:ada.l+x@a.b", "mailto:b_c-d@e-f.g"]),
        ("a@b a@b. @b.c a@b.c_ a@b.c-", ["mailto:a@b.c"]),
        ("x" * 64 + "@a.b " + "y" * 65 + "@a.b", ["mailto:" + "x" * 64 + "@a.b"]),
        ("javascript://a.b data:a.b ftp://a.b http\u017f://a.b", []),
    ],
)  # fmt: skip
def test_bare_links(text: str, links: list[str]):
    html = with_links(text)
    found = re.findall('<a href="([^"]+)" rel="noopener noreferrer">', html)
    assert list(map(unescape, found)) == links
    assert re.sub("<[^>]*>", "", html) == text
    labels = re.findall(">([^<]+)</a>", html)
    assert addresses_in(unescape(text)) == list(map(unescape, labels))


def test_bare_links_are_found_in_text_only():
    html = render(
        "`https://a.b` [https://c.d](/e) <b title='https://f.g'>x</b> <https://h.i>\n\n"
        "    www.j.k\n\n# www.l.m\n\n|n@o.p|\n|-|\n|https://q.r|"
    ).html
    assert re.findall('href="([^"]+)"', html) == [
        "/e",
        "https://h.i",
        "http://www.l.m",
        "mailto:n@o.p",
        "https://q.r",
    ]


FOOTNOTES = """# One[^b]

A[^a] and *again*[^A]. Not `[^a]`, not [^none].

[^a]: The *first* https://a.b

    goes on.
[^unused]: Nobody sees this.

## Two

> Said[^c]
>
> [^c]: in a quote
> and on

- [^d]: in a list
- x[^d]

[^B]: ```
    code
    ```
"""


def test_footnotes_are_at_the_end_in_order_of_use():
    content = render(FOOTNOTES)
    reference = '<sup class="footnote-ref"><a href="#footnote-{0}"{1}>{0}</a></sup>'
    first = [reference.format(n, f' id="footnote-ref-{n}"') for n in range(5)]
    assert content.html == (
        f'<h1 id="section-one">One{first[1]}</h1>\n'
        f"<p>A{first[2]} and <em>again</em>{reference.format(2, '')}. Not <code>[^a]</code>, "
        "not [^none].</p>\n"
        '<h2 id="section-two">Two</h2>\n'
        f"<blockquote>\n<p>Said{first[3]}</p>\n</blockquote>\n"
        f"<ul>\n<li></li>\n<li>x{first[4]}</li>\n</ul>\n"
        '<section class="footnotes">\n<ol>\n'
        '<li id="footnote-1">\n<pre><code>code\n</code></pre> '
        '<a href="#footnote-ref-1" class="footnote-back" role="doc-backlink">↩</a>\n</li>\n'
        '<li id="footnote-2">\n<p>The <em>first</em> '
        '<a href="https://a.b" rel="noopener noreferrer">https://a.b</a></p>\n<p>goes on. '
        '<a href="#footnote-ref-2" class="footnote-back" role="doc-backlink">↩</a></p>\n</li>\n'
        '<li id="footnote-3">\n<p>in a quote\nand on '
        '<a href="#footnote-ref-3" class="footnote-back" role="doc-backlink">↩</a></p>\n</li>\n'
        '<li id="footnote-4">\n<p>in a list '
        '<a href="#footnote-ref-4" class="footnote-back" role="doc-backlink">↩</a></p>\n</li>\n'
        "</ol>\n</section>\n"
    )
    assert [section.heading for section in content.sections] == ["One", "Two"]
    assert content.sections[0].markdown.endswith("[^unused]: Nobody sees this.\n\n")
    assert content.sections[1].html.endswith("</section>\n")


@pytest.mark.parametrize("start", ["\n[^1]: a\n\n", "x\n\n[^1]: a\n\n", "> [^1]: a\n>\n> "])
def test_the_lines_of_a_footnote_keep_their_indentation(start: str):
    # Four spaces continue the footnote, and four more begin a code block.
    html = render(f"{start}        b\n\n[^1]").html
    note = html.partition('<li id="footnote-1">\n')[2]
    assert note.startswith("<p>a</p>\n<pre><code>b\n</code></pre> <a ")


def test_a_section_ends_before_a_heading_that_begins_with_a_reference():
    content = render("a\n\n[^1] b\n===\n\n[^1]: c")
    assert content.html.startswith("<p>a</p>\n<h1 ")


def test_word_counts_and_excerpts_ignore_footnote_numbers():
    content = render("One[^1] two.\n\n[^1]: Three.")
    assert (content.excerpt, content.word_count) == ("One two.", 3)


def test_footnotes_link_to_each_other_and_to_headings():
    html = render("[^1]\n\n[^1]: a[^2] [b](#sun)\n[^2]: c[^1]\n\n# Sun").html
    assert html.count('href="#footnote-1"') == html.count('href="#footnote-2"') + 1 == 2
    assert html.count('id="footnote-ref-2"') == html.count('href="#footnote-ref-2"') == 1
    assert 'href="#section-sun"' in html


def test_a_footnote_reference_inside_a_link_is_not_a_link():
    html = render("<a href='/x'>a[^1]</a>\n\n[^1]: b").html
    assert 'rel="noopener noreferrer">a<sup class="footnote-ref">1</sup></a>' in html
    assert '<li id="footnote-1">\n<p>b</p>\n</li>' in html
    assert "footnote-ref-1" not in html


def test_authors_cannot_set_the_ids_of_footnotes():
    html = render(
        "<a id='footnote-1' class='footnote-back'>a</a> [b](#footnote-1) &#xF0000;1&#xF0000;"
        "\U000f00001\U000f0000 [^1]\n\n# footnote-1\n\n[^1]: c"
    ).html
    assert re.findall(' id="([^"]+)"', html) == [
        "footnote-ref-1",
        "section-footnote-1",
        "footnote-1",
    ]
    assert html.count('class="footnote-ref"') == 1
    assert html.count("\U000f0000") == 4


@pytest.mark.parametrize("typed", ["\U000f00001\U000f0000", "&#xF0000;1&#xF0000;"])
def test_private_use_characters_of_the_text_are_not_markers(typed: str):
    html = render(f"{typed} [^1]\n\n[^1]: a").html
    assert html.startswith("<p>\U000f00001\U000f0000 <sup")
    assert html.count('class="footnote-ref"') == 1


@pytest.mark.parametrize("typed", ["1", "X1X", "XXXX1XXXX", "\U000f00001\U000f0000"])
def test_a_text_without_footnotes_has_no_markers(typed: str):
    content = render(f"{typed} [^1] [a](/b?{typed})")
    assert content.excerpt == f"{typed} [^1] a"
    assert content.html.startswith(f"<p>{typed} [^1] <a href=")
    assert render(f"# {typed}").sections[0].heading == typed


def test_footnotes_beyond_the_limit_are_unchanged():
    assert MAX_FOOTNOTES == 500
    numbers = range(MAX_FOOTNOTES + 1)
    source = " ".join(f"[^{n}]" for n in numbers) + "\n\n"
    html = render(source + "".join(f"[^{n}]: note {n}\n\n" for n in numbers)).html
    assert html.count("<li id=") == html.count('class="footnote-ref"') == MAX_FOOTNOTES
    assert f" [^{MAX_FOOTNOTES}]</p>" in html
    assert f"<p>[^{MAX_FOOTNOTES}]: note {MAX_FOOTNOTES}</p>" in html


async def test_saved_blogs_support_all_extensions(api: Api):
    markdown = "- [x] ~~one~~[^1] https://a.b\n\n[^1]: two"
    given = {"brief": BRIEF, "title": "x", "markdown": markdown}
    saved = await api.execute(SAVE, {"input": given}, as_user=await api.make_user())
    content = saved["blog"]["content"]
    assert content["html"] == render(markdown).html
    for part in (
        '<input type="checkbox" checked=""',
        "<del>one</del>",
        'href="https://a.b"',
        'id="footnote-1"',
    ):
        assert part in content["html"]
    assert (content["excerpt"], content["wordCount"]) == ("one https://a.b", 4)
