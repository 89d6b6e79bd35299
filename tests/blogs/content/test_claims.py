"""Claims without a source: the rules, their precision and recall, and their visibility."""

# ruff: noqa: RUF001 - typographic quotation marks and apostrophes

import re
import tomllib
from pathlib import Path

import pytest
from api import Api
from costly_texts import LONG, TEXTS
from interpreter_steps import counted_steps

from cms_blog.blogs.content.checks.claims import (
    MAX_CLAIMS,
    MAX_SENTENCE,
    Claim,
    ClaimKind,
    unsourced_claims,
)
from cms_blog.blogs.content.checks.passages import sentences
from cms_blog.blogs.content.markdown import render

FIGURE, QUOTATION, SUPERLATIVE = ClaimKind
PASSAGES = tomllib.loads((Path(__file__).parent / "claims.toml").read_text("utf-8"))
DOCS = Path(__file__).parents[3] / "docs/explanation/generation/answers.md"


def claims(markdown: str) -> list[tuple[ClaimKind, str]]:
    return [(claim.kind, claim.sentence) for claim in unsourced_claims(render(markdown))]


def kinds(markdown: str) -> list[ClaimKind]:
    return [kind for kind, _ in claims(markdown)]


@pytest.mark.parametrize("group", ["known", "held_out"])
def test_precision_and_recall_are_as_documented(group: str):
    right = wrong = missed = 0
    for passages in PASSAGES[group].values():
        assert {kind: len(texts) for kind, texts in passages.items()} == {
            "figure": 4,
            "quotation": 3,
            "superlative": 3,
            "none": 10,
        }
        for label, texts in passages.items():
            for text in texts:
                found = [kind.value for kind in kinds(text)]
                right += label in found
                missed += label != "none" and label not in found
                wrong += sum(kind != label for kind in found)
    name = group.replace("_", " ")
    row = re.search(rf"\| {name} \|.*\| (\d\.\d\d) \| (\d\.\d\d) \|", DOCS.read_text("utf-8"))
    assert row is not None
    measured = right / (right + wrong), right / (right + missed)
    assert [f"{share:.2f}" for share in measured] == [row[1], row[2]]


@pytest.mark.parametrize(
    ("source", "is_source"),
    [
        ("[a page](https://example.com/)", True),
        ("[a page][1]\n\n[1]: https://example.com/", True),
        ("https://example.com/", True),
        ("www.example.com", True),
        ('<a href="https://example.com/">a page</a>', True),
        ("[a post](/posts/one)", True),
        ("[^1]\n\n[^1]: A book", True),
        ("[above](#section)", False),
        ("<a@example.com>", False),
        ("![an image](https://example.com/a.png)", False),
        ("`https://example.com/`", False),
    ],
)
def test_a_link_or_a_footnote_is_a_source(source: str, is_source: bool):
    assert kinds(f"It is 40% of all, {source}") == ([] if is_source else [FIGURE])


def test_a_source_covers_its_own_paragraph_only():
    linked = "See [the page](https://example.com/). It rose 5%."
    assert kinds(f"{linked}\n\nIt fell 5%.\n\n- {linked}\n- It fell 5%.") == [FIGURE, FIGURE]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("> It is so.", [QUOTATION]),
        ("> It is so. It rose 5%.", [QUOTATION]),
        ("> It is so.\n>\n> Really.", [QUOTATION]),
        ("> It is so.\n> — Ada Brown", []),
        ("> It is so.\n>\n> -- Ada Brown", []),
        ("> “It is so.” – Ada Brown", []),
        ("> It is so, [she writes](https://example.com/).", []),
        ("As [Brown](https://example.com/) writes:\n\n> It is so.", []),
        ("See [Brown](https://example.com/).\n\n> It is so.", [QUOTATION]),
        ("> > It is so.", [QUOTATION]),
    ],
)
def test_block_quotes_need_an_attribution(quote: str, expected: list[ClaimKind]):
    assert kinds(quote) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("She said it is “so and”.", []),
        ("She said it is “so and so”.", [QUOTATION]),
        ("It is “a b c d e f g”.", []),
        ("It is “a b c d e f g h”.", [QUOTATION]),
        ("It is “a b c d e f g h?”", []),
        ("Click “a b c d e f g h”.", []),
    ],
)
def test_the_shortest_quotations(sentence: str, expected: list[ClaimKind]):
    assert kinds(sentence) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One. ", "Two! ", "Three? ", "Four"]),
        (
            "Dr. Brown met J. Smith, e.g. here. Then",
            ["Dr. Brown met J. Smith, e.g. here. ", "Then"],
        ),
        ("Am 14. März. Dann", ["Am 14. März. ", "Dann"]),
        ("It rose 3.5 points. Then", ["It rose 3.5 points. ", "Then"]),
        ("“One. Two.” Then three.", ["“One. Two.” ", "Then three."]),
        ("“Is it so?” said Ada. Then", ["“Is it so?” said Ada. ", "Then"]),
        ("एक है। दो है।", ["एक है। ", "दो है।"]),
        ("一。二。", ["一。", "二。"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]):
    assert [text[place] for place in sentences(text)] == expected


def test_claims_have_the_anchor_of_their_section():
    markdown = "It rose 1%.\n\n## Growth\n\nIt rose 2%.\n\n### Growth\n\n- It rose `x` 3%.\n"
    assert unsourced_claims(render(markdown)) == (
        Claim(FIGURE, "It rose 1%.", None),
        Claim(FIGURE, "It rose 2%.", "section-growth"),
        Claim(FIGURE, "It rose x 3%.", "section-growth-2"),
    )


def test_the_number_and_the_length_of_claims_are_limited():
    assert len(claims("It rose 5%.\n\n" * (MAX_CLAIMS + 1))) == MAX_CLAIMS
    ((_, sentence),) = claims("It rose 5% " + "and so on " * 100)
    assert MAX_SENTENCE - 10 < len(sentence) <= MAX_SENTENCE
    assert sentence.endswith("…")


@pytest.fixture(scope="module")
def bound() -> int:
    """Upper limit of the interpreter steps for any text, in multiples of those for prose."""
    prose = ("The quick brown fox jumps over the lazy dog. " * 5 + "\n\n") * 500
    content = render(prose[:LONG])
    with counted_steps() as steps:
        unsourced_claims(content)
    return 20 * steps.count


# The most expensive text, short sentences, takes 15 times the steps for prose.
@pytest.mark.parametrize("name", ["! ", "[\n\n", "- a\n", "1 of ", "“a ", "el a a a a "])
def test_the_search_in_costly_texts_is_bounded(name: str, bound: int):
    content = render(TEXTS[name])
    with counted_steps() as steps:
        unsourced_claims(content)
    assert steps.count < bound


async def test_only_the_author_and_admins_read_the_claims(api: Api):
    author, admin, other = await api.make_user(), await api.make_admin(), await api.make_user()
    blog = await api.make_blog(author, markdown="It is the largest. It rose 5%.\n")
    await api.move("requestPublish", blog["id"], author)
    slug = (await api.move("approveBlog", blog["id"], admin))["blog"]["slug"]
    document = """
      query ($slug: String!) {
        publishedBlog(slug: $slug) { content { unsourcedClaims { kind sentence anchor } } }
      }"""
    seen = {
        viewer: await api.execute(document, {"slug": slug}, as_user=user)
        for viewer, user in {"author": author, "admin": admin, "other": other, None: None}.items()
    }
    expected = [
        {"kind": "SUPERLATIVE", "sentence": "It is the largest.", "anchor": None},
        {"kind": "FIGURE", "sentence": "It rose 5%.", "anchor": None},
    ]
    assert seen["author"] == seen["admin"] == {"content": {"unsourcedClaims": expected}}
    assert seen["other"] == seen[None] == {"content": {"unsourcedClaims": []}}
