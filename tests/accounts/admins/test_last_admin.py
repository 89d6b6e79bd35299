"""Changes of admins: an active admin is always left, also with concurrent requests and crashes."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from bson import ObjectId
from pymongo.asynchronous.collection import AsyncCollection

from cms_blog.accounts.admins.active import AdminNeeded
from cms_blog.accounts.admins.changes import change_account, complete, complete_changes
from cms_blog.context import Services
from cms_blog.database.clock import now

DEMOTED: dict[str, object] = {"role": "user"}
PROMOTED: dict[str, object] = {"role": "admin"}
SUSPENDED: dict[str, object] = {"suspended": True}
REINSTATED: dict[str, object] = {"suspended": None}
LEAVING: dict[str, object] = {"leaving": "keep"}
WRITES = ("insert_one", "update_one", "find_one_and_update")


class Crash(Exception):
    """The process stops before a write."""


class Accounts:
    """Accounts in a database without a set of admins."""

    def __init__(self, services: Services) -> None:
        self.users = services.database["users"]
        self.server = services.database["server"]

    async def add(self, **fields: Any) -> ObjectId:
        oid = ObjectId()
        common = {"name": "A", "email": f"{oid}@example.com", "created_at": now()}
        await self.users.insert_one({"_id": oid, **common, "session_epoch": 3, **fields})
        return oid

    async def read(self, oid: ObjectId) -> dict[str, Any]:
        found = await self.users.find_one({"_id": oid})
        assert found is not None
        return found

    async def active(self) -> set[ObjectId]:
        """The active admins; checks that no mark is left, and that the set lists them."""
        assert await self.users.count_documents({"admin_change": {"$exists": True}}) == 0
        active = {"role": "admin", "suspended": None, "leaving": None}
        ids = {raw["_id"] async for raw in self.users.find(active)}
        recorded = await self.server.find_one({"_id": "admins"})
        assert recorded is None or set(recorded["ids"]) == ids
        return ids


@pytest.fixture
async def accounts(services: Services) -> Accounts:
    found = Accounts(services)
    for collection in (found.users, found.server):
        await collection.delete_many({})
    return found


@contextmanager
def crashing(monkeypatch: pytest.MonkeyPatch, crashes: Callable[[int], bool]) -> Generator[None]:
    """Raise Crash before each write of the block, numbered from 1, for which `crashes` is true."""
    number = 0

    def replacement(name: str) -> Callable[..., Any]:
        write = getattr(AsyncCollection, name)

        async def write_or_crash(self: object, *given: Any, **options: Any) -> Any:
            nonlocal number
            number += 1
            if crashes(number):
                raise Crash
            return await write(self, *given, **options)

        return write_or_crash

    with monkeypatch.context() as patched:
        for name in WRITES:
            patched.setattr(AsyncCollection, name, replacement(name))
        yield


@pytest.mark.parametrize("fields", [DEMOTED, SUSPENDED, LEAVING])
async def test_the_only_active_admin_is_needed(accounts: Accounts, fields: dict[str, object]):
    ada = await accounts.add(role="admin")
    await accounts.add(role="admin", suspended=True)
    await accounts.add(role="admin", leaving="keep")
    await accounts.add(role="user")
    before = await accounts.read(ada)
    with pytest.raises(AdminNeeded):
        await change_account(ada, fields, revoke=True)
    assert await accounts.read(ada) == before
    assert await accounts.active() == {ada}


@pytest.mark.parametrize("fields", [DEMOTED, SUSPENDED, LEAVING])
async def test_one_of_two_admins_can_go(accounts: Accounts, fields: dict[str, object]):
    ada, bob = await accounts.add(role="admin"), await accounts.add(role="admin")
    before = await accounts.read(ada)
    changed = await change_account(ada, fields, revoke=True)
    assert changed is not None
    assert changed.session_epoch == 4
    assert await accounts.read(ada) == before | fields | {"session_epoch": 4}
    assert await accounts.active() == {bob}


async def test_repeated_changes_change_nothing(accounts: Accounts):
    ada, _ = await accounts.add(role="admin"), await accounts.add(role="admin")
    for _ in range(2):
        await change_account(ada, SUSPENDED, revoke=True)
        assert (await accounts.read(ada))["session_epoch"] == 4


@pytest.mark.parametrize("start", [{"role": "user"}, {}, {"role": "admin", "suspended": True}])
async def test_a_new_active_admin_lets_the_other_one_go(
    accounts: Accounts, start: dict[str, object]
):
    ada, bob = await accounts.add(role="admin"), await accounts.add(**start)
    change = REINSTATED if "suspended" in start else PROMOTED
    changed = await change_account(bob, change, revoke=False)
    assert changed is not None
    assert changed.session_epoch == 3
    assert await accounts.active() == {ada, bob}
    assert "suspended" not in await accounts.read(bob)
    await change_account(ada, DEMOTED, revoke=True)
    assert await accounts.active() == {bob}


async def test_a_promoted_account_that_is_suspended_is_no_active_admin(accounts: Accounts):
    ada, bob = await accounts.add(role="admin"), await accounts.add(suspended=True)
    await change_account(bob, PROMOTED, revoke=False)
    assert await accounts.active() == {ada}
    with pytest.raises(AdminNeeded):
        await change_account(ada, DEMOTED, revoke=True)


async def test_unknown_and_leaving_accounts_and_conditions_change_nothing(accounts: Accounts):
    leaving = await accounts.add(leaving="keep")
    ada = await accounts.add(password_hash="a")
    assert await change_account(ObjectId(), SUSPENDED, revoke=True) is None
    assert await change_account(leaving, SUSPENDED, revoke=True) is None
    where = {"password_hash": "b"}
    assert await change_account(ada, LEAVING, revoke=True, where=where) is None
    assert "leaving" not in await accounts.read(ada)


async def test_the_set_follows_changes_that_operators_make_in_the_database(accounts: Accounts):
    ada, bob = await accounts.add(role="admin"), await accounts.add(role="admin")
    cyd = await accounts.add(role="admin")
    await change_account(cyd, DEMOTED, revoke=True)
    await accounts.users.delete_one({"_id": bob})
    with pytest.raises(AdminNeeded):
        await change_account(ada, DEMOTED, revoke=True)
    eve = await accounts.add(role="admin")
    await change_account(ada, DEMOTED, revoke=True)
    assert await accounts.active() == {eve}


@pytest.mark.parametrize("second", [DEMOTED, SUSPENDED, LEAVING])
async def test_twenty_parallel_removals_of_two_admins_leave_exactly_one(
    accounts: Accounts, second: dict[str, object]
):
    ada, bob = await accounts.add(role="admin"), await accounts.add(role="admin")
    changes = [
        change_account(oid, fields, revoke=True)
        for oid, fields in ((ada, DEMOTED), (bob, second))
        for _ in range(10)
    ]
    outcomes = await asyncio.gather(*changes, return_exceptions=True)
    assert {type(each) for each in outcomes if isinstance(each, Exception)} == {AdminNeeded}
    (left,) = await accounts.active()
    assert left in {ada, bob}


@pytest.mark.parametrize("step", [2, 3, 5, 7])
async def test_parallel_removals_with_crashes_leave_an_admin(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, step: int
):
    ada, bob = await accounts.add(role="admin"), await accounts.add(role="admin")
    changes = [change_account(oid, DEMOTED, revoke=True) for oid in (ada, bob) for _ in range(10)]
    with crashing(monkeypatch, lambda number: number % step == 0):
        outcomes = await asyncio.gather(*changes, return_exceptions=True)
    assert {type(each) for each in outcomes if isinstance(each, Exception)} <= {AdminNeeded, Crash}
    await complete_changes()
    assert await accounts.active()
    for oid in (ada, bob):
        with suppress(AdminNeeded):
            await change_account(oid, DEMOTED, revoke=True)
    assert len(await accounts.active()) == 1


@pytest.mark.parametrize(
    ("write", "demoted"), [(1, False), (2, True), (3, True)], ids=["mark", "set", "effect"]
)
async def test_demotion_is_completed_after_a_crash(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, write: int, demoted: bool
):
    ada, bob = await accounts.add(role="admin"), await accounts.add(role="admin")
    with crashing(monkeypatch, lambda number: number == write), pytest.raises(Crash):
        await change_account(ada, DEMOTED, revoke=True)
    # Not even before the completion can the other one go, once the removal may be recorded.
    if write == 3:
        with pytest.raises(AdminNeeded):
            await change_account(bob, DEMOTED, revoke=True)
    await complete_changes()
    assert await accounts.active() == ({bob} if demoted else {ada, bob})
    assert (await accounts.read(ada))["session_epoch"] == (4 if demoted else 3)


@pytest.mark.parametrize("write", [1, 2, 3], ids=["effect", "set", "mark"])
async def test_promotion_is_completed_after_a_crash(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, write: int
):
    ada, bob = await accounts.add(role="admin"), await accounts.add(role="user")
    with crashing(monkeypatch, lambda number: number == write), pytest.raises(Crash):
        await change_account(bob, PROMOTED, revoke=False)
    await complete_changes()
    promoted = write > 1
    assert await accounts.active() == ({ada, bob} if promoted else {ada})
    await change_account(bob, PROMOTED, revoke=False)
    assert await accounts.active() == {ada, bob}


async def test_a_request_completes_the_change_of_another_one_that_crashed(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
):
    ada, bob = await accounts.add(role="admin"), await accounts.add(role="admin")
    with crashing(monkeypatch, lambda number: number == 2), pytest.raises(Crash):
        await change_account(ada, SUSPENDED, revoke=True)
    changed = await change_account(ada, DEMOTED, revoke=True)
    assert changed is not None
    assert (changed.role, changed.suspended, changed.session_epoch) == ("user", True, 5)
    assert await accounts.active() == {bob}


async def test_a_late_completion_does_not_undo_a_later_promotion(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
):
    ada, bob = await accounts.add(role="admin"), await accounts.add(role="admin")
    with crashing(monkeypatch, lambda number: number == 2), pytest.raises(Crash):
        await change_account(ada, DEMOTED, revoke=True)
    mark = (await accounts.read(ada))["admin_change"]
    await change_account(ada, PROMOTED, revoke=False)
    await complete(ada, mark)
    assert await accounts.active() == {ada, bob}
