"""Smaller versions of images: made once, in few sizes, and served like images."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sample_images import animation, decoded, encoded, painting, png
from starlette.applications import Starlette

from cms_blog.media.files import upload_routes
from cms_blog.media.folder import Folder
from cms_blog.media.formats import UnusableImage
from cms_blog.media.image_store import (
    WIDTHS,
    ImageStore,
    StorageFailed,
    StoredFile,
    media_type_of,
    variant_name,
    variant_of,
)
from cms_blog.media.service import store_generated
from cms_blog.media.storage import Storage
from cms_blog.media.variants import service
from cms_blog.media.variants.encoding import encoded_variants
from cms_blog.media.variants.measures import Measures
from cms_blog.media.variants.service import delete_image

BASE = "https://blog.example.com"
UPLOADS = f"{BASE}/uploads"
NAME = f"{'a' * 32}.png"


def flat(width: int = 700, height: int = 350, format_: str = "PNG", **options: Any) -> bytes:
    return encoded(Image.new("RGB", (width, height), (10, 200, 30)), format_, **options)


@pytest.fixture
async def web(storage: Storage) -> AsyncGenerator[httpx.AsyncClient]:
    async with client(storage) as web:
        yield web


def client(storage: Storage) -> httpx.AsyncClient:
    app = Starlette(routes=upload_routes(storage))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE)


class Observed:
    """Image store that counts calls; `broken` makes puts fail."""

    def __init__(self, store: ImageStore) -> None:
        self._store = store
        self.entries, self.delete = store.entries, store.delete
        self._opened = defaultdict[str, asyncio.Event](asyncio.Event)
        self.written: list[str] = []
        self.broken = False

    async def open(self, name: str) -> StoredFile | None:
        self._opened[name].set()
        return await self._store.open(name)

    async def reached(self, name: str) -> None:
        """Wait until an image is opened."""
        await self._opened[name].wait()

    async def put(self, name: str, data: bytes) -> None:
        self.written.append(name)
        if self.broken:
            raise StorageFailed("The disk is full.")
        await self._store.put(name, data)


async def names(storage: Storage) -> set[str]:
    return {entry.name async for entry in storage.store.entries()}


# -- names and sizes


@pytest.mark.parametrize("width", WIDTHS)
def test_a_variant_has_the_name_of_its_image_and_its_width(width: int):
    name = variant_name(NAME, width)
    assert name == f"{NAME}.{width}.webp"
    assert (variant_of(name), media_type_of(name)) == ((NAME, width), "image/webp")


@pytest.mark.parametrize(
    "name",
    [
        *(NAME, f"{NAME}.321.webp", f"{NAME}.0320.webp", f"{NAME}.320.png", f"{NAME}.320.WEBP"),
        *(f"{NAME}.320.webp.320.webp", f"../{NAME}.320.webp", f"{NAME}.320.webp\n", ""),
        *(f"{NAME}.\N{ARABIC-INDIC DIGIT THREE}20.webp", f"{NAME[:-4]}.320.webp"),
    ],
)
def test_other_names_are_no_variants(name: str):
    assert variant_of(name) is None


@pytest.mark.parametrize(
    ("width", "height", "animated", "sizes"),
    [
        (2_048, 1_536, False, [(320, 240), (640, 480), (960, 720), (1_280, 960), (1_920, 1_440)]),
        (1_920, 10, False, [(320, 2), (640, 3), (960, 5), (1_280, 7)]),
        (321, 1, False, [(320, 1)]),
        (320, 200, False, []),
        (1, 100_000, False, []),
        # WebP has sides of 16,383 pixels at most.
        (400, 20_478, False, [(320, 16_382)]),
        (400, 20_480, False, []),
        (2_000, 20_000, False, [(320, 3_200), (640, 6_400), (960, 9_600), (1_280, 12_800)]),
        (1_000, 1_000, True, []),
    ],
)
def test_variants_are_narrower_than_the_image(
    width: int, height: int, animated: bool, sizes: list[tuple[int, int]]
):
    assert list(Measures(width, height, 1, animated).variants) == sizes


# -- pixels


@pytest.mark.parametrize(
    ("image", "mode"),
    [
        (Image.new("RGB", (700, 350), (200, 100, 50)), "RGB"),
        (Image.new("L", (700, 350), 90), "RGB"),
        (Image.new("RGBA", (700, 350), (200, 100, 50, 128)), "RGBA"),
        (Image.new("P", (700, 350), 1), "RGB"),
    ],
)
def test_a_variant_has_the_colours_and_the_alpha_of_the_image(image: Image.Image, mode: str):
    made = encoded_variants(encoded(image, "PNG"), [(320, 160)])
    variant = decoded(made[320])
    assert (variant.format, variant.size, variant.mode) == ("WEBP", (320, 160), mode)
    expected = image.convert("RGBA").getpixel((5, 5))
    found = variant.convert("RGBA").getpixel((5, 5))
    assert isinstance(expected, tuple)
    assert isinstance(found, tuple)
    assert all(abs(a - b) <= 3 for a, b in zip(expected, found, strict=True))


def test_transparent_pixels_do_not_colour_their_neighbours():
    image = Image.new("RGBA", (640, 320), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 320, 320))
    variant = decoded(encoded_variants(encoded(image, "PNG"), [(320, 160)])[320])
    for x in range(150, 160):
        pixel = variant.getpixel((x, 80))
        assert isinstance(pixel, tuple)
        assert pixel[0] < 60 or pixel[3] < 10


@pytest.mark.parametrize("data", [b"", b"no image", flat()[:200], flat(format_="JPEG")[:300]])
def test_a_damaged_image_has_no_variants(data: bytes):
    with pytest.raises(UnusableImage):
        encoded_variants(data, [(320, 160)])


def test_an_image_of_too_many_pixels_has_no_variants():
    with pytest.raises(UnusableImage, match="damaged"):
        encoded_variants(png(20_000, 20_000, b""), [(320, 320)])


# -- stored with the image


async def test_a_stored_image_has_all_its_variants(storage: Storage, web: httpx.AsyncClient):
    image = await store_generated(flat(1_300, 650), storage=storage)
    name = image.url.rpartition("/")[2]
    made = {variant_name(name, width) for width in (320, 640, 960, 1_280)}
    assert await names(storage) == {name, *made}
    assert [(v.width, v.height) for v in image.variants] == [
        *((320, 160), (640, 320), (960, 480), (1_280, 640), (1_300, 650))
    ]
    for variant in image.variants:
        response = await web.get(variant.url)
        assert response.status_code == 200
        assert Image.open(BytesIO(response.content)).size == (variant.width, variant.height)
        assert "immutable" in response.headers["cache-control"]
    assert image.variants[-1].url == image.url
    wide = await store_generated(flat(2_000, 20), storage=storage)
    assert [variant.width for variant in wide.variants] == [*WIDTHS]


async def test_an_image_is_stored_after_its_variants(tmp_path: Path):
    store = Observed(Folder(tmp_path))
    image = await store_generated(flat(), storage=Storage(store, UPLOADS))
    assert len(store.written) == 3
    assert store.written[-1] == image.url.rpartition("/")[2]
    store.broken, store.written = True, []
    with pytest.raises(StorageFailed):
        await store_generated(flat(701), storage=Storage(store, UPLOADS))
    assert all(variant_of(name) for name in store.written)


@pytest.mark.parametrize("format_", ["GIF", "WEBP"])
async def test_animations_have_no_variants(storage: Storage, format_: str):
    image = await store_generated(animation(format_, 30), storage=storage)
    assert (image.width, image.variants) == (480, ())
    assert len(await names(storage)) == 1
    measured = await storage.image_at(image.url)
    assert measured == image


async def test_twenty_uploads_of_one_image_make_its_variants_once(tmp_path: Path):
    store = Observed(Folder(tmp_path))
    storage = Storage(store, UPLOADS)
    uploads = (store_generated(flat(), storage=storage) for _ in range(20))
    assert len(set(await asyncio.gather(*uploads))) == 1
    assert len([name for name in store.written if variant_of(name)]) == 2


# -- made on demand


async def old(storage: Storage, data: bytes | None = None, media_type: str = "image/png") -> str:
    """Store an image as earlier releases did; return its name."""
    url = await storage.put(flat() if data is None else data, media_type)
    return url.rpartition("/")[2]


async def test_a_missing_variant_is_made_when_it_is_requested(
    storage: Storage, web: httpx.AsyncClient
):
    name = await old(storage)
    response = await web.get(f"/uploads/{name}.640.webp")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/webp")
    assert response.headers["etag"] == f'"{name[:32]}-640"'
    assert decoded(response.content).size == (640, 320)
    assert await names(storage) == {name, f"{name}.320.webp", f"{name}.640.webp"}
    again = await web.get(f"/uploads/{name}.640.webp", headers={"If-None-Match": '"x"'})
    assert again.content == response.content
    tag = {"If-None-Match": response.headers["etag"]}
    assert (await web.get(f"/uploads/{name}.640.webp", headers=tag)).status_code == 304
    assert (await web.head(f"/uploads/{name}.640.webp")).headers == response.headers
    part = await web.get(f"/uploads/{name}.640.webp", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"RIFF")


async def test_other_widths_get_404_and_store_nothing(storage: Storage, web: httpx.AsyncClient):
    name = await old(storage)
    for path in (
        *(f"{name}.{width}.webp" for width in ("960", "1920", "321", "0", "-320", "9" * 30)),
        *(f"{name}.320.jpg", f"{name}.320.webp/", f"{NAME}.320.webp", f"..%2f{name}.320.webp"),
    ):
        response = await web.get(f"/uploads/{path}")
        assert (response.status_code, response.text) == (404, "Not found\n")
    assert await names(storage) == {name}


async def test_twenty_requests_make_the_variants_once(tmp_path: Path):
    store = Observed(Folder(tmp_path))
    storage = Storage(store, UPLOADS)
    name = await old(storage)
    store.written.clear()
    async with client(storage) as web:
        paths = [f"/uploads/{name}.{width}.webp" for width in (320, 640)] * 10
        responses = await asyncio.gather(*map(web.get, paths))
    assert {response.status_code for response in responses} == {200}
    assert sorted(store.written) == [f"{name}.320.webp", f"{name}.640.webp"]


async def test_a_cancelled_request_does_not_end_the_work_of_others(tmp_path: Path):
    store = Observed(Folder(tmp_path))
    storage = Storage(store, UPLOADS)
    name = await old(storage)
    opening = [asyncio.create_task(storage.variants.open(f"{name}.320.webp")) for _ in range(5)]
    await store.reached(f"{name}.640.webp")
    opening[0].cancel()
    results = await asyncio.gather(*opening, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert all(isinstance(result, StoredFile) for result in results[1:])


async def test_an_unwritable_storage_gets_the_image_itself(tmp_path: Path):
    time = 0.0
    store = Observed(Folder(tmp_path))
    storage = Storage(store, UPLOADS)
    storage.variants = service.Variants(store, storage.measures, clock=lambda: time)
    name = await old(storage)
    store.broken, store.written = True, []
    async with client(storage) as web:
        for _ in range(3):
            response = await web.get(f"/uploads/{name}.640.webp")
            assert (response.status_code, response.headers["location"]) == (307, name)
            assert response.headers["cache-control"] == "no-store"
        followed = await web.get(f"/uploads/{name}.640.webp", follow_redirects=True)
        assert followed.content == flat()
        # Not encoded again for each request.
        assert len(store.written) == 2
        store.broken, time = False, 59.9
        assert (await web.get(f"/uploads/{name}.640.webp")).status_code == 307
        time = 60.0
        assert (await web.get(f"/uploads/{name}.640.webp")).status_code == 200


async def test_too_many_waiting_images_get_the_image_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(service, "MAX_WAITING", 1)
    storage = Storage(Folder(tmp_path), UPLOADS)
    paths = [f"/uploads/{await old(storage, flat(width))}.320.webp" for width in (701, 702)]
    async with client(storage) as web:
        responses = await asyncio.gather(*map(web.get, paths))
        assert sorted(response.status_code for response in responses) == [200, 307]
        assert {(await web.get(path)).status_code for path in paths} == {200}


@pytest.mark.parametrize(
    "data",
    [b"", b"no image", flat()[:60], flat(format_="JPEG")[:300], b"\x89PNG\r\n\x1a\n"],
)
async def test_a_damaged_image_gets_404(storage: Storage, web: httpx.AsyncClient, data: bytes):
    name = await old(storage, data)
    for _ in range(2):
        assert (await web.get(f"/uploads/{name}.320.webp")).status_code == 404
    assert await names(storage) == {name}


async def test_a_decompression_bomb_gets_404(storage: Storage, web: httpx.AsyncClient):
    name = await old(storage, png(20_000, 20_000, b""))
    assert (await web.get(f"/uploads/{name}.320.webp")).status_code == 404


async def test_an_unreachable_storage_gets_503(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    storage = Storage(Folder(tmp_path), UPLOADS)
    name = await old(storage)

    async def failing(name: str) -> StoredFile | None:
        raise StorageFailed(name)

    async with client(storage) as web:
        with monkeypatch.context() as patched:
            patched.setattr(storage.store, "open", failing)
            assert (await web.get(f"/uploads/{name}.320.webp")).status_code == 503
        assert (await web.get(f"/uploads/{name}.320.webp")).status_code == 200


# -- deletion


async def test_the_variants_of_a_deleted_image_are_deleted(store: ImageStore):
    storage = Storage(store, UPLOADS)
    image = await store_generated(flat(), storage=storage)
    await delete_image(store, image.url.rpartition("/")[2])
    assert await names(storage) == set()


async def test_no_variant_is_left_of_an_image_that_is_deleted_meanwhile(tmp_path: Path):
    class Deleting(Observed):
        async def put(self, name: str, data: bytes) -> None:
            if variant_of(name):
                await delete_image(self._store, name[:36])
            await super().put(name, data)

    storage = Storage(Deleting(Folder(tmp_path)), UPLOADS)
    name = await old(storage)
    assert await storage.variants.open(f"{name}.320.webp") is None
    assert await names(storage) == set()


# -- transfer


async def test_a_page_with_a_2k_cover_transfers_80_percent_less_at_640_pixels(tmp_path: Path):
    storage = Storage(Folder(tmp_path), UPLOADS)
    photo = painting(1_024, 768).resize((2_048, 1_536), Image.Resampling.BICUBIC)
    image = await store_generated(encoded(photo, "WEBP", quality=95, method=0), storage=storage)
    async with client(storage) as web:
        whole = await web.get(image.url)
        small = await web.get(next(v.url for v in image.variants if v.width == 640))
    assert whole.headers["content-type"] == "image/webp"
    saved = 1 - len(small.content) / len(whole.content)
    assert saved > 0.8
