"""The objects that a `Blog` consists of, and the enums of its states and actions."""

from datetime import datetime
from typing import Self

import strawberry
from bson import ObjectId

from cms_blog.accounts.types import User
from cms_blog.blogs.brief import POST_WORDS, Creativity, PostLength
from cms_blog.blogs.content.checks.provenance import StoredProvenance
from cms_blog.blogs.documents import (
    BlogStatus,
    Meta,
    ReviewDecision,
    ReviewEntry,
    WorkingCopyStatus,
)
from cms_blog.blogs.workflow.rules import BlogAction
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.node_ids import encode_part_id
from cms_blog.graphql.types.scalars import URL

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
    SCHEDULED="Approved. It becomes public at `publishedAt`, and can be withdrawn until then.",
)
describe_enum(
    WorkingCopyStatus,
    "State of a working copy in the editorial workflow.",
    EDITING="The author edits it.",
    PENDING="Waiting for review. It can't be edited until it is decided on or withdrawn.",
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
    DISCARD_WORKING_COPY="Call `discardWorkingCopy`.",
    RESTORE_VERSION="Call `restoreVersion`.",
    ADD_NOTE="Call `addNote`.",
    CREATE_PREVIEW_LINK="Call `createPreviewLink`.",
    REPUBLISH="Call `republishBlog`.",
    UPDATE_SLUG="Call `updateSlug`.",
)
describe_enum(
    ReviewDecision,
    "Decision of an admin.",
    APPROVED="The blog was published, or its publication was scheduled.",
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
    id: strawberry.ID = strawberry.field(description="Opaque id of the decision.")
    decision: ReviewDecision = strawberry.field(description="The decision.")
    feedback: str | None = strawberry.field(
        description=(
            "The reviewer's feedback for REJECTED, the reason for UNPUBLISHED; null for other "
            "decisions."
        )
    )
    reviewer: User = strawberry.field(description="The admin who decided.")
    decided_at: datetime = strawberry.field(description="Time of the decision.")
    revision: int | None = strawberry.field(
        description=(
            "The blog's revision that was decided on; null for decisions of earlier releases."
        )
    )

    @classmethod
    def of(cls, blog_id: ObjectId, entry: ReviewEntry, reviewer: User) -> Self:
        return cls(
            id=encode_part_id("Review", blog_id, entry.oid),
            decision=entry.decision,
            feedback=entry.feedback,
            reviewer=reviewer,
            decided_at=entry.decided_at,
            revision=entry.revision,
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
