"""Changes that make accounts active admins, or end that: each can be interrupted and completed.

A change that removes an active admin marks the account first, then records the removal in the set
(`active.py`), and takes effect last. One that adds an admin takes effect together with its mark,
and is recorded then. So the set never has an account that is not an admin, and the last id in it
can't be removed. A request that meets the mark of another one completes it; `complete_changes`
completes what a crash left.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from cms_blog.accounts.admins.active import AdminNeeded, is_active, record
from cms_blog.accounts.documents import REVOKING, UserDocument
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.outbox.entries import pushing

# Fields that decide whether an account is an active admin.
_STANDING = ("role", "suspended", "leaving")


async def change_account(
    oid: ObjectId,
    fields: Mapping[str, object],
    *,
    revoke: bool,
    where: Raw | None = None,
    entry: Raw | None = None,
) -> UserDocument | None:
    """Set `role`, `suspended` or `leaving` of an account; None removes the field. Idempotent.

    Args:
        revoke: whether the change ends the sessions of the account.
        where: more conditions on the account.
        entry: entry of the outbox that the change appends.

    Returns:
        The account; None if it does not exist, is being deleted, or does not meet `where`.

    Raises:
        AdminNeeded: no active admin would be left. Nothing was changed.
    """
    users, conditions = UserDocument.collection(), {"_id": oid, "leaving": None, **(where or {})}
    while (raw := await users.find_one(conditions)) is not None:
        if mark := raw.get("admin_change"):
            with suppress(AdminNeeded):
                await complete(oid, mark)
        elif all(raw.get(name) == value for name, value in fields.items()):
            return UserDocument.read(raw)
        elif (changed := await _changed(raw, fields, revoke, conditions, entry)) is not None:
            return UserDocument.read(changed)
    return None


async def complete_changes() -> None:
    """Complete changes that were interrupted, for example by a crash."""
    marked = {"admin_change.at": {"$lte": now()}}
    async for raw in UserDocument.collection().find(marked, {"admin_change": 1}):
        with suppress(AdminNeeded):
            await complete(raw["_id"], raw["admin_change"])


def new_mark(*, removal: bool = False, update: Raw | None = None, entry: Raw | None = None) -> Raw:
    """Return the stored mark of a change: `update` takes effect when it is completed."""
    # Operators within `entry` can't be stored, so it is not a part of `update`.
    return ({} if entry is None else {"entry": entry}) | {
        "id": ObjectId(),
        "at": now(),
        "removal": removal,
        "update": list((update or {}).items()),
    }


async def _changed(
    raw: Raw,
    fields: Mapping[str, object],
    revoke: bool,
    conditions: Raw,
    entry: Raw | None,
) -> Raw | None:
    """Return the changed account; None if it was changed meanwhile."""
    before, after = is_active(raw), is_active({**raw, **fields})
    same = conditions | {name: raw.get(name) for name in _STANDING} | {"admin_change": None}
    update = _update_of(fields, revoke)
    if before and not after:
        # They end with the rights of their inviter, also if these come back.
        update["$unset"] = {**update.get("$unset", {}), "invitations": ""}
    users, oid = UserDocument.collection(), raw["_id"]
    if before and not after:
        mark = new_mark(removal=True, update=update, entry=entry)
        marked = await users.update_one(same, {"$set": {"admin_change": mark}})
        if not marked.matched_count:
            return None
        await complete(oid, mark)
        changed = await users.find_one({"_id": oid})
        done = changed is not None and all(changed.get(n) == v for n, v in fields.items())
        return changed if done else None
    mark = new_mark()
    if entry is not None:
        update |= pushing(entry)
    if after and not before:
        update.setdefault("$set", {})["admin_change"] = mark
    after_it = ReturnDocument.AFTER
    changed = await users.find_one_and_update(same, update, return_document=after_it)
    if changed is not None and after and not before:
        await complete(oid, mark)
    return changed


def _update_of(fields: Mapping[str, object], revoke: bool) -> dict[str, Any]:
    """Return the update operators that set the fields, and end the sessions if `revoke`."""
    update: dict[str, Any] = dict(REVOKING) if revoke else {}
    if values := {name: value for name, value in fields.items() if value is not None}:
        update["$set"] = values
    if gone := {name: "" for name, value in fields.items() if value is None}:
        update["$unset"] = update.get("$unset", {}) | gone
    return update


async def complete(oid: ObjectId, mark: Raw) -> None:
    """Record a marked change, and let it take effect. Idempotent.

    Accounts can also be stored as admins with a mark, by `new_mark()`, and be completed here.

    Raises:
        AdminNeeded: the change was refused, and its mark removed.
    """
    marked = {"_id": oid, "admin_change.id": mark["id"]}
    unmark: Raw = {"$unset": {"admin_change": ""}}
    users = UserDocument.collection()
    try:
        await record(oid, mark["id"], removal=mark["removal"])
    except AdminNeeded:
        await users.update_one(marked, unmark)
        raise
    update: dict[str, Any] = dict(mark["update"])
    if "entry" in mark:
        update |= pushing(mark["entry"])
    unset = update.get("$unset", {}) | unmark["$unset"]
    await users.update_one(marked, update | {"$unset": unset})
