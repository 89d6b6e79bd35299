"""Export of all data about a user as JSON, streamed while it is read from the database.

Derived data (HTML, search words) and the password hash are omitted.
"""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import orjson
from pydantic.alias_generators import to_camel

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument, Meta
from cms_blog.blogs.queries import MINE
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.versions.documents import BlogVersionCause
from cms_blog.blogs.versions.store import TextState, states_of
from cms_blog.database.clock import now
from cms_blog.database.full_reads import read_all, unhurried
from cms_blog.graphql.types.node_ids import encode_id

FORMAT = "cms-blog-export"
VERSION = 1

# Fields of the account that a cached user lacks.
_NOT_CACHED = {"outbox": 1, "usage": 1}
_DERIVED = {
    "final_blog.html": 0,
    "final_blog.render": 0,
    "search_words": 0,
    "keyword_words": 0,
    "working.final_blog.html": 0,
    "working.final_blog.render": 0,
}


def export_chunks(user: UserDocument) -> AsyncGenerator[bytes]:
    """Yield the JSON text in chunks: the account, then its blogs from oldest to newest."""
    return unhurried(_chunks(user))


async def _chunks(user: UserDocument) -> AsyncGenerator[bytes]:
    head = {
        "format": FORMAT,
        "version": VERSION,
        "exportedAt": now(),
        "account": await _account(user),
    }
    yield orjson.dumps(head)[:-1] + b',"blogs":['
    own, listing = {"author_id": user.oid}, MINE.reversed()
    separator = b"\n"
    async for raw in read_all(BlogDocument.collection(), own, _DERIVED, listing=listing):
        blog = BlogRecord.of(raw)
        # One query for each blog: the versions of a batch of blogs could exceed the memory.
        yield separator + orjson.dumps(_blog(blog) | {"versions": await _versions(blog)})
        separator = b",\n"
    yield b'\n],"notes":'
    yield orjson.dumps(await _notes_on_others(user)) + b"}\n"


async def _account(user: UserDocument) -> Mapping[str, Any]:
    found = await UserDocument.collection().find_one({"_id": user.oid}, _NOT_CACHED) or {}
    return {
        "id": encode_id("User", user.oid),
        "name": user.name,
        "email": user.email,
        "emailVerified": user.email_verified,
        "pendingEmail": user.waiting_email(now()),
        "role": user.role.name,
        "joinedAt": user.created_at,
        "bio": user.bio,
        "avatarUrl": user.avatar_url,
        "websiteUrl": user.website_url,
        "mail": {to_camel(name): on for name, on in user.mail},
        "suspended": bool(user.suspended),
        "lastLoginAt": user.last_login_at,
        # Day (UTC) of the latest generation, and the cost of that day's calls.
        "generationDay": user.spend_day,
        "generationMicroUsd": user.spend_micro_usd,
        "generationUsage": [
            {"day": each["day"], "tokens": each["tokens"], "microUsd": each["micro_usd"]}
            for each in found.get("usage", ())
        ],
        "mailPreferences": {
            "decisions": user.mail.decisions,
            "notes": user.mail.notes,
            "reviewRequests": user.mail.review_requests,
        },
        "waitingMails": [
            {
                "kind": entry["kind"],
                "to": entry.get("to"),
                "queuedAt": entry["id"].generation_time,
            }
            for entry in found.get("outbox", ())
            if "channel" not in entry
        ],
        # The addresses are those of other people, but only the user has entered them here.
        "invitations": [
            {"email": each.email, "role": each.role.name, "expiresAt": each.expires_at}
            for each in user.invitations
        ],
    }


async def _notes_on_others(user: UserDocument) -> list[Mapping[str, Any]]:
    """The notes that the user wrote on blogs of others, without the notes of others."""
    written, fields = {"note_authors": user.oid}, {"notes": 1, "author_id": 1}
    return [
        {"blog": encode_id("Blog", raw["_id"]), **_note(note)}
        async for raw in BlogDocument.collection().find(written, fields)
        for note in raw["notes"]
        if note["author_id"] == user.oid != raw["author_id"]
    ]


def _note(note: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "body": note["body"],
        "quote": note.get("quote"),
        "suggestion": note.get("suggestion"),
        "revision": note["revision"],
        "createdAt": note["created_at"],
        "resolvedAt": note.get("resolved_at"),
    }


async def _versions(blog: BlogRecord) -> list[Mapping[str, Any]]:
    """The stored versions, newest first. Users are omitted, as in reviews."""
    states = await states_of(blog, blog.versions)
    return [
        {
            "revision": entry["revision"],
            "cause": BlogVersionCause(entry["cause"]).name,
            "savedAt": entry["at"],
            **_text_of_version(states[entry["version_id"]]),
        }
        for entry in reversed(blog.versions)
        if entry["version_id"] in states
    ]


def _text_of_version(state: TextState) -> Mapping[str, Any]:
    return {
        **_choices(Meta.model_validate(state.meta)),
        "tags": state.tags,
        "markdown": state.markdown,
        "wordCount": state.word_count,
    }


def _blog(blog: BlogRecord) -> dict[str, Any]:
    return {
        "id": encode_id("Blog", blog.oid),
        "slug": blog.slug,
        "slugs": blog.slugs,
        "status": blog.status.name,
        "feedback": blog.feedback,
        **_text(blog),
        # The reviewer is omitted: it is personal data of another user.
        "reviews": [
            {
                "decision": review.decision.name,
                "feedback": review.feedback,
                "decidedAt": review.decided_at,
                "revision": review.revision,
            }
            for review in blog.reviews
        ],
        "revision": blog.revision,
        "createdAt": blog.instant("created_at"),
        "updatedAt": blog.instant("updated_at"),
        "requestedAt": blog.instant("requested_at"),
        "firstPublishedAt": blog.first_published_at,
        "publishedAt": blog.published_at,
        "workingCopy": _working_copy(blog),
        # Of other users, only the fact is exported that a note is not the author's own.
        "notes": [
            {**_note(note), "own": note["author_id"] == blog.author_id} for note in blog.notes
        ],
    }


def _working_copy(blog: BlogRecord) -> Mapping[str, Any] | None:
    copy, status = blog.working_copy, blog.copy_status
    if copy is None or status is None:
        return None
    return {
        "status": status.name,
        "feedback": copy.raw.get("feedback"),
        **_text(copy),
        "updatedAt": copy.instant("updated_at"),
        "requestedAt": copy.instant("requested_at"),
    }


def _text(blog: BlogRecord) -> Mapping[str, Any]:
    """The author's text and choices, of the blog or of its working copy."""
    return {
        **_choices(blog.meta),
        "tags": blog.tags,
        "markdown": blog.final_blog.markdown,
        "provenance": _provenance(blog),
    }


def _choices(meta: Meta) -> Mapping[str, Any]:
    return {
        "title": meta.title,
        "brief": {
            "language": meta.language,
            "tone": meta.tone,
            "creativity": meta.creativity.name,
            "focusOrNiche": meta.focus_or_niche,
            "targetedKeyword": meta.targeted_keyword,
            "targetedAudience": meta.targeted_audience,
            "referenceLinks": meta.reference_links,
            "length": meta.length.name,
        },
        "selectedIdea": meta.selected_idea,
        "introMarkdown": meta.intro_md,
        "outline": meta.outline,
        "imagePrompt": meta.image_prompt,
        "coverImageUrl": meta.cover_image_url,
        "coverImageAlt": meta.cover_image_alt,
        "metaTitle": meta.meta_title,
        "metaDescription": meta.meta_description,
        "references": [
            {"url": page.url, "title": page.title, "status": page.status.name}
            for page in meta.references
        ],
    }


def _provenance(blog: BlogRecord) -> Mapping[str, Any] | None:
    stored = blog.provenance
    if stored is None:
        return None
    return {
        "sentences": stored.sentences,
        "generated": stored.generated,
        "generators": [
            {"model": each.model, "promptVersion": each.prompts} for each in stored.generators
        ],
    }
