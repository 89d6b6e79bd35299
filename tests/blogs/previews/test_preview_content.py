"""`previewContent`: the text as a save would store it, without a save."""

from typing import Any

import pytest
from api import BRIEF, MARKDOWN, Api, Commands

CONTENT = """
    markdown html sections { heading level anchor markdown html } excerpt wordCount readingMinutes
    metaTitle metaDescription coverImageAlt
    keywordReport { occurrences density inTitle inFirstParagraph inHeadings }
    unsourcedClaims { kind sentence anchor }
    styleFindings { rule quote suggestion anchor }
"""
PREVIEW = f"""
  query Preview($input: PreviewContentInput!) {{
    previewContent(input: $input) {{
      __typename
      ... on PreviewContentSuccess {{ content {{ {CONTENT} }} }}
      ... on InvalidInputError {{ fields {{ path message }} }}
    }}
  }}
"""
SAVE = f"""
  mutation Save($input: SaveBlogInput!) {{
    saveBlog(input: $input) {{
      __typename
      ... on SaveBlogSuccess {{ blog {{ content {{ {CONTENT} }} }} }}
      ... on InvalidInputError {{ fields {{ path message }} }}
    }}
  }}
"""
TEXTS = [
    MARKDOWN,
    "Balcony tomatoes grow by 40 % a year.\n\n## Café\n\n## Café\n\n[up](#café)",
    "# Balcony tomatoes\n\nNo section.",
    "~~old~~ www.example.com[^1]\n\n[^1]: A note.\n\n- [x] done",
    '<script>alert(1)</script>\n\n<img src=x onerror="alert(1)">',
    "## 堆肥\n\n堆肥の作り方。\n\n## خلاصة\n\nنص قصير.",
    "```\nunclosed",
    "a\x0bb\u2066c\u2069\x85d",
]


def preview_input(text: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": text["title"],
        "markdown": text["markdown"],
        "targetedKeyword": text["brief"]["targetedKeyword"],
    }


@pytest.mark.parametrize("markdown", TEXTS)
async def test_previews_equal_saved_content(api: Api, markdown: str):
    author = await api.make_user()
    keyword = BRIEF | {"targetedKeyword": "balcony tomatoes"}
    text = {"brief": keyword, "title": "Balcony  tomatoes ", "markdown": markdown}
    preview = await api.execute(PREVIEW, {"input": preview_input(text)}, as_user=author)
    saved = await api.execute(SAVE, {"input": text}, as_user=author)
    assert preview["__typename"] == "PreviewContentSuccess"
    assert preview["content"] == saved["blog"]["content"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", ""),
        ("title", "\u200b"),
        ("title", "x" * 201),
        ("markdown", " "),
        ("markdown", "x" * 100_001),
        ("markdown", ">" * 5_000),
        ("targetedKeyword", ""),
        ("targetedKeyword", "x" * 201),
    ],
)
async def test_previews_refuse_what_a_save_refuses(api: Api, name: str, value: str):
    author = await api.make_user()
    text: dict[str, Any] = {"brief": BRIEF, "title": "Tomatoes", "markdown": "Text."}
    if name == "targetedKeyword":
        text["brief"] = BRIEF | {name: value}
    else:
        text[name] = value
    preview = await api.execute(PREVIEW, {"input": preview_input(text)}, as_user=author)
    saved = await api.execute(SAVE, {"input": text}, as_user=author)
    (problem,), (expected,) = preview["fields"], saved["fields"]
    assert problem["path"] == [name]
    assert problem["message"] == expected["message"]


async def test_a_preview_writes_nothing_and_needs_an_account(api: Api, commands: Commands):
    author = await api.make_user()
    given = {"title": "Tomatoes", "markdown": MARKDOWN, "targetedKeyword": "tomatoes"}
    with commands.seen() as seen:
        await api.execute(PREVIEW, {"input": given}, as_user=author)
    assert seen == ["find"]
    error = await api.error(PREVIEW, {"input": given})
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
