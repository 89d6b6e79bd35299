"""The steps through the endpoint, with the google-genai client and the emulator."""

from io import BytesIO
from typing import Any

import pytest
from api import Api
from generation_documents import BRIEF, EXCLUDING_STEPS, INTRO, OPTION_STEPS, OUTLINE, STEPS
from PIL import Image

from cms_blog.validation.text import comparable


async def test_each_option_step_offers_different_options(api: Api):
    author = await api.make_user()
    for name in OPTION_STEPS:
        document, given = STEPS[name]
        result = await api.execute(document, {"input": given}, as_user=author)
        assert result["__typename"] == f"{name[0].upper()}{name[1:]}Success", result
        keys = {comparable(_text(option)) for option in result["options"]}
        expected = 3 if name == "rewriteText" else 5
        assert len(result["options"]) == len(keys) == expected
        usage = result["usage"]
        assert usage["inputTokens"] > 0
        assert usage["outputTokens"] > 0


@pytest.mark.parametrize("name", OPTION_STEPS)
async def test_equal_requests_get_equal_answers(api: Api, name: str):
    author = await api.make_user()
    document, given = STEPS[name]
    first = await api.execute(document, {"input": given}, as_user=author)
    again = await api.execute(document, {"input": given}, as_user=author)
    assert first["options"] == again["options"]


@pytest.mark.parametrize("name", EXCLUDING_STEPS)
async def test_excluded_options_are_not_offered_again(api: Api, name: str):
    author = await api.make_user()
    document, given = STEPS[name]
    seen: list[str | dict[str, list[str]]] = []
    for _ in range(10):
        variables = {"input": given | {"exclude": [_changed(option) for option in seen]}}
        result = await api.execute(document, variables, as_user=author)
        seen += result["options"]
    assert len({comparable(_text(option)) for option in seen}) == 50


async def test_options_follow_the_brief(api: Api):
    author = await api.make_user()
    document, given = STEPS["generateTitles"]
    result = await api.execute(document, {"input": given}, as_user=author)
    assert all("balcony tomatoes" in option.lower() for option in result["options"])


async def test_covers_have_the_requested_aspect_ratio_and_colour(api: Api):
    author = await api.make_user()
    document, given = STEPS["generateCoverImage"]
    wide = given | {"aspectRatio": "LANDSCAPE_16_9", "primaryColor": "#2a6f4e"}
    result = await api.execute(document, {"input": wide}, as_user=author)
    image = result["image"]
    assert image["width"] / image["height"] == pytest.approx(16 / 9, rel=0.02)
    data = (await api.http.get(image["url"])).content
    assert len(data) == image["bytes"]
    corner: Any = Image.open(BytesIO(data)).convert("RGB").getpixel((0, 0))
    assert [abs(a - b) < 12 for a, b in zip(corner, (0x2A, 0x6F, 0x4E), strict=True)] == [True] * 3

    high = given | {"quality": "HIGH"}
    large = await api.execute(document, {"input": high}, as_user=author)
    assert large["image"]["width"] * large["image"]["height"] > 3_900_000
    # Generated as PNG, stored as WebP.
    for stored in (image, large["image"]):
        assert stored["mediaType"] == "image/webp"
        assert stored["url"].endswith(".webp")
        served = await api.http.get(stored["url"])
        assert served.headers["content-type"] == "image/webp"
        assert Image.open(BytesIO(served.content)).format == "WEBP"


async def test_posts_contain_introduction_outline_and_links(api: Api):
    author = await api.make_user()
    document, given = STEPS["generateBlog"]
    result = await api.execute(document, {"input": given}, as_user=author)
    content = result["content"]
    markdown = content["markdown"]
    assert markdown.startswith(f"{INTRO}\n\n")
    assert BRIEF["referenceLinks"][0] in markdown
    assert "offline" in markdown
    headings = [section["heading"] for section in content["sections"]]
    assert headings == [*OUTLINE, "Conclusion", "References"]


@pytest.mark.parametrize("sections", [4, 6, 8])
async def test_a_post_has_500_to_900_words(api: Api, sections: int):
    author = await api.make_user()
    document, given = STEPS["generateBlog"]
    outline = [f"Heading number {number}" for number in range(sections)]
    result = await api.execute(document, {"input": given | {"outline": outline}}, as_user=author)
    assert 500 <= result["content"]["wordCount"] <= 900


async def test_steps_require_authentication(api: Api):
    for document, given in STEPS.values():
        error = await api.error(document, {"input": given})
        assert error["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("name", "change", "path"),
    [
        ("generateIdeas", {"brief": BRIEF | {"tone": " "}}, ["brief", "tone"]),
        ("generateIdeas", {"exclude": ["x"] * 51}, ["exclude"]),
        ("generateTitles", {"selectedIdea": "x" * 501}, ["selectedIdea"]),
        ("generateOutlines", {"exclude": [["x"]] * 51}, ["exclude"]),
        ("generateOutlines", {"exclude": [["x"], []]}, ["exclude", "1"]),
        ("generateOutlines", {"exclude": [["x"] * 31]}, ["exclude", "0"]),
        ("generateOutlines", {"exclude": [["x", "x" * 201]]}, ["exclude", "0", "1"]),
        ("generateBlog", {"imagePrompt": "x" * 2_001}, ["imagePrompt"]),
        ("generateIntros", {"title": ""}, ["title"]),
        ("generateOutlines", {"introMarkdown": "\n \n"}, ["introMarkdown"]),
        ("generateImagePrompts", {"title": "\u200b \u3164"}, ["title"]),
        ("generateCoverImage", {"prompt": "x" * 2_001}, ["prompt"]),
        ("generateBlog", {"outline": []}, ["outline"]),
        ("generateBlog", {"outline": ["x"] * 31}, ["outline"]),
        ("generateBlog", {"outline": ["fine", "x" * 201]}, ["outline", "1"]),
    ],
)
async def test_invalid_fields_are_reported_with_their_path(
    api: Api, name: str, change: dict[str, Any], path: list[str]
):
    author = await api.make_user()
    document, given = STEPS[name]
    result = await api.execute(document, {"input": given | change}, as_user=author)
    assert result["__typename"] == "InvalidInputError"
    assert [field["path"] for field in result["fields"]] == [path]


async def test_generation_service_reports_the_offline_provider(api: Api):
    service = await api.execute("{ generationService { provider textModel imageModel warnings } }")
    assert service == {
        "provider": "OFFLINE",
        "textModel": "gemini-3.5-flash-lite",
        "imageModel": "gemini-nano-banana-2.1",
        "warnings": [],
    }


@pytest.mark.parametrize(("length", "headings"), [("SHORT", 4), ("MEDIUM", 6), ("LONG", 8)])
async def test_sample_outlines_follow_the_length(api: Api, length: str, headings: int):
    author = await api.make_user()
    document, given = STEPS["generateOutlines"]
    changed = given | {"brief": BRIEF | {"length": length}}
    result = await api.execute(document, {"input": changed}, as_user=author)
    assert [len(option["headings"]) for option in result["options"]] == [headings] * 5


async def test_an_unknown_length_is_refused(api: Api):
    author = await api.make_user()
    document, given = STEPS["generateIdeas"]
    changed = given | {"brief": BRIEF | {"length": "EPIC"}}
    error = await api.error(document, {"input": changed}, as_user=author)
    assert error["extensions"]["code"] == "BAD_REQUEST"


def _text(option: str | dict[str, list[str]]) -> str:
    return option if isinstance(option, str) else "\n".join(option["headings"])


def _changed(option: str | dict[str, list[str]]) -> str | list[str]:
    """The option with other case, spaces and punctuation, which are ignored."""
    if isinstance(option, str):
        return option.upper().replace(" ", "  ") + "!"
    return [heading.upper() + "!" for heading in option["headings"]]
