"""Deterministic data in the format of this server.

50 users, the first eight of them admins, own equal numbers of blogs. The texts are rendered by this
server's renderer, so that reads don't render them again.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, MongoClient

from cms_blog.blogs.content.content import stored_content
from cms_blog.blogs.content.markdown import Rendered, render
from cms_blog.blogs.documents import BlogDocument, Meta
from cms_blog.blogs.search import search_words

type Raw = dict[str, Any]

USERS = 50
ADMINS = 8
BLOGS = 2_000
# Number of different texts, each used by several blogs.
TEXTS = 200
STATUSES = ("saved", "pending", "published", "rejected")
# Number of blogs of each status among twenty in a row.
_OF_TWENTY = (7, 4, 7, 2)
_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
# After all other requests for review: these entries are the last of the queue.
_LATER = datetime(2026, 1, 1, tzinfo=UTC)
# One of so many blogs has a working copy, if it is published.
_WORKING_EACH = 5
_BATCH = 200
_WORDS = (
    "garden market budget winter kitchen travel simple modern bright quiet value reader story "
    "method sample growth weekly planning balance design coffee local guide detail review screen "
    "signal customer product season recipe finance habit morning practice teacher student energy "
    "battery solar village mountain river careful honest durable flexible gentle rapid steady "
    "useful vivid warm"
).split()


def user_id(number: int) -> ObjectId:
    """Id of a user."""
    return ObjectId(f"65a0{number:020x}")


def blog_id(number: int) -> ObjectId:
    """Id of a blog."""
    return ObjectId(f"65b0{number:020x}")


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(_WORDS, k=count))


def _sentence(rng: random.Random) -> str:
    return _words(rng, rng.randint(9, 16)).capitalize() + "."


def article(rng: random.Random) -> str:
    """About six kilobytes of Markdown: headings, emphasis, links, lists, code, tables."""
    parts = [f"# {_words(rng, 6).title()}"]
    for number in range(6):
        parts.append(f"## {_words(rng, 4).capitalize()}")
        for _ in range(2):
            strong, emphasis, link = rng.choices(_WORDS, k=3)
            parts.append(
                f"{_sentence(rng)} {_sentence(rng)} This is **{strong}** and *{emphasis}*, see "
                f"[{link}](https://example.com/{link}/{number}). {_sentence(rng)}"
            )
        parts.append("\n".join(f"- {_words(rng, 5)}" for _ in range(4)))
        if number % 3 == 0:
            lines = (f"{word} = {n}" for n, word in enumerate(rng.choices(_WORDS, k=5)))
            parts.append("```python\n" + "\n".join(lines) + "\n```")
        if number % 3 == 1:
            rows = (" | ".join(rng.choices(_WORDS, k=3)) for _ in range(4))
            parts.append(
                "| name | kind | note |\n| --- | --- | --- |\n"
                + "\n".join(f"| {row} |" for row in rows)
            )
    return "\n\n".join(parts) + "\n"


@cache
def texts() -> list[Rendered]:
    """The texts, rendered."""
    rng = random.Random(3)
    return [render(article(rng)) for _ in range(TEXTS)]


def users() -> list[Raw]:
    """All users. They have tokens but can't log in."""
    rng = random.Random(1)
    return [
        {
            "_id": user_id(number),
            "name": _words(rng, 2).title(),
            "email": f"user{number:02d}@example.com",
            "password_hash": "",
            "role": "admin" if number < ADMINS else "user",
            "created_at": _EPOCH + timedelta(hours=number),
            "session_epoch": 0,
        }
        for number in range(USERS)
    ]


def blogs(count: int = BLOGS, authors: int = USERS) -> Iterator[Raw]:
    """Blogs of the given number of authors, oldest first."""
    rng = random.Random(2)
    statuses: list[str] = []
    for number in range(count):
        statuses = statuses or rng.sample(STATUSES, k=20, counts=_OF_TWENTY)
        status = statuses.pop()
        meta = _meta(rng, number)
        created = _EPOCH + timedelta(minutes=37 * number, milliseconds=number % 1000)
        published = status == "published"
        author = (number * 7 + number // authors) % authors
        yield {
            "_id": blog_id(number),
            "author_id": user_id(author),
            "status": status,
            "meta": meta.model_dump(mode="json"),
            "final_blog": stored_content(meta, texts()[number % TEXTS]).model_dump(),
            "feedback": _sentence(rng) if status == "rejected" else None,
            "created_at": created,
            "updated_at": created + timedelta(hours=3),
            "revision": 1,
            "slug": f"blog-{number}" if published else None,
            "requested_at": None if status == "saved" else created + timedelta(hours=1),
            "published_at": created + timedelta(hours=2) if published else None,
            "reviews": [],
            "search_words": search_words(meta.title, meta.targeted_keyword),
            **_working(number, author, published=published),
        }


def _working(number: int, author: int, *, published: bool) -> Raw:
    """A working copy that waits for review, of some published blogs of users who are no admins.

    The benchmark's readers, who are admins, have the same lists as without it.
    """
    if not published or author < ADMINS or number % _WORKING_EACH:
        return {}
    # A generator of its own: the other values do not depend on the working copies.
    rng = random.Random(number)
    meta = _meta(rng, number)
    requested = _LATER + timedelta(minutes=number)
    working: Raw = {
        "meta": meta.model_dump(mode="json"),
        "final_blog": stored_content(meta, texts()[(number + 1) % TEXTS]).model_dump(),
        "status": "pending",
        "requested_at": requested,
        "updated_at": requested,
        "images": [],
    }
    return {"working": working}


def _meta(rng: random.Random, number: int) -> Meta:
    return Meta.model_validate(
        {
            "language": ("English", "German", "Spanish", "Hindi")[number % 4],
            "tone": ("friendly", "formal", "playful", "persuasive")[number % 3],
            "creativity": ("Low", "Medium", "High")[number % 3],
            "focus_or_niche": _words(rng, 3),
            "targeted_keyword": _words(rng, 2),
            "targeted_audience": _words(rng, 4),
            "reference_links": [f"https://example.com/ref/{number}/{n}" for n in range(3)],
            "selected_idea": _sentence(rng),
            "title": _words(rng, 6).title(),
            "intro_md": " ".join(_sentence(rng) for _ in range(4)),
            "outline": [_words(rng, 4).capitalize() for _ in range(6)],
            "image_prompt": _sentence(rng),
            "cover_image_url": f"https://cdn.example.com/covers/{blog_id(number)}.webp",
        }
    )


def fill(client: MongoClient[Raw], name: str, count: int = BLOGS, authors: int = USERS) -> None:
    """Drop and recreate users and blogs, with the indexes of all servers."""
    database = client[name]
    database.drop_collection("users")
    database.drop_collection("blogs")
    database["users"].insert_many(users())
    database["users"].create_index([("email", ASCENDING)], unique=True)
    # The peers sort the queue by creation date.
    database["blogs"].create_index([("status", ASCENDING), ("created_at", ASCENDING)])
    database["blogs"].create_indexes(list(BlogDocument.Settings.indexes))
    batch: list[Raw] = []
    for blog in blogs(count, authors):
        batch.append(blog)
        if len(batch) == _BATCH:
            database["blogs"].insert_many(batch)
            batch = []
    if batch:
        database["blogs"].insert_many(batch)
