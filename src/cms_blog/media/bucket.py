"""Images in a bucket: S3 and what speaks its protocol, Google Cloud Storage, Azure.

Credentials, region and endpoint are the environment's, by the names that each provider's own tools
take: AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, GOOGLE_SERVICE_ACCOUNT, AZURE_STORAGE_ACCOUNT_NAME and so
on. They are never part of the URL, nor of what is logged.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import from_url

from cms_blog.errors import CmsError
from cms_blog.media.places import Entry, StorageFailed, StoredFile, media_type_of

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ClientConfig, ObjectStore, RetryConfig

# Most images fit into one, so that serving one is one request. Each has its own time, so that a
# client may take a large image as slowly as it likes.
_PIECE = 1024 * 1024
_LISTED_AT_ONCE = 1_000
_PATIENCE_SECONDS = 20
_CLIENT: "ClientConfig" = {
    "connect_timeout": timedelta(seconds=3),
    "timeout": timedelta(seconds=15),
    # Where the operator's endpoint is http://, that is meant: all defaults are https://.
    "allow_http": True,
}
_RETRIES: "RetryConfig" = {
    "max_retries": 4,
    "retry_timeout": timedelta(seconds=10),
    "backoff": {
        "init_backoff": timedelta(milliseconds=100),
        "max_backoff": timedelta(seconds=2),
    },
}
_FOREVER = "public, max-age=31536000, immutable"


class Bucket:
    """A `Place` that is a bucket, or what begins with a prefix in one: `s3://bucket/prefix`."""

    def __init__(self, url: str) -> None:
        self._url = url
        try:
            self._store: ObjectStore = from_url(url, client_options=_CLIENT, retry_config=_RETRIES)
        except (BaseError, ValueError) as error:
            raise CmsError(f"The bucket {url} can't be used: {_plain(error)}") from None

    def __str__(self) -> str:
        return self._url

    async def put(self, name: str, data: bytes) -> None:
        with self._reached("An image could not be written to"):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                # Over what may be there: it is the same, and its date is today's then. In one
                # part, which every provider takes whole or not at all.
                await obstore.put_async(
                    self._store,
                    name,
                    data,
                    # For who fetches it from the bucket itself.
                    attributes={
                        "Content-Type": media_type_of(name) or "application/octet-stream",
                        "Cache-Control": _FOREVER,
                    },
                    use_multipart=False,
                )

    async def open(self, name: str) -> StoredFile | None:
        with self._reached("An image could not be read from"):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                try:
                    meta, first = await self._first(name)
                except FileNotFoundError:
                    return None
        return StoredFile(meta["size"], meta["last_modified"], partial(self._pieces, name, first))

    async def _first(self, name: str) -> "tuple[ObjectMeta, bytes]":
        try:
            got = await obstore.get_async(self._store, name, options={"range": (0, _PIECE)})
            return got.meta, bytes(await got.bytes_async())
        except BaseError:
            # Of what is empty, there is no first piece.
            meta = await obstore.head_async(self._store, name)
            if meta["size"]:
                raise
            return meta, b""

    async def _pieces(self, name: str, first: bytes, start: int, stop: int) -> AsyncIterator[bytes]:
        while start < stop:
            piece = first[start:stop] or await self._piece(name, start, min(stop, start + _PIECE))
            yield piece
            start += len(piece)

    async def _piece(self, name: str, start: int, stop: int) -> bytes:
        with self._reached("An image could not be read from"):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return bytes(
                    await obstore.get_range_async(self._store, name, start=start, end=stop)
                )

    async def entries(self) -> AsyncIterator[Entry]:
        with self._reached("The images could not be listed in"):
            listing = obstore.list(self._store, chunk_size=_LISTED_AT_ONCE)  # pyright: ignore[reportUnknownMemberType] - it can give Arrow's tables, which are not installed
            async for found in listing:
                for meta in found:
                    # Deeper keys belong to other applications.
                    if "/" not in meta["path"]:
                        yield Entry(meta["path"], meta["size"], meta["last_modified"])

    async def delete(self, name: str) -> None:
        with self._reached("An image could not be deleted in"):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                try:
                    await obstore.delete_async(self._store, name)
                except FileNotFoundError:
                    return

    @contextmanager
    def _reached(self, failed: str) -> Generator[None]:
        try:
            yield
        except TimeoutError:
            message = f"{failed} {self._url}: no answer in {_PATIENCE_SECONDS} seconds"
            raise StorageFailed(message) from None
        except (BaseError, OSError) as error:
            raise StorageFailed(f"{failed} {self._url}: {_plain(error)}") from None


def _plain(error: Exception) -> str:
    """The error's first line, without the query of a URL: some providers sign there."""
    first = str(error).partition("\n")[0]
    return re.sub(r"\?\S+", "", first)[:300]
