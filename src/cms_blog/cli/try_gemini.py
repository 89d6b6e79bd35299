"""Runs all generation steps with the configured provider, with durations and token counts."""

import sys
from collections.abc import Callable, Iterable

from cms_blog.blogs.brief import Brief
from cms_blog.generation import steps
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.responses import Usage
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.inputs import (
    BlogInput,
    CoverImageInput,
    IdeasInput,
    ImagePromptsInput,
    IntrosInput,
    OutlinesInput,
    TitlesInput,
)
from cms_blog.generation.service import write_options
from cms_blog.settings import Settings

_BRIEF = Brief(
    focus_or_niche="Urban gardening",
    targeted_keyword="balcony composting",
    targeted_audience="busy families",
    tone="Friendly",
)

type Say = Callable[[str], object]


def _print(text: str) -> None:
    # Flushed, because a streamed text has few line ends.
    sys.stdout.write(text)
    sys.stdout.flush()


async def try_gemini(settings: Settings, say: Say = _print) -> None:
    """Run all generation steps and pass each result to `say`. Nothing is stored.

    Raises:
        GenerationFailed: a step failed; the results of earlier steps are shown.
    """
    gateway = Gateway.from_settings(settings)
    try:
        say(f"{gateway.provider.name}: {gateway.text_model}, {gateway.image_model}\n")
        for warning in gateway.warnings:
            say(f"Warning: {warning}\n")
        # Excludes the slow import of the client from the duration of the first step.
        await gateway.client()
        await _try_all(gateway, say)
    finally:
        await gateway.close()


async def _try_all(gateway: Gateway, say: Say) -> None:
    ideas, usage = await write_options(steps.IDEAS, IdeasInput(brief=_BRIEF), Run(gateway))
    _show(say, "Ideas", usage, ideas)
    idea = ideas[0]
    titles, usage = await write_options(
        steps.TITLES, TitlesInput(brief=_BRIEF, selected_idea=idea), Run(gateway)
    )
    _show(say, "Titles", usage, titles)
    title = titles[0]
    intros, usage = await write_options(
        steps.INTROS, IntrosInput(brief=_BRIEF, selected_idea=idea, title=title), Run(gateway)
    )
    _show(say, "Introductions", usage, intros)
    outlines, usage = await write_options(
        steps.OUTLINES,
        OutlinesInput(brief=_BRIEF, selected_idea=idea, title=title, intro_markdown=intros[0]),
        Run(gateway),
    )
    _show(say, "Outlines", usage, (" | ".join(outline) for outline in outlines))
    prompts, usage = await write_options(
        steps.IMAGE_PROMPTS,
        ImagePromptsInput(brief=_BRIEF, selected_idea=idea, title=title),
        Run(gateway),
    )
    _show(say, "Image prompts", usage, prompts)
    cover = CoverImageInput(brief=_BRIEF, selected_idea=idea, title=title, prompt=prompts[0])
    await _try_cover(cover, gateway, say)
    blog = BlogInput(
        brief=_BRIEF,
        selected_idea=idea,
        title=title,
        intro_markdown=intros[0],
        outline=outlines[0],
    )
    await _try_blog(blog, gateway, say)


async def _try_cover(given: CoverImageInput, gateway: Gateway, say: Say) -> None:
    run = Run(gateway)
    image = await run.generate_image(
        steps.COVER_IMAGE.prompt(given),
        aspect_ratio=given.aspect_ratio.value,
        size=given.quality.value,
    )
    _show(say, "Cover image", run.usage, [f"{image.media_type}, {len(image.data):,} bytes"])


async def _try_blog(given: BlogInput, gateway: Gateway, say: Say) -> None:
    run = Run(gateway)
    say("\n== Blog (streamed)\n\n")
    async for piece in run.stream(steps.BLOG.prompt(given)):
        say(piece)
    _show(say, "Blog", run.usage, [])


def _show(say: Say, step: str, usage: Usage, lines: Iterable[str]) -> None:
    say(
        f"\n== {step}: {usage.milliseconds / 1000:.1f} s, {usage.input_tokens:,} tokens in, "
        f"{usage.output_tokens:,} out\n"
    )
    for line in lines:
        say(f"- {line}\n")
