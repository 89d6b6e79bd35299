"""`cms-blog backup`, `cms-blog restore` and `cms-blog copy-to`."""

import argparse
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cms_blog.cli.commands import AddCommand, load_settings, run
from cms_blog.cli.progress import Steps, bytes_of
from cms_blog.errors import CmsError

if TYPE_CHECKING:
    from cms_blog.maintenance.backup.archive import Manifest
    from cms_blog.maintenance.backup.sources import RawDatabase, Source, Sum
    from cms_blog.settings import Settings

_REPLACE = "replace all users, blogs and versions of the target"


def register(add: AddCommand) -> None:
    """Add the commands."""
    backup = add(
        "backup",
        help="back up users, blogs, versions and images to one file; servers can keep running",
    )
    backup.add_argument("file", type=Path, help="the tar file to write; must not exist")
    backup.add_argument("--replace", action="store_true", help="overwrite the file")
    backup.add_argument(
        "--without-images",
        action="store_true",
        help="omit images, for example if the bucket has versioning",
    )
    backup.add_argument(
        "--servers-stopped",
        action="store_true",
        help="all servers are stopped: read a MongoDB without a snapshot, which it keeps for five "
        "minutes by default",
    )
    backup.set_defaults(command=_backup)

    restore = add("restore", help="restore a backup; stop all servers first")
    restore.add_argument("file", type=Path, help="the backup file")
    restore.add_argument("--replace", action="store_true", help=_REPLACE)
    restore.add_argument(
        "--only-check", action="store_true", help="verify the backup without restoring it"
    )
    restore.set_defaults(command=_restore)

    copy = add(
        "copy-to", help="copy users, blogs and versions to a MongoDB; stop all servers first"
    )
    copy.add_argument(
        "uri", metavar="MONGODB_URI", help="the target; - reads it from standard input"
    )
    copy.add_argument(
        "--replace", action="store_true", help=f"{_REPLACE}; also continues an interrupted copy"
    )
    copy.set_defaults(command=_copy_to)


def _backup(arguments: argparse.Namespace) -> None:
    path: Path = arguments.file
    if path.exists() and not arguments.replace:
        raise CmsError(f"{path} already exists. Choose another name, or pass --replace.")

    async def backup(settings: "Settings") -> None:
        from cms_blog.maintenance.backup.backup import write_backup
        from cms_blog.maintenance.backup.sources import source
        from cms_blog.media.storage import open_store

        store = None if arguments.without_images else open_store(settings.uploads_url)
        with Steps() as steps:
            async with source(settings, servers_stopped=arguments.servers_stopped) as documents:
                manifest = await write_backup(path, documents, store, steps.begin)
        print(f"{path} ({bytes_of(_size(path))}): {_content(manifest)}")
        if not manifest.of_one_instant:
            print("The backup is not of one point in time: this MongoDB has no snapshot reads.")
        for name in manifest.images.left_out:
            print(f"skipped, damaged or missing: {name}", file=sys.stderr)

    run(backup, load_settings())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise CmsError(f"{path} can't be read: {error.strerror}") from None


def _content(manifest: "Manifest") -> str:
    images = manifest.images
    counts = {name: kept.documents for name, kept in manifest.collections.items()}
    return f"{_listed(counts | {'images': images.count})} ({bytes_of(images.bytes)})"


def _listed(counts: Mapping[str, int]) -> str:
    from cms_blog.maintenance.backup.archive import label

    return ", ".join(f"{label(name)} {count:,}" for name, count in counts.items())


def _restore(arguments: argparse.Namespace) -> None:
    path: Path = arguments.file

    async def restore(settings: "Settings") -> None:
        from cms_blog.maintenance.backup import archive, target
        from cms_blog.maintenance.backup.sources import source
        from cms_blog.media.storage import Storage

        storage = Storage.from_settings(settings)
        # Backups have no smaller versions of images. This server makes them again on demand, while
        # a CDN needs them in the bucket.
        variants = None if settings.uploads_public_url is None else storage.variants
        with Steps() as steps:
            count = steps.begin("Checking the backup", _size(path), in_bytes=True)
            backup = archive.checked(path, count)
            if not arguments.only_check:
                async with _open_target(settings, replace=arguments.replace) as there:
                    count = steps.begin("Images", backup.manifest.images.count)
                    await target.put_images(backup.images(), storage.store, count, variants)
                    await _copy(backup, there, steps)
                async with source(settings, servers_stopped=True) as written:
                    count = steps.begin("Verifying", sum(backup.counts.values()))
                    await target.compare(written, backup.sums, count)
        done = "the backup is complete" if arguments.only_check else "restored and verified"
        print(f"{_content(backup.manifest)}, backed up at {backup.manifest.made_at}: {done}.")

    run(restore, load_settings())


def _copy_to(arguments: argparse.Namespace) -> None:
    uri = sys.stdin.readline().strip() if arguments.uri == "-" else arguments.uri

    async def copy_to(settings: "Settings") -> None:
        from cms_blog.maintenance.backup import target
        from cms_blog.maintenance.backup.sources import source

        target_settings = load_settings(mongodb_uri=uri)
        with Steps() as steps:
            async with (
                source(settings, servers_stopped=True) as documents,
                _open_target(target_settings, replace=arguments.replace) as there,
            ):
                sums = await _copy(documents, there, steps)
            async with source(target_settings, servers_stopped=True) as written:
                count = steps.begin("Verifying", sum(documents.counts.values()))
                await target.compare(written, sums, count)
        counts = _listed({name: found.documents for name, found in sums.items()})
        print(f"{counts}: copied to {target_settings.mongodb_db} and verified.")
        print("Set MONGODB_URI to use it. Images are not copied; UPLOADS_URL still applies.")

    run(copy_to, load_settings())


@asynccontextmanager
async def _open_target(settings: "Settings", *, replace: bool) -> "AsyncGenerator[RawDatabase]":
    """Open the target database and create its indexes.

    Raises:
        CmsError: it contains documents, and `replace` is False.
    """
    from cms_blog.database.client import opened
    from cms_blog.database.embedded import process as embedded
    from cms_blog.database.indexes import indexed, indexes_of
    from cms_blog.maintenance.backup.sources import raw_database
    from cms_blog.maintenance.backup.target import documents_there
    from cms_blog.server.documents import DOCUMENTS

    async with AsyncExitStack() as stack:
        if settings.mongodb_uri is None:
            uri = await stack.enter_async_context(embedded.shared(settings.data_dir))
            from pydantic import SecretStr

            settings = settings.model_copy(update={"mongodb_uri": SecretStr(uri)})
        database = await stack.enter_async_context(raw_database(settings))
        if not replace and (there := await documents_there(database)):
            raise CmsError(
                f"The target already has {there:,} documents. Nothing was changed. Pass --replace "
                "to replace all its users, blogs and versions."
            )
        await stack.enter_async_context(opened(settings, DOCUMENTS))
        await stack.enter_async_context(indexed(indexes_of(DOCUMENTS)))
        yield database


async def _copy(documents: "Source", there: "RawDatabase", steps: Steps) -> "dict[str, Sum]":
    from cms_blog.maintenance.backup import target

    total = sum(documents.counts.values())
    if await target.documents_there(there):
        await target.sweep(documents, there, steps.begin("Comparing", total))
    return await target.fill(documents, there, steps.begin("Copying", total))
