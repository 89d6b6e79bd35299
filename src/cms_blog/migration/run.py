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
from typing import Any

from pydantic import ValidationError
from pymongo import ASCENDING
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import DuplicateKeyError

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.migration import blogs, users
from cms_blog.migration.changes import Changes, Unfit
from cms_blog.stored import Raw, StoredDocument

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
    kind: Kind, *, dry_run: bool, advance: Callable[[int], None] = lambda _: None
) -> Report:
    """Bring the collection's old documents up to date; `advance` hears of each that was looked at.

    Raises:
        pymongo.errors.PyMongoError: the database does not answer; what is done stays done.
    """
    report = Report()
    async for page in _pages(kind):
        old = [signs["_id"] for signs in page if kind.is_old(signs)]
        for ids in batched(old, _AT_ONCE, strict=False):
            await asyncio.gather(*(_bring(kind, oid, report, dry_run=dry_run) for oid in ids))
        report.looked_at += len(page)
        advance(len(page))
    return report


async def _pages(kind: Kind) -> AsyncGenerator[list[Raw]]:
    """All documents' signs. Each page is a command of its own: cursors die with a primary."""
    collection, filter_ = kind.document.collection(), dict[str, Any]()
    while True:
        cursor = collection.find(filter_, dict(kind.signs), sort={"_id": ASCENDING}, limit=_PAGE)
        page = await cursor.to_list()
        if not page:
            return
        yield page
        filter_ = {"_id": {"$gt": page[-1]["_id"]}}


async def _bring(kind: Kind, oid: object, report: Report, *, dry_run: bool) -> None:
    """Bring one document up to date, and count it."""
    try:
        changes = await _brought(kind, oid, dry_run=dry_run)
    except Unfit as unfit:
        report.unfit[str(oid)] = str(unfit)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, problem["loc"]))
        report.unfit[str(oid)] = f"{place}: {problem['msg']}"
    else:
        if changes is not None:
            report.changed += 1
            report.kinds.update(changes.kinds)


async def _brought(kind: Kind, oid: object, *, dry_run: bool) -> Changes | None:
    """What was changed; None where somebody else was quicker."""
    collection = kind.document.collection()
    for _ in range(_TRIES):
        raw = await collection.find_one({"_id": oid})
        if raw is None or not kind.is_old(raw):
            return None
        changes = await kind.changes_of(raw)
        # Where the document has none, None finds it.
        unchanged = {"_id": oid} | {name: raw.get(name) for name in kind.guards}
        if dry_run or await _set(collection, unchanged, changes):
            return changes
    raise Unfit("others kept changing it; run this again")


async def _set(collection: AsyncCollection[Raw], unchanged: Raw, changes: Changes) -> bool:
    """Set the changes with the first slug that is free; False where the document has changed."""
    for slug in changes.slugs:
        fields = changes.fields if slug is None else changes.fields | {"slug": slug}
        try:
            result = await collection.update_one(unchanged, {"$set": fields})
        except DuplicateKeyError:
            continue
        return bool(result.matched_count)
    raise Unfit("another document has what has to be its own: an address, or a public address")
