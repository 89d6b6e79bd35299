"""The cache of users, over a clock and a database that tests turn."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime

import pytest
from api import Api
from bson import ObjectId
from manual_storage import ManualClock

from cms_blog.accounts.credentials import Claims
from cms_blog.accounts.documents import BlogsAtDeletion, UserDocument
from cms_blog.accounts.people import People
from cms_blog.errors import Unauthenticated

EXPIRES = datetime(2026, 1, 1, tzinfo=UTC)


class Database:
    """Users, and readers that can be held between their read and their return."""

    def __init__(self) -> None:
        self.users: dict[ObjectId, UserDocument] = {}
        self.reads: list[list[ObjectId]] = []
        self.open = asyncio.Event()
        self.open.set()

    def add(self, session_epoch: int = 0, leaving: BlogsAtDeletion | None = None) -> ObjectId:
        oid = ObjectId()
        self.users[oid] = UserDocument.model_construct(
            id=oid, name="Ada", session_epoch=session_epoch, leaving=leaving
        )
        return oid

    def set_epoch(self, oid: ObjectId, epoch: int) -> None:
        self.users[oid] = self.users[oid].model_copy(update={"session_epoch": epoch})

    async def read(self, ids: Collection[ObjectId]) -> dict[ObjectId, UserDocument]:
        self.reads.append(list(ids))
        found = {oid: self.users[oid] for oid in ids if oid in self.users}
        await self.open.wait()
        return found


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def people(database: Database, clock: ManualClock) -> People:
    return People(5, read=database.read, clock=clock)


async def epoch(people: People, oid: ObjectId) -> int:
    return (await people.get([oid]))[oid].session_epoch


async def test_a_user_is_read_once_in_so_many_seconds(
    database: Database, clock: ManualClock, people: People
):
    ada, bob = database.add(), database.add()
    await people.get([ada])
    clock.advance(4.999)
    assert set(await people.get([ada, bob])) == {ada, bob}
    assert database.reads == [[ada], [bob]]
    clock.advance(0.001)
    await people.get([ada, bob])
    assert database.reads[2:] == [[ada]]


async def test_unknown_users_are_left_out_and_not_kept(database: Database, people: People):
    nobody = ObjectId()
    assert await people.get([nobody]) == {}
    assert await people.get([nobody]) == {}
    assert await people.get([]) == {}
    assert database.reads == [[nobody], [nobody]]


async def test_without_seconds_nothing_is_kept(database: Database, clock: ManualClock):
    people, ada = People(0, read=database.read, clock=clock), database.add()
    for _ in range(2):
        await people.get([ada])
    assert database.reads == [[ada], [ada]]


async def test_a_change_holds_at_once(database: Database, people: People):
    ada, bob = database.add(), database.add()
    await people.get([ada, bob])
    with people.changing(ada):
        database.set_epoch(ada, 1)
    assert await epoch(people, ada) == 1
    assert await epoch(people, bob) == 0
    assert database.reads == [[ada, bob], [ada]]


async def test_a_change_that_fails_or_is_cancelled_may_be_stored(
    database: Database, people: People
):
    ada = database.add()

    def change(failure: type[BaseException], number: int) -> None:
        with people.changing(ada):
            database.set_epoch(ada, number)
            raise failure

    for number, failure in enumerate((RuntimeError, asyncio.CancelledError), 1):
        await people.get([ada])
        with pytest.raises(failure):
            change(failure, number)
        assert await epoch(people, ada) == number


async def test_a_read_from_before_a_change_is_not_kept(database: Database, people: People):
    ada = database.add()
    database.open.clear()
    early = asyncio.create_task(epoch(people, ada))
    await asyncio.sleep(0)
    with people.changing(ada):
        database.set_epoch(ada, 1)
    database.open.set()
    assert await early == 0
    assert await epoch(people, ada) == 1
    assert await epoch(people, ada) == 1
    assert database.reads == [[ada], [ada]]


async def test_a_read_between_two_changes_is_not_kept(database: Database, people: People):
    ada = database.add()
    for number in range(2):
        with people.changing(ada):
            database.set_epoch(ada, number)
        database.open.clear()
        early = asyncio.create_task(epoch(people, ada))
        await asyncio.sleep(0)
        with people.changing(ada):
            database.set_epoch(ada, number + 10)
        database.open.set()
        assert await early == number
        assert await epoch(people, ada) == number + 10


async def test_the_shortest_time_is_kept_as_well(database: Database, clock: ManualClock):
    people, ada = People(0.5, read=database.read, clock=clock), database.add()
    await people.get([ada])
    clock.advance(0.499)
    await people.get([ada])
    assert database.reads == [[ada]]


async def test_ten_thousand_users_are_kept(database: Database, people: People):
    users = [database.add() for _ in range(9_999)]
    last = database.add()
    await people.get(users)
    await people.get([last])
    await people.get([*users, last])
    assert database.reads == [users, [last]]


async def test_the_cache_is_bounded(database: Database, people: People):
    users = [database.add() for _ in range(10_000)]
    await people.get(users)
    await people.get(users)
    assert len(database.reads) == 1
    await people.get([database.add()])
    await people.get(users[:1])
    assert len(database.reads) == 3


async def test_a_session_of_another_epoch_has_ended(database: Database, people: People):
    ada = database.add(session_epoch=3)
    assert (await people.proven(Claims(ada, 3, EXPIRES))).id == ada
    leaving = database.add(leaving=BlogsAtDeletion.KEEP)
    for oid, number in ((ada, 2), (ada, 4), (ObjectId(), 0), (leaving, 0)):
        with pytest.raises(Unauthenticated):
            await people.proven(Claims(oid, number, EXPIRES))


async def test_users_are_read_from_the_database_without_their_hashes(api: Api):
    ada, eve = await api.make_user(), await api.make_user()
    people, tokens = People(5), api.services.tokens
    user, expires_at = await people.authenticate(ada.token, tokens=tokens)
    claims = tokens.read(ada.token)
    assert (user.email, user.oid, expires_at) == (ada.email, claims.user_id, claims.expires_at)
    assert user.password_hash == ""
    other = tokens.read(eve.token).user_id
    await api.make_user()
    found = await people.get([user.oid, other, ObjectId()])
    assert {oid: found[oid].email for oid in found} == {user.oid: ada.email, other: eve.email}
