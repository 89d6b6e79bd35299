"""Invalid values for every input of the API, derived from the schema.

New mutations and queries with arguments are included automatically. If a valid call needs a value
that `Samples` lacks, the test fails with a message that says so.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest
from api import MARKDOWN, PASSWORD, UPDATE, Api, Commands, Person
from graphql import GraphQLNonNull, build_schema, is_interface_type, is_union_type
from httpx import ASGITransport, AsyncClient, Response
from odd_values import Case, cases, text_of
from sample_images import TINY_GIF
from schema_inputs import (
    Field,
    InputPosition,
    Samples,
    bare_type,
    document,
    input_positions,
    with_value,
)
from starlette.applications import Starlette

from cms_blog.blogs.content.checks.provenance import Generator
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.schema import schema_text

SCHEMA = build_schema(schema_text())
FIELDS: dict[str, tuple[str, Field]] = {
    name: (kind, field)
    for kind, type_ in (("mutation", SCHEMA.mutation_type), ("query", SCHEMA.query_type))
    for name, field in (type_.fields.items() if type_ else ())
    if kind == "mutation" or field.args
}
# Errors that a caller can cause and fix.
CLIENT_CODES = {"BAD_REQUEST", "UNAUTHENTICATED", "FORBIDDEN"}
# Values that are only compared with stored ones, and so have no limit on their length.
COMPARED = {
    ("blogs", "after"),
    ("blogs", "before"),
    ("publishedBlogs", "after"),
    ("publishedBlogs", "before"),
    ("adminQueue", "after"),
    ("adminQueue", "before"),
    ("publishedBlog", "slug"),
    ("regenerateSection", "anchor"),
    ("login", "email"),
    ("login", "password"),
    ("changePassword", "currentPassword"),
    ("deleteAccount", "password"),
    # A translation of the longest text exceeds the limit of a text.
    ("translateBlog", "markdown"),
    # Signed values.
    ("saveBlog", "receipts"),
    ("updateBlog", "receipts"),
}
MODEL = Generator(model="a model", prompts=1)
WRITES = {"insert", "update", "delete", "findAndModify"}

_numbers = count(1)
# By field: the user and the blog status of a valid call, found by trial.
_valid_calls: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True)
class World:
    """Callers, and sample values for a valid call."""

    people: Mapping[str, Person | None]
    samples: Samples
    foreign_id: str


async def make_world(api: Api, status: str) -> World:
    """Create an author with a blog in `status`, another author with a blog, and an admin."""
    author, other, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    blog, foreign = await api.make_blog(author), await api.make_blog(other)
    if status != "SAVED":
        await api.move("requestPublish", blog["id"], author)
    if status in {"PUBLISHED", "CHANGED", "UNPUBLISHED"}:
        await api.move("approveBlog", blog["id"], admin)
    if status == "CHANGED":
        changes = {"title": "Tomatoes", "expectedRevision": blog["revision"]}
        given = {"id": blog["id"], "input": changes}
        blog = (await api.execute(UPDATE, given, as_user=author))["blog"]
    if status == "UNPUBLISHED":
        await api.move("unpublishBlog", blog["id"], admin)
    if status == "REJECTED":
        await api.move("rejectBlog", blog["id"], admin, feedback="No.")
    author_id = oid_of("User", author.id)
    assert author_id is not None
    samples = Samples(
        {
            "id": blog["id"],
            "after": None,
            # Backward pagination excludes `first`, which is given.
            "before": None,
            "last": None,
            # Each call must save a new blog.
            "idempotencyKey": None,
            "anchor": blog["content"]["sections"][-1]["anchor"],
            "slug": "balcony-tomatoes",
            "expectedRevision": blog["revision"],
            # Other values are not accepted yet.
            "publishAt": None,
            "email": author.email,
            "SignupInput.email": f"new{next(_numbers)}@example.com",
            "password": PASSWORD,
            "currentPassword": PASSWORD,
            "newPassword": "another horse",
            "String": "Balcony tomatoes",
            "Markdown": MARKDOWN,
            "URL": "https://example.com/a",
            "HexColor": "#1A2B3C",
            "Int": 1,
            "Boolean": True,
            "Upload": TINY_GIF,
            "receipts": [api.services.receipts.issue(author_id, [], None, MODEL)],
        }
    )
    people = {"author": author, "admin": admin, "signed out": None}
    return World(people, samples, foreign["id"])


class Caller:
    """Calls one field over HTTP, and reads the database and the stored files."""

    def __init__(self, app: Starlette, api: Api, name: str) -> None:
        self.name = name
        self.kind, self.field = FIELDS[name]
        self._document = document(self.kind, name, self.field)
        self._app, self._api = app, api

    async def send(self, variables: dict[str, Any], person: Person | None) -> Response:
        # A new address for each request, so that rate limits do not apply.
        number = next(_numbers)
        transport = ASGITransport(self._app, client=(f"10.0.{number // 250}.{number % 250}", 1))
        headers = {"Accept": "application/graphql-response+json"}
        if person is not None:
            headers["Authorization"] = f"Bearer {person.token}"
        files: dict[str, bytes] = {}
        body = {"query": self._document, "variables": _without_files(variables, "variables", files)}
        async with AsyncClient(transport=transport, base_url="http://testserver") as http:
            if not files:
                headers["Content-Type"] = "application/json"
                content = json.dumps(body)
                return await http.post("/graphql", content=content, headers=headers)
            named = {str(n): ("a", data) for n, data in enumerate(files.values())}
            fields = {
                "operations": json.dumps(body),
                "map": json.dumps({str(n): [path] for n, path in enumerate(files)}),
            }
            headers["Apollo-Require-Preflight"] = "true"
            return await http.post("/graphql", data=fields, files=named, headers=headers)

    async def stored(self) -> dict[object, object]:
        """Everything that a call can write: documents by id, and files."""
        services = self._api.services
        everything: dict[object, object] = {}
        for name in ("users", "blogs"):
            async for found in services.database[name].find():
                everything[found["_id"]] = found
        return everything | dict.fromkeys(_files_below(services.settings.uploads_url))


def _files_below(folder: str) -> list[Path]:
    return list(Path(folder).rglob("*.*"))


def _without_files(value: Any, path: str, files: dict[str, bytes]) -> Any:
    if isinstance(value, bytes):
        files[path] = value
        return None
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {key: _without_files(item, f"{path}.{key}", files) for key, item in items}
    return value


def read(response: Response, name: str) -> tuple[str, Any]:
    """Return the error's code or the value's type, with the error or the value; fail on a fault."""
    answer = response.json()
    if "errors" in answer:
        (error,) = answer["errors"][:1]
        code = error["extensions"]["code"]
        assert code in CLIENT_CODES, error
        assert (
            response.status_code == 200 if "data" in answer else 400 <= response.status_code < 500
        )
        return code, error
    assert response.status_code == 200, answer
    value = answer["data"][name]
    return ("null" if value is None else value["__typename"]), value


def is_accepted(outcome: str) -> bool:
    return outcome not in CLIENT_CODES and outcome != "null" and not outcome.endswith("Error")


async def valid_call(caller: Caller, api: Api) -> tuple[str, str, World]:
    """The user and the blog status of a valid call, and a world for it."""
    if caller.name not in _valid_calls:
        _valid_calls[caller.name] = await _find_valid_call(caller, api)
    who, status = _valid_calls[caller.name]
    return who, status, await make_world(api, status)


async def _find_valid_call(caller: Caller, api: Api) -> tuple[str, str]:
    told: Any = None
    for status in ("SAVED", "PENDING", "PUBLISHED", "UNPUBLISHED", "CHANGED"):
        world = await make_world(api, status)
        for who in ("author", "admin"):
            variables = world.samples.variables(caller.field.args)
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
    if case.expected == "nowhere" and not (
        # `node` accepts ids of any type.
        is_interface_type(bare_type(field.type)) and case.what == "another type's"
    ):
        nothing = "NotFoundError" if isinstance(field.type, GraphQLNonNull) else "null"
        assert outcome in {nothing, "BlogStatusError"}, told


def field_of(place: InputPosition) -> str:
    return next(step for step in reversed(place.path) if isinstance(step, str))


def unchanged(before: dict[object, object], now: dict[object, object]) -> bool:
    return all(key in now and now[key] == found for key, found in before.items())


@pytest.mark.parametrize(
    "allowed", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["allowed", "others"]
)
@pytest.mark.parametrize("name", FIELDS)
async def test_no_input_causes_a_server_error_and_refused_input_writes_nothing(
    app: Starlette, api: Api, commands: Commands, name: str, *, allowed: bool
):
    """`allowed`: sent by the user who may call the field, else by all others."""
    caller = Caller(app, api, name)
    who, status, world = await valid_call(caller, api)
    stored = await caller.stored()
    taken: set[tuple[Any, str]] = set()
    for person in [who] if allowed else world.people.keys() - {who}:
        for place in input_positions(caller.field.args):
            variables = world.samples.variables(caller.field.args)
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
                    world = await make_world(api, status)
                    variables = world.samples.variables(caller.field.args)
                    stored = await caller.stored()
        assert await caller.stored() == stored


@pytest.mark.parametrize("name", [name for name, (_, field) in FIELDS.items() if field.args])
async def test_minimum_and_maximum_values_from_the_descriptions_are_accepted(
    app: Starlette, api: Api, name: str
):
    caller = Caller(app, api, name)
    limited = [
        place
        for place in input_positions(caller.field.args)
        if place.is_list or (place.is_text and (name, field_of(place)) not in COMPARED)
    ]
    untold = [place.path for place in limited if place.is_text and not place.most_characters]
    assert not untold, "state the maximum number of characters in the description"
    who, status, world = await valid_call(caller, api)
    least = world.samples.variables(caller.field.args, least=True)
    outcome, _ = read(await caller.send(least, world.people[who]), name)
    if is_accepted(outcome):
        world = await make_world(api, status)
    most = world.samples.variables(caller.field.args)
    # Inner positions first: the items of a list before the list.
    for place in reversed(limited):
        if place.is_list and place.most_entries:
            filled = place.value_in(most) * place.most_entries
            most = with_value(most, place.path, filled)
        elif place.most_characters:
            most = with_value(most, place.path, text_of(place, place.most_characters))
    outcome, told = read(await caller.send(most, world.people[who]), name)
    assert is_accepted(outcome), told
