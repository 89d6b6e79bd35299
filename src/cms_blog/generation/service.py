"""What the steps do: ask Gemini, hold its answer against what was asked, and say what it cost."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.markdown import MAX_MARKDOWN, Rendered, check_renderable, rendered
from cms_blog.blogs.content.references import Reference
from cms_blog.blogs.content.seo import Seo
from cms_blog.generation import posts, steps
from cms_blog.generation.drafts import Draft, Drafts
from cms_blog.generation.failures import GenerationFailed, GenerationFailure, unusable
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.run import Run, Usage
from cms_blog.generation.inputs import (
    BlogInput,
    BriefedInput,
    CoverImageInput,
    SectionInput,
    SeoInput,
)
from cms_blog.generation.prompts import Prompt
from cms_blog.generation.spending import run_for
from cms_blog.generation.steps import OptionStep, Unfit
from cms_blog.media.images import UnusableImage
from cms_blog.media.service import StoredImage, store_generated
from cms_blog.media.storage import Storage
from cms_blog.validation.inputs import Input, Verbatim, check, refuse

# How much of a post its description for search engines is made from.
_SEO_CHARACTERS = 6_000
# And how long that may keep a post waiting that is there already.
_SEO_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Options[O]:
    """Exactly five, all different."""

    options: tuple[O, ...]
    usage: Usage


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover image, stored."""

    image: StoredImage
    usage: Usage


@dataclass(frozen=True, slots=True)
class Post:
    """A whole post, rendered, with what belongs to it."""

    title: str
    keyword: str
    content: Rendered
    seo: Seo
    references: list[Reference]
    usage: Usage


@dataclass(frozen=True, slots=True)
class NewSection:
    """A section's new Markdown, and the post with it in place."""

    markdown: str
    title: str
    keyword: str
    content: Rendered
    usage: Usage


async def suggest[I: BriefedInput, O](
    step: OptionStep[I, O], viewer: UserDocument, given: object, *, gateway: Gateway
) -> Options[O]:
    """Five options of a step.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(step.takes, given)
    run = run_for(viewer, gateway)
    return Options(*await write_options(step, checked, run))


async def write_options[I: BriefedInput, O](
    step: OptionStep[I, O], given: I, run: Run
) -> tuple[tuple[O, ...], Usage]:
    """The options and their cost. An answer that does not fit is sent back once.

    Raises:
        GenerationFailed
    """
    prompt = step.prompt(given)
    answer = await run.write(prompt)
    try:
        options = step.read(answer, given)
    except Unfit as unfit:
        options = await _repaired(step, given, run, prompt.objecting(answer, unfit.reason))
    return options, run.usage


async def _repaired[I: BriefedInput, O](
    step: OptionStep[I, O], given: I, run: Run, prompt: Prompt
) -> tuple[O, ...]:
    try:
        return step.read(await run.write(prompt), given)
    except Unfit as unfit:
        raise unusable(unfit.reason).failure from None


async def paint_cover(
    viewer: UserDocument, given: object, *, gateway: Gateway, storage: Storage
) -> Cover:
    """A cover image, stored as an upload is.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(CoverImageInput, given)
    run = run_for(viewer, gateway)
    painted = await run.paint(
        steps.COVER_IMAGE.prompt(checked),
        aspect_ratio=checked.aspect_ratio.value,
        size=checked.quality.value,
    )
    try:
        image = await store_generated(painted.data, storage=storage)
    except UnusableImage:
        raise unusable("the image is damaged").failure from None
    return Cover(image, run.usage)


async def write_blog(viewer: UserDocument, given: object, *, gateway: Gateway) -> Post:
    """The whole post.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(BlogInput, given)
    run = run_for(viewer, gateway)
    answer = await run.write(steps.BLOG.prompt(checked))
    return await finished(answer, checked, run)


async def finished(answer: str, given: BlogInput, run: Run) -> Post:
    """The post that Gemini's text makes, with what search engines get of it.

    Raises:
        GenerationFailed
    """
    content = await posts.whole_post(answer, given)
    about = SeoInput(
        brief=given.brief, title=given.title, markdown=content.markdown[:_SEO_CHARACTERS]
    )
    try:
        async with asyncio.timeout(_SEO_SECONDS):
            seo = steps.SEO.read(await run.write(steps.SEO.prompt(about)))
    except (GenerationFailed, TimeoutError):
        # The post is there, and worth more than its description, which can be derived.
        seo = Seo()
    return Post(
        title=given.title,
        keyword=given.brief.targeted_keyword,
        content=content,
        seo=seo,
        references=posts.references_of(given, run.links, answer),
        usage=run.usage,
    )


async def rewrite_section(viewer: UserDocument, given: object, *, gateway: Gateway) -> NewSection:
    """One section of a post, anew.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(SectionInput, given)
    check_renderable(checked.markdown, "markdown")
    content = await rendered(checked.markdown)
    place = posts.section_at(content, checked.anchor)
    if place is None:
        refuse("anchor", "is no section's anchor in the text")
    section, start = place
    run = run_for(viewer, gateway)
    prompt = steps.SECTION.prompt(checked, section=section.markdown)
    markdown = posts.new_section(await run.write(prompt), section)
    before, after = content.markdown[:start], content.markdown[start + len(section.markdown) :]
    whole = await posts.usable(f"{before}{markdown}{after}".rstrip() + "\n")
    return NewSection(
        markdown=markdown.strip(),
        title=checked.title,
        keyword=checked.brief.targeted_keyword,
        content=whole,
        usage=run.usage,
    )


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of a post; `position` counts from 1."""

    run_id: str
    position: int
    markdown: str


class Resume(Input):
    """Where a lost subscription is taken up again: after so many deltas of the run.

    `markdown` has them all, for a server that does not know the run.
    """

    run_id: str
    after: int
    markdown: Annotated[str, Verbatim(MAX_MARKDOWN)] | None = None


class _Resuming(Input):
    resume: Resume | None


async def stream_blog(
    viewer: UserDocument, given: object, *, gateway: Gateway, resume: object = None
) -> AsyncGenerator[Delta | Post]:
    """The post's text piece by piece, then the whole of it. Closing this ends Gemini's work.

    Resumed, as `Resume` has it, it begins with the pieces that were missed, and lets Gemini go on
    after the last one. Where the run is not known, a new one begins.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(BlogInput, given)
    place = check(_Resuming, {"resume": resume}).resume
    draft = _draft(viewer, checked, place, gateway.drafts)
    run = run_for(viewer, gateway)
    missed = draft.follow(_rest(draft, run), 0 if place is None else place.after)
    async with aclosing(missed) as positions:
        async for position in positions:
            yield Delta(draft.id, position, draft.piece(position))
    if not draft.whole:
        raise GenerationFailed(
            GenerationFailure.UNAVAILABLE, "This text is being written on in another window."
        )
    yield await finished(draft.text, draft.given, run)


def _draft(viewer: UserDocument, given: BlogInput, place: Resume | None, drafts: Drafts) -> Draft:
    """The draft that is taken up again, or a new one."""
    if place is None:
        return drafts.begin(viewer.oid, given)
    found = drafts.find(place.run_id, viewer.oid)
    if found is not None or place.markdown is None:
        return found or drafts.begin(viewer.oid, given)
    return drafts.begin(viewer.oid, given, place.markdown, max(place.after, 0))


async def _rest(draft: Draft, run: Run) -> AsyncGenerator[str]:
    """What Gemini still has to write."""
    if draft.whole:
        return
    pieces = run.stream(steps.BLOG.prompt(draft.given), draft.text)
    # Only the beginning of a text can be a title.
    shown = pieces if draft.text else posts.untitled(pieces, draft.given)
    async with aclosing(pieces), aclosing(shown):
        async for piece in shown:
            yield piece
