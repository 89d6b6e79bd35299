"""The `Blog` type of the API."""

from dataclasses import fields as attributes_of
from datetime import datetime
from typing import Annotated

import strawberry

from cms_blog.accounts.types import User
from cms_blog.blogs.api_types.parts import Brief, Provenance, Review
from cms_blog.blogs.api_types.working_copy import WorkingCopy
from cms_blog.blogs.articles.article import COVER_IMAGE, LANGUAGE_TAG, Article
from cms_blog.blogs.articles.languages import language_tag
from cms_blog.blogs.articles.structured_data import STORED as STORED_FOR_SEARCH
from cms_blog.blogs.articles.text import STORED_COVER, STORED_TEXT
from cms_blog.blogs.content.types import BlogContent, Reference
from cms_blog.blogs.documents import BlogStatus
from cms_blog.blogs.notes.service import MAX_NOTES
from cms_blog.blogs.notes.types import ReviewNote
from cms_blog.blogs.records import presented, read_by, read_from_meta, stored_at
from cms_blog.blogs.tags.names import MAX_TAGS
from cms_blog.blogs.versions.history import MAX_VERSIONS
from cms_blog.blogs.versions.types import BlogVersion
from cms_blog.blogs.workflow.rules import BlogAction
from cms_blog.graphql.execution.limits import holds
from cms_blog.graphql.types.node_ids import Node
from cms_blog.graphql.types.scalars import URL, Markdown
from cms_blog.media.schema import Image

_BRIEF = tuple(f"meta.{attribute.name}" for attribute in attributes_of(Brief))
_PRIVATE = "Null for everyone but the author and admins."
_PRIVATE_LIST = "Empty for everyone but the author and admins."


@strawberry.type(description="A blog, from the first draft to the public page.")
class Blog(Node, Article):
    # `metadata` declares where a field is stored, how it is read, and whether it is public. The
    # default is private: for the author and admins only.

    title: str = strawberry.field(
        description="The title, in one line.",
        metadata=read_by(lambda blog: blog.title, "meta.title", public=True),
    )
    tags: list[str] = strawberry.field(
        description=f"The tags in the author's order: {MAX_TAGS} at most.",
        metadata=read_by(lambda blog: blog.tags, "tags", public=True),
    )
    slug: str | None = strawberry.field(
        description=(
            "The last part of the public address. Null until the blog is first approved, unless "
            "the author chose it by `updateSlug`. After the first publication, only that changes "
            "it, and `publishedBlog` finds the blog by its old slugs, too."
        ),
        metadata=stored_at("slug", public=True),
    )
    status: BlogStatus = strawberry.field(
        description="The state in the editorial workflow.",
        metadata=read_by(lambda blog: blog.status, public=True),
    )
    feedback: str | None = strawberry.field(
        description=f"The reviewer's feedback; null unless the status is REJECTED. {_PRIVATE}",
        metadata=read_by(lambda blog: blog.feedback, "feedback"),
    )
    author: User = strawberry.field(
        description="The author of the blog.", metadata=presented(public=True)
    )
    author_email: str | None = strawberry.field(
        description="The author's e-mail address. Null for everyone but admins.",
        metadata=presented(),
    )
    brief: Brief | None = strawberry.field(
        description=f"The brief that the blog was generated from. {_PRIVATE}",
        metadata=read_from_meta(Brief.of, *_BRIEF),
    )
    selected_idea: str | None = strawberry.field(
        description=f"The chosen idea. {_PRIVATE}", metadata=stored_at("meta.selected_idea")
    )
    intro_markdown: Markdown | None = strawberry.field(
        description=f"The chosen introduction. {_PRIVATE}", metadata=stored_at("meta.intro_md")
    )
    outline: list[str] = strawberry.field(
        description=f"The chosen headings. {_PRIVATE_LIST}",
        metadata=read_from_meta(lambda meta: meta.outline, "meta.outline"),
    )
    image_prompt: str | None = strawberry.field(
        description=f"The prompt that the cover image was generated from. {_PRIVATE}",
        metadata=stored_at("meta.image_prompt"),
    )
    cover_image_url: URL | None = strawberry.field(
        description="The address of the cover image.",
        metadata=read_by(
            lambda blog: blog.cover_image_url or None, "meta.cover_image_url", public=True
        ),
    )
    cover_image: Image | None = strawberry.field(
        description=COVER_IMAGE, metadata=presented(*STORED_COVER, public=True)
    )
    language_tag: str | None = strawberry.field(
        description=LANGUAGE_TAG,
        metadata=read_from_meta(
            lambda meta: language_tag(meta.language), "meta.language", public=True
        ),
    )
    content: BlogContent = strawberry.field(
        description="The text. It is most of a blog's size: select it only where it is shown.",
        metadata=presented(*STORED_TEXT, public=True),
    )
    references: list[Reference] = strawberry.field(
        description="The pages that the text is based on, and whether they could be read.",
        metadata=read_from_meta(
            lambda meta: list(map(Reference.of, meta.references)), "meta.references", public=True
        ),
    )
    reviews: list[Review] = strawberry.field(
        description=f"The latest 100 review decisions, oldest first. {_PRIVATE_LIST}",
        metadata=presented("reviews"),
    )
    viewer_actions: list[BlogAction] = strawberry.field(
        description="The actions that the viewer may take now.",
        metadata=presented(
            *("revision", "unpublished_at", "approved_revision", "working.status"),
            # Tell whether the blog was public.
            *("first_published_at", "slug", "slug_chosen"),
            public=True,
        ),
    )
    revision: int = strawberry.field(
        description=(
            "Grows by one with each edit of the blog or its working copy. Mutations take it as "
            "`expectedRevision`. For everyone but the author and admins, the revision of the "
            "public text."
        ),
        metadata=read_by(
            lambda blog: blog.revision,
            "revision",
            "approved_revision",
            public=True,
            outside=lambda blog: blog.public_revision,
        ),
    )
    created_at: datetime = strawberry.field(
        description="Time of the first save.", metadata=stored_at("created_at", public=True)
    )
    updated_at: datetime = strawberry.field(
        description="Time of the last change to the blog or its status, not to its working copy.",
        metadata=stored_at("updated_at", public=True),
    )
    requested_at: datetime | None = strawberry.field(
        description="Time of the last request for review; null for a draft.",
        metadata=stored_at("requested_at", public=True),
    )
    published_at: datetime | None = strawberry.field(
        description=(
            "Time of the last publication, or of the next one while the status is SCHEDULED; null "
            "in any other status."
        ),
        metadata=read_by(
            lambda blog: blog.published_at, "published_at", "approved_at", public=True
        ),
    )
    first_published_at: datetime | None = strawberry.field(
        description=(
            "Time of the first publication; null before it. `publishedBlogs` is sorted by this "
            "time, or by the later one for which a publication was scheduled."
        ),
        metadata=read_by(
            lambda blog: blog.first_published_at, "first_published_at", "published_at", public=True
        ),
    )
    working_copy: WorkingCopy | None = strawberry.field(
        description=f"Edits of a published blog that are not public. {_PRIVATE}",
        # `projection` adds the text of the copy if it is selected.
        metadata=presented(
            "working.meta",
            "working.tags",
            "working.status",
            "working.feedback",
            "working.updated_at",
            "working.requested_at",
        ),
    )
    versions: list[BlogVersion] = strawberry.field(
        description=f"Earlier states, newest first, at most {MAX_VERSIONS}. {_PRIVATE_LIST}",
        metadata={**presented("versions"), **holds(MAX_VERSIONS)},
    )

    @strawberry.field(
        description=(f"Comments on the text, oldest first, at most {MAX_NOTES}. {_PRIVATE_LIST}"),
        metadata={**presented("notes"), **holds(MAX_NOTES)},
    )
    def notes(
        self,
        resolved: Annotated[
            bool | None,
            strawberry.argument(
                description="Only notes that are resolved, or that are not; null returns all."
            ),
        ] = None,
    ) -> list[ReviewNote]:
        shown: list[ReviewNote] = self.__dict__["notes"]
        return [note for note in shown if resolved in {None, note.resolved_at is not None}]

    structured_data: str = strawberry.field(
        description=(
            "A schema.org BlogPosting as JSON-LD: the content of a script element of type "
            "`application/ld+json`. It is safe there, and has public facts only, and the origin "
            "of the text for whom `provenance` is visible."
        ),
        metadata=presented(*STORED_FOR_SEARCH, "provenance", public=True),
    )
    provenance: Provenance | None = strawberry.field(
        description=(
            "Origin of the sentences. Null if the blog was saved without receipts; null for "
            "everyone but the author and admins, unless the operator publishes it."
        ),
        metadata=presented("provenance", "reviews"),
    )
