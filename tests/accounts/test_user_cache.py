"""The user cache, with a manual clock and a fake database."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime

import pytest
from api import Api
from bson import ObjectId
from manual_storage import ManualClock
from pymongo.errors import AutoReconnect

from cms_blog.accounts.credentials import Claims
from cms_blog.accounts.documents import BlogsAtDeletion, DayUsage, UserDocument
from cms_blog.accounts.user_cache import UserCache
from cms_blog.errors import Unauthenticated

EXPIRES = datetime(2026, 1, 1, tzinfo=UTC)


class Database:
    """Fake users; `open` holds reads between the lookup and the return."""

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

    def add_many(self, number: int) -> list[ObjectId]:
        """Add users that share one document, whose construction takes most of the time."""
        user = UserDocument.model_construct(name="Ada")
        oids = [ObjectId() for _ in range(number)]
        self.users |= dict.fromkeys(oids, user)
        return oids

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
def user_cache(database: Database, clock: ManualClock) -> UserCache:
    return UserCache(5, read=database.read, clock=clock)


async def epoch(user_cache: UserCache, oid: ObjectId) -> int:
    return (await user_cache.get([oid]))[oid].session_epoch


async def test_user_is_read_once_per_lifetime(
    database: Database, clock: ManualClock, user_cache: UserCache
):
    ada, bob = database.add(), database.add()
    await user_cache.get([ada])
    clock.advance(4.999)
    assert set(await user_cache.get([ada, bob])) == {ada, bob}
    assert database.reads == [[ada], [bob]]
    clock.advance(0.001)
    await user_cache.get([ada, bob])
    assert database.reads[2:] == [[ada]]


async def test_unknown_users_are_omitted_and_not_cached(database: Database, user_cache: UserCache):
    unknown = ObjectId()
    assert await user_cache.get([unknown]) == {}
    assert await user_cache.get([unknown]) == {}
    assert await user_cache.get([]) == {}
    assert database.reads == [[unknown], [unknown]]


async def test_zero_lifetime_disables_the_cache(database: Database, clock: ManualClock):
    user_cache, ada = UserCache(0, read=database.read, clock=clock), database.add()
    for _ in range(2):
        await user_cache.get([ada])
    assert database.reads == [[ada], [ada]]


async def test_change_takes_effect_immediately(database: Database, user_cache: UserCache):
    ada, bob = database.add(), database.add()
    await user_cache.get([ada, bob])
    with user_cache.invalidating(ada):
        database.set_epoch(ada, 1)
    assert await epoch(user_cache, ada) == 1
    assert await epoch(user_cache, bob) == 0
    assert database.reads == [[ada, bob], [ada]]


async def test_failed_or_cancelled_change_invalidates_the_entry(
    database: Database, user_cache: UserCache
):
    ada = database.add()

    def change(failure: type[BaseException], number: int) -> None:
        with user_cache.invalidating(ada):
            database.set_epoch(ada, number)
            raise failure

    for number, failure in enumerate((RuntimeError, asyncio.CancelledError), 1):
        await user_cache.get([ada])
        with pytest.raises(failure):
            change(failure, number)
        assert await epoch(user_cache, ada) == number


async def test_read_that_started_before_a_change_is_not_cached(
    database: Database, user_cache: UserCache
):
    ada = database.add()
    database.open.clear()
    early = asyncio.create_task(epoch(user_cache, ada))
    await asyncio.sleep(0)
    with user_cache.invalidating(ada):
        database.set_epoch(ada, 1)
    database.open.set()
    assert await early == 0
    assert await epoch(user_cache, ada) == 1
    assert await epoch(user_cache, ada) == 1
    assert database.reads == [[ada], [ada]]


async def test_read_that_started_between_two_changes_is_not_cached(
    database: Database, user_cache: UserCache
):
    ada = database.add()
    for number in range(2):
        with user_cache.invalidating(ada):
            database.set_epoch(ada, number)
        database.open.clear()
        early = asyncio.create_task(epoch(user_cache, ada))
        await asyncio.sleep(0)
        with user_cache.invalidating(ada):
            database.set_epoch(ada, number + 10)
        database.open.set()
        assert await early == number
        assert await epoch(user_cache, ada) == number + 10


async def test_lifetime_can_be_a_fraction_of_a_second(database: Database, clock: ManualClock):
    user_cache, ada = UserCache(0.5, read=database.read, clock=clock), database.add()
    await user_cache.get([ada])
    clock.advance(0.499)
    await user_cache.get([ada])
    assert database.reads == [[ada]]


async def test_cache_holds_ten_thousand_users(database: Database, user_cache: UserCache):
    users = database.add_many(9_999)
    last = database.add()
    await user_cache.get(users)
    await user_cache.get([last])
    await user_cache.get([*users, last])
    assert database.reads == [users, [last]]


async def test_the_cache_is_bounded(database: Database, user_cache: UserCache):
    users = database.add_many(10_000)
    await user_cache.get(users)
    await user_cache.get(users)
    assert len(database.reads) == 1
    await user_cache.get([database.add()])
    await user_cache.get(users[:1])
    assert len(database.reads) == 3


async def test_token_of_another_session_epoch_is_rejected(
    database: Database, user_cache: UserCache
):
    ada = database.add(session_epoch=3)
    assert (await user_cache.user_of(Claims(ada, 3, EXPIRES))).id == ada
    leaving = database.add(leaving=BlogsAtDeletion.KEEP)
    for oid, number in ((ada, 2), (ada, 4), (ObjectId(), 0), (leaving, 0)):
        with pytest.raises(Unauthenticated):
            await user_cache.user_of(Claims(oid, number, EXPIRES))


async def test_cached_users_have_no_password_hash_search_words_and_usage(api: Api):
    ada, eve = await api.make_user(), await api.make_user()
    user_cache, tokens = UserCache(5), api.services.tokens
    usage = [DayUsage(day="2026-01-01", tokens=1, micro_usd=1).model_dump()]
    stored = {"usage": usage, "name_prefixes": ["a"]}
    await UserDocument.collection().update_one({"email": ada.email}, {"$set": stored})
    user, expires_at = await user_cache.authenticate(ada.token, tokens=tokens)
    claims = tokens.read(ada.token)
    assert (user.email, user.oid, expires_at) == (ada.email, claims.user_id, claims.expires_at)
    assert (user.password_hash, user.usage, user.name_prefixes) == ("", [], [])
    other = tokens.read(eve.token).user_id
    await api.make_user()
    found = await user_cache.get([user.oid, other, ObjectId()])
    assert {oid: found[oid].email for oid in found} == {user.oid: ada.email, other: eve.email}


@pytest.mark.parametrize("change", [{"session_epoch": 1}, {"suspended": True}, None])
async def test_a_revocation_is_noticed_when_the_cached_user_expires(
    database: Database, clock: ManualClock, change: dict[str, object] | None
):
    ada, waits = database.add(), list[float]()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock.advance(seconds)
        if len(waits) == 2:
            if change is None:
                del database.users[ada]
            else:
                database.users[ada] = database.users[ada].model_copy(update=change)

    user_cache = UserCache(5, read=database.read, clock=clock, sleep=sleep)
    user = (await user_cache.get((ada,)))[ada]
    clock.advance(2)
    await user_cache.until_revoked(user)
    assert waits == [3, 5]


async def test_a_session_that_is_not_cached_is_read_every_second_despite_an_outage(
    clock: ManualClock,
):
    waits: list[float] = []
    answers: list[Exception | None] = [AutoReconnect(), None]
    user = UserDocument.model_construct(id=ObjectId(), name="Ada", session_epoch=0)

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def read(_: Collection[ObjectId]) -> dict[ObjectId, UserDocument]:
        if error := answers.pop(0):
            raise error
        return {}

    await UserCache(0, read=read, clock=clock, sleep=sleep).until_revoked(user)
    assert waits == [1, 1]
