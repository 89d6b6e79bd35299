"""Every rate limit through the endpoint, low enough to trip, over a clock that the tests turn."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any, Literal

import pytest
from adjusted_settings import adjusted
from api import LOGIN, PASSWORD, SIGNUP, Api, Person
from generation_documents import BRIEF, REGENERATE, STEPS, STREAM
from httpx import ASGITransport, AsyncClient
from manual_storage import ManualClock, ManualStorage
from sample_images import picture

from cms_blog.context import Services
from cms_blog.rate_limits import RateLimits
from cms_blog.server.app import create_app

HERE, THERE = "192.0.2.1", "198.51.100.1"
HOUR = 3_600
VIEWER = "{ viewer { email } }"
CHANGE = """
  mutation Change($password: String!) {
    changePassword(input: {currentPassword: $password, newPassword: "another horse"}) {
      __typename
      ... on ChangePasswordSuccess { session { accessToken } }
    }
  }
"""
DELETE = """
  mutation Delete($password: String!) {
    deleteAccount(input: {password: $password, blogs: DELETE}) { __typename }
  }
"""
UPLOAD = """
  mutation Upload($file: Upload!) { uploadImage(input: {file: $file}) { __typename } }
"""
EXPORT = "mutation { exportMyData { ... on ExportMyDataSuccess { url } } }"
GENERATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    **STEPS,
    "regenerateSection": (
        REGENERATE,
        {"brief": BRIEF, "title": "", "markdown": "# A\n", "anchor": "a", "instruction": "x"},
    ),
}


class World:
    """A server with limits of its own, and clients at any address."""

    def __init__(self, services: Services, stack: AsyncExitStack, limits: dict[str, str]) -> None:
        self.clock = ManualClock()
        settings = adjusted(services.settings, **limits)
        rate_limits = RateLimits(settings, storage=ManualStorage(self.clock), clock=self.clock)
        self.services = replace(services, settings=settings, rate_limits=rate_limits)
        self._app = create_app(self.services, self.clock)
        self._stack = stack

    async def at(self, address: str) -> Api:
        """Return the API as a client at `address` sees it."""
        transport = ASGITransport(self._app, client=(address, 50_000))
        http = AsyncClient(transport=transport, base_url="http://testserver")
        return Api(await self._stack.enter_async_context(http), self.services)


type Limited = Callable[..., World]


@pytest.fixture
async def limited(api: Api) -> AsyncIterator[Limited]:
    """Make a server with these limits over the database of `api`."""
    async with AsyncExitStack() as stack:

        def make(**limits: str) -> World:
            return World(api.services, stack, limits)

        yield make


def seconds_of(answer: dict[str, Any]) -> int | None:
    """Return when a refused request may be tried again; None if it was not refused."""
    if "errors" not in answer:
        return None
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED", error
    assert error["message"].startswith("Too many requests. Try again in ")
    return error["extensions"]["retryAfterSeconds"]


type Use = Callable[[], Awaitable[int | None]]


async def check_bound(clock: ManualClock, uses: Use, others: Use, limit: int = 2) -> None:
    """Check that `limit` uses pass in an hour, the next does not, and others' do."""
    for _ in range(limit):
        assert await uses() is None
    clock.advance(HOUR - 1)
    assert await uses() == 1
    assert await others() is None
    clock.advance(1)
    assert await uses() is None


# -- by user


async def test_generations_are_limited_by_user(limited: Limited, api: Api):
    world = limited(rate_limit_generations="2/hour")
    here, author, other = await world.at(HERE), await api.make_user(), await api.make_user()
    document, given = STEPS["generateIdeas"]

    def use(person: Person) -> Use:
        async def call() -> int | None:
            answer = await here.send(document, {"input": given}, as_user=person)
            return seconds_of(answer)

        return call

    await check_bound(world.clock, use(author), use(other))


@pytest.mark.parametrize("step", [*GENERATIONS, "stream"])
async def test_every_generation_counts(limited: Limited, api: Api, step: str):
    world = limited(rate_limit_generations="1/hour")
    here, author = await world.at(HERE), await api.make_user()
    if step == "stream":
        document, given = STREAM, GENERATIONS["generateBlog"][1]
    else:
        document, given = GENERATIONS[step]
    # What is refused as invalid costs nothing, and counts all the same.
    empty = {"brief": BRIEF | {"focusOrNiche": ""}} if "brief" in given else {"title": ""}
    invalid = {"input": given | empty}
    headers = {"Authorization": f"Bearer {author.token}", "Accept": "text/event-stream"}
    texts = [
        (
            await here.http.post(
                "/graphql", json={"query": document, "variables": invalid}, headers=headers
            )
        ).text
        for _ in range(2)
    ]
    assert "InvalidInputError" in texts[0]
    assert "RATE_LIMITED" not in texts[0]
    assert "RATE_LIMITED" in texts[1]


async def upload(client: Api, person: Person) -> int | None:
    operations = {"query": UPLOAD, "variables": {"file": None}}
    response = await client.http.post(
        "/graphql",
        data={"operations": json.dumps(operations), "map": '{"0": ["variables.file"]}'},
        files={"0": ("a.png", picture(), "image/png")},
        headers={"Authorization": f"Bearer {person.token}", "Apollo-Require-Preflight": "true"},
    )
    return seconds_of(response.json())


async def test_uploads_are_limited_by_user(limited: Limited, api: Api):
    world = limited(rate_limit_uploads="2/hour")
    here, author, other = await world.at(HERE), await api.make_user(), await api.make_user()
    await check_bound(world.clock, lambda: upload(here, author), lambda: upload(here, other))


async def test_exports_are_limited_by_user(limited: Limited, api: Api):
    world = limited(rate_limit_exports="2/hour")
    here, author, other = await world.at(HERE), await api.make_user(), await api.make_user()

    async def export(person: Person) -> int | None:
        url = (await here.execute(EXPORT, as_user=person))["url"]
        response = await here.http.get(url)
        if response.status_code == 200:
            return None
        assert response.status_code == 429
        seconds = int(response.headers["Retry-After"])
        assert response.text == "Too many requests. Try again in 1 second.\n"
        return seconds

    await check_bound(world.clock, lambda: export(author), lambda: export(other))


async def test_requests_are_limited_by_user_and_by_address_when_signed_out(
    limited: Limited, api: Api
):
    world = limited(rate_limit_requests="2/hour")
    here, there = await world.at(HERE), await world.at(THERE)
    author, other = await api.make_user(), await api.make_user()

    async def ask(client: Api, person: Person | None) -> int | None:
        return seconds_of(await client.send(VIEWER, as_user=person))

    await check_bound(world.clock, lambda: ask(here, author), lambda: ask(here, other))
    await check_bound(world.clock, lambda: ask(here, None), lambda: ask(there, None))
    world.clock.advance(HOUR)
    await ask(here, author)
    await ask(there, author)
    assert await ask(await world.at("203.0.113.1"), author) == HOUR


# -- by address


async def test_sign_ups_are_limited_by_address(limited: Limited, api: Api):
    world = limited(rate_limit_signups="2/hour")
    here, there = await world.at(HERE), await world.at(THERE)
    numbers = iter(range(100))

    async def sign_up(client: Api) -> int | None:
        given = {
            "name": "Ada",
            "email": f"ada{next(numbers)}@example.com",
            "password": PASSWORD,
        }
        return seconds_of(await client.send(SIGNUP, {"input": given}))

    await check_bound(world.clock, lambda: sign_up(here), lambda: sign_up(there))
    # The refused one left nothing behind.
    assert await api.services.database["users"].count_documents({}) == 4


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.9", "192.0.2.9", True),
        ("::ffff:192.0.2.9", "::ffff:192.0.2.8", False),
        ("192.0.2.9", "192.0.2.8", False),
    ],
)
async def test_a_network_is_one_client_to_every_limit(
    limited: Limited, api: Api, first: str, second: str, together: bool
):
    world = limited(
        rate_limit_signups="1/hour", rate_limit_requests="4/hour", rate_limit_refused="1/hour"
    )
    one, two = await world.at(first), await world.at(second)
    given = {"name": "Ada", "email": "ada@example.com", "password": PASSWORD}
    await one.send(SIGNUP, {"input": given})
    answer = await two.send(SIGNUP, {"input": given | {"email": "eve@example.com"}})
    assert (seconds_of(answer) is not None) is together
    for _ in range(3):
        await one.send(VIEWER)
    assert (seconds_of(await two.send(VIEWER)) is not None) is together
    for _ in range(3):
        await one.send("{ nothing }")
    answer = await two.send("{ nothing }")
    assert (answer["errors"][0]["extensions"]["code"] == "RATE_LIMITED") is together


# -- passwords

type Where = Literal["login", "changePassword", "deleteAccount"]
PLACES: tuple[Where, ...] = ("login", "changePassword", "deleteAccount")


async def guess(
    client: Api, person: Person, where: Where, password: str = "wrong horse"
) -> dict[str, Any]:
    """Send a password to one of the places that ask for it, and return the response."""
    if where == "login":
        return await client.send(LOGIN, {"email": person.email, "password": password})
    document = CHANGE if where == "changePassword" else DELETE
    return await client.send(document, {"password": password}, as_user=person)


def typename(answer: dict[str, Any]) -> str:
    (value,) = answer["data"].values()
    return value["__typename"]


@pytest.mark.parametrize("where", PLACES)
async def test_every_place_that_asks_for_a_password_limits_guesses(
    limited: Limited, api: Api, where: Where
):
    world = limited()
    here, author = await world.at(HERE), await api.make_user()
    before = await api.services.database["users"].find_one({"email": author.email})
    for _ in range(5):
        assert typename(await guess(here, author, where)) == "InvalidCredentialsError"
    # Also with the right password, and at the other places.
    for other in PLACES:
        assert seconds_of(await guess(here, author, other, PASSWORD)) == 1
    assert await api.services.database["users"].find_one({"email": author.email}) == before
    world.clock.advance(1)
    assert typename(await guess(here, author, where, PASSWORD)).endswith("Success")


@pytest.mark.parametrize("where", PLACES)
async def test_five_of_many_concurrent_guesses_are_answered(
    limited: Limited, api: Api, where: Where
):
    world = limited()
    here, author = await world.at(HERE), await api.make_user()
    answers = await asyncio.gather(*(guess(here, author, where) for _ in range(40)))
    assert [seconds_of(answer) for answer in answers].count(None) == 5


@pytest.mark.parametrize("suffix", ["/wait", "/attempts", "/delayed", "/", "\u00e9", " /wait"])
async def test_no_address_locks_another_one_out(limited: Limited, api: Api, suffix: str):
    world = limited()
    here, author = await world.at(HERE), await api.make_user()
    for _ in range(10):
        await here.send(LOGIN, {"email": f"{author.email}{suffix}", "password": "wrong horse"})
    assert typename(await guess(here, author, "login", PASSWORD)) == "LoginSuccess"


async def test_a_user_cannot_delay_another_user_behind_the_same_address(limited: Limited, api: Api):
    world = limited()
    here, author, other = await world.at(HERE), await api.make_user(), await api.make_user()
    for _ in range(6):
        await guess(here, author, "login")
    assert seconds_of(await guess(here, author, "login", PASSWORD)) == 1
    assert typename(await guess(here, other, "login", PASSWORD)) == "LoginSuccess"


async def test_strangers_cannot_keep_an_owner_signed_out(limited: Limited, api: Api):
    world = limited()
    home, author = await world.at(HERE), await api.make_user()
    assert typename(await guess(home, author, "login", PASSWORD)) == "LoginSuccess"
    for number in range(60):
        stranger = await world.at(f"203.0.113.{number}")
        await guess(stranger, author, "login")
        world.clock.advance(30)
    away = await world.at(THERE)
    wait = seconds_of(await guess(away, author, "login", PASSWORD)) or 0
    assert wait <= 30
    assert typename(await guess(home, author, "login", PASSWORD)) == "LoginSuccess"
    world.clock.advance(wait)
    assert typename(await guess(away, author, "login", PASSWORD)) == "LoginSuccess"


async def test_spellings_of_one_address_are_one_account(limited: Limited, api: Api):
    world = limited()
    here = await world.at(HERE)
    await api.make_user(email="ada@b\u00fccher.example")
    spellings = ["ada@xn--bcher-kva.example", "ADA@b\u00fccher.example", "ada@bu\u0308cher.example"]
    for number in range(5):
        variables = {"email": spellings[number % 3], "password": "wrong horse"}
        assert typename(await here.send(LOGIN, variables)) == "InvalidCredentialsError"
    for email in (*spellings, "ada@b\u00fccher.example"):
        assert seconds_of(await here.send(LOGIN, {"email": email, "password": PASSWORD})) == 1
