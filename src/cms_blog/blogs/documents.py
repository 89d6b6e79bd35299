"""Stored blogs.

Fields that were added after the first version have defaults, so that old databases open unchanged.
"""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, ClassVar

from beanie import PydanticObjectId
from bson import ObjectId
from pydantic import BaseModel, BeforeValidator, Field
from pymongo import ASCENDING, DESCENDING, IndexModel

from cms_blog.blogs.brief import Creativity, PostLength
from cms_blog.blogs.content.checks.provenance import StoredProvenance
from cms_blog.blogs.content.references import Reference
from cms_blog.database.document import EXISTS, IS_STRING, Raw, StoredDocument
from cms_blog.outbox.claims import DELETED
from cms_blog.outbox.entries import EVENTS_INDEX, OUTBOX_INDEX

_ABSENT_IF_EMPTY = ("tags", "tag_keys")


class BlogStatus(StrEnum):
    """State of a blog in the editorial workflow. The values are stored, except SCHEDULED."""

    SAVED = "saved"
    PENDING = "pending"
    PUBLISHED = "published"
    REJECTED = "rejected"
    # Stored as PUBLISHED with a later `published_at`; see `blogs/workflow/publication.py`.
    SCHEDULED = "scheduled"


class WorkingCopyStatus(StrEnum):
    """State of the working copy of a published blog. The values are stored."""

    EDITING = "editing"
    PENDING = "pending"
    REJECTED = "rejected"


class ReviewDecision(StrEnum):
    """Decision of an admin. The values are stored."""

    APPROVED = "approved"
    REJECTED = "rejected"
    UNPUBLISHED = "unpublished"
    REPUBLISHED = "republished"


def _links(value: object) -> object:
    # The first version stored the links as one comma-separated string.
    if isinstance(value, str):
        return [link.strip() for link in value.split(",") if link.strip()]
    return value or []


def _empty_if_none(value: object) -> object:
    return "" if value is None else value


def _known_or(default: StrEnum) -> BeforeValidator:
    """Read absent and unknown values of the enum of `default` as `default`."""
    return BeforeValidator(lambda value: value if value in tuple(type(default)) else default)


type TextOrNull = Annotated[str, BeforeValidator(_empty_if_none)]


class CoverFile(BaseModel):
    """Measures of the cover's file, so that lists do not read the storage of images.

    Present only if its smaller versions can be fetched: see `media/storage.py`.
    """

    name: str
    width: int
    height: int
    bytes: int
    animated: bool = False


class Meta(BaseModel):
    """The brief, and the author's choices in each generation step."""

    language: TextOrNull = "English"
    tone: TextOrNull = ""
    creativity: Annotated[Creativity, _known_or(Creativity.MEDIUM)] = Creativity.MEDIUM
    focus_or_niche: TextOrNull = ""
    targeted_keyword: TextOrNull = ""
    targeted_audience: TextOrNull = ""
    reference_links: Annotated[list[str], BeforeValidator(_links)] = []
    length: Annotated[PostLength, _known_or(PostLength.MEDIUM)] = PostLength.MEDIUM
    selected_idea: str | None = None
    title: TextOrNull = ""
    intro_md: str | None = None
    outline: Annotated[list[str], BeforeValidator(lambda value: value or [])] = []
    image_prompt: str | None = None
    cover_image_url: str | None = None
    # Absent if the cover is not an image of this server, and in blogs of earlier releases.
    cover_file: CoverFile | None = Field(default=None, exclude_if=lambda value: value is None)
    # Metadata for search engines; None is derived from the text.
    meta_title: str | None = None
    meta_description: str | None = None
    cover_image_alt: str | None = None
    references: list[Reference] = []


class FinalBlog(BaseModel):
    """The text, and the values that the renderer derived from it."""

    markdown: TextOrNull = ""
    html: TextOrNull = ""
    # Version of the renderer. None: HTML that was not sanitised, which is rendered again when read.
    renderer: int | None = None
    render: dict[str, Any] = Field(default_factory=dict[str, Any])
    excerpt: str = ""
    word_count: int = 0
    reading_minutes: int = 1


class ReviewEntry(BaseModel):
    """A review decision; `feedback` is the reason of a rejection or an unpublishing."""

    decision: ReviewDecision
    feedback: str | None = None
    reviewer_id: PydanticObjectId
    decided_at: datetime
    # Absent in decisions of earlier releases.
    revision: int | None = None
    # Set by an approval that scheduled the publication.
    publish_at: datetime | None = None

    @property
    def oid(self) -> ObjectId:
        """Id of the decision, the same at every read: derived, because earlier ones have none."""
        facts = f"{self.decided_at.timestamp()}/{self.reviewer_id}/{self.decision}"
        return ObjectId(sha256(facts.encode()).digest()[:12])


class BlogDocument(StoredDocument):
    """A stored blog."""

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
    # Sort key of the public list while the blog is PUBLISHED; in the future while it is SCHEDULED.
    # A second approval changes it only if it schedules the publication.
    published_at: datetime | None = None
    reviews: list[ReviewEntry] = Field(default_factory=list[ReviewEntry])
    # Words of the title and the excerpt, for prefix search. Blogs of earlier releases have
    # no `keyword_words`, and the keyword's words here.
    search_words: list[str] = Field(default_factory=list[str])
    # Words of the keyword, for the author's own search.
    keyword_words: list[str] = Field(default_factory=list[str])
    # Names of this server's images in the text, the cover and the working copy. Absent in blogs
    # that were saved by earlier releases.
    images: list[str] = Field(default_factory=list[str])
    # Tags as written, and their keys for comparison (see blogs/tags/names.py). Absent if empty.
    tags: list[str] = Field(default_factory=list[str])
    tag_keys: list[str] = Field(default_factory=list[str])
    # Null if no receipt was sent; see blogs/content/checks/provenance.py.
    provenance: StoredProvenance | None = None
    # Digest of the input of `saveBlog` with an idempotency key, to recognise a repeated call.
    saved_digest: str | None = None

    # `slugs`, absent without a slug and in blogs of earlier releases: the current slug and all
    # earlier ones that were public; see blogs/slugs/service.py. `slug_chosen`, absent or true: the
    # author chose the slug before the first publication; it is not derived from the title.
    #
    # `preview_epoch`, absent before the first call: number of calls of `revokePreviewLinks`.
    #
    # Set by `review/`, absent before: `first_published_at`, `approved_at`,
    # `approved_revision`, and `unpublished_at` and `was_published_at` of unpublished blogs.
    #
    # `working`, absent without one: the working copy, the edits of a published blog. It has `meta`,
    # `final_blog`, `tags`, `provenance` and `images` (its own) like the blog, and `status`,
    # `feedback`, `requested_at` and `updated_at`, absent rather than null. The fields of the blog
    # stay as the public sees them, except `revision`, which counts the edits of both, and `images`.
    # There is one only while the blog is published.
    #
    # `versions`, absent in blogs of earlier releases: see blogs/versions/history.py. `notes`,
    # `notes_revision` and `note_authors`, absent without notes: see blogs/notes/service.py.

    @classmethod
    async def find_raw(cls, oid: ObjectId, projection: Raw | None = None) -> Raw | None:
        """Return the raw document of a blog that was not deleted; `status` must be read."""
        raw = await cls.collection().find_one({"_id": oid}, projection)
        return None if raw is None or raw["status"] == DELETED else raw

    def stored(self) -> Raw:
        """Return the raw document, to insert it."""
        empty = {name for name in _ABSENT_IF_EMPTY if not getattr(self, name)}
        return self.model_dump(by_alias=True, exclude=empty)

    class Settings:
        name = "blogs"
        # docs/reference/queries.md lists the queries that use each index. Of several that fit
        # equally, the embedded database takes the last one.
        indexes: ClassVar = [
            IndexModel(
                [
                    ("status", ASCENDING),
                    ("tag_keys", ASCENDING),
                    ("published_at", DESCENDING),
                    ("_id", DESCENDING),
                ],
                partialFilterExpression={"status": BlogStatus.PUBLISHED},
            ),
            IndexModel(
                [("status", ASCENDING), ("requested_at", ASCENDING), ("_id", ASCENDING)],
            ),
            IndexModel(
                [("status", ASCENDING), ("published_at", DESCENDING), ("_id", DESCENDING)],
            ),
            IndexModel(
                [("author_id", ASCENDING), ("published_at", DESCENDING), ("_id", DESCENDING)],
                partialFilterExpression={"status": BlogStatus.PUBLISHED},
            ),
            IndexModel(
                [("author_id", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)],
            ),
            IndexModel(
                [
                    ("author_id", ASCENDING),
                    ("status", ASCENDING),
                    ("created_at", DESCENDING),
                    ("_id", DESCENDING),
                    # Tells SCHEDULED from PUBLISHED, so that the index covers the counts.
                    ("published_at", DESCENDING),
                ],
            ),
            IndexModel(
                [("status", ASCENDING), ("search_words", ASCENDING)],
            ),
            IndexModel([("images", ASCENDING)]),
            OUTBOX_INDEX,
            EVENTS_INDEX,
            IndexModel(
                [("note_authors", ASCENDING)], partialFilterExpression={"note_authors": EXISTS}
            ),
            IndexModel(
                [
                    ("working.status", ASCENDING),
                    ("working.requested_at", ASCENDING),
                    ("_id", ASCENDING),
                ],
                partialFilterExpression={"working.status": EXISTS},
            ),
            IndexModel(
                [
                    ("working.status", ASCENDING),
                    ("author_id", ASCENDING),
                    ("status", ASCENDING),
                ],
                partialFilterExpression={"working.status": EXISTS},
            ),
            IndexModel(
                [("slug", ASCENDING)],
                unique=True,
                partialFilterExpression={"slug": IS_STRING},
            ),
            IndexModel(
                [("slugs", ASCENDING)],
                unique=True,
                partialFilterExpression={"slugs": EXISTS},
            ),
        ]
