"""Daily generation budgets at their exact limits, with a manual clock."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId
from interleaving import accompanied, install
from limits.errors import StorageError
from manual_storage import ManualClock, ManualStorage
from pymongo.errors import AutoReconnect, OperationFailure
from structlog.testing import capture_logs

from cms_blog.accounts.budgets import BudgetExceeded, Budgets, DailyBudget, SiteBudget
from cms_blog.accounts.documents import UserDocument
from cms_blog.context import Services
from cms_blog.errors import Outage

NOW = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
TODAY, MIDNIGHT = NOW.date(), datetime(2026, 11, 27, tzinfo=UTC)
LIMIT = 1_000


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


class Storage(ManualStorage):
    """Storage backend that raises `failures` for the next operations."""

    def __init__(self) -> None:
        super().__init__(ManualClock())
        self.failures: Iterator[Exception | None] = iter(())

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        if failure := next(self.failures, None):
            raise failure
        return await super().incr(key, expiry, amount)


@pytest.fixture
async def user(services: Services) -> UserDocument:
    oid = ObjectId()
    raw: dict[str, Any] = {"_id": oid, "name": "Ada", "email": f"{oid}@a.example"}
    await services.database["users"].insert_one(raw | {"created_at": NOW})
    return UserDocument.read(raw | {"created_at": NOW})


@pytest.fixture
def clock() -> Clock:
    return Clock()


def budgets(clock: Clock, site: SiteBudget | None = None) -> Budgets:
    return Budgets(LIMIT, site, clock)


async def spend(budgets: Budgets, user: UserDocument, estimate: int, spent: int) -> None:
    async with budgets.reserved(user, estimate) as reservation:
        reservation.spent = spent


async def used(budgets: Budgets, user: UserDocument) -> int:
    return (await budgets.today(user)).used


async def test_user_budget_is_enforced_exactly(user: UserDocument, clock: Clock):
    mine = budgets(clock)
    assert await mine.today(user) == DailyBudget(0, LIMIT, MIDNIGHT)
    with pytest.raises(BudgetExceeded):
        await spend(mine, user, LIMIT + 1, 0)
    assert await used(mine, user) == 0
    async with mine.reserved(user, LIMIT) as reservation:
        assert await used(mine, user) == LIMIT
        with pytest.raises(BudgetExceeded) as spent:
            await spend(mine, user, 1, 0)
        assert spent.value.owner == "user"
        assert str(spent.value) == f"the daily budget of the user is spent until {MIDNIGHT}"
        assert spent.value.resets_at == MIDNIGHT
        assert spent.value.retry_after_seconds == 5 * 3_600 + 1_800
        reservation.spent = 400
    assert await used(mine, user) == 400
    with pytest.raises(BudgetExceeded):
        await spend(mine, user, 601, 601)
    await spend(mine, user, 600, 600)
    assert await mine.today(user) == DailyBudget(LIMIT, LIMIT, MIDNIGHT)


async def test_actual_price_above_the_estimate_is_charged(user: UserDocument, clock: Clock):
    mine = budgets(clock)
    await spend(mine, user, 1, LIMIT + 5)
    assert await used(mine, user) == LIMIT + 5
    with pytest.raises(BudgetExceeded):
        await spend(mine, user, 1, 1)


async def test_failed_calls_are_charged_their_actual_price(user: UserDocument, clock: Clock):
    mine = budgets(clock)
    with suppress(ZeroDivisionError):
        async with mine.reserved(user, 500) as reservation:
            reservation.spent = 20
            _ = 1 / 0
    assert await used(mine, user) == 20
    # The default is 0.
    async with mine.reserved(user, 500):
        pass
    assert await used(mine, user) == 20


async def test_budget_resets_at_midnight_utc(user: UserDocument, clock: Clock):
    mine = budgets(clock)
    clock.now = MIDNIGHT - timedelta(microseconds=1)
    await spend(mine, user, LIMIT, LIMIT)
    with pytest.raises(BudgetExceeded) as spent:
        await spend(mine, user, 1, 1)
    assert spent.value.retry_after_seconds == 1
    clock.now = MIDNIGHT
    tomorrow = MIDNIGHT + timedelta(days=1)
    assert await mine.today(user) == DailyBudget(0, LIMIT, tomorrow)
    async with mine.reserved(user, LIMIT) as reservation:
        reservation.spent = 7
    assert await mine.today(user) == DailyBudget(7, LIMIT, tomorrow)


async def test_call_past_midnight_is_charged_to_the_day_of_its_start(
    user: UserDocument, clock: Clock
):
    storage = Storage()
    mine = budgets(clock, SiteBudget(LIMIT, storage))
    async with mine.reserved(user, 500) as reservation:
        clock.now = MIDNIGHT
        await spend(mine, user, 100, 30)
        reservation.spent = 900
    assert await used(mine, user) == 30
    site = SiteBudget(LIMIT, storage)
    assert await site.add(TODAY, 0) == 900
    assert await site.add(MIDNIGHT.date(), 0) == 30


async def test_node_with_a_slow_clock_does_not_reset_the_budget(user: UserDocument, clock: Clock):
    mine = budgets(clock)
    clock.now = MIDNIGHT
    await spend(mine, user, LIMIT, LIMIT)
    clock.now = MIDNIGHT - timedelta(seconds=1)
    with pytest.raises(BudgetExceeded):
        await spend(mine, user, 1, 1)
    clock.now = MIDNIGHT
    assert await used(mine, user) == LIMIT


@pytest.mark.parametrize("begun", [False, True])
async def test_concurrent_calls_share_the_user_budget(
    user: UserDocument, clock: Clock, begun: bool
):
    mine = budgets(clock)
    if begun:
        await spend(mine, user, 1, 0)

    async def one() -> bool:
        try:
            async with mine.reserved(user, 300) as reservation:
                reservation.spent = 300
                await reached.wait()
        except BudgetExceeded:
            refused.append(1)
            if len(refused) == 5:
                reached.set()
            return False
        return True

    reached, refused = asyncio.Event(), list[int]()
    taken = await asyncio.gather(*(one() for _ in range(8)))
    assert sum(taken) == 3
    assert await used(mine, user) == 900


async def test_site_budget_is_enforced_exactly():
    site = SiteBudget(LIMIT, Storage())
    assert not await site.reserve(TODAY, LIMIT + 1)
    assert await site.add(TODAY, 0) == 0
    assert await site.reserve(TODAY, LIMIT)
    assert not await site.reserve(TODAY, 1)
    assert await site.add(TODAY, 0) == LIMIT
    assert await site.reserve(date(2026, 11, 27), LIMIT)


async def test_concurrent_calls_share_the_site_budget():
    site = SiteBudget(LIMIT, Storage())
    taken = await asyncio.gather(*(site.reserve(TODAY, 300) for _ in range(20)))
    assert 0 < sum(taken) <= 3
    assert await site.add(TODAY, 0) == 300 * sum(taken)


async def test_site_counter_lives_for_two_days():
    clock = ManualClock()
    storage = ManualStorage(clock)
    site = SiteBudget(LIMIT, storage)
    await site.reserve(TODAY, 5)
    clock.advance(2 * 86_400 - 1)
    assert await site.add(TODAY, 0) == 5
    clock.advance(1)
    assert await site.add(TODAY, 0) == 0


async def test_call_rejected_by_the_site_budget_is_not_charged_to_the_user(
    user: UserDocument, clock: Clock
):
    site = SiteBudget(LIMIT - 1, Storage())
    mine = budgets(clock, site)
    with pytest.raises(BudgetExceeded) as spent:
        await spend(mine, user, LIMIT, 0)
    assert (spent.value.owner, spent.value.resets_at) == ("site", MIDNIGHT)
    assert spent.value.retry_after_seconds == 5 * 3_600 + 1_800
    assert await used(mine, user) == 0
    await spend(mine, user, LIMIT - 1, 10)
    assert await used(mine, user) == await site.add(TODAY, 0) == 10


async def test_nothing_is_charged_while_the_site_budget_is_unavailable(
    user: UserDocument, clock: Clock
):
    storage = Storage()
    mine = budgets(clock, SiteBudget(LIMIT, storage))
    storage.failures = iter([StorageError(ConnectionError("refused"))])
    with pytest.raises(Outage, match="budget: refused"):
        await spend(mine, user, 500, 500)
    assert await used(mine, user) == 0


async def test_internal_errors_are_not_reported_as_outages(user: UserDocument, clock: Clock):
    storage = Storage()
    mine = budgets(clock, SiteBudget(LIMIT, storage))
    for failure in (OperationFailure("no such operator"), ValueError("broken")):
        storage.failures = iter([failure])
        with pytest.raises(type(failure)):
            await spend(mine, user, 500, 500)
        assert await used(mine, user) == 0


async def test_estimate_stays_charged_if_settling_fails(user: UserDocument, clock: Clock):
    storage = Storage()
    mine = budgets(clock, SiteBudget(LIMIT, storage))
    lost = StorageError(ConnectionError("refused"))
    storage.failures = iter([None, lost])
    with capture_logs() as lines:
        await spend(mine, user, 500, 200)
    (line,) = lines
    assert (line["event"], line["micro_usd"]) == ("budget.not_settled", -300)
    assert (line["log_level"], line["cause"]) == ("warning", str(lost))
    assert await used(mine, user) == 200
    assert await SiteBudget(LIMIT, storage).add(TODAY, 0) == 500


class Failing:
    """Budgets whose calls of 200, estimated at 500, meet a failing database command."""

    # Commands of the first call of a day.
    RESERVING, SETTLING, RECORDING = 0, 2, 3

    def __init__(self, budgets: Budgets, user: UserDocument) -> None:
        self._budgets, self._user = budgets, user

    async def spend(self, command: int, failure: Exception) -> None:
        async def before(commands: int) -> None:
            if commands == command:
                raise failure

        await accompanied(self._spend, before)

    async def _spend(self) -> None:
        async with self._budgets.reserved(self._user, 500) as reservation:
            reservation.spent, reservation.tokens = 200, 70


@pytest.fixture
def storage() -> Storage:
    return Storage()


@pytest.fixture
def failing(
    user: UserDocument, clock: Clock, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> Failing:
    install(monkeypatch)
    return Failing(budgets(clock, SiteBudget(LIMIT, storage)), user)


async def test_nothing_is_charged_while_the_database_is_unavailable(
    failing: Failing, storage: Storage, user: UserDocument, clock: Clock
):
    with pytest.raises(Outage, match="budget: lost"):
        await failing.spend(Failing.RESERVING, AutoReconnect("lost"))
    with pytest.raises(OperationFailure):
        await failing.spend(Failing.RESERVING, OperationFailure("no such operator"))
    assert await used(budgets(clock), user) == 0
    assert await SiteBudget(LIMIT, storage).add(TODAY, 0) == 0


async def test_the_site_budget_is_settled_even_if_that_of_the_user_can_not(
    failing: Failing, storage: Storage, user: UserDocument, clock: Clock
):
    with capture_logs() as lines:
        await failing.spend(Failing.SETTLING, AutoReconnect("lost" * 100))
    (line,) = lines
    assert line == {
        "event": "budget.not_settled",
        "log_level": "warning",
        "micro_usd": -300,
        "cause": "lost" * 75,
    }
    assert await used(budgets(clock), user) == 500
    assert await SiteBudget(LIMIT, storage).add(TODAY, 0) == 200
    clock.now = MIDNIGHT
    with pytest.raises(OperationFailure):
        await failing.spend(Failing.SETTLING, OperationFailure("no such operator"))


async def test_calls_are_settled_even_if_their_usage_can_not_be_recorded(
    failing: Failing, user: UserDocument, clock: Clock
):
    with capture_logs() as lines:
        await failing.spend(Failing.RECORDING, AutoReconnect("lost"))
    (line,) = lines
    assert line == {
        "event": "usage.not_recorded",
        "log_level": "warning",
        "tokens": 70,
        "micro_usd": 200,
        "cause": "lost",
    }
    assert await used(budgets(clock), user) == 200
    clock.now = MIDNIGHT
    with pytest.raises(OperationFailure):
        await failing.spend(Failing.RECORDING, OperationFailure("no such operator"))


async def test_the_users_budget_is_read_from_the_database(
    services: Services, user: UserDocument, clock: Clock
):
    mine = budgets(clock)
    users = services.database["users"]
    await users.update_one({"_id": user.oid}, {"$set": {"spend_day": "2026-11-26"}})
    await users.update_one({"_id": user.oid}, {"$set": {"spend_micro_usd": 12}})
    assert await used(mine, user) == 12
    await users.update_one({"_id": user.oid}, {"$set": {"spend_day": "2026-11-25"}})
    assert await used(mine, user) == 0
    await users.delete_one({"_id": user.oid})
    assert await mine.today(user) == DailyBudget(0, LIMIT, MIDNIGHT)


async def test_estimates_fit_exactly_into_the_rest_of_both_budgets(
    user: UserDocument, clock: Clock
):
    site = SiteBudget(LIMIT, Storage())
    mine, unlimited = budgets(clock, site), budgets(clock)
    assert [await mine.cover(user, amount) for amount in (LIMIT, LIMIT + 1)] == [True, False]
    await spend(unlimited, user, 300, 300)
    for each in (mine, unlimited):
        assert [await each.cover(user, amount) for amount in (700, 701)] == [True, False]
    await site.add(TODAY, 400)
    assert [await mine.cover(user, amount) for amount in (600, 601)] == [True, False]
    assert await unlimited.cover(user, 700)
    # Nothing is reserved, and the next day has budgets of its own.
    assert (await used(mine, user), await site.add(TODAY, 0)) == (300, 400)
    clock.now = MIDNIGHT
    assert await mine.cover(user, LIMIT)


async def test_settled_calls_are_recorded_on_the_day_of_their_start(
    user: UserDocument, clock: Clock
):
    async with budgets(clock).reserved(user, 500) as reservation:
        clock.now = MIDNIGHT
        reservation.spent, reservation.tokens = 20, 30
    raw = await UserDocument.collection().find_one({"_id": user.oid})
    assert raw is not None
    assert raw["usage"] == [{"day": TODAY.isoformat(), "tokens": 30, "micro_usd": 20}]


async def test_the_time_is_utc_by_default(user: UserDocument):
    before = datetime.now(UTC).date()
    resets_at = (await Budgets(LIMIT).today(user)).resets_at
    assert before < resets_at.date() <= datetime.now(UTC).date() + timedelta(days=1)
    assert (resets_at.time(), resets_at.utcoffset()) == (MIDNIGHT.time(), timedelta(0))
