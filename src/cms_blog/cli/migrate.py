"""`cms-blog migrate`."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cms_blog.cli.commands import AddCommand, load_settings, run
from cms_blog.errors import CmsError

if TYPE_CHECKING:
    from cms_blog.maintenance.migrations.run import Report
    from cms_blog.settings import Settings

_MOST_LINES = 50


def register(add: AddCommand) -> None:
    """Add the command."""
    migrate = add(
        "migrate",
        help="migrate old documents and create indexes; can be interrupted and repeated",
    )
    migrate.add_argument(
        "--dry-run", action="store_true", help="report the changes without making them"
    )
    migrate.set_defaults(command=_migrate)


def _migrate(arguments: argparse.Namespace) -> None:
    async def migrate(settings: "Settings") -> None:
        from cms_blog.blogs.slugs.names import are_unique
        from cms_blog.database.client import opened
        from cms_blog.database.indexes import indexed, indexes_of
        from cms_blog.server.documents import DOCUMENTS

        async with opened(settings, DOCUMENTS, beside_server=True):
            refused: Mapping[str, str] = {}
            if not arguments.dry_run:
                async with indexed(indexes_of(DOCUMENTS), wait_seconds=None) as indexes:
                    refused = indexes.refused
            unfit = await _documents(
                dry_run=arguments.dry_run, slugs_are_unique=are_unique(refused)
            )
        for name, cause in refused.items():
            print(f"Index {name} could not be created: {cause}")
        if arguments.dry_run:
            print("Dry run: nothing was changed.")
        if refused or unfit:
            raise CmsError(
                "The documents and indexes listed above were not migrated; all others are."
            )

    run(migrate, load_settings())


async def _documents(*, dry_run: bool, slugs_are_unique: bool) -> int:
    """Migrate all documents; return the number of documents that could not be migrated."""
    from cms_blog.cli.progress import progress_bar
    from cms_blog.maintenance.migrations.run import MIGRATIONS, migrate

    unfit = 0
    for migration in MIGRATIONS:
        collection = migration.document.collection()
        total = await collection.estimated_document_count()
        with progress_bar(f"Migrating {collection.name}", total) as progress:
            report = await migrate(
                migration,
                dry_run=dry_run,
                slugs_are_unique=slugs_are_unique,
                advance=progress.update,
            )
        _print(collection.name, report, dry_run=dry_run)
        unfit += len(report.unfit)
    return unfit


def _print(name: str, report: "Report", *, dry_run: bool) -> None:
    migrated = "would be migrated" if dry_run else "migrated"
    print(f"{name}: {report.looked_at:,} checked, {report.changed:,} {migrated}")
    for kind, count in sorted(report.kinds.items()):
        print(f"  {count:,} with {kind}")
    for oid, reason in list(report.unfit.items())[:_MOST_LINES]:
        print(f"  {oid} not migrated: {reason}")
    if len(report.unfit) > _MOST_LINES:
        print(f"  … and {len(report.unfit) - _MOST_LINES:,} more")
