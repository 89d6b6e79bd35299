"""A full disk: typed errors, nothing half-written, and all is well when there is room again."""

import asyncio
import json
import secrets
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from api import BRIEF
from httpx import Response
from PIL import Image
from server_process import Server, serving, signed_up

pytestmark = pytest.mark.slow

SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) { ... on SaveBlogSuccess { blog { title } } }
  }
"""
TITLES = "{ blogs(first: 100) { nodes { title content { markdown } } } }"
UPLOAD = """
  mutation Upload($file: Upload!) {
    uploadImage(input: {file: $file}) { ... on UploadImageSuccess { image { url } } }
  }
"""
TEXT = ("Some words about tomatoes. " * 1_000).strip()
KB = 1_000


@cache
def mounting() -> Sequence[str]:
    """Return the prefix that runs a command in a mount namespace of its own."""
    for unshare in (["unshare", "-m"], ["unshare", "-rm"]):
        tried = [*unshare, "mount", "-t", "tmpfs", "none", "/mnt"]
        if subprocess.run(tried, check=False, capture_output=True).returncode == 0:
            return unshare
    pytest.skip("a file system can't be mounted here")


def on_small_disk(folder: Path, kilobytes: int) -> Sequence[str]:
    """Return the prefix that gives a command a small file system at `folder`."""
    folder.mkdir()
    mount = f'mount -t tmpfs -o size={kilobytes}k none "$0" && exec "$@"'
    return [*mounting(), "sh", "-c", mount, str(folder)]


class Disk:
    """The small disk as the server sees it."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._folder = Path(f"/proc/{server.process.pid}/root{folder.resolve()}")

    def fill(self) -> None:
        with (
            (self._folder / "ballast").open("wb", buffering=0) as ballast,
            suppress(OSError),
        ):
            while True:
                ballast.write(bytes(KB))

    def clear(self) -> None:
        (self._folder / "ballast").unlink()

    def names(self) -> set[str]:
        return {path.name for path in self._folder.iterdir()}


def is_unavailable(response: Response) -> bool:
    body = response.json()
    if "errors" not in body:
        return False
    codes = [error["extensions"]["code"] for error in body["errors"]]
    assert (response.status_code, codes) == (503, ["UNAVAILABLE"])
    return True


async def save(server: Server, token: str, title: str) -> Response:
    given = {"brief": BRIEF, "title": title, "markdown": TEXT}
    return await server.http.post(
        "/graphql",
        json={"query": SAVE, "variables": {"input": given}},
        headers={"Authorization": f"Bearer {token}"},
    )


async def test_a_full_disk_refuses_writes_and_loses_no_data(tmp_path: Path):
    folder = tmp_path / "data"
    async with serving(tmp_path, before=on_small_disk(folder, 6 * KB)) as server:
        disk, token = Disk(server, folder), await signed_up(server)
        acknowledged: list[str] = []
        titles = (f"Post {number}" for number in count())

        async def saved() -> bool:
            title = next(titles)
            if is_unavailable(await save(server, token, title)):
                return False
            acknowledged.insert(0, title)
            return True

        assert await saved()
        disk.fill()
        while await saved():
            assert len(acknowledged) < 100
        assert not await saved()
        await check_titles(server, token, acknowledged)
        assert (await server.http.get("/ready")).status_code == 200
        disk.clear()
        async with asyncio.timeout(60):
            while not await saved():
                pass
        await check_titles(server, token, acknowledged)


async def check_titles(server: Server, token: str, expected: list[str]) -> None:
    nodes = (await server.execute(TITLES, token))["nodes"]
    assert [blog["title"] for blog in nodes] == expected
    assert {blog["content"]["markdown"] for blog in nodes} == {TEXT}


def picture() -> bytes:
    """A PNG of some 130 kB, no two alike; its transparency keeps it from becoming a WebP file."""
    file = BytesIO()
    Image.frombytes("RGBA", (180, 180), secrets.token_bytes(129_600)).save(file, "PNG")
    return file.getvalue()


async def upload(server: Server, token: str) -> Response:
    operations = json.dumps({"query": UPLOAD, "variables": {"file": None}})
    return await server.http.post(
        "/graphql",
        data={"operations": operations, "map": '{"0": ["variables.file"]}'},
        files={"0": ("a.png", picture(), "image/png")},
        headers={"Authorization": f"Bearer {token}"},
    )


async def test_a_full_disk_leaves_no_partial_image(tmp_path: Path):
    folder = tmp_path / "uploads"
    async with serving(tmp_path, before=on_small_disk(folder, 300)) as server:
        disk, token = Disk(server, folder), await signed_up(server)
        first = image_of(await upload(server, token))
        disk.fill()
        before = disk.names()
        assert is_unavailable(await upload(server, token))
        assert disk.names() == before
        assert len((await server.http.get(first)).content) > 100 * KB
        disk.clear()
        second = image_of(await upload(server, token))
        assert len((await server.http.get(second)).content) > 100 * KB
        assert disk.names() == {url.rpartition("/")[2] for url in (first, second)}


def image_of(response: Response) -> Any:
    return response.json()["data"]["uploadImage"]["image"]["url"]
