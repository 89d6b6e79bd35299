"""Migration of a collection, with optimistic concurrency control.

No progress is stored, because each document shows whether it is migrated. So an interrupted run is
continued by running it again, and concurrent runs share the work. A document that a server changes
concurrently is read and migrated again.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched

from pydantic import ValidationError
from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.database.document import Raw, StoredDocument
from cms_blog.maintenance.migrations import blogs, users
from cms_blog.maintenance.migrations.changes import Changes, Unfit
from cms_blog.outbox.entries import pushing

# Documents per page, and documents that are migrated concurrently.
_PAGE = 500
_CONCURRENCY = 10
# Attempts per document when servers change it concurrently.
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Migration:
    """Migration of one collection."""

    document: type[StoredDocument]
    signs: Mapping[str, int]
    guards: Sequence[str]
    is_old: Callable[[Raw], bool]
    changes_of: Callable[[Raw], Awaitable[Changes]]


MIGRATIONS = (
    Migration(UserDocument, users.SIGNS, users.GUARDS, users.is_old, users.changes_of),
    Migration(BlogDocument, blogs.SIGNS, blogs.GUARDS, blogs.is_old, blogs.changes_of),
)


@dataclass(slots=True)
class Report:
    """Result of a migration, or the expected result of a dry run."""

    looked_at: int = 0
    changed: int = 0
    # Number of documents per kind of change.
    kinds: Counter[str] = field(default_factory=Counter[str])
    # Reasons by id, for documents that could not be migrated.
    unfit: dict[str, str] = field(default_factory=dict[str, str])


async def migrate(
    migration: Migration,
    *,
    dry_run: bool,
    slugs_are_unique: bool = True,
    advance: Callable[[int], None] = lambda _: None,
) -> Report:
    """Migrate the old documents of a collection.

    `advance` is called with the size of each page. If the database can't enforce unique slugs, new
    slugs contain the blog's id.

    Raises:
        pymongo.errors.PyMongoError: the database is unavailable; completed updates are kept.
    """
    run = _Run(migration, dry_run=dry_run, slugs_are_unique=slugs_are_unique)
    async for documents in run.pages():
        advance(documents)
    return run.report


class _Run:
    """One pass over a collection."""

    def __init__(self, migration: Migration, *, dry_run: bool, slugs_are_unique: bool) -> None:
        self._migration = migration
        self._collection = migration.document.collection()
        self._dry_run = dry_run
        self._first_slug = 0 if slugs_are_unique else -1
        self.report = Report()

    async def pages(self) -> AsyncGenerator[int]:
        """Migrate all documents in the order of their ids; yield the size of each page."""
        filter_: Raw = {}
        signs, order = dict(self._migration.signs), {"_id": ASCENDING}
        # One command per page: a cursor would not survive the loss of the primary.
        while page := await self._collection.find(
            filter_, signs, sort=order, limit=_PAGE
        ).to_list():
            old = [found["_id"] for found in page if self._migration.is_old(found)]
            for ids in batched(old, _CONCURRENCY, strict=False):
                await asyncio.gather(*map(self._process, ids))
            self.report.looked_at += len(page)
            yield len(page)
            filter_ = {"_id": {"$gt": page[-1]["_id"]}}

    async def _process(self, oid: object) -> None:
        """Migrate one document and record the result."""
        try:
            changes = await self._migrate(oid)
        except Unfit as unfit:
            self.report.unfit[str(oid)] = str(unfit)
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(map(str, problem["loc"]))
            self.report.unfit[str(oid)] = f"{field}: {problem['msg']}"
        else:
            if changes is not None:
                self.report.changed += 1
                self.report.kinds.update(changes.kinds)

    async def _migrate(self, oid: object) -> Changes | None:
        """Return the changes; None if the document is already migrated or was deleted."""
        for _ in range(_ATTEMPTS):
            raw = await self._collection.find_one({"_id": oid})
            if raw is None or not self._migration.is_old(raw):
                return None
            changes = await self._migration.changes_of(raw)
            # None also matches an absent field.
            unchanged = {"_id": oid} | {name: raw.get(name) for name in self._migration.guards}
            if self._dry_run or await self._set(unchanged, changes):
                return changes
        raise Unfit("it was changed repeatedly during the migration; run the command again")

    async def _set(self, unchanged: Raw, changes: Changes) -> bool:
        """Write the changes with the first free slug; False if the document has changed."""
        appended: Raw = {}
        if changes.entry is not None:
            # A concurrent run may have appended it.
            unchanged = {**unchanged, "outbox.kind": {"$ne": changes.entry["kind"]}}
            appended = pushing(changes.entry)
        for slug in changes.slugs[self._first_slug :]:
            fields = (
                changes.fields if slug is None else changes.fields | {"slug": slug, "slugs": [slug]}
            )
            update = ({"$set": fields} if fields else {}) | appended
            try:
                result = await self._collection.update_one(unchanged, update)
            except DuplicateKeyError:
                continue
            return bool(result.matched_count)
        raise Unfit("another document already has its e-mail address or slug")
