"""Invalid values for every input of the API, derived from the schema.

New mutations and queries with arguments are included automatically. If a valid call needs a value
that `Samples` lacks, the test fails with a message that says so.
"""

from dataclasses import replace
from typing import Any

import pytest
from api import WRITES, Api, Commands
from field_calls import FIELDS, Caller, World, Worlds, is_accepted, read
from graphql import GraphQLNonNull, is_interface_type, is_union_type
from httpx import AsyncClient
from odd_values import Case, cases, text_of
from schema_inputs import Field, InputPosition, bare_type, input_positions, with_value
from starlette.applications import Starlette

from cms_blog.accounts.user_cache import UserCache
from cms_blog.context import Services
from cms_blog.server.app import create_app

pytestmark = pytest.mark.slow

# Values that are only compared with stored ones, and so have no limit on their length.
COMPARED = {
    ("blogs", "after"),
    ("blogs", "before"),
    ("publishedBlogs", "after"),
    ("publishedBlogs", "before"),
    ("adminQueue", "after"),
    ("adminQueue", "before"),
    ("accounts", "after"),
    ("accounts", "before"),
    ("publishedBlog", "slug"),
    ("regenerateSection", "anchor"),
    ("login", "email"),
    ("login", "password"),
    ("changePassword", "currentPassword"),
    ("deleteAccount", "password"),
    ("changeEmail", "password"),
    # A translation of the longest text exceeds the limit of a text.
    ("translateBlog", "markdown"),
    # It must be in the text of the blog; the tests of notes have the longest one.
    ("addNote", "quote"),
    # It must be the address of an uploaded image.
    ("updateProfile", "avatarUrl"),
    # Signed values.
    ("previewBlog", "token"),
    ("resetPassword", "token"),
    ("verifyEmail", "token"),
    ("acceptInvite", "token"),
    ("saveBlog", "receipts"),
    ("updateBlog", "receipts"),
}
# By field: the user and the blog status of a valid call, found by trial.
_valid_calls: dict[str, tuple[str, str]] = {}


@pytest.fixture(scope="module")
def user_cache() -> UserCache:
    """Without one, most commands of refused calls would read users."""
    return UserCache(3600)


@pytest.fixture(scope="module")
def caching_app(services: Services, user_cache: UserCache) -> Starlette:
    """A server that caches users."""
    return create_app(replace(services, user_cache=user_cache))


@pytest.fixture(scope="module")
def worlds(user_cache: UserCache) -> Worlds:
    """The worlds of all tests of this file."""
    return Worlds(user_cache)


@pytest.fixture
def api(http: AsyncClient, services: Services) -> Api:
    """Client of the API, on the database of the preceding test: `worlds` restores it."""
    return Api(http, services)


async def world_for(caller: Caller, api: Api, worlds: Worlds, status: str) -> World:
    """A world for calls of the field; attempts at passwords are counted, so they get new users."""
    places = input_positions(caller.field.args)
    fresh = any(str(place.path[-1]).lower().endswith("password") for place in places)
    return await worlds.get(api, status, fresh=fresh)


async def valid_call(caller: Caller, api: Api, worlds: Worlds) -> tuple[str, str, World]:
    """The user and the blog status of a valid call, and a world for it."""
    if caller.name not in _valid_calls:
        _valid_calls[caller.name] = await _find_valid_call(caller, api, worlds)
    who, status = _valid_calls[caller.name]
    return who, status, await world_for(caller, api, worlds, status)


async def _find_valid_call(caller: Caller, api: Api, worlds: Worlds) -> tuple[str, str]:
    told: Any = None
    for status in ("SAVED", "PENDING", "PUBLISHED", "UNPUBLISHED", "CHANGED"):
        world = await world_for(caller, api, worlds, status)
        for who in ("author", "admin"):
            variables = world.samples.variables(caller.field.args, caller.name)
            response = await caller.send(variables, world.people[who])
            outcome, told = read(response, caller.name)
            if is_accepted(outcome):
                return who, status
    raise AssertionError(f"add the values of a valid {caller.name} to `Samples`: {told}")


def check(case: Case, place: InputPosition, outcome: str, told: Any, field: Field) -> None:
    """Compare the response to an authorised caller with the expectation of the case."""
    if case.expected == "refused":
        assert outcome in {"BAD_REQUEST", "InvalidInputError"}, told
        if outcome == "InvalidInputError":
            where = [str(step) for step in place.path if step != "input"]
            assert where in [problem["path"][: len(where)] for problem in told["fields"]], told
    # Half a surrogate pair is not valid JSON.
    is_text = isinstance(case.value, str) and case.what != "half a character"
    if is_text and place.is_typed_by_people and is_union_type(bare_type(field.type)):
        assert outcome != "BAD_REQUEST", told
    # `authorId` filters a list by the id of a user: the ids of blogs do not apply to it.
    if place.path == ("authorId",):
        return
    if case.expected == "nowhere" and not (
        # `node` accepts ids of any type.
        is_interface_type(bare_type(field.type)) and case.what == "another type's"
    ):
        if outcome == "list":
            assert told == []
            return
        nothing = "NotFoundError" if isinstance(field.type, GraphQLNonNull) else "null"
        assert outcome in {nothing, "BlogStatusError"}, told


def field_of(place: InputPosition) -> str:
    return next(step for step in reversed(place.path) if isinstance(step, str))


def unchanged(before: dict[object, object], now: dict[object, object]) -> bool:
    return all(key in now and now[key] == found for key, found in before.items())


@pytest.mark.parametrize("allowed", [True, False], ids=["allowed", "others"])
@pytest.mark.parametrize("name", FIELDS)
async def test_no_input_causes_a_server_error_and_refused_input_writes_nothing(
    caching_app: Starlette,
    api: Api,
    worlds: Worlds,
    commands: Commands,
    name: str,
    *,
    allowed: bool,
):
    """`allowed`: sent by the user who may call the field, else by all others."""
    caller = Caller(caching_app, api, name)
    who, status, world = await valid_call(caller, api, worlds)
    stored = await caller.stored()
    taken: set[tuple[Any, str]] = set()
    for person in [who] if allowed else world.people.keys() - {who}:
        for place in input_positions(caller.field.args):
            variables = world.samples.variables(caller.field.args, caller.name)
            for case in cases(place, place.value_in(variables), world.foreign_id):
                if (place.path, case.what) in taken:
                    continue
                # Type errors do not depend on the user.
                if not allowed and case.what.startswith("wrong type"):
                    continue
                tried = with_value(variables, place.path, case.value)
                with commands.seen() as seen:
                    response = await caller.send(tried, world.people[person])
                try:
                    outcome, told = read(response, name)
                    if allowed:
                        check(case, place, outcome, told, caller.field)
                    if not is_accepted(outcome):
                        assert not WRITES & set(seen) or await caller.stored() == stored
                        continue
                except AssertionError as error:
                    error.add_note(f"{name}, as {person}: {place.path}, {case.what}")
                    raise
                taken.add((place.path, case.what))
                before, stored = stored, await caller.stored()
                if not unchanged(before, stored):
                    world = await world_for(caller, api, worlds, status)
                    variables = world.samples.variables(caller.field.args, caller.name)
                    stored = await caller.stored()
        assert await caller.stored() == stored


@pytest.mark.parametrize("name", [name for name, (_, field) in FIELDS.items() if field.args])
async def test_minimum_and_maximum_values_from_the_descriptions_are_accepted(
    caching_app: Starlette, api: Api, worlds: Worlds, name: str
):
    caller = Caller(caching_app, api, name)
    limited = [
        place
        for place in input_positions(caller.field.args)
        if place.is_list or (place.is_text and (name, field_of(place)) not in COMPARED)
    ]
    untold = [place.path for place in limited if place.is_text and not place.most_characters]
    assert not untold, "state the maximum number of characters in the description"
    who, status, world = await valid_call(caller, api, worlds)
    least = world.samples.variables(caller.field.args, caller.name, least=True)
    outcome, _ = read(await caller.send(least, world.people[who]), name)
    if is_accepted(outcome):
        world = await world_for(caller, api, worlds, status)
    most = world.samples.variables(caller.field.args, caller.name)
    # Inner positions first: the items of a list before the list.
    for place in reversed(limited):
        if place.is_list and place.most_entries:
            filled = place.value_in(most) * place.most_entries
            most = with_value(most, place.path, filled)
        elif place.most_characters:
            most = with_value(most, place.path, text_of(place, place.most_characters))
    outcome, told = read(await caller.send(most, world.people[who]), name)
    assert is_accepted(outcome), told
