"""Folders with an embedded database and images, and backups of them."""

import asyncio
import json
import tarfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bson import BSON, ObjectId
from cli_process import CommandResult, command
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from cms_blog.cli.progress import Steps
from cms_blog.database.embedded import process as embedded
from cms_blog.database.embedded.snapshot import snapshot
from cms_blog.maintenance.backup.archive import Manifest
from cms_blog.maintenance.backup.backup import write_backup
from cms_blog.maintenance.backup.sources import source
from cms_blog.media.image_store import ImageStore, name_of
from cms_blog.settings import Settings

type Database = AsyncDatabase[dict[str, Any]]


NOW = datetime(2026, 11, 23, tzinfo=UTC)


IMAGES = [f"image {number}".encode() for number in range(20)]


@asynccontextmanager
async def database(folder: Path) -> AsyncGenerator[Database]:
    """Open the embedded database of a folder."""
    async with embedded.running(folder / "data") as uri, AsyncMongoClient[Any](uri) as client:
        yield client["cms_blog"]


async def fill(folder: Path, blogs: int) -> None:
    """Create users, blogs and images in an unused folder."""
    (folder / "uploads").mkdir()
    for data in IMAGES:
        (folder / "uploads" / name_of(data, "image/png")).write_bytes(data)
    authors = [ObjectId() for _ in range(5)]
    async with database(folder) as there:
        await there.users.insert_many(
            [
                {
                    "_id": oid,
                    "name": "Ada",
                    "email": f"{oid}@example.com",
                    "created_at": NOW,
                    "usage": [{"day": "2026-11-26", "tokens": 1_200, "micro_usd": 4}],
                }
                for oid in authors
            ]
        )
        ids = [ObjectId() for _ in range(blogs)]
        await there.blog_versions.insert_many(
            [{"blog_id": oid, "revision": 1, "text": bytes(range(256))} for oid in ids]
        )
        await there.blogs.insert_many(
            [
                {
                    "_id": ids[number],
                    "author_id": authors[number % 5],
                    "status": "saved",
                    "meta": {"title": f"Title {number}", "outline": ["ü", "\N{ZERO WIDTH JOINER}"]},
                    "final_blog": {"markdown": "text " * 500, "render": {"sections": []}},
                    "slug": f"slug-{number}",
                    "created_at": NOW,
                    "of later versions": [1, 2**40, 1.5, None, True, {"deeper": b"bytes"}],
                }
                for number in range(blogs)
            ]
        )


def content(folder: Path, data: str = "data", name: str = "cms_blog") -> dict[str, list[bytes]]:
    """Read all documents of a folder's embedded database as BSON."""
    with snapshot(folder / data, name) as instant:
        return {name: list(instant.documents(name)) for name in ("users", "blogs", "blog_versions")}


def decoded(document: bytes) -> dict[str, Any]:
    return BSON(document).decode()


def images(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "uploads").iterdir()}


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def some(collection: AsyncCollection[dict[str, Any]]) -> None:
    """Wait until 50 documents were written."""
    while await collection.estimated_document_count() < 50:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.01)


async def backup(folder: Path, *arguments: str, **env: str) -> CommandResult:
    return await command(folder, "backup", "backup.tar", *arguments, **env)


async def written(folder: Path, path: Path, store: ImageStore | None = None) -> Manifest:
    """Write a backup of `folder` in this process."""
    given = {"data_dir": folder / "data"}
    settings = Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue, reportArgumentType] - pydantic-settings takes it
    with Steps() as steps:
        async with source(settings) as documents:
            return await write_backup(path, documents, store, steps.begin)


def manifest(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as tar:
        file = tar.extractfile("manifest.json")
        assert file is not None
        return json.load(file)
