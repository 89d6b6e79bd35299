"""Deletion of images that no blog shows any more."""

from collections.abc import Iterable

from cms_blog.blogs.content.images import image_names
from cms_blog.blogs.documents import BlogDocument
from cms_blog.media.places import Place

_TEXTS = {"meta": 1, "final_blog.markdown": 1, "final_blog.html": 1}


async def delete_unshown(names: Iterable[str], place: Place) -> None:
    """Delete those of the images that no blog shows. Images are shared: each is looked up.

    An image that is in no blog yet counts as unused. If a blog with the image is saved while it is
    deleted, the image is put back.

    Raises:
        StorageFailed
    """
    unshown = [name for name in names if not await _is_shown(name)]
    if not unshown:
        return
    # Blogs that were saved by an earlier release, and not migrated since.
    old = set[str]()
    async for blog in BlogDocument.collection().find({"images": {"$exists": False}}, _TEXTS):
        old.update(image_names(blog.get("meta"), blog.get("final_blog")))
    for name in unshown:
        if name not in old:
            await _delete_unless_saved(name, place)


async def _delete_unless_saved(name: str, place: Place) -> None:
    file = await place.open(name)
    if file is None:
        return
    data = await file.read()
    await place.delete(name)
    if await _is_shown(name):
        await place.put(name, data)


async def _is_shown(name: str) -> bool:
    return await BlogDocument.collection().find_one({"images": name}, {"_id": 1}) is not None
