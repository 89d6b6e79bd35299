"""Comparison of responses with the database, field by field."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any, cast

from bson import ObjectId
from pymongo.database import Database

from benchmarks import seed
from benchmarks.asking import Request
from benchmarks.dialects import NOT_MODIFIED
from benchmarks.servers import Server, Wrong
from cms_blog.accounts.credentials import Tokens

type Raw = dict[str, Any]

_SUMMARY = ("status", "created_at")
_BRIEF = (
    "language tone focus_or_niche targeted_keyword targeted_audience reference_links "
    "selected_idea title intro_md outline image_prompt cover_image_url"
).split()
_TAGS = ("<h1", "<h2", "<strong>", "<em>", "<li>", "<table>", "<code", "<a href=")
_MAX_AGE_SECONDS = 60
_FAILURE = 400
_IDEAS = 5
_PREFIXES = {"author": "author", "workingCopy": "workingcopy"}


class Checker:
    """Compares the responses of all servers with one database."""

    def __init__(self, database: Database[Raw]) -> None:
        self._blogs = database["blogs"]
        self._users = {user["_id"]: user for user in database["users"].find()}
        self._expected = {
            "W1": self._w1,
            "W2": self._w2,
            "W3": self._w3,
            "W4": self._w4,
            "W6": self._w6,
            "W7": self._w7,
        }

    def check(self, request: Request, status: int, raw: bytes) -> None:
        """Compare a response with the database.

        Raises:
            Wrong
        """
        where = f"{request.server.name} {request.workload}"
        if request.workload == NOT_MODIFIED:
            if status != request.status or raw:
                raise Wrong(f"{where}: {status} {raw[:600]!r}")
            return
        answer: Any = json.loads(raw) if status == 200 else None  # noqa: PLR2004 - OK
        if answer is None or "errors" in answer:
            raise Wrong(f"{where}: {status} {raw[:600]!r}")
        for key in filter(None, request.ask.path.split(".")):
            answer = _field(answer, key)
        if request.workload == "W8":
            _check_ideas(where, answer)
            return
        if request.saves:
            self.check_saved(request)
            expected: Any = self._saved(request)
        else:
            expected = self._expected[request.workload](request)
        try:
            _compare(request, expected, answer)
        except Wrong as error:
            raise Wrong(f"{where}: {error}") from None

    def check_saved(self, request: Request) -> None:
        """Check that the database has the last text and its HTML.

        Raises:
            Wrong
        """
        blog = self._blog(request)
        final = blog["final_blog"]
        title = request.markdown[2:].partition("\n")[0]
        missing = [tag for tag in (*_TAGS, title) if tag not in final["html"]]
        if final["markdown"] != request.markdown or missing:
            raise Wrong(f"{request.server.name} has not saved the text; missing: {missing}")
        if (_now() - blog["updated_at"].replace(tzinfo=UTC)).total_seconds() > _MAX_AGE_SECONDS:
            raise Wrong(f"{request.server.name}: an old `updated_at`")

    def reopen(self, request: Request) -> None:
        """Read the revision before a save, and clear the text to detect a missing save."""
        stale = {"final_blog.markdown": "stale", "final_blog.html": "stale"}
        self._blogs.update_one({"_id": request.blog_id}, {"$set": stale})
        request.revision = self._blog(request)["revision"]

    def _blog(self, request: Request) -> Raw:
        return self._blogs.find_one({"_id": request.blog_id}) or {}

    def _summary(self, blog: Raw, *fields: str) -> Raw:
        author = self._users[blog["author_id"]]
        return {
            "id": blog["_id"],
            "title": blog["meta"]["title"],
            "author_id": author["_id"],
            "author_name": author["name"],
            **{name: blog[name] for name in (*_SUMMARY, *fields)},
        }

    def _w1(self, request: Request) -> list[Raw]:
        mine = self._blogs.find({"author_id": request.user})
        newest = mine.sort([("created_at", -1), ("_id", -1)]).limit(20)
        return [
            self._summary(blog, "updated_at")
            | {"cover_image_url": blog["meta"]["cover_image_url"]}
            | _derived(blog)
            for blog in newest
        ]

    def _w2(self, request: Request) -> Raw:
        blog = self._blog(request)
        meta, final = blog["meta"], blog["final_blog"]
        return {
            "id": blog["_id"],
            "creativity": meta["creativity"],
            **{name: meta[name] for name in _BRIEF},
            **{name: blog[name] for name in (*_SUMMARY, "updated_at", "feedback")},
            "markdown": final["markdown"],
            "html": final["html"],
        }

    def _w3(self, request: Request) -> Raw:
        counts: Raw = dict.fromkeys((*seed.STATUSES, "total"), 0)
        for blog in self._blogs.find({"author_id": request.user}, {"status": 1}):
            counts[blog["status"]] += 1
            counts["total"] += 1
        return counts

    def _w4(self, _: Request) -> list[Raw]:
        waiting = self._blogs.find({"status": "pending"})
        oldest = waiting.sort([("requested_at", 1), ("_id", 1)]).limit(20)
        return [
            self._summary(blog) | {"author_email": self._users[blog["author_id"]]["email"]}
            for blog in oldest
        ]

    def _w6(self, request: Request) -> Raw:
        blog = self._blog(request)
        author = self._users[blog["author_id"]]
        return {
            "id": blog["_id"],
            "author_id": author["_id"],
            "author_name": author["name"],
            "title": blog["meta"]["title"],
            "cover_image_url": blog["meta"]["cover_image_url"],
            "html": blog["final_blog"]["html"],
            **{name: blog[name] for name in ("slug", "published_at")},
            **_derived(blog),
        }

    def _w7(self, _: Request) -> list[Raw]:
        changed = self._blogs.find({"working.status": "pending"})
        latest = list(changed.sort([("working.requested_at", -1), ("_id", -1)]).limit(20))
        return [self._with_working_copy(blog) for blog in reversed(latest)]

    def _with_working_copy(self, blog: Raw) -> Raw:
        working = blog["working"]
        copied = {name: working[name] for name in ("status", "updated_at", "requested_at")}
        title = {"title": working["meta"]["title"]}
        email = {"author_email": self._users[blog["author_id"]]["email"]}
        copy = copied | title | _derived(working)
        return self._summary(blog) | email | {f"working_copy_{name}": copy[name] for name in copy}

    def _saved(self, request: Request) -> Raw:
        blog = self._blog(request)
        return {"id": blog["_id"], "status": blog["status"], "updated_at": blog["updated_at"]}


def _derived(blog: Raw) -> Raw:
    final = blog["final_blog"]
    return {name: final[name] for name in ("excerpt", "word_count", "reading_minutes")}


def _check_ideas(where: str, answer: Any) -> None:
    """Check that there are five different ideas."""
    ideas = cast("list[Any]", answer) if isinstance(answer, list) else []
    texts = {idea for idea in ideas if isinstance(idea, str) and idea.strip()}
    if len(ideas) != _IDEAS or len(texts) != _IDEAS:
        raise Wrong(f"{where}: expected five ideas, got {answer!r}")


def _field(answer: Any, key: str) -> Any:
    return cast("Raw", answer).get(key) if isinstance(answer, dict) else None


def _now() -> datetime:
    return datetime.now(UTC)


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _flat(answer: Raw, prefix: str = "") -> Raw:
    """Flatten a response; fields of the author and of working copies keep a prefix."""
    flat: Raw = {}
    for name, value in answer.items():
        if isinstance(value, dict):
            flat |= _flat(cast("Raw", value), _PREFIXES.get(name, prefix))
        else:
            flat[prefix + _plain(name)] = value
    return flat


def _compare(request: Request, expected: Any, answer: Any) -> None:
    if isinstance(expected, list):
        wanted = cast("list[Raw]", expected)
        rows = cast("list[Raw]", answer) if isinstance(answer, list) else []
        if len(wanted) != len(rows):
            raise Wrong(f"expected a list of {len(wanted)}, got {len(rows)}")
        for one, other in zip(wanted, rows, strict=True):
            _compare(request, one, other)
        return
    if not isinstance(answer, dict):
        raise Wrong(f"expected an object, got {answer!r}")
    flat = _flat(cast("Raw", answer))
    for name, value in cast("Raw", expected).items():
        found = flat.get(_plain(request.ask.names.get(name, name)))
        if not _same(value, found):
            raise Wrong(f"{name}: expected {str(value)[:200]!r}, got {str(found)[:200]!r}")


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, ObjectId):
        return theirs == str(ours) or b64decode(theirs or "").endswith(str(ours).encode())
    if isinstance(ours, datetime):
        got = datetime.fromisoformat(theirs)
        return (got if got.tzinfo else got.replace(tzinfo=UTC)) == ours.replace(tzinfo=UTC)
    # Enums are lower case in the database and upper case in GraphQL.
    return ours == theirs or (
        isinstance(ours, str) and isinstance(theirs, str) and ours.lower() == theirs.lower()
    )


def check_refusals(server: Server, mine: Request, queue: Request, tokens: Tokens) -> None:
    """Check that requests without a valid token, and the queue for non-admins, are refused.

    Raises:
        Wrong
    """
    member = tokens.issue(seed.user_id(seed.USERS - 1), 0).text
    assert mine.token is not None
    head, _, signature = mine.token.rpartition(".")
    forged = f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    for request, token in ((mine, None), (mine, forged), (queue, member)):
        status, raw = server.call(request.ask.method, request.path, request.body(), token)
        # Some frameworks refuse with plain text.
        answered = server.dialect.graphql and raw.startswith(b"{")
        data: Any = json.loads(raw).get("data") if answered else None
        told = any(value is not None for value in data.values()) if data else False
        if told or (status < _FAILURE and b'"errors"' not in raw):
            raise Wrong(f"{server.name} {request.workload} was not refused: {status} {raw[:300]!r}")
