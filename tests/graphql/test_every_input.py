"""Every input of the API, tried with what does not belong there. The schema itself is walked.

A new mutation or query with arguments is covered as it is; where its valid call needs a value that
no sample has, the test says so.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest
from api import MARKDOWN, PASSWORD, Api, Commands, Person
from graphql import GraphQLNonNull, build_schema, is_interface_type, is_union_type
from httpx import ASGITransport, AsyncClient, Response
from odd_values import Case, cases, text_of
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

from cms_blog.schema import create_schema

SCHEMA = build_schema(create_schema().as_str())
FIELDS: dict[str, tuple[str, Field]] = {
    name: (kind, field)
    for kind, type_ in (("mutation", SCHEMA.mutation_type), ("query", SCHEMA.query_type))
    for name, field in (type_.fields.items() if type_ else ())
    if kind == "mutation" or field.args
}
# What a caller can cause and mend.
CLIENT_CODES = {"BAD_REQUEST", "UNAUTHENTICATED", "FORBIDDEN"}
# Only compared with what is there already: any length is as wrong as another.
COMPARED = {
    ("blogs", "after"),
    ("publishedBlogs", "after"),
    ("adminQueue", "after"),
    ("publishedBlog", "slug"),
    ("regenerateSection", "anchor"),
    ("login", "email"),
    ("login", "password"),
    ("changePassword", "currentPassword"),
    ("deleteAccount", "password"),
}
WRITES = {"insert", "update", "delete", "findAndModify"}
PICTURE = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)

_numbers = count(1)
# By field: who may call it, and for a blog of which status. Found by trying.
_valid_calls: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True)
class World:
    """Who calls, and what there is to call for."""

    people: Mapping[str, Person | None]
    samples: Samples
    foreign_id: str


async def make_world(api: Api, status: str) -> World:
    """An author with one blog in `status`, somebody else with another, and an admin."""
    author, other, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    blog, foreign = await api.make_blog(author), await api.make_blog(other)
    if status != "SAVED":
        await api.move("requestPublish", blog["id"], author)
    if status in {"PUBLISHED", "UNPUBLISHED"}:
        await api.move("approveBlog", blog["id"], admin)
    if status == "UNPUBLISHED":
        await api.move("unpublishBlog", blog["id"], admin)
    if status == "REJECTED":
        await api.move("rejectBlog", blog["id"], admin, feedback="No.")
    samples = Samples(
        {
            "id": blog["id"],
            "after": None,
            # Each call is to save a blog of its own.
            "idempotencyKey": None,
            "anchor": blog["content"]["sections"][-1]["anchor"],
            "slug": "balcony-tomatoes",
            "expectedRevision": blog["revision"],
            # Other values are refused for now.
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
            "Upload": PICTURE,
        }
    )
    people = {"author": author, "admin": admin, "signed out": None}
    return World(people, samples, foreign["id"])


class Caller:
    """Calls one field over HTTP, and knows what is in the database and among the files."""

    def __init__(self, app: Starlette, api: Api, name: str) -> None:
        self.name = name
        self.kind, self.field = FIELDS[name]
        self._document = document(self.kind, name, self.field)
        self._app, self._api = app, api

    async def send(self, variables: dict[str, Any], person: Person | None) -> Response:
        # Each time from another address, so that nothing is counted together.
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

    async def kept(self) -> dict[object, object]:
        """All that a call could have written: documents by their ids, and files."""
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
    """The error's code or the value's type, and the error or the value; neither is ever a fault."""
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


def is_taken(outcome: str) -> bool:
    return outcome not in CLIENT_CODES and outcome != "null" and not outcome.endswith("Error")


async def valid_call(caller: Caller, api: Api) -> tuple[str, str, World]:
    """Who may make the valid call, and for a blog of which status; and a world to make it in."""
    if caller.name not in _valid_calls:
        _valid_calls[caller.name] = await _found_valid_call(caller, api)
    who, status = _valid_calls[caller.name]
    return who, status, await make_world(api, status)


async def _found_valid_call(caller: Caller, api: Api) -> tuple[str, str]:
    told: Any = None
    for status in ("SAVED", "PENDING", "PUBLISHED", "UNPUBLISHED"):
        world = await make_world(api, status)
        for who in ("author", "admin"):
            variables = world.samples.variables(caller.field.args)
            response = await caller.send(variables, world.people[who])
            outcome, told = read(response, caller.name)
            if is_taken(outcome):
                return who, status
    raise AssertionError(f"give `Samples` what a valid {caller.name} needs: {told}")


def check(case: Case, place: InputPosition, outcome: str, told: Any, field: Field) -> None:
    """Hold the answer of somebody who may call the field against what the case expects."""
    if case.expected == "refused":
        assert outcome in {"BAD_REQUEST", "InvalidInputError"}, told
        if outcome == "InvalidInputError":
            where = [str(step) for step in place.path if step != "input"]
            assert where in [problem["path"][: len(where)] for problem in told["fields"]], told
    # Half a character is no JSON.
    is_text = isinstance(case.value, str) and case.what != "half a character"
    if is_text and place.is_typed_by_people and is_union_type(bare_type(field.type)):
        assert outcome != "BAD_REQUEST", told
    if case.expected == "nowhere" and not (
        # Any object is one for `node`.
        is_interface_type(bare_type(field.type)) and case.what == "another type's"
    ):
        nothing = "NotFoundError" if isinstance(field.type, GraphQLNonNull) else "null"
        assert outcome in {nothing, "BlogStatusError"}, told


def still_there(before: dict[object, object], now: dict[object, object]) -> bool:
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
    kept = await caller.kept()
    taken: set[tuple[Any, str]] = set()
    for person in [who] if allowed else world.people.keys() - {who}:
        for place in input_positions(caller.field.args):
            variables = world.samples.variables(caller.field.args)
            for case in cases(place, place.value_in(variables), world.foreign_id):
                if (place.path, case.what) in taken:
                    continue
                # Types refuse a value for every user alike.
                if not allowed and case.what.startswith("wrong type"):
                    continue
                tried = with_value(variables, place.path, case.value)
                with commands.seen() as seen:
                    response = await caller.send(tried, world.people[person])
                try:
                    outcome, told = read(response, name)
                    if allowed:
                        check(case, place, outcome, told, caller.field)
                    if not is_taken(outcome):
                        assert not WRITES & set(seen) or await caller.kept() == kept
                        continue
                except AssertionError as error:
                    error.add_note(f"{name}, as {person}: {place.path}, {case.what}")
                    raise
                taken.add((place.path, case.what))
                before, kept = kept, await caller.kept()
                if not still_there(before, kept):
                    world = await make_world(api, status)
                    variables = world.samples.variables(caller.field.args)
                    kept = await caller.kept()
        assert await caller.kept() == kept


@pytest.mark.parametrize("name", [name for name, (_, field) in FIELDS.items() if field.args])
async def test_as_much_is_taken_as_the_descriptions_allow_and_as_little(
    app: Starlette, api: Api, name: str
):
    caller = Caller(app, api, name)
    limited = [
        place
        for place in input_positions(caller.field.args)
        if (name, place.path[-1]) not in COMPARED and (place.is_text or place.is_list)
    ]
    untold = [place.path for place in limited if place.is_text and not place.most_characters]
    assert not untold, "say in the description how many characters there may be"
    who, status, world = await valid_call(caller, api)
    least = world.samples.variables(caller.field.args, least=True)
    outcome, _ = read(await caller.send(least, world.people[who]), name)
    if is_taken(outcome):
        world = await make_world(api, status)
    most = world.samples.variables(caller.field.args)
    # From the inside out: a list's items before the list that they fill.
    for place in reversed(limited):
        if place.is_list and place.most_entries:
            filled = place.value_in(most) * place.most_entries
            most = with_value(most, place.path, filled)
        elif place.most_characters:
            most = with_value(most, place.path, text_of(place, place.most_characters))
    outcome, told = read(await caller.send(most, world.people[who]), name)
    assert is_taken(outcome), told
