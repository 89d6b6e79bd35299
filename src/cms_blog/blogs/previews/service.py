"""Rendering of texts that are not saved."""

from typing import Annotated

from cms_blog.blogs.brief import MAX_PHRASE
from cms_blog.blogs.content.markdown import MAX_MARKDOWN, Rendered, check_renderable, rendered
from cms_blog.blogs.service import MAX_TITLE
from cms_blog.validation.inputs import Input, Line, Text, check


class UnsavedText(Input):
    """Validated input of `preview_content`, with the limits of `NewBlog`."""

    title: Annotated[str, Line(MAX_TITLE)]
    markdown: Annotated[str, Text(MAX_MARKDOWN)]
    targeted_keyword: Annotated[str, Line(MAX_PHRASE)]


async def preview_content(given: object) -> tuple[UnsavedText, Rendered]:
    """Return the validated input and its text, rendered as a save renders it.

    Raises:
        InvalidInput
    """
    unsaved = check(UnsavedText, given)
    check_renderable(unsaved.markdown, "markdown")
    return unsaved, await rendered(unsaved.markdown)
