"""The `WorkingCopy` type of the API."""

from datetime import datetime
from typing import Self

import strawberry

from cms_blog.accounts.types import User
from cms_blog.blogs.api_types.parts import Brief
from cms_blog.blogs.articles.article import COVER_IMAGE, LANGUAGE_TAG, Article
from cms_blog.blogs.articles.languages import language_tag
from cms_blog.blogs.content.types import BlogContent, Reference
from cms_blog.blogs.documents import WorkingCopyStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.graphql.types.node_ids import encode_id
from cms_blog.graphql.types.scalars import URL, Markdown
from cms_blog.media.schema import Image


@strawberry.type(
    description=(
        "Edits of a published blog. The public pages show the published text until the working "
        "copy is approved. Visible to the author and admins only."
    )
)
class WorkingCopy(Article):
    id: strawberry.ID = strawberry.field(
        description="Opaque id for caches of clients: do not parse it."
    )
    status: WorkingCopyStatus = strawberry.field(description="The state in the workflow.")
    title: str = strawberry.field(description="The title, in one line.")
    tags: list[str] = strawberry.field(description="The tags in the author's order.")
    cover_image_url: URL | None = strawberry.field(description="The address of the cover image.")
    cover_image: Image | None = strawberry.field(description=COVER_IMAGE)
    language_tag: str | None = strawberry.field(description=LANGUAGE_TAG)
    content: BlogContent = strawberry.field(
        description="The text. It is most of the copy's size: select it only where it is shown."
    )
    references: list[Reference] = strawberry.field(
        description="The pages that the text is based on, and whether they could be read."
    )
    author: User = strawberry.field(description="The author of the blog.")
    brief: Brief = strawberry.field(description="The brief that the text was generated from.")
    selected_idea: str | None = strawberry.field(description="The chosen idea.")
    intro_markdown: Markdown | None = strawberry.field(description="The chosen introduction.")
    outline: list[str] = strawberry.field(description="The chosen headings.")
    image_prompt: str | None = strawberry.field(
        description="The prompt that the cover image was generated from."
    )
    feedback: str | None = strawberry.field(
        description="The reviewer's feedback; null unless the status is REJECTED."
    )
    updated_at: datetime = strawberry.field(
        description="Time of the last change to the working copy or its status."
    )
    requested_at: datetime | None = strawberry.field(
        description="Time of the last request for review; null before, and after a withdrawal."
    )

    @classmethod
    def of(
        cls,
        copy: BlogRecord,
        status: WorkingCopyStatus,
        author: User,
        content: BlogContent | None,
        cover: Image | None,
    ) -> Self:
        """Build the copy; `content` and `cover` are None if they are not selected."""
        meta = copy.meta
        # Attributes that are not selected are never read.
        text = {} if content is None else {"content": content}
        shown = object.__new__(cls)
        shown.__dict__ = {
            "id": encode_id("WorkingCopy", copy.oid),
            "status": status,
            "title": meta.title,
            "tags": copy.tags,
            "cover_image_url": URL(meta.cover_image_url) if meta.cover_image_url else None,
            "cover_image": cover,
            "language_tag": language_tag(meta.language),
            "references": list(map(Reference.of, meta.references)),
            "author": author,
            "brief": Brief.of(meta),
            "selected_idea": meta.selected_idea,
            "intro_markdown": meta.intro_md,
            "outline": meta.outline,
            "image_prompt": meta.image_prompt,
            "feedback": copy.raw.get("feedback"),
            "updated_at": copy.instant("updated_at"),
            "requested_at": copy.instant("requested_at"),
            **text,
        }
        return shown
