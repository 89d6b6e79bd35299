"""Blogs and accounts as they are stored, for tests of the workflow without HTTP and GraphQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bson import ObjectId

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.context import Services

FIRST = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
SECOND, THIRD = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
AT_3 = {"expected_revision": 3}


class Blogs:
    """The collection, with a blog of another author and two accounts."""

    def __init__(self, services: Services) -> None:
        self.stored = services.database["blogs"]
        self.users = services.database["users"]
        self.author = make_user(Role.USER)
        self.admin = make_user(Role.ADMIN)
        self.bystander = make_blog(ObjectId(), status="saved", title="Other")

    async def add(self, **fields: Any) -> dict[str, Any]:
        blog = make_blog(self.author.oid, **fields)
        await self.stored.insert_one(blog)
        return blog

    async def read(self, blog: dict[str, Any]) -> dict[str, Any]:
        found = await self.stored.find_one({"_id": blog["_id"]})
        assert found is not None
        return found


def make_user(role: Role) -> UserDocument:
    oid = ObjectId()
    raw = {"_id": oid, "name": "Ada", "email": f"{oid}@a.example", "role": role}
    return UserDocument.read({**raw, "created_at": FIRST})


def make_blog(author: ObjectId, title: str = "Tomatoes", **fields: Any) -> dict[str, Any]:
    common = {"_id": ObjectId(), "author_id": author, "revision": 3, "updated_at": FIRST}
    blog = {**common, "meta": {"title": title}, "created_at": FIRST, **fields}
    return {name: value for name, value in blog.items() if value is not None}


def make_review(decision: str, at: datetime, feedback: str | None = None) -> dict[str, Any]:
    return {
        "decision": decision,
        "feedback": feedback,
        "reviewer_id": ObjectId(),
        "decided_at": at,
    }


def is_recent(instant: datetime) -> bool:
    return timedelta(0) <= datetime.now(UTC) - instant < timedelta(minutes=1)


def taken_events(raw: dict[str, Any]) -> list[str]:
    """Remove the outbox from a blog; return the kinds of its events."""
    for name in ("outbox_due", "outbox_since"):
        raw.pop(name, None)
    return [entry["kind"] for entry in raw.pop("outbox", ()) if "channel" not in entry]
