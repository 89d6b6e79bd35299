"""Generation steps: check the input, call Gemini, validate the answer, report the cost."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.markdown import Rendered, check_renderable, off_loop, rendered
from cms_blog.blogs.content.references import Reference
from cms_blog.blogs.content.seo import Seo
from cms_blog.generation import posts, steps
from cms_blog.generation.drafts import Draft, Drafts
from cms_blog.generation.failures import GenerationFailed, GenerationFailure, unusable
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.responses import Usage
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.gemini.spending import run_for
from cms_blog.generation.inputs import (
    BlogInput,
    BriefedInput,
    CoverImageInput,
    Resume,
    SectionInput,
    SeoInput,
)
from cms_blog.generation.step_types import InvalidAnswer, OptionStep
from cms_blog.media.formats import UnusableImage
from cms_blog.media.service import store_generated
from cms_blog.media.storage import Storage, StoredImage
from cms_blog.validation.inputs import Input, check, refuse

# Characters of a post that are sent to generate its SEO fields or its tags.
DESCRIBED_CHARACTERS = 6_000
# Timeout of that call: the post itself is complete already.
SEO_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Options[O]:
    """The options of a step, all different."""

    options: tuple[O, ...]
    usage: Usage


@dataclass(frozen=True, slots=True)
class Cover:
    """A stored cover image."""

    image: StoredImage
    usage: Usage


@dataclass(frozen=True, slots=True)
class Post:
    """A generated post, rendered, with its SEO fields and references."""

    title: str
    keyword: str
    content: Rendered
    seo: Seo
    references: list[Reference]
    usage: Usage


@dataclass(frozen=True, slots=True)
class NewSection:
    """The new Markdown of a section, and the whole post with it."""

    markdown: str
    title: str
    keyword: str
    content: Rendered
    usage: Usage


async def suggest[I: BriefedInput, O](
    step: OptionStep[I, O], viewer: UserDocument, given: object, *, gateway: Gateway
) -> Options[O]:
    """Return the options of a step.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(step.takes, given)
    run = run_for(viewer, gateway)
    return Options(*await write_options(step, checked, run))


async def write_options[I: BriefedInput, O](
    step: OptionStep[I, O], given: I, run: Run
) -> tuple[tuple[O, ...], Usage]:
    """Return the options and their usage. After an invalid answer, one repair is requested.

    Raises:
        GenerationFailed
    """
    answer = await run.write(step.prompt(given))
    try:
        options = await off_loop(partial(step.read, answer), given)
    except InvalidAnswer as invalid:
        options = await _repaired(step, given, run, answer, invalid)
    return options, run.usage


async def _repaired[I: BriefedInput, O](
    step: OptionStep[I, O], given: I, run: Run, answer: str, invalid: InvalidAnswer
) -> tuple[O, ...]:
    """Request only the options that the answer lacks."""
    prompt = step.repair(given, answer, invalid.accepted, invalid.reason)
    try:
        text = await run.write(prompt)
        return await off_loop(partial(step.read, text, accepted=invalid.accepted), given)
    except InvalidAnswer as again:
        raise unusable(again.reason).failure from None


async def paint_cover(
    viewer: UserDocument, given: object, *, gateway: Gateway, storage: Storage
) -> Cover:
    """Generate a cover image and store it like an upload.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(CoverImageInput, given)
    run = run_for(viewer, gateway)
    painted = await run.generate_image(
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
    """Generate a whole post.

    Raises:
        InvalidInput, GenerationFailed
    """
    return await written(check(BlogInput, given), run_for(viewer, gateway))


async def written(given: BlogInput, run: Run) -> Post:
    """Return the generated post.

    Raises:
        GenerationFailed
    """
    answer = await run.write(steps.BLOG.prompt(given))
    return await finished(posts.assembled(answer, given), given, run)


async def finished(markdown: str, given: BlogInput, run: Run) -> Post:
    """Return the post with this text. Adds SEO fields with a second call.

    Raises:
        GenerationFailed
    """
    content = await posts.usable(markdown)
    about = SeoInput(
        brief=given.brief,
        title=given.title,
        markdown=content.markdown[:DESCRIBED_CHARACTERS],
        image_prompt=given.image_prompt,
    )
    try:
        async with asyncio.timeout(SEO_SECONDS):
            seo = steps.SEO.read(await run.write(steps.SEO.prompt(about)))
    except (GenerationFailed, TimeoutError):
        # Without them the post is still usable: SEO fields are then derived from the text.
        seo = Seo()
    return Post(
        title=given.title,
        keyword=given.brief.targeted_keyword,
        content=content,
        seo=seo,
        references=posts.references_of(given, run.links, content.markdown),
        usage=run.usage,
    )


async def rewrite_section(viewer: UserDocument, given: object, *, gateway: Gateway) -> NewSection:
    """Rewrite one section of a post.

    Raises:
        InvalidInput, GenerationFailed
    """
    return await rewritten(check(SectionInput, given), run_for(viewer, gateway))


async def rewritten(given: SectionInput, run: Run) -> NewSection:
    """Return the rewritten section.

    Raises:
        InvalidInput, GenerationFailed
    """
    check_renderable(given.markdown, "markdown")
    content = await rendered(given.markdown)
    place = posts.section_at(content, given.anchor)
    if place is None:
        refuse("anchor", "does not match a section of the text")
    section, start = place
    prompt = steps.SECTION.prompt(given, section=section.markdown)
    answer = await run.write(prompt)
    markdown = posts.new_section(answer, section, given.title, content)
    before, after = content.markdown[:start], content.markdown[start + len(section.markdown) :]
    whole = await posts.usable(f"{before}{markdown}{after}")
    return NewSection(
        markdown=markdown.strip(),
        title=given.title,
        keyword=given.brief.targeted_keyword,
        content=whole,
        usage=run.usage,
    )


@dataclass(frozen=True, slots=True)
class Delta:
    """One piece of a streamed post; `position` counts from 1."""

    run_id: str
    position: int
    markdown: str


class _Resumable(Input):
    resume: Resume | None


async def stream_blog(
    viewer: UserDocument, given: object, *, gateway: Gateway, resume: object = None
) -> AsyncGenerator[Delta | Post]:
    """Yield the post's text in pieces, then the post.

    After closing this, the generation continues in the background for a while; see `drafts.py`.
    `resume`, a `Resume`, starts with the pieces after its position. If the generation has ended
    before the last piece, Gemini continues after it. If the run is unknown, a new one starts.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(BlogInput, given)
    position = check(_Resumable, {"resume": resume}).resume
    draft = _draft(viewer, checked, position, gateway.drafts)
    after = 0 if position is None else position.after
    followed = gateway.drafts.follow(draft, after, partial(_write, draft, viewer, gateway))
    async with aclosing(followed) as positions:
        async for number in positions:
            yield Delta(draft.id, number, draft.piece(number))
    if not isinstance(draft.result, Post):
        raise GenerationFailed(
            GenerationFailure.UNAVAILABLE,
            "Another subscription has resumed this text. Continue there.",
        )
    yield draft.result


def _draft(viewer: UserDocument, given: BlogInput, resume: Resume | None, drafts: Drafts) -> Draft:
    """Return the draft to resume, or a new one."""
    if resume is None:
        return drafts.begin(viewer.oid, given)
    found = drafts.find(resume.run_id, viewer.oid)
    if found is not None or resume.markdown is None:
        return found or drafts.begin(viewer.oid, given)
    return drafts.begin(viewer.oid, given, resume.markdown, max(resume.after, 0))


async def _write(draft: Draft, viewer: UserDocument, gateway: Gateway) -> Post:
    """Add the missing part of the text to the draft, and return the post."""
    run = run_for(viewer, gateway, draft.progress)
    try:
        if not draft.complete:
            async with aclosing(_rest(draft, run)) as pieces:
                async for piece in pieces:
                    draft.add(piece)
            draft.complete = True
        return await finished(draft.text, draft.given, run)
    finally:
        run.end()


async def _rest(draft: Draft, run: Run) -> AsyncGenerator[str]:
    """Stream the part of the text that is still missing."""
    given, earlier = draft.given, draft.text
    pieces = run.stream(steps.BLOG.prompt(given), posts.sections_of(earlier, given))
    post = posts.assembled_stream(pieces, given, earlier)
    async with aclosing(pieces), aclosing(post):
        async for piece in post:
            yield piece
