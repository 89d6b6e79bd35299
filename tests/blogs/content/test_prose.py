"""Plain text, truncation and word counts."""

import pytest

from cms_blog.blogs.content.prose import length_of, plain, shortened


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a <b>b</b>c</p>\n<p>d</p>", "a bc d"),
        ("<ul><li>a</li><li>b</li></ul>c<br>d", "a b c d"),
        ("<h1>a</h1>b<pre>c</pre>d", "a bc d"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>", "a b c d"),
        ("<blockquote>a</blockquote>b", "a b"),
        ('a<sup class="footnote-ref"><a href="#footnote-1">1</a></sup> b<sup>2</sup>', "a b2"),
        ('a <a href="#footnote-ref-1" class="footnote-back">↩</a>b', "a b"),
        ("&lt;b&gt; &amp;amp; &nbsp;x", "<b> &amp; x"),
        ("", ""),
    ],
)
def test_plain(html: str, text: str):
    assert plain(html) == text


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("a  b\nc", 5, "a b c"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("aaaa bb cc", 9, "aaaa bb…"),
        ("aaaa, - bbb", 9, "aaaa…"),
        ("a bbbb", 5, "a bb…"),
        ("aaa bbbb", 7, "aaa…"),
        ("aa bbbbb", 7, "aa bbb…"),
        ("सीखें", 4, "सी…"),
        ("abcde\u0301f", 6, "abcd…"),
        ("\u0301\u0301\u0301\u0301", 3, "…"),
    ],
)
def test_truncation_at_a_word(text: str, most: int, expected: str):
    assert shortened(text, most) == expected
    assert len(expected) <= most


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", (0, 0)),
        ("a b-c d/e — !", (4, 0)),
        ("堆肥の作り方", (6, 6)),
        ("々〇ㇰ𠀀豈ｶﾞ", (7, 7)),
        ("新しいiPhoneケース", (7, 6)),
        ("ภาษาไทยไม่มีช่องว่าง", (4, 0)),
        ("한국어 낱말", (2, 0)),
    ],
)
def test_length(text: str, length: tuple[int, int]):
    assert length_of(text) == length


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("a " * 230, 1),
        ("a " * 231, 2),
        ("堆" * 400, 1),
        ("堆" * 401, 2),
        ("堆" * 2_000, 5),
        ("a " * 115 + "堆" * 200, 1),
        ("a " * 115 + "堆" * 201, 2),
        ("a " * 230 + "堆" * 400, 2),
    ],
)
def test_reading_time(text: str, minutes: int):
    assert length_of(text).reading_minutes == minutes
