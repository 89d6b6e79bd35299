"""New versions of a passage, tags, and translations. Nothing is stored."""

import asyncio
from dataclasses import dataclass
from functools import partial

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.markdown import Rendered, check_renderable, off_loop, rendered
from cms_blog.blogs.tags.names import tag_key
from cms_blog.blogs.tags.service import TagCounts, tags_in_use
from cms_blog.errors import FieldErrorCode
from cms_blog.generation import posts, steps
from cms_blog.generation.editing import translation
from cms_blog.generation.editing.passage import Passage
from cms_blog.generation.editing.step_types import TagsInput
from cms_blog.generation.editing.translation import Mismatch, Parts
from cms_blog.generation.failures import GenerationFailed, unusable
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.responses import Usage
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.gemini.spending import run_for
from cms_blog.generation.inputs import (
    RewriteMode,
    RewriteTextInput,
    SuggestTagsInput,
    TranslateBlogInput,
)
from cms_blog.generation.service import DESCRIBED_CHARACTERS, Options, write_options
from cms_blog.validation.inputs import check, refuse
from cms_blog.validation.text import is_blank

# Parts of a text that are translated at once.
_PARALLEL = 4


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated post, rendered."""

    title: str
    content: Rendered
    usage: Usage


async def rewrite_text(viewer: UserDocument, given: object, *, gateway: Gateway) -> Options[str]:
    """Return three new versions of a passage.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(RewriteTextInput, given)
    if is_blank(checked.quote):
        refuse("quote", "can't be empty", FieldErrorCode.BLANK)
    if checked.mode is RewriteMode.CUSTOM and checked.instruction is None:
        refuse("instruction", "is required by the mode CUSTOM", FieldErrorCode.BLANK)
    check_renderable(checked.markdown, "markdown")
    if await off_loop(_passage_of, checked) is None:
        refuse("quote", "is not a passage of `markdown`")
    return Options(*await write_options(steps.REWRITE, checked, run_for(viewer, gateway)))


def _passage_of(given: RewriteTextInput) -> Passage | None:
    return given.passage


async def suggest_tags(
    viewer: UserDocument, given: object, *, gateway: Gateway, tag_counts: TagCounts
) -> Options[str]:
    """Return five tags for a post; those that other posts have come first, as written there.

    They are derived from the beginning of the text, and from the tags of the author's own and of
    published blogs.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(SuggestTagsInput, given)
    in_use = await tags_in_use(viewer.oid, tag_counts)
    beginning = checked.markdown[:DESCRIBED_CHARACTERS]
    # Not validated again: the beginning can be blank.
    fields = dict(checked) | {"markdown": beginning, "tags_in_use": in_use}
    request = TagsInput.model_construct(None, **fields)
    options, usage = await write_options(steps.TAGS, request, run_for(viewer, gateway))
    written = {tag_key(tag): tag for tag in in_use}
    known = [written[key] for key in map(tag_key, options) if key in written]
    return Options((*known, *(tag for tag in options if tag_key(tag) not in written)), usage)


async def translate_blog(viewer: UserDocument, given: object, *, gateway: Gateway) -> Translation:
    """Return the translation of a post.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(TranslateBlogInput, given)
    check_renderable(checked.markdown, "markdown")
    return await translated(checked, run_for(viewer, gateway))


async def translated(given: TranslateBlogInput, run: Run) -> Translation:
    """Return the translation. Its parts are translated at the same time.

    Raises:
        GenerationFailed
    """
    parts = await off_loop(partial(translation.split, given.title), given.markdown)
    texts = await _all_parts(given, parts, run)
    try:
        title, markdown = translation.joined(texts, parts.links)
        content = await posts.usable(markdown)
        await off_loop(translation.check_whole, (given.markdown, content.markdown))
    except Mismatch as mismatch:
        raise unusable(f"the translation {mismatch}").failure from None
    source = await rendered(given.markdown)
    point = partial(translation.with_links_within, source=source.sections, own=content.sections)
    content = await posts.usable(await off_loop(point, content.markdown))
    return Translation(title, content, run.usage)


async def _all_parts(given: TranslateBlogInput, parts: Parts, run: Run) -> list[str]:
    slots = asyncio.Semaphore(_PARALLEL)

    async def one(part: str) -> str:
        async with slots:
            return await _part(given, part, parts, run)

    failed: GenerationFailed | None = None
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(part)) for part in parts.parts]
        return [task.result() for task in tasks]
    except* GenerationFailed as failures:
        first = failures.exceptions[0]
        failed = first if isinstance(first, GenerationFailed) else None
        if failed is None:
            raise
    raise failed


async def _part(given: TranslateBlogInput, part: str, parts: Parts, run: Run) -> str:
    """Return the translation of a part. After another structure, one repair is requested."""
    prompt = steps.TRANSLATION.prompt(given.model_copy(update={"markdown": part}))
    answer = await run.write(prompt)
    try:
        return await off_loop(partial(parts.fitting, part), answer)
    except Mismatch as mismatch:
        objection = (
            f"That can't be used as it is: the translation {mismatch}. Answer with the whole "
            "translation of `markdown` again, with exactly its structure."
        )
    again = await run.write(prompt.objecting(answer, objection))
    try:
        return await off_loop(partial(parts.fitting, part), again)
    except Mismatch as mismatch:
        raise unusable(f"the translation {mismatch}").failure from None
