"""Runs all generation steps with the configured provider; reports duration, tokens and cost."""

import sys
from collections.abc import Callable, Iterable
from typing import cast

from cms_blog.blogs.brief import Brief
from cms_blog.generation import posts, steps
from cms_blog.generation.editing.service import translated
from cms_blog.generation.gemini.gateway import Gateway, GenerationProvider
from cms_blog.generation.gemini.responses import Progress, Usage
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.inputs import (
    BlogInput,
    BriefedInput,
    CoverImageInput,
    IdeasInput,
    ImagePromptsInput,
    IntrosInput,
    OutlinesInput,
    RewriteMode,
    RewriteTextInput,
    SectionInput,
    SuggestTagsInput,
    TitlesInput,
    TranslateBlogInput,
)
from cms_blog.generation.service import (
    DESCRIBED_CHARACTERS,
    Post,
    finished,
    rewritten,
    write_options,
)
from cms_blog.generation.step_types import OptionStep
from cms_blog.settings import Settings

_BRIEF = Brief(
    focus_or_niche="Urban gardening",
    targeted_keyword="balcony composting",
    targeted_audience="busy families",
    tone="Friendly",
    reference_links=("https://www.epa.gov/recycle/composting-home",),
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
        await _Trial(gateway, say).all()
    finally:
        await gateway.close()


class _Trial:
    """The steps in order, each with results of earlier ones."""

    def __init__(self, gateway: Gateway, say: Say) -> None:
        self._gateway = gateway
        self._say = say
        self._costs: list[float | None] = []

    async def all(self) -> None:
        """Run all steps.

        Raises:
            GenerationFailed
        """
        idea = (await self._options("Ideas", steps.IDEAS, IdeasInput(brief=_BRIEF)))[0]
        given = TitlesInput(brief=_BRIEF, selected_idea=idea)
        title = (await self._options("Titles", steps.TITLES, given))[0]
        given = IntrosInput(brief=_BRIEF, selected_idea=idea, title=title)
        intro = (await self._options("Introductions", steps.INTROS, given))[0]
        given = OutlinesInput(brief=_BRIEF, selected_idea=idea, title=title, intro_markdown=intro)
        outline = (await self._options("Outlines", steps.OUTLINES, given))[0]
        given = ImagePromptsInput(brief=_BRIEF, selected_idea=idea, title=title)
        prompt = (await self._options("Image prompts", steps.IMAGE_PROMPTS, given))[0]
        await self._cover(
            CoverImageInput(brief=_BRIEF, selected_idea=idea, title=title, prompt=prompt)
        )
        post = await self._blog(
            BlogInput(
                brief=_BRIEF,
                selected_idea=idea,
                title=title,
                intro_markdown=intro,
                outline=outline,
                image_prompt=prompt,
            )
        )
        await self._section(post)
        text = post.content.markdown
        given = RewriteTextInput(brief=_BRIEF, markdown=text, quote=intro, mode=RewriteMode.SHORTEN)
        await self._options("New versions of the introduction", steps.REWRITE, given)
        given = SuggestTagsInput(brief=_BRIEF, title=title, markdown=text[:DESCRIBED_CHARACTERS])
        await self._options("Tags", steps.TAGS, given)
        given = TranslateBlogInput(title=title, markdown=text, language="German")
        translation = await translated(given, Run(self._gateway))
        lines = [translation.title, *translation.content.markdown.splitlines()]
        self._show("Translation", translation.usage, lines)
        known = [cost for cost in self._costs if cost is not None]
        if len(known) == len(self._costs):
            self._say(f"\nTotal: {sum(known):.4f} USD\n")

    async def _options[I: BriefedInput, O](
        self, name: str, step: OptionStep[I, O], given: I
    ) -> tuple[O, ...]:
        options, usage = await write_options(step, given, Run(self._gateway))
        lines = (
            each if isinstance(each, str) else " | ".join(cast("tuple[str, ...]", each))
            for each in options
        )
        self._show(name, usage, lines)
        return options

    async def _cover(self, given: CoverImageInput) -> None:
        run = Run(self._gateway)
        image = await run.generate_image(
            steps.COVER_IMAGE.prompt(given),
            aspect_ratio=given.aspect_ratio.value,
            size=given.quality.value,
        )
        self._show("Cover image", run.usage, [f"{image.media_type}, {len(image.data):,} bytes"])

    async def _blog(self, given: BlogInput) -> Post:
        run = Run(self._gateway)
        self._say("\n== Blog (streamed)\n\n")
        text = ""
        pieces = run.stream(steps.BLOG.prompt(given))
        async for piece in posts.assembled_stream(pieces, given):
            text += piece
            self._say(piece)
        self._show("Blog", run.usage, ())
        seo_run = Run(self._gateway, progress=Progress(links=run.links))
        post = await finished(text, given, seo_run)
        fields = (post.seo.meta_title, post.seo.meta_description, post.seo.cover_image_alt)
        self._show(
            "SEO fields", post.usage, [field or "(derived from the text)" for field in fields]
        )
        for reference in post.references:
            self._say(f"- {reference.url}: {reference.status.name}\n")
        return post

    async def _section(self, post: Post) -> None:
        given = SectionInput(
            brief=_BRIEF,
            title=post.title,
            markdown=post.content.markdown,
            anchor=post.content.sections[-1].anchor,
            instruction="Make it shorter.",
        )
        new = await rewritten(given, Run(self._gateway))
        self._show("Section", new.usage, new.markdown.splitlines())

    def _show(self, step: str, usage: Usage, lines: Iterable[str]) -> None:
        self._costs.append(usage.cost_usd)
        cost = "price unknown" if usage.cost_usd is None else f"{usage.cost_usd:.4f} USD"
        if self._gateway.provider is GenerationProvider.OFFLINE:
            cost = "free"
        self._say(
            f"\n== {step}: {usage.milliseconds / 1000:.1f} s, {usage.input_tokens:,} tokens in, "
            f"{usage.output_tokens:,} out, {cost}\n"
        )
        for line in lines:
            self._say(f"- {line}\n")
