"""Read access to stored blogs, and the declaration of how a field of `Blog` is read.

`BlogRecord` is a typed view of a raw document that validates each part on first use. Validating
whole documents would be most of the cost of a list that shows titles and dates. Writes go through
`BlogDocument`, which validates everything.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self

from beanie import PydanticObjectId
from pydantic import TypeAdapter

from cms_blog.blogs.content.checks.provenance import StoredProvenance
from cms_blog.blogs.content.content import below_headline
from cms_blog.blogs.documents import (
    BlogStatus,
    FinalBlog,
    Meta,
    ReviewDecision,
    ReviewEntry,
    WorkingCopyStatus,
)
from cms_blog.blogs.versions.history import with_newest_in_blog
from cms_blog.blogs.workflow.publication import status_of
from cms_blog.database.clock import now

_REVIEWS = TypeAdapter(list[ReviewEntry])
_COPY_STATUSES = {status.value: status for status in WorkingCopyStatus}
# Every projection includes these: `BlogRecord` and access checks need them.
ALWAYS_READ = ("author_id", "status", "published_at")


class BlogRecord(NamedTuple):
    """A stored blog. Fields that the query did not read have their defaults."""

    oid: PydanticObjectId
    author_id: PydanticObjectId
    status: BlogStatus
    title: str
    cover_image_url: str | None
    # The raw document, and its `meta`.
    raw: Mapping[str, Any]
    raw_meta: Mapping[str, Any]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Self:
        """Wrap a raw document."""
        meta: Mapping[str, Any] = raw.get("meta") or {}
        return cls(
            oid=raw["_id"],
            author_id=raw["author_id"],
            status=status_of(raw, now()),
            title=meta.get("title") or "",
            cover_image_url=meta.get("cover_image_url"),
            raw=raw,
            raw_meta=meta,
        )

    @property
    def meta(self) -> Meta:
        """The brief and the choices of each step, validated at each access."""
        return Meta.model_validate(self.raw_meta)

    @property
    def final_blog(self) -> FinalBlog:
        """The text, without the title and the cover that earlier versions wrote into it."""
        final = FinalBlog.model_validate(self.raw.get("final_blog") or {})
        return below_headline(final, self.title, self.cover_image_url)

    @property
    def images(self) -> list[str]:
        """Names of this server's images; empty if an earlier release stored the blog."""
        return self.raw.get("images") or []

    @property
    def tags(self) -> list[str]:
        """The tags in the author's order."""
        return self.raw.get("tags") or []

    @property
    def reviews(self) -> list[ReviewEntry]:
        """The review decisions, oldest first."""
        return _REVIEWS.validate_python(self.raw.get("reviews") or [])

    @property
    def provenance(self) -> StoredProvenance | None:
        """Origin of the sentences; None if unknown."""
        stored = self.raw.get("provenance")
        return None if stored is None else StoredProvenance.model_validate(stored)

    @property
    def approval(self) -> ReviewEntry | None:
        """The last approval."""
        approvals = (e for e in reversed(self.reviews) if e.decision is ReviewDecision.APPROVED)
        return next(approvals, None)

    @property
    def feedback(self) -> str | None:
        """The reviewer's feedback; None unless the status is REJECTED."""
        return self.raw.get("feedback") if self.status is BlogStatus.REJECTED else None

    @property
    def revision(self) -> int:
        """The revision; 1 for blogs that were saved before revisions were counted."""
        return self.raw.get("revision") or 1

    @property
    def public_revision(self) -> int:
        """The revision of the public text: the edits of a working copy are not public."""
        return self.raw.get("approved_revision") or self.revision

    @property
    def copy_status(self) -> WorkingCopyStatus | None:
        """Status of the working copy; None without one."""
        working = self.raw.get("working")
        return _COPY_STATUSES[working["status"]] if working else None

    @property
    def working_copy(self) -> "BlogRecord | None":
        """The working copy as a record: its fields are in the places of the blog's."""
        working = self.raw.get("working")
        if not working:
            return None
        # A scheduled post has no working copy.
        blog = {"_id": self.oid, "author_id": self.author_id, "status": self.raw["status"]}
        return BlogRecord.of({**working, **blog, "revision": self.revision})

    @property
    def versions(self) -> Sequence[Mapping[str, Any]]:
        """The entries of the versions, oldest first: see blogs/versions/history.py."""
        return with_newest_in_blog(self.raw.get("versions") or ())

    @property
    def notes(self) -> list[dict[str, Any]]:
        """The review notes, oldest first: see blogs/notes/service.py."""
        return self.raw.get("notes") or []

    @property
    def current_text(self) -> "BlogRecord":
        """The text that the author works on: the working copy, or the blog's own."""
        copy = self.working_copy if self.status is BlogStatus.PUBLISHED else None
        return copy or self

    @property
    def slug(self) -> str | None:
        """The last part of the public address."""
        return self.raw.get("slug")

    @property
    def slugs(self) -> list[str]:
        """The slugs that lead to the blog, or will: the current one and earlier public ones."""
        return self.raw.get("slugs") or ([] if self.slug is None else [self.slug])

    @property
    def has_chosen_slug(self) -> bool:
        """Whether the author chose the slug before the first publication."""
        return bool(self.raw.get("slug_chosen"))

    @property
    def was_public(self) -> bool:
        """Whether the blog is or was public."""
        # Earlier releases did not store the time, and set a slug at the publication only.
        known = self.slug is not None and not self.has_chosen_slug
        is_old = known and self.status is not BlogStatus.SCHEDULED
        return is_old or self.status is BlogStatus.PUBLISHED or self.first_published_at is not None

    @property
    def first_published_at(self) -> datetime | None:
        """Time of the first publication; None before it."""
        first = self.raw.get("first_published_at") or self.raw.get("published_at")
        return None if first is None or first > now() else first

    @property
    def published_at(self) -> datetime | None:
        """Time of the last publication, or of the next one of a SCHEDULED blog; None for others.

        The stored `published_at` is the sort key of the public list, which a second approval keeps.
        """
        if self.status not in {BlogStatus.PUBLISHED, BlogStatus.SCHEDULED}:
            return None
        stored = self.raw.get("published_at"), self.raw.get("approved_at")
        return max((instant for instant in stored if instant is not None), default=None)

    @property
    def is_as_approved(self) -> bool:
        """Whether the blog was unpublished and still has the approved text."""
        unpublished = self.raw.get("unpublished_at") is not None
        return unpublished and self.raw.get("approved_revision") == self.revision

    def instant(self, path: str) -> datetime | None:
        """A stored time by its path, for example `working.requested_at`."""
        parent, _, name = path.rpartition(".")
        fields: Mapping[str, Any] = (self.raw.get(parent) or {}) if parent else self.raw
        return fields.get(name)


type Read = Callable[[BlogRecord], Any]
type ReadMeta = Callable[[Meta], Any]


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Source and visibility of a field of the GraphQL type `Blog`.

    Attributes:
        stored: the paths in the document that the field needs, besides `ALWAYS_READ`.
        read: reads the value from the record.
        read_meta: reads the value from the validated `meta`, which is validated once for all
            such fields. Without either, `present` sets the value.
        read_outside: reads the value for everyone but the author and admins, if it differs.
        public: visible to everyone who may see the blog. Any other field is null or empty for
            everyone but the author and admins.
    """

    stored: tuple[str, ...]
    read: Read | None = None
    read_meta: ReadMeta | None = None
    read_outside: Read | None = None
    public: bool = False

    @property
    def metadata(self) -> dict[str, "FieldSource"]:
        """Value of `metadata` of `strawberry.field`."""
        return {"source": self}


def stored_at(path: str, *, public: bool = False) -> dict[str, FieldSource]:
    """Declare a field with the value at one path of the document; null where it is absent."""
    return FieldSource((path,), read=_read_path(path), public=public).metadata


def read_by(
    read: Read, *stored: str, public: bool = False, outside: Read | None = None
) -> dict[str, FieldSource]:
    """Declare a field that `read` derives from the record; `stored` lists the paths it uses."""
    return FieldSource(stored, read=read, read_outside=outside, public=public).metadata


def read_from_meta(read: ReadMeta, *stored: str, public: bool = False) -> dict[str, FieldSource]:
    """Declare a field that needs a validated `meta`."""
    return FieldSource(stored, read_meta=read, public=public).metadata


def presented(*stored: str, public: bool = False) -> dict[str, FieldSource]:
    """Declare a field that `present` sets: it depends on the viewer or on other documents."""
    return FieldSource(stored, public=public).metadata


def _read_path(path: str) -> Read:
    parent, _, name = path.rpartition(".")
    if parent == "meta":
        return lambda record: record.raw_meta.get(name)
    if parent:
        raise ValueError(f"{path}: use `read_by` for paths outside of `meta`.")
    return lambda record: record.raw.get(name)
