"""References, SEO fields and rewritten sections of posts."""

from typing import Any

import pytest
from api import SAVE, UPDATE, Api, Person
from emulator_app import EmulatorApp
from generation_documents import BRIEF, OUTLINE, REGENERATE, STEPS, TITLE

from cms_blog.blogs.content.markdown import render
from cms_blog.blogs.content.prose import shortened
from cms_blog.blogs.content.seo import Seo, keyword_report
from cms_blog.generation.emulator.faults import Fault

LINKS = ["https://example.com/tomatoes", "https://example.org/a(b)"]


async def _post(api: Api, author: Person, **brief: Any) -> dict[str, Any]:
    document, given = STEPS["generateBlog"]
    changed = given | {"brief": BRIEF | brief}
    return await api.execute(document, {"input": changed}, as_user=author)


async def test_references_have_a_status(api: Api, author: Person):
    post = await _post(api, author, referenceLinks=LINKS)
    # The emulator never retrieves links.
    assert post["references"] == [
        {"url": LINKS[0], "title": "example.com/tomatoes", "status": "UNREADABLE"},
        {"url": LINKS[1], "title": "example.org/a(b)", "status": "UNREADABLE"},
    ]


async def test_a_post_without_links_has_no_references(api: Api, author: Person):
    assert (await _post(api, author, referenceLinks=[]))["references"] == []


async def test_references_are_stored_with_the_blog(api: Api, author: Person):
    post = await _post(api, author)
    blog = await api.make_blog(author, references=post["references"])
    stored = await api.execute(
        "query ($id: ID!) { blog(id: $id) { references { url title status } } }",
        {"id": blog["id"]},
        as_user=author,
    )
    assert stored["references"] == post["references"]


SEO_FIELDS = """
  content {
    metaTitle metaDescription coverImageAlt
    keywordReport { occurrences density inTitle inFirstParagraph inHeadings }
  }
"""


async def test_posts_have_seo_fields_and_a_keyword_report(api: Api, author: Person):
    content = (await _post(api, author))["content"]
    assert content["metaTitle"] == TITLE
    assert 0 < len(content["metaDescription"]) <= 160
    assert content["coverImageAlt"] == "Offline sample: A red tomato on a blue chair."
    report = content["keywordReport"]
    assert report["occurrences"] == content["markdown"].lower().count("balcony tomatoes")
    assert 0 < report["density"] < 0.1
    assert report["inTitle"]
    assert not report["inFirstParagraph"]
    assert report["inHeadings"] == 0


async def test_without_an_image_prompt_the_alternative_text_has_the_title(api: Api, author: Person):
    document, given = STEPS["generateBlog"]
    changed = given | {"imagePrompt": None}
    post = await api.execute(document, {"input": changed}, as_user=author)
    assert post["content"]["coverImageAlt"] == f"Cover: {TITLE}"


async def test_seo_fields_are_stored(api: Api, author: Person):
    blog = await api.make_blog(
        author, metaTitle="Short", metaDescription="What it is.", coverImageAlt="A tomato."
    )
    read = f"query ($id: ID!) {{ blog(id: $id) {{ revision {SEO_FIELDS} }} }}"

    async def content() -> dict[str, Any]:
        return (await api.execute(read, {"id": blog["id"]}, as_user=author))["content"]

    async def update(**changes: Any) -> None:
        changes |= {"expectedRevision": (await _revision())}
        variables = {"id": blog["id"], "input": changes}
        result = await api.execute(UPDATE, variables, as_user=author)
        assert result["__typename"] == "UpdateBlogSuccess", result

    async def _revision() -> int:
        return (await api.execute(read, {"id": blog["id"]}, as_user=author))["revision"]

    assert (await content())["metaTitle"] == "Short"
    assert (await content())["metaDescription"] == "What it is."
    assert (await content())["coverImageAlt"] == "A tomato."
    # A new title resets the meta title; a new text resets the meta description.
    await update(title="Another title")
    assert (await content())["metaTitle"] == "Another title"
    assert (await content())["metaDescription"] == "What it is."
    await update(markdown="# New\n\nAll new.", metaDescription="Mine again.")
    assert (await content())["metaDescription"] == "Mine again."
    await update(metaDescription=None)
    assert (await content())["metaDescription"] == "All new."


@pytest.mark.parametrize(
    ("field", "value"),
    [("metaTitle", "x" * 61), ("metaDescription", "x" * 161), ("coverImageAlt", "")],
)
async def test_invalid_seo_fields_are_refused(api: Api, author: Person, field: str, value: str):
    given = {"brief": BRIEF, "title": "T", "markdown": "Text", field: value}
    result = await api.execute(SAVE, {"input": given}, as_user=author)
    assert result["__typename"] == "InvalidInputError"
    assert [each["path"] for each in result["fields"]] == [[field]]


@pytest.mark.parametrize(
    ("keyword", "text", "occurrences"),
    [
        ("tomato", "# A\n\nTomato, tomatoes, TOMATO.", 2),
        ("red  tomato", "A red\ntomato.", 1),
        ("C++", "C++ and C++, not C.", 2),
        ("番茄", "种番茄很好,番茄。", 2),
        ("", "Anything", 0),
        ("a|b", "a|b `a|b`", 2),
        ("(", "(((", 3),
    ],
)
def test_occurrences_of_keywords(keyword: str, text: str, occurrences: int):
    assert keyword_report(keyword, "", render(text)).occurrences == occurrences


def test_missing_seo_fields_are_derived():
    filled = Seo().filled("A title " * 20, render("![x](https://e.org/a.png)\n\n" + "word " * 90))
    assert len(filled.meta_title) <= 60
    assert filled.meta_title.endswith("…")
    assert len(filled.meta_description) <= 160
    assert shortened("x" * 100, 60) == "x" * 59 + "…"


def _anchor(markdown: str, heading: str) -> str:
    anchors = [each.anchor for each in render(markdown).sections if each.heading == heading]
    return anchors[0] if anchors else ""


async def _section(api: Api, author: Person, **changes: Any) -> dict[str, Any]:
    markdown = f"# {TITLE}\n\nIntro.\n\n" + "".join(
        f"## {each}\n\nOld text.\n\n" for each in OUTLINE
    )
    given: dict[str, Any] = {
        "brief": BRIEF,
        "title": TITLE,
        "markdown": markdown,
        "anchor": _anchor(changes.get("markdown", markdown), "Watering"),
        "instruction": "Shorter, with a list.",
    }
    return await api.execute(REGENERATE, {"input": given | changes}, as_user=author)


async def test_one_section_is_rewritten(api: Api, author: Person):
    result = await _section(api, author)
    assert result["__typename"] == "RegenerateSectionSuccess", result
    new, whole = result["newSection"], result["content"]["markdown"]
    assert new.startswith("## Watering\n\n")
    assert "Old text." not in new
    assert new in whole
    assert whole.count("Old text.") == 2
    assert [each["heading"] for each in result["content"]["sections"]] == [TITLE, *OUTLINE]


async def test_text_before_the_first_heading_is_kept(api: Api, author: Person):
    markdown = "Before.\n\nHeading\n-------\n\nOld.\n\n## Last\n\nKept."
    result = await _section(api, author, markdown=markdown, anchor=_anchor(markdown, "Heading"))
    whole = result["content"]["markdown"]
    assert whole.startswith("Before.\n\n## Heading\n\n")
    assert whole.endswith("## Last\n\nKept.")
    assert "Old." not in whole


async def test_unknown_anchors_are_invalid_input(api: Api, author: Person):
    result = await _section(api, author, anchor="nowhere")
    assert result["__typename"] == "InvalidInputError"
    assert result["fields"][0]["path"] == ["anchor"]


async def test_failures_of_sections_are_typed(lab: EmulatorApp, author: Person):
    lab.emulator.faults.turn_on(Fault.SAFETY)
    result = await _section(lab.api, author)
    assert (result["__typename"], result["reason"]) == ("GenerationFailedError", "BLOCKED")
