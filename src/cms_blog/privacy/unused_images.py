"""Deletion of images that no blog, no version of a blog and no profile uses."""

from collections.abc import Iterable
from datetime import timedelta

from pymongo import ASCENDING

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.images import TEXT_FIELDS, image_names
from cms_blog.blogs.documents import BlogDocument
from cms_blog.blogs.versions.documents import BlogVersionDocument
from cms_blog.database.clock import now
from cms_blog.database.full_reads import unhurried
from cms_blog.media.image_store import ImageStore
from cms_blog.media.unused import UnusedImageDocument, list_unused
from cms_blog.media.variants.service import delete_variants

# Time from the last use, or the last upload, to the deletion; and images per call.
MIN_AGE = timedelta(days=1)
BATCH = 100


async def delete_listed(store: ImageStore) -> None:
    """Delete images that `media/unused.py` lists, BATCH at most, if they are still unused.

    Images that are shown, or were uploaded since, stay on the list for another day.

    Raises:
        StorageFailed
    """
    listed, before = UnusedImageDocument.collection(), now() - MIN_AGE
    due = listed.find({"since": {"$lt": before}}, sort=[("since", ASCENDING)], limit=BATCH)
    for name in [image["_id"] for image in await due.to_list()]:
        file = await store.open(name)
        if file is not None and file.modified < before:
            await delete_unused([name], store)
            file = await store.open(name)
        if file is None:
            await listed.delete_one({"_id": name, "since": {"$lt": before}})
        else:
            await list_unused([name])


async def delete_unused(names: Iterable[str], store: ImageStore) -> None:
    """Delete the images that nothing uses; images can be shared between blogs and profiles.

    Uploaded images that are not in a saved blog count as unused. If a blog with the image is saved
    during the deletion, the image is restored.

    Raises:
        StorageFailed
    """
    unused = [name for name in names if not await _is_used(name)]
    if not unused:
        return
    # Blogs of an earlier release that are not migrated.
    old = set[str]()
    unmigrated = BlogDocument.collection().find({"images": {"$exists": False}}, TEXT_FIELDS)
    async for blog in unhurried(unmigrated):
        old.update(image_names(blog.get("meta"), blog.get("final_blog")))
    for name in unused:
        if name not in old:
            await _delete_unless_saved(name, store)


async def _delete_unless_saved(name: str, store: ImageStore) -> None:
    file = await store.open(name)
    if file is None:
        return
    data = await file.read()
    await store.delete(name)
    if await _is_used(name):
        await store.put(name, data)
    else:
        await delete_variants(store, name)


async def _is_used(name: str) -> bool:
    for kind in (BlogDocument, BlogVersionDocument, UserDocument):
        collection = kind.collection()
        if await collection.find_one({"images": name}, {"_id": 1}) is not None:
            return True
    return False
