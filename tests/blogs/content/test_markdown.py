"""The Markdown renderer: sections, anchors, word counts, and limits on costly texts."""

import faulthandler
from collections.abc import Iterator

import pytest
from costly_texts import LONG, REFUSED, TEXTS, UNITS
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from interpreter_steps import counted_steps

from cms_blog.blogs.content.checks.claims import kind_of, unsourced_claims
from cms_blog.blogs.content.content import content_of, stored_content
from cms_blog.blogs.content.markdown import MAX_SECTIONS, Rendered, check_renderable, render
from cms_blog.blogs.documents import Meta
from cms_blog.errors import InvalidInput

# Limit in multiples of the steps for prose of the same length. The most expensive text, a table
# of many short rows, takes 17 times those steps.
_MAX_FACTOR = 30
# For a text that takes half a second. With quadratic time in native code, it would take minutes.
_TIMEOUT_SECONDS = 60


def counted(markdown: str) -> tuple[int, Rendered]:
    """Return the interpreter steps of a rendering, and its result."""
    with counted_steps() as steps:
        content = render(markdown)
    return steps.count, content


@pytest.fixture(scope="module")
def bound() -> int:
    """Upper limit of steps for any text."""
    prose = ("The quick brown fox jumps over the lazy dog. " * 5 + "\n\n") * 500
    # The first call imports the renderer, which must not be counted.
    render(prose[:LONG])
    return _MAX_FACTOR * counted(prose[:LONG])[0]


@pytest.fixture
def watchdog() -> Iterator[None]:
    """Ends the process after a timeout: the interpreter can't count or interrupt native code."""
    faulthandler.dump_traceback_later(_TIMEOUT_SECONDS, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.slow
@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("name", TEXTS)
def test_costly_texts_are_rejected_and_rendering_is_bounded(name: str, bound: int):
    text = TEXTS[name]
    steps, content = counted(text)
    assert steps < bound
    assert len(content.html) < 60 * LONG
    # The searches for claims terminate, too.
    unsourced_claims(content)
    kind_of(text)
    if name not in REFUSED:
        check_renderable(text)
        return
    with pytest.raises(InvalidInput) as refusal:
        check_renderable(text, "input", "markdown")
    assert refusal.value.problems[0].path == ("input", "markdown")
    # An old blog may contain such a text: it is shown as preformatted source.
    assert content.html.startswith("<pre>")
    assert content.sections == ()


def check_invariants(content: Rendered, source: str) -> None:
    """Check the properties of every rendered text."""
    assert content.markdown == source
    for whole, parts in (
        (source, [section.markdown for section in content.sections]),
        (content.html, [section.html for section in content.sections]),
    ):
        joined = "".join(parts)
        assert whole.endswith(joined)
        before = whole[: len(whole) - len(joined)]
        assert parts or before == whole
        assert "<h1 id=" not in before
    anchors = [section.anchor for section in content.sections]
    assert len(set(anchors)) == len(anchors) <= MAX_SECTIONS
    for section in content.sections:
        assert section.html.startswith(f'<h{section.level} id="{section.anchor}">')
        assert section.html.count(' id="section-') == 1
    assert len(content.excerpt) <= 200


@hypothesis_settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(UNITS), st.text(max_size=8)), max_size=25).map("".join))
@example("[a]: /x\nTitle\n===\n[a]")
@example("\ufeff# a")
@example("# a\r# b\r\n# c")
@example("# \u2028a\n\x0b# b\x0c# c\x1c# d\x85# e")
async def test_any_text_is_split_into_sections_and_restored_from_storage(text: str):
    content = render(text)
    check_invariants(content, text)
    meta = Meta.model_construct(title="A", cover_image_url=None, intro_md=None, reference_links=[])
    assert await content_of(stored_content(meta, content)) == content


@pytest.mark.parametrize(
    ("markdown", "headings"),
    [
        ("# a\n\ntext\n\n## b\n", ["a", "b"]),
        ("before\n\n# a", ["a"]),
        ("   # a #\n    # code\n", ["a"]),
        ("#hashtag\n\n####### seven\n\n\\# no\n", []),
        ("a\nb\n===\n\nc\n---\n", ["a b", "c"]),
        ("a\n\n---\n\n- - -\n", []),
        ("```\n# x\n```\n# a", ["a"]),
        ("````\n```\n# x\n````\n# a", ["a"]),
        ("~~~\n# x\n```\n~~~ x\n~~~\n# a", ["a"]),
        ("```\n# never closed\n", []),
        ("- ```\n  # x\n  ```\n\n# a", ["a"]),
        ("- ```\n# a\n", ["a"]),
        ("1. # in a list\n\n> # in a quote\n>\n> x\n> ===\n\n# a", ["a"]),
        ("> text\n===\n\n# a", ["a"]),
        ("<!--\n# x\n\n# y\n-->\n# a", ["a"]),
        ("<div>\n# x\n\n# a\n</div>\n", ["a"]),
        ("<script>\n\n# x\n\n</script>\n\n# a", ["a"]),
        ("<![CDATA[\n\n# x\n\n]]>\n# a", ["a"]),
        ("| a |\n|---|\n# b", ["b"]),
        ("# a\r\n\r\ntext\r\n\r\n## b\r\n", ["a", "b"]),
        ("#\n\n##   \n", ["", ""]),
        ("# *a* `b` <i>c</i> &amp; &lt;d&gt; [e](/f) ![g](/h)", ["a b c & <d> e"]),
        ("# a </h1> b", ["a"]),
    ],
)
def test_sections_begin_at_headings(markdown: str, headings: list[str]):
    content = render(markdown)
    check_invariants(content, markdown)
    assert [section.heading for section in content.sections] == headings


def test_anchors_are_unique_and_prefixed():
    headings = ["Sun", "sun", "sun 2", "Sun", "", "漢字", "Über uns", "app", "__proto__", "sun-2"]
    anchors = [s.anchor for s in render("".join(f"# {h}\n\n" for h in headings)).sections]
    assert anchors == [
        "section-sun",
        "section-sun-2",
        "section-sun-2-2",
        "section-sun-3",
        "section-untitled",
        "section-han-zi",
        "section-uber-uns",
        "section-app",
        "section-proto",
        "section-sun-2-3",
    ]


def test_links_to_headings_of_the_text():
    content = render("[a](#sun) [b](#section-sun) [c](/x#sun)\n\n# Sun")
    assert 'href="#section-sun" rel="noopener noreferrer">a<' in content.html
    assert 'href="#section-sun" rel="noopener noreferrer">b<' in content.html
    assert 'href="/x#sun"' in content.html


def test_link_references_work_across_sections():
    content = render(
        "[One  two]\n\n# [ONE TWO][]\n\n[x][ẞ]\n\n[one two]: /a 'T'\n\n# c\n\n[SS]: /b"
    )
    assert content.html.count('href="/a" title="T"') == 2
    assert 'href="/b"' in content.sections[0].html
    assert "/a" not in content.sections[1].html


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("", 0),
        ("# Two words\n\nand *three* more, — !", 5),
        ("don't well-known 3.14 a/b one—two", 7),
        ("हिन्दी में पाँच शब्द हैं", 5),
        ("مَرْحَبًا بِالْعَالَمِ", 2),
        ("漢字かな交じり文", 8),
        ("한국어 낱말 셋", 3),
        ("ภาษาไทยไม่มีช่องว่าง", 4),
        ("`code words` and\n\n    more code", 5),
        ("e\u0301te\u0301 👩‍👩‍👧 n̈", 2),
    ],
)
def test_word_count(markdown: str, words: int):
    assert render(markdown).word_count == words


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a ~~b~~ **c**", "<p>a <del>b</del> <strong>c</strong></p>\n"),
        ("H<sub>2</sub>O<br>x <kbd>k</kbd>", "<p>H<sub>2</sub>O<br>x <kbd>k</kbd></p>\n"),
        ("```py\n<b>\n```", '<pre><code class="language-py">&lt;b&gt;\n</code></pre>\n'),
        ("![a](/b 'c')", '<p><img src="/b" alt="a" title="c" loading="lazy"></p>\n'),
        (
            "|a|\n|-:|\n|1|",
            (
                '<table><thead><tr><th align="right">a</th></tr></thead><tbody>\n'
                '<tr><td align="right">1</td></tr>\n</tbody></table>\n'
            ),
        ),
    ],
)
def test_supported_markdown_and_html(markdown: str, html: str):
    assert render(markdown).html == html


def test_headings_beyond_the_limit_do_not_start_sections():
    content = render("# a\n\n" * (MAX_SECTIONS + 5))
    check_invariants(content, "# a\n\n" * (MAX_SECTIONS + 5))
    assert len(content.sections) == MAX_SECTIONS
    assert content.sections[-1].html.count("<h1") == 6


def test_excerpts_are_plain_text():
    for markdown, excerpt in [
        ("# A\n\nFirst *one*.\n\nThen two.", "First one. Then two."),
        ("# Only a heading", "Only a heading"),
        ("[a](/x 'b > c') d", "a d"),
        ("&lt;img src=x onerror=alert(1)&gt;", "<img src=x onerror=alert(1)>"),
        ("word " * 100, ("word " * 40)[:199].rpartition(" ")[0] + "…"),
    ]:
        assert render(markdown).excerpt == excerpt
