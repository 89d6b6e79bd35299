"""Validated changes of a blog's text."""

from collections.abc import Set as AbstractSet
from typing import Annotated, Protocol

from pydantic import Field

from cms_blog.blogs.brief import Brief
from cms_blog.blogs.content.markdown import MAX_MARKDOWN
from cms_blog.blogs.documents import Meta
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.service import (
    MAX_IDEA,
    MAX_INTRO,
    MAX_PROMPT,
    MAX_TITLE,
    Outline,
    ReceiptTexts,
    References,
    SeoInput,
)
from cms_blog.blogs.tags.names import Tags
from cms_blog.database.document import Raw
from cms_blog.validation.inputs import Line, Text, WebAddress


class TextChange(Protocol):
    """A change of a blog's own text or of its working copy."""

    @property
    def new_markdown(self) -> str | None:
        """The whole new text; None leaves it unchanged."""
        ...

    def applied_to(self, meta: Meta, /) -> Meta:
        """Return the changed `meta`."""
        ...

    def tags_of(self, blog: BlogRecord, /) -> list[str]:
        """Return the tags after the change of a blog's own text or of its working copy."""
        ...


class BlogChanges(SeoInput):
    """Validated input of `update_blog`. Only the fields that are set are changed."""

    expected_revision: int
    # The defaults are never read; None is accepted only where null removes the value.
    brief: Brief = Field(default_factory=Brief.model_construct)
    selected_idea: Annotated[str, Line(MAX_IDEA)] | None = None
    title: Annotated[str, Line(MAX_TITLE)] = ""
    intro_markdown: Annotated[str, Text(MAX_INTRO)] | None = None
    outline: Outline = ()
    image_prompt: Annotated[str, Text(MAX_PROMPT)] | None = None
    cover_image_url: WebAddress | None = None
    markdown: Annotated[str, Text(MAX_MARKDOWN)] = ""
    references: References = ()
    receipts: ReceiptTexts = ()
    tags: Tags = ()

    @property
    def new_markdown(self) -> str | None:
        """The new text; None leaves it unchanged."""
        return self.markdown if "markdown" in self.given else None

    @property
    def given(self) -> AbstractSet[str]:
        """Names of the fields to change."""
        return self.model_fields_set - {"expected_revision"}

    def applied_to(self, meta: Meta) -> Meta:
        """Return the changed `meta`; values that are derived from a changed source are reset."""
        own = self.given - {"brief", "intro_markdown", "markdown", "receipts", "tags"}
        changed = _outdated(self.given) | self.model_dump(include={*own})
        if "brief" in self.given:
            changed |= self.brief.model_dump()
        if "intro_markdown" in self.given:
            changed["intro_md"] = self.intro_markdown
        return Meta.model_validate(meta.model_dump() | changed)

    def tags_of(self, blog: BlogRecord) -> list[str]:
        """Return the tags after the change."""
        return [*self.tags] if "tags" in self.given else blog.tags


def _outdated(fields: AbstractSet[str]) -> Raw:
    """Reset metadata whose source changes, so that it is derived again."""
    sources = {
        "meta_title": "title",
        "meta_description": "markdown",
        "cover_image_alt": "cover_image_url",
    }
    return {name: None for name, source in sources.items() if source in fields}
