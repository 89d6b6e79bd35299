"""What the API shows of a blog. Built whole from documents: no field reads anything by itself."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Self

import strawberry
from bson import ObjectId

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.schema import User
from cms_blog.blogs.brief import Creativity
from cms_blog.blogs.content import content_of, text_of
from cms_blog.blogs.content_types import BlogContent, Reference
from cms_blog.blogs.documents import BlogStatus, Meta, ReviewDecision, ReviewEntry
from cms_blog.blogs.records import BlogRecord, only_text
from cms_blog.blogs.seo import Seo
from cms_blog.blogs.workflow import BlogAction, actions_of
from cms_blog.context import Context
from cms_blog.graph.enums import describe_enum
from cms_blog.graph.nodes import Node, encode_id
from cms_blog.graph.scalars import URL, Markdown

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
    "What the viewer may do with a blog now: what a user interface shows as buttons.",
    UPDATE="`updateBlog`",
    DELETE="`deleteBlog`",
    REQUEST_PUBLISH="`requestPublish`",
    WITHDRAW="`withdrawBlog`",
    APPROVE="`approveBlog`",
    REJECT="`rejectBlog`",
    UNPUBLISH="`unpublishBlog`",
)
describe_enum(
    ReviewDecision,
    "What an admin decided.",
    APPROVED="The blog was published.",
    REJECTED="The blog went back to its author, with feedback.",
    UNPUBLISHED="The blog was taken off the public pages.",
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
        description="The reviewer's words; null unless the status is REJECTED."
    )
    author: User = strawberry.field(description="Who wrote it.")
    author_email: str | None = strawberry.field(
        description="For an admin who has to write to the author; null for everybody else."
    )
    brief: Brief = strawberry.field(description="What the author asked for.")
    selected_idea: str | None = strawberry.field(description="The topic idea that was chosen.")
    intro_markdown: Markdown | None = strawberry.field(description="The intro that was chosen.")
    outline: list[str] = strawberry.field(description="The headings that were chosen.")
    image_prompt: str | None = strawberry.field(description="What the cover was drawn after.")
    cover_image_url: URL | None = strawberry.field(description="The cover image.")
    content: BlogContent = strawberry.field(description="The text. Ask for it where it is shown.")
    references: list[Reference] = strawberry.field(
        description="The pages that the text draws on, and whether they could be read."
    )
    reviews: list[Review] = strawberry.field(
        description="The decisions about it, oldest first; the latest hundred of them."
    )
    viewer_actions: list[BlogAction] = strawberry.field(
        description="What the viewer may do with it now."
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
        description="When it was published; null unless the status is PUBLISHED."
    )


async def present(
    blogs: Sequence[BlogRecord], context: Context, fields: frozenset[str]
) -> list[Blog]:
    """The blogs as the API shows them to the viewer; all the people in them in one query.

    `fields` is what is selected below them; what is not selected is not made either.
    """
    # By their bytes: PyMongo's ids are hashed and compared in Python, three times an author.
    people: dict[bytes, ObjectId] = {}
    if not fields.isdisjoint({"author", "authorEmail"}):
        people |= {blog.author_id.binary: blog.author_id for blog in blogs}
    if "reviews.reviewer" in fields:
        reviewers = [entry.reviewer_id for blog in blogs for entry in blog.reviews]
        people |= {oid.binary: oid for oid in reviewers}
    users = await context.services.people.get(people.values()) if people else {}
    plain = _plain(fields)
    shown = [_only({name: read(blog) for name, read in plain}) for blog in blogs]
    pairs = list(zip(shown, blogs, strict=True))
    if not fields.isdisjoint(_CHECKED):
        for blog, record in pairs:
            _show_checked(blog, record)
    if not fields.isdisjoint(_PEOPLE):
        _show_people(pairs, users.values(), context.viewer, fields)
    if "viewerActions" in fields:
        for blog, record in pairs:
            blog.viewer_actions = actions_of(record, context.viewer)
    if "content" in fields:
        for blog, record in pairs:
            blog.content = await _content(record, fields)
    return shown


async def present_one(blog: BlogRecord, context: Context, fields: frozenset[str]) -> Blog:
    """The blog as the API shows it to the viewer."""
    return (await present([blog], context, fields))[0]


# The fields that one look into the record answers: as clients name them, as `Blog` does, and where
# they are.
_PLAIN: dict[str, tuple[str, Callable[[BlogRecord], Any]]] = {
    "id": ("id", lambda record: encode_id("Blog", record.oid)),
    "title": ("title", lambda record: record.title),
    "slug": ("slug", lambda record: record.slug),
    "status": ("status", lambda record: record.status),
    "feedback": ("feedback", lambda record: record.feedback),
    "selectedIdea": ("selected_idea", lambda record: record.chosen.get("selected_idea")),
    "introMarkdown": ("intro_markdown", lambda record: record.chosen.get("intro_md")),
    "imagePrompt": ("image_prompt", lambda record: record.chosen.get("image_prompt")),
    "coverImageUrl": ("cover_image_url", lambda record: record.cover_image_url or None),
    "revision": ("revision", lambda record: record.revision),
    "createdAt": ("created_at", lambda record: record.raw.get("created_at")),
    "updatedAt": ("updated_at", lambda record: record.raw.get("updated_at")),
    "requestedAt": ("requested_at", lambda record: record.raw.get("requested_at")),
    "publishedAt": ("published_at", lambda record: record.raw.get("published_at")),
}
_PEOPLE = frozenset({"author", "authorEmail", "reviews"})
# What is only shown once all of `meta` has been checked.
_CHECKED = frozenset({"brief", "outline", "references"})


@lru_cache(maxsize=512)
def _plain(fields: frozenset[str]) -> tuple[tuple[str, Callable[[BlogRecord], Any]], ...]:
    return tuple(_PLAIN[field] for field in fields if field in _PLAIN)


def _only(values: dict[str, Any]) -> Blog:
    """A blog with nothing but these fields: nobody reads what nobody selected."""
    blog = object.__new__(Blog)
    blog.__dict__ = values
    return blog


def _show_checked(blog: Blog, record: BlogRecord) -> None:
    meta = record.meta
    blog.brief = Brief.of(meta)
    blog.outline = meta.outline
    blog.references = list(map(Reference.of, meta.references))


def _show_people(
    pairs: Iterable[tuple[Blog, BlogRecord]],
    users: Collection[UserDocument],
    viewer: UserDocument | None,
    fields: frozenset[str],
) -> None:
    shown = {user.oid.binary: User.of(user) for user in users}
    # Nobody else is told an address.
    addresses = {user.oid.binary: user.email for user in users} if _is_admin(viewer) else {}
    with_reviews = "reviews" in fields
    for blog, record in pairs:
        blog.author = _user(shown, record.author_id)
        blog.author_email = addresses.get(record.author_id.binary)
        if with_reviews:
            blog.reviews = [Review.of(e, _user(shown, e.reviewer_id)) for e in record.reviews]


async def _content(record: BlogRecord, fields: frozenset[str]) -> BlogContent:
    final = record.final_blog
    if only_text(fields):
        return BlogContent.of_text(*await text_of(final))
    meta = record.meta
    seo = Seo(meta.meta_title, meta.meta_description, meta.cover_image_alt)
    content = await content_of(final)
    return BlogContent.of(content, title=meta.title, keyword=meta.targeted_keyword, seo=seo)


def _is_admin(viewer: UserDocument | None) -> bool:
    return viewer is not None and viewer.role is Role.ADMIN


def _user(shown: Mapping[bytes, User], oid: ObjectId) -> User:
    return shown.get(oid.binary) or User.gone(oid)
