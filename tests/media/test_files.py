"""GET /uploads/{name}, from a folder and from a bucket."""

import os
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
from sample_images import FORMATS, picture
from starlette.applications import Starlette

from cms_blog.media.files import upload_routes
from cms_blog.media.folder import Folder
from cms_blog.media.service import store_generated
from cms_blog.media.storage import Storage

BASE = "https://blog.example.com"


@pytest.fixture
async def web(storage: Storage) -> AsyncGenerator[httpx.AsyncClient]:
    async with client(storage) as web:
        yield web


def client(storage: Storage) -> httpx.AsyncClient:
    app = Starlette(routes=upload_routes(storage))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE)


@pytest.mark.parametrize("format_", FORMATS)
async def test_stored_image_is_served(web: httpx.AsyncClient, storage: Storage, format_: str):
    image = await store_generated(picture(format_), storage=storage)
    name = image.url.rpartition("/")[2]
    response = await web.get(image.url)
    assert response.status_code == 200
    file = await storage.store.open(name)
    assert file is not None
    assert response.content == await file.read()
    assert response.headers["content-type"] == image.media_type
    assert response.headers["content-length"] == str(image.bytes)
    assert response.headers["cache-control"] == (
        "public, max-age=31536000, s-maxage=86400, stale-while-revalidate=86400, immutable"
    )
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["etag"] == f'"{name[:32]}"'
    head = await web.head(image.url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == response.headers


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ('"{}"', 304),
        ('W/"{}"', 304),
        ('"other", "{}"', 304),
        ("*", 304),
        ('"other"', 200),
        ("{}", 200),
        ("", 200),
        ('"', 200),
    ],
)
async def test_matching_etag_gets_304(
    web: httpx.AsyncClient, storage: Storage, condition: str, status: int
):
    url = await storage.put(b"data", "image/gif")
    tag = url[-36:-4]
    response = await web.get(url, headers={"If-None-Match": condition.format(tag)})
    assert response.status_code == status
    assert response.headers["etag"] == f'"{tag}"'
    assert "immutable" in response.headers["cache-control"]
    assert response.content == (b"data" if status == 200 else b"")


@pytest.mark.parametrize(
    ("asked", "status", "content", "part"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=2-", 206, b"23456789", "bytes 2-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=0-0", 206, b"0", "bytes 0-0/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        *((asked, 200, b"0123456789", None) for asked in ("bytes=4-2", "bytes=-", "bytes=0-1,4-5")),
        *((asked, 200, b"0123456789", None) for asked in ("lines=0-1", "bytes=x-", "", "-1" * 99)),
    ],
)
async def test_byte_range_is_served(
    web: httpx.AsyncClient,
    storage: Storage,
    asked: str,
    status: int,
    content: bytes,
    part: str | None,
):
    url = await storage.put(b"0123456789", "image/png")
    response = await web.get(url, headers={"Range": asked})
    assert (response.status_code, response.content) == (status, content)
    assert response.headers.get("content-range") == part
    assert response.headers["content-length"] == str(len(content))
    assert response.headers["accept-ranges"] == "bytes"
    head = await web.head(url, headers={"Range": asked})
    assert (head.status_code, head.headers["content-length"]) == (200, "10")


async def test_if_range_with_another_etag_gets_the_whole_image(
    web: httpx.AsyncClient, storage: Storage
):
    url = await storage.put(b"0123456789", "image/png")
    for tag, status in ((f'"{url[-36:-4]}"', 206), ('"other"', 200), (f'W/"{url[-36:-4]}"', 200)):
        response = await web.get(url, headers={"Range": "bytes=2-4", "If-Range": tag})
        assert response.status_code == status


NAME = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "secret.txt",
        f"{NAME}.png",
        f"{NAME}.svg",
        f"{NAME}.PNG",
        f"{NAME.upper()}.png",
        NAME,
        f"{NAME}.png/",
        f"{NAME}.png%00",
        f"{NAME}.png%0a",
        "..%2fsecret.png",
        "%2e%2e/%2e%2e/etc/passwd",
        "..%5csecret.png",
        "%2fetc%2fpasswd",
        ".0123456789abcdef",
        "x" * 5_000,
        "%ff%fe",
        "\N{ARABIC-INDIC DIGIT ONE}" * 32 + ".png",
    ],
)
async def test_other_paths_get_404(
    web: httpx.AsyncClient, storage: Storage, tmp_path: Path, path: str
):
    (tmp_path / "secret.png").write_bytes(picture())
    for name in ("secret.txt", f"{NAME}.svg", ".0123456789abcdef"):
        await storage.store.put(name, b"private")
    response = await web.get(f"/uploads/{path}")
    assert response.status_code == 404
    assert response.text == "Not found\n"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_symbolic_links_and_folders_are_not_served(tmp_path: Path):
    folder = tmp_path / "uploads"
    folder.mkdir()
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture())
    (folder / f"{NAME}.png").symlink_to(secret)
    (folder / f"{NAME}.gif").mkdir()
    os.mkfifo(folder / f"{NAME}.jpg")
    async with client(Storage(Folder(folder), BASE)) as web:
        for extension in ("png", "gif", "jpg"):
            assert (await web.get(f"/uploads/{NAME}.{extension}")).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_only_get_and_head_are_allowed(web: httpx.AsyncClient, storage: Storage, method: str):
    url = await storage.put(b"data", "image/gif")
    response = await web.request(method, url)
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
