"""The requests to the products, and the parts of their responses that are compared."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from benchmarks import seed
from benchmarks.servers import Server, Wrong

type Raw = dict[str, Any]

WORKLOADS = {
    "excerpt": "20 newest posts of an author, with excerpt",
    "list": "the same without excerpt",
    "W2": "one post",
    "W3": "counts by status",
    "create": "create with 6 KB",
}
PAGE = 20
# Connections, each of another author. As many other authors create.
CLIENTS = 8
# Replaced by a number of the same length in each request that creates.
NUMBER = "@number@"


@dataclass(frozen=True)
class Author:
    """An author: id and token of the product."""

    id: Any
    token: str


@dataclass
class Asked:
    """A request of an author to a product."""

    workload: str
    server: Server
    path: str
    authorization: str
    created: Raw | None = None
    status: int = 200
    _size: int = 0
    _exact: bytes | None = None
    _numbers: "count[int]" = field(default_factory=lambda: count(10_000_000))

    def __post_init__(self) -> None:
        self._body = json.dumps(self.created).encode() if self.created else b""
        method = "POST" if self.created else "GET"
        lines = [
            f"{method} {self.path} HTTP/1.1",
            f"Host: {self.server.host}",
            "Accept: application/json",
            f"Authorization: {self.authorization}",
        ]
        if self._body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self._body)}"]
        self._head = "\r\n".join(lines).encode() + b"\r\n\r\n"

    def body(self) -> bytes:
        """Body of the next request."""
        return self._body.replace(NUMBER.encode(), b"%d" % next(self._numbers))

    def wire(self) -> bytes:
        """The next request, with its headers."""
        return self._head + self.body()

    def call(self) -> tuple[int, bytes]:
        """Send the request on a connection of its own; return status and body."""
        scheme, _, token = self.authorization.partition(" ")
        method = "POST" if self.created else "GET"
        return self.server.call(method, self.path, self.body(), token, scheme=scheme)

    def learn(self, bodies: Sequence[bytes]) -> None:
        """Derive the check for responses under load from verified responses."""
        self._size = len(bodies[-1])
        self._exact = bodies[0] if len(set(bodies)) == 1 else None

    def fits(self, body: bytes) -> bool:
        """Whether a response is plausible."""
        if self._exact is not None:
            return body == self._exact
        return abs(len(body) - self._size) <= 16 + self._size // 50


def called(server: Server, path: str, body: Raw | None = None, authorization: str = "") -> Any:
    """Return the JSON of a response.

    Raises:
        Wrong: the status is neither 200 nor 201.
    """
    scheme, _, token = authorization.partition(" ")
    method, raw = ("POST", json.dumps(body).encode()) if body else ("GET", b"")
    status, answer = server.call(method, path, raw, token or None, scheme=scheme or "Bearer")
    if status not in {200, 201}:
        raise Wrong(f"{server.name} {path}: {status} {answer[:600]!r}")
    return json.loads(answer)


def post(number: int) -> Raw:
    """The values of a post."""
    blog = _posts()[number]
    final = blog["final_blog"]
    return {
        "title": blog["meta"]["title"],
        "status": blog["status"],
        "excerpt": final["excerpt"],
        "markdown": final["markdown"],
    }


@cache
def _posts() -> list[Raw]:
    return list(seed.blogs())


@cache
def numbers_of(author: int) -> list[int]:
    """Numbers of an author's posts, oldest first."""
    user = seed.user_id(author)
    return [number for number, blog in enumerate(_posts()) if blog["author_id"] == user]


def newest(author: int, *, excerpts: bool) -> list[tuple[str, str]]:
    """Title and excerpt of the posts in an author's list; empty excerpts if not selected."""
    posts = [post(number) for number in numbers_of(author)[::-1][:PAGE]]
    return [(values["title"], values["excerpt"] if excerpts else "") for values in posts]


def new_post() -> Raw:
    """The values of a created post, with a placeholder."""
    text = seed.texts()[0]
    values = {"title": f"A new post {NUMBER}", "status": "saved", "excerpt": text.excerpt}
    return values | {"markdown": text.markdown}
