"""Invariants of a stored blog: they hold after each action, also after one that was interrupted."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from editorial_posts import MAX_VERSIONS, Copy, Post, Text, Version

MAX_REVIEWS = 100
# Absent without a value, never null.
_OPTIONAL = (
    "working",
    "tags",
    "tag_keys",
    "first_published_at",
    "approved_at",
    "approved_revision",
    "unpublished_at",
    "was_published_at",
    "slugs",
    "slug_chosen",
)
# Fields of a deleted blog whose events are not delivered yet.
_LEFT = {
    "_id",
    "status",
    "deleted",
    "schema_version",
    "outbox",
    "outbox_due",
    "outbox_since",
}

type Document = Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    """A stored document, None after its removal, and the texts of its versions."""

    raw: Document | None
    versions: Sequence[Document] = ()

    @property
    def blog(self) -> Document | None:
        """The blog; None after its deletion, when only its events are left."""
        if self.raw is None or self.raw["status"] != "deleted":
            return self.raw
        assert self.raw.keys() <= _LEFT, self.raw
        return None

    def read(self, author: str) -> Post | None:
        """Return the blog in the terms of the model. Fails if the document is inconsistent."""
        assert_consistent(self.blog, self.versions)
        return None if self.blog is None else post_of(self.blog, self.versions, author)

    def assert_agrees(self, expected: Post | None) -> None:
        """Fail if the document is inconsistent or differs from the model."""
        assert self.read("" if expected is None else expected.author) == expected


def assert_consistent(blog: Document | None, versions: Sequence[Document]) -> None:
    """Fail if fields that one action changes contradict each other, or versions are missing."""
    if blog is None:
        assert versions == []
        return
    problems = [*_problems(blog), *_version_problems(blog, versions)]
    assert problems == [], (problems, {**blog, "final_blog": "…"})


def _problems(blog: Document) -> list[str]:
    published, has = blog["status"] == "published", blog.get
    approved, revision = has("approved_revision"), has("revision") or 1
    reviews: list[Document] = has("reviews") or []
    # Saved by the first release, which had no slugs and no times of publication.
    is_old = "schema_version" not in blog
    is_public = published and not _is_later(has("published_at"))
    expected = {
        "a known status": blog["status"] in {"saved", "pending", "rejected", "published"},
        "no null in optional fields": all(blog.get(name, "") is not None for name in _OPTIONAL),
        "a revision of 1 or more": revision >= 1,
        "approval of a revision that exists": approved is None or approved <= revision,
        "feedback if rejected only": (has("feedback") is not None)
        == (blog["status"] == "rejected"),
        "a request of what is pending": is_old
        or blog["status"] != "pending"
        or has("requested_at"),
        "a time of publication if published only": published or has("published_at") is None,
        "no trace of an unpublishing if published": not published
        or not blog.keys() & {"unpublished_at", "was_published_at"},
        "both times of an unpublishing": has("unpublished_at") is None or approved is not None,
        "at most 100 reviews": len(reviews) <= MAX_REVIEWS,
        "keys of the tags": [tag.casefold() for tag in has("tags", [])] == has("tag_keys", []),
        "a slug of what was public": is_old or not published or has("slug"),
        "no slug without a publication": is_old
        or has("slug") is None
        or published
        or has("first_published_at")
        or has("slug_chosen")
        or approved is None,
        "the slug among the slugs": "slugs" not in blog or blog["slug"] in blog["slugs"],
        "each slug once": len({*has("slugs", [])}) == len(has("slugs", [])),
        "times of an approved publication": is_old
        or not published
        or (has("published_at") and has("first_published_at")),
        "a first publication that is past": not is_public
        or not _is_later(has("first_published_at")),
    }
    return [name for name, holds in expected.items() if not holds] + [
        *_text_problems(blog),
        *(_copy_problems(blog) if "working" in blog else []),
    ]


def _is_later(instant: datetime | None) -> bool:
    return instant is not None and instant.replace(tzinfo=UTC) > datetime.now(UTC)


def _text_problems(text: Document) -> list[str]:
    """The stored text and the values derived from the title belong to the same edit."""
    final = cast("Document", text.get("final_blog") or {})
    meta: Document = text.get("meta") or {}
    title: str | None = meta.get("title")
    # Texts of the first release have neither.
    same = final.get("renderer") is None or final["render"].get("title") == title
    words: list[str] = text.get("search_words") or []
    found = not words or title is None or {*title.lower().split()} <= {*words}
    return ([] if same else ["the title of the text"]) + ([] if found else ["words of the title"])


def _version_problems(blog: Document, versions: Sequence[Document]) -> list[str]:
    entries: list[Document] = blog.get("versions") or []
    revisions = [each["revision"] for each in entries]
    # The newest text is in the blog, and was also stored by a change that did not happen.
    in_blog = {each["version_id"] for each in entries if "in_blog" in each}
    stored = {each["_id"]: each["revision"] for each in versions if each["_id"] not in in_blog}
    expected = {
        "at most 20 versions": len(entries) <= MAX_VERSIONS,
        "versions in order": revisions == sorted(revisions),
        "versions of revisions that exist": not revisions
        or revisions[-1] <= (blog.get("revision") or 1),
        "the newest text only in the blog": in_blog
        <= {each["version_id"] for each in entries[-1:]},
        "one text for each other version": stored
        == {e["version_id"]: e["revision"] for e in entries if "in_blog" not in e},
    }
    return [name for name, holds in expected.items() if not holds]


def _copy_problems(blog: Document) -> list[str]:
    copy: Document = blog["working"]
    status = copy.get("status")
    expected = {
        "a known status of the copy": status in {"editing", "pending", "rejected"},
        "a whole copy": copy.keys() >= {"meta", "final_blog", "images", "updated_at"},
        "no null in the copy": all(copy.get(name, "") is not None for name in ("feedback", "tags")),
        "feedback of a rejected copy only": ("feedback" in copy) == (status == "rejected"),
        "a request of a pending copy": status != "pending" or copy.get("requested_at") is not None,
        "a pending copy of a published blog": status != "pending" or blog["status"] == "published",
        "an approved text beside the copy": blog.get("approved_revision") is not None,
        "the images of both texts": {*copy.get("images", [])} <= {*blog.get("images", [])},
    }
    return [name for name, holds in expected.items() if not holds] + _text_problems(copy)


def post_of(blog: Document, versions: Sequence[Document], author: str) -> Post:
    """Return the document in the terms of the model."""
    status = blog["status"].upper()
    if status == "PUBLISHED" and _is_later(blog.get("published_at")):
        status = "SCHEDULED"
    first = blog.get("first_published_at") or blog.get("published_at")
    working: Document | None = blog.get("working")
    reviews: list[Document] = blog.get("reviews") or []
    copy = None
    if working is not None:
        copy = Copy(_text_of(working), working["status"].upper(), working.get("feedback"))
    return Post(
        author,
        _text_of(blog),
        status,
        blog.get("revision") or 1,
        blog.get("approved_revision"),
        copy,
        blog.get("slug"),
        blog.get("feedback"),
        first is not None and not _is_later(first),
        blog.get("unpublished_at") is not None,
        tuple(review["decision"].upper() for review in reviews),
        _versions_of(blog, versions),
        tuple(blog.get("slugs") or ()),
        blog.get("slug_chosen") is True,
    )


def _versions_of(blog: Document, versions: Sequence[Document]) -> tuple[Version, ...]:
    texts = {
        each["_id"]: Text(each["title"], zlib.decompress(each["text"]).decode(), (*each["tags"],))
        for each in versions
    }
    entries: list[Document] = blog.get("versions") or []
    current = _text_of(blog.get("working") or blog)
    for entry in entries:
        if "in_blog" in entry:
            assert texts.setdefault(entry["version_id"], current) == current
    return tuple(
        Version(each["revision"], each["cause"].upper(), texts[each["version_id"]])
        for each in entries
    )


def _text_of(text: Document) -> Text:
    markdown = text["final_blog"]["markdown"]
    return Text(text["meta"]["title"], markdown, tuple(text.get("tags") or ()))
