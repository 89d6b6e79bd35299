"""Commands as a replica set receives them: timeouts, read preferences, snapshots, quorums."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from adjusted_settings import adjusted
from api import Api
from beanie import init_beanie  # pyright: ignore[reportUnknownVariableType] - Beanie leaves the database's type open
from bson import ObjectId
from fake_mongodb import FakeReplicaSet, Received
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr
from stored_blogs import FIRST, make_blog

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.blogs.versions.documents import BlogVersionDocument
from cms_blog.blogs.versions.store import packed
from cms_blog.cli.progress import Steps
from cms_blog.context import Services
from cms_blog.database.client import opened
from cms_blog.database.full_reads import read_all
from cms_blog.database.indexes import Indexes, indexes_of
from cms_blog.maintenance.backup import target
from cms_blog.maintenance.backup.backup import write_backup
from cms_blog.maintenance.backup.sources import raw_database, source
from cms_blog.maintenance.image_references import (
    readdress,
    readdress_avatars,
    readdress_versions,
    references,
)
from cms_blog.privacy.export import export_chunks
from cms_blog.privacy.unused_images import delete_unused
from cms_blog.server.app import create_app, open_services
from cms_blog.server.documents import DOCUMENTS
from cms_blog.settings import Settings

OLD, NEW = "https://old.example.com", "https://new.example.com"
BLOGS = 120


class Fake(NamedTuple):
    """A replica set of two members, and the settings of a server that uses it."""

    members: FakeReplicaSet
    settings: Settings


@pytest.fixture
async def fake(settings: Settings, services: Services, tmp_path: Path) -> AsyncGenerator[Fake]:
    members = FakeReplicaSet(members=2)
    async with members.running() as uri:
        yield Fake(members, of_fake(settings, uri, tmp_path))
    # The document classes are bound to the database that was opened last.
    await init_beanie(services.database, document_models=[*DOCUMENTS], skip_indexes=True)


def of_fake(settings: Settings, uri: str, folder: Path) -> Settings:
    changes = {"mongodb_uri": SecretStr(uri), "uploads_url": str(folder / "uploads")}
    return adjusted(settings, **changes, mongodb_timeout_seconds=20)


def fill(members: FakeReplicaSet) -> UserDocument:
    """Add an author with a picture and many blogs and versions; return the author."""
    author: dict[str, Any] = {
        "_id": ObjectId(),
        "name": "Ada",
        "email": "ada@example.com",
        "created_at": FIRST,
        "role": "user",
        "images": ["a.png"],
        "avatar_url": f"{OLD}/a.png",
        "outbox_due": None,
    }
    blogs = [make_blog(author["_id"], status="saved", notes=[]) for _ in range(BLOGS)]
    members.documents["users"] = [author]
    members.documents["blogs"] = blogs
    members.documents["blog_versions"] = [
        {"_id": ObjectId(), "blog_id": blog["_id"], "meta": {}, "text": packed("x")}
        for blog in blogs
    ]
    return UserDocument.read(author)


def pages(members: FakeReplicaSet, collection: str) -> list[Received]:
    """Return the commands that read the collection in the order of ids or dates."""
    finds = [each for each in members.received if each.target == f"find {collection}"]
    return [each for each in finds if "sort" in each.command]


# -- timeouts


async def test_a_backup_has_no_time_limit(fake: Fake, tmp_path: Path):
    fill(fake.members)
    with Steps() as steps:
        async with source(fake.settings) as documents:
            made = await write_backup(tmp_path / "backup.tar", documents, None, steps.begin)
    assert (made.of_one_instant, made.collections["blogs"].documents) == (True, BLOGS)
    assert_unlimited(fake.members.received)
    assert len(pages(fake.members, "blogs")) == 3


async def test_copies_and_their_verification_have_no_time_limit(fake: Fake):
    fill(fake.members)
    count: list[int] = []
    async with source(fake.settings) as documents:
        elsewhere = fake.settings.model_copy(update={"mongodb_db": "elsewhere"})
        async with raw_database(elsewhere) as there:
            await target.sweep(documents, there, count.append)
            sums = await target.fill(documents, there, count.append)
    async with source(fake.settings, servers_stopped=True) as written:
        await target.compare(written, sums, count.append)
    assert {each.name for each in fake.members.received} >= {"find", "count"}
    assert_unlimited(fake.members.received)


async def test_reads_of_all_images_have_no_time_limit(fake: Fake):
    author = fill(fake.members)
    async with opened(fake.settings, DOCUMENTS):
        assert len([found async for found in references()]) == 2 * BLOGS + 1
        assert len([found async for found in references(since=FIRST)]) > BLOGS
        assert [found async for found in readdress(OLD, NEW)] == [None] * BLOGS
        assert [found async for found in readdress_versions(OLD, NEW)] == [False] * BLOGS
        await readdress_avatars(OLD, NEW)
        assert len([chunk async for chunk in export_chunks(author)]) == BLOGS + 3
        found = [each for name in fake.members.documents for each in pages(fake.members, name)]
        # Of 50 each: two checks and one new address of both, and the export of the blogs.
        assert len(found) >= 7 * 3
        assert_unlimited(found)
        unlimited = [each.target for each in fake.members.received if not limit_of(each)]
        assert {"find blogs", "find blog_versions", "find users"} == {*unlimited}


async def test_the_scan_of_old_blogs_for_images_has_no_time_limit(fake: Fake, tmp_path: Path):
    fill(fake.members)
    async with open_services(fake.settings) as services:
        await delete_unused([f"{'f' * 32}.png"], services.storage.store)
    (scan,) = [
        each for each in fake.members.received if "meta" in each.command.get("projection", {})
    ]
    assert scan.command["filter"] == {"images": {"$exists": False}}
    assert_unlimited([scan])


async def test_other_commands_keep_their_time_limit(fake: Fake):
    fill(fake.members)
    async with opened(fake.settings, DOCUMENTS):
        async for _ in read_all(BlogDocument.collection(), {}):
            await BlogVersionDocument.collection().find_one({})
    limited = [each for each in fake.members.received if each.target == "find blog_versions"]
    assert len(limited) == BLOGS
    assert all(0 < limit_of(each) <= 20_000 for each in limited)


def limit_of(received: Received) -> int:
    return received.command.get("maxTimeMS", 0)


def assert_unlimited(received: list[Received]) -> None:
    assert received
    assert [each.target for each in received if limit_of(each)] == []


# -- snapshots


@pytest.mark.parametrize(("stopped", "level"), [(False, "snapshot"), (True, None)])
async def test_snapshots_are_read_while_servers_run(fake: Fake, stopped: bool, level: str | None):
    fill(fake.members)
    async with source(fake.settings, servers_stopped=stopped) as documents:
        assert documents.of_one_instant
        assert len([each async for each in documents.documents("blogs")]) == BLOGS
    levels = {
        each.command.get("readConcern", {}).get("level") for each in pages(fake.members, "blogs")
    }
    assert levels == {level}


# -- read preferences


async def test_only_public_pages_are_read_from_a_secondary(fake: Fake):
    author = fill(fake.members)
    assert fake.settings.mongodb_uri is not None
    uri = f"{fake.settings.mongodb_uri.get_secret_value()}&readPreference=secondary"
    settings = adjusted(fake.settings, mongodb_uri=SecretStr(uri))
    fields = "nodes { title author { name } } totalCount"
    async with open_services(settings) as services:
        transport = ASGITransport(create_app(services))
        headers = {"Authorization": f"Bearer {services.tokens.issue(author.oid, 0).text}"}
        async with AsyncClient(transport=transport, base_url="http://testserver") as http:
            for query in (
                f"{{ publishedBlogs {{ {fields} }} }}",
                f"{{ blogs {{ {fields} }} tags {{ name }} dashboardStats {{ total }} }}",
                '{ publishedBlog(slug: "a") { title } }',
                "mutation { logoutEverywhere { __typename } }",
            ):
                answer = await http.post("/graphql", json={"query": query}, headers=headers)
                assert "errors" not in answer.json(), answer.json()
        async for _ in references():
            pass
    async with source(settings) as documents:
        assert [each async for each in documents.documents("users")]
    received = [each for each in fake.members.received if each.name != "endSessions"]
    public = [each for each in received if each.member == 1]
    assert [each.target for each in public] == ["find blogs"]
    assert public[0].command["filter"]["status"] == "published"
    assert public[0].command["$readPreference"] == {"mode": "secondary"}
    assert [each for each in received if "$readPreference" in each.command] == public


async def test_public_pages_are_read_from_the_primary_by_default(fake: Fake):
    fill(fake.members)
    async with open_services(fake.settings) as services:
        transport = ASGITransport(create_app(services))
        async with AsyncClient(transport=transport, base_url="http://testserver") as http:
            page = await Api(http, services).execute("{ publishedBlogs { totalCount } }")
    assert page == {"totalCount": BLOGS}
    assert {each.member for each in fake.members.received if each.name == "find"} == {0}


# -- index builds


@pytest.mark.parametrize(("replicated", "quorum"), [(True, {"majority"}), (False, {None})])
async def test_index_builds_wait_for_a_majority_of_a_replica_set(
    services: Services, settings: Settings, tmp_path: Path, replicated: bool, quorum: set[Any]
):
    members = FakeReplicaSet(replicated=replicated)
    async with members.running() as uri, opened(of_fake(settings, uri, tmp_path), DOCUMENTS):
        indexes = Indexes()
        await indexes.make(indexes_of(DOCUMENTS))
    assert indexes.made
    await init_beanie(services.database, document_models=[*DOCUMENTS], skip_indexes=True)
    built = members.commands("createIndexes")
    assert {each.command.get("commitQuorum") for each in built} == quorum
    assert_unlimited(built)
