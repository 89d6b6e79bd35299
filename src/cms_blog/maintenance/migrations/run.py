"""The walk over a collection: found, changed on the condition that nobody else did, counted.

There is no list of what is done: a document tells by itself. So a run that was killed is just run
again, and two at once share the work. A document that a server changes in the meantime is read and
looked at anew.
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

# Documents whose signs are read at once, and of which at once are brought up to date.
_PAGE = 500
_AT_ONCE = 10
# How often a document is looked at again that others keep changing.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """One collection, and what its old documents lack."""

    document: type[StoredDocument]
    signs: Mapping[str, int]
    guards: Sequence[str]
    is_old: Callable[[Raw], bool]
    changes_of: Callable[[Raw], Awaitable[Changes]]


KINDS = (
    Kind(UserDocument, users.SIGNS, users.GUARDS, users.is_old, users.changes_of),
    Kind(BlogDocument, blogs.SIGNS, blogs.GUARDS, blogs.is_old, blogs.changes_of),
)


@dataclass(slots=True)
class Report:
    """What became of a collection. With a dry run, what would."""

    looked_at: int = 0
    changed: int = 0
    # How many got what.
    kinds: Counter[str] = field(default_factory=Counter[str])
    # The documents that stay as they are, each with the reason.
    unfit: dict[str, str] = field(default_factory=dict[str, str])


async def migrate(
    kind: Kind,
    *,
    dry_run: bool,
    slugs_are_unique: bool = True,
    advance: Callable[[int], None] = lambda _: None,
) -> Report:
    """Bring the collection's old documents up to date; `advance` hears of each that was looked at.

    Where the database can't keep slugs unique, those that are new have the blog's id in them.

    Raises:
        pymongo.errors.PyMongoError: the database does not answer; what is done stays done.
    """
    walk = _Walk(kind, dry_run=dry_run, slugs_are_unique=slugs_are_unique)
    async for looked_at in walk.pages():
        advance(looked_at)
    return walk.report


class _Walk:
    """One walk over a collection."""

    def __init__(self, kind: Kind, *, dry_run: bool, slugs_are_unique: bool) -> None:
        self._kind = kind
        self._collection = kind.document.collection()
        self._dry_run = dry_run
        self._first_slug = 0 if slugs_are_unique else -1
        self.report = Report()

    async def pages(self) -> AsyncGenerator[int]:
        """Go through all documents by their ids; yields after each page how many were in it."""
        filter_: Raw = {}
        signs, order = dict(self._kind.signs), {"_id": ASCENDING}
        # Each page is a command of its own: a cursor dies with a primary.
        while page := await self._collection.find(
            filter_, signs, sort=order, limit=_PAGE
        ).to_list():
            old = [found["_id"] for found in page if self._kind.is_old(found)]
            for ids in batched(old, _AT_ONCE, strict=False):
                await asyncio.gather(*map(self._bring, ids))
            self.report.looked_at += len(page)
            yield len(page)
            filter_ = {"_id": {"$gt": page[-1]["_id"]}}

    async def _bring(self, oid: object) -> None:
        """Bring one document up to date, and count it."""
        try:
            changes = await self._brought(oid)
        except Unfit as unfit:
            self.report.unfit[str(oid)] = str(unfit)
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, problem["loc"]))
            self.report.unfit[str(oid)] = f"{place}: {problem['msg']}"
        else:
            if changes is not None:
                self.report.changed += 1
                self.report.kinds.update(changes.kinds)

    async def _brought(self, oid: object) -> Changes | None:
        """What was changed; None where somebody else was quicker."""
        for _ in range(_TRIES):
            raw = await self._collection.find_one({"_id": oid})
            if raw is None or not self._kind.is_old(raw):
                return None
            changes = await self._kind.changes_of(raw)
            # Where the document has none, None finds it.
            unchanged = {"_id": oid} | {name: raw.get(name) for name in self._kind.guards}
            if self._dry_run or await self._set(unchanged, changes):
                return changes
        raise Unfit("others kept changing it; run this again")

    async def _set(self, unchanged: Raw, changes: Changes) -> bool:
        """Set the changes with the first slug that is free; False where it was changed."""
        for slug in changes.slugs[self._first_slug :]:
            fields = changes.fields if slug is None else changes.fields | {"slug": slug}
            try:
                result = await self._collection.update_one(unchanged, {"$set": fields})
            except DuplicateKeyError:
                continue
            return bool(result.matched_count)
        raise Unfit("another document has what has to be its own: an address, or a public address")
