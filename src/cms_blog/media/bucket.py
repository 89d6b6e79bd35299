"""Image store in a bucket: S3 and compatible services, Google Cloud Storage, Azure.

Credentials, region and endpoint come from the environment variables that each provider's own tools
use: AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, GOOGLE_SERVICE_ACCOUNT, AZURE_STORAGE_ACCOUNT_NAME and so
on. They are never part of the URL or of log lines.
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
from cms_blog.media.image_store import (
    CACHE_CONTROL,
    Entry,
    StorageFailed,
    StoredFile,
    media_type_of,
)

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ClientConfig, ObjectStore, RetryConfig

# Most images fit into one chunk, so that serving one takes one request to the bucket. The timeout
# applies per chunk, so that slow clients can download large images.
_CHUNK_BYTES = 1024 * 1024
_LIST_PAGE = 1_000
_TIMEOUT_SECONDS = 20
_CLIENT: "ClientConfig" = {
    "connect_timeout": timedelta(seconds=3),
    "timeout": timedelta(seconds=15),
    # An http:// endpoint is always the operator's explicit choice: all defaults are https://.
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


class Bucket:
    """`ImageStore` in a bucket, optionally below a prefix: `s3://bucket/prefix`."""

    def __init__(self, url: str) -> None:
        self._url = url
        try:
            self._store: ObjectStore = from_url(url, client_options=_CLIENT, retry_config=_RETRIES)
        except (BaseError, ValueError) as error:
            raise CmsError(f"The bucket {url} can't be used: {_first_line(error)}") from None

    def __str__(self) -> str:
        return self._url

    async def put(self, name: str, data: bytes) -> None:
        with self._translate_errors("An image could not be written to"):
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                # Overwrites an existing object: its content is the same, and the date is updated.
                # Not multipart, so that the write is atomic with every provider.
                await obstore.put_async(
                    self._store,
                    name,
                    data,
                    # For clients that download directly from the bucket.
                    attributes={
                        "Content-Type": media_type_of(name) or "application/octet-stream",
                        "Cache-Control": CACHE_CONTROL,
                    },
                    use_multipart=False,
                )

    async def open(self, name: str) -> StoredFile | None:
        with self._translate_errors("An image could not be read from"):
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                try:
                    meta, first = await self._first(name)
                except FileNotFoundError:
                    return None
        return StoredFile(meta["size"], meta["last_modified"], partial(self._chunks, name, first))

    async def _first(self, name: str) -> "tuple[ObjectMeta, bytes]":
        try:
            got = await obstore.get_async(self._store, name, options={"range": (0, _CHUNK_BYTES)})
            return got.meta, bytes(await got.bytes_async())
        except BaseError:
            # Providers reject a range request for an empty object.
            meta = await obstore.head_async(self._store, name)
            if meta["size"]:
                raise
            return meta, b""

    async def _chunks(self, name: str, first: bytes, start: int, stop: int) -> AsyncIterator[bytes]:
        while start < stop:
            chunk = first[start:stop] or await self._chunk(
                name, start, min(stop, start + _CHUNK_BYTES)
            )
            yield chunk
            start += len(chunk)

    async def _chunk(self, name: str, start: int, stop: int) -> bytes:
        with self._translate_errors("An image could not be read from"):
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                return bytes(
                    await obstore.get_range_async(self._store, name, start=start, end=stop)
                )

    async def entries(self) -> AsyncIterator[Entry]:
        with self._translate_errors("The images could not be listed in"):
            listing = obstore.list(self._store, chunk_size=_LIST_PAGE)  # pyright: ignore[reportUnknownMemberType] - the return type includes Arrow tables, which are not installed
            async for found in listing:
                for meta in found:
                    # Keys below another prefix belong to other applications.
                    if "/" not in meta["path"]:
                        yield Entry(meta["path"], meta["size"], meta["last_modified"])

    async def delete(self, name: str) -> None:
        with self._translate_errors("An image could not be deleted in"):
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                try:
                    await obstore.delete_async(self._store, name)
                except FileNotFoundError:
                    return

    @contextmanager
    def _translate_errors(self, failed: str) -> Generator[None]:
        """Raise StorageFailed with a message that begins with `failed`."""
        try:
            yield
        except TimeoutError:
            message = f"{failed} {self._url}: no response within {_TIMEOUT_SECONDS} seconds"
            raise StorageFailed(message) from None
        except (BaseError, OSError) as error:
            raise StorageFailed(f"{failed} {self._url}: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    """Return the error's first line without URL query strings, which can contain signatures."""
    line = str(error).partition("\n")[0]
    return re.sub(r"\?\S+", "", line)[:300]
