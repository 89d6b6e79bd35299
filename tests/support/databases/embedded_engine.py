"""The embedded database in this process, with sample documents."""

import datetime as dt
import sqlite3
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, override

from bson import ObjectId
from mongoeco.wire.proxy import AsyncMongoEcoProxyServer
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from cms_blog.database.embedded.engine import Engine

type Database = AsyncDatabase[Any]

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
AUTHORS = [ObjectId() for _ in range(100)]
STATUSES = ("saved", "pending", "published", "rejected")
STEPS_A_CALL = 10


class CountingEngine(Engine):
    """Counts SQLite's virtual machine instructions, to detect full scans, and its transactions."""

    calls = 0
    transactions = 0
    decoded: Any = None
    decodes = 0
    comparisons = 0

    def __init__(self, path: str) -> None:
        # The thread that opened each connection.
        self.connections: list[int] = []
        super().__init__(path)

    @override
    def _create_sqlite_connection(self) -> sqlite3.Connection:
        connection = super()._create_sqlite_connection()
        self.safety = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous")
        ]
        self.connections.append(threading.get_ident())
        connection.set_progress_handler(self._count, STEPS_A_CALL)
        connection.set_trace_callback(self._trace)
        return connection

    @override
    def _decode_codec_payload(self, payload: object, *, preserve_bson_wrappers: bool) -> Any:
        self.decoded = payload
        self.decodes += 1
        return super()._decode_codec_payload(payload, preserve_bson_wrappers=preserve_bson_wrappers)

    @override
    def _unique_index_conflict(self, candidate: Any, existing: Any, index: Any) -> Any:
        self.comparisons += 1
        return super()._unique_index_conflict(candidate, existing, index)  # pyright: ignore[reportUnknownMemberType] - mongoeco leaves it open

    def _count(self) -> int:
        self.calls += 1
        return 0

    def _trace(self, statement: str) -> None:
        self.transactions += statement == "COMMIT"


@asynccontextmanager
async def served(folder: Path) -> AsyncGenerator[tuple[CountingEngine, Database]]:
    engine = CountingEngine(str(folder / "test.sqlite"))
    server: Any = AsyncMongoEcoProxyServer(engine=engine)
    async with server, AsyncMongoClient[Any](server.address.uri, tz_aware=True) as client:
        yield engine, client.test


async def make_indexes(database: Database) -> None:
    blogs = database.blogs
    await blogs.create_index({"author_id": 1, "created_at": -1, "_id": -1}, name="author")
    await blogs.create_index(
        {"author_id": 1, "status": 1, "created_at": -1, "_id": -1}, name="author_status"
    )
    await blogs.create_index({"status": 1, "requested_at": 1, "_id": 1}, name="requested")
    await blogs.create_index({"status": 1, "published_at": -1, "_id": -1}, name="published")
    await blogs.create_index(
        "slug", name="slug", unique=True, partialFilterExpression={"slug": {"$type": "string"}}
    )
    await database.users.create_index("email", name="email", unique=True)


def blog(number: int, *, authors: int) -> dict[str, Any]:
    made = {
        "author_id": AUTHORS[number % authors],
        "status": STATUSES[number // authors % 4],
        "created_at": START + dt.timedelta(seconds=number),
        "meta": {"title": f"Title {number}", "tags": ["one", "two"]},
        "final_blog": {"html": "<p>text</p>", "render": {"sections": [{"heading": "h"}]}},
    }
    if made["status"] == "published":
        made |= {"slug": f"title-{number}", "published_at": made["created_at"]}
    return made
