"""Daily generation budgets at their exact limits, with a manual clock."""

import asyncio
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from api import Commands
from interleaving import accompanied, install
from manual_budgets import LIMIT, MIDNIGHT, TODAY, Clock, Storage, budgets, spend, used
from manual_storage import ManualClock, ManualStorage

from cms_blog.accounts.budgets import BudgetExceeded, Budgets, DailyBudget, SiteBudget
from cms_blog.accounts.documents import UserDocument
from cms_blog.context import Services
from cms_blog.counter_keys import counter_key


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


@pytest.mark.parametrize(("estimate", "reserved"), [(700, True), (701, False)])
async def test_a_day_that_another_call_starts_meanwhile_is_shared_with_it(
    user: UserDocument,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    estimate: int,
    reserved: bool,
):
    install(monkeypatch)
    mine = budgets(clock)

    async def before(commands: int) -> None:
        # After the first update, which found no call of this day.
        if commands == 1:
            await spend(mine, user, 300, 300)

    call = accompanied(partial(spend, mine, user, estimate, estimate), before)
    if reserved:
        await call
    else:
        with pytest.raises(BudgetExceeded):
            await call
    assert await used(mine, user) == (LIMIT if reserved else 300)


async def test_site_budget_is_enforced_exactly():
    storage = Storage()
    site = SiteBudget(LIMIT, storage)
    assert not await site.reserve(TODAY, LIMIT + 1)
    assert await site.add(TODAY, 0) == 0
    assert await site.reserve(TODAY, LIMIT)
    assert not await site.reserve(TODAY, 1)
    assert await site.add(TODAY, 0) == LIMIT
    # Nodes of other releases use the same counter.
    assert await storage.get(counter_key("generation/site", "2026-11-26")) == LIMIT
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


async def test_the_users_budget_is_read_from_the_database(
    services: Services, user: UserDocument, clock: Clock, commands: Commands
):
    mine = budgets(clock)
    users = services.database["users"]
    await users.update_one({"_id": user.oid}, {"$set": {"spend_day": "2026-11-26"}})
    await users.update_one({"_id": user.oid}, {"$set": {"spend_micro_usd": 12}})
    with commands.sent() as sent:
        assert await used(mine, user) == 12
    (command,) = sent
    assert command["projection"] == {"spend_day": 1, "spend_micro_usd": 1}
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
    with pytest.raises(BudgetExceeded) as spent:
        await spend(Budgets(LIMIT), user, LIMIT + 1, 0)
    assert 0 < spent.value.retry_after_seconds <= 86_400
