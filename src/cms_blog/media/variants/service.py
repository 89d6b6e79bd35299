"""Making of smaller versions of images: at the upload, or when they are first requested.

The versions of an image are made together, because most of the time is its decoding. A process
makes those of an image once at a time. Two processes can make the same ones at the same time: the
result is the same.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import cache
from typing import Any

import structlog

from cms_blog.errors import Outage
from cms_blog.graphql.execution.caches import Cache
from cms_blog.media.formats import UnusableImage
from cms_blog.media.image_store import (
    WIDTHS,
    ImageStore,
    StorageFailed,
    StoredFile,
    variant_name,
    variant_of,
)
from cms_blog.media.variants.encoding import encoded_variants
from cms_blog.media.variants.measures import ImageMeasures, Measures

# Images whose versions are made or wait for it. They wait without their bytes.
MAX_WAITING = 100
_WAIT_SECONDS = 20
# After a failure, an image is left alone for this time.
_PAUSE_SECONDS = 60
_MAX_PAUSED = 1_000

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class VariantDelayed(Outage):
    """The version can't be made now: the image itself has to do."""


class Variants:
    """The smaller versions of the images in a store.

    Args:
        clock: a monotonic clock, in seconds.
    """

    def __init__(
        self,
        store: ImageStore,
        measures: ImageMeasures,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._measures = measures
        self._making: dict[str, asyncio.Task[None]] = {}
        # One image at a time, so that memory is bounded.
        self._turn = asyncio.Lock()
        self._paused: Cache[str, bool] = Cache(_MAX_PAUSED, _MAX_PAUSED, _PAUSE_SECONDS, clock)

    async def open(self, name: str) -> StoredFile | None:
        """Open an image, or a version of one, which is made if it does not exist yet.

        Raises:
            StorageFailed: the store is unreachable.
            VariantDelayed: the version can't be made or stored now.
        """
        file = await self._store.open(name)
        if file is not None or (found := variant_of(name)) is None:
            return file
        image, width = found
        measures = await self._measures.of(image)
        if measures is None or width not in (size[0] for size in measures.variants):
            return None
        if not await self._make_for_reader(image, measures):
            return None
        return await self._store.open(name)

    async def ensure(self, image: str) -> Measures | None:
        """Make the missing versions of a stored image, and return the measures of the image.

        None if it does not exist, or is damaged.

        Raises:
            StorageFailed
        """
        measures = await self._measures.of(image)
        if measures is None:
            return None
        try:
            await self._once(image, lambda: self._make_stored(image, measures))
        except UnusableImage:
            return None
        return measures

    async def make_new(
        self, image: str, data: bytes, measures: Measures, executor: Executor
    ) -> None:
        """Make the versions of an image that is about to be stored.

        They are stored first, so that a stored image of this release has all its versions.

        Raises:
            StorageFailed, UnusableImage
        """
        # A run for readers does not make the versions of an image that is deleted meanwhile.
        while (running := self._making.get(image)) is not None:
            await asyncio.wait({running})
        await self._once(image, lambda: self._make_missing(image, data, measures, executor))
        self._measures.add(image, measures)

    async def _make_for_reader(self, image: str, measures: Measures) -> bool:
        """Make the missing versions of a stored image; return False if it is damaged."""
        if (delayed := self._paused.get(image)) is not None:
            if delayed:
                raise VariantDelayed("The storage of images failed a moment ago.")
            return False
        if image not in self._making and len(self._making) >= MAX_WAITING:
            raise VariantDelayed("Too many images wait for their smaller versions.")
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._once(image, lambda: self._make_stored(image, measures))
        except UnusableImage:
            self._paused.put(image, value=False, size=1)
            _log.warning("media.damaged", image=image)
            return False
        except StorageFailed as failure:
            self._paused.put(image, value=True, size=1)
            _log.error("storage_failed", message=failure.message)
            raise VariantDelayed("The storage of images failed.") from None
        except TimeoutError:
            raise VariantDelayed("The smaller version took too long.") from None
        return True

    async def _once(self, image: str, make: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run `make`, or wait for the run for the same image; cancelled callers do not end it."""
        task = self._making.get(image)
        if task is None:
            task = self._making[image] = asyncio.create_task(make())
            task.add_done_callback(lambda done: self._end(image, done))
        await asyncio.shield(task)

    def _end(self, image: str, task: asyncio.Task[None]) -> None:
        del self._making[image]
        if not task.cancelled():
            # Retrieved also if every caller was cancelled.
            task.exception()

    async def _make_stored(self, image: str, measures: Measures) -> None:
        async with self._turn:
            file = await self._store.open(image)
            if file is None or not await self._missing(image, measures):
                return
            await self._make_missing(image, await file.read(), measures, _worker())
        # It can have been deleted meanwhile, with the versions that it had then.
        if await self._store.open(image) is None:
            await delete_variants(self._store, image)

    async def _make_missing(
        self, image: str, data: bytes, measures: Measures, executor: Executor
    ) -> None:
        missing = await self._missing(image, measures)
        if not missing:
            return
        loop = asyncio.get_running_loop()
        made = await loop.run_in_executor(executor, encoded_variants, data, missing)
        await _gathered(
            self._store.put(variant_name(image, width), version) for width, version in made.items()
        )

    async def _missing(self, image: str, measures: Measures) -> Sequence[tuple[int, int]]:
        names = [variant_name(image, width) for width, _ in measures.variants]
        files = await _gathered(self._store.open(name) for name in names)
        found = zip(measures.variants, files, strict=True)
        return [size for size, file in found if file is None]


async def delete_variants(store: ImageStore, image: str) -> None:
    """Delete all smaller versions of an image; a no-op without any.

    Raises:
        StorageFailed
    """
    await _gathered(store.delete(variant_name(image, width)) for width in WIDTHS)


async def delete_image(store: ImageStore, image: str) -> None:
    """Delete an image, and then its smaller versions: none is made of a deleted image.

    Raises:
        StorageFailed
    """
    await store.delete(image)
    await delete_variants(store, image)


async def _gathered[T](calls: Iterable[Awaitable[T]]) -> list[T]:
    """Run the calls concurrently to their ends; raise the first error after that."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    done: list[T] = []
    for result in results:
        if isinstance(result, BaseException):
            raise result
        done.append(result)
    return done


@cache
def _worker() -> ThreadPoolExecutor:
    # Apart from that of uploads, which must not wait for readers.
    return ThreadPoolExecutor(1, thread_name_prefix="variants")
