"""Images that a blog does not show any more.

They are listed in a collection, and deleted a day later unless a blog or a version shows them: see
`privacy/unused_images.py`. The delay protects an image that was uploaded again and is not saved
yet.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from pymongo import ASCENDING, IndexModel, UpdateOne

from cms_blog.database.clock import now
from cms_blog.database.document import StoredDocument


class UnusedImageDocument(StoredDocument):
    """An image that a blog stopped to show at `since`; `_id` is its name."""

    since: datetime

    class Settings:
        name = "unused_images"
        indexes: ClassVar = [IndexModel([("since", ASCENDING)])]


async def list_unused(names: Iterable[str]) -> None:
    """Add the names to the list, with the current time; no command without names."""
    since = {"$set": {"since": now()}}
    if updates := [UpdateOne({"_id": name}, since, upsert=True) for name in names]:
        await UnusedImageDocument.collection().bulk_write(updates, ordered=False)
