"""Covers and their smaller versions: in blogs, in checks and copies of storages, behind a CDN."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from api import UPDATE, Api
from bson import ObjectId
from PIL import Image
from sample_images import encoded

from cms_blog.graphql.types.node_ids import decode_id
from cms_blog.maintenance.backup.archive import Member
from cms_blog.maintenance.backup.target import put_images
from cms_blog.maintenance.covers import measured_covers
from cms_blog.maintenance.image_references import readdress, references
from cms_blog.maintenance.images import CopyResult, ImageReference, Inventory, delete_orphans, move
from cms_blog.media.folder import Folder
from cms_blog.media.image_store import IMAGE_NAME, ImageStore, StoredFile, name_of, variant_name
from cms_blog.media.service import store_generated
from cms_blog.media.storage import Storage
from cms_blog.media.variants.measures import ImageMeasures
from cms_blog.media.variants.service import delete_variants
from cms_blog.privacy.unused_images import delete_unused

CDN = "https://cdn.example.com/images"
LATER = datetime.now(UTC) + timedelta(hours=2)
COVER = "coverImage { url width height alt srcset variants { width } }"
PAGE = f"{{ publishedBlogs {{ nodes {{ id {COVER} }} }} }}"
BLOG = f"query ($id: ID!) {{ blog(id: $id) {{ {COVER} workingCopy {{ {COVER} }} }} }}"


def flat(width: int = 700) -> bytes:
    return encoded(Image.new("RGB", (width, 350), (10, 200, 30)), "PNG")


def ignore(_: int) -> None:
    pass


async def names(store: ImageStore) -> set[str]:
    return {entry.name async for entry in store.entries()}


def with_variants(*images: str) -> set[str]:
    return {*images, *(variant_name(name, width) for name in images for width in (320, 640))}


async def stored(storage: Storage, width: int = 700) -> str:
    image = await store_generated(flat(width), storage=storage)
    return image.url.rpartition("/")[2]


def oid(blog: dict[str, Any]) -> ObjectId:
    decoded = decode_id(blog["id"])
    assert decoded is not None
    return decoded[1]


# -- storages


async def test_orphans_are_deleted_with_their_variants(store: ImageStore):
    storage = Storage(store, CDN)
    kept, orphan, lost = [await stored(storage, width) for width in (700, 701, 702)]
    await store.delete(lost)
    with closing(Inventory()) as found:
        await found.add_stored(store, ignore)
        found.add_references([ImageReference(kept, f"{CDN}/{kept}", "b")])
        assert (found.stored.images, found.variants.images) == (2, 6)
        assert list(found.orphan_names(LATER)) == [orphan]
        assert set(found.abandoned_files(LATER)) == with_variants(lost) - {lost}
        assert found.abandoned_files(datetime.now(UTC)) == []
        assert await delete_orphans(store, found, LATER, ignore) == 1
    assert await names(store) == with_variants(kept, lost) - {lost}


async def test_variants_are_copied_with_their_images(store: ImageStore, tmp_path: Path):
    source = Storage(Folder(tmp_path / "source"), CDN)
    name, lost = await stored(source), await stored(source, 701)
    await source.store.delete(lost)
    for expected in (CopyResult(1, []), CopyResult(0, [])):
        with closing(Inventory()) as found, closing(Inventory()) as there:
            await found.add_stored(source.store, ignore)
            await there.add_stored(store, ignore)
            assert await move(source.store, store, found, there, ignore) == expected
    assert await names(store) == with_variants(name)


async def test_a_restored_image_gets_its_variants_for_a_cdn(tmp_path: Path):
    storage = Storage(Folder(tmp_path), CDN, makes_variants=False)
    image = Member(name_of(flat(), "image/png"), flat())
    await put_images([image], storage.store, ignore)
    assert await names(storage.store) == {image.name}
    await put_images([image], storage.store, ignore, storage.variants)
    assert await names(storage.store) == with_variants(image.name)
    assert not any(map(IMAGE_NAME.fullmatch, with_variants(image.name) - {image.name}))


async def test_an_image_behind_a_cdn_has_variants_when_they_exist(tmp_path: Path):
    storage = Storage(Folder(tmp_path), CDN, makes_variants=False)
    url = await storage.put(flat(), "image/png")
    image = await storage.image_at(url)
    assert image is not None
    assert image.variants == ()
    measures = await storage.measured(url.rpartition("/")[2])
    assert measures is not None
    image = storage.image(url.rpartition("/")[2], measures)
    assert [variant.width for variant in image.variants] == [320, 640, 700]
    assert await names(storage.store) == with_variants(url.rpartition("/")[2])


# -- blogs


async def test_a_list_of_covers_reads_no_storage(api: Api, monkeypatch: pytest.MonkeyPatch):
    author, admin = await api.make_user(), await api.make_admin()
    storage = api.services.storage
    url = f"http://testserver/uploads/{await stored(storage)}"
    await api.make_published(author, admin, coverImageUrl=url, coverImageAlt="A garden")

    async def forbidden(name: str) -> StoredFile | None:
        raise AssertionError(name)

    monkeypatch.setattr(storage.store, "open", forbidden)
    monkeypatch.setattr(storage, "measures", ImageMeasures(storage.store))
    (blog,) = (await api.execute(PAGE))["nodes"]
    srcset = f"{url}.320.webp 320w, {url}.640.webp 640w, {url} 700w"
    assert blog["coverImage"] == {
        "url": url,
        "width": 700,
        "height": 350,
        "alt": "A garden",
        "srcset": srcset,
        "variants": [{"width": 320}, {"width": 640}, {"width": 700}],
    }


async def test_the_measures_follow_the_cover(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    base, storage = "http://testserver/uploads", api.services.storage
    old, new = [await stored(storage, width) for width in (700, 701)]
    blog = await api.make_published(author, admin, coverImageUrl=f"{base}/{old}")
    for revision, cover, width in [(1, new, 701), (2, None, None), (3, old, 700)]:
        given = {"expectedRevision": revision, "coverImageUrl": cover and f"{base}/{cover}"}
        # A repeated call returns the same.
        for _ in range(2):
            await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)
        shown = await api.execute(BLOG, {"id": blog["id"]}, as_user=author)
        copy = shown["workingCopy"]["coverImage"]
        assert (copy and copy["width"]) == width
        assert shown["coverImage"]["width"] == 700
    given = {"expectedRevision": 4, "coverImageUrl": "https://example.com/a.png"}
    await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)
    raw = await api.services.database["blogs"].find_one({"_id": oid(blog)})
    assert raw is not None
    assert raw["meta"]["cover_file"]["name"] == old
    assert "cover_file" not in raw["working"]["meta"]


async def test_measures_of_another_image_are_not_used(api: Api):
    author, storage = await api.make_user(), api.services.storage
    old, new = [await stored(storage, width) for width in (700, 701)]
    blog = await api.make_blog(author, coverImageUrl=f"http://testserver/uploads/{old}")
    # An earlier release changes the address alone.
    url = {"$set": {"meta.cover_image_url": f"http://testserver/uploads/{new}"}}
    await api.services.database["blogs"].update_one({}, url)
    shown = await api.execute(BLOG, {"id": blog["id"]}, as_user=author)
    assert shown["coverImage"]["width"] == 701


async def test_covers_of_earlier_releases_are_measured_by_a_command(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    storage = api.services.storage
    urls = [await storage.put(flat(width), "image/png") for width in (700, 701)]
    damaged = await storage.put(b"damaged", "image/png")
    blog = await api.make_published(author, admin, coverImageUrl=urls[0])
    given = {"expectedRevision": 1, "coverImageUrl": urls[1]}
    await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)
    await api.make_blog(author, coverImageUrl=damaged)
    await api.make_blog(author, coverImageUrl="https://example.com/a.png")
    blogs = api.services.database["blogs"]
    before = [blog async for blog in blogs.find({})]
    fields = {"meta.cover_file": "", "working.meta.cover_file": ""}
    await blogs.update_many({}, {"$unset": fields})
    images = [url.rpartition("/")[2] for url in urls]
    for name in images:
        await delete_variants(storage.store, name)
    for _ in range(2):
        found = [covers async for covers in measured_covers(storage)]
        assert sorted((each.measured, each.missing) for each in found) == [(0, 0), (0, 1), (2, 0)]
    assert [blog async for blog in blogs.find({})] == before
    assert with_variants(*images) <= await names(storage.store)


async def test_unused_images_are_deleted_with_their_variants(api: Api):
    storage = api.services.storage
    name = await stored(storage)
    await delete_unused([name], storage.store)
    assert not with_variants(name) & await names(storage.store)


async def test_a_text_with_a_variant_keeps_its_image(api: Api):
    author, storage = await api.make_user(), api.services.storage
    name = await stored(storage)
    old = "http://testserver/uploads"
    text = f"![x]({old}/{name}.320.webp)"
    blog = await api.make_blog(author, markdown=text)
    shown = [{each.name for each in some} async for some in references()]
    assert shown[0] == {name}
    await delete_unused([name], storage.store)
    assert with_variants(name) <= await names(storage.store)
    assert [done async for done in readdress(old, CDN)] == [True]
    raw = await api.services.database["blogs"].find_one({"_id": oid(blog)})
    assert raw is not None
    assert raw["final_blog"]["markdown"] == text.replace(old, CDN)
