"""What the steps do: ask Gemini, hold its answer against what was asked, and say what it cost."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.markdown import MAX_MARKDOWN, Rendered, check_renderable, rendered
from cms_blog.errors import InvalidInput
from cms_blog.generation import steps
from cms_blog.generation.failures import unusable
from cms_blog.generation.gateway import Gateway
from cms_blog.generation.inputs import BlogInput, BriefedInput, CoverImageInput
from cms_blog.generation.prompts import Prompt
from cms_blog.generation.run import Run, Usage
from cms_blog.generation.steps import OptionStep, Unfit
from cms_blog.inputs import check
from cms_blog.media.images import UnusableImage
from cms_blog.media.operations import StoredImage, store_generated
from cms_blog.media.storage import Storage


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
    """A whole post, rendered."""

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
    return Options(*await write_options(step, checked, gateway.run()))


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
    run = gateway.run()
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
    run = gateway.run()
    answer = await run.write(steps.BLOG.prompt(checked))
    return Post(await _post(answer, checked), run.usage)


async def _post(answer: str, given: BlogInput) -> Rendered:
    try:
        markdown = steps.whole_post(answer, given)
        check_renderable(markdown)
    except Unfit as unfit:
        raise unusable(unfit.reason).failure from None
    except InvalidInput as invalid:
        raise unusable(f"the text {invalid.problems[0].message}").failure from None
    if len(markdown) > MAX_MARKDOWN:
        raise unusable(f"it has more than {MAX_MARKDOWN:,} characters").failure
    return await rendered(markdown)


async def stream_blog(
    viewer: UserDocument, given: object, *, gateway: Gateway
) -> AsyncGenerator[str | Post]:
    """The post's text piece by piece, then the whole of it. Closing this ends Gemini's work.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(BlogInput, given)
    run = gateway.run()
    pieces: list[str] = []
    async with aclosing(run.stream(steps.BLOG.prompt(checked))) as stream:
        async for piece in stream:
            pieces.append(piece)
            yield piece
    content = await _post("".join(pieces), checked)
    yield Post(content, run.usage)
