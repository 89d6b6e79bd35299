"""Operations of admins on accounts: the list, roles, suspension and reinstatement."""

from collections.abc import Mapping

from bson import ObjectId

from cms_blog.accounts.admins.changes import change_account
from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.name_search import users_named, users_with_address
from cms_blog.blogs.search import searched_terms
from cms_blog.database.document import Raw
from cms_blog.database.pagination import (
    Listing,
    Page,
    PageRequest,
    Source,
    page_of,
    position_of,
    read_page,
)
from cms_blog.errors import NotFound
from cms_blog.outbox.announcements import Announcement, announced

ACCOUNTS = Listing("accounts", "created_at", -1)

# Accounts that are being deleted are treated as deleted.
_PRESENT: Raw = {"leaving": None}
# Fields that the filters and the order of a search need.
_SORTED_BY = ("created_at", "role", "suspended", "leaving")
_SOURCE = Source(UserDocument, None, UserDocument.read)


async def accounts(
    *,
    search: str | None,
    role: Role | None,
    suspended: bool | None,
    page: PageRequest,
    count: bool,
) -> Page[UserDocument]:
    """Return a page of the accounts, newest first.

    `search` has the beginnings of words of the name, or the beginning of the address; of each, the
    first 1,000 accounts are found.

    Raises:
        BadRequest: a cursor or `search` is invalid.
    """
    if search is not None and search.strip():
        return await _found(search.strip(), role, suspended, page, count=count)
    filter_ = dict(_PRESENT)
    if suspended is not None:
        filter_["suspended"] = True if suspended else None
    # An index has the roles first: the list of all accounts merges both. Accounts of an early
    # release that lack a role are listed after `cms-blog migrate`.
    parts = [(ACCOUNTS, {"role": each, **filter_}) for each in Role if role in {None, each}]
    return await read_page(_SOURCE, *parts, page=page, count=count)


async def _found(
    search: str, role: Role | None, suspended: bool | None, page: PageRequest, *, count: bool
) -> Page[UserDocument]:
    terms = searched_terms(search)
    named = await users_named(*terms, fields=_SORTED_BY) if terms else []
    addressed = await users_with_address(search, _SORTED_BY)
    found = {raw["_id"]: raw for raw in (*named, *addressed) if not raw.get("leaving")}
    if role is not None:
        found = {k: raw for k, raw in found.items() if raw.get("role", Role.USER) == role}
    if suspended is not None:
        found = {k: raw for k, raw in found.items() if bool(raw.get("suspended")) is suspended}
    placed = [(position_of(ACCOUNTS, raw), oid) for oid, raw in found.items()]
    shown = page_of(ACCOUNTS, placed, page, count=count)
    cursor = UserDocument.collection().find({"_id": {"$in": shown.items}})
    users = {raw["_id"]: UserDocument.read(raw) for raw in await cursor.to_list()}
    # An account can have been deleted meanwhile.
    kept = [each for each in zip(shown.positions, shown.items, strict=True) if each[1] in users]
    return Page(
        items=[users[oid] for _, oid in kept],
        positions=[position for position, _ in kept],
        has_next=shown.has_next,
        has_previous=shown.has_previous,
        total=shown.total,
    )


async def account(oid: ObjectId) -> UserDocument | None:
    """Return the account with this id."""
    raw = await UserDocument.collection().find_one({"_id": oid, **_PRESENT})
    return None if raw is None else UserDocument.read(raw)


async def set_role(oid: ObjectId, role: Role) -> UserDocument:
    """Set the role of an account. An admin who becomes a user is signed out.

    Raises:
        NotFound, AdminNeeded
    """
    return await _change(oid, {"role": role.value}, revoke=role is Role.USER)


async def suspend(oid: ObjectId) -> UserDocument:
    """Suspend an account: end its sessions, and refuse new ones.

    Raises:
        NotFound, AdminNeeded
    """
    suspended = announced(Announcement.USER_SUSPENDED)
    return await _change(oid, {"suspended": True}, revoke=True, entry=suspended)


async def reinstate(oid: ObjectId) -> UserDocument:
    """End the suspension of an account.

    Raises:
        NotFound
    """
    return await _change(oid, {"suspended": None}, revoke=False)


async def _change(
    oid: ObjectId, fields: Mapping[str, object], *, revoke: bool, entry: Raw | None = None
) -> UserDocument:
    changed = await change_account(oid, fields, revoke=revoke, entry=entry)
    if changed is None:
        raise no_account()
    return changed


def no_account() -> NotFound:
    """Return the error for an account that does not exist."""
    return NotFound("There is no such account. It may have been deleted.")
