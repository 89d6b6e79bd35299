"""Daily budgets while the database, or the storage of the site's budget, fails."""

import pytest
from interleaving import accompanied, install
from limits.errors import StorageError
from manual_budgets import LIMIT, MIDNIGHT, TODAY, Clock, Storage, budgets, spend, used
from pymongo.errors import AutoReconnect, OperationFailure
from structlog.testing import capture_logs

from cms_blog.accounts.budgets import Budgets, SiteBudget
from cms_blog.accounts.documents import UserDocument
from cms_blog.errors import Outage


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
