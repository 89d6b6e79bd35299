"""The `Blog` type of the API and what it consists of."""

from dataclasses import fields as attributes_of
from datetime import datetime
from typing import Self

import strawberry

from cms_blog.accounts.schema import User
from cms_blog.blogs.brief import POST_WORDS, Creativity, PostLength
from cms_blog.blogs.content.checks.provenance import StoredProvenance
from cms_blog.blogs.content.types import BlogContent, Reference
from cms_blog.blogs.documents import BlogStatus, Meta, ReviewDecision, ReviewEntry
from cms_blog.blogs.records import presented, read_by, read_from_meta, stored_at
from cms_blog.blogs.workflow import BlogAction
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.node_ids import Node
from cms_blog.graphql.types.scalars import URL, Markdown

describe_enum(
    Creativity,
    "Degree of creativity of generated text.",
    LOW="Factual and predictable.",
    MEDIUM="Lively but focused.",
    HIGH="Unexpected ideas and imagery.",
)
describe_enum(
    PostLength,
    "Length of generated posts, introduction and conclusion included.",
    **{length.name: "{:,} to {:,} words.".format(*words) for length, words in POST_WORDS.items()},
)
describe_enum(
    BlogStatus,
    "State of a blog in the editorial workflow.",
    SAVED="A draft. Visible to its author and admins only.",
    PENDING="Waiting for review. It can't be edited until it is decided on or withdrawn.",
    PUBLISHED="Public. Visible to everyone.",
    REJECTED="Returned with feedback. The author can edit it and request publication again.",
)
describe_enum(
    BlogAction,
    "An action on a blog. Each corresponds to a mutation.",
    UPDATE="Call `updateBlog`.",
    DELETE="Call `deleteBlog`.",
    REQUEST_PUBLISH="Call `requestPublish`.",
    WITHDRAW="Call `withdrawBlog`.",
    APPROVE="Call `approveBlog`.",
    REJECT="Call `rejectBlog`.",
    UNPUBLISH="Call `unpublishBlog`.",
    REPUBLISH="Call `republishBlog`.",
)
describe_enum(
    ReviewDecision,
    "Decision of an admin.",
    APPROVED="The blog was published.",
    REJECTED="The blog was returned to its author with feedback.",
    UNPUBLISHED="The blog was removed from the public pages.",
    REPUBLISHED="The blog was published again without changes.",
)


@strawberry.type(
    description="Subject, audience and style of a blog. All generation steps use the same brief."
)
class Brief:
    language: str = strawberry.field(description="Name of the language of the text.")
    tone: str = strawberry.field(description="Tone of the text.")
    creativity: Creativity = strawberry.field(description="Degree of creativity.")
    focus_or_niche: str = strawberry.field(description="Subject of the blog.")
    targeted_keyword: str = strawberry.field(
        description="The keyword that search engines should find the blog by."
    )
    targeted_audience: str = strawberry.field(description="Intended readers.")
    reference_links: list[URL] = strawberry.field(
        description="Pages to use as sources and to cite."
    )
    length: PostLength = strawberry.field(description="Length of the post.")

    @classmethod
    def of(cls, meta: Meta) -> Self:
        return cls(
            language=meta.language,
            tone=meta.tone,
            creativity=meta.creativity,
            focus_or_niche=meta.focus_or_niche,
            targeted_keyword=meta.targeted_keyword,
            targeted_audience=meta.targeted_audience,
            reference_links=[URL(link) for link in meta.reference_links],
            length=meta.length,
        )


@strawberry.type(description="A review decision.")
class Review:
    decision: ReviewDecision = strawberry.field(description="The decision.")
    feedback: str | None = strawberry.field(
        description="The reviewer's feedback; null unless the decision is REJECTED."
    )
    reviewer: User = strawberry.field(description="The admin who decided.")
    decided_at: datetime = strawberry.field(description="Time of the decision.")

    @classmethod
    def of(cls, entry: ReviewEntry, reviewer: User) -> Self:
        return cls(
            decision=entry.decision,
            feedback=entry.feedback,
            reviewer=reviewer,
            decided_at=entry.decided_at,
        )


@strawberry.type(
    description=(
        "Origin of the sentences of a text, measured against the texts that models wrote on this "
        "server. Headings, tables and code are not counted."
    )
)
class Provenance:
    sentences: int = strawberry.field(description="All sentences.")
    generated: int = strawberry.field(description="Sentences that stand as a model wrote them.")
    other: int = strawberry.field(
        description="All other sentences: written, changed or pasted by a person."
    )
    approved_by: User | None = strawberry.field(
        description="The admin who approved the text last; null before the first approval."
    )
    approved_at: datetime | None = strawberry.field(description="Time of that approval.")

    @classmethod
    def of(
        cls, stored: StoredProvenance, approver: User | None, approved_at: datetime | None
    ) -> Self:
        return cls(
            sentences=stored.sentences,
            generated=stored.generated,
            other=stored.sentences - stored.generated,
            approved_by=approver,
            approved_at=approved_at,
        )


_BRIEF = tuple(f"meta.{attribute.name}" for attribute in attributes_of(Brief))
_CONTENT = (
    "final_blog.markdown",
    "final_blog.html",
    "final_blog.renderer",
    # Needed to remove the title and the cover from the texts of earlier versions.
    "meta.title",
    "meta.cover_image_url",
)
_PRIVATE = "Null for everyone but the author and admins."
_PRIVATE_LIST = "Empty for everyone but the author and admins."


@strawberry.type(description="A blog, from the first draft to the public page.")
class Blog(Node):
    # `metadata` declares where a field is stored, how it is read, and whether it is public. The
    # default is private: for the author and admins only.

    title: str = strawberry.field(
        description="The title, in one line.",
        metadata=read_by(lambda blog: blog.title, "meta.title", public=True),
    )
    slug: str | None = strawberry.field(
        description=(
            "The last part of the public address. Null until the blog is first published; it "
            "never changes after that."
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
    content: BlogContent = strawberry.field(
        description="The text. It is most of a blog's size: select it only where it is shown.",
        metadata=presented(*_CONTENT, public=True),
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
        metadata=presented("revision", "unpublished_at", "approved_revision", public=True),
    )
    revision: int = strawberry.field(
        description="Grows by one with each edit. Mutations take it as `expectedRevision`.",
        metadata=read_by(lambda blog: blog.revision, "revision", public=True),
    )
    created_at: datetime = strawberry.field(
        description="Time of the first save.", metadata=stored_at("created_at", public=True)
    )
    updated_at: datetime = strawberry.field(
        description="Time of the last change to the blog or its status.",
        metadata=stored_at("updated_at", public=True),
    )
    requested_at: datetime | None = strawberry.field(
        description="Time of the last request for review; null for a draft.",
        metadata=stored_at("requested_at", public=True),
    )
    published_at: datetime | None = strawberry.field(
        description="Time of the last publication; null unless the status is PUBLISHED.",
        metadata=read_by(
            lambda blog: blog.published_at, "published_at", "approved_at", public=True
        ),
    )
    first_published_at: datetime | None = strawberry.field(
        description="Time of the first publication; `publishedBlogs` is sorted by this time.",
        metadata=read_by(
            lambda blog: blog.first_published_at, "first_published_at", "published_at", public=True
        ),
    )
    provenance: Provenance | None = strawberry.field(
        description=(
            "Origin of the sentences. Null if the blog was saved without receipts; null for "
            "everyone but the author and admins, unless the operator publishes it."
        ),
        metadata=presented("provenance", "reviews"),
    )
