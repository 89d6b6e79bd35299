"""Migrations during edits, by several processes, and after a kill."""

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api import Api
from bson import ObjectId
from cli_process import begin
from mongo_process import UpdateLimiter, database_server
from old_blogs import old_blog
from old_documents import BLOGS, one, stored
from pymongo import AsyncMongoClient

from cms_blog.database.document import SCHEMA_VERSION
from cms_blog.maintenance.migrations.changes import Changes
from cms_blog.maintenance.migrations.run import migrate


async def test_concurrent_edit_is_kept(api: Api):
    author = await api.make_user()
    (oid,) = await stored(api, author, {})
    blogs = api.services.database["blogs"]

    async def edited_meanwhile(raw: dict[str, Any]) -> Changes:
        changes = await BLOGS.changes_of(raw)
        if raw["meta"]["title"] != "Edited":
            edit = {"meta.title": "Edited", "revision": 2, "updated_at": datetime.now(UTC)}
            await blogs.update_one({"_id": oid}, {"$set": edit})
        return changes

    await migrate(replace(BLOGS, changes_of=edited_meanwhile), dry_run=False)
    after = await one(api, oid)
    assert (after["meta"]["title"], after["revision"]) == ("Edited", 2)
    assert after["search_words"][:2] == ["edited", "they"]
    assert after["keyword_words"] == ["balcony", "tomatoes"]
    assert after["schema_version"] == SCHEMA_VERSION


async def test_concurrent_runs_share_the_work(api: Api):
    author = await api.make_user()
    await stored(api, author, *({"_id": ObjectId(), "status": "published"} for _ in range(40)))
    reports = await asyncio.gather(*(migrate(BLOGS, dry_run=False) for _ in range(2)))
    assert [report.unfit for report in reports] == [{}, {}]
    assert sum(report.changed for report in reports) == 40
    slugs = [blog["slug"] async for blog in api.services.database["blogs"].find()]
    assert len(set(slugs)) == 40


def _published(author: ObjectId, title: str) -> dict[str, Any]:
    blog = old_blog(author, status="published")
    blog["meta"]["title"] = title
    return blog


async def said(process: asyncio.subprocess.Process) -> tuple[int | None, Sequence[str]]:
    out, _ = await process.communicate()
    return process.returncode, out.decode().splitlines()


async def test_killed_command_is_continued(tmp_path: Path):
    async with (
        database_server(tmp_path / "database") as database,
        AsyncMongoClient[dict[str, Any]](database.uri) as client,
    ):
        env = {"MONGODB_URI": database.uri, "MONGODB_DB": "test"}
        blogs, author = client.test.blogs, ObjectId()
        await blogs.insert_many(
            [_published(author, f"Tomatoes {number}") for number in range(60)]
            + [old_blog(author, status="archived")]
        )
        status, lines = await said(await begin(tmp_path, "migrate", "--dry-run", **env))
        assert lines[:2] == [
            "users: 0 checked, 0 would be migrated",
            "blogs: 61 checked, 60 would be migrated",
        ]
        assert lines[-1] == "Dry run: nothing was changed."
        assert status == 1
        # Blogs are migrated ten at a time: the third group starts after the 20th blog.
        limiter = UpdateLimiter(database.port, updates=20)
        async with limiter.running() as port:
            relayed = env | {"MONGODB_URI": database.uri.replace(f":{database.port}", f":{port}")}
            killed = await begin(tmp_path, "migrate", **relayed)
            await limiter.exhausted.wait()
            killed.send_signal(signal.SIGKILL)
            await killed.communicate()
        done = await blogs.count_documents({"schema_version": SCHEMA_VERSION})
        assert done == 20
        status, lines = await said(await begin(tmp_path, "migrate", **env))
        assert lines[1] == f"blogs: 61 checked, {60 - done} migrated"
        assert lines[-1].endswith("not migrated: unknown status 'archived'")
        assert status == 1
        assert len(await blogs.distinct("slug", {"status": "published"})) == 60
        assert "slug_1" in await blogs.index_information()
