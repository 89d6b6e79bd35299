"""The operator's style guide: its format, its findings and its place in prompts."""

# ruff: noqa: RUF001 - typographic apostrophes

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
from api import Api
from google.genai.types import GenerateContentResponse

from cms_blog.blogs.brief import Creativity
from cms_blog.blogs.content.checks.style_guide import (
    MAX_BYTES,
    MAX_FINDINGS,
    MAX_RULES,
    MAX_TERM,
    Finding,
    StyleGuide,
    read_style_guide,
)
from cms_blog.blogs.content.markdown import render
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.models import family_of
from cms_blog.generation.gemini.prices import estimate_micro_usd
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.prompts import SYSTEM, Prompt
from cms_blog.settings import SettingsError, load_settings

GUIDE = """\
# How we write

- In lists of other headings, nothing is a rule -> really.

## Banned words

Prose between the items is allowed.

- `leverage` → "use"
- synergy

# SPELLING #

* Github -> GitHub

### Terminology

+ sign-in page → login page
"""


def guide(banned: str = "", spelling: str = "") -> StyleGuide:
    return StyleGuide.parse(f"## Banned words\n- {banned}\n## Spelling\n- {spelling}\n")


def quotes(term: str, markdown: str) -> list[str]:
    found = StyleGuide.parse(f"## Banned words\n- {term}\n").findings(render(markdown))
    return [each.quote for each in found]


def test_the_rules_of_a_style_guide():
    parsed = StyleGuide.parse(GUIDE)
    assert parsed.text == GUIDE.strip()
    assert [(rule.text, rule.replacement) for rule in parsed.rules] == [
        ('`leverage` → "use"', "use"),
        ("synergy", None),
        ("Github -> GitHub", "GitHub"),
        ("sign-in page → login page", "login page"),
    ]


def test_findings_are_in_the_order_of_the_text():
    markdown = (
        "We Leverage it.\n\n## Synergy on Github\n\n| a | sign-in page |\n|-|-|\n| GitHub | |\n"
    )
    assert StyleGuide.parse(GUIDE).findings(render(markdown)) == (
        Finding('`leverage` → "use"', "Leverage", "use", None),
        Finding("synergy", "Synergy", None, "section-synergy-on-github"),
        Finding("Github -> GitHub", "Github", "GitHub", "section-synergy-on-github"),
        Finding(
            "sign-in page → login page", "sign-in page", "login page", "section-synergy-on-github"
        ),
    )


@pytest.mark.parametrize(
    ("term", "markdown", "expected"),
    [
        ("use", "Use it, reuse it, users USE it.", ["Use", "USE"]),
        ("in order to", "in\norder *to*", ["in order to"]),
        ("don't", "Don’t, don't", ["Don’t", "don't"]),
        ("c++", "C++, c+++", ["C++", "c++"]),
        ("istanbul", "İstanbul", ["İstanbul"]),
        ("खाद", "खाद, खादें", ["खाद"]),
        ("堆肥", "はじめての堆肥の作り方", ["堆肥"]),
        ("use", "`use`\n\n    use\n\n> use", []),
        ("use", "- use\n- [use](https://example.com/use)\n\nuse[^1]\n\n[^1]: use", ["use"] * 4),
        ("a.c", "abc a.c", ["a.c"]),
    ],
)
def test_terms_are_whole_words(term: str, markdown: str, expected: list[str]):
    assert quotes(term, markdown) == expected


def test_a_rule_about_case_is_case_sensitive():
    found = StyleGuide.parse("## Spelling\n- Github → GitHub\n").findings(
        render("Github GitHub github GITHUB")
    )
    assert [each.quote for each in found] == ["Github"]


def test_the_number_of_findings_is_limited():
    assert len(quotes("use", "use " * (MAX_FINDINGS + 1))) == MAX_FINDINGS
    both = guide("a", "b → c").findings(render("b a " * MAX_FINDINGS))
    assert [each.quote for each in both] == ["b", "a"] * (MAX_FINDINGS // 2)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("\n \n", "is empty"),
        ("## Spelling\n\n- color\n", "line 3: the item needs a replacement"),
        ("## Banned words\n- a → b → c\n", "line 2: write the item as"),
        ("## Banned words\n- → b\n", "line 2: write the item as"),
        ("## Banned words\n- a →\n", "line 2: write the item as"),
        ("## Terminology\n- a -> a\n", "line 2: the replacement equals the term"),
        (f"## Banned words\n- {'a' * (MAX_TERM + 1)}\n", "line 2: a term has at most 100"),
        ("## Banned words\n" + "- a\n" * (MAX_RULES + 1), "has 201 rules; at most 200"),
    ],
)
def test_an_invalid_style_guide_is_refused(source: str, message: str):
    with pytest.raises(ValueError, match=message):
        StyleGuide.parse(source)


def test_a_style_guide_at_the_limits_is_valid():
    longest = f"## Banned words\n- {'a' * MAX_TERM}\n" + "- a\n" * (MAX_RULES - 1)
    assert len(StyleGuide.parse(longest).rules) == MAX_RULES


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "can't read .*: No such file"),
        (b"\xff", "is not a text in UTF-8"),
        (b"a" * (MAX_BYTES + 1), "has more than 20,000 bytes"),
        (b"## Spelling\n- color\n", "style.md: line 2: the item needs a replacement"),
    ],
)
def test_an_invalid_file_stops_the_start(tmp_path: Path, content: bytes | None, message: str):
    path = tmp_path / "style.md"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=f"^STYLE_GUIDE: .*{message}"):
        Gateway.from_settings(load_settings(style_guide=path))


def test_the_largest_file_is_read(tmp_path: Path):
    path = tmp_path / "style.md"
    path.write_bytes("\ufeff".encode() + b"a" * (MAX_BYTES - 3))
    read = read_style_guide(path)
    assert read is not None
    assert read.text == "a" * (MAX_BYTES - 3)
    assert read_style_guide(None) is None


async def test_the_style_guide_is_part_of_the_instruction_of_each_text():
    instructions: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        import orjson

        body: dict[str, Any] = orjson.loads(request.content)
        instructions.append(body["systemInstruction"]["parts"][0]["text"])
        parts = [{"text": "Text"}]
        candidate = {"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}
        found = GenerateContentResponse.model_validate({"candidates": [candidate]})
        text = found.model_dump_json(exclude_none=True, by_alias=True)
        if "stream" in request.url.path:
            headers = {"content-type": "text/event-stream"}
            return httpx2.Response(200, text=f"data: {text}\r\n\r\n", headers=headers)
        return httpx2.Response(200, text=text, headers={"content-type": "application/json"})

    gateway = Gateway(
        text_model="gemini-3.5-flash-lite",
        image_model="gemini-nano-banana-2.1",
        transport=httpx2.MockTransport(answer),
        style_guide=StyleGuide.parse("Write {short} sentences."),
    )
    prompt = Prompt("A task", "{}", Creativity.LOW)
    try:
        await Run(gateway).write(prompt)
        assert [piece async for piece in Run(gateway).stream(prompt)] == ["Text"]
    finally:
        await gateway.close()
    assert len(instructions) == 2
    for instruction in instructions:
        assert instruction.startswith(SYSTEM)
        assert instruction.endswith("\n\nWrite {short} sentences.\n")


def test_the_estimated_price_includes_the_style_guide():
    prompt = Prompt("A task", "{}", Creativity.LOW)
    family = family_of("gemini-3.5-flash-lite", date(2026, 11, 26))
    short, long = (replace(prompt, style_guide="abc" * length) for length in (1, 1_001))
    # 1,000 tokens of input at 0.30 dollars per million.
    assert estimate_micro_usd(family, long) == estimate_micro_usd(family, short) + 300


async def test_only_the_author_and_admins_read_the_findings(api: Api):
    author, admin, other = await api.make_user(), await api.make_admin(), await api.make_user()
    blog = await api.make_blog(author, markdown="Synergy.\n")
    await api.move("requestPublish", blog["id"], author)
    slug = (await api.move("approveBlog", blog["id"], admin))["blog"]["slug"]
    document = """
      query ($slug: String!) {
        publishedBlog(slug: $slug) {
          content { styleFindings { rule quote suggestion anchor } }
        }
      }"""

    async def read(user: Any) -> Any:
        return (await api.execute(document, {"slug": slug}, as_user=user))["content"]

    assert await read(author) == {"styleFindings": []}
    gateway = api.services.gateway
    gateway.style_guide = StyleGuide.parse(GUIDE)
    try:
        found = {"rule": "synergy", "quote": "Synergy", "suggestion": None, "anchor": None}
        assert await read(author) == await read(admin) == {"styleFindings": [found]}
        assert await read(other) == await read(None) == {"styleFindings": []}
    finally:
        gateway.style_guide = None
