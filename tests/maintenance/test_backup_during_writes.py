"""A backup during writes is of one point in time."""

import asyncio
import io
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from adjusted_settings import adjusted
from api import BRIEF
from backup_folders import backup, content, decoded, images, manifest
from cli_process import command
from pymongo import AsyncMongoClient
from server_process import Server, serving

from cms_blog.database.embedded import process as embedded
from cms_blog.maintenance.backup.sources import source
from cms_blog.settings import Settings

SIGNUP = """
  mutation Signup($email: String!) {
    signup(input: {name: "Ada", email: $email, password: "correct horse"}) {
      ... on SignupSuccess { session { accessToken } }
    }
  }
"""


SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) { ... on SaveBlogSuccess { blog { id } } }
  }
"""


UPDATE = """
  mutation Update($id: ID!, $input: UpdateBlogInput!) {
    updateBlog(id: $id, input: $input) { ... on UpdateBlogSuccess { blog { revision } } }
  }
"""


UPLOAD = """
  mutation Upload($file: Upload!) {
    uploadImage(input: {file: $file}) { ... on UploadImageSuccess { image { url } } }
  }
"""


async def uploaded(server: Server, token: str, number: int) -> str:
    data = io.BytesIO()
    # The smallest GIF, with a unique colour.
    colour = bytes([number % 256, number // 256, 0, 255, 255, 255])
    data.write(
        b"GIF89a\1\0\1\0\x80\0\0" + colour + b"!\xf9\4\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
    )
    operations = {"query": UPLOAD, "variables": {"file": None}}
    response = await server.http.post(
        "/graphql",
        data={"operations": json.dumps(operations), "map": '{"0": ["variables.file"]}'},
        files={"0": ("a.gif", data.getvalue())},
        headers={"Apollo-Require-Preflight": "true", "Authorization": f"Bearer {token}"},
    )
    return response.json()["data"]["uploadImage"]["image"]["url"]


async def signed_up(server: Server, number: int) -> str:
    result = await server.execute(SIGNUP, email=f"writer{number}@example.com")
    return result["session"]["accessToken"]


async def saved(server: Server, token: str, number: int, cover: str | None = None) -> str:
    given = {
        "brief": BRIEF,
        "title": f"Title {number}",
        "markdown": text(0),
        "coverImageUrl": cover,
    }
    return (await server.execute(SAVE, token, input=given))["blog"]["id"]


def text(number: int) -> str:
    return f"# Edition {number}\n\n{f'Edition {number}. ' * 200}\n\n## End of edition {number}"


async def edit_in_turns(server: Server) -> None:
    """Edit two blogs in turn, the first always before the second."""
    token = await signed_up(server, 0)
    first, second = await saved(server, token, 0), await saved(server, token, 1)
    edition = 0
    while True:
        edition += 1
        for blog in (first, second):
            given = {"expectedRevision": edition, "markdown": text(edition)}
            await server.execute(UPDATE, token, id=blog, input=given)


async def arrive(server: Server, enough: asyncio.Event) -> None:
    """Create authors, each with a blog with a unique image; set `enough` after the third."""
    number = 1
    while True:
        number += 1
        token = await signed_up(server, number)
        await saved(server, token, number, await uploaded(server, token, number))
        if number > 3:
            enough.set()


@pytest.mark.slow
async def test_backup_during_writes_is_consistent(tmp_path: Path):
    there = tmp_path / "there"
    there.mkdir()
    limits = dict.fromkeys(("rate_limit_signups", "rate_limit_uploads"), "100000/minute")
    async with serving(tmp_path, LIMITS=json.dumps(limits)) as server:
        enough = asyncio.Event()
        work = (edit_in_turns(server), arrive(server, enough))
        writers = [asyncio.create_task(each) for each in work]
        await asyncio.wait_for(enough.wait(), 60)
        said = [await backup(tmp_path, "--replace") for _ in range(2)]
        still_writing = not any(writer.done() for writer in writers)
        for writer in writers:
            writer.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
        assert still_writing
    assert [status for status, _, _ in said] == [0, 0]
    assert (tmp_path / "backup.tar").stat().st_mode & 0o777 == 0o600

    status, out, err = await command(there, "restore", str(tmp_path / "backup.tar"))
    assert status == 0, err
    assert "restored and verified." in out
    found = content(there)
    assert manifest(tmp_path / "backup.tar")["of_one_instant"] is True
    authors = {decoded(user)["_id"] for user in found["users"]}
    blogs = [decoded(blog) for blog in found["blogs"]]
    covers = {blog["meta"]["cover_image_url"] for blog in blogs} - {None}
    assert len(blogs) > 3
    assert {blog["author_id"] for blog in blogs} <= authors
    assert {cover.rpartition("/")[2] for cover in covers} <= images(there).keys()
    editions: dict[str, int] = {}
    for blog in blogs:
        # Each blog is consistent: text, HTML and number are of one edit.
        edition = editions[blog["meta"]["title"]] = blog["revision"] - 1
        assert blog["final_blog"]["markdown"] == text(edition)
        assert blog["final_blog"]["html"].count(f"Edition {edition}.") == 200
    # Both are of one point in time: the second is equal to the first or one edit behind.
    assert editions["Title 0"] - editions["Title 1"] in {0, 1}

    async with serving(there) as server:
        login = (
            'mutation { login(input: {email: "writer2@example.com", password: "correct horse"}) {'
        )
        login += " ... on LoginSuccess { session { viewer { user { name } } } } } }"
        assert (await server.execute(login))["session"]["viewer"]["user"]["name"] == "Ada"


async def test_snapshot_is_of_one_point_in_time(tmp_path: Path, settings: Settings):
    """On the embedded database, or on TEST_MONGODB_URI if it is a replica set."""
    name = f"{settings.mongodb_db}_instant"
    given: dict[str, Any] = {"mongodb_db": name, "data_dir": tmp_path / "data"}
    settings = adjusted(settings, **given)
    async with AsyncExitStack() as stack:
        if settings.mongodb_uri is None:
            uri = await stack.enter_async_context(embedded.running(settings.data_dir))
        else:
            uri = settings.mongodb_uri.get_secret_value()
        client = await stack.enter_async_context(AsyncMongoClient[Any](uri))
        users, blogs = client[name]["users"], client[name]["blogs"]
        await users.insert_many([{"n": n} for n in range(250)])
        await blogs.insert_one({"n": 0})
        async with source(settings) as instant:
            assert instant.of_one_instant
            reading = instant.documents("users")
            first = await anext(reading)
            await users.update_one({"n": 249}, {"$set": {"n": -1}})
            await users.delete_one({"n": 248})
            await users.insert_one({"n": 1_000})
            await blogs.delete_one({"n": 0})
            found = [first, *[user async for user in reading]]
            assert sorted(decoded(user)["n"] for user in found) == list(range(250))
            assert [decoded(blog)["n"] async for blog in instant.documents("blogs")] == [0]
        await client.drop_database(name)
