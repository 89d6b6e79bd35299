"""The set of active admins: the only place where changes of it are decided, one after another."""

from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from cms_blog.accounts.admins.documents import ADMINS, AdminsDocument
from cms_blog.accounts.documents import MAY_SIGN_IN, Role, UserDocument
from cms_blog.database.document import Raw
from cms_blog.errors import DomainError

# Filter for active admins.
ACTIVE: Raw = {"role": Role.ADMIN, **MAY_SIGN_IN}


class AdminNeeded(DomainError):
    """Without this account, there would be no active admin."""

    def __init__(
        self,
        message: str = (
            "There is no other active admin. Create one first: `setAccountRole`, or "
            "`cms-blog create-admin`."
        ),
    ) -> None:
        super().__init__(message)


def is_active(raw: Mapping[str, Any]) -> bool:
    """Whether the stored account is an active admin."""
    return raw.get("role") == Role.ADMIN and not (raw.get("suspended") or raw.get("leaving"))


async def has_other_admin(user: UserDocument) -> bool:
    """Whether another active admin exists."""
    other = ACTIVE | {"_id": {"$ne": user.oid}}
    return await UserDocument.collection().find_one(other, {"_id": 1}) is not None


async def record(oid: ObjectId, change: ObjectId, *, removal: bool) -> None:
    """Record in the set that `oid` becomes, or is no longer, an active admin. Idempotent.

    `change` is the id of the mark on the account. If the mark has gone, nothing happens: another
    process completed the change.

    Raises:
        AdminNeeded: no admin would be left; the set is unchanged.
    """
    while True:
        # In this order: what changes in `users` after it was read changes the version, too.
        stored = await AdminsDocument.collection().find_one({"_id": ADMINS}) or {}
        found = UserDocument.collection().find(ACTIVE, {"role": 1, "admin_change": 1})
        admins: dict[ObjectId, Raw] = {
            raw["_id"]: raw.get("admin_change") or {} for raw in await found.to_list()
        }
        if admins.get(oid, {}).get("id") != change:
            return
        ids = _current(stored.get("ids", ()), admins)
        ids = ids - {oid} if removal else ids | {oid}
        if removal and not ids:
            raise AdminNeeded
        if await _replaced(stored, ids):
            return


def _current(recorded: Iterable[ObjectId], admins: Mapping[ObjectId, Raw]) -> set[ObjectId]:
    """Return the set without accounts that are not admins, and with those that it lacks.

    Databases of earlier releases have no set, and operators can change roles in the database. The
    set alone knows how far a marked account is.
    """
    unmarked = {oid for oid, mark in admins.items() if not mark}
    return {*recorded} & admins.keys() | unmarked


async def _replaced(stored: Mapping[str, Any], ids: set[ObjectId]) -> bool:
    """Store the set unless it was changed since it was read; return whether it is stored."""
    collection = AdminsDocument.collection()
    changed: Raw = {"ids": sorted(ids), "version": stored.get("version", 0) + 1}
    if not stored:
        try:
            await collection.insert_one({"_id": ADMINS, **changed})
        except DuplicateKeyError:
            return False
        return True
    same = {"_id": ADMINS, "version": stored["version"]}
    return (await collection.update_one(same, {"$set": changed})).matched_count == 1
