"""`cms-blog images check | move | readdress`."""

import argparse
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from cms_blog.cli.commands import AddCommand, run
from cms_blog.cli.progress import bytes_of, progress_bar
from cms_blog.errors import CmsError
from cms_blog.settings import Settings, load_settings
from cms_blog.validation.setting_types import UploadsUrl

if TYPE_CHECKING:
    from cms_blog.maintenance.images import Inventory, Total
    from cms_blog.media.image_store import ImageStore

_DAYS = 30
_MOST_LINES = 50


def register(add: AddCommand) -> None:
    """Add the commands."""
    images = add("images", help="look after the images: check, move, readdress")
    commands = images.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser(
        "check", help="find images that no blog shows, and those that blogs show and are missing"
    )
    check.add_argument("--delete-orphans", action="store_true", help="delete what no blog shows")
    check.add_argument(
        "--older-than",
        type=_days,
        default=timedelta(days=_DAYS),
        metavar="DAYS",
        help=f"only what was last uploaded before so many days; {_DAYS} where it is left out, so "
        "that blogs that are not saved yet keep theirs",
    )
    check.add_argument("--list", action="store_true", help="print the names of old orphans")
    check.set_defaults(command=_check)

    move = commands.add_parser(
        "move", help="copy all images to another storage; it can be stopped and run again"
    )
    move.add_argument("source", metavar="FROM", help="a folder, or a bucket as s3://BUCKET/PREFIX")
    move.add_argument("target", metavar="TO", help="likewise")
    move.set_defaults(command=_move)

    readdress = commands.add_parser(
        "readdress", help="write the images' present address into the blogs, for an earlier one"
    )
    readdress.add_argument("old", metavar="OLD", help="as http://localhost:8000/uploads")
    readdress.set_defaults(command=_readdress)


def _days(text: str) -> timedelta:
    days = float(text)
    if not 0 <= days <= 36_500:  # noqa: PLR2004 - a hundred years
        raise ValueError
    return timedelta(days=days)


def _check(arguments: argparse.Namespace) -> None:
    async def check(settings: Settings) -> None:
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
                await _tell(store, found, arguments)
                await _tell_missing(store, found, settings)

    run(check, load_settings())


async def _list(store: "ImageStore", found: "Inventory") -> None:
    with progress_bar(f"Listing {store}") as progress:
        await found.note_all(store, progress.update)


async def _read_blogs(found: "Inventory", begun: datetime) -> None:
    from cms_blog.blogs.documents import BlogDocument
    from cms_blog.maintenance import image_references

    total = await BlogDocument.collection().estimated_document_count()
    with progress_bar("Reading blogs", total) as progress:
        async for mentions in image_references.shown():
            found.note(mentions)
            progress.update()
    # And those that were saved before they could be read, or after.
    async for mentions in image_references.shown(since=begun):
        found.note(mentions)


async def _tell(store: "ImageStore", found: "Inventory", arguments: argparse.Namespace) -> None:
    from cms_blog.maintenance.images import delete_orphans

    before = datetime.now(UTC) - arguments.older_than
    print(f"Images in {store}: {_amount(found.stored)}")
    for draft in (drafts := found.old_drafts(datetime.now(UTC))):
        await store.delete(draft)
    if drafts:
        print(f"Left half-written by processes that were killed: {len(drafts):,}, deleted")
    old = found.orphans(before)
    print(f"Shown by no blog: {_amount(found.orphans(datetime.now(UTC)))}")
    print(f"Of those, older than {arguments.older_than / timedelta(days=1):g} days: {_amount(old)}")
    if arguments.list:
        for name in found.orphan_names(before):
            print(f"  {name}")
    if arguments.delete_orphans:
        with progress_bar("Deleting", old.images) as progress:
            deleted = await delete_orphans(store, found, before, progress.update)
        print(f"Deleted: {deleted:,}")


async def _tell_missing(store: "ImageStore", found: "Inventory", settings: Settings) -> None:
    ours = (f"{settings.uploads_address}/", f"{settings.base_url}/uploads/")
    missing = 0
    for mention in found.missing():
        # Other sites name their images in this way, too.
        if not (mention.url.startswith(ours) or mention.url.endswith(f"/uploads/{mention.name}")):
            continue
        # It may have been uploaded since the storage was listed.
        if await store.open(mention.name) is None:
            missing += 1
            if missing <= _MOST_LINES:
                print(f"missing: {mention.url}, in blog {mention.blog_id}")
    if missing:
        raise CmsError(f"Images that blogs show and that are missing: {missing:,}.")
    print("Missing: 0")


def _amount(total: "Total") -> str:
    return f"{total.images:,} ({bytes_of(total.bytes)})"


def _move(arguments: argparse.Namespace) -> None:
    async def move(_: Settings) -> None:
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
            print(f"Copied just now: {moved.copied:,}")
        for name in moved.damaged[:_MOST_LINES]:
            print(f"damaged: {name}")
        if moved.damaged:
            raise CmsError(f"Damaged, so that they could not be copied: {len(moved.damaged):,}.")
        print(f"Set UPLOADS_URL={target} now, start the server anew, and run this once more.")

    run(move, load_settings())


def _location(text: str) -> str:
    try:
        return TypeAdapter[str](UploadsUrl).validate_python(text)
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise CmsError(f"{text}: {message}") from None


def _readdress(arguments: argparse.Namespace) -> None:
    async def readdress(settings: Settings) -> None:
        from cms_blog.blogs.documents import BlogDocument
        from cms_blog.database.client import opened
        from cms_blog.maintenance import image_references
        from cms_blog.server.documents import DOCUMENTS

        old, new = arguments.old.rstrip("/"), settings.uploads_address
        changed = skipped = 0
        async with opened(settings, DOCUMENTS, beside_server=True):
            total = await BlogDocument.collection().estimated_document_count()
            with progress_bar("Reading blogs", total) as progress:
                async for done in image_references.readdress(old, new):
                    changed += done is True
                    skipped += done is False
                    progress.update()
        print(f"Blogs that have {new} for {old} now: {changed:,}")
        if skipped:
            raise CmsError(f"Saved meanwhile by their authors: {skipped:,}. Run this once more.")

    run(readdress, load_settings())
