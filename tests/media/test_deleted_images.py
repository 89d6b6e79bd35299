"""Deletion of images with an account, unless another blog shows them."""

import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from api import PASSWORD, UPDATE, Api, Person
from bson import ObjectId
from PIL import Image

from cms_blog.blogs.content.images import image_names
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.maintenance.migrations.run import MIGRATIONS, migrate
from cms_blog.media.image_store import Entry, ImageStore, StorageFailed, StoredFile
from cms_blog.privacy.service import resume_deletions

UPLOAD = """
  mutation ($file: Upload!) {
    uploadImage(input: {file: $file}) { ... on UploadImageSuccess { image { url } } }
  }
"""
DELETE = """
  mutation Delete($password: String!, $blogs: BlogsAtDeletion!) {
    deleteAccount(input: {password: $password, blogs: $blogs}) { __typename }
  }
"""


async def uploaded(api: Api, person: Person, width: int) -> str:
    """Upload an image of this width, which makes it unique; return its URL."""
    out = BytesIO()
    Image.new("RGB", (width, 8)).save(out, "PNG")
    response = await api.http.post(
        "/graphql",
        data={
            "operations": json.dumps({"query": UPLOAD, "variables": {"file": None}}),
            "map": '{"0": ["variables.file"]}',
        },
        files={"0": ("a.png", out.getvalue())},
        headers={"Apollo-Require-Preflight": "true", "Authorization": f"Bearer {person.token}"},
    )
    return response.json()["data"]["uploadImage"]["image"]["url"]


async def served(api: Api, *urls: str) -> list[bool]:
    return [(await api.http.get(url)).status_code == 200 for url in urls]


async def delete(api: Api, person: Person, blogs: str = "DELETE") -> None:
    variables = {"password": PASSWORD, "blogs": blogs}
    result = await api.execute(DELETE, variables, as_user=person)
    assert result["__typename"] == "DeleteAccountSuccess"


async def mark(api: Api, person: Person) -> None:
    """Bring an account into the state of a deletion that was interrupted after its first step."""
    await api.services.database["users"].update_one(
        {"_id": oid_of("User", person.id)}, {"$set": {"leaving": "delete"}}
    )


async def forget_images(api: Api, **filter_: Any) -> None:
    """Remove `images` from blogs, as in blogs of an earlier release."""
    await api.services.database["blogs"].update_many(filter_, {"$unset": {"images": ""}})


@pytest.mark.parametrize("by", ["this release", "an earlier release"])
async def test_images_of_deleted_blogs_are_deleted(api: Api, by: str):
    author = await api.make_user()
    cover, inside, unused = [await uploaded(api, author, width) for width in (8, 9, 10)]
    await api.make_blog(author, coverImageUrl=cover)
    await api.make_blog(author, markdown=f"# Title\n\n![x]({inside})\n")
    if by == "an earlier release":
        await forget_images(api)
    await delete(api, author)
    # Images that no blog shows are not linked to the account: `images check` finds them.
    assert await served(api, cover, inside, unused) == [False, False, True]


@pytest.mark.parametrize("by", ["this release", "an earlier release"])
@pytest.mark.parametrize("shown", ["as cover", "in Markdown", "by a relative address", "in HTML"])
async def test_images_shown_by_another_blog_are_kept(api: Api, shown: str, by: str):
    author, other = await api.make_user(), await api.make_user()
    url = await uploaded(api, author, 8)
    await api.make_blog(author, coverImageUrl=url)
    path = url.removeprefix("http://testserver")
    given = {
        "as cover": {"coverImageUrl": url},
        "in Markdown": {"markdown": f"# Title\n\n![x]({url})\n"},
        "by a relative address": {"markdown": f"# Title\n\n![x]({path})\n"},
        "in HTML": {"markdown": f'# Title\n\n<img src="{url}">\n'},
    }
    await api.make_blog(other, **given[shown])
    if by == "an earlier release":
        await forget_images(api, author_id=oid_of("User", other.id))
    await delete(api, author)
    assert await served(api, url) == [True]
    await delete(api, other)
    assert await served(api, url) == [False]


async def test_images_added_and_removed_by_an_edit_are_kept(api: Api):
    author, other = await api.make_user(), await api.make_user()
    added, removed = [await uploaded(api, author, width) for width in (8, 9)]
    await api.make_blog(author, markdown=f"![x]({added}) ![y]({removed})")
    blog = await api.make_blog(other, coverImageUrl=removed)
    changes = {"expectedRevision": 1, "coverImageUrl": None, "markdown": f"![x]({added})"}
    await api.execute(UPDATE, {"id": blog["id"], "input": changes}, as_user=other)
    # A change of the title does not change the images of the text.
    changes = {"expectedRevision": 2, "title": "Other"}
    await api.execute(UPDATE, {"id": blog["id"], "input": changes}, as_user=other)
    await delete(api, author)
    # A version of the other blog shows the removed image.
    assert await served(api, added, removed) == [True, True]
    await delete(api, other)
    assert await served(api, added, removed) == [False, False]


async def test_images_of_kept_blogs_are_kept(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    public, draft, both = [await uploaded(api, author, width) for width in (8, 9, 10)]
    await api.make_published(author, admin, coverImageUrl=public, markdown=f"![x]({both})")
    await api.make_blog(author, coverImageUrl=draft, markdown=f"![x]({both})")
    await delete(api, author, "KEEP")
    assert await served(api, public, draft, both) == [True, False, True]


async def test_images_of_many_blogs_are_deleted(api: Api):
    author = await api.make_user()
    await api.make_blog(author)
    blogs = api.services.database["blogs"]
    pattern = await blogs.find_one({})
    assert pattern is not None
    store = api.services.storage.store
    names = [f"{number:032x}.png" for number in range(41)]
    for name in names:
        await store.put(name, b"image")
    await blogs.insert_many(
        [pattern | {"_id": ObjectId(), "images": [name]} for name in names],
    )
    await delete(api, author)
    assert [name for name in names if await store.open(name) is not None] == []


class Watched:
    """Image store that calls `before_delete` before each deletion."""

    def __init__(self, store: ImageStore) -> None:
        self._store = store

    async def before_delete(self, name: str) -> None:
        pass

    async def delete(self, name: str) -> None:
        await self.before_delete(name)
        await self._store.delete(name)

    async def put(self, name: str, data: bytes) -> None:
        await self._store.put(name, data)

    async def open(self, name: str) -> StoredFile | None:
        return await self._store.open(name)

    def entries(self) -> AsyncIterator[Entry]:
        return self._store.entries()


async def test_image_is_restored_if_a_blog_with_it_is_saved_during_deletion(api: Api):
    author, other = await api.make_user(), await api.make_user()
    url = await uploaded(api, author, 8)
    before = (await api.http.get(url)).content
    await api.make_blog(author, coverImageUrl=url)
    await mark(api, author)

    class SavedMeanwhile(Watched):
        async def before_delete(self, name: str) -> None:
            assert url.endswith(name)
            await api.make_blog(other, coverImageUrl=url)

    await resume_deletions(SavedMeanwhile(api.services.storage.store))
    assert (await api.http.get(url)).content == before


async def test_deletion_interrupted_at_the_images_is_resumed(api: Api):
    author = await api.make_user()
    urls = [await uploaded(api, author, width) for width in (8, 9)]
    for url in urls:
        await api.make_blog(author, coverImageUrl=url)
    await mark(api, author)

    class Away(Watched):
        async def before_delete(self, name: str) -> None:
            raise StorageFailed("away")

    with pytest.raises(StorageFailed):
        await resume_deletions(Away(api.services.storage.store))
    database = api.services.database
    # The blogs are deleted; only the account document still has the names.
    assert await database["blogs"].count_documents({"author_id": {"$exists": True}}) == 0
    assert await database["users"].count_documents({}) == 1
    assert await served(api, *urls) == [True, True]
    await resume_deletions(api.services.storage.store)
    assert await served(api, *urls) == [False, False]
    assert await database["users"].count_documents({}) == 0


async def test_migration_stores_image_names(api: Api):
    author = await api.make_user()
    url = f"https://cms.example.com/uploads/{'a' * 32}.png"
    await api.make_blog(author, coverImageUrl=url)
    await forget_images(api)
    report = await migrate(MIGRATIONS[1], dry_run=False)
    assert report.kinds == {"image names": 1}
    blog = await api.services.database["blogs"].find_one({})
    assert blog is not None
    assert blog["images"] == [f"{'a' * 32}.png"]


NAME = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"https://cms.example.com/uploads/{NAME}.png", [f"{NAME}.png"]),
        (f"![x](/uploads/{NAME}.jpg)", [f"{NAME}.jpg"]),
        (f"{NAME}.webp, {NAME}.gif and {NAME}.gif.", [f"{NAME}.gif", f"{NAME}.webp"]),
        (f"a{NAME}.png", []),
        (f"{NAME}.pngx", []),
        (f"{NAME}.png_", []),
        (f"{NAME}.svg", []),
        (f"{NAME[1:]}.png", []),
        (f"{NAME.upper()}.png", []),
        ({"a": [f"{NAME}.png", {"b": 7}], "c": b"x", "d": None}, [f"{NAME}.png"]),
        (f"{NAME}.png".encode(), []),
    ],
)
def test_image_names_are_found_in_texts(text: object, found: list[str]):
    assert image_names(text) == found
