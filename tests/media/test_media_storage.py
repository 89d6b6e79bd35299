"""Keeping images, and serving them, on a folder of the test's own."""

import asyncio
import os
import resource
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from media_pictures import FORMATS, decoded, encoded, picture
from PIL import Image
from starlette.applications import Starlette

from cms_blog.media.files import upload_routes
from cms_blog.media.images import MAX_BYTES, UnusableImage
from cms_blog.media.operations import store_generated, store_upload
from cms_blog.media.storage import Storage, StorageFailed

BASE = "https://blog.example.com"


class Sent:
    """An upload as the endpoint hands it over, of which is counted what was read."""

    def __init__(self, data: bytes, size: int | None = None) -> None:
        self._data = data
        self._at = 0
        self.size = size
        self.pieces: list[int] = []

    async def read(self, size: int = -1, /) -> bytes:
        piece = self._data[self._at :][: None if size < 0 else size]
        self._at += len(piece)
        self.pieces.append(len(piece))
        return piece

    async def seek(self, offset: int, /) -> None:
        self._at = offset


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "uploads", BASE)


@pytest.fixture
async def web(storage: Storage) -> AsyncGenerator[httpx.AsyncClient]:
    app = Starlette(routes=upload_routes(storage))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


def kept(storage: Storage) -> list[str]:
    """All that lies in the folder, hidden files too."""
    return sorted(path.name for path in storage.folder.glob("*"))


async def test_an_upload_is_kept_under_the_name_of_its_content(storage: Storage):
    image = await store_upload(Sent(picture()), storage=storage)
    [name] = kept(storage)
    data = (storage.folder / name).read_bytes()
    assert name == f"{sha256(data).hexdigest()[:32]}.png"
    assert image.url == f"{BASE}/uploads/{name}"
    assert (image.width, image.height, image.media_type) == (16, 8, "image/png")
    assert image.bytes == len(data)


async def test_a_generated_image_is_kept_as_an_upload_is(storage: Storage):
    uploaded = await store_upload(Sent(picture()), storage=storage)
    assert await store_generated(picture() + b"trailing", storage=storage) == uploaded
    assert len(kept(storage)) == 1


async def test_a_generated_image_may_have_more_bytes(storage: Storage):
    data = picture() + bytes(MAX_BYTES)
    assert (await store_generated(data, storage=storage)).width == 16
    with pytest.raises(UnusableImage):
        await store_generated(b"", storage=storage)


async def test_fifty_at_once_of_one_image_are_one_file(storage: Storage):
    data = picture()
    images = await asyncio.gather(*(store_upload(Sent(data), storage=storage) for _ in range(50)))
    assert len(set(images)) == 1
    assert len(kept(storage)) == 1
    found = decoded((storage.folder / kept(storage)[0]).read_bytes())
    assert found.size == (16, 8)


async def test_the_same_put_again_leaves_the_file_alone(storage: Storage):
    urls = await asyncio.gather(*(storage.put(b"one", "image/gif") for _ in range(20)))
    [name] = kept(storage)
    before = (storage.folder / name).stat()
    assert {*urls, await storage.put(b"one", "image/gif")} == {f"{BASE}/uploads/{name}"}
    assert (storage.folder / name).stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize("data", [b"", b"text", picture()[:40], picture("JPEG")[:200]])
async def test_what_is_refused_is_not_kept(storage: Storage, data: bytes):
    with pytest.raises(UnusableImage):
        await store_upload(Sent(data), storage=storage)
    assert kept(storage) == []


async def test_a_file_of_the_greatest_size_is_taken(storage: Storage):
    data = picture().ljust(MAX_BYTES, b"\0")
    image = await store_upload(Sent(data), storage=storage)
    assert image.bytes < 1_000


@pytest.mark.parametrize("said", [None, 5])
async def test_of_a_file_that_is_too_large_no_more_is_read_than_needed(
    storage: Storage, said: int | None
):
    file = Sent(picture().ljust(2 * MAX_BYTES, b"\0"), said)
    with pytest.raises(UnusableImage, match="more than 8 MB"):
        await store_upload(file, storage=storage)
    assert max(file.pieces) <= 256 * 1024
    assert MAX_BYTES < sum(file.pieces) <= MAX_BYTES + 256 * 1024


async def test_a_file_that_says_it_is_too_large_is_not_read(storage: Storage):
    file = Sent(picture(), MAX_BYTES + 1)
    with pytest.raises(UnusableImage, match="more than 8 MB"):
        await store_upload(file, storage=storage)
    assert file.pieces == []


async def test_a_file_that_was_read_before_is_read_from_its_start(storage: Storage):
    file = Sent(picture())
    once = await store_upload(file, storage=storage)
    assert await store_upload(file, storage=storage) == once


async def test_the_loop_is_free_while_an_image_is_cleaned(storage: Storage):
    large = encoded(Image.effect_noise((3_000, 2_000), 60), "PNG")
    cleaning = asyncio.create_task(store_generated(large, storage=storage))
    turns = 0
    while not cleaning.done():
        await asyncio.sleep(0.001)
        turns += 1
    await cleaning
    assert turns > 20


async def test_whoever_gives_up_waiting_leaves_nothing_broken(storage: Storage):
    tasks = [asyncio.create_task(store_upload(Sent(picture()), storage=storage)) for _ in range(20)]
    await asyncio.sleep(0)
    for task in tasks[1:]:
        task.cancel()
    image = await tasks[0]
    assert image == await store_upload(Sent(picture()), storage=storage)
    assert kept(storage) == [image.url.rpartition("/")[2]]


@contextmanager
def full_disk(room: int) -> Generator[None]:
    """No file can grow past `room` bytes: the system refuses to write on, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_leaves_nothing_behind(storage: Storage):
    with full_disk(10), pytest.raises(StorageFailed, match="could not be written"):
        await storage.put(b"more than ten bytes", "image/png")
    assert kept(storage) == []
    await storage.put(b"more than ten bytes", "image/png")
    assert len(kept(storage)) == 1


async def test_a_folder_that_cannot_be_made(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageFailed):
        await Storage(tmp_path / "file" / "uploads", BASE).put(b"data", "image/png")


@pytest.mark.parametrize("format_", FORMATS)
async def test_a_kept_image_is_served(web: httpx.AsyncClient, storage: Storage, format_: str):
    image = await store_upload(Sent(picture(format_)), storage=storage)
    name = image.url.rpartition("/")[2]
    response = await web.get(image.url)
    assert response.status_code == 200
    assert response.content == (storage.folder / name).read_bytes()
    assert response.headers["content-type"] == image.media_type
    assert response.headers["content-length"] == str(image.bytes)
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
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
async def test_who_has_an_image_does_not_get_it_again(
    web: httpx.AsyncClient, storage: Storage, condition: str, status: int
):
    url = await storage.put(b"data", "image/gif")
    tag = url[-36:-4]
    response = await web.get(url, headers={"If-None-Match": condition.format(tag)})
    assert response.status_code == status
    assert response.headers["etag"] == f'"{tag}"'
    assert "immutable" in response.headers["cache-control"]
    assert response.content == (b"data" if status == 200 else b"")


async def test_a_part_can_be_asked_for(web: httpx.AsyncClient, storage: Storage):
    url = await storage.put(b"0123456789", "image/png")
    response = await web.get(url, headers={"Range": "bytes=2-4"})
    assert (response.status_code, response.content) == (206, b"234")


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
async def test_nothing_else_is_served(web: httpx.AsyncClient, storage: Storage, path: str):
    storage.folder.mkdir()
    (storage.folder.parent / "secret.png").write_bytes(picture())
    for name in ("secret.txt", f"{NAME}.svg", ".0123456789abcdef"):
        (storage.folder / name).write_text("private")
    response = await web.get(f"/uploads/{path}")
    assert response.status_code == 404
    assert response.text == "Not found\n"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_links_and_folders_are_not_served(web: httpx.AsyncClient, storage: Storage):
    storage.folder.mkdir()
    secret = storage.folder.parent / "secret.png"
    secret.write_bytes(picture())
    (storage.folder / f"{NAME}.png").symlink_to(secret)
    (storage.folder / f"{NAME}.gif").mkdir()
    os.mkfifo(storage.folder / f"{NAME}.jpg")
    for extension in ("png", "gif", "jpg"):
        assert (await web.get(f"/uploads/{NAME}.{extension}")).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_images_are_only_read(web: httpx.AsyncClient, storage: Storage, method: str):
    url = await storage.put(b"data", "image/gif")
    response = await web.request(method, url)
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
