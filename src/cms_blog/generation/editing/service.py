"""New versions of a passage, tags, and translations. Nothing is stored."""

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.markdown import check_renderable, off_loop
from cms_blog.generation import steps
from cms_blog.generation.editing.passage import Passage
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.spending import run_for
from cms_blog.generation.inputs import RewriteMode, RewriteTextInput, SuggestTagsInput
from cms_blog.generation.service import DESCRIBED_CHARACTERS, Options, write_options
from cms_blog.validation.inputs import check, refuse
from cms_blog.validation.text import is_blank


async def rewrite_text(viewer: UserDocument, given: object, *, gateway: Gateway) -> Options[str]:
    """Return three new versions of a passage.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(RewriteTextInput, given)
    if is_blank(checked.quote):
        refuse("quote", "can't be empty")
    if checked.mode is RewriteMode.CUSTOM and checked.instruction is None:
        refuse("instruction", "is required by the mode CUSTOM")
    check_renderable(checked.markdown, "markdown")
    if await off_loop(_passage_of, checked) is None:
        refuse("quote", "is not a passage of `markdown`")
    return Options(*await write_options(steps.REWRITE, checked, run_for(viewer, gateway)))


def _passage_of(given: RewriteTextInput) -> Passage | None:
    return given.passage


async def suggest_tags(viewer: UserDocument, given: object, *, gateway: Gateway) -> Options[str]:
    """Return five tags for a post. They are derived from the beginning of its text.

    Raises:
        InvalidInput, GenerationFailed
    """
    checked = check(SuggestTagsInput, given)
    beginning = checked.markdown[:DESCRIBED_CHARACTERS]
    short = checked.model_copy(update={"markdown": beginning})
    return Options(*await write_options(steps.TAGS, short, run_for(viewer, gateway)))
