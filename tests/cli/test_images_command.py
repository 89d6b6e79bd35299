"""`cms-blog images`, with and without a running server."""

import asyncio
import json
import os
import time
from base64 import b64decode
from collections.abc import Generator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from api import BRIEF
from cli_process import begin, command, killed
from PIL import Image
from s3_server import S3, s3_server
from server_process import Server, serving, signed_up

UPLOAD = """
  mutation Upload($file: Upload!) {
    uploadImage(input: {file: $file}) { ... on UploadImageSuccess { image { url } } }
  }
"""
SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) { ... on SaveBlogSuccess { blog { id } } }
  }
"""
RENAME = """
  mutation ($id: ID!) {
    updateBlog(id: $id, input: {expectedRevision: 1, title: "Other"}) {
      ... on UpdateBlogSuccess { blog { id } }
    }
  }
"""
BLOGS = """
  query { blogs { nodes { id coverImageUrl revision content { markdown sections { html } } } } }
"""


@pytest.fixture(scope="module")
def s3() -> Generator[S3]:
    with s3_server() as server:
        yield server


def picture(number: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8 + number, 8), (0, 0, 255)).save(out, "PNG")
    return out.getvalue()


async def uploaded(server: Server, token: str, number: int) -> str:
    """Upload a new image and return its URL."""
    operations = {"query": UPLOAD, "variables": {"file": None}}
    response = await server.http.post(
        "/graphql",
        data={"operations": json.dumps(operations), "map": '{"0": ["variables.file"]}'},
        files={"0": ("a.png", picture(number))},
        headers={"Apollo-Require-Preflight": "true", "Authorization": f"Bearer {token}"},
    )
    return response.json()["data"]["uploadImage"]["image"]["url"]


async def saved(server: Server, token: str, cover: str | None, markdown: str) -> str:
    given = {"brief": BRIEF, "title": "Title", "markdown": markdown, "coverImageUrl": cover}
    return (await server.execute(SAVE, token, input=given))["blog"]["id"]


async def test_check_reports_orphaned_and_missing_images(tmp_path: Path):
    async with serving(tmp_path) as server:
        token = await signed_up(server)
        cover, inside, orphan = [await uploaded(server, token, number) for number in range(3)]
        first = await saved(server, token, cover, "# A\n\nText.\n")
        # An image of another site with such a name.
        other = f"https://other.example/avatars/{'a' * 32}.png"
        await saved(server, token, None, f"# B\n\n![x]({inside})\n\n![y]({other})\n")
        folder = tmp_path / "uploads"
        draft = folder / ".0123456789abcdef"
        draft.write_bytes(b"half")
        two_hours_ago = time.time() - 7_200
        os.utime(draft, (two_hours_ago, two_hours_ago))

        env = {"PUBLIC_BASE_URL": str(server.http.base_url).rstrip("/")}
        status, out, _ = await command(tmp_path, "images", "check", **env)
        assert status == 0
        size = sum(path.stat().st_size for path in folder.iterdir())
        assert out.splitlines() == [
            f"Images in uploads: 3 ({size} B)",
            "Smaller versions: 0 (0 B)",
            "Deleted files that killed processes left: 1",
            f"Orphaned: 1 ({(folder / name(orphan)).stat().st_size} B)",
            "Orphaned for more than 30 days: 0 (0 B)",
            "Missing: 0",
        ]
        assert not draft.exists()

        arguments = ("--delete-orphans", "--older-than", "0", "--list")
        status, out, _ = await command(tmp_path, "images", "check", *arguments, **env)
        assert status == 0
        assert f"  {name(orphan)}\n" in out
        assert "Deleted: 1\n" in out
        assert sorted(path.name for path in folder.iterdir()) == sorted((name(cover), name(inside)))
        assert (await server.http.get(cover)).status_code == 200
        status, out, _ = await command(tmp_path, "images", "variants", **env)
        assert (status, out) == (0, "Covers with all sizes: 1\n")

        (folder / name(cover)).unlink()
    # Also without a server.
    status, out, err = await command(tmp_path, "images", "check", **env)
    assert status == 1
    assert f"missing: {cover}, in blog {oid(first)}" in out
    assert "1 images that blogs use are missing." in err
    assert other not in out


async def test_images_are_copied_to_a_bucket_and_readdressed(tmp_path: Path, s3: S3):
    bucket = f"s3://{s3.new_bucket()}/images"
    async with serving(tmp_path) as server:
        token = await signed_up(server)
        cover, inside = [await uploaded(server, token, number) for number in range(2)]
        await saved(server, token, cover, f"# A\n\n![x]({inside})\n\n## B\n\nText.\n")
        before = (await server.http.get(cover)).content
        (blog,) = (await server.execute(BLOGS, token))["nodes"]
        # The text of a version is stored when a change replaces it.
        await server.execute(RENAME, token, id=blog["id"])
        (blog,) = (await server.execute(BLOGS, token))["nodes"]
        secret = (tmp_path / "data" / "jwt-secret").read_text()

    status, out, err = await command(
        tmp_path, "images", "move", "uploads", bucket, **s3.environment
    )
    assert (status, err.count("Copying: 100%")) == (0, 1), err
    assert "Copied: 2\n" in out
    assert f"Set UPLOADS_URL={bucket}, restart" in out
    status, out, _ = await command(tmp_path, "images", "move", "uploads", bucket, **s3.environment)
    assert (status, "Copied: 0\n" in out) == (0, True)

    cdn = "https://cdn.example.com/images"
    env = s3.environment | {"UPLOADS_URL": bucket, "UPLOADS_PUBLIC_URL": cdn, "JWT_SECRET": secret}
    async with serving(tmp_path, **env) as server:
        # Old URLs are still served.
        assert (await server.http.get(f"/uploads/{name(cover)}")).content == before
        old = cover.rpartition("/")[0]
        status, out, _ = await command(tmp_path, "images", "readdress", old, **env)
        covers = "Covers with all sizes: 1\n"
        changed = "Versions changed: 1\nPictures of users changed: 0\n"
        assert (status, out) == (0, f"{covers}Blogs changed from {old} to {cdn}: 1\n{changed}")
        (after,) = (await server.execute(BLOGS, token))["nodes"]
        assert after["coverImageUrl"] == f"{cdn}/{name(cover)}"
        assert after["revision"] == blog["revision"]
        markdown = blog["content"]["markdown"].replace(old, cdn)
        assert after["content"]["markdown"] == markdown
        html = [section["html"].replace(old, cdn) for section in blog["content"]["sections"]]
        assert [section["html"] for section in after["content"]["sections"]] == html
        assert (await uploaded(server, token, 0)) == f"{cdn}/{name(cover)}"
        status, out, _ = await command(tmp_path, "images", "check", **env)
        assert (status, "Missing: 0\n" in out) == (0, True)


@pytest.mark.slow
async def test_killed_move_is_continued(tmp_path: Path, s3: S3):
    (tmp_path / "uploads").mkdir()
    images = [f"image {number}".encode() for number in range(400)]
    for data in images:
        (tmp_path / "uploads" / f"{sha256(data).hexdigest()[:32]}.png").write_bytes(data)
    target = s3.new_bucket()
    bucket = f"s3://{target}"
    move = await begin(tmp_path, "images", "move", "uploads", bucket, **s3.environment)
    while s3.is_empty(target):
        assert move.returncode is None
        await asyncio.sleep(0.01)
    assert await killed(move)
    status, out, _ = await command(tmp_path, "images", "move", "uploads", bucket, **s3.environment)
    assert status == 0
    assert "Images in uploads: 400 (" in out
    status, out, _ = await command(tmp_path, "images", "move", bucket, "back", **s3.environment)
    assert (status, "Copied: 400\n" in out) == (0, True)
    assert sorted(path.read_bytes() for path in (tmp_path / "back").iterdir()) == sorted(images)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("move", "ftp://a/b", "c"), "ftp://a/b: write it as a folder, or as s3://BUCKET/PREFIX"),
        (("move", "uploads", "az://images"), "The bucket az://images can't be used"),
    ],
)
async def test_invalid_storage_urls_are_reported(
    tmp_path: Path, arguments: tuple[str, ...], said: str
):
    status, _, err = await command(tmp_path, "images", *arguments)
    assert status == 1
    assert said in err
    assert "Traceback" not in err


def name(url: str) -> str:
    return url.rpartition("/")[2]


def oid(blog_id: str) -> str:
    """Return the database id of a blog's global id."""
    return b64decode(blog_id).decode().rpartition(":")[2]
