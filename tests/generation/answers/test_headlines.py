"""Title and cover are never part of generated texts."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import httpx2
import pytest
from api import SAVE, Api, Person
from emulator_app import EmulatorApp
from generation_documents import INTRO, OUTLINE, STEPS, TITLE

from cms_blog.context import Services
from cms_blog.generation.emulator.app import Emulator
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.server.app import create_app

COVER = "https://example.com/cover.png"
TITLES = ["How to use List<String> in Java", "__init__ explained", "C#", "`a` & [b](c)"]
SECTIONS = (
    "## Choosing a Pot\n\nA large one.\n\n## Watering\n\nDaily.\n\n## Harvest\n\nIn July.\n\n"
    "## Conclusion\n\nGo."
)
BODY = f"{INTRO}\n\n{SECTIONS}"
HEADINGS = [*OUTLINE, "Conclusion"]


@asynccontextmanager
async def answering(
    services: Services, pieces: Sequence[str], requests: list[bytes] | None = None
) -> AsyncGenerator[EmulatorApp]:
    """A lab whose model answers with these pieces."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if requests is not None:
            requests.append(request.content)
        finish = [None] * (len(pieces) - 1) + ["STOP"]
        chunks: list[dict[str, Any]] = [
            {"candidates": [{"content": {"parts": [{"text": piece}]}, "finishReason": end}]}
            for piece, end in zip(pieces, finish, strict=True)
        ]
        if "stream" in request.url.path:
            lines = "".join(f"data: {json.dumps(chunk)}\r\n\r\n" for chunk in chunks)
            headers = {"Content-Type": "text/event-stream"}
            return httpx2.Response(200, content=lines.encode(), headers=headers)
        whole = {"content": {"parts": [{"text": "".join(pieces)}]}, "finishReason": "STOP"}
        return httpx2.Response(200, json={"candidates": [whole]})

    gateway = Gateway(
        text_model="gemini-3.5-flash-lite",
        image_model="gemini-nano-banana-2.1",
        transport=httpx2.MockTransport(answer),
    )
    app = create_app(replace(services, gateway=gateway))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
            yield EmulatorApp(app, Api(http, services), Emulator(), gateway)
    finally:
        await gateway.close()


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize(
    "heading", ["# {}\n\n", "#  Another title\n", "## {}\n\n", "\n\n# {}\n", ""]
)
async def test_titles_are_removed_from_stream_and_post(
    services: Services, author: Person, title: str, heading: str
):
    text = heading.format(title) + BODY
    changes = {"title": title, "coverImageUrl": COVER}
    async with answering(services, list(text)) as lab:
        given = STEPS["generateBlog"][1] | changes
        streamed = [event async for event in lab.events("stream", author, input=given)]
        whole = [event async for event in lab.events("generateBlog", author, **changes)][-1]
    assert "".join(event["markdown"] for event in streamed[:-1]) == BODY
    for post in (whole, streamed[-1]):
        assert post["content"]["markdown"] == BODY
        assert [each["heading"] for each in post["content"]["sections"]] == HEADINGS
        assert post["content"]["metaTitle"] == title


@pytest.mark.parametrize(
    ("title", "intro", "answer"),
    [
        # A heading of the introduction, and one of the outline that equals the title.
        (TITLE, "# Why\n\nBecause.", f"# {TITLE}\n\n# Why\n\nBecause.\n\n{SECTIONS}"),
        (OUTLINE[0], INTRO, f"# {OUTLINE[0]}\n\n{SECTIONS}"),
        (OUTLINE[0], INTRO, SECTIONS),
    ],
)
async def test_chosen_headings_are_kept(
    services: Services, author: Person, title: str, intro: str, answer: str
):
    async with answering(services, list(answer)) as lab:
        given = STEPS["generateBlog"][1] | {"introMarkdown": intro, "title": title}
        streamed = [event async for event in lab.events("stream", author, input=given)]
    assert "".join(event["markdown"] for event in streamed[:-1]) == f"{intro}\n\n{SECTIONS}"
    assert streamed[-1]["content"]["markdown"] == f"{intro}\n\n{SECTIONS}"


@pytest.mark.parametrize("answer", ["# Title", "# Title\n\n \n", "#"])
async def test_a_title_without_text_is_unusable(services: Services, author: Person, answer: str):
    async with answering(services, list(answer)) as lab:
        told = [await lab.run(step, author) for step in ("stream", "generateBlog")]
    assert [each.reason for each in told] == ["UNUSABLE_OUTPUT"] * 2


async def test_the_cover_is_not_sent_to_the_model(services: Services, author: Person):
    requests: list[bytes] = []
    async with answering(services, [BODY], requests) as lab:
        await lab.run("generateBlog", author, coverImageUrl=COVER)
    assert requests
    assert not any(COVER.encode() in request for request in requests)


@pytest.mark.parametrize("title", TITLES)
async def test_titles_are_stored_unchanged(api: Api, author: Person, title: str):
    document, given = STEPS["generateBlog"]
    post = await api.execute(document, {"input": given | {"title": title}}, as_user=author)
    content = post["content"]
    assert not content["markdown"].startswith("#")
    assert content["coverImageAlt"] == "Offline sample: A red tomato on a blue chair."
    save = {"brief": given["brief"], "title": title, "markdown": content["markdown"]}
    saved = await api.execute(SAVE, {"input": save}, as_user=author)
    assert saved["blog"]["title"] == title
    assert saved["blog"]["content"]["markdown"] == content["markdown"]


async def test_headings_of_the_outline_are_unchanged(api: Api, author: Person):
    document, given = STEPS["generateBlog"]
    outline = ["Using List<String>", "__init__ and friends", "C# # and [x](y)"]
    post = await api.execute(document, {"input": given | {"outline": outline}}, as_user=author)
    assert [each["heading"] for each in post["content"]["sections"]][:3] == outline
