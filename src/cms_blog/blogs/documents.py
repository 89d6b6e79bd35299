"""Blogs as MongoDB keeps them.

The shape is that of the mission's first design, so its databases open unchanged: fields that came
later have defaults.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from beanie import PydanticObjectId
from pydantic import BaseModel, BeforeValidator, Field
from pymongo import ASCENDING, DESCENDING, IndexModel

from cms_blog.blogs.brief import Creativity
from cms_blog.blogs.content.references import Reference
from cms_blog.database.document import IS_STRING, StoredDocument


class BlogStatus(StrEnum):
    """Where a blog stands. The values are those that MongoDB holds."""

    SAVED = "saved"
    PENDING = "pending"
    PUBLISHED = "published"
    REJECTED = "rejected"


class ReviewDecision(StrEnum):
    """What an admin decided."""

    APPROVED = "approved"
    REJECTED = "rejected"
    UNPUBLISHED = "unpublished"
    REPUBLISHED = "republished"


def _links(value: object) -> object:
    # The first design kept one text with commas in it.
    if isinstance(value, str):
        return [link.strip() for link in value.split(",") if link.strip()]
    return value or []


def _empty_if_none(value: object) -> object:
    return "" if value is None else value


def _known_creativity(value: object) -> object:
    return value if value in set(Creativity) else Creativity.MEDIUM


type OldText = Annotated[str, BeforeValidator(_empty_if_none)]


class Meta(BaseModel):
    """The brief, and what was chosen in each step."""

    language: OldText = "English"
    tone: OldText = ""
    creativity: Annotated[Creativity, BeforeValidator(_known_creativity)] = Creativity.MEDIUM
    focus_or_niche: OldText = ""
    targeted_keyword: OldText = ""
    targeted_audience: OldText = ""
    reference_links: Annotated[list[str], BeforeValidator(_links)] = []
    selected_idea: str | None = None
    title: OldText = ""
    intro_md: str | None = None
    outline: Annotated[list[str], BeforeValidator(lambda value: value or [])] = []
    image_prompt: str | None = None
    cover_image_url: str | None = None
    # What somebody wrote for search engines; what is left out is derived from the text.
    meta_title: str | None = None
    meta_description: str | None = None
    cover_image_alt: str | None = None
    references: list[Reference] = []


class FinalBlog(BaseModel):
    """The text, and what was made from it by the renderer of that number."""

    markdown: OldText = ""
    html: OldText = ""
    # None for what was rendered before we sanitised: it is rendered again when it is read.
    renderer: int | None = None
    render: dict[str, Any] = Field(default_factory=dict[str, Any])
    excerpt: str = ""
    word_count: int = 0
    reading_minutes: int = 1


class ReviewEntry(BaseModel):
    """One decision, as it happened."""

    decision: ReviewDecision
    feedback: str | None = None
    reviewer_id: PydanticObjectId
    decided_at: datetime


class BlogDocument(StoredDocument):
    """A blog. What a query leaves out reads as its default."""

    author_id: PydanticObjectId
    status: BlogStatus
    meta: Meta = Meta()
    final_blog: FinalBlog = FinalBlog()
    feedback: str | None = None
    created_at: datetime
    updated_at: datetime
    revision: int = 1
    slug: str | None = None
    requested_at: datetime | None = None
    # While it is PUBLISHED: its place in the public list. A second approval does not change it.
    published_at: datetime | None = None
    reviews: list[ReviewEntry] = Field(default_factory=list[ReviewEntry])
    # The words of title and keyword, for searching by how they begin.
    search_words: list[str] = Field(default_factory=list[str])
    # The names of the images of this server in the text and the cover; absent in blogs that an
    # earlier release saved.
    images: list[str] = Field(default_factory=list[str])
    # Of what was saved under a key that makes saving it again harmless.
    saved_digest: str | None = None

    # Written by `review/service.py`, and absent until then: `first_published_at`,
    # `approved_at`, `approved_revision`, and while it is unpublished `unpublished_at` and
    # `was_published_at`.

    class Settings:
        name = "blogs"
        # docs/architecture.md says which query each of them serves.
        indexes: ClassVar = [
            IndexModel(
                [("author_id", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)],
            ),
            IndexModel(
                [
                    ("author_id", ASCENDING),
                    ("status", ASCENDING),
                    ("created_at", DESCENDING),
                    ("_id", DESCENDING),
                ],
            ),
            IndexModel(
                [("status", ASCENDING), ("requested_at", ASCENDING), ("_id", ASCENDING)],
            ),
            IndexModel(
                [("status", ASCENDING), ("published_at", DESCENDING), ("_id", DESCENDING)],
            ),
            IndexModel(
                [("status", ASCENDING), ("search_words", ASCENDING)],
            ),
            IndexModel([("images", ASCENDING)]),
            IndexModel(
                [("slug", ASCENDING)],
                unique=True,
                partialFilterExpression={"slug": IS_STRING},
            ),
        ]
