"""`cms-blog images check | move | variants | readdress`."""

import argparse
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cms_blog.cli.commands import AddCommand, load_settings, run
from cms_blog.cli.progress import bytes_of, progress_bar
from cms_blog.errors import CmsError

if TYPE_CHECKING:
    from cms_blog.maintenance.images import Inventory, Total
    from cms_blog.media.image_store import ImageStore
    from cms_blog.settings import Settings

_DAYS = 30
_MAX_LINES = 50


def register(add: AddCommand) -> None:
    """Add the commands."""
    images = add("images", help="check, copy, resize or re-address stored images")
    commands = images.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser(
        "check", help="find orphaned images and images that are missing from the storage"
    )
    check.add_argument(
        "--delete-orphans", action="store_true", help="delete images that no blog uses"
    )
    check.add_argument(
        "--older-than",
        type=_days,
        default=timedelta(days=_DAYS),
        metavar="DAYS",
        help=f"only orphans whose last upload is older than DAYS; default: {_DAYS}, which protects "
        "images of blogs that are not saved yet",
    )
    check.add_argument(
        "--list", action="store_true", help="print the names of orphans older than DAYS"
    )
    check.set_defaults(command=_check)

    move = commands.add_parser(
        "move", help="copy all images to another storage; can be interrupted and repeated"
    )
    move.add_argument("source", metavar="FROM", help="a folder, or a bucket: s3://BUCKET/PREFIX")
    move.add_argument("target", metavar="TO", help="a folder or a bucket")
    move.set_defaults(command=_move)

    variants = commands.add_parser(
        "variants", help="make the missing smaller versions of all covers, and store their sizes"
    )
    variants.set_defaults(command=_variants)

    readdress = commands.add_parser(
        "readdress", help="replace an old base URL of images in all blogs by the current one"
    )
    readdress.add_argument(
        "old", metavar="OLD", help="the old base URL, for example http://localhost:8000/uploads"
    )
    readdress.set_defaults(command=_readdress)


def _days(text: str) -> timedelta:
    days = float(text)
    if not 0 <= days <= 36_500:  # noqa: PLR2004 - 100 years
        raise ValueError
    return timedelta(days=days)


def _check(arguments: argparse.Namespace) -> None:
    async def check(settings: "Settings") -> None:
        from cms_blog.database.client import opened
        from cms_blog.maintenance.images import Inventory
        from cms_blog.media.storage import open_store
        from cms_blog.server.documents import DOCUMENTS

        store = open_store(settings.uploads_url)
        async with opened(settings, DOCUMENTS, beside_server=True):
            with closing(Inventory()) as found:
                begun = datetime.now(UTC)
                await _list(store, found)
                await _read_blogs(found, begun)
                await _report(store, found, arguments)
                await _report_missing(store, found, settings)

    run(check, load_settings())


async def _list(store: "ImageStore", found: "Inventory") -> None:
    with progress_bar(f"Listing {store}") as progress:
        await found.add_stored(store, progress.update)


async def _read_blogs(found: "Inventory", begun: datetime) -> None:
    from cms_blog.blogs.documents import BlogDocument
    from cms_blog.blogs.versions.documents import BlogVersionDocument
    from cms_blog.maintenance import image_references

    collections = BlogDocument.collection(), BlogVersionDocument.collection()
    total = sum([await each.estimated_document_count() for each in collections])
    with progress_bar("Reading blogs", total) as progress:
        async for references in image_references.references():
            found.add_references(references)
            progress.update()
    # Also blogs that were saved during the listing.
    async for references in image_references.references(since=begun):
        found.add_references(references)


async def _report(store: "ImageStore", found: "Inventory", arguments: argparse.Namespace) -> None:
    from cms_blog.maintenance.images import delete_orphans

    before = datetime.now(UTC) - arguments.older_than
    print(f"Images in {store}: {_amount(found.stored)}")
    print(f"Smaller versions: {_amount(found.variants)}")
    for name in (abandoned := found.abandoned_files(datetime.now(UTC))):
        await store.delete(name)
    if abandoned:
        print(f"Deleted files that killed processes left: {len(abandoned):,}")
    old = found.orphans(before)
    print(f"Orphaned: {_amount(found.orphans(datetime.now(UTC)))}")
    print(
        f"Orphaned for more than {arguments.older_than / timedelta(days=1):g} days: {_amount(old)}"
    )
    if arguments.list:
        for name in found.orphan_names(before):
            print(f"  {name}")
    if arguments.delete_orphans:
        with progress_bar("Deleting", old.images) as progress:
            deleted = await delete_orphans(store, found, before, progress.update)
        print(f"Deleted: {deleted:,}")


async def _report_missing(store: "ImageStore", found: "Inventory", settings: "Settings") -> None:
    ours = (f"{settings.uploads_address}/", f"{settings.base_url}/uploads/")
    missing = 0
    for reference in found.missing():
        # Images of other sites can have such names, too.
        url, name = reference.url, reference.name
        if not (url.startswith(ours) or url.endswith(f"/uploads/{name}")):
            continue
        # It can have been uploaded since the listing.
        if await store.open(name) is None:
            missing += 1
            if missing <= _MAX_LINES:
                print(f"missing: {url}, in blog {reference.blog_id}")
    if missing:
        raise CmsError(f"{missing:,} images that blogs use are missing.")
    print("Missing: 0")


def _amount(total: "Total") -> str:
    return f"{total.images:,} ({bytes_of(total.bytes)})"


def _move(arguments: argparse.Namespace) -> None:
    async def move(_: "Settings") -> None:
        from cms_blog.maintenance import images
        from cms_blog.media.storage import open_store

        source, target = (
            open_store(_location(arguments.source)),
            open_store(_location(arguments.target)),
        )
        with closing(images.Inventory()) as found, closing(images.Inventory()) as there:
            await _list(source, found)
            await _list(target, there)
            with progress_bar("Copying", found.stored.images) as progress:
                moved = await images.move(source, target, found, there, progress.update)
            print(f"Images in {source}: {_amount(found.stored)}")
            print(f"Copied: {moved.copied:,}")
        for name in moved.damaged[:_MAX_LINES]:
            print(f"damaged: {name}")
        if moved.damaged:
            raise CmsError(f"{len(moved.damaged):,} images are damaged and were not copied.")
        print(f"Set UPLOADS_URL={target}, restart the server, and run this command again.")

    run(move, load_settings())


def _location(text: str) -> str:
    from pydantic import TypeAdapter, ValidationError

    from cms_blog.validation.setting_types import UploadsUrl

    try:
        return TypeAdapter[str](UploadsUrl).validate_python(text)
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise CmsError(f"{text}: {message}") from None


def _variants(_: argparse.Namespace) -> None:
    async def variants(settings: "Settings") -> None:
        from cms_blog.database.client import opened
        from cms_blog.server.documents import DOCUMENTS

        async with opened(settings, DOCUMENTS, beside_server=True):
            await _measure_covers(settings)

    run(variants, load_settings())


async def _measure_covers(settings: "Settings") -> None:
    from cms_blog.blogs.documents import BlogDocument
    from cms_blog.maintenance.covers import measured_covers
    from cms_blog.media.storage import Storage

    covers = missing = 0
    total = await BlogDocument.collection().estimated_document_count()
    with progress_bar("Reading covers", total) as progress:
        async for found in measured_covers(Storage.from_settings(settings)):
            covers += found.measured
            missing += found.missing
            progress.update()
    print(f"Covers with all sizes: {covers:,}")
    if missing:
        print(f"Covers that are missing or damaged: {missing:,}. See `cms-blog images check`.")


def _readdress(arguments: argparse.Namespace) -> None:
    async def readdress(settings: "Settings") -> None:
        from cms_blog.blogs.documents import BlogDocument
        from cms_blog.database.client import opened
        from cms_blog.maintenance import image_references
        from cms_blog.server.documents import DOCUMENTS

        old, new = arguments.old.rstrip("/"), settings.uploads_address
        changed = skipped = versions = 0
        async with opened(settings, DOCUMENTS, beside_server=True):
            total = await BlogDocument.collection().estimated_document_count()
            with progress_bar("Reading blogs", total) as progress:
                async for done in image_references.readdress(old, new):
                    changed += done is True
                    skipped += done is False
                    progress.update()
            async for done in image_references.readdress_versions(old, new):
                versions += done
            avatars = await image_references.readdress_avatars(old, new)
            if settings.uploads_public_url is not None:
                # A CDN does not make them when they are requested.
                await _measure_covers(settings)
        print(f"Blogs changed from {old} to {new}: {changed:,}")
        print(f"Versions changed: {versions:,}")
        print(f"Pictures of users changed: {avatars:,}")
        if skipped:
            raise CmsError(
                f"{skipped:,} blogs were saved concurrently and skipped. Run this command again."
            )

    run(readdress, load_settings())
