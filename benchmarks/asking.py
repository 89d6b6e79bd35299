"""Requests as bytes on the wire, and checks of their responses."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from bson import ObjectId
from pymongo.database import Database

from benchmarks import seed
from benchmarks.dialects import BLOG, EDIT, MARKDOWN, NOT_MODIFIED, REVISION, SLUG, Ask
from benchmarks.servers import SECRET, Server, Wrong
from cms_blog.accounts.credentials import Tokens

type Raw = dict[str, Any]

# All servers accept these tokens: `sub` is the user's id.
TOKENS = Tokens(SECRET, lifetime=timedelta(days=1))
_REVISION = re.compile(rb'"revision":\s*(\d+)')


class Request:
    """A request of a user. Saves are numbered, so that each has a different text."""

    def __init__(
        self, server: Server, workload: str, user: ObjectId, blog: Raw | None, markdown: str = ""
    ) -> None:
        self.server, self.workload, self.user = server, workload, user
        self.ask: Ask = server.dialect.asks[workload]
        self.token = TOKENS.issue(user, 0).text if self.ask.signed_in else None
        self.blog_id: ObjectId | None = blog["_id"] if blog else None
        self.revision = int(blog["revision"]) if blog else 0
        self._markdown = f"{markdown}\nEdit {EDIT}"
        self._edits = 0
        slug = str(blog["slug"]) if blog else ""
        values = {BLOG: self._outer_id(), MARKDOWN: self._markdown, SLUG: slug}
        self.path = _filled(self.ask.url, values) or "/graphql"
        # Apollo's standalone server uses the root path.
        if server.name == "apollo-server":
            self.path = "/"
        body = _filled(self.ask.body, values)
        self._body = json.dumps(body).encode() if body else b""
        self._size = 0
        self._exact: bytes | None = None
        self.etag = self._current_etag() if workload == NOT_MODIFIED else None
        # Expected status.
        self.status: int = HTTPStatus.NOT_MODIFIED if self.etag else HTTPStatus.OK
        self._head = self._header_lines()

    @property
    def saves(self) -> bool:
        """Whether the request changes data."""
        return self.workload == "W5"

    @property
    def markdown(self) -> str:
        """The last saved text."""
        return self._markdown.replace(EDIT, f"{self._edits:09}")

    def body(self) -> bytes:
        """Body of the next request."""
        if not self.saves:
            return self._body
        self._edits += 1
        # Padded with spaces, which JSON allows before numbers: all bodies have the same length.
        numbered = self._body.replace(EDIT.encode(), b"%09d" % self._edits)
        revision = b"%*d" % (len(REVISION) + 2, self.revision)
        return numbered.replace(f'"{REVISION}"'.encode(), revision)

    def wire(self) -> bytes:
        """The next request, with its headers."""
        return self._head + self.body()

    def learn(self, bodies: list[bytes]) -> None:
        """Derive the check for responses under load from verified responses."""
        self._size = len(bodies[-1])
        self._exact = bodies[0] if not self.saves and len(set(bodies)) == 1 else None
        for body in bodies:
            self.learn_revision(body)

    def fits(self, body: bytes) -> bool:
        """Whether a response is plausible."""
        if self._exact is not None:
            return body == self._exact
        if self.server.dialect.global_ids and self.saves and not self.learn_revision(body):
            return False
        return b'"errors"' not in body and abs(len(body) - self._size) <= 16 + self._size // 50

    def learn_revision(self, body: bytes) -> bool:
        """Store the returned revision for the next save, as an editor does."""
        found = _REVISION.search(body)
        if found:
            self.revision = int(found[1])
        return found is not None

    def call(self) -> tuple[int, bytes]:
        """Send the request on a connection of its own; return status and body."""
        return self.server.call(self.ask.method, self.path, self.body(), self.token, self.etag)

    def _current_etag(self) -> str:
        status, raw, etag = self.server.call_for_etag("GET", self.path, b"", self.token)
        if status != HTTPStatus.OK or not etag:
            raise Wrong(f"{self.server.name} {self.workload}: {status}, no ETag, {raw[:600]!r}")
        return etag

    def _outer_id(self) -> str:
        if not self.server.dialect.global_ids:
            return str(self.blog_id)
        return b64encode(f"Blog:{self.blog_id}".encode()).decode()

    def _header_lines(self) -> bytes:
        lines = [
            f"{self.ask.method} {self.path} HTTP/1.1",
            f"Host: {self.server.host}",
            "Accept: application/json",
        ]
        if self.token:
            lines.append(f"Authorization: Bearer {self.token}")
        if self.etag:
            lines.append(f"If-None-Match: {self.etag}")
        if self._body:
            length = len(self.body())
            self._edits = 0
            lines += ["Content-Type: application/json", f"Content-Length: {length}"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n"


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for name, text in values.items():
            value = value.replace(name, text)
        return value
    if isinstance(value, dict):
        return {k: _filled(v, values) for k, v in value.items()}  # pyright: ignore[reportUnknownVariableType] - JSON
    return value


# Status and number of the blogs of each user.
_OF_BLOGS = {
    "W2": ("published", 4),
    "W5": ("saved", 2),
    "W6": ("published", 4),
    NOT_MODIFIED: ("published", 4),
}


def requests_for(server: Server, workload: str, database: Database[Raw]) -> list[Request]:
    """Requests of a workload: of eight admins, with two or four blogs each if it needs blogs.

    Empty if the server does not have the workload.
    """
    if workload not in server.dialect.asks:
        return []
    found: list[Request] = []
    for number in range(seed.ADMINS):
        user = seed.user_id(number)
        if workload in _OF_BLOGS:
            # The oldest blogs, which are not in W1.
            status, count = _OF_BLOGS[workload]
            mine = {"author_id": user, "status": status}
            kept = list(database["blogs"].find(mine).sort("_id", 1).limit(count))
        else:
            kept = [None]
        for place, blog in enumerate(kept):
            text = seed.texts()[(2 * number + place + 100) % seed.TEXTS].markdown
            found.append(Request(server, workload, user, blog, text))
    return found
