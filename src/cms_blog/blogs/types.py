"""The `Blog` type of the API and what it consists of."""

from datetime import datetime
from typing import Self

import strawberry

from cms_blog.accounts.schema import User
from cms_blog.blogs.brief import Creativity
from cms_blog.blogs.content.types import BlogContent, Reference
from cms_blog.blogs.documents import BlogStatus, Meta, ReviewDecision, ReviewEntry
from cms_blog.blogs.workflow import BlogAction
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.node_ids import Node
from cms_blog.graphql.types.scalars import URL, Markdown

describe_enum(
    Creativity,
    "How far the text may wander from what is usual.",
    LOW="Sober and predictable.",
    MEDIUM="Lively, and still to the point.",
    HIGH="Surprising turns and pictures.",
)
describe_enum(
    BlogStatus,
    "Where a blog stands in the editorial workflow.",
    SAVED="A draft that only its author and admins see.",
    PENDING="Sent for review; it can't be edited until that is over or it is withdrawn.",
    PUBLISHED="Everybody may read it.",
    REJECTED="Sent back with feedback; edit it and send it again.",
)
describe_enum(
    BlogAction,
    "An action that the viewer may take on a blog now, to show as a button.",
    UPDATE="`updateBlog`",
    DELETE="`deleteBlog`",
    REQUEST_PUBLISH="`requestPublish`",
    WITHDRAW="`withdrawBlog`",
    APPROVE="`approveBlog`",
    REJECT="`rejectBlog`",
    UNPUBLISH="`unpublishBlog`",
    REPUBLISH="`republishBlog`",
)
describe_enum(
    ReviewDecision,
    "What an admin decided.",
    APPROVED="The blog was published.",
    REJECTED="The blog went back to its author, with feedback.",
    UNPUBLISHED="The blog was taken off the public pages.",
    REPUBLISHED="The blog was published again, unchanged.",
)


@strawberry.type(
    description="What the author asked for: the same for every generation step, kept with the blog."
)
class Brief:
    language: str = strawberry.field(description="The language to write in, by its name.")
    tone: str = strawberry.field(description="How it should sound.")
    creativity: Creativity = strawberry.field(description="How far the text may wander.")
    focus_or_niche: str = strawberry.field(description="What the blog is about.")
    targeted_keyword: str = strawberry.field(description="The words to be found by.")
    targeted_audience: str = strawberry.field(description="Who is to read it.")
    reference_links: list[URL] = strawberry.field(description="Pages to draw on and to cite.")

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
        )


@strawberry.type(description="One step of the editorial workflow, as it happened.")
class Review:
    decision: ReviewDecision = strawberry.field(description="What was decided.")
    feedback: str | None = strawberry.field(
        description="The reviewer's words, where it was rejected."
    )
    reviewer: User = strawberry.field(description="Who decided.")
    decided_at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, entry: ReviewEntry, reviewer: User) -> Self:
        return cls(
            decision=entry.decision,
            feedback=entry.feedback,
            reviewer=reviewer,
            decided_at=entry.decided_at,
        )


_NOT_PUBLIC = "Null for anyone but the author and admins."


@strawberry.type(description="A blog, from its first draft to the public page.")
class Blog(Node):
    title: str = strawberry.field(description="The title, in one line.")
    slug: str | None = strawberry.field(
        description=(
            "What its public address ends with. Null until first published; it never changes "
            "after that."
        )
    )
    status: BlogStatus = strawberry.field(description="Where it stands.")
    feedback: str | None = strawberry.field(
        description=f"The reviewer's feedback; null unless the status is REJECTED. {_NOT_PUBLIC}"
    )
    author: User = strawberry.field(description="Who wrote it.")
    author_email: str | None = strawberry.field(
        description="The author's e-mail address; null for anyone but admins."
    )
    brief: Brief | None = strawberry.field(description=f"What the author asked for. {_NOT_PUBLIC}")
    selected_idea: str | None = strawberry.field(description=f"The chosen idea. {_NOT_PUBLIC}")
    intro_markdown: Markdown | None = strawberry.field(
        description=f"The chosen introduction. {_NOT_PUBLIC}"
    )
    outline: list[str] = strawberry.field(
        description="The chosen headings. Empty for anyone but the author and admins."
    )
    image_prompt: str | None = strawberry.field(
        description=f"The prompt that the cover was generated from. {_NOT_PUBLIC}"
    )
    cover_image_url: URL | None = strawberry.field(description="The cover image.")
    content: BlogContent = strawberry.field(description="The text. Ask for it where it is shown.")
    references: list[Reference] = strawberry.field(
        description="The pages that the text draws on, and whether they could be read."
    )
    reviews: list[Review] = strawberry.field(
        description=(
            "The latest 100 review decisions, oldest first. Empty for anyone but the author and "
            "admins."
        )
    )
    viewer_actions: list[BlogAction] = strawberry.field(
        description="The actions that the viewer may take now."
    )
    revision: int = strawberry.field(
        description="Grows by one with each edit: send it back as `expectedRevision`."
    )
    created_at: datetime = strawberry.field(description="When it was first saved.")
    updated_at: datetime = strawberry.field(description="When it last changed, or its status did.")
    requested_at: datetime | None = strawberry.field(
        description="When it was last sent for review; null for a draft."
    )
    published_at: datetime | None = strawberry.field(
        description="When it was last published; null unless the status is PUBLISHED."
    )
    first_published_at: datetime | None = strawberry.field(
        description="When it was first published; `publishedBlogs` is sorted by this time."
    )
