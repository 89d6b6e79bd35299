"""`cms-blog copy-to`: copies of a database in another one."""

from pathlib import Path
from typing import Any

import pytest
from backup_folders import Database, backup, content, database, some
from cli_process import begin, command, killed
from pymongo import AsyncMongoClient

from cms_blog.database.embedded import process as embedded
from cms_blog.maintenance.backup.archive import checked


async def raw(database: Database) -> dict[str, list[dict[str, Any]]]:
    return {
        name: await database[name].find().sort("_id").to_list()
        for name in ("users", "blogs", "blog_versions")
    }


@pytest.mark.slow
async def test_copy_to_reproduces_the_database(here: Path, tmp_path: Path):
    async with embedded.running(tmp_path) as uri, AsyncMongoClient[Any](uri) as client:
        status, out, err = await command(here, "copy-to", uri)
        assert status == 0, err
        assert "users 5, blog versions 300, blogs 300: copied to cms_blog and verified.\n" in out
        async with database(here) as first:
            assert await raw(client["cms_blog"]) == await raw(first)
        # Also compares details that the driver hides.
        assert content(tmp_path, "") == content(here)
        assert "slug_1" in await client["cms_blog"]["blogs"].index_information()

        status, _, err = await command(here, "copy-to", uri)
        assert (status, "The target already has 605 documents" in err) == (1, True)

        env = {"MONGODB_URI": uri, "UPLOADS_URL": str(here / "uploads")}
        status, out, err = await backup(tmp_path, **env)
        assert status == 0, err
        assert "The backup is not of one point in time" in out
        second, first = (
            checked(place / "backup.tar", lambda _: None) for place in (tmp_path, here)
        )
        assert second.sums == first.sums
        env = {"MONGODB_URI": uri, "MONGODB_DB": "other", "UPLOADS_URL": str(tmp_path / "images")}
        assert (await command(tmp_path, "restore", "backup.tar", **env)).status == 0
        assert content(tmp_path, "", "other") == content(here)


@pytest.mark.slow
async def test_killed_copy_to_is_continued(here: Path, tmp_path: Path):
    async with embedded.running(tmp_path) as uri, AsyncMongoClient[Any](uri) as client:
        there: Database = client["cms_blog"]
        copy = await begin(here, "copy-to", uri)
        await some(there.blogs)
        assert await killed(copy)
        # Conflicting writes to the target: one extra document, and two with swapped values.
        await there.users.insert_one({"email": "other@example.com"})
        first, second = await there.blogs.find().limit(2).to_list()
        slugs = first["slug"], second["slug"]
        await there.blogs.update_one({"_id": first["_id"]}, {"$set": {"slug": "free"}})
        await there.blogs.update_one({"_id": second["_id"]}, {"$set": {"slug": slugs[0]}})
        await there.blogs.update_one({"_id": first["_id"]}, {"$set": {"slug": slugs[1]}})
        status, _, err = await command(here, "copy-to", uri, "--replace")
        assert status == 0, err
    assert content(tmp_path, "") == content(here)


async def test_target_is_validated_before_the_copy(here: Path):
    status, _, err = await command(here, "copy-to", "localhost")
    assert (status, err) == (
        2,
        "Setting MONGODB_URI: write it as mongodb://HOST:PORT or mongodb+srv://HOST\n",
    )
    away = "mongodb://someone:s3cret@127.0.0.1:1/?serverSelectionTimeoutMS=200"
    status, _, err = await command(here, "copy-to", away)
    assert (status, "The database does not answer" in err, "s3cret" in err) == (1, True, False)
